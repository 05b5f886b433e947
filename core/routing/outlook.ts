import { band } from '../forecast/wait-record.ts';
import { type CallSlot, HELD, NOT_NOTED, queueIdOf, RESTING, WAITING } from './calls.ts';
import { aheadOfNext, askExpectedWait } from './expectation.ts';
import { type CallId, type Ms, NEVER, type QueueId } from './ids.ts';
import { goesBefore, lineOf } from './lines.ts';
import type { Router } from './state.ts';

/** What a caller, or whoever looks at a queue, may be told of the wait. */
export interface WaitOutlook {
  readonly queue: QueueId;
  /**
   * Place among all calls that compete for the agents this one waits for, 1: next. Calls of other
   * queues count when somebody who is there could serve both. `POSITION_MAX`: that or later.
   */
  readonly position: number;
  /** Calls of the same queue before it, as the record of waits counts them. */
  readonly ahead: number;
  /**
   * The record of waits noted this place when it joined and will learn from its wait (rules, part
   * 13): callbacks, and calls adopted in mid-wait, tell nothing of how long one waits.
   */
  readonly isNoted: boolean;
  /** How long it will still wait; absent: unsure. */
  readonly expectedMs?: Ms;
  /** From … to, rounded as people speak; absent: too unsure to be announced. */
  readonly band?: { readonly lowMs: Ms; readonly highMs: Ms };
}

/** Places are counted up to here: nobody wants to hear a larger number. */
export const POSITION_MAX = 200;
/** Calls of the same queue are counted up to here; the record has one mean for all longer lines. */
const AHEAD_MAX = 1_500;

/**
 * The outlook of a waiting or held call at its first place; undefined: it is not waiting. Cost:
 * O(lines with calls × profiles there + calls before it, up to the two limits). Changes nothing.
 */
export function waitOutlook(router: Router, id: CallId): WaitOutlook | undefined {
  const { calls } = router;
  const row = calls.slots.get(id);
  if (row === -1) return undefined;
  const state = calls.state[row];
  if (state !== WAITING && state !== HELD && state !== RESTING) return undefined;
  let ahead = 0;
  let rivals = 0;
  const { compiled } = router;
  for (let list = 0; list < router.lineHead.length; list++) {
    const head = router.lineHead[list];
    if (head === -1 || list % compiled.classCount > calls.class[row]) continue;
    const own = queueIdOf(calls, head) === queueIdOf(calls, row);
    if (!own && rivals >= POSITION_MAX) continue;
    if (!own && !shareAgents(router, lineOf(router, row), lineOf(router, head))) continue;
    const before = countBefore(router, head, row, own ? AHEAD_MAX : POSITION_MAX);
    rivals += before;
    if (own) ahead += before;
  }
  return {
    queue: queueIdOf(calls, row),
    position: Math.min(rivals + 1, POSITION_MAX),
    ahead,
    isNoted: calls.ahead[row] !== NOT_NOTED,
    ...expectationOf(router, row, ahead),
  };
}

/** Calls of one list that go before the place. */
function countBefore(router: Router, head: CallSlot, row: CallSlot, most: number): number {
  const { calls } = router;
  const sameClass = calls.class[head] === calls.class[row];
  let count = 0;
  for (let other = head; other !== -1 && count < most; other = calls.next[other]) {
    if (sameClass && !goesBefore(router, other, row)) break;
    if (calls.first[other] !== calls.first[row]) count++;
  }
  return count;
}

/** Whether an agent who is there qualifies for both lines. */
function shareAgents(router: Router, a: number, b: number): boolean {
  const { compiled, presentCount } = router;
  const { entryStart, entryProfile, profileLines, words } = compiled;
  for (let entry = entryStart[b]; entry < entryStart[b + 1]; entry++) {
    const profile = entryProfile[entry];
    if (presentCount[profile] === 0) continue;
    if (((profileLines[profile * words + (a >>> 5)] >>> (a & 31)) & 1) === 1) return true;
  }
  return false;
}

function expectationOf(router: Router, row: CallSlot, ahead: number) {
  const { tally } = router.compiled.queues[router.calls.queue[row]];
  return told(router, tally, askExpectedWait(router, tally, ahead));
}

function told(router: Router, tally: number, expectedMs: Ms) {
  if (expectedMs === NEVER) return {};
  const between = band(router.waits, tally, expectedMs);
  return { expectedMs, ...(between === undefined ? {} : { band: between }) };
}

/** What a caller who joined the queue now would be told. Undefined: no such queue in force. */
export function queueOutlook(router: Router, id: QueueId): WaitOutlook | undefined {
  const { compiled, waitingCount } = router;
  const queue = compiled.queueSlots.get(id);
  if (queue === undefined) return undefined;
  const { tally } = compiled.queues[queue];
  const ahead = waitingCount[tally];
  const expectedMs = askExpectedWait(router, tally, aheadOfNext(router, queue, ahead));
  return {
    queue: id,
    position: Math.min(ahead + 1, POSITION_MAX),
    ahead,
    isNoted: true,
    ...told(router, tally, expectedMs),
  };
}
