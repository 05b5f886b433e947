/** What is to happen and when: a binary heap by time, then by order of adding. */
export class Agenda<T> {
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #entries: T[] = [];
  #added = 0;

  /** Infinity when there is nothing. */
  get nextAt(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, entry: T): void {
    let i = this.#entries.length;
    this.#times.push(at);
    this.#orders.push(this.#added++);
    this.#entries.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** The next one. Throws when there is none. */
  take(): T {
    const last = this.#entries.length - 1;
    if (last < 0) throw new Error('the agenda is empty: the traffic has died out');
    this.#swap(0, last);
    const entry = this.#entries.pop() as T;
    this.#times.pop();
    this.#orders.pop();
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      if (left >= last) return entry;
      const least = left + 1 < last && this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(least, i)) return entry;
      this.#swap(least, i);
      i = least;
    }
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#times[a] as number) - (this.#times[b] as number);
    return difference < 0 || (difference === 0 && this.#orders[a]! < this.#orders[b]!);
  }

  #swap(a: number, b: number): void {
    for (const list of [this.#times, this.#orders, this.#entries] as unknown[][]) {
      [list[a], list[b]] = [list[b], list[a]];
    }
  }
}
