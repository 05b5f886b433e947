/**
 * The risk of one more attempt: how probably the person who answers it finds no agent. At each of a
 * few times at which an attempt dialled now may be answered, two counts are compared: agents who
 * are free by then (and while the person will wait), and people who have answered before.
 *
 * People who answer are counted twice: at the answer rate as it is estimated, for the risk of one
 * abandonment, and at what the rate may be, for that of many at once. A rate that luck made look
 * low brings a crowd, and nobody notices before the phones are picked up.
 */

import type { NumberClass } from './answer-rates.ts';
import { Count } from './counts.ts';
import type { SurvivalTable } from './durations.ts';
import type { Learned } from './learned.ts';
import type { BusyAgent, FlyingAttempt, PacingScene } from './scene.ts';

/** The times looked at: by then these shares of the answers have come. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];
/** Nothing is foreseen further ahead. */
const HORIZON_S_MAX = 60;

/** Standard errors of the answer rate by which it may be higher than its estimate. */
const RATE_ERRORS = 2;

/** People who have answered by some time, at one answer rate. */
interface Crowd {
  /** So many of the attempts have been answered by then. */
  readonly answered: Count;
  /** Probability that an attempt dialled now has been answered by then. */
  readonly fresh: number;
}

/** One time looked at. */
interface Sight {
  /** From now, whole seconds. */
  readonly s: number;
  /** At most so many of the busy agents are free by then: probabilities, accumulated. */
  readonly freed: Count;
  /** At the estimate of the answer rate, and at the bound of it. */
  readonly expected: Crowd;
  readonly feared: Crowd;
}

/** What one moment looks like to the next attempts. Made for one decision, then thrown away. */
export class Risk {
  readonly #sights: readonly Sight[];
  /** People who wait, less agents who are idle: those who answer get the agents behind them. */
  readonly #behind: number;
  readonly #busy: number;

  /**
   * Cost: O(horizons × (agents² + attempts²)) at worst, a fraction of it as a rule: 0.2 ms for 200
   * agents. Allocates: two arrays for each time looked at. `more`: attempts that may be added.
   */
  constructor(learned: Learned, scene: PacingScene, idle: number, more: number) {
    const { busy, flying } = scene;
    const waitS = Math.floor(scene.waitMs / 1_000);
    const tables = tablesOf(learned, busy);
    const times = SHARES.map((share) => Math.min(HORIZON_S_MAX, tables.answer.quantile(share)));
    const wraps = wrapUpShares(tables, times.at(-1)! + waitS);
    const estimate = (of: NumberClass): number => learned.rates.estimate(of, scene.hour);
    const bound = (of: NumberClass): number =>
      learned.rates.upperBound(of, scene.hour, RATE_ERRORS);
    const crowd = (rate: number, s: number): Crowd => ({
      answered: new Count(flying.length + more),
      fresh: rate * (1 - tables.answer.after(s)),
    });
    this.#behind = scene.waiting - idle;
    this.#busy = busy.length;
    this.#sights = times.map((s) => ({
      s,
      freed: new Count(busy.length),
      expected: crowd(estimate(scene.class), s),
      feared: crowd(bound(scene.class), s),
    }));
    const ends = new Float64Array(wraps.length);
    for (const agent of busy) addAgent(tables, this.#sights, agent, wraps, ends, waitS);
    for (const attempt of flying) {
      addAttempt(tables, this.#sights, 'expected', attempt, estimate(attempt.class));
      addAttempt(tables, this.#sights, 'feared', attempt, bound(attempt.class));
    }
    for (const { freed } of this.#sights) freed.accumulate();
  }

  /**
   * Probability that the next attempt, if answered, costs somebody the agent: the person who
   * answers it, or one who answers after that, for whom it leaves one agent less.
   * Cost: O(attempts).
   */
  next(): number {
    let [sum, worst] = [0, 0];
    for (let i = this.#sights.length - 1; i >= 0; i--) {
      const { freed, expected } = this.#sights[i]!;
      worst = Math.max(worst, this.#tooMany(freed, expected.answered, 0));
      sum += worst;
    }
    return sum / this.#sights.length;
  }

  /**
   * Probability that the next attempt, if answered, is one too many for ten minutes that bear
   * `spare` abandonments yet, at the time at which that is most probable.
   * Cost: O(attempts).
   */
  overrun(spare: number): number {
    let worst = 0;
    for (const { freed, feared } of this.#sights) {
      worst = Math.max(worst, this.#tooMany(freed, feared.answered, spare));
    }
    return worst;
  }

  /** One more has been decided on. */
  add(): void {
    for (const { expected, feared } of this.#sights) {
      expected.answered.add(expected.fresh);
      feared.answered.add(feared.fresh);
    }
  }

  /** People expected to answer, and of them without an agent, of all attempts there are now. */
  expected(): { readonly answers: number; readonly abandoned: number } {
    const { freed, expected } = this.#sights.at(-1)!;
    const { answered } = expected;
    let [answers, abandoned] = [0, 0];
    // Σ over counts of P(answered = n) × Σ over m < n + behind of P(freed ≤ m).
    let excess = 0;
    for (let m = 0; m < this.#behind; m++) excess += this.#atMost(freed, m);
    for (let n = 0; n <= answered.most; n++) {
      if (n > 0 && n + this.#behind > 0) excess += this.#atMost(freed, n + this.#behind - 1);
      answers += n * answered.chance(n);
      abandoned += answered.chance(n) * excess;
    }
    return { answers, abandoned };
  }

  /** Probability that with one more who answers, more than `spare` people have no agent. */
  #tooMany(freed: Count, answered: Count, spare: number): number {
    const surplus = this.#behind - spare;
    let chance = 0;
    for (let before = Math.max(0, -surplus); before <= answered.most; before++) {
      chance += answered.chance(before) * this.#atMost(freed, before + surplus);
    }
    return chance;
  }

  #atMost(freed: Count, count: number): number {
    if (count < 0) return 0;
    return count >= this.#busy || count >= freed.most ? 1 : freed.chance(count);
  }
}

/** What is known, fixed for one decision. */
interface Tables {
  readonly talk: SurvivalTable;
  readonly wrapUp: SurvivalTable;
  readonly answer: SurvivalTable;
  readonly noAnswer: SurvivalTable;
}

function tablesOf(learned: Learned, busy: readonly BusyAgent[]): Tables {
  const agesIn = (wanted: BusyAgent['phase']): number[] =>
    busy.flatMap(({ phase, forMs }) => (phase === wanted ? [forMs] : []));
  return {
    talk: learned.talk.table(agesIn('talking')),
    wrapUp: learned.wrapUp.table(agesIn('wrap-up')),
    answer: learned.answer.table(),
    noAnswer: learned.noAnswer.table(),
  };
}

/** Share of wrap-ups that end within 0.5, 1.5, 2.5, … s. */
function wrapUpShares({ wrapUp }: Tables, untilS: number): Float64Array {
  const shares = new Float64Array(untilS + 1);
  for (let s = 0; s <= untilS; s++) shares[s] = 1 - wrapUp.after(s + 0.5);
  return shares;
}

/** Probability at each time that the agent is free, given how long the present phase has lasted. */
function addAgent(
  { talk, wrapUp }: Tables,
  sights: readonly Sight[],
  { phase, forMs }: BusyAgent,
  wraps: Float64Array,
  ends: Float64Array,
  waitS: number,
): void {
  const age = forMs / 1_000;
  if (phase === 'wrap-up') {
    const now = wrapUp.after(age);
    for (const { s, freed } of sights) freed.add(1 - wrapUp.after(age + s + waitS) / now);
    return;
  }
  // The conversation ends in one of the next seconds, and the wrap-up after it in the rest.
  const now = talk.after(age);
  let before = 1;
  for (let s = 0; s < ends.length; s++) {
    const after = talk.after(age + s + 1) / now;
    ends[s] = before - after;
    before = after;
  }
  for (const { s, freed } of sights) {
    let free = 0;
    for (let end = 0; end < s + waitS; end++) free += ends[end]! * wraps[s + waitS - 1 - end]!;
    freed.add(Math.min(1, free));
  }
}

/** Probability at each time that the attempt has been answered, given how long it has lasted. */
function addAttempt(
  { answer, noAnswer }: Tables,
  sights: readonly Sight[],
  crowd: 'expected' | 'feared',
  { forMs }: FlyingAttempt,
  rate: number,
): void {
  const age = forMs / 1_000;
  const still = rate * answer.after(age);
  const there = still + (1 - rate) * noAnswer.after(age);
  if (there <= 0) return;
  for (const sight of sights) {
    sight[crowd].answered.add((still - rate * answer.after(age + sight.s)) / there);
  }
}
