/** What a record expects of a caller's wait. Nothing here changes the record. */

import { NEVER } from '../routing/ids.ts';
import {
  AGENT_READY,
  COMPARED_MIN,
  HANDLE_MS_PRIOR,
  LAST_SERVED,
  LENGTHS,
  lengthSlot,
  METHODS,
  QUEUE_LENGTH,
  RECENT,
  RECENT_MS,
  SAME_LENGTH,
  WAIT_MS_MAX,
  type WaitRecord,
  WINDOW_KEPT,
  WINDOW_MS,
  WINDOWS_MAX,
} from './record-columns.ts';

/** What a method answers that knows nothing. Inside this folder; outside it is NEVER. */
const UNKNOWN = -1;
/** The correction of queue-length stays between a quarter and four times. */
const SCALE_MAX = 4;

/**
 * Hot path: writes what each method expects of a caller who joins now into
 * `cells[base … base + METHODS − 1]`, NEVER where it knows nothing. `ahead`: calls that wait before
 * the caller, or `AGENT_READY`; `agents1024`: effective agents in 1024ths, a whole number. Cost:
 * O(log ahead). Allocates: nothing.
 */
export function expectAtJoin(
  record: WaitRecord,
  queue: number,
  ahead: number,
  agents1024: number,
  cells: Float64Array,
  base: number,
): void {
  for (let method = 0; method < METHODS; method++) {
    const ms = expectBy(record, queue, method, ahead, agents1024);
    cells[base + method] = ms === UNKNOWN ? NEVER : ms;
  }
}

/**
 * Hot path: the expected wait, by the method that has been least wrong in this queue of those that
 * know something, in whole ms; NEVER when nobody is there to answer or no method knows anything.
 * Arguments as in `expectAtJoin`. Cost: O(log ahead). Allocates: nothing.
 */
export function expectedWait(
  record: WaitRecord,
  queue: number,
  ahead: number,
  agents1024: number,
): number {
  let best = UNKNOWN;
  let bestMethod = -1;
  for (let method = 0; method < METHODS; method++) {
    const ms = expectBy(record, queue, method, ahead, agents1024);
    if (ms === UNKNOWN) continue;
    if (bestMethod !== -1 && !lessWrong(record, queue, method, bestMethod)) continue;
    best = ms;
    bestMethod = method;
  }
  return bestMethod === -1 ? NEVER : best;
}

/** Hot path: which method a queue goes by, an index into `methodNames`. Cost: O(1). */
export function methodOf(record: WaitRecord, queue: number): number {
  let best = QUEUE_LENGTH;
  for (let method = 1; method < METHODS; method++) {
    if (lessWrong(record, queue, method, best)) best = method;
  }
  return best;
}

/** Methods that have not been compared often enough come last, in their own order. */
function lessWrong(record: WaitRecord, queue: number, method: number, than: number): boolean {
  const a = queue * METHODS + method;
  const b = queue * METHODS + than;
  if (record.compared[a] < COMPARED_MIN) return false;
  return record.compared[b] < COMPARED_MIN || record.error[a] < record.error[b];
}

function expectBy(
  record: WaitRecord,
  queue: number,
  method: number,
  ahead: number,
  agents1024: number,
): number {
  if (agents1024 <= 0) return UNKNOWN;
  if (method === SAME_LENGTH) return bySameLength(record, queue, ahead);
  if (method === LAST_SERVED) return byLastServed(record, queue, ahead);
  const stated = byQueueLength(record, queue, ahead, agents1024);
  if (method === QUEUE_LENGTH || ahead <= AGENT_READY) return stated;
  return byScale(record, queue, stated);
}

/**
 * The wait until every call ahead has been answered or has given up, and one more agent is free:
 * Σ 1/(agents/handle + i·impatience) for i = 0 … ahead (Ibrahim & Whitt 2009, the estimator QLa;
 * without impatience Engage's formula), and what answering takes an agent who is ready.
 */
function byQueueLength(
  record: WaitRecord,
  queue: number,
  ahead: number,
  agents1024: number,
): number {
  let ms = record.perPlaceCount[queue * LENGTHS] > 0 ? record.perPlace[queue * LENGTHS] : 0;
  if (ahead > AGENT_READY) {
    const rate = agents1024 / 1024 / record.handleMean[queue];
    const exposure = record.exposure[queue];
    const impatience = exposure > 0 ? record.gaveUp[queue] / exposure : 0;
    for (let place = 0; place <= ahead; ) {
      // Four blocks from one power of two to the next: the first eight places one by one.
      const width = Math.min(Math.max((1 << (31 - Math.clz32(place))) >> 2, 1), ahead + 1 - place);
      ms += width / (rate + (place + (width - 1) / 2) * impatience);
      place += width;
    }
  }
  // Rounded here and below in place: a fraction passed to a function would be an object.
  return ms < WAIT_MS_MAX ? Math.round(ms) | 0 : WAIT_MS_MAX;
}

/** Queue-length, corrected by what its estimates have turned out to be worth in this queue. */
function byScale(record: WaitRecord, queue: number, stated: number): number {
  const real = record.realMean[queue];
  const mean = record.statedMean[queue];
  if (record.compared[queue * METHODS + QUEUE_LENGTH] === 0 || mean <= 0) return UNKNOWN;
  let scale = real / mean;
  if (scale > SCALE_MAX) scale = SCALE_MAX;
  if (scale < 1 / SCALE_MAX) scale = 1 / SCALE_MAX;
  const ms = stated * scale;
  return ms < WAIT_MS_MAX ? Math.round(ms) | 0 : WAIT_MS_MAX;
}

/** The mean wait of those who found a line of about this length (Thiongane, Chan & L'Ecuyer). */
function bySameLength(record: WaitRecord, queue: number, ahead: number): number {
  const row = queue * LENGTHS + lengthSlot(ahead);
  if (record.perPlaceCount[row] === 0) return UNKNOWN;
  const ms = record.perPlace[row] * (ahead < 0 ? 1 : ahead + 1);
  return ms < WAIT_MS_MAX ? Math.round(ms) | 0 : WAIT_MS_MAX;
}

/** The wait of the last who had to wait and was answered (Ibrahim & Whitt: LES). */
function byLastServed(record: WaitRecord, queue: number, ahead: number): number {
  const at = record.lastWaitAt[queue];
  if (ahead < 0 || at === 0 || record.clock[0] - at > RECENT_MS) return UNKNOWN;
  return record.lastWait[queue] | 0;
}

/**
 * Mean of |expected − real| of a method in a queue, in ms, the latest weighing most; −1 while it
 * has not been compared. Cost: O(1).
 */
export function errorOf(record: WaitRecord, queue: number, method: number): number {
  const row = queue * METHODS + method;
  return record.compared[row] === 0 ? -1 : record.error[row];
}

/** Mean of expected − real, likewise; positive: the method promises too long a wait. */
export function biasOf(record: WaitRecord, queue: number, method: number): number {
  return record.bias[queue * METHODS + method];
}

/** Mean handling time of a queue, in ms. Cost: O(1). */
export function handleTimeOf(record: WaitRecord, queue: number): number {
  return record.handleMean[queue];
}

/**
 * Hot path: the load of a queue: milliseconds of work its calls have lately been, and one call of
 * the prior's length, so that a queue without calls is still worth something and queues that know
 * nothing share alike. Only the proportion of loads asked for at one time means something. Cost:
 * O(1).
 */
export function loadOf(record: WaitRecord, queue: number): number {
  let work = record.work[queue];
  for (let i = windowsBegun(record, queue); i > 0; i--) work *= WINDOW_KEPT;
  return HANDLE_MS_PRIOR + work;
}

/** Hot path: the loads of all queues, into `loads[queue]`. Cost: O(queues). Allocates: nothing. */
export function writeLoads(record: WaitRecord, loads: Float64Array): void {
  for (let queue = 0; queue < record.queues; queue++) loads[queue] = loadOf(record, queue);
}

/** Hot path: windows begun since work was last counted; never more than leave next to nothing. */
export function windowsBegun(record: WaitRecord, queue: number): number {
  const begun = Math.floor(record.clock[0] / WINDOW_MS) - record.workWindow[queue];
  return begun < WINDOWS_MAX ? begun | 0 : WINDOWS_MAX;
}

/** The oldest of the last `RECENT` answers after a wait is recent. */
export function hasRecentWaits(record: WaitRecord, queue: number): boolean {
  const oldest = record.recentAt[queue * RECENT + record.recentNext[queue]];
  return oldest > 0 && record.clock[0] - oldest <= RECENT_MS;
}
