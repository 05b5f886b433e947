/** The band in which a wait is announced: never a point, and nothing at all when unsure. */

import { hasRecentWaits, methodOf } from './expected-wait.ts';
import {
  COMPARED_MIN,
  ERROR_FLOOR_MS,
  METHODS,
  WAIT_MS_MAX,
  type WaitRecord,
} from './record-columns.ts';

const HALF_MINUTE_MS = 30_000;
const MINUTE_MS = 60_000;
const TEN_MINUTES_MS = 600_000;

/** From … to, in ms, in steps people speak in. */
export interface WaitBand {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * Hot path: the step a time is announced in: half minutes under a minute, whole minutes under ten,
 * five minutes above. `ms`: a whole number.
 */
export function toSpoken(ms: number): number {
  const step = ms < MINUTE_MS ? HALF_MINUTE_MS : ms < TEN_MINUTES_MS ? MINUTE_MS : 5 * MINUTE_MS;
  return Math.round(ms / step) * step;
}

/**
 * Hot path: writes the band around an expected wait into `cells[base]` (low) and
 * `cells[base + 1]` (high), or returns false when unsure. Unsure is a queue
 * - whose method has not been compared with ten waits yet,
 * - in which fewer than ten callers who had to wait were answered in the last 30 minutes,
 * - whose usual error at such a wait is longer than the wait itself, from half a minute up.
 * Cost: O(1). Allocates: nothing.
 */
export function writeBand(
  record: WaitRecord,
  queue: number,
  expectedMs: number,
  cells: Float64Array,
  base: number,
): boolean {
  const row = queue * METHODS + methodOf(record, queue);
  if (!(expectedMs <= WAIT_MS_MAX) || record.compared[row] < COMPARED_MIN) return false;
  if (!hasRecentWaits(record, queue)) return false;
  const usual = record.spread[row] * Math.sqrt(expectedMs + ERROR_FLOOR_MS);
  if (expectedMs >= HALF_MINUTE_MS && usual > expectedMs) return false;
  const low = toSpoken(Math.max(0, expectedMs + record.bandLow[row] * usual) | 0);
  const high = toSpoken(Math.min(WAIT_MS_MAX, expectedMs + record.bandHigh[row] * usual) | 0);
  cells[base] = low;
  cells[base + 1] = high > low ? high : nextSpoken(low);
  return true;
}

const nextSpoken = (ms: number): number =>
  ms + (ms < MINUTE_MS ? HALF_MINUTE_MS : ms < TEN_MINUTES_MS ? MINUTE_MS : 5 * MINUTE_MS);

const pair = new Float64Array(2);

/** As `writeBand`, for views and reports: undefined when unsure. Allocates: the band. */
export function band(record: WaitRecord, queue: number, expectedMs: number): WaitBand | undefined {
  if (!writeBand(record, queue, expectedMs, pair, 0)) return undefined;
  return { lowMs: pair[0], highMs: pair[1] };
}
