/** Seeded chance for the simulated world. The same seed gives the same draws in the same order. */

export interface Chance {
  /** Evenly in [0, 1). */
  fraction(): number;
  /** Whole number in [low, high]. */
  between(low: number, high: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** One of the list; the list is not empty. */
  pick<T>(list: readonly T[]): T;
  /** Time to the next of events that come at random, on average every `mean`. */
  gap(mean: number): number;
  /**
   * Around `median`; a third of the draws lie beyond `median × spread` or below `median ÷ spread`.
   */
  logNormal(median: number, spread: number): number;
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0 || 1;
  const fraction = (): number => {
    // A 32-bit Weyl sequence, mixed; period 2^32, good enough for a world of callers.
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 4_294_967_296;
  };
  return {
    fraction,
    between: (low, high) => low + Math.floor(fraction() * (high - low + 1)),
    happens: (probability) => fraction() < probability,
    pick: (list) => list[Math.floor(fraction() * list.length)]!,
    gap: (mean) => -Math.log(1 - fraction()) * mean,
    logNormal(median, spread) {
      const normal = Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
      return median * Math.exp(Math.log(spread) * normal);
    },
  };
}
