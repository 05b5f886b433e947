/** Who may serve what, by the words of the policy. Worked out when a policy is compiled. */

import type { Ms, QueueId, SkillId } from './ids.ts';
import type { AgentPolicy, Medium, QueuePolicy, SkillLevel, StepPolicy } from './policy.ts';

/** Whether an agent qualifies for a step of a queue: serves it and has each skill at its level. */
export function qualifies(agent: AgentPolicy, queue: QueuePolicy, step: StepPolicy): boolean {
  return (
    takes(agent, queue.medium ?? 'voice') &&
    serves(agent, queue.id, step) &&
    missingSkill(agent, step.require) === undefined
  );
}

/** Whether the agent has capacity for a medium; one whose policy says nothing takes voice. */
export function takes(agent: AgentPolicy, medium: Medium): boolean {
  if (agent.capacity === undefined) return medium === 'voice';
  return agent.capacity.some((each) => each.medium === medium && each.calls > 0);
}

/**
 * Whether an agent serves a step: names the queue, is in one of the step's teams, or everybody
 * serves.
 */
export function serves(agent: AgentPolicy, queue: QueueId, step: StepPolicy): boolean {
  return (
    step.everybody ||
    agent.queues.some((own) => own.queue === queue) ||
    step.teams.some(({ team }) => agent.teams.includes(team))
  );
}

/** The first skill asked for that the agent lacks or has too low. */
export function missingSkill(
  agent: AgentPolicy,
  asked: readonly SkillLevel[],
): { skill: SkillId; level: number; levelMin: number } | undefined {
  for (const { skill, levelMin } of asked) {
    const level = agent.skills.find((own) => own.skill === skill)?.level ?? 0;
    if (level < levelMin) return { skill, level, levelMin };
  }
  return undefined;
}

/** Rank of an agent at a step, lower first: its own for the queue, else its best team's, else 0. */
export function rankAt(agent: AgentPolicy, queue: QueueId, step: StepPolicy): number {
  const own = agent.queues.find((entry) => entry.queue === queue)?.rank;
  if (own !== undefined) return own;
  let best: number | undefined;
  for (const { team, rank } of step.teams) {
    if (agent.teams.includes(team) && (best === undefined || rank < best)) best = rank;
  }
  return best ?? 0;
}

/** How long a call must have waited in the queue before this agent sees it. */
export const delayFor = (agent: AgentPolicy, queue: QueueId): Ms =>
  agent.queues.find((entry) => entry.queue === queue)?.delayMs ?? 0;

/** Sum of the agent's levels in the skills the step requires. */
export function skillAt(agent: AgentPolicy, step: StepPolicy): number {
  let sum = 0;
  for (const { skill } of step.require) {
    sum += agent.skills.find((own) => own.skill === skill)?.level ?? 0;
  }
  return sum;
}

/** How many of the step's preferences the agent satisfies. */
export function preferenceAt(agent: AgentPolicy, step: StepPolicy): number {
  let count = 0;
  for (const wish of step.prefer ?? []) {
    if (missingSkill(agent, [wish]) === undefined) count++;
  }
  return count;
}

/** Order of ids everywhere: by code unit, the same on every machine. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
