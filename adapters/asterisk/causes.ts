/** Q.850 causes, as Asterisk gives them for a leg that nobody answered. */

import type { OfferFailure } from '../../core/routing/events.ts';

const userBusy = 17;
const callRejected = 21;
/**
 * 18 no user responding, 19 no answer; 0 is Asterisk's own dial time-out before 20.14, 21.9 and
 * 22.4.
 */
const unanswered = new Set([0, 18, 19]);
/** The phone is not there: unknown, moved, not registered, or its network does not reply. */
const absent = new Set([1, 2, 3, 20, 22, 27, 28, 102]);

/** What an unanswered leg's end means; `rang`: the phone was heard to ring. */
export function resultOf(cause: number, rang: boolean): Exclude<OfferFailure, 'withdrawn'> {
  if (cause === userBusy) return 'busy';
  if (cause === callRejected) return 'declined';
  if (cause === 19) return 'missed';
  if (unanswered.has(cause)) return rang ? 'missed' : 'unreachable';
  if (absent.has(cause)) return 'unreachable';
  return 'failed';
}
