/**
 * Figures of the routing thread in shared memory: written there with one addition each, read by the
 * thread that answers scrapes. Nobody waits for anybody; a reading may be one observation apart
 * from the next.
 */

import {
  type RequestCode,
  type RequestOp,
  requestCodes,
  requestOps,
} from '../adapters/asterisk-ari/meter.ts';
import { openWaitFigures, type WaitFigures, waitFiguresBytes } from './wait-figures.ts';

/** What made the router decide. */
export const triggers = ['call', 'agent', 'timer', 'reload'] as const;
export type Trigger = (typeof triggers)[number];

/** Upper bounds of the decision histograms, in seconds. */
export const decisionBounds: readonly number[] = [
  5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 1e-1,
];
/** Upper bounds of delays seen by people and of timers that fire late, in seconds. */
export const delayBounds: readonly number[] = [
  1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 1e-1, 2.5e-1, 5e-1, 1, 2.5,
];

const histograms = {
  'decision-call': decisionBounds,
  'decision-agent': decisionBounds,
  'decision-timer': decisionBounds,
  'decision-reload': decisionBounds,
  'match-delay': delayBounds,
  'loop-lag': delayBounds,
  'journal-sync': delayBounds,
  'ari-event-lag': delayBounds,
  ...ariHistograms(),
} as const;
export type HistogramName = keyof typeof histograms;

/** One for each kind of request and each way it can end. */
function ariHistograms(): Readonly<Record<`ari-${RequestOp}-${RequestCode}`, readonly number[]>> {
  const names = requestOps.flatMap((op) =>
    requestCodes.map((code) => `ari-${op}-${code}` as const),
  );
  return Object.fromEntries(names.map((name) => [name, delayBounds])) as never;
}

const counters = [
  'journal-facts',
  'journal-bytes',
  'journal-lost-bytes',
  'refused-unknown-queue',
  'refused-unknown-entry',
  'refused-bad-arguments',
  'refused-over-limit',
  'trouble',
] as const;
export type CounterName = (typeof counters)[number];

export interface HistogramReading {
  readonly bounds: readonly number[];
  /** Observations at or below each bound, not cumulated; the last is above all bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export interface Gauges {
  /** Handed to the other threads; `openGauges` reads it there. */
  readonly memory: SharedArrayBuffer;
  /** Hot path: a scan of at most 14 bounds and two additions. Allocates nothing. */
  observe(name: HistogramName, seconds: number): void;
  count(name: CounterName, by?: number): void;
  /** Expected waits and their errors, by queue. */
  readonly waits: WaitFigures;
  readHistogram(name: HistogramName): HistogramReading;
  readCounter(name: CounterName): number;
}

const histogramNames = Object.keys(histograms) as HistogramName[];
// Each histogram: one cell a bound, one above all bounds, one for the sum.
const firstCell = new Map<string, number>();
let cells = 0;
for (const name of histogramNames) {
  firstCell.set(name, cells);
  cells += histograms[name].length + 2;
}
for (const name of counters) {
  firstCell.set(name, cells);
  cells += 1;
}

export const createGauges = (): Gauges =>
  openGauges(new SharedArrayBuffer(cells * 8 + waitFiguresBytes));

/** The same figures from the memory another thread made. */
export function openGauges(memory: SharedArrayBuffer): Gauges {
  const values = new Float64Array(memory, 0, cells);
  return {
    memory,
    waits: openWaitFigures(memory, cells * 8),
    observe(name, seconds) {
      const bounds = histograms[name];
      const first = firstCell.get(name)!;
      let bound = 0;
      while (bound < bounds.length && seconds > bounds[bound]!) bound++;
      values[first + bound]! += 1;
      values[first + bounds.length + 1]! += seconds;
    },
    count(name, by = 1) {
      values[firstCell.get(name)!]! += by;
    },
    readHistogram(name) {
      const bounds = histograms[name];
      const first = firstCell.get(name)!;
      return {
        bounds,
        counts: [...values.subarray(first, first + bounds.length + 1)],
        sum: values[first + bounds.length + 1]!,
      };
    },
    readCounter: (name) => values[firstCell.get(name)!]!,
  };
}
