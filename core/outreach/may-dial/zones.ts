/**
 * Local time from a table: for each zone the moments its clocks were changed and what they showed
 * after. Made outside (the core knows no calendar of the world) for a stretch of years.
 */

import { assert } from '../../routing/assert.ts';
import type { Ms } from '../../routing/ids.ts';

/** Milliseconds of a day of 24 hours; local days may be an hour shorter or longer. */
export const DAY_MS: Ms = 86_400_000;

/** Clocks of one zone. */
export interface ZoneClock {
  readonly name: string;
  /** Begin of each span of constant offset, rising; the first is where the table begins. */
  readonly fromMs: readonly Ms[];
  /** Local time minus UTC in that span. */
  readonly offsetMs: readonly Ms[];
}

/** Clocks of all zones that are needed, for a stretch of years. */
export interface ZoneTable {
  /** First moment told, and the first beyond. */
  readonly fromMs: Ms;
  readonly untilMs: Ms;
  readonly clocks: readonly ZoneClock[];
}

/** Index of the span around a moment. Cost: a search in some ten numbers. */
export function spanAt(clock: ZoneClock, at: Ms): number {
  const { fromMs } = clock;
  let low = 0;
  let high = fromMs.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fromMs[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** Local time in milliseconds, as if it were UTC. */
export const localOf = (clock: ZoneClock, at: Ms): Ms => at + clock.offsetMs[spanAt(clock, at)]!;

/** Local day of a moment. */
export const dayOf = (clock: ZoneClock, at: Ms): number => Math.floor(localOf(clock, at) / DAY_MS);

/** Monday 0, of a local day. 1 January 1970 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/**
 * First moment at which the clocks show a local time or later: an hour skipped begins at its end.
 */
export function momentOf(clock: ZoneClock, localMs: Ms): Ms {
  const { fromMs, offsetMs } = clock;
  // No clock is more than a day away from UTC: earlier spans have ended by then.
  for (let span = spanAt(clock, localMs - DAY_MS); ; span++) {
    const at = Math.max(
      localMs - offsetMs[span]!,
      span === 0 ? Number.NEGATIVE_INFINITY : fromMs[span]!,
    );
    if (span + 1 >= fromMs.length || at < fromMs[span + 1]!) return at;
  }
}

/** First moment of a local day. */
export const startOfDay = (clock: ZoneClock, day: number): Ms => momentOf(clock, day * DAY_MS);

/** A moment outside the years of the table would be decided by the wrong clocks. */
export function assertCovered(table: ZoneTable, at: Ms): void {
  assert(at >= table.fromMs && at < table.untilMs, `no clocks are known for the moment ${at}`);
}
