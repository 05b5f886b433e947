import { type AgentSlot, CONNECTED, NO_OFFER, WRAP_UP } from './agents.ts';
import {
  type CallSlot,
  callIdOf,
  HELD,
  HELD_BACK,
  LINKING,
  OWED_STEP,
  OWED_TOO_LONG,
  RESTING,
  WAITING,
} from './calls.ts';
import { staysInside } from './conditions.ts';
import { type Ms, NEVER } from './ids.ts';
import { lineOf } from './lines.ts';
import { indexOf } from './rows.ts';
import {
  AGENT_DEADLINE,
  CALL_DEADLINE,
  LINK_DEADLINE,
  NOW,
  OFFER_DEADLINE,
  type Router,
} from './state.ts';

/** Hot path: when the step the place is in ends; NEVER if it does not. */
export function stepEnd(router: Router, row: CallSlot): Ms {
  const { calls, compiled } = router;
  const line = lineOf(router, row);
  const stepAt = calls.stepAt[row];
  if ((calls.owed[row] & OWED_STEP) !== 0) return NEVER;
  if (calls.callback[row] !== 0 && stepLeadsOut(router, row)) return NEVER;
  const end = Math.min(
    stepAt + compiled.lineForMs[line],
    calls.joinedAt[row] + compiled.lineAfterMs[line],
  );
  return Math.max(end, stepAt);
}

/** Whether a callback is in a last step that leads out of routing: such a step has no end. */
function stepLeadsOut(router: Router, row: CallSlot): boolean {
  const { policy, lastStep } = router.compiled.queues[router.calls.queue[row]];
  const step = router.calls.step[row];
  return step === lastStep && staysInside(router, row, policy.steps[step].go);
}

/** Hot path: when the place has waited too long for its queue; NEVER without such an exit. */
export function tooLongAt(router: Router, row: CallSlot): Ms {
  const { calls, compiled } = router;
  const { tooLongMs, policy } = compiled.queues[calls.queue[row]];
  if ((calls.owed[row] & OWED_TOO_LONG) !== 0) return NEVER;
  if (calls.callback[row] !== 0 && staysInside(router, row, policy.exits.tooLong?.go)) return NEVER;
  return calls.joinedAt[row] + tooLongMs;
}

/** Hot path: when the place gets a more urgent class; NEVER if it does not. */
export const promotionAt = (router: Router, row: CallSlot): Ms =>
  router.calls.classAt[row] + router.compiled.classCapMs[router.calls.class[row]];

/** Hot path: the wait told of a place that leaves its queue now. */
export const waitOf = (router: Router, row: CallSlot): Ms =>
  router.numbers[NOW] - router.calls.joinedAt[row];

/** Hot path: brings the one deadline of a place up to date; offered and left ones have none. */
export function scheduleCall(router: Router, row: CallSlot): void {
  const { calls, compiled, deadlines } = router;
  const node = router.agents.count * 2 + indexOf(row);
  const state = calls.state[row];
  if (state !== WAITING && state !== HELD && state !== RESTING && state !== HELD_BACK) {
    deadlines.at[node] = NEVER;
    if (state === LINKING) setAttemptDeadline(router, row, node);
    deadlines.changed(node, CALL_DEADLINE);
    return;
  }
  let at = Math.min(stepEnd(router, row), tooLongAt(router, row));
  at = Math.min(promotionAt(router, row), at);
  if (state === HELD) at = Math.min(calls.holdUntil[row], at);
  if (calls.callback[row] !== 0 && calls.first[row] === row) {
    at = Math.min(calls.expiresAt[row], at);
    if (state === RESTING && calls.restUntil[row] > calls.lookedAt[row]) {
      at = Math.min(calls.restUntil[row], at);
    }
  }
  const base = indexOf(row) * calls.exclusionsMax;
  for (let i = base + calls.exclusionCount[row] - 1; i >= base; i--) {
    at = Math.min(calls.exclusionUntil[i], at);
  }
  const { delays } = compiled.queues[calls.queue[row]];
  for (let i = 0; i < delays.length; i++) {
    const passes = calls.joinedAt[row] + delays[i];
    if (passes > calls.lookedAt[row]) {
      at = Math.min(passes, at);
      break;
    }
  }
  deadlines.at[node] = at;
  deadlines.tie[node] = calls.id[row];
  // Ids are whole numbers: the places of one call go in their order behind it.
  for (let at = calls.first[row]; at !== row; at = calls.following[at]) {
    deadlines.tie[node] += 1 / 16;
  }
  deadlines.changed(node, CALL_DEADLINE);
}

/** The far end of a link may take so long; the clock stands still while the switch is down. */
function setAttemptDeadline(router: Router, row: CallSlot, node: number): void {
  const { calls, deadlines, links } = router;
  const attempt = links.legs.get(callIdOf(calls, row))?.attempt;
  if (attempt === undefined || !router.switchUp) return;
  deadlines.at[node] = attempt.deadline;
  deadlines.tie[node] = calls.id[row];
}

/** The end of a link's rest, by its index. */
export function scheduleLink(router: Router, at: number): void {
  const { agents, deadlines, limits, links } = router;
  const node = agents.count * 2 + limits.callsMax + at;
  deadlines.at[node] = links.restUntil[at];
  deadlines.tie[node] = at;
  deadlines.changed(node, LINK_DEADLINE);
}

/** Hot path: the same for an agent: end of wrap-up, next try of an unreachable phone. */
export function scheduleAgent(router: Router, agent: AgentSlot): void {
  const { agents, deadlines } = router;
  const node = agents.count + indexOf(agent);
  // Two writes, not a choice between two values: a choice of numbers is boxed.
  deadlines.at[node] = NEVER;
  if (agents.reachable[agent] === 0) deadlines.at[node] = agents.retryAt[agent];
  if (agents.activity[agent] === WRAP_UP && agents.wrapUpUntil[agent] < deadlines.at[node]) {
    deadlines.at[node] = agents.wrapUpUntil[agent];
  }
  deadlines.tie[node] = agent;
  deadlines.changed(node, AGENT_DEADLINE);
}

/**
 * Hot path: the same for the offer in an agent's row. While the switch is down its clock stands
 * still (rule 8).
 */
export function scheduleOffer(router: Router, agent: AgentSlot): void {
  const { agents, deadlines } = router;
  const node = indexOf(agent);
  const state = agents.offerState[agent];
  deadlines.at[node] = NEVER;
  if (state !== NO_OFFER && state !== CONNECTED && router.switchUp) {
    deadlines.at[node] = agents.offerDeadline[agent];
  }
  deadlines.tie[node] = agents.offer[agent];
  deadlines.changed(node, OFFER_DEADLINE);
}
