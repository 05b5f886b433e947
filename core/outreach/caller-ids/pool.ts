/**
 * Which of a campaign's numbers to show: each in turn, and none for a while that people answer far
 * less often than the others, as when somebody has marked it as unwanted. No clock, no chance.
 */

import type { Ms } from '../../routing/ids.ts';
import type { E164 } from '../ids.ts';

/** How one number does; plain JSON. Counts fade: of the last `MEMORY` attempts or so. */
export interface CallerIdHealth {
  readonly number: E164;
  readonly attempts: number;
  readonly answers: number;
  /** Not shown before; 0: it does not rest. */
  readonly restUntil: Ms;
}

/** Attempts after which both counts are halved. */
const MEMORY = 2_000;
/** Fewer attempts say nothing. */
const ATTEMPTS_MIN = 100;
/** Standard errors by which it must lie below the others: one in thirty thousand by chance. */
const FAR_BELOW = 4;
/** Marks wear off in days; a day later it is tried again, with what it had forgotten. */
const REST_MS = 86_400_000;

interface Row {
  readonly number: E164;
  attempts: number;
  answers: number;
  restUntil: Ms;
}

/** The numbers of one campaign. */
export class CallerIdPool {
  readonly #rows: Row[];
  #turn = 0;

  /** `from`: how those that were there before did. There is one number at least. */
  constructor(numbers: readonly E164[], from: readonly CallerIdHealth[] = []) {
    this.#rows = numbers.map((number) => {
      const known = from.find((each) => each.number === number);
      return known ? { ...known } : { number, attempts: 0, answers: 0, restUntil: 0 };
    });
  }

  /** The next in turn; where all rest, the one whose rest ends first. Cost: O(numbers). */
  pick(now: Ms): E164 {
    for (let i = 0; i < this.#rows.length; i++) {
      const row = this.#rows[this.#turn++ % this.#rows.length]!;
      if (row.restUntil <= now) return row.number;
    }
    return this.#rows.reduce((a, b) => (b.restUntil < a.restUntil ? b : a)).number;
  }

  /** An attempt that showed it has ended; not told of those that never left. */
  learn(number: E164, answered: boolean, now: Ms): void {
    const row = this.#rows.find((each) => each.number === number);
    if (!row) return;
    row.attempts += 1;
    if (answered) row.answers += 1;
    if (row.attempts >= MEMORY) {
      row.attempts /= 2;
      row.answers /= 2;
    }
    if (!this.#isFarBelow(row) || !this.#mayRest(now)) return;
    row.restUntil = now + REST_MS;
    row.attempts = 0;
    row.answers = 0;
  }

  #isFarBelow(row: Row): boolean {
    const others = this.#rows.filter((each) => each !== row && each.attempts >= ATTEMPTS_MIN);
    const attempts = others.reduce((sum, each) => sum + each.attempts, 0);
    const answers = others.reduce((sum, each) => sum + each.answers, 0);
    if (row.attempts < ATTEMPTS_MIN || attempts === 0) return false;
    const usual = answers / attempts;
    const error = Math.sqrt((usual * (1 - usual)) / row.attempts);
    return usual - row.answers / row.attempts > FAR_BELOW * error;
  }

  /** At least half of them stay. */
  #mayRest(now: Ms): boolean {
    const resting = this.#rows.filter(({ restUntil }) => restUntil > now).length;
    return resting + 1 <= this.#rows.length / 2;
  }

  snapshot(): readonly CallerIdHealth[] {
    return this.#rows.map((row) => ({ ...row }));
  }
}
