import { type AgentSlot, agentState, IDLE } from './agents.ts';
import { type CallSlot, callIdOf, HELD, RESTING, WAITING } from './calls.ts';
import type { WhyNot } from './decision.ts';
import { type Policies, policiesOf, whyOut } from './explain.ts';
import type { AgentId, CallId, ClassId, Ms, PauseReason, QueueId } from './ids.ts';
import { goesBefore } from './lines.ts';
import type { AgentState } from './outcomes.ts';
import { stepEnd, tooLongAt, waitOf } from './schedule.ts';
import { NOW, type Router } from './state.ts';

/**
 * Two questions about the present: why has this agent no call while calls wait, and why do the
 * calls of this queue wait? For people; the routers need neither.
 */

/** Why a place waits: all agents, counted by what keeps them from it. */
export interface PlaceExplanation {
  readonly call: CallId;
  readonly queue: QueueId;
  readonly step: number;
  readonly class: ClassId;
  /** `waiting`, `held` for its preferred agent, or `resting`: a callback not to be dialled now. */
  readonly state: 'waiting' | 'held' | 'resting';
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
  /** The most urgent, best first. */
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
  /** Places of calls that wait anywhere, by what keeps the agent from them; `none`: nothing. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The most urgent of them, best first: why not, as if the agent were ready; absent: nothing. */
  readonly calls: readonly {
    readonly call: CallId;
    readonly queue: QueueId;
    readonly waitedMs: Ms;
    readonly whyNot?: WhyNot;
  }[];
}

/** Undefined: the policy has no such queue. Cost: O(calls + `most` × agents × skills). */
export function explainQueue(
  router: Router,
  id: QueueId,
  now: Ms,
  most = 10,
): QueueExplanation | undefined {
  if (!router.compiled.tallies.has(id)) return undefined;
  return at(router, now, () => {
    const { calls } = router;
    const policies = policiesOf(router);
    const rows = waitingRows(router).filter((row) => calls.queueId[row] === id);
    return {
      at: router.numbers[NOW],
      queue: id,
      switchUp: router.switchUp,
      waiting: rows.length,
      places: rows.slice(0, most).map((row) => explainPlace(router, row, policies)),
    };
  });
}

/** Undefined: there is no such agent. Cost: O(calls × skills). */
export function explainAgent(
  router: Router,
  id: AgentId,
  now: Ms,
  most = 10,
): AgentExplanation | undefined {
  const agent = router.compiled.agentSlots.get(id);
  if (agent === undefined) return undefined;
  return at(router, now, () => explainSlot(router, agent, most));
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

function explainSlot(router: Router, agent: AgentSlot, most: number): AgentExplanation {
  const { agents, calls } = router;
  const policies = policiesOf(router);
  const reasons: Record<string, number> = {};
  const shown: { call: CallId; queue: QueueId; waitedMs: Ms; whyNot?: WhyNot }[] = [];
  for (const row of waitingRows(router)) {
    const whyNot = whyOut(router, row, agent, policies, true);
    count(reasons, whyNot?.why ?? 'none');
    if (shown.length >= most) continue;
    shown.push({
      call: callIdOf(calls, row),
      queue: calls.queueId[row] as QueueId,
      waitedMs: waitOf(router, row),
      ...(whyNot === undefined ? {} : { whyNot }),
    });
  }
  const reason = agents.paused[agent];
  return {
    at: router.numbers[NOW],
    agent: agents.id[agent],
    switchUp: router.switchUp,
    state: agentState(agents, agent),
    ...(reason === undefined ? {} : { reason }),
    stateSince: agents.stateSince[agent],
    idleSince: agents.idleSince[agent],
    reasons,
    calls: shown,
  };
}

/** Places that wait, are held or rest, most urgent first. */
function waitingRows(router: Router): CallSlot[] {
  const { calls } = router;
  const rows: CallSlot[] = [];
  for (let row = 0; row < calls.capacity; row++) {
    const state = calls.state[row];
    if (state === WAITING || state === HELD || state === RESTING) rows.push(row);
  }
  return rows.sort(
    (a, b) => calls.class[a] - calls.class[b] || (goesBefore(router, a, b) ? -1 : 1),
  );
}

function explainPlace(router: Router, row: CallSlot, policies: Policies): PlaceExplanation {
  const { agents, calls, compiled, numbers } = router;
  const reasons: Record<string, number> = {};
  for (let agent = 0; agent < agents.count; agent++) {
    if (agents.inPolicy[agent] === 0 && agents.activity[agent] === IDLE) continue;
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
    queue: calls.queueId[row] as QueueId,
    step: calls.step[row],
    class: compiled.policy.classes[calls.class[row]],
    state: stateNames[calls.state[row]],
    waitedMs: waitOf(router, row),
    routingAgeMs: numbers[NOW] - calls.agedFrom[row],
    ...(Number.isFinite(stepEndsAt) ? { stepEndsAt } : {}),
    ...(Number.isFinite(exitsAt) ? { tooLongAt: exitsAt } : {}),
    agents: reasons,
  };
}

const stateNames: Readonly<Record<number, PlaceExplanation['state']>> = {
  [WAITING]: 'waiting',
  [HELD]: 'held',
  [RESTING]: 'resting',
};

function count(reasons: Record<string, number>, reason: string): void {
  reasons[reason] = (reasons[reason] ?? 0) + 1;
}
