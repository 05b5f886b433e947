/** What a record learns of calls that have ended their wait. */

import { windowsBegun } from './expected-wait.ts';
import {
  COUNT_MAX,
  ERROR_FLOOR_MS,
  errorWeights,
  handleWeights,
  LENGTHS,
  lengthSlot,
  lengthWeights,
  METHODS,
  OUTCOMES,
  OUTCOMES_MIN,
  PATIENCE_KEPT,
  QUEUE_LENGTH,
  RECENT,
  WAIT_MS_MAX,
  type WaitRecord,
  WINDOW_KEPT,
  WINDOW_MS,
} from './record-columns.ts';
import { highEnd, lowEnd } from './wait-band.ts';

/** A band's ends move by this much of a usual error, times how seldom they should be passed. */
const BAND_STEP = 0.01;
/** Share of callers who wait less than the low end, and of those who wait longer than the high. */
const BELOW_SHARE = 0.1;
const ABOVE_SHARE = 0.12;
const BAND_END_MAX = 12;

/**
 * Hot path: a caller was answered after `waitMs`, a whole number up to `WAIT_MS_MAX`. `ahead` and
 * `cells[base …]` are what was noted when the caller joined. A caller for whom an agent was ready
 * teaches how long answering takes, and nothing about waiting. Cost: O(1). Allocates: nothing.
 */
export function learnAnswered(
  record: WaitRecord,
  queue: number,
  ahead: number,
  cells: Float64Array,
  base: number,
  waitMs: number,
): void {
  learnPatience(record, queue, waitMs, 0);
  learnLength(record, queue, ahead, waitMs);
  if (ahead < 0) return;
  record.lastWait[queue] = waitMs;
  record.lastWaitAt[queue] = record.clock[0];
  const next = record.recentNext[queue];
  record.recentAt[queue * RECENT + next] = record.clock[0];
  record.recentNext[queue] = next + 1 === RECENT ? 0 : next + 1;
  learnScale(record, queue, cells, base, waitMs);
  for (let method = 0; method < METHODS; method++) {
    if (cells[base + method] <= WAIT_MS_MAX) learnError(record, queue, method, cells, base, waitMs);
  }
}

/**
 * Hot path: a caller gave up after `waitMs`. The wait in store was longer, nobody knows by how
 * much: a censored observation. It counts for patience (time waited over callers who gave up,
 * the estimator of Brown et al. 2005, section 5); and where it is already longer than the mean wait
 * at that length, it counts there as if it had ended now, which is still less than the truth. It is
 * left out of errors, bias and band: an end that is not known cannot be missed. Cost: O(1).
 */
export function learnAbandoned(
  record: WaitRecord,
  queue: number,
  ahead: number,
  waitMs: number,
): void {
  learnPatience(record, queue, waitMs, 1);
  const row = queue * LENGTHS + lengthSlot(ahead);
  if (ahead < 0 || record.perPlaceCount[row] === 0) return;
  if (waitMs > record.perPlace[row] * (ahead + 1)) learnLength(record, queue, ahead, waitMs);
}

/**
 * Hot path: a conversation of the queue has ended; it took an agent `handleMs` with wrap-up, a
 * whole number up to `WAIT_MS_MAX`. Cost: O(1). Allocates: nothing.
 */
export function learnHandled(record: WaitRecord, queue: number, handleMs: number): void {
  const count = record.handleCount[queue];
  // The prior counts as the first call.
  const weight = handleWeights[count < COUNT_MAX ? count + 1 : COUNT_MAX];
  record.handleMean[queue] += weight * (handleMs - record.handleMean[queue]);
  if (count < COUNT_MAX) record.handleCount[queue] = count + 1;
  for (let i = windowsBegun(record, queue); i > 0; i--) record.work[queue] *= WINDOW_KEPT;
  record.work[queue] += handleMs;
  record.workWindow[queue] = Math.floor(record.clock[0] / WINDOW_MS);
}

/** Hot path: a call was answered in time (1), or was not (0). Cost: O(1). Allocates: nothing. */
export function learnOutcome(record: WaitRecord, queue: number, inTime: 0 | 1): void {
  const next = record.outcomeNext[queue];
  const place = queue * OUTCOMES + next;
  const count = record.outcomeCount[queue];
  record.outcomesInTime[queue] += inTime - (count === OUTCOMES ? record.outcomes[place] : 0);
  record.outcomes[place] = inTime;
  record.outcomeNext[queue] = next + 1 === OUTCOMES ? 0 : next + 1;
  if (count < OUTCOMES) record.outcomeCount[queue] = count + 1;
}

/** Share of the last 50 outcomes that were in time, 0 to 1; −1 until ten are known. */
export function serviceLevelOf(record: WaitRecord, queue: number): number {
  const count = record.outcomeCount[queue];
  return count < OUTCOMES_MIN ? -1 : record.outcomesInTime[queue] / count;
}

/** Hot path: the recent service level is known and below `share`. Cost: O(1). */
export function serviceLevelIsBelow(record: WaitRecord, queue: number, share: number): boolean {
  const count = record.outcomeCount[queue];
  return count >= OUTCOMES_MIN && record.outcomesInTime[queue] < share * count;
}

function learnPatience(record: WaitRecord, queue: number, waitMs: number, gaveUp: 0 | 1): void {
  record.exposure[queue] = record.exposure[queue] * PATIENCE_KEPT + waitMs;
  record.gaveUp[queue] = record.gaveUp[queue] * PATIENCE_KEPT + gaveUp;
}

function learnLength(record: WaitRecord, queue: number, ahead: number, waitMs: number): void {
  const row = queue * LENGTHS + lengthSlot(ahead);
  const count = record.perPlaceCount[row];
  const each = ahead < 0 ? waitMs : waitMs / (ahead + 1);
  record.perPlace[row] += lengthWeights[count] * (each - record.perPlace[row]);
  if (count < COUNT_MAX) record.perPlaceCount[row] = count + 1;
}

function learnScale(
  record: WaitRecord,
  queue: number,
  cells: Float64Array,
  base: number,
  waitMs: number,
): void {
  const stated = cells[base + QUEUE_LENGTH];
  if (!(stated <= WAIT_MS_MAX)) return;
  const weight = errorWeights[record.compared[queue * METHODS + QUEUE_LENGTH]];
  record.realMean[queue] += weight * (waitMs - record.realMean[queue]);
  record.statedMean[queue] += weight * (stated - record.statedMean[queue]);
}

/**
 * The ends of the band, as they are announced, follow the errors by themselves: a step out when
 * passed, a small step back when not, so that in the long run each is passed as often as it should
 * be, whatever the errors look like (Robbins & Monro 1951; Gibbs & Candès 2021 for series that
 * drift). A low end of nothing cannot be passed, and teaches nothing.
 */
function learnError(
  record: WaitRecord,
  queue: number,
  method: number,
  cells: Float64Array,
  base: number,
  waitMs: number,
): void {
  const row = queue * METHODS + method;
  const expected = cells[base + method] | 0;
  const over = expected - waitMs;
  const count = record.compared[row];
  const weight = errorWeights[count];
  const size = Math.abs(over);
  const unit = Math.sqrt(expected + ERROR_FLOOR_MS);
  if (count > 0) {
    const low = record.bandLow[row];
    const high = record.bandHigh[row];
    const lowMs = lowEnd(record, row, expected);
    const above = waitMs > highEnd(record, row, expected) ? 1 : 0;
    if (lowMs > 0) {
      const below = waitMs < lowMs ? 1 : 0;
      record.bandLow[row] = Math.max(
        -BAND_END_MAX,
        Math.min(0, low - BAND_STEP * (below - BELOW_SHARE)),
      );
    }
    record.bandHigh[row] = Math.min(
      BAND_END_MAX,
      Math.max(0, high + BAND_STEP * (above - ABOVE_SHARE)),
    );
  }
  record.error[row] += weight * (size - record.error[row]);
  record.bias[row] += weight * (over - record.bias[row]);
  record.spread[row] += weight * (size / unit - record.spread[row]);
  if (count < COUNT_MAX) record.compared[row] = count + 1;
}
