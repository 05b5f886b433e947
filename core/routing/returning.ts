import { type CallSlot, FREE, HELD, OWED_TOO_LONG, WAITING } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { staysInside } from './conditions.ts';
import { endCall, endStep, hopsOf, isUnstaffed, leaveBy } from './joining.ts';
import { enterLine, leaveLine } from './lines.ts';
import { endHold, lookForAgent } from './matching.ts';
import { enterPlace, isListed } from './places.ts';
import { CELLS } from './rows.ts';
import { promotionAt, scheduleCall, stepEnd, tooLongAt } from './schedule.ts';
import { NOW, OWN_TIME, type Router } from './state.ts';

/**
 * A call whose last offer ended without a conversation is back in its old place (rule 5.5): what is
 * due is done place by place, then it looks once.
 */
export function returnCall(router: Router, call: CallSlot, out: CommandSink): void {
  const { calls, numbers } = router;
  const first = calls.first[call];
  if (calls.callback[first] !== 0 && calls.expiresAt[first] <= numbers[NOW]) {
    endCall(router, first, 'timed-out', out);
    return;
  }
  for (let row = first; row !== -1; row = calls.following[row]) calls.state[row] = FREE;
  let waits = -1;
  for (let row = first; row !== -1; ) {
    const next = calls.following[row];
    waits = catchUp(router, row, out);
    row = next;
  }
  if (waits !== -1) lookForAgent(router, waits, out);
}

/** Does what is due at a place that is in no list. Returns as the functions of joining.ts do. */
function catchUp(router: Router, row: CallSlot, out: CommandSink): CallSlot {
  const { calls, compiled, numbers } = router;
  const { nobody, tooLong } = compiled.queues[calls.queue[row]].policy.exits;
  while (promotionAt(router, row) <= numbers[NOW]) promote(router, row);
  // What was owed is due again.
  calls.owed[row] = 0;
  const unstaffed = nobody !== undefined && isUnstaffed(router, calls.queue[row]);
  if (unstaffed && !staysInside(router, row, nobody.go)) {
    return leaveBy(router, row, 'nobody', nobody.go, out);
  }
  if (tooLongAt(router, row) <= numbers[NOW]) {
    if (!staysInside(router, row, tooLong?.go)) {
      return leaveBy(router, row, 'timed-out', tooLong?.go, out);
    }
    calls.owed[row] |= OWED_TOO_LONG;
  }
  enterPlace(router, row);
  // Steps that ended meanwhile are entered one after another. A place that has moved on to a queue
  // (even to the same one) owes nothing of what was due here.
  const hops = hopsOf(router, row);
  let waits = row;
  while (waits === row && isListed(router, row) && hopsOf(router, row) === hops) {
    numbers[OWN_TIME] = stepEnd(router, row);
    if (numbers[OWN_TIME] > numbers[NOW]) break;
    waits = endStep(router, row, out);
  }
  return waits;
}

/** The place goes to the next more urgent class, at that time (rule 5.8). */
function promote(router: Router, row: CallSlot): void {
  const { calls, compiled } = router;
  const waits = calls.state[row] === WAITING;
  if (waits) leaveLine(router, row);
  calls.classAt[row] += compiled.classCapMs[calls.class[row]];
  calls.class[row]--;
  if (waits) enterLine(router, row);
}

/** The deadline of a waiting, held or resting place is due (rule 11). */
export function fireCall(router: Router, row: CallSlot, out: CommandSink): void {
  const { calls, numbers } = router;
  const isFirst = calls.first[row] === row;
  if (isFirst && calls.callback[row] !== 0 && calls.expiresAt[row] === numbers[OWN_TIME]) {
    endCall(router, row, 'timed-out', out);
    return;
  }
  if (promotionAt(router, row) === numbers[OWN_TIME]) {
    promote(router, row);
    scheduleCall(router, row);
    return;
  }
  if (tooLongAt(router, row) === numbers[OWN_TIME]) {
    look(router, endPatience(router, row, out), out);
    return;
  }
  if (stepEnd(router, row) === numbers[OWN_TIME]) {
    look(router, endStep(router, row, out), out);
    return;
  }
  if (calls.state[row] === HELD && calls.holdUntil[row] === numbers[OWN_TIME]) {
    endHold(router, row, out);
    return;
  }
  lookForAgent(router, row, out);
}

/** The place has waited too long. Returns as the functions of joining.ts do. */
function endPatience(router: Router, row: CallSlot, out: CommandSink): CallSlot {
  const { tooLong } = router.compiled.queues[router.calls.queue[row]].policy.exits;
  if (!staysInside(router, row, tooLong?.go)) {
    return leaveBy(router, row, 'timed-out', tooLong?.go, out);
  }
  router.calls.owed[row] |= OWED_TOO_LONG;
  return row;
}

/** What an exit left of a call looks; −1: nothing. */
export function look(router: Router, waits: CallSlot, out: CommandSink): void {
  if (waits !== -1) lookForAgent(router, waits, out);
}

/**
 * Places that wait, are held or rest and that `wanted` picks, in order of arrival, then of place.
 * Cost: O(calls); never at a decision.
 */
export function waitingPlaces(router: Router, wanted: (row: CallSlot) => boolean): CallSlot[] {
  const { calls } = router;
  const found: CallSlot[] = [];
  for (let row = 0; row < calls.end; row += CELLS) {
    if (isListed(router, row) && wanted(row)) found.push(row);
  }
  return found.sort(
    (a, b) => calls.arrival[a] - calls.arrival[b] || placeOf(router, a) - placeOf(router, b),
  );
}

/** How many places of the same call come before this one. */
function placeOf(router: Router, row: CallSlot): number {
  const { calls } = router;
  let place = 0;
  for (let at = calls.first[row]; at !== row; at = calls.following[at]) place++;
  return place;
}

/** Sends every waiting place of a queue left without staff away (rule 5.4). */
export function exitNobody(router: Router, queue: number, out: CommandSink): void {
  const { nobody } = router.compiled.queues[queue].policy.exits;
  if (nobody === undefined || !isUnstaffed(router, queue)) return;
  const { calls } = router;
  const there = (row: CallSlot) =>
    calls.queue[row] === queue && isListed(router, row) && !staysInside(router, row, nobody.go);
  for (const row of waitingPlaces(router, there)) {
    if (there(row)) look(router, leaveBy(router, row, 'nobody', nobody.go, out), out);
  }
}
