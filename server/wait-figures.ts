/**
 * Per queue, in shared memory: the wait expected now, and how wrong expectations turned out to be.
 * Written by the routing thread, read where scrapes and requests are answered. A row carries its
 * queue's id, so that the two never have to agree on a numbering.
 */

import type { Ms } from '../core/routing/ids.ts';
import type { WaitOutlook } from '../core/routing/outlook.ts';
import type { HistogramReading } from './gauges.ts';

/** Queues that have figures; the others have none. */
export const figuredQueuesMax = 1_024;
/** Upper bounds of errors, in seconds. */
export const errorBounds: readonly number[] = [10, 30, 60, 120, 300, 600, 1_200];

export interface ExpectedWait {
  readonly ms: Ms;
  /** From … to, as callers are told it; null: too unsure to be announced. */
  readonly lowMs: Ms | null;
  readonly highMs: Ms | null;
}

/** An answered call was expected to wait longer than it did, or less long. */
export type ErrorSide = 'too-long' | 'too-short';

export interface WaitFigures {
  /** What a caller who joined now would be told; undefined: nothing, the queue is gone. */
  tell(queue: string, outlook: WaitOutlook | undefined): void;
  /** A call has been answered. Cost: a look-up and two additions. Allocates: nothing. */
  answered(queue: string, expectedMs: Ms, waitMs: Ms): void;
  /** Undefined: unsure. */
  expected(queue: string): ExpectedWait | undefined;
  /** In seconds. */
  errors(queue: string, side: ErrorSide): HistogramReading;
  /** Queues that were ever told of. */
  queues(): readonly string[];
}

/** Ids are at most 64 ASCII characters (config/scalars.ts). */
const idBytes = 64;
const sideCells = errorBounds.length + 2;
const expectedCells = 3;
const rowCells = expectedCells + 2 * sideCells;
const rowBytes = idBytes + rowCells * 8;
const headBytes = 8;

/** Bytes of memory the figures take. */
export const waitFiguresBytes = headBytes + figuredQueuesMax * rowBytes;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The figures in `memory` from byte `offset` on, a multiple of 8. */
export function openWaitFigures(memory: SharedArrayBuffer, offset: number): WaitFigures {
  const head = new Int32Array(memory, offset, 1);
  const ids = new Uint8Array(memory, offset + headBytes, figuredQueuesMax * idBytes);
  const firstCell = offset + headBytes + figuredQueuesMax * idBytes;
  const cells = new Float64Array(memory, firstCell, figuredQueuesMax * rowCells);
  const rows = new Map<string, number>();

  /** Takes in the rows another thread has begun. */
  const catchUp = () => {
    const count = Atomics.load(head, 0);
    for (let row = rows.size; row < count; row++) {
      const bytes = ids.slice(row * idBytes, (row + 1) * idBytes);
      const end = bytes.indexOf(0);
      rows.set(decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)), row);
    }
  };
  const rowOf = (queue: string): number | undefined => {
    const known = rows.get(queue);
    if (known !== undefined) return known;
    catchUp();
    return rows.get(queue);
  };
  const begin = (queue: string): number | undefined => {
    const row = rows.size;
    if (row >= figuredQueuesMax) return undefined;
    ids.set(encoder.encode(queue).subarray(0, idBytes), row * idBytes);
    cells.fill(Number.NaN, row * rowCells, row * rowCells + expectedCells);
    rows.set(queue, row);
    // Readers look at nothing before they see the count.
    Atomics.store(head, 0, row + 1);
    return row;
  };

  return {
    tell(queue, outlook) {
      const row = rows.get(queue) ?? begin(queue);
      if (row === undefined) return;
      const base = row * rowCells;
      cells[base] = outlook?.expectedMs ?? Number.NaN;
      cells[base + 1] = outlook?.band?.lowMs ?? Number.NaN;
      cells[base + 2] = outlook?.band?.highMs ?? Number.NaN;
    },
    answered(queue, expectedMs, waitMs) {
      const row = rows.get(queue) ?? begin(queue);
      if (row === undefined) return;
      const side = expectedMs >= waitMs ? 0 : 1;
      const first = row * rowCells + expectedCells + side * sideCells;
      const seconds = Math.abs(expectedMs - waitMs) / 1_000;
      let bound = 0;
      while (bound < errorBounds.length && seconds > errorBounds[bound]!) bound++;
      cells[first + bound]! += 1;
      cells[first + errorBounds.length + 1]! += seconds;
    },
    expected(queue) {
      const row = rowOf(queue);
      if (row === undefined) return undefined;
      const [ms, low, high] = cells.subarray(row * rowCells, row * rowCells + expectedCells);
      if (Number.isNaN(ms)) return undefined;
      const orNull = (value: number | undefined) => (Number.isNaN(value) ? null : value!);
      return { ms: ms!, lowMs: orNull(low), highMs: orNull(high) };
    },
    errors(queue, side) {
      const row = rowOf(queue);
      if (row === undefined) {
        const counts = new Array<number>(errorBounds.length + 1).fill(0);
        return { bounds: errorBounds, counts, sum: 0 };
      }
      const first = row * rowCells + expectedCells + (side === 'too-long' ? 0 : sideCells);
      const counts = [...cells.subarray(first, first + errorBounds.length + 1)];
      return { bounds: errorBounds, counts, sum: cells[first + errorBounds.length + 1]! };
    },
    queues() {
      catchUp();
      return [...rows.keys()];
    },
  };
}
