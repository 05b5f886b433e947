/** The time the router is given: whole milliseconds since the epoch that never go back. */

import { type Clock, realClock } from '../adapters/clock.ts';

/**
 * Anchored once to the wall clock, or to `floor` (the last time in the journal) where that is
 * later, and carried on by the monotonic clock: a wall clock that is set back neither stops nor
 * reverses routing.
 */
export function createServerClock(floor = 0, source: Clock = realClock): Clock {
  const start = source.now();
  const anchor = Math.max(Math.floor(start), floor);
  return {
    now: () => anchor + Math.floor(source.now() - start),
    setTimer: (ms, fn) => source.setTimer(ms, fn),
  };
}
