/**
 * What `npm run bench` holds the router to. Ratios within one run, so that a slow machine passes as
 * a fast one does; absolute times are printed and not judged. A budget is loosened only with a note
 * in the changelog.
 */

import type { Figure } from './scenario.ts';

export interface Budget {
  /** Id of the figure. */
  readonly figure: string;
  /** Id of the figure it is divided by, when what is judged is a ratio between two scenarios. */
  readonly over?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Whether it is judged on the small world too, where fixed costs weigh more. */
  readonly small: boolean;
}

export const budgets: readonly Budget[] = [
  { figure: 'select-agent.units', atMost: 12, small: false },
  { figure: 'select-call.units', atMost: 12, small: false },
  { figure: 'deadlines.units', atMost: 12, small: false },
  { figure: 'step.units', atMost: 10, small: false },
  { figure: 'step.tail', atMost: 25, small: false },
  { figure: 'against-reference.ratio', atLeast: 10, small: false },
  { figure: 'tenfold-agents.mean', over: 'step.mean', atMost: 1.5, small: false },
  { figure: 'tenfold-waiting.mean', over: 'step.mean', atMost: 1.5, small: false },
  { figure: 'collections.minor', atMost: 0, small: true },
  { figure: 'collections.major', atMost: 0, small: true },
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
