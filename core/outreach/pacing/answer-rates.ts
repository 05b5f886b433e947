/**
 * How probably a person answers, by class of number and hour of the day: a slow rate for each hour
 * of each class, and for each class how far the last attempts were above or below it.
 *
 * A rate belongs to a class of numbers, never to one number: what is known of the next person on
 * the list does not enter into how many are dialled.
 */

/** A class of numbers that answer alike (mobile, company, second number, …): 0, 1, 2, … */
export type NumberClass = number;

const HOURS = 24;
/** Attempts after which one has faded to 1/e: of an hour, of the level, of a sudden change. */
const HOUR_MEMORY = 2_048;
const LEVEL_MEMORY = 800;
const SUDDEN_MEMORY = 100;
/** An hour that was dialled this often weighs as much as all hours together. */
const HOUR_PRIOR = 100;
/** Pretended before the first: a class that nobody knows answers every other attempt. */
const PRIOR_ATTEMPTS = 5;
const PRIOR_RATE = 0.5;
/** Keeps a level from 0 and from infinity while little is expected, in answers. */
const LEVEL_PRIOR = 1;
/**
 * Standard errors by which the last attempts must differ for the level to jump. Fewer, and luck
 * makes the level jump several times a day: too many are dialled until it has come back.
 */
const JUMP = 3.2;

/** One class as plain JSON. `hours`: hour, attempts, answers; only those that were dialled. */
export interface AnswerRateSnapshot {
  readonly seen: number;
  readonly attempts: number;
  readonly answers: number;
  readonly hours: readonly (readonly [hour: number, attempts: number, answers: number])[];
  /** Answers that came and that were expected: of the level, and of the last few. */
  readonly level: readonly [came: number, expected: number];
  readonly sudden: readonly [came: number, expected: number];
}

/** All classes as plain JSON, and attempts that do not count yet. */
export interface AnswerRatesSnapshot {
  readonly classes: readonly AnswerRateSnapshot[];
  readonly ended: readonly Ended[];
}

/** An attempt that has ended. `dialledAt`: ms; `hour`: of the day where it rang, 0 to 23. */
interface Ended {
  readonly dialledAt: number;
  readonly class: NumberClass;
  readonly hour: number;
  readonly answered: boolean;
}

/** What is known of one class of numbers. */
class ClassRate {
  seen = 0;
  attempts = 0;
  answers = 0;
  readonly hourAttempts = new Float64Array(HOURS);
  readonly hourAnswers = new Float64Array(HOURS);
  came = 0;
  expected = 0;
  cameLately = 0;
  expectedLately = 0;

  /** Over long, at this hour. */
  base(hour: number): number {
    const all = (this.answers + PRIOR_RATE * PRIOR_ATTEMPTS) / (this.attempts + PRIOR_ATTEMPTS);
    return (this.hourAnswers[hour]! + HOUR_PRIOR * all) / (this.hourAttempts[hour]! + HOUR_PRIOR);
  }

  get level(): number {
    return (this.came + LEVEL_PRIOR) / (this.expected + LEVEL_PRIOR);
  }

  /** Standard error of the level as a part of it: faded counts vary half as much as their sum. */
  levelError(rate: number): number {
    return Math.sqrt((1 - rate) / (2 * (this.expected * this.level + LEVEL_PRIOR)));
  }

  learn(hour: number, answered: 0 | 1): void {
    const base = this.base(hour);
    const fade = (memory: number) => 1 - 1 / memory;
    this.came = this.came * fade(LEVEL_MEMORY) + answered;
    this.expected = this.expected * fade(LEVEL_MEMORY) + base;
    this.cameLately = this.cameLately * fade(SUDDEN_MEMORY) + answered;
    this.expectedLately = this.expectedLately * fade(SUDDEN_MEMORY) + base;
    this.#jump(base);
    this.attempts = this.attempts * fade(HOUR_MEMORY) + 1;
    this.answers = this.answers * fade(HOUR_MEMORY) + answered;
    this.hourAttempts[hour] = this.hourAttempts[hour]! * fade(HOUR_MEMORY) + 1;
    this.hourAnswers[hour] = this.hourAnswers[hour]! * fade(HOUR_MEMORY) + answered;
  }

  /** The last few differ from the level by more than chance explains: they are the level now. */
  #jump(base: number): void {
    const { level } = this;
    const expected = this.expectedLately * level;
    // Faded counts vary half as much as the sum of their weights says.
    const error = Math.sqrt(Math.max(0.5, expected * (1 - Math.min(0.95, base * level))) / 2);
    if (Math.abs(this.cameLately - expected) <= JUMP * error) return;
    this.came = this.cameLately;
    this.expected = this.expectedLately;
  }
}

/** Answer probabilities of all classes. */
export class AnswerRates {
  readonly #classes: ClassRate[] = [];
  /** In the order of dialling. */
  readonly #ended: Ended[] = [];

  /** Attempts of this class that have ended, ever. */
  seen(of: NumberClass): number {
    return this.#classes[of]?.seen ?? 0;
  }

  /**
   * An attempt ended. It counts when all that were dialled before it have ended too, by
   * `settledBefore`: people answer sooner than phones give up, so that attempts begun together
   * would look like a run of answers first and like a run of silence after it.
   * Cost: O(attempts in flight) at worst. Allocates: a row until it counts.
   */
  learn(attempt: Ended, settledBefore: number): void {
    const ended = this.#ended;
    let place = ended.length;
    while (place > 0 && ended[place - 1]!.dialledAt > attempt.dialledAt) place--;
    ended.splice(place, 0, attempt);
    this.#at(attempt.class).seen++;
    let settled = 0;
    for (; settled < ended.length && ended[settled]!.dialledAt <= settledBefore; settled++) {
      const { class: of, hour, answered } = ended[settled]!;
      this.#at(of).learn(hour, answered ? 1 : 0);
    }
    ended.splice(0, settled);
  }

  /** Probability that a person answers an attempt of this class now. Cost: O(1). */
  estimate(of: NumberClass, hour: number): number {
    const rate = this.#classes[of];
    if (!rate) return PRIOR_RATE;
    return bounded(rate.base(hour) * rate.level);
  }

  /**
   * The same, so many standard errors higher: what it may be. Few answers of late make it high, and
   * so does a level that has just jumped. Cost: O(1).
   */
  upperBound(of: NumberClass, hour: number, errors: number): number {
    const estimate = this.estimate(of, hour);
    const error = this.#classes[of]?.levelError(estimate) ?? 0;
    return bounded(estimate * (1 + errors * error));
  }

  store(): AnswerRatesSnapshot {
    return { classes: this.#classes.map(storeClass), ended: [...this.#ended] };
  }

  restore({ classes, ended }: AnswerRatesSnapshot): void {
    this.#classes.length = 0;
    this.#ended.splice(0, this.#ended.length, ...ended);
    for (const [of, row] of classes.entries()) {
      const rate = this.#at(of);
      rate.seen = row.seen;
      rate.attempts = row.attempts;
      rate.answers = row.answers;
      for (const [hour, attempts, answers] of row.hours) {
        rate.hourAttempts[hour] = attempts;
        rate.hourAnswers[hour] = answers;
      }
      [rate.came, rate.expected] = row.level;
      [rate.cameLately, rate.expectedLately] = row.sudden;
    }
  }

  /** Classes are numbered from 0: those before one that is met exist too. */
  #at(of: NumberClass): ClassRate {
    while (this.#classes.length <= of) this.#classes.push(new ClassRate());
    return this.#classes[of]!;
  }
}

/** Nobody answers always, and nobody never. */
const bounded = (rate: number): number => Math.min(0.98, Math.max(0.005, rate));

const storeClass = (rate: ClassRate): AnswerRateSnapshot => ({
  seen: rate.seen,
  attempts: rate.attempts,
  answers: rate.answers,
  hours: Array.from(
    rate.hourAttempts,
    (attempts, hour) => [hour, attempts, rate.hourAnswers[hour]!] as const,
  ).filter(([, attempts]) => attempts > 0),
  level: [rate.came, rate.expected],
  sudden: [rate.cameLately, rate.expectedLately],
});
