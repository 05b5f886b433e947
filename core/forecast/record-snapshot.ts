/** A row of the record as plain JSON, and back, exactly. */

import type { Ms, QueueId } from '../routing/ids.ts';
import {
  createWaitRecord,
  LENGTHS,
  METHODS,
  OUTCOMES,
  RECENT,
  type WaitRecord,
} from './record-columns.ts';

/** What a queue has learned. Times in ms; numbers are kept to the last bit. */
export interface QueueForecastSnapshot {
  readonly queue: QueueId;
  readonly handling: { readonly mean: Ms; readonly count: number };
  /** Work of late and the window of five minutes it was last counted in. */
  readonly work: { readonly ms: Ms; readonly window: number };
  readonly patience: { readonly waited: Ms; readonly gaveUp: number };
  /** The last answered after a wait, and when; 0: none. */
  readonly last: { readonly wait: Ms; readonly at: Ms };
  /** When the last ten of those were answered, oldest first. */
  readonly recent: readonly Ms[];
  /** Lengths of line that have been seen: which, mean wait a place, how many. */
  readonly lengths: readonly (readonly [length: number, perPlace: Ms, count: number])[];
  readonly scale: { readonly real: Ms; readonly stated: Ms };
  /** In the order of `methodNames`. */
  readonly methods: readonly MethodSnapshot[];
  /** Oldest first: 1 in time, 0 not. */
  readonly outcomes: string;
}

/** How wrong one method has been. `low` and `high`: ends of the band in usual errors. */
export interface MethodSnapshot {
  readonly compared: number;
  readonly error: Ms;
  readonly bias: Ms;
  readonly spread: number;
  readonly low: number;
  readonly high: number;
}

/** A row as JSON under the id of its queue; undefined when it has learned nothing. */
export function storeRecord(
  record: WaitRecord,
  queue: number,
  id: QueueId,
): QueueForecastSnapshot | undefined {
  const lengths = storeLengths(record, queue);
  const outcomes = storeOutcomes(record, queue);
  const waited = record.exposure[queue];
  const gaveUp = record.gaveUp[queue];
  if (lengths.length + outcomes.length + record.handleCount[queue] === 0) {
    if (waited === 0 && gaveUp === 0) return undefined;
  }
  return {
    queue: id,
    handling: { mean: record.handleMean[queue], count: record.handleCount[queue] },
    work: { ms: record.work[queue], window: record.workWindow[queue] },
    patience: { waited, gaveUp },
    last: { wait: record.lastWait[queue], at: record.lastWaitAt[queue] },
    recent: storeRecent(record, queue),
    lengths,
    scale: { real: record.realMean[queue], stated: record.statedMean[queue] },
    methods: Array.from({ length: METHODS }, (_, i) => storeMethod(record, queue * METHODS + i)),
    outcomes,
  };
}

function storeRecent(record: WaitRecord, queue: number): Ms[] {
  const next = record.recentNext[queue];
  return Array.from(
    { length: RECENT },
    (_, i) => record.recentAt[queue * RECENT + ((next + i) % RECENT)],
  ).filter((at) => at > 0);
}

function storeLengths(record: WaitRecord, queue: number): [number, Ms, number][] {
  const rows: [number, Ms, number][] = [];
  for (let length = 0; length < LENGTHS; length++) {
    const count = record.perPlaceCount[queue * LENGTHS + length];
    if (count > 0) rows.push([length, record.perPlace[queue * LENGTHS + length], count]);
  }
  return rows;
}

function storeOutcomes(record: WaitRecord, queue: number): string {
  const count = record.outcomeCount[queue];
  const oldest = record.outcomeNext[queue] + OUTCOMES - count;
  let text = '';
  for (let i = 0; i < count; i++) {
    text += record.outcomes[queue * OUTCOMES + ((oldest + i) % OUTCOMES)];
  }
  return text;
}

const storeMethod = (record: WaitRecord, row: number): MethodSnapshot => ({
  compared: record.compared[row],
  error: record.error[row],
  bias: record.bias[row],
  spread: record.spread[row],
  low: record.bandLow[row],
  high: record.bandHigh[row],
});

/**
 * Puts a row into the state of a snapshot, whatever it was; undefined empties it. Where the ring of
 * outcomes and of recent answers began is not kept: nothing depends on it.
 */
export function restoreRecord(
  record: WaitRecord,
  queue: number,
  from: QueueForecastSnapshot | undefined,
): void {
  clearRecord(record, queue);
  if (from === undefined) return;
  record.handleMean[queue] = from.handling.mean;
  record.handleCount[queue] = from.handling.count;
  record.work[queue] = from.work.ms;
  record.workWindow[queue] = from.work.window;
  record.exposure[queue] = from.patience.waited;
  record.gaveUp[queue] = from.patience.gaveUp;
  record.lastWait[queue] = from.last.wait;
  record.lastWaitAt[queue] = from.last.at;
  from.recent.forEach((at, i) => {
    record.recentAt[queue * RECENT + i] = at;
  });
  record.recentNext[queue] = from.recent.length % RECENT;
  for (const [length, perPlace, count] of from.lengths) {
    record.perPlace[queue * LENGTHS + length] = perPlace;
    record.perPlaceCount[queue * LENGTHS + length] = count;
  }
  record.realMean[queue] = from.scale.real;
  record.statedMean[queue] = from.scale.stated;
  from.methods.forEach((method, i) => {
    restoreMethod(record, queue * METHODS + i, method);
  });
  restoreOutcomes(record, queue, from.outcomes);
}

function clearRecord(record: WaitRecord, queue: number): void {
  const blank = createWaitRecord(1);
  for (const [name, column] of Object.entries(record)) {
    if (name === 'clock' || name === 'queues') continue;
    const row = blank[name as keyof WaitRecord] as Float64Array;
    (column as Float64Array).set(row, queue * row.length);
  }
}

function restoreMethod(record: WaitRecord, row: number, from: MethodSnapshot): void {
  record.compared[row] = from.compared;
  record.error[row] = from.error;
  record.bias[row] = from.bias;
  record.spread[row] = from.spread;
  record.bandLow[row] = from.low;
  record.bandHigh[row] = from.high;
}

function restoreOutcomes(record: WaitRecord, queue: number, text: string): void {
  for (let i = 0; i < text.length; i++) {
    const inTime = text[i] === '1' ? 1 : 0;
    record.outcomes[queue * OUTCOMES + i] = inTime;
    record.outcomesInTime[queue] += inTime;
  }
  record.outcomeCount[queue] = text.length;
  record.outcomeNext[queue] = text.length % OUTCOMES;
}
