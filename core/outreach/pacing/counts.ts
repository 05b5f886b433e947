/** How many of several independent events happen (the Poisson-binomial distribution). */

/** Probabilities below this are nothing. */
const NOTHING = 1e-12;

/** A distribution of a count that grows by one event at a time. */
export class Count {
  /** Probability of each count up to `most`. */
  readonly #chances: Float64Array;
  #most = 0;

  constructor(capacity: number) {
    this.#chances = new Float64Array(capacity + 2);
    this.#chances[0] = 1;
  }

  /** The greatest count that has a probability. */
  get most(): number {
    return this.#most;
  }

  chance(count: number): number {
    return this.#chances[count] ?? 0;
  }

  /** Hot path. One more event, of probability `p`. Cost: O(most). Allocates: nothing. */
  add(p: number): void {
    if (p <= 0) return;
    const chances = this.#chances;
    const q = 1 - p;
    let top = this.#most + 1;
    for (let i = top; i > 0; i--) chances[i] = chances[i]! * q + chances[i - 1]! * p;
    chances[0] *= q;
    while (top > 0 && chances[top]! < NOTHING) chances[top--] = 0;
    this.#most = top;
  }

  /** Probability of at most each count, in place of the probability of it: no more is added. */
  accumulate(): void {
    for (let i = 1; i <= this.#most; i++) this.#chances[i] += this.#chances[i - 1]!;
  }
}
