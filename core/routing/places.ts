import {
  ASIDE,
  type CallSlot,
  CONNECTING,
  FREE,
  freeRow,
  HELD,
  HELD_BACK,
  LINKING,
  preferredOf,
  RESTING,
  RINGS,
  takeRow,
  WAITING,
} from './calls.ts';
import type { CallId } from './ids.ts';
import { enterLine, leaveHold, leaveLine } from './lines.ts';
import { indexOf } from './rows.ts';
import type { Router } from './state.ts';

/**
 * The places of a call: one row each, chained by `following` from the first, which the id leads to.
 * What belongs to the call stands in every row, or (marked so in the table) in the first.
 */

/** Adds a place behind the others; what belongs to the call is copied, what to the place is not. */
export function addPlace(router: Router, first: CallSlot): CallSlot {
  const { calls } = router;
  const row = takeRow(calls);
  let last = first;
  while (calls.following[last] !== -1) last = calls.following[last];
  calls.following[last] = row;
  calls.first[row] = first;
  calls.id[row] = calls.id[first];
  calls.ownClass[row] = calls.ownClass[first];
  calls.demand[row] = calls.demand[first];
  calls.callback[row] = calls.callback[first];
  calls.lookedAt[row] = calls.lookedAt[first];
  return row;
}

/**
 * Takes a place that is in no line out of the chain and frees its row; the call has others. Returns
 * the row of the first place that remains.
 */
export function dropPlace(router: Router, row: CallSlot): CallSlot {
  const { calls } = router;
  const first = calls.first[row];
  const next = calls.following[row];
  // With fewer places it may leave by a link.
  for (let other = first; other !== -1; other = calls.following[other]) calls.owed[other] = 0;
  if (row === first) {
    passOn(router, first, next);
    freeRow(calls, row);
    return next;
  }
  let before = first;
  while (calls.following[before] !== row) before = calls.following[before];
  calls.following[before] = next;
  freeRow(calls, row);
  return first;
}

/** Another row becomes the first: the id leads to it, and it has what only the first one has. */
function passOn(router: Router, from: CallSlot, to: CallSlot): void {
  const { calls } = router;
  const id = calls.id[from] as CallId;
  calls.slots.delete(id);
  calls.slots.set(id, to);
  for (let row = to; row !== -1; row = calls.following[row]) calls.first[row] = to;
  calls.preferred[indexOf(to)] = preferredOf(calls, from);
  calls.expiresAt[to] = calls.expiresAt[from];
  calls.restUntil[to] = calls.restUntil[from];
  calls.attempts[to] = calls.attempts[from];
  calls.hops[to] = calls.hops[from];
  calls.hopFact[to] = calls.hopFact[from];
}

/** Hot path: whether this is the call's only place. */
export const isOnlyPlace = (router: Router, row: CallSlot): boolean =>
  router.calls.first[row] === row && router.calls.following[row] === -1;

/** Hot path: takes a place out of line or hold; its state is then FREE. */
export function leaveList(router: Router, row: CallSlot): void {
  const state = router.calls.state[row];
  if (state === WAITING) leaveLine(router, row);
  else if (state === HELD) leaveHold(router, row);
  router.calls.state[row] = FREE;
}

/**
 * Hot path: puts a place where its call is: held back with the others of a held call, resting, or
 * in its line. The state of the row is FREE, or one in no list.
 */
export function enterPlace(router: Router, row: CallSlot): void {
  const { calls } = router;
  const state = isOnlyPlace(router, row) ? FREE : stateOfOthers(router, row);
  if (state === HELD || state === HELD_BACK) calls.state[row] = HELD_BACK;
  else if (state === RESTING) calls.state[row] = RESTING;
  else enterLine(router, row);
}

/** State of the first other place that is in one; FREE: none is. */
function stateOfOthers(router: Router, row: CallSlot): number {
  const { calls } = router;
  for (let other = calls.first[row]; other !== -1; other = calls.following[other]) {
    if (other !== row && calls.state[other] !== FREE) return calls.state[other];
  }
  return FREE;
}

/** The call is offered through this place: out of all lines, the others stand aside. */
export function setAside(router: Router, row: CallSlot): void {
  const { calls } = router;
  for (let other = calls.first[row]; other !== -1; other = calls.following[other]) {
    leaveList(router, other);
    calls.state[other] = other === row ? RINGS : ASIDE;
  }
}

/** Every place of a call that was held or resting goes to its line. */
export function enterLines(router: Router, call: CallSlot): void {
  const { calls } = router;
  for (let row = calls.first[call]; row !== -1; row = calls.following[row]) {
    if (calls.state[row] === WAITING) continue;
    leaveList(router, row);
    enterLine(router, row);
  }
}

/** Row of the place through which the call is offered, connecting or talking, else its first. */
export function offeredPlace(router: Router, call: CallSlot): CallSlot {
  const { calls } = router;
  for (let row = calls.first[call]; row !== -1; row = calls.following[row]) {
    if (calls.offer[row] !== -1) return row;
  }
  return calls.first[call];
}

/** Whether the place counts as one that waits in its queue: until it is left or talks. */
export function countsAsWaiting(router: Router, row: CallSlot): boolean {
  const state = router.calls.state[row];
  if (isListed(router, row) || state === RINGS || state === CONNECTING) return true;
  return state === ASIDE || state === LINKING;
}

/** Whether the place waits, is held or rests: not offered, and still in its queue. */
export function isListed(router: Router, row: CallSlot): boolean {
  const state = router.calls.state[row];
  return state === WAITING || state === HELD || state === RESTING || state === HELD_BACK;
}
