/**
 * Rules 5, 7 and 11 as questions: who qualifies, who is eligible, which agent, which call, what is
 * due when. Changes nothing but the generator.
 */

import { type Ms, NEVER, type TargetId } from '../../core/routing/ids.ts';
import type {
  AgentPolicy,
  Conditions,
  QueuePolicy,
  SkillLevel,
  StepPolicy,
} from '../../core/routing/policy.ts';
import { aheadOf, serviceIsBelow, waitExpected } from './naive-forecast.ts';
import {
  agentPolicy,
  agentsById,
  byText,
  byUrgency,
  isQueued,
  isWaiting,
  type NaiveAgent,
  type NaiveCall,
  type NaivePlace,
  type NaiveWorld,
  occupancyNow,
  type Standing,
  standings,
  stateOf,
} from './naive-state.ts';
import { mayLeaveFor } from './naive-ways.ts';

const levelOf = (agent: AgentPolicy, skill: string): number =>
  agent.skills.find((has) => has.skill === skill)?.level ?? 0;

const ownEntry = (agent: AgentPolicy, queue: QueuePolicy) =>
  agent.queues.find((entry) => entry.queue === queue.id);

const teamsAt = (agent: AgentPolicy, step: StepPolicy) =>
  step.teams.filter((serving) => agent.teams.includes(serving.team));

const satisfies = (agent: AgentPolicy, needs: SkillLevel): boolean =>
  levelOf(agent, needs.skill) >= Math.max(1, needs.levelMin);

/** Calls of the queue's medium the agent may have at one time; one voice call unless said. */
const capacityFor = (agent: AgentPolicy, queue: QueuePolicy): number => {
  const medium = queue.medium ?? 'voice';
  if (agent.capacity === undefined) return medium === 'voice' ? 1 : 0;
  return agent.capacity.find((entry) => entry.medium === medium)?.calls ?? 0;
};

/**
 * Has capacity for the medium, and names the queue, or is in one of the step's teams, or everybody
 * serves.
 */
export function serves(agent: AgentPolicy, queue: QueuePolicy, step: number): boolean {
  if (capacityFor(agent, queue) < 1) return false;
  const at = queue.steps[step]!;
  return ownEntry(agent, queue) !== undefined || teamsAt(agent, at).length > 0 || at.everybody;
}

/** The first of these skills the agent lacks. */
export const lacking = (
  agent: AgentPolicy,
  skills: readonly SkillLevel[],
): SkillLevel | undefined => skills.find((needs) => !satisfies(agent, needs));

export const skillLevel = levelOf;

/** What is asked at this place: the step's skills, then the call's own. */
export const demandsOf = ({ call, place }: Standing): SkillLevel[] => [
  ...place.follows.steps[place.step]!.require,
  ...call.skills,
];

/**
 * Serves, and has each skill the step requires. An agent gone from the policy qualifies for
 * nothing.
 */
export function qualifies(
  world: NaiveWorld,
  agent: NaiveAgent,
  queue: QueuePolicy,
  step: number,
): boolean {
  const policy = agentPolicy(world, agent.id);
  if (policy === undefined || !serves(policy, queue, step)) return false;
  return lacking(policy, queue.steps[step]!.require) === undefined;
}

/** The same of a call at one of its places, whose own skills count too. */
export function qualifiesFor(world: NaiveWorld, agent: NaiveAgent, at: Standing): boolean {
  if (!qualifies(world, agent, at.place.follows, at.place.step)) return false;
  return lacking(agentPolicy(world, agent.id)!, at.call.skills) === undefined;
}

export function rankOf(world: NaiveWorld, agent: NaiveAgent, place: NaivePlace): number {
  const policy = agentPolicy(world, agent.id)!;
  const own = ownEntry(policy, place.follows)?.rank;
  if (own !== undefined) return own;
  const ranks = teamsAt(policy, place.follows.steps[place.step]!).map((serving) => serving.rank);
  return ranks.length > 0 ? Math.min(...ranks) : 0;
}

/** How many of the step's preferences the agent satisfies. */
export function preferenceOf(world: NaiveWorld, agent: NaiveAgent, place: NaivePlace): number {
  const policy = agentPolicy(world, agent.id)!;
  const { prefer = [] } = place.follows.steps[place.step]!;
  return prefer.filter((wish) => satisfies(policy, wish)).length;
}

/** When the agent's own delay for the queue has passed. */
export function delayEnds(world: NaiveWorld, agent: NaiveAgent, place: NaivePlace): Ms {
  const policy = agentPolicy(world, agent.id);
  return place.joinedAt + ((policy && ownEntry(policy, place.follows)?.delayMs) ?? 0);
}

export function excludedUntil(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): Ms {
  const entry = call.exclusions.find((excluded) => excluded.agent === agent.id);
  return entry && entry.until > world.now ? entry.until : 0;
}

/** Held for this agent: a matter of the first place. */
export const heldFor = (agent: NaiveAgent, { call, place }: Standing): boolean =>
  call.state === 'held' && call.preferred === agent.id && place === call.places[0];

/**
 * May the agent have this call, its state apart? The delay does not keep a held call from its
 * agent.
 */
export function mayTake(world: NaiveWorld, agent: NaiveAgent, at: Standing): boolean {
  if (!qualifiesFor(world, agent, at)) return false;
  if (excludedUntil(world, agent, at.call) > 0) return false;
  if (at.call.state === 'held') return heldFor(agent, at);
  return delayEnds(world, agent, at.place) <= world.now;
}

export function eligible(world: NaiveWorld, agent: NaiveAgent, at: Standing): boolean {
  return stateOf(agent) === 'ready' && mayTake(world, agent, at);
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

/** Calls waiting in the queue, whatever steps they follow, without this one. */
export const waitingBeside = (world: NaiveWorld, { call, place }: Standing): number =>
  standings(world).filter(
    (other) => other.call !== call && isQueued(other.call) && other.place.queue === place.queue,
  ).length;

/** Agents who qualify at this step of a queue. */
export const qualified =
  (world: NaiveWorld) =>
  (queue: QueuePolicy, step: number): NaiveAgent[] =>
    world.agents.filter((agent) => qualifies(world, agent, queue, step));

/** Rule 13: calls before one who joins this queue, this call apart. */
export function callsAhead(world: NaiveWorld, at: Standing): number {
  const ready = qualified(world)(at.place.follows, 0).filter((one) => stateOf(one) === 'ready');
  return aheadOf(ready.length, waitingBeside(world, at));
}

/** Rule 5.7. */
export function conditionsHold(
  world: NaiveWorld,
  at: Standing,
  step: number,
  when: Conditions = {},
): boolean {
  const { queue, follows } = at.place;
  const agents = qualified(world)(follows, step);
  const count = (is: (agent: NaiveAgent) => boolean) => agents.filter(is).length;
  const holds: { readonly [K in keyof Conditions]-?: (limit: number) => boolean } = {
    signedInMax: (max) => count((agent) => agent.signedIn) <= max,
    readyMax: (max) => count((agent) => stateOf(agent) === 'ready') <= max,
    waitingMin: (min) => waitingBeside(world, at) >= min,
    expectedWaitMin: (min) => {
      const wait = waitExpected(world, queue, callsAhead(world, at), qualified(world));
      return wait !== NEVER && wait >= min;
    },
    serviceLevelBelow: (share) => serviceIsBelow(world, queue, share),
  };
  const given = Object.keys(holds) as (keyof Conditions)[];
  const asked = given.filter((key) => when[key] !== undefined);
  return asked.length > 0 && asked.every((key) => holds[key](when[key]!));
}

/** Rule 5.7: the first overflow rule that takes the call out at this step. */
export const overflowAt = (world: NaiveWorld, at: Standing, step: number) =>
  at.place.follows.exits.overflow?.find(
    (rule) => mayLeaveFor(world, at.call, rule.go) && conditionsHold(world, at, step, rule.when),
  );

/** Rule 5.2: where the last step leads; undefined: nowhere, it has no end. */
export function wayOut(world: NaiveWorld, { call, place }: Standing): TargetId | undefined {
  const { go } = place.follows.steps.at(-1)!;
  return go !== undefined && mayLeaveFor(world, call, go) ? go : undefined;
}

/** The same, whether a link is usable now or not. */
function hasWayOut(world: NaiveWorld, { call, place }: Standing): boolean {
  const { go } = place.follows.steps.at(-1)!;
  return go !== undefined && (call.callback === null || mayLeaveFor(world, call, go));
}

export function stepEnd(world: NaiveWorld, at: Standing): Ms {
  const { place } = at;
  const step = place.follows.steps[place.step]!;
  const last = place.step === place.follows.steps.length - 1;
  if (place.owed.includes('step')) return NEVER;
  if (last && !hasWayOut(world, at)) return NEVER;
  return Math.max(place.stepAt, Math.min(place.stepAt + step.forMs, place.joinedAt + step.afterMs));
}

/** Rule 5.3. */
export function tooLongAt(world: NaiveWorld, { call, place }: Standing): Ms {
  const { tooLong } = place.follows.exits;
  if (tooLong === undefined || place.owed.includes('too-long')) return NEVER;
  if (call.callback !== null && !mayLeaveFor(world, call, tooLong.go)) return NEVER;
  return place.joinedAt + tooLong.waitedMs;
}

/** Rule 5.8: when the place goes to the next more urgent class. */
export function promotionAt(world: NaiveWorld, place: NaivePlace): Ms {
  const { classes, classCaps = [] } = world.policy;
  const cap = classCaps.find((capped) => capped.class === place.class);
  if (cap === undefined || place.class === classes[0]) return NEVER;
  return place.classAt + cap.afterMs;
}

/** Rule 11. NEVER unless waiting, held, resting or linking. */
export function placeDeadline(world: NaiveWorld, at: Standing): Ms {
  const { call, place } = at;
  if (call.linking !== undefined) return world.switchUp ? call.linking.deadline : NEVER;
  if (!isWaiting(call)) return NEVER;
  const delays = world.policy.agents
    .flatMap((agent) => agent.queues)
    .filter((entry) => entry.queue === place.queue)
    .map((entry) => place.joinedAt + entry.delayMs)
    .filter((end) => end > call.lookedAt);
  return Math.min(
    place === call.places[0] ? callDeadline(call) : NEVER,
    promotionAt(world, place),
    tooLongAt(world, at),
    stepEnd(world, at),
    ...call.exclusions.map((excluded) => excluded.until),
    ...delays,
  );
}

/** The part of it that is the call's own, at its first place. */
function callDeadline(call: NaiveCall): Ms {
  return Math.min(call.callback?.expiresAt ?? NEVER, call.holdUntil ?? NEVER, restEnd(call));
}

/** When a rest ends that time ends. */
function restEnd(call: NaiveCall): Ms {
  if (call.state !== 'resting' || call.callback === null) return NEVER;
  return call.callback.restUntil > call.lookedAt ? call.callback.restUntil : NEVER;
}

/** The key of the queue's order, smaller is better; 0 for orders that have none. */
export function orderKey(world: NaiveWorld, agent: NaiveAgent, place: NaivePlace): number {
  const policy = agentPolicy(world, agent.id)!;
  const sum = (levels: number[]) => levels.reduce((total, level) => total + level, 0);
  switch (place.follows.order) {
    case 'most-skilled':
      return -sum(place.follows.steps[place.step]!.require.map((r) => levelOf(policy, r.skill)));
    case 'least-skilled':
      return sum(policy.skills.map((has) => has.level));
    case 'fewest-calls':
      return agent.callsAnswered;
    case 'least-occupied':
      return shareOf(occupancyNow(world, agent));
    case 'round-robin':
      return agent.lastOffered;
    default:
      return 0;
  }
}

/** Occupied time in all time; 0 of nothing. */
export function shareOf(times: Pick<NaiveAgent, 'occupiedMs' | 'availableMs'>): number {
  const all = times.occupiedMs + times.availableMs;
  return all === 0 ? 0 : times.occupiedMs / all;
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
export function candidates(world: NaiveWorld, at: Standing): NaiveAgent[] {
  const { place } = at;
  return agentsById(world)
    .filter((agent) => eligible(world, agent, at))
    .sort(
      (a, b) =>
        rankOf(world, a, place) - rankOf(world, b, place) ||
        preferenceOf(world, b, place) - preferenceOf(world, a, place) ||
        orderKey(world, a, place) - orderKey(world, b, place) ||
        a.idleSince - b.idleSince ||
        byText(a.id, b.id),
    );
}

/** Rule 7.1 of one place, without the preferred agent. */
export function chooseAgent(world: NaiveWorld, at: Standing): NaiveAgent | undefined {
  const { place } = at;
  const all = candidates(world, at);
  const first = all[0];
  if (place.follows.order !== 'random' || first === undefined) return first;
  const best = all
    .filter((agent) => rankOf(world, agent, place) === rankOf(world, first, place))
    .filter((agent) => preferenceOf(world, agent, place) === preferenceOf(world, first, place))
    .sort((a, b) => byText(a.id, b.id));
  return best.length === 1 ? first : best[draw(world) % best.length];
}

/** Rule 7.2: every call the agent could have now, most urgent first; a call once for each place. */
export function callsFor(world: NaiveWorld, agent: NaiveAgent): Standing[] {
  return standings(world)
    .filter(({ call }) => call.state === 'waiting' || call.state === 'held')
    .filter((at) => eligible(world, agent, at))
    .sort(byUrgency(world));
}
