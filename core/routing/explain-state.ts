import { type AgentSlot, agentIdOf, agentState, IDLE, pauseOf } from './agents.ts';
import { type CallSlot, callIdOf, queueIdOf, RESTING, WAITING } from './calls.ts';
import type { WhyNot } from './decision.ts';
import { type Policies, policiesOf, whyOut } from './explain.ts';
import type { AgentId, CallId, ClassId, Ms, PauseReason, QueueId } from './ids.ts';
import { goesBefore } from './lines.ts';
import type { AgentState } from './outcomes.ts';
import { isListed } from './places.ts';
import { CELLS } from './rows.ts';
import { stepEnd, tooLongAt, waitOf } from './schedule.ts';
import { NOW, type Router } from './state.ts';

/**
 * Questions about the present: why has this agent no call while calls wait, why does this call
 * wait, and why do the calls of this queue? For people; the routers need none of them.
 */

/** Looks of an agent at a place that one answer may take, of about half a microsecond each. */
const LOOKS_MAX = 2_000;
/** Calls named one by one. */
const SHOWN_MAX = 10;

/** Whose things whoever asks may see; absent: all. Nothing else is named or counted. */
export interface Sight {
  readonly queue: (id: QueueId) => boolean;
  readonly agent: (id: AgentId) => boolean;
}

/** What a call that has no agent does: a callback that is not to be dialled now rests. */
export type WaitState = 'waiting' | 'held' | 'resting';

/** Why a place waits: all agents, counted by what keeps them from it. */
export interface PlaceExplanation {
  readonly call: CallId;
  readonly queue: QueueId;
  readonly step: number;
  /** What comes after it leads out of the queue, if anything does. */
  readonly isLastStep: boolean;
  readonly class: ClassId;
  readonly state: WaitState;
  readonly waitedMs: Ms;
  readonly routingAgeMs: Ms;
  /** When the step ends, and when the call has waited too long; absent: never. */
  readonly stepEndsAt?: Ms;
  readonly tooLongAt?: Ms;
  /**
   * Agents by reason: `not-serving`, `skill`, `excluded`, `delay`, `held`, or the state they are
   * in. `ready`: nothing keeps them (the switch is down, or the call rests).
   */
  readonly agents: Readonly<Record<string, number>>;
}

/** Why calls of a queue wait. */
export interface QueueExplanation {
  readonly at: Ms;
  readonly queue: QueueId;
  readonly switchUp: boolean;
  readonly waiting: number;
  /** The most urgent, best first; ten at most, fewer where agents are many. */
  readonly places: readonly PlaceExplanation[];
}

/** Why an agent has no call. */
export interface AgentExplanation {
  readonly at: Ms;
  readonly agent: AgentId;
  readonly switchUp: boolean;
  readonly state: AgentState;
  readonly reason?: PauseReason;
  readonly stateSince: Ms;
  readonly idleSince: Ms;
  /** Calls that wait anywhere. */
  readonly waiting: number;
  /**
   * So many of them, at most 2,000, by what keeps the agent from them: `not-serving`, `skill`,
   * `excluded`, `delay`, `held`, `resting` (the call rests), or `none`: nothing but its own state.
   * Of a call that waits in several queues the one in which the agent comes closest to it.
   */
  readonly reasons: Readonly<Record<string, number>>;
  /** What the reason `skill` is made of, the most frequent first. */
  readonly lacks: readonly SkillLack[];
  /** The most urgent of them, best first: why not, as if the agent were ready; absent: nothing. */
  readonly calls: readonly {
    readonly call: CallId;
    readonly queue: QueueId;
    readonly state: WaitState;
    readonly waitedMs: Ms;
    readonly whyNot?: WhyNot;
  }[];
}

/** A level the agent has not, 0 being none at all, and how many places ask for it. */
export interface SkillLack {
  readonly skill: string;
  readonly level: number;
  readonly levelMin: number;
  readonly count: number;
}

/**
 * Undefined: the policy has no such queue. Cost: O(calls) and at most 2,000 looks, or one place.
 */
export function explainQueue(
  router: Router,
  id: QueueId,
  now: Ms,
  sight?: Sight,
): QueueExplanation | undefined {
  if (!router.compiled.tallies.has(id)) return undefined;
  return at(router, now, () => {
    const rows = waitingRows(router, (queue) => queue === id);
    const shown = mostUrgent(router, rows, Math.min(SHOWN_MAX, placesMax(router)));
    const looker = createLooker(router, sight);
    return {
      at: router.numbers[NOW],
      queue: id,
      switchUp: router.switchUp,
      waiting: rows.length,
      places: shown.map((row) => explainPlace(looker, row)),
    };
  });
}

/**
 * Why a call waits, place by place; empty: it is not waiting. Cost: at most 2,000 looks, or one
 * place.
 */
export function explainWait(
  router: Router,
  id: CallId,
  now: Ms,
  sight?: Sight,
): readonly PlaceExplanation[] {
  const first = router.calls.slots.get(id);
  if (first === -1 || !isListed(router, first)) return [];
  return at(router, now, () => {
    const { calls } = router;
    const looker = createLooker(router, sight);
    const places: PlaceExplanation[] = [];
    for (let row = first; row !== -1; row = calls.following[row]) {
      if (places.length >= placesMax(router)) break;
      if (looker.sees(queueIdOf(calls, row))) places.push(explainPlace(looker, row));
    }
    return places;
  });
}

/** Undefined: there is no such agent. Cost: O(calls) and at most 2,000 looks. */
export function explainAgent(
  router: Router,
  id: AgentId,
  now: Ms,
  sight?: Sight,
): AgentExplanation | undefined {
  const agent = router.compiled.agentSlots.get(id);
  if (agent === undefined) return undefined;
  return at(router, now, () => explainSlot(router, agent, sight));
}

/** Looking must not move the clock. */
function at<T>(router: Router, now: Ms, work: () => T): T {
  const before = router.numbers[NOW];
  router.numbers[NOW] = Math.max(before, now);
  try {
    return work();
  } finally {
    router.numbers[NOW] = before;
  }
}

/** Places that can be looked at by all agents. */
const placesMax = ({ agents }: Router): number =>
  Math.max(1, Math.floor(LOOKS_MAX / Math.max(1, agents.count)));

interface Looker {
  readonly router: Router;
  readonly policies: Policies;
  /** Agents that count. */
  readonly agents: readonly AgentSlot[];
  sees(queue: QueueId): boolean;
}

function createLooker(router: Router, sight: Sight | undefined): Looker {
  const { agents } = router;
  const seen: AgentSlot[] = [];
  for (let agent = 0; agent < agents.end; agent += CELLS) {
    // Forgotten: gone from the policy and free of calls.
    if (agents.inPolicy[agent] === 0 && agents.activity[agent] === IDLE) continue;
    if (sight === undefined || sight.agent(agentIdOf(agents, agent))) seen.push(agent);
  }
  return {
    router,
    policies: policiesOf(router),
    agents: seen,
    sees: (queue) => sight === undefined || sight.queue(queue),
  };
}

function explainSlot(router: Router, agent: AgentSlot, sight: Sight | undefined): AgentExplanation {
  const { agents, calls } = router;
  const rows = waitingRows(router, (queue) => sight === undefined || sight.queue(queue));
  const closest = closestPlaces(router, agent, rows.slice(0, LOOKS_MAX));
  const reasons: Record<string, number> = {};
  const lacks = new Map<string, SkillLack>();
  for (const { whyNot, reason } of closest.values()) {
    count(reasons, reason);
    if (whyNot?.why === 'skill') countLack(lacks, whyNot);
  }
  const best = mostUrgent(
    router,
    [...closest.values()].map(({ row }) => row),
    SHOWN_MAX,
  );
  const reason = pauseOf(agents, agent);
  return {
    at: router.numbers[NOW],
    agent: agentIdOf(agents, agent),
    switchUp: router.switchUp,
    state: agentState(agents, agent),
    ...(reason === undefined ? {} : { reason }),
    stateSince: agents.stateSince[agent],
    idleSince: agents.idleSince[agent],
    waiting: new Set(rows.map((row) => calls.first[row])).size,
    reasons,
    lacks: [...lacks.values()].sort((a, b) => b.count - a.count),
    calls: best.map((row) => glance(router, closest.get(calls.first[row]) as Look)),
  };
}

/** What keeps an agent from one place. */
interface Look {
  readonly row: CallSlot;
  readonly whyNot: WhyNot | undefined;
  readonly reason: string;
}

/** From nothing at all to what no waiting will change. */
const closeness = ['none', 'resting', 'held', 'delay', 'excluded', 'skill', 'not-serving'];

/** By the row of each call's first place: its place the agent comes closest to. */
function closestPlaces(
  router: Router,
  agent: AgentSlot,
  rows: readonly CallSlot[],
): Map<CallSlot, Look> {
  const policies = policyOf(router, agent);
  const closest = new Map<CallSlot, Look>();
  for (const row of rows) {
    const whyNot = whyOut(router, row, agent, policies, true);
    const reason = whyNot?.why ?? (stateOf(router, row) === 'resting' ? 'resting' : 'none');
    const first = router.calls.first[row];
    const known = closest.get(first);
    if (known && closeness.indexOf(known.reason) <= closeness.indexOf(reason)) continue;
    closest.set(first, { row, whyNot, reason });
  }
  return closest;
}

/** As much of all policies as one agent needs. */
function policyOf(router: Router, agent: AgentSlot): Policies {
  const id = agentIdOf(router.agents, agent);
  const own = router.compiled.policy.agents.find((each) => each.id === id);
  return new Map(own === undefined ? [] : [[id, own]]);
}

function glance(router: Router, { row, whyNot }: Look): AgentExplanation['calls'][number] {
  const { calls } = router;
  return {
    call: callIdOf(calls, row),
    queue: queueIdOf(calls, row),
    state: stateOf(router, row),
    waitedMs: waitOf(router, row),
    ...(whyNot === undefined ? {} : { whyNot }),
  };
}

/** Places that wait, are held or rest, in no order. Cost: O(rows of the table). */
function waitingRows(router: Router, counts: (queue: QueueId) => boolean): CallSlot[] {
  const { calls } = router;
  const rows: CallSlot[] = [];
  for (let row = 0; row < calls.end; row += CELLS) {
    if (isListed(router, row) && counts(queueIdOf(calls, row))) rows.push(row);
  }
  return rows;
}

/** The best few of the places, best first. Cost: O(places) and a little for each that gets in. */
function mostUrgent(router: Router, rows: readonly CallSlot[], most: number): CallSlot[] {
  const best: CallSlot[] = [];
  for (const row of rows) {
    let at = best.length;
    while (at > 0 && isMoreUrgent(router, row, best[at - 1])) at--;
    if (at >= most) continue;
    best.splice(at, 0, row);
    if (best.length > most) best.pop();
  }
  return best;
}

function isMoreUrgent(router: Router, a: CallSlot, b: CallSlot): boolean {
  const { calls } = router;
  if (calls.class[a] !== calls.class[b]) return calls.class[a] < calls.class[b];
  return goesBefore(router, a, b);
}

function explainPlace(looker: Looker, row: CallSlot): PlaceExplanation {
  const { router, policies } = looker;
  const { calls, compiled, numbers } = router;
  const reasons: Record<string, number> = {};
  for (const agent of looker.agents) {
    const whyNot = whyOut(router, row, agent, policies);
    count(
      reasons,
      whyNot === undefined ? 'ready' : whyNot.why === 'state' ? whyNot.state : whyNot.why,
    );
  }
  const stepEndsAt = stepEnd(router, row);
  const exitsAt = tooLongAt(router, row);
  return {
    call: callIdOf(calls, row),
    queue: queueIdOf(calls, row),
    step: calls.step[row],
    isLastStep: calls.step[row] === compiled.queues[calls.queue[row]].lastStep,
    class: compiled.policy.classes[calls.class[row]],
    state: stateOf(router, row),
    waitedMs: waitOf(router, row),
    routingAgeMs: numbers[NOW] - calls.agedFrom[row],
    ...(Number.isFinite(stepEndsAt) ? { stepEndsAt } : {}),
    ...(Number.isFinite(exitsAt) ? { tooLongAt: exitsAt } : {}),
    agents: reasons,
  };
}

function stateOf({ calls }: Router, row: CallSlot): WaitState {
  if (calls.state[row] === RESTING) return 'resting';
  return calls.state[row] === WAITING ? 'waiting' : 'held';
}

function count(reasons: Record<string, number>, reason: string): void {
  reasons[reason] = (reasons[reason] ?? 0) + 1;
}

function countLack(lacks: Map<string, SkillLack>, why: WhyNot & { readonly why: 'skill' }): void {
  const { skill, level, levelMin } = why;
  const key = `${skill} ${levelMin}`;
  lacks.set(key, { skill, level, levelMin, count: (lacks.get(key)?.count ?? 0) + 1 });
}
