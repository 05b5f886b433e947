/**
 * Tables whose columns lie side by side. One fact reads and writes a dozen columns of one agent or
 * call: with a typed array a column each of them would be another line of the processor's cache and
 * another page; here a row is two lines of numbers, one of integers and a quarter of bytes.
 *
 * A *slot* is the first cell of a row, so that `column[slot]` needs no sum: each column is a view
 * that begins at its own cell, and slots are `CELLS` apart. `indexOf` counts rows, for what is kept
 * outside.
 */

/** Cells a row, of each of the three kinds; no table has more columns of one kind. */
export const CELLS = 16;
const BITS = 4;

/** Slot → number of the row, and back. */
export const indexOf = (slot: number): number => slot >> BITS;
export const slotAt = (index: number): number => index << BITS;

/** Hands out the columns of a new table of `count` rows. */
export class Rows {
  /** One behind the last slot. */
  readonly end: number;
  readonly #buffers: readonly [ArrayBuffer, ArrayBuffer, ArrayBuffer];
  readonly #used: [number, number, number] = [0, 0, 0];

  constructor(count: number) {
    this.end = slotAt(count);
    const buffer = (bytes: number) => new ArrayBuffer(this.end * bytes);
    this.#buffers = [buffer(Float64Array.BYTES_PER_ELEMENT), buffer(4), buffer(1)];
  }

  /** The next column of numbers, or `cells` of them: `column[slot + i]`. */
  numbers(value = 0, cells = 1): Float64Array {
    const [buffer, from] = this.#take(0, cells);
    const column = new Float64Array(buffer, from * 8, Math.max(0, this.end - from));
    for (let i = 0; i < cells; i++) this.#fill(column, i, value);
    return column;
  }

  /** The next column of integers. */
  integers(value = 0): Int32Array {
    const [buffer, from] = this.#take(1, 1);
    return this.#fill(new Int32Array(buffer, from * 4, Math.max(0, this.end - from)), 0, value);
  }

  /** The next column of small numbers and flags. */
  bytes(value = 0): Uint8Array {
    const [buffer, from] = this.#take(2, 1);
    return this.#fill(new Uint8Array(buffer, from, Math.max(0, this.end - from)), 0, value);
  }

  #take(kind: 0 | 1 | 2, cells: number): [ArrayBuffer, number] {
    const from = this.#used[kind];
    this.#used[kind] += cells;
    if (this.#used[kind] > CELLS) throw new RangeError(`a row has ${CELLS} cells of a kind`);
    // A table without rows has no cell to begin at.
    return [this.#buffers[kind], this.end === 0 ? 0 : from];
  }

  #fill<T extends Float64Array | Int32Array | Uint8Array>(
    column: T,
    from: number,
    value: number,
  ): T {
    if (value !== 0) for (let at = from; at < column.length; at += CELLS) column[at] = value;
    return column;
  }
}
