/**
 * What `npm run bench` holds the router to. Ratios within one run, so that a slow machine passes as a fast one
 * does; absolute times are printed and not judged. A budget is loosened only with a note in the changelog.
 */

import type { Figure } from './scenario.ts';

export interface Budget {
  /** Id of the figure. */
  readonly figure: string;
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
  { figure: 'growth.agents.ratio', atMost: 1.5, small: false },
  { figure: 'growth.waiting.ratio', atMost: 1.5, small: false },
  { figure: 'collections.minor', atMost: 0, small: true },
  { figure: 'collections.major', atMost: 0, small: true },
];

export interface Verdict {
  readonly budget: Budget;
  /** Undefined when the scenario was not run. */
  readonly value: number | undefined;
  readonly holds: boolean;
}

/** A budget whose figure is missing does not hold, unless its scenario was left out on purpose. */
export function judge(
  figures: readonly Figure[],
  ran: readonly string[],
  small: boolean,
  list: readonly Budget[] = budgets,
): Verdict[] {
  return list
    .filter((budget) => ran.includes(budget.figure.split('.')[0]!) && (budget.small || !small))
    .map((budget) => {
      const value = figures.find((each) => each.id === budget.figure)?.value;
      const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = budget;
      return { budget, value, holds: value !== undefined && value <= atMost && value >= atLeast };
    });
}
