/**
 * Positive safe integers → slots, by open addressing with linear probing. A Map allocates as keys
 * come and go; this never does. Capacity is fixed: twice the entries it must hold, rounded up to a
 * power of two. A key and its slot stand side by side: a look-up is one line of the cache.
 */
export class IntTable {
  readonly #cells: Float64Array;
  readonly #mask: number;

  constructor(entriesMax: number) {
    let size = 8;
    while (size < entriesMax * 2) size *= 2;
    this.#cells = new Float64Array(size * 2);
    this.#mask = size - 1;
  }

  /** Hot path: the slot of a key, or −1. Cost: O(1) expected. */
  get(key: number): number {
    const cells = this.#cells;
    const mask = this.#mask;
    for (let i = hash(key) & mask; ; i = (i + 1) & mask) {
      const found = cells[2 * i];
      if (found === key) return cells[2 * i + 1] | 0;
      if (found === 0) return -1;
    }
  }

  /** Hot path: adds a key that is not there yet. */
  set(key: number, slot: number): void {
    const cells = this.#cells;
    const mask = this.#mask;
    let i = hash(key) & mask;
    while (cells[2 * i] !== 0) i = (i + 1) & mask;
    cells[2 * i] = key;
    cells[2 * i + 1] = slot;
  }

  /** Hot path: removes a key if it is there, closing the gap behind it. */
  delete(key: number): void {
    const cells = this.#cells;
    const mask = this.#mask;
    let gap = hash(key) & mask;
    while (cells[2 * gap] !== key) {
      if (cells[2 * gap] === 0) return;
      gap = (gap + 1) & mask;
    }
    for (let i = (gap + 1) & mask; cells[2 * i] !== 0; i = (i + 1) & mask) {
      const home = hash(cells[2 * i]) & mask;
      // The entry may move into the gap only if its home does not lie behind the gap.
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        cells[2 * gap] = cells[2 * i];
        cells[2 * gap + 1] = cells[2 * i + 1];
        gap = i;
      }
    }
    cells[2 * gap] = 0;
  }
}

/**
 * Ids rise by one, and may exceed 32 bits: both halves are mixed. Four that follow one another
 * stand together: what came at about the same time is asked for at about the same time.
 */
function hash(key: number): number {
  const low = key | 0;
  const high = (key / 4294967296) | 0;
  const mixed = Math.imul((low >>> 2) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return ((mixed >>> 7) << 2) | (low & 3);
}
