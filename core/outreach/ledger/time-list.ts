/** Moments in order, counted in any stretch of time by two searches. */

import type { Ms } from '../../routing/ids.ts';

const CAPACITY_MIN = 16;

/** A list of moments. Eight bytes each. */
export class TimeList {
  #times: Float64Array;
  #count: number;

  constructor(times?: Float64Array) {
    this.#times = times ?? new Float64Array(CAPACITY_MIN);
    this.#count = times?.length ?? 0;
  }

  /** Cost: O(1) in order of time; a late one moves those after it. */
  add(at: Ms): void {
    if (this.#count === this.#times.length) {
      const times = new Float64Array(Math.max(CAPACITY_MIN, Math.ceil(this.#count * 1.5)));
      times.set(this.#times);
      this.#times = times;
    }
    const place = this.#before(at + 1);
    if (place < this.#count) this.#times.copyWithin(place + 1, place, this.#count);
    this.#times[place] = at;
    this.#count++;
  }

  /** Moments from `from` on and before `until`. Cost: O(log n). */
  between(from: Ms, until: Ms): number {
    return Math.max(0, this.#before(until) - this.#before(from));
  }

  /** Forgets those before. Cost: O(n). */
  dropBefore(at: Ms): void {
    const place = this.#before(at);
    this.#times.copyWithin(0, place, this.#count);
    this.#count -= place;
  }

  /** All of them, for a snapshot: a view on the list's own memory. */
  get times(): Float64Array {
    return this.#times.subarray(0, this.#count);
  }

  /** How many are before a moment. */
  #before(at: Ms): number {
    // Most questions and facts are about the present.
    if (this.#count === 0 || this.#times[this.#count - 1] < at) return this.#count;
    let from = 0;
    let until = this.#count;
    while (from < until) {
      const middle = (from + until) >>> 1;
      if (this.#times[middle] < at) from = middle + 1;
      else until = middle;
    }
    return from;
  }
}
