/**
 * Which agents can serve which queue at some step, as the policy says; the screens' counts rest on
 * it.
 */

import type { AgentId, QueueId } from '../core/routing/ids.ts';
import type { AgentPolicy, Policy, QueuePolicy, StepPolicy } from '../core/routing/policy.ts';

function qualifies(agent: AgentPolicy, queue: QueueId, step: StepPolicy): boolean {
  const serves =
    step.everybody ||
    agent.queues.some((own) => own.queue === queue) ||
    step.teams.some(({ team }) => agent.teams.includes(team));
  if (!serves) return false;
  return step.require.every(({ skill, levelMin }) =>
    agent.skills.some((own) => own.skill === skill && own.level >= levelMin),
  );
}

/** Whether the agent qualifies at any of the queue's steps. Cost: O(steps × skills). */
export const canServe = (agent: AgentPolicy, queue: QueuePolicy): boolean =>
  queue.steps.some((step) => qualifies(agent, queue.id, step));

/** The agents of each queue. Cost: O(agents × queues); made once per policy. */
export function staffOf(policy: Policy): Map<QueueId, readonly AgentId[]> {
  return new Map(
    policy.queues.map((queue) => [
      queue.id,
      policy.agents.filter((agent) => canServe(agent, queue)).map((agent) => agent.id),
    ]),
  );
}
