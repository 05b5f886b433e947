/**
 * In which part of the day people answer, learned from the campaign's own attempts, workdays and
 * weekends apart. Few attempts say little: each rate is drawn towards the rate of all by as much
 * as `PRIOR` attempts would (the mean of a beta distribution, Bayes's rule for proportions).
 */

const PRIOR = 30;
/** Old attempts fade: at this many of a part both its counts are halved, about a month's worth. */
const FADE_AT = 4_096;
/** Before anything is known; a guess that a few dozen attempts outweigh. */
const RATE_AT_FIRST = 0.25;

/** Counts, two a part: workdays, weekend. */
export interface PartRatesSnapshot {
  readonly attempts: readonly number[];
  readonly answers: readonly number[];
}

/** Rates of one campaign. */
export class PartRates {
  readonly #attempts: number[];
  readonly #answers: number[];

  /** For so many parts of the day. */
  constructor(parts: number) {
    this.#attempts = new Array(parts * 2).fill(0);
    this.#answers = new Array(parts * 2).fill(0);
  }

  /** Throws when the snapshot is of another number of parts. */
  static restore(parts: number, { attempts, answers }: PartRatesSnapshot): PartRates {
    if (attempts.length !== parts * 2 || answers.length !== parts * 2) {
      throw new Error(`the snapshot has ${attempts.length / 2} parts of the day, not ${parts}`);
    }
    const rates = new PartRates(parts);
    rates.#attempts.splice(0, parts * 2, ...attempts);
    rates.#answers.splice(0, parts * 2, ...answers);
    return rates;
  }

  /** An attempt in that part on that weekday (Monday 0): did a person answer? */
  learn(part: number, weekday: number, answered: boolean): void {
    const row = rowOf(part, weekday);
    this.#attempts[row]! += 1;
    if (answered) this.#answers[row]! += 1;
    if (this.#attempts[row]! < FADE_AT) return;
    this.#attempts[row]! /= 2;
    this.#answers[row]! /= 2;
  }

  /** The share of attempts a person will answer, 0 to 1. Cost: O(parts). */
  rate(part: number, weekday: number): number {
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    const all = (sum(this.#answers) + RATE_AT_FIRST * PRIOR) / (sum(this.#attempts) + PRIOR);
    const row = rowOf(part, weekday);
    return (this.#answers[row]! + all * PRIOR) / (this.#attempts[row]! + PRIOR);
  }

  snapshot(): PartRatesSnapshot {
    return { attempts: [...this.#attempts], answers: [...this.#answers] };
  }
}

const rowOf = (part: number, weekday: number): number => part * 2 + (weekday >= 5 ? 1 : 0);
