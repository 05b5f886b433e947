/**
 * Positive safe integers → slots, by open addressing with linear probing. A Map allocates as keys
 * come and go; this never does. Capacity is fixed: twice the entries it must hold, rounded up to a
 * power of two.
 */
export class IntTable {
  readonly #keys: Float64Array;
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(entriesMax: number) {
    let size = 8;
    while (size < entriesMax * 2) size *= 2;
    this.#keys = new Float64Array(size);
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
  }

  /** Hot path: the slot of a key, or −1. Cost: O(1) expected. */
  get(key: number): number {
    const keys = this.#keys;
    const mask = this.#mask;
    for (let i = hash(key) & mask; ; i = (i + 1) & mask) {
      const found = keys[i];
      if (found === key) return this.#slots[i];
      if (found === 0) return -1;
    }
  }

  /** Hot path: adds a key that is not there yet. */
  set(key: number, slot: number): void {
    const keys = this.#keys;
    const mask = this.#mask;
    let i = hash(key) & mask;
    while (keys[i] !== 0) i = (i + 1) & mask;
    keys[i] = key;
    this.#slots[i] = slot;
  }

  /** Hot path: removes a key if it is there, closing the gap behind it. */
  delete(key: number): void {
    const keys = this.#keys;
    const slots = this.#slots;
    const mask = this.#mask;
    let gap = hash(key) & mask;
    while (keys[gap] !== key) {
      if (keys[gap] === 0) return;
      gap = (gap + 1) & mask;
    }
    for (let i = (gap + 1) & mask; keys[i] !== 0; i = (i + 1) & mask) {
      const home = hash(keys[i]) & mask;
      // The entry may move into the gap only if its home does not lie behind the gap.
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        keys[gap] = keys[i];
        slots[gap] = slots[i];
        gap = i;
      }
    }
    keys[gap] = 0;
  }
}

/** Ids rise by one, and may exceed 32 bits: mix both halves. */
function hash(key: number): number {
  const low = key | 0;
  const high = (key / 4294967296) | 0;
  return Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 7;
}
