import { type Ms, NEVER } from './ids.ts';

/**
 * Deadlines as an indexed heap over typed columns: one possible deadline a node, changed in place.
 * Order: time, then kind, then tie, so that equal states fire in equal order. Cost: O(log n) a
 * change. Allocates: nothing after construction.
 *
 * Four children a parent, times in the order of the heap itself: the four stand in one line of the
 * processor's cache, and a heap of 20,000 is seven levels deep (LaMarca & Ladner, "The influence
 * of caches on the performance of heaps", JEA 1, 1996).
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
  /** Node and its time, by position; the first stands at `TOP`. */
  readonly #heap: Int32Array;
  readonly #times: Float64Array;
  /** Position in the heap; 0: no deadline. */
  readonly #position: Int32Array;
  /** One behind the last position. */
  #end = TOP;

  constructor(nodes: number) {
    this.at = new Float64Array(nodes).fill(NEVER);
    this.tie = new Float64Array(nodes);
    this.#kind = new Uint8Array(nodes);
    this.#heap = new Int32Array(nodes + TOP);
    this.#times = new Float64Array(nodes + TOP);
    this.#position = new Int32Array(nodes);
  }

  /** The earliest deadline, NEVER when there is none. */
  get next(): Ms {
    return this.#end === TOP ? NEVER : this.#times[TOP];
  }

  /** Hot path: whether the earliest deadline is at or before `numbers[place]`. */
  isDue(numbers: Float64Array, place: number): boolean {
    return this.#end > TOP && this.#times[TOP] <= numbers[place];
  }

  /** The node whose deadline is `next`; only when there is one. */
  get first(): number {
    return this.#heap[TOP];
  }

  /**
   * Hot path: `at` of the node was set, moved or (NEVER) cleared. At equal times `kind` goes first,
   * then `tie`.
   */
  changed(node: number, kind: number): void {
    let position = this.#position[node];
    if (this.at[node] === NEVER) {
      if (position !== 0) this.#removeAt(position);
      return;
    }
    this.#kind[node] = kind;
    if (position === 0) position = this.#end++;
    else if (this.#goesDown(node, position)) return;
    this.#siftUp(node, position);
  }

  /** Another takes the place of what stood here. */
  #removeAt(position: number): void {
    this.#position[this.#heap[position]] = 0;
    const last = --this.#end;
    if (position === last) return;
    const node = this.#heap[last];
    if (!this.#goesDown(node, position)) this.#siftUp(node, position);
  }

  /** Whether a node goes before the one at a position. */
  #isBefore(node: number, position: number): boolean {
    const at = this.at[node];
    if (at !== this.#times[position]) return at < this.#times[position];
    return this.#breaksTie(node, this.#heap[position]);
  }

  #breaksTie(a: number, b: number): boolean {
    if (this.#kind[a] !== this.#kind[b]) return this.#kind[a] < this.#kind[b];
    return this.tie[a] < this.tie[b];
  }

  #put(node: number, position: number): void {
    this.#heap[position] = node;
    this.#times[position] = this.at[node];
    this.#position[node] = position;
  }

  /** What stands at a position moves to another. */
  #move(from: number, to: number): void {
    const node = this.#heap[from];
    this.#heap[to] = node;
    this.#times[to] = this.#times[from];
    this.#position[node] = to;
  }

  #siftUp(node: number, start: number): void {
    let i = start;
    while (i > TOP) {
      const parent = parentOf(i);
      if (!this.#isBefore(node, parent)) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#put(node, i);
  }

  /** Puts a node at a position or below; false, and nothing done, when it need not go below. */
  #goesDown(node: number, start: number): boolean {
    let i = start;
    for (let child = childOf(i); child < this.#end; child = childOf(i)) {
      const least = this.#leastOf(child);
      if (this.#isBefore(node, least)) break;
      this.#move(least, i);
      i = least;
    }
    if (i === start) return false;
    this.#put(node, i);
    return true;
  }

  /** The earliest of up to four children, the first of which stands at a position. */
  #leastOf(child: number): number {
    const times = this.#times;
    const end = Math.min(child + 4, this.#end);
    let least = child;
    for (let i = child + 1; i < end; i++) {
      if (times[i] > times[least]) continue;
      if (times[i] < times[least] || this.#breaksTie(this.#heap[i], this.#heap[least])) least = i;
    }
    return least;
  }
}

/** Position of the first: the four children of each then begin at a multiple of four. */
const TOP = 3;
const childOf = (position: number): number => (position - TOP) * 4 + 4;
const parentOf = (position: number): number => (position >> 2) + TOP - 1;
