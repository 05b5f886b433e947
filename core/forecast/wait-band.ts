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
const FIVE_MINUTES_MS = 300_000;
const TEN_MINUTES_MS = 600_000;
/** A high end rounded up from here is still a small integer. */
const LATEST_MS = WAIT_MS_MAX - FIVE_MINUTES_MS;

/** From … to, in ms, in steps people speak in. */
export interface WaitBand {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * Hot path: the step a time is announced in: half minutes under a minute, whole minutes under ten,
 * five minutes above.
 */
function stepAt(ms: number): number {
  if (ms < MINUTE_MS) return HALF_MINUTE_MS;
  return ms < TEN_MINUTES_MS ? MINUTE_MS : FIVE_MINUTES_MS;
}

/** Hot path: the low end of the band around an expected wait, rounded down to what is announced. */
export function lowEnd(record: WaitRecord, row: number, expectedMs: number): number {
  const usual = record.spread[row] * Math.sqrt(expectedMs + ERROR_FLOOR_MS);
  const low = Math.max(0, expectedMs + record.bandLow[row] * usual) | 0;
  return low - (low % stepAt(low));
}

/** Hot path: the high end, rounded up; half a minute at least. */
export function highEnd(record: WaitRecord, row: number, expectedMs: number): number {
  const usual = record.spread[row] * Math.sqrt(expectedMs + ERROR_FLOOR_MS);
  const high = Math.min(LATEST_MS, expectedMs + record.bandHigh[row] * usual) | 0;
  const over = high % stepAt(high);
  return over === 0 && high > 0 ? high : high - over + stepAt(high);
}

/**
 * Hot path: writes the band around an expected wait into `cells[base]` (low) and
 * `cells[base + 1]` (high), or returns false when unsure. Unsure is a queue
 * - whose method has not been compared with ten waits yet,
 * - in which fewer than five callers who had to wait were answered in the last 30 minutes,
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
  const low = lowEnd(record, row, expectedMs);
  const high = highEnd(record, row, expectedMs);
  cells[base] = low;
  // Both on the same step: the step above it is in it too.
  cells[base + 1] = high > low ? high : low + stepAt(low);
  return true;
}

const ends = new Float64Array(2);

/** As `writeBand`, for views and reports: undefined when unsure. Allocates: the band. */
export function band(record: WaitRecord, queue: number, expectedMs: number): WaitBand | undefined {
  if (!writeBand(record, queue, expectedMs, ends, 0)) return undefined;
  return { lowMs: ends[0], highMs: ends[1] };
}
