/** Seeded chance for tests. The same seed gives the same run on every machine. */

export interface Dice {
  /** 0 to n - 1. */
  below(n: number): number;
  /** Both ends included. */
  between(low: number, high: number): number;
  /** True in about this many of a hundred. */
  chance(percent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Each element is in with this chance. Keeps the order. */
  some<T>(list: readonly T[], percent: number): T[];
}

/** Mulberry32: one 32-bit word of state, good enough for tests and easy to repeat. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
  const below = (n: number): number => next() % n;
  const chance = (percent: number): boolean => below(100) < percent;
  return {
    below,
    chance,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => list[below(list.length)]!,
    some: (list, percent) => list.filter(() => chance(percent)),
  };
}

/** The seed of this run: TSUNAGI_SEED, or a new one each time. Print it. */
export const seedOfRun = (): number =>
  Number(process.env.TSUNAGI_SEED ?? Math.floor(Math.random() * 0x7fffffff));
