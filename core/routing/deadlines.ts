import { type Ms, NEVER } from './ids.ts';

/**
 * Deadlines as an indexed binary heap over typed columns: one possible deadline a node, changed in
 * place. Order: time, then tie (see `deadlineTie`), so that equal states fire in equal order. Cost:
 * O(log n) a change. Allocates: nothing after construction.
 */
export class Deadlines {
  /**
   * Time of each node's deadline: write it, then call `changed`. A number handed over would be
   * boxed.
   */
  readonly at: Float64Array;
  /** Breaks equal times within a kind; write it before `changed`. */
  readonly tie: Float64Array;
  readonly #kind: Uint8Array;
  readonly #heap: Int32Array;
  /** Position in the heap plus one; 0: no deadline. */
  readonly #position: Int32Array;
  #size = 0;

  constructor(nodes: number) {
    this.at = new Float64Array(nodes).fill(NEVER);
    this.tie = new Float64Array(nodes);
    this.#kind = new Uint8Array(nodes);
    this.#heap = new Int32Array(nodes);
    this.#position = new Int32Array(nodes);
  }

  /** The earliest deadline, NEVER when there is none. */
  get next(): Ms {
    return this.#size === 0 ? NEVER : this.at[this.#heap[0]];
  }

  /** Hot path: whether the earliest deadline is at or before `numbers[place]`. */
  isDue(numbers: Float64Array, place: number): boolean {
    return this.#size > 0 && this.at[this.#heap[0]] <= numbers[place];
  }

  /** The node whose deadline is `next`; only when there is one. */
  get first(): number {
    return this.#heap[0];
  }

  /**
   * Hot path: `at` of the node was set, moved or (NEVER) cleared. At equal times `kind` goes first,
   * then `tie`.
   */
  changed(node: number, kind: number): void {
    const position = this.#position[node] - 1;
    if (this.at[node] === NEVER) {
      if (position >= 0) this.#removeAt(position);
      return;
    }
    this.#kind[node] = kind;
    if (position >= 0) {
      this.#siftDown(this.#siftUp(position));
      return;
    }
    this.#heap[this.#size] = node;
    this.#position[node] = this.#size + 1;
    this.#siftUp(this.#size++);
  }

  #removeAt(position: number): void {
    const heap = this.#heap;
    this.#position[heap[position]] = 0;
    const last = --this.#size;
    if (position === last) return;
    heap[position] = heap[last];
    this.#position[heap[position]] = position + 1;
    this.#siftDown(this.#siftUp(position));
  }

  #before(a: number, b: number): boolean {
    const { at } = this;
    if (at[a] !== at[b]) return at[a] < at[b];
    if (this.#kind[a] !== this.#kind[b]) return this.#kind[a] < this.#kind[b];
    return this.tie[a] < this.tie[b];
  }

  #siftUp(start: number): number {
    const heap = this.#heap;
    const node = heap[start];
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(node, heap[parent])) break;
      heap[i] = heap[parent];
      this.#position[heap[i]] = i + 1;
      i = parent;
    }
    heap[i] = node;
    this.#position[node] = i + 1;
    return i;
  }

  #siftDown(start: number): void {
    const heap = this.#heap;
    const size = this.#size;
    const node = heap[start];
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(heap[child + 1], heap[child])) child++;
      if (!this.#before(heap[child], node)) break;
      heap[i] = heap[child];
      this.#position[heap[i]] = i + 1;
      i = child;
    }
    heap[i] = node;
    this.#position[node] = i + 1;
  }
}
