/** Simulated time: what is to happen when, in order of time, then of asking. */

import type { Ms } from '../../core/index.ts';

interface Entry {
  readonly at: Ms;
  readonly order: number;
  readonly run: () => void;
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap of what is to happen. Nothing is ever taken back: who asked looks again then. */
export class Agenda {
  now: Ms;
  readonly #heap: Entry[] = [];
  #order = 0;

  constructor(start: Ms) {
    this.now = start;
  }

  /** Runs `run` at this time; at once, in turn, when the time has passed. */
  at(at: Ms, run: () => void): void {
    const entry = { at: Math.max(at, this.now), order: this.#order++, run };
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = entry;
  }

  after(ms: Ms, run: () => void): void {
    this.at(this.now + ms, run);
  }

  /** Lets time pass to `end`, or until `done` holds. */
  runUntil(end: Ms, done: () => boolean = () => false): void {
    while (this.#heap.length > 0 && this.#heap[0]!.at <= end && !done()) {
      const { at, run } = this.#take();
      this.now = at;
      run();
    }
    if (!done()) this.now = Math.max(this.now, end);
  }

  #take(): Entry {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    const size = heap.length;
    if (size === 0) return first;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}
