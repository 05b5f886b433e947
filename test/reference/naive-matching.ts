/**
 * Rule 7 as questions: who qualifies, who is eligible, which agent, which call. Changes nothing but
 * the generator.
 */

import { type Ms, NEVER } from '../../core/routing/ids.ts';
import type { AgentPolicy, QueuePolicy, StepPolicy } from '../../core/routing/policy.ts';
import {
  agentPolicy,
  agentsById,
  byText,
  byUrgency,
  type NaiveAgent,
  type NaiveCall,
  type NaiveWorld,
  stateOf,
} from './naive-state.ts';

const levelOf = (agent: AgentPolicy, skill: string): number =>
  agent.skills.find((has) => has.skill === skill)?.level ?? 0;

const ownEntry = (agent: AgentPolicy, queue: QueuePolicy) =>
  agent.queues.find((entry) => entry.queue === queue.id);

const teamsAt = (agent: AgentPolicy, step: StepPolicy) =>
  step.teams.filter((serving) => agent.teams.includes(serving.team));

/** Names the queue, or is in one of the step's teams, or everybody serves. */
export function serves(agent: AgentPolicy, queue: QueuePolicy, step: number): boolean {
  const at = queue.steps[step]!;
  return ownEntry(agent, queue) !== undefined || teamsAt(agent, at).length > 0 || at.everybody;
}

/** The first skill of the step this agent lacks. */
export function lacking(agent: AgentPolicy, queue: QueuePolicy, step: number) {
  return queue.steps[step]!.require.find(
    (needs) => levelOf(agent, needs.skill) < Math.max(1, needs.levelMin),
  );
}

export const skillLevel = levelOf;

/**
 * Serves, and has each required skill at its level. An agent gone from the policy qualifies for
 * nothing.
 */
export function qualifies(
  world: NaiveWorld,
  agent: NaiveAgent,
  queue: QueuePolicy,
  step: number,
): boolean {
  const policy = agentPolicy(world, agent.id);
  if (policy === undefined) return false;
  return serves(policy, queue, step) && lacking(policy, queue, step) === undefined;
}

export function rankOf(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): number {
  const policy = agentPolicy(world, agent.id)!;
  const own = ownEntry(policy, call.follows)?.rank;
  if (own !== undefined) return own;
  const ranks = teamsAt(policy, call.follows.steps[call.step]!).map((serving) => serving.rank);
  return ranks.length > 0 ? Math.min(...ranks) : 0;
}

/** When the agent's own delay for the call's queue has passed. */
export function delayEnds(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): Ms {
  const policy = agentPolicy(world, agent.id);
  return call.joinedAt + ((policy && ownEntry(policy, call.follows)?.delayMs) ?? 0);
}

export function excludedUntil(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): Ms {
  const entry = call.exclusions.find((excluded) => excluded.agent === agent.id);
  return entry && entry.until > world.now ? entry.until : 0;
}

/**
 * May the agent have this call, its state apart? The delay does not keep a held call from its
 * agent.
 */
export function mayTake(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): boolean {
  if (!qualifies(world, agent, call.follows, call.step)) return false;
  if (excludedUntil(world, agent, call) > 0) return false;
  if (call.state === 'held') return call.preferred === agent.id;
  return delayEnds(world, agent, call) <= world.now;
}

export function eligible(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): boolean {
  return stateOf(agent) === 'ready' && mayTake(world, agent, call);
}

/**
 * Rule 5.4: agents who qualify at any step, are signed in, reachable, and not paused unless paused
 * ones count.
 */
export function staffOf(world: NaiveWorld, queue: QueuePolicy): number {
  const countPaused = queue.exits.nobody?.countPaused ?? false;
  return world.agents.filter(
    (agent) =>
      agent.signedIn &&
      agent.reachable &&
      (countPaused || agent.paused === null) &&
      queue.steps.some((_, step) => qualifies(world, agent, queue, step)),
  ).length;
}

/** Rule 5.1: is the step passed over? */
export function skipHolds(world: NaiveWorld, queue: QueuePolicy, step: number): boolean {
  const when = queue.steps[step]!.skipWhen;
  if (when === undefined) return false;
  if (when.signedInMax === undefined && when.readyMax === undefined) return false;
  const qualified = world.agents.filter((agent) => qualifies(world, agent, queue, step));
  const signedIn = qualified.filter((agent) => agent.signedIn).length;
  const ready = qualified.filter((agent) => stateOf(agent) === 'ready').length;
  return signedIn <= (when.signedInMax ?? signedIn) && ready <= (when.readyMax ?? ready);
}

/** Rule 5.2. */
export function stepEnd(call: NaiveCall): Ms {
  const step = call.follows.steps[call.step]!;
  const last = call.step === call.follows.steps.length - 1;
  if (last && step.go === undefined) return NEVER;
  return Math.max(call.stepAt, Math.min(call.stepAt + step.forMs, call.joinedAt + step.afterMs));
}

/** Rule 5.3. */
export const tooLongAt = (call: NaiveCall): Ms =>
  call.joinedAt + (call.follows.exits.tooLong?.waitedMs ?? NEVER);

/** Rule 11. NEVER unless waiting or held. */
export function callDeadline(world: NaiveWorld, call: NaiveCall): Ms {
  if (call.state !== 'waiting' && call.state !== 'held') return NEVER;
  const delays = world.policy.agents
    .flatMap((agent) => agent.queues)
    .filter((entry) => entry.queue === call.queue)
    .map((entry) => call.joinedAt + entry.delayMs)
    .filter((end) => end > call.lookedAt);
  return Math.min(
    stepEnd(call),
    tooLongAt(call),
    call.holdUntil ?? NEVER,
    ...call.exclusions.map((excluded) => excluded.until),
    ...delays,
  );
}

/** The key of the queue's order, smaller is better; 0 for orders that have none. */
export function orderKey(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): number {
  const policy = agentPolicy(world, agent.id)!;
  const sum = (levels: number[]) => levels.reduce((total, level) => total + level, 0);
  switch (call.follows.order) {
    case 'most-skilled':
      return -sum(call.follows.steps[call.step]!.require.map((r) => levelOf(policy, r.skill)));
    case 'least-skilled':
      return sum(policy.skills.map((has) => has.level));
    case 'fewest-calls':
      return agent.callsAnswered;
    case 'round-robin':
      return agent.lastOffered;
    default:
      return 0;
  }
}

/** Rule 7.5. */
function draw(world: NaiveWorld): number {
  let x = world.random;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  world.random = x >>> 0;
  return world.random;
}

/** The eligible agents, best first by every key but chance. */
export function candidates(world: NaiveWorld, call: NaiveCall): NaiveAgent[] {
  return agentsById(world)
    .filter((agent) => eligible(world, agent, call))
    .sort(
      (a, b) =>
        rankOf(world, a, call) - rankOf(world, b, call) ||
        orderKey(world, a, call) - orderKey(world, b, call) ||
        a.idleSince - b.idleSince ||
        byText(a.id, b.id),
    );
}

/** Rule 7.1 without the preferred agent. */
export function chooseAgent(world: NaiveWorld, call: NaiveCall): NaiveAgent | undefined {
  const all = candidates(world, call);
  if (call.follows.order !== 'random' || all.length === 0) return all[0];
  const bestRank = rankOf(world, all[0]!, call);
  const best = all
    .filter((agent) => rankOf(world, agent, call) === bestRank)
    .sort((a, b) => byText(a.id, b.id));
  return best.length === 1 ? best[0] : best[draw(world) % best.length];
}

/** Rule 7.2: every call the agent could have now, most urgent first. */
export function callsFor(world: NaiveWorld, agent: NaiveAgent): NaiveCall[] {
  return world.calls
    .filter((call) => call.state === 'waiting' || call.state === 'held')
    .filter((call) => eligible(world, agent, call))
    .sort(byUrgency(world));
}
