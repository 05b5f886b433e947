/**
 * Keys (numbers, people) → the latest entry about each, by open addressing with linear probing.
 * Grows by half, so that ten million keys take some 18 bytes each.
 */

import { assert } from '../../routing/assert.ts';

const CAPACITY_MIN = 64;
/** Share of the places that may be taken. */
const LOAD_MAX = 0.8;
/** Entries are numbered below this; the bits above say which marks there are. */
export const ENTRY_BITS = 29;
const ENTRY_MASK = 2 ** ENTRY_BITS - 1;

/** Columns of a table, as a snapshot holds them: a key of 0 is a free place. */
export interface SubjectColumns {
  readonly keys: Float64Array;
  /** Latest entry in the low bits, marks in the high ones. */
  readonly heads: Uint32Array;
}

/** The table. Keys are safe integers, not 0. */
export class SubjectTable {
  #keys: Float64Array;
  #heads: Uint32Array;
  #count = 0;

  constructor(columns?: SubjectColumns) {
    this.#keys = columns?.keys ?? new Float64Array(CAPACITY_MIN);
    this.#heads = columns?.heads ?? new Uint32Array(CAPACITY_MIN);
    for (const key of this.#keys) if (key !== 0) this.#count++;
  }

  /** Keys there are. */
  get count(): number {
    return this.#count;
  }

  get columns(): SubjectColumns {
    return { keys: this.#keys, heads: this.#heads };
  }

  /** Hot path: the place of a key, or −1. Cost: O(1) expected. */
  find(key: number): number {
    const keys = this.#keys;
    const { length } = keys;
    for (let place = homeOf(key, length); ; place = place + 1 === length ? 0 : place + 1) {
      if (keys[place] === key) return place;
      if (keys[place] === 0) return -1;
    }
  }

  /** The place of a key, made where there is none. Places hold until the next is made. */
  place(key: number): number {
    const found = this.find(key);
    if (found >= 0) return found;
    if (this.#count + 1 > this.#keys.length * LOAD_MAX) this.#grow();
    this.#count++;
    return this.#enter(key, 0);
  }

  /** The latest entry of the key at this place. */
  head(place: number): number {
    return this.#heads[place] & ENTRY_MASK;
  }

  setHead(place: number, entry: number): void {
    assert(entry <= ENTRY_MASK, 'a ledger holds at most half a milliard entries');
    this.#heads[place] = this.#heads[place] - this.head(place) + entry;
  }

  /** Whether an entry of this kind (1 to 3) was ever noted for the key at this place. */
  isMarked(place: number, kind: number): boolean {
    return ((this.#heads[place] >>> (ENTRY_BITS - 1 + kind)) & 1) === 1;
  }

  mark(place: number, kind: number): void {
    this.#heads[place] |= 1 << (ENTRY_BITS - 1 + kind);
  }

  /** Calls `visit` for each key. The table must not change meanwhile. */
  forEach(visit: (key: number, place: number) => void): void {
    for (let place = 0; place < this.#keys.length; place++) {
      if (this.#keys[place] !== 0) visit(this.#keys[place], place);
    }
  }

  #enter(key: number, head: number): number {
    const { length } = this.#keys;
    let place = homeOf(key, length);
    while (this.#keys[place] !== 0) place = place + 1 === length ? 0 : place + 1;
    this.#keys[place] = key;
    this.#heads[place] = head;
    return place;
  }

  #grow(): void {
    const { keys, heads } = this.columns;
    const length = Math.ceil(keys.length * 1.5);
    this.#keys = new Float64Array(length);
    this.#heads = new Uint32Array(length);
    for (let place = 0; place < keys.length; place++) {
      if (keys[place] !== 0) this.#enter(keys[place], heads[place]);
    }
  }
}

/** Telephone numbers differ in their last digits, which the multiplication carries to the top. */
function homeOf(key: number, length: number): number {
  const low = key | 0;
  const high = Math.floor(key / 4_294_967_296) | 0;
  let mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed ^= mixed >>> 13;
  return Math.floor(((mixed >>> 0) / 4_294_967_296) * length);
}
