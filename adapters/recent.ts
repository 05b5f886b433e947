/** Remembers what was added last, up to a number of things: what came long ago is forgotten. */
export class Recent<T> {
  readonly #max: number;
  readonly #values = new Set<T>();

  constructor(max: number) {
    this.#max = max;
  }

  has(value: T): boolean {
    return this.#values.has(value);
  }

  add(value: T): void {
    this.#values.add(value);
    if (this.#values.size <= this.#max) return;
    // A set is in the order of adding.
    for (const oldest of this.#values) {
      this.#values.delete(oldest);
      break;
    }
  }
}
