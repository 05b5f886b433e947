/**
 * What became of calls by the way they took through a script, and which of two versions does
 * better.
 */

import type { Script } from './script.ts';
import type { Walk } from './walk.ts';

/** A call that is over: its walk, and what came of it. */
export interface Told {
  readonly walk: Walk;
  /** Absent: none was saved. */
  readonly outcome?: string;
}

/** Of so many, so many reached the goal; with the interval the true share lies in. */
export interface Rate {
  readonly calls: number;
  readonly goals: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** One way out of one step. */
export interface EdgeReport extends Rate {
  readonly step: string;
  /** The way taken; empty: the step's only one. */
  readonly edge: string;
}

/** Of one version of one script. */
export interface PathReport {
  readonly script: string;
  readonly version: number;
  readonly all: Rate;
  /** Each way out of each step that was taken, in the order of the script. */
  readonly edges: readonly EdgeReport[];
  /** Steps at which calls ended without an outcome: where people hang up. */
  readonly left: readonly { readonly step: string; readonly calls: number }[];
  readonly cards: readonly (Rate & { readonly card: string })[];
}

/** 95 %: the quantile of the normal distribution. */
const Z = 1.959964;

/**
 * A share with its 95 % interval. Wilson (1927), "Probable inference, the law of succession, and
 * statistical inference": right for few calls and for shares near 0, where the usual one is not.
 */
export function rateOf(goals: number, calls: number): Rate {
  if (calls === 0) return { calls, goals, share: 0, low: 0, high: 1 };
  const share = goals / calls;
  const centre = share + (Z * Z) / (2 * calls);
  const spread = Z * Math.sqrt((share * (1 - share)) / calls + (Z * Z) / (4 * calls * calls));
  const whole = 1 + (Z * Z) / calls;
  const low = Math.max(0, (centre - spread) / whole);
  return { calls, goals, share, low, high: Math.min(1, (centre + spread) / whole) };
}

/** Of one version; calls of others are passed over. Cost: O(steps of all walks). */
export function pathReport(script: Script, calls: Iterable<Told>): PathReport {
  const goals = new Set(script.outcomes.filter(({ goal }) => goal).map(({ id }) => id));
  const all = new Tally();
  const edges = new Map<string, Tally>();
  const cards = new Map<string, Tally>();
  const left = new Map<string, number>();
  for (const { walk, outcome } of calls) {
    if (walk.script !== script.id || walk.version !== script.version) continue;
    const reached = outcome !== undefined && goals.has(outcome);
    all.add(reached);
    // A way taken twice in one call counts once: the rate is of calls.
    const ways = new Set(walk.passed.map(({ step, edge }) => keyOf(step, edge ?? '')));
    for (const way of ways) tallyOf(edges, way).add(reached);
    for (const card of new Set(walk.cards.map((each) => each.card))) {
      tallyOf(cards, card).add(reached);
    }
    const at = walk.step;
    if (outcome === undefined && at !== undefined) left.set(at, (left.get(at) ?? 0) + 1);
  }
  const order = script.steps.map(({ id }) => id);
  return {
    script: script.id,
    version: script.version,
    all: all.rate,
    edges: script.steps.flatMap((step) =>
      ['', 'yes', 'no', ...choicesOf(step)]
        .filter((edge, i, every) => every.indexOf(edge) === i)
        .flatMap((edge) => {
          const found = edges.get(keyOf(step.id, edge));
          return found ? [{ step: step.id, edge, ...found.rate }] : [];
        }),
    ),
    left: order.flatMap((step) => (left.has(step) ? [{ step, calls: left.get(step)! }] : [])),
    cards: [...cards].map(([card, tally]) => ({ card, ...tally.rate })),
  };
}

const choicesOf = ({ question }: Script['steps'][number]): readonly string[] =>
  question.kind === 'choice' ? question.choices.map(({ id }) => id) : [];

const keyOf = (step: string, edge: string): string => `${step} ${edge}`;

class Tally {
  #calls = 0;
  #goals = 0;

  add(reached: boolean): void {
    this.#calls += 1;
    if (reached) this.#goals += 1;
  }

  get rate(): Rate {
    return rateOf(this.#goals, this.#calls);
  }
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const tally = tallies.get(key) ?? new Tally();
  tallies.set(key, tally);
  return tally;
}

/** Version a, version b, and which does better. */
export interface Comparison {
  readonly a: Rate;
  readonly b: Rate;
  /** b minus a, with its 95 % interval. */
  readonly difference: { readonly share: number; readonly low: number; readonly high: number };
  /** The interval leaves out 0; until then neither is known to be better. */
  readonly better: 'a' | 'b' | 'not-known';
}

/**
 * Two versions side by side. The interval of the difference: Newcombe (1998), "Interval estimation
 * for the difference between independent proportions", method 10.
 */
export function compareRates(a: Rate, b: Rate): Comparison {
  const share = b.share - a.share;
  const low = share - Math.hypot(b.share - b.low, a.high - a.share);
  const high = share + Math.hypot(b.high - b.share, a.share - a.low);
  const better = low > 0 ? 'b' : high < 0 ? 'a' : 'not-known';
  return { a, b, difference: { share, low, high }, better };
}
