import {
  type CallSlot,
  callIdOf,
  FREE,
  freeCall,
  HELD,
  HELD_BACK,
  LEAVING,
  NOT_NOTED,
  OWED_STEP,
  queueIdOf,
  RESTING,
  WAITING,
} from './calls.ts';
import type { CommandSink } from './commands.ts';
import { conditionsHold, staysInside } from './conditions.ts';
import { dropDemand } from './demands.ts';
import { noteJoin } from './expectation.ts';
import type { CallId, QueueId, TargetId } from './ids.ts';
import { enterLine } from './lines.ts';
import { otherwiseOf, usableLink } from './link-choice.ts';
import { startLink } from './linking.ts';
import type { Disposition } from './outcomes.ts';
import { dropPlace, enterLines, enterPlace, isOnlyPlace, leaveList } from './places.ts';
import { indexOf } from './rows.ts';
import { scheduleCall, waitOf } from './schedule.ts';
import { agentQualifies } from './select-agent.ts';
import { FACT, NEXT_ARRIVAL, NOW, OWN_TIME, type Router } from './state.ts';

/**
 * Places join queues, pass through steps and leave by exits (rules 4 to 6). Nothing here looks for
 * an agent: each function returns the row of the call that is still waiting, held or resting and
 * now looks (its only place, or the first of those that remain), −1 when the call has left.
 */

/** A place joins the queue its row names; `joinedAt`, age, class and arrival are set (rule 4). */
export function joinPlace(router: Router, row: CallSlot, out: CommandSink): CallSlot {
  const { calls, compiled, numbers } = router;
  const slot = calls.queue[row];
  const { policy, tally } = compiled.queues[slot];
  const { closed, nobody, full, overflow } = policy.exits;
  calls.state[row] = FREE;
  calls.step[row] = 0;
  calls.stepAt[row] = numbers[NOW];
  calls.ahead[row] = NOT_NOTED;
  if (closed !== undefined && isClosed(router, slot) && !staysInside(router, row, closed.go)) {
    return leaveAtDoor(router, row, 'closed', closed.go, out);
  }
  if (nobody !== undefined && isUnstaffed(router, slot) && !staysInside(router, row, nobody.go)) {
    return leaveAtDoor(router, row, 'nobody', nobody.go, out);
  }
  const waiting = router.waitingCount[tally];
  if (full !== undefined && waiting >= full.at && !staysInside(router, row, full.go)) {
    return leaveAtDoor(router, row, 'full', full.go, out);
  }
  if (overflow !== undefined) {
    const rule = overflowRule(router, row, 0, 0);
    if (rule !== undefined) return leaveAtDoor(router, row, rule.disposition, rule.go, out);
  }
  beginStay(router, row, out);
  numbers[OWN_TIME] = numbers[NOW];
  return enterStep(router, row, 0, out);
}

/** From now on the place counts as waiting in its queue. */
function beginStay(router: Router, row: CallSlot, out: CommandSink): void {
  const { policy, tally } = router.compiled.queues[router.calls.queue[row]];
  router.waitingCount[tally]++;
  router.links.arriving = false;
  noteJoin(router, row);
  out.callQueued(callIdOf(router.calls, row), policy.id, 0);
}

/** An exit takes a place out that has not joined; one that leaves by a link joins for it. */
function leaveAtDoor(
  router: Router,
  row: CallSlot,
  disposition: Disposition,
  go: TargetId,
  out: CommandSink,
): CallSlot {
  if (usableLink(router, row, go) === -1) return exitPlace(router, row, disposition, go, out);
  beginStay(router, row, out);
  return leaveBy(router, row, disposition, go, out);
}

/** Whether the queue has hours and they are closed. */
export function isClosed(router: Router, queue: number): boolean {
  const hours = router.compiled.queues[queue].policy.hours;
  return hours !== undefined && router.hoursOpen.get(hours) === false;
}

/** Whether no agent could serve the queue at any step, as its `nobody` exit counts them. */
export function isUnstaffed(router: Router, queue: number): boolean {
  const nobody = router.compiled.queues[queue].policy.exits.nobody;
  const staff = nobody?.countPaused === true ? router.staffAll : router.staffUnpaused;
  return staff[queue] === 0;
}

/** The first overflow rule that takes the place out at a step. */
function overflowRule(router: Router, row: CallSlot, step: number, itself: 0 | 1) {
  const { overflow } = router.compiled.queues[router.calls.queue[row]].policy.exits;
  return overflow?.find(
    (rule) =>
      !staysInside(router, row, rule.go) && conditionsHold(router, row, step, rule.when, itself),
  );
}

/** Whether a step is passed over by one who would enter it now. */
function isSkipped(router: Router, row: CallSlot, step: number): boolean {
  const { policy } = router.compiled.queues[router.calls.queue[row]];
  return conditionsHold(router, row, step, policy.steps[step].skipWhen, 1);
}

/** Enters step `first`, or the first after it not skipped, at its own time (rule 5.1). */
function enterStep(router: Router, row: CallSlot, first: number, out: CommandSink): CallSlot {
  const { calls, compiled } = router;
  const { policy, lastStep } = compiled.queues[calls.queue[row]];
  let step = first;
  while (step < lastStep && isSkipped(router, row, step)) step++;
  const { go } = policy.steps[step];
  // A last step that leads nowhere is entered all the same.
  if (go !== undefined && !staysInside(router, row, go) && isSkipped(router, row, step)) {
    return leaveBy(router, row, 'overflowed', go, out);
  }
  if (step > 0 && policy.exits.overflow !== undefined) {
    const rule = overflowRule(router, row, step, 1);
    if (rule !== undefined) return leaveBy(router, row, rule.disposition, rule.go, out);
  }
  if (calls.state[row] === WAITING) leaveList(router, row);
  calls.step[row] = step;
  calls.stepAt[row] = router.numbers[OWN_TIME];
  if (step > 0) out.callStepped(callIdOf(calls, row), policy.id, step);
  const { say } = policy.steps[step];
  if (say !== undefined && calls.callback[row] === 0) out.announce(callIdOf(calls, row), say);
  if (calls.state[row] === FREE) enterPlace(router, row);
  else if (calls.state[row] === HELD && !agentQualifies(router, calls.heldFor[row], row)) {
    enterLines(router, row);
  }
  return row;
}

/** The step of a place has ended, at its own time: the next one, or the last one's exit. */
export function endStep(router: Router, row: CallSlot, out: CommandSink): CallSlot {
  const { calls, compiled } = router;
  const { policy, lastStep } = compiled.queues[calls.queue[row]];
  const step = calls.step[row];
  if (step < lastStep) return enterStep(router, row, step + 1, out);
  const { go } = policy.steps[step];
  if (!staysInside(router, row, go)) return leaveBy(router, row, 'overflowed', go, out);
  calls.owed[row] |= OWED_STEP;
  return row;
}

/** The place no longer counts as waiting in its queue: out of its list, its deadline cleared. */
export function leaveWaiting(router: Router, row: CallSlot): void {
  const endsHold = router.calls.state[row] === HELD && !isOnlyPlace(router, row);
  leaveList(router, row);
  // A hold is a matter of the first place, and ends with it.
  if (endsHold) releaseOthers(router, row);
  scheduleCall(router, row);
  router.waitingCount[router.compiled.queues[router.calls.queue[row]].tally]--;
}

function releaseOthers(router: Router, first: CallSlot): void {
  const { calls } = router;
  for (let row = calls.following[first]; row !== -1; row = calls.following[row]) {
    if (calls.state[row] === HELD_BACK) enterLine(router, row);
  }
}

/** A place that counts as waiting leaves its queue by an exit. */
export function leaveBy(
  router: Router,
  row: CallSlot,
  disposition: Disposition,
  go: TargetId | undefined,
  out: CommandSink,
): CallSlot {
  leaveWaiting(router, row);
  return exitPlace(router, row, disposition, go, out);
}

/** A place that is in no list and no longer counted leaves its queue (rule 6). */
export function exitPlace(
  router: Router,
  row: CallSlot,
  disposition: Disposition,
  go: TargetId | undefined,
  out: CommandSink,
): CallSlot {
  const { calls, compiled } = router;
  const asked = go === undefined ? undefined : compiled.targets.get(go);
  const link = asked === undefined ? -1 : usableLink(router, row, asked.id);
  if (asked !== undefined && link !== -1) {
    startLink(router, row, link, asked.id, disposition, out);
    return -1;
  }
  const byLink = asked !== undefined && compiled.targetLinks.has(asked.id);
  const target = byLink ? otherwiseOf(compiled, asked) : asked;
  const next = target?.queue;
  const slot = next === undefined ? undefined : compiled.queueSlots.get(next);
  const mayMove = hopsOf(router, row) < router.limits.hopsMax && !hasPlaceIn(router, row, next);
  const moves = slot !== undefined && mayMove;
  if (!moves && !isOnlyPlace(router, row)) return endPlace(router, row, disposition, out);
  const id = callIdOf(calls, row);
  const left = compiled.queues[calls.queue[row]].policy.id;
  out.callExited(id, left, disposition, waitOf(router, row), target?.id);
  if (moves) {
    countHop(router, row);
    changeQueue(router, row, slot, target?.keepAge === true);
    return joinPlace(router, row, out);
  }
  if (next === undefined) return sendAway(router, row, target?.id, out);
  out.callExited(id, next, 'system-error', 0, undefined);
  return sendAway(router, row, undefined, out);
}

/** The row names its next queue. */
function changeQueue(router: Router, row: CallSlot, slot: number, keepAge: boolean): void {
  const { calls, numbers } = router;
  const queue = router.compiled.queues[slot];
  calls.queue[row] = slot;
  calls.queueId[indexOf(row)] = queue.policy.id;
  calls.owed[row] = 0;
  calls.joinedAt[row] = numbers[NOW];
  if (calls.ownClass[row] === 0) {
    calls.class[row] = queue.class;
    calls.classAt[row] = numbers[NOW];
  }
  if (keepAge) return;
  calls.agedFrom[row] = numbers[NOW] - queue.policy.headStartMs;
  calls.arrival[row] = numbers[NEXT_ARRIVAL]++;
}

/** Whether another place of the call is in this queue. */
function hasPlaceIn(router: Router, row: CallSlot, queue: QueueId | undefined): boolean {
  const { calls } = router;
  for (let other = calls.first[row]; other !== -1; other = calls.following[other]) {
    if (other !== row && queueIdOf(calls, other) === queue) return true;
  }
  return false;
}

/** The call goes on in its other places. */
export function endPlace(
  router: Router,
  row: CallSlot,
  disposition: Disposition,
  out: CommandSink,
): CallSlot {
  const { calls, compiled } = router;
  const queue = compiled.queues[calls.queue[row]].policy.id;
  out.callExited(callIdOf(calls, row), queue, disposition, waitOf(router, row), undefined);
  return dropPlace(router, row);
}

/** Moves from queue to queue this call has made within the fact being applied. */
export function hopsOf(router: Router, row: CallSlot): number {
  const { calls, numbers } = router;
  const first = calls.first[row];
  return calls.hopFact[first] === numbers[FACT] ? calls.hops[first] : 0;
}

function countHop(router: Router, row: CallSlot): void {
  const { calls, numbers } = router;
  const first = calls.first[row];
  calls.hops[first] = hopsOf(router, row) + 1;
  calls.hopFact[first] = numbers[FACT];
}

function sendAway(
  router: Router,
  row: CallSlot,
  target: TargetId | undefined,
  out: CommandSink,
): CallSlot {
  const { calls } = router;
  if (calls.callback[row] !== 0) {
    // Nobody is there to be sent anywhere.
    letGo(router, row, out);
    return -1;
  }
  calls.state[row] = LEAVING;
  scheduleCall(router, row);
  // Not answered yet: the site it came from keeps it in its place.
  if (router.links.arriving) out.refuseCall(callIdOf(calls, row));
  else out.sendCall(callIdOf(calls, row), target);
  return -1;
}

/** Frees the only row of a call that is in no list, and says so. */
export function letGo(router: Router, row: CallSlot, out: CommandSink): void {
  const { calls } = router;
  const id = callIdOf(calls, row);
  calls.state[row] = FREE;
  scheduleCall(router, row);
  dropDemand(router.demands, calls.demand[row]);
  freeCall(calls, row);
  endTrace(router, id);
  out.callEnded(id);
}

/** Nothing keeps the call from links any more; its leg, if it has one, goes on without it. */
function endTrace({ links }: Router, call: CallId): void {
  if (links.traces.size > 0) links.traces.delete(call);
  const leg = links.legs.size === 0 ? undefined : links.legs.get(call);
  if (leg !== undefined) leg.attempt = undefined;
}

/**
 * A call that counts as waiting leaves routing for good without being sent anywhere: this place
 * with the disposition, the others as taken elsewhere.
 */
export function endCall(
  router: Router,
  row: CallSlot,
  disposition: Disposition,
  out: CommandSink,
): void {
  const { calls, compiled } = router;
  const queue = compiled.queues[calls.queue[row]].policy.id;
  leaveWaiting(router, row);
  out.callExited(callIdOf(calls, row), queue, disposition, waitOf(router, row), undefined);
  endOthers(router, row, out);
  letGo(router, row, out);
}

/** The other places of a call end, this one stays. */
export function endOthers(router: Router, row: CallSlot, out: CommandSink): void {
  const { calls } = router;
  let other = calls.first[row];
  while (other !== -1) {
    const next = calls.following[other];
    if (other !== row) {
      leaveWaiting(router, other);
      endPlace(router, other, 'elsewhere', out);
    }
    other = next;
  }
}

/** Whether a callback must not be dialled now (rule 6, callbacks). */
export function mustRest(router: Router, first: CallSlot): boolean {
  const { calls, numbers } = router;
  return numbers[NOW] < calls.restUntil[first] || isClosed(router, calls.queue[first]);
}

/** Brings a waiting or resting callback into the state it should be in. */
export function settleRest(router: Router, first: CallSlot): void {
  const { calls } = router;
  const rests = mustRest(router, first);
  if (calls.state[first] === RESTING && !rests) enterLines(router, first);
  if (calls.state[first] !== WAITING || !rests) return;
  for (let row = first; row !== -1; row = calls.following[row]) {
    leaveList(router, row);
    calls.state[row] = RESTING;
  }
}
