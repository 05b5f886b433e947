/**
 * What `npm run bench` holds the router to. Ratios within one run, so that a slow machine passes as
 * a fast one does; absolute times are printed and not judged. A budget is loosened only with a note
 * in the changelog.
 */

import type { Figure } from './scenario.ts';

export interface Budget {
  /** Id of the figure. */
  readonly figure: string;
  /** Id of the figure it is divided by, when what is judged is a ratio between two figures. */
  readonly over?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Whether it is judged on the small world too, where fixed costs weigh more. */
  readonly small: boolean;
}

/**
 * Times are judged in units of work. On the machine the bars of this project were set for a unit
 * takes an eighth of a microsecond (`…unit` in the table), so that these many make one.
 */
const UNITS_PER_US = 8;

export const budgets: readonly Budget[] = [
  { figure: 'select-agent.units', atMost: 12, small: false },
  { figure: 'select-call.units', atMost: 12, small: false },
  { figure: 'deadlines.units', atMost: 12, small: false },
  { figure: 'step.units', atMost: 10, small: false },
  { figure: 'step.tail', atMost: 25, small: false },
  // 1,000 agents: half of all facts within 5 µs, 99 of 100 within 50 µs.
  { figure: 'step.p50', over: 'step.unit', atMost: 5 * UNITS_PER_US, small: false },
  { figure: 'step.p99', over: 'step.unit', atMost: 50 * UNITS_PER_US, small: false },
  // 10,000 agents and 100,000 waiting: 99 of 100 within 200 µs.
  { figure: 'large.p99', over: 'large.unit', atMost: 200 * UNITS_PER_US, small: false },
  // 10,000 agents: a million facts a second.
  { figure: 'sustained.units', atMost: UNITS_PER_US, small: false },
  // Ten times the agents, or the callers: of all facts, and of those that end in an offer.
  { figure: 'tenfold-agents.fact', atMost: 1.5, small: false },
  { figure: 'tenfold-agents.offer', atMost: 1.5, small: false },
  { figure: 'tenfold-waiting.fact', atMost: 1.5, small: false },
  { figure: 'tenfold-waiting.offer', atMost: 1.5, small: false },
  // Here the mix of facts is another with fewer agents, so that only decisions compare.
  { figure: 'large-tenfold-agents.offer', atMost: 1.5, small: false },
  { figure: 'large-tenfold-waiting.offer', atMost: 1.5, small: false },
  // The last decisions are always kept.
  { figure: 'explain.share', atMost: 1.05, small: false },
  { figure: 'against-reference.ratio', atLeast: 10, small: false },
  { figure: 'against-reference-tenfold.ratio', atLeast: 100, small: false },
  { figure: 'collections.minor', atMost: 0, small: true },
  { figure: 'collections.major', atMost: 0, small: true },
  { figure: 'large-collections.minor', atMost: 0, small: true },
  { figure: 'large-collections.major', atMost: 0, small: true },
  // Whether a number may be dialled, suppression looked up: 99 of 100 within 20 µs.
  { figure: 'may-dial.p99', over: 'may-dial.unit', atMost: 20 * UNITS_PER_US, small: false },
  // How many to dial, for 200 agents: half of all decisions within 1 ms, 99 of 100 within 5 ms.
  { figure: 'pacing.p50', over: 'pacing.unit', atMost: 1_000 * UNITS_PER_US, small: false },
  { figure: 'pacing.p99', over: 'pacing.unit', atMost: 5_000 * UNITS_PER_US, small: false },
  // Bytes are no time: judged as they are.
  { figure: 'memory.total', atMost: 64, small: false },
  // 250 million suppressed numbers: 99 of 100 look-ups within 20 µs, in 1 GiB.
  { figure: 'suppression.p99', over: 'suppression.unit', atMost: 20 * UNITS_PER_US, small: false },
  { figure: 'suppression.memory', atMost: 1_024, small: false },
  // Ten million leads with two attempts each.
  { figure: 'ledger.bytes', atMost: 128, small: false },
];

export interface Verdict {
  readonly budget: Budget;
  /** What is judged; undefined when a figure is missing. */
  readonly value: number | undefined;
  readonly holds: boolean;
}

const scenarioOf = (id: string): string => id.split('.')[0]!;

/** Judges the budgets whose scenarios were asked for. One whose figure is missing does not hold. */
export function judge(
  figures: readonly Figure[],
  asked: readonly string[],
  small: boolean,
  list: readonly Budget[] = budgets,
): Verdict[] {
  const figureOf = (id: string) => figures.find((each) => each.id === id)?.value;
  return list
    .filter(({ figure, over }) =>
      [figure, over ?? figure].every((id) => asked.includes(scenarioOf(id))),
    )
    .filter((budget) => budget.small || !small)
    .map((budget) => {
      const over = budget.over === undefined ? 1 : figureOf(budget.over);
      const figure = figureOf(budget.figure);
      const value = figure === undefined || over === undefined ? undefined : figure / over;
      const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = budget;
      return { budget, value, holds: value !== undefined && value <= atMost && value >= atLeast };
    });
}
