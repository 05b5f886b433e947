/**
 * What pacing knows of a campaign's people, learned from facts as they happen. No clock, no chance:
 * the same facts in the same order give the same knowledge, and a snapshot of it is whole.
 */

import { AnswerRates, type AnswerRatesSnapshot, type NumberClass } from './answer-rates.ts';
import { Durations, type DurationsSnapshot } from './durations.ts';
import type { LegalWindow } from './scene.ts';

/** One thing that has happened; times in ms. */
export type PacingFact =
  /**
   * An attempt ended `afterMs` after it was dialled. `hour`: of the day where it rang, 0 to 23.
   * One that we ended ourselves teaches nothing and is not told.
   */
  | {
      readonly type: 'attempt-ended';
      readonly now: number;
      readonly class: NumberClass;
      readonly hour: number;
      readonly answered: boolean;
      readonly afterMs: number;
    }
  /**
   * A person who had answered was given to an agent in time, or was not. `riskMax`: permitted by
   * the decision that dialled.
   */
  | {
      readonly type: 'answer-resolved';
      readonly now: number;
      readonly abandoned: boolean;
      readonly riskMax: number;
    }
  | { readonly type: 'talk-ended'; readonly lastedMs: number }
  | { readonly type: 'wrap-up-ended'; readonly lastedMs: number }
  /** From now on so many of the agents at work are idle; told when either changes, or oftener. */
  | {
      readonly type: 'agents-changed';
      readonly now: number;
      readonly idle: number;
      readonly atWork: number;
    };

type Fact<T extends PacingFact['type']> = Extract<PacingFact, { readonly type: T }>;

/** Everything learned, as plain JSON. */
export interface LearnedSnapshot {
  readonly talk: DurationsSnapshot;
  readonly wrapUp: DurationsSnapshot;
  readonly answer: DurationsSnapshot;
  readonly noAnswer: DurationsSnapshot;
  readonly rates: AnswerRatesSnapshot;
  readonly settleMs: number;
  readonly yield: readonly [permitted: number, abandoned: number];
  /** Steps of ten seconds since the epoch, people who answered in them, and those abandoned. */
  readonly lately: readonly (readonly [step: number, answered: number, abandoned: number])[];
  readonly idle: readonly [since: number, share: number, mean: number] | null;
}

/** Conversations after which one has faded to 1/e. */
const TALK_MEMORY = 1_024;
const ANSWER_MEMORY = 1_024;
/** Conversations pretended that never end. */
const TALK_DOUBT = 4;
/** The longest attempt of late is forgotten by so much with each that ends. */
const SETTLE_FADE = 0.999;
const SETTLE_MS_MAX = 60_000;
/** People dialled at a risk after whom one has faded to 1/e in what risk has led to. */
const YIELD_MEMORY = 800;
/** Pretended before the first: permitted risk, and people abandoned for each of it. */
const YIELD_PRIOR = 4;
const YIELD_EXPECTED = 1;
/** Ten minutes in steps, and the one that has begun: what is looked at is never less than that. */
const STEP_MS = 10_000;
const STEPS = 61;
/** Time after which the share of idle time has faded to 1/e. */
const IDLE_MEMORY_MS = 300_000;

/** Knowledge of one campaign and group of agents. */
export class Learned {
  readonly talk = new Durations({ memory: TALK_MEMORY, doubt: TALK_DOUBT });
  readonly wrapUp = new Durations({ memory: TALK_MEMORY, doubt: TALK_DOUBT });
  /** From dialling: to the answer of those who answer, to the end of those who do not. */
  readonly answer = new Durations({ memory: ANSWER_MEMORY, doubt: 0 });
  readonly noAnswer = new Durations({ memory: ANSWER_MEMORY, doubt: 0 });
  readonly rates = new AnswerRates();
  /** By then an attempt has ended, as a rule. */
  #settleMs = 0;
  #permitted = 0;
  #struck = 0;
  readonly #steps = new Float64Array(STEPS);
  readonly #stepAnswered = new Float64Array(STEPS);
  readonly #stepAbandoned = new Float64Array(STEPS);
  #idleSince: number | undefined;
  #idleShare = 0;
  #idleMean = 0;

  /** People abandoned for each unit of permitted risk: how pessimistic the permitted risk is. */
  get yieldOfRisk(): number {
    return (this.#struck + YIELD_PRIOR * YIELD_EXPECTED) / (this.#permitted + YIELD_PRIOR);
  }

  /** People who answered within ten minutes, to ten seconds; and those abandoned. */
  tenMinutes(now: number): LegalWindow {
    const first = Math.floor(now / STEP_MS) - STEPS + 1;
    let [answered, abandoned] = [0, 0];
    for (let i = 0; i < STEPS; i++) {
      if (this.#steps[i]! < first) continue;
      answered += this.#stepAnswered[i]!;
      abandoned += this.#stepAbandoned[i]!;
    }
    return { answered, abandoned };
  }

  /** Share of the agents' time of late that was idle; undefined before anything was told. */
  get idleOfLate(): number | undefined {
    return this.#idleSince === undefined ? undefined : this.#idleMean;
  }

  /** Cost: some hundred additions at most. Allocates: nothing but for a class never met. */
  learn(fact: PacingFact): void {
    switch (fact.type) {
      case 'attempt-ended':
        (fact.answered ? this.answer : this.noAnswer).learn(fact.afterMs);
        this.#rate(fact);
        return;
      case 'answer-resolved':
        this.#resolve(fact.now, fact.abandoned ? 1 : 0, fact.riskMax);
        return;
      case 'talk-ended':
        this.talk.learn(fact.lastedMs);
        return;
      case 'wrap-up-ended':
        this.wrapUp.learn(fact.lastedMs);
        return;
      case 'agents-changed':
        this.#idleUntil(fact.now);
        this.#idleShare = fact.atWork > 0 ? fact.idle / fact.atWork : 0;
    }
  }

  #rate({ now, afterMs, ...attempt }: Fact<'attempt-ended'>): void {
    this.#settleMs = Math.max(this.#settleMs * SETTLE_FADE, Math.min(afterMs, SETTLE_MS_MAX));
    this.rates.learn(
      {
        dialledAt: now - afterMs,
        class: attempt.class,
        hour: attempt.hour,
        answered: attempt.answered,
      },
      now - this.#settleMs,
    );
  }

  #resolve(now: number, abandoned: 0 | 1, riskMax: number): void {
    if (riskMax > 0) {
      this.#permitted = this.#permitted * (1 - 1 / YIELD_MEMORY) + riskMax;
      this.#struck = this.#struck * (1 - 1 / YIELD_MEMORY) + abandoned;
    }
    const step = Math.floor(now / STEP_MS);
    const row = step % STEPS;
    if (this.#steps[row] !== step) {
      this.#steps[row] = step;
      this.#stepAnswered[row] = 0;
      this.#stepAbandoned[row] = 0;
    }
    this.#stepAnswered[row]++;
    this.#stepAbandoned[row] += abandoned;
  }

  /** The share since the last fact counts for as long as it has lasted. */
  #idleUntil(now: number): void {
    const lastedMs = Math.max(0, now - (this.#idleSince ?? now));
    if (this.#idleSince === undefined || now > this.#idleSince) this.#idleSince = now;
    this.#idleMean +=
      (this.#idleShare - this.#idleMean) * (1 - Math.exp(-lastedMs / IDLE_MEMORY_MS));
  }

  store(): LearnedSnapshot {
    return {
      talk: this.talk.store(),
      wrapUp: this.wrapUp.store(),
      answer: this.answer.store(),
      noAnswer: this.noAnswer.store(),
      rates: this.rates.store(),
      settleMs: this.#settleMs,
      yield: [this.#permitted, this.#struck],
      lately: Array.from(
        this.#steps,
        (step, i) => [step, this.#stepAnswered[i]!, this.#stepAbandoned[i]!] as const,
      ).filter(([, answered]) => answered > 0),
      idle:
        this.#idleSince === undefined ? null : [this.#idleSince, this.#idleShare, this.#idleMean],
    };
  }

  /** Whatever it had learned, it knows what the snapshot knows. */
  restore(from: LearnedSnapshot): void {
    this.talk.restore(from.talk);
    this.wrapUp.restore(from.wrapUp);
    this.answer.restore(from.answer);
    this.noAnswer.restore(from.noAnswer);
    this.rates.restore(from.rates);
    this.#settleMs = from.settleMs;
    [this.#permitted, this.#struck] = from.yield;
    for (const column of [this.#steps, this.#stepAnswered, this.#stepAbandoned]) column.fill(0);
    for (const [step, answered, abandoned] of from.lately) {
      this.#steps[step % STEPS] = step;
      this.#stepAnswered[step % STEPS] = answered;
      this.#stepAbandoned[step % STEPS] = abandoned;
    }
    this.#idleSince = from.idle?.[0];
    this.#idleShare = from.idle?.[1] ?? 0;
    this.#idleMean = from.idle?.[2] ?? 0;
  }
}
