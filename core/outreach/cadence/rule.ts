/** How often, and how spread over the day and the days, the people of a campaign are called. */

import type { Ms } from '../../routing/ids.ts';
import { DAY_MS } from '../may-dial/zones.ts';
import { type TryResult, tryResults } from './results.ts';

/** A part of the local day, `[fromMs, untilMs)` after its midnight on the clock of the wall. */
export interface DayPart {
  readonly fromMs: Ms;
  readonly untilMs: Ms;
}

/** What follows a result. */
export interface After {
  /** Not before so long after that attempt; NEVER: no more. */
  readonly waitMs: Ms;
  /** The same part of the day will do. */
  readonly samePart: boolean;
}

/** The cadence of one campaign. */
export interface CadenceRule {
  /** Attempts in the campaign. Those that learned nothing about the number do not count. */
  readonly attemptsMax: number;
  /** Local days from that of the first attempt on, it included. */
  readonly daysMax: number;
  /** Attempts a local day. */
  readonly dayMax: number;
  /** So many attempts in a row that failed by no fault of the number; then it rests until asked. */
  readonly faultsMax: number;
  /** Rising, not overlapping; one at least. */
  readonly parts: readonly DayPart[];
  readonly after: Readonly<Record<TryResult, After>>;
}

/** What is wrong with a rule, one sentence each; none: it can be followed. */
export function faultsOf(rule: CadenceRule): readonly string[] {
  const counts = ['attemptsMax', 'daysMax', 'dayMax', 'faultsMax'] as const;
  const faults = counts
    .filter((name) => !Number.isInteger(rule[name]) || rule[name] < 1)
    .map((name) => `${name} is ${rule[name]}; it must be a whole number of at least 1`);
  if (rule.parts.length === 0) faults.push('there is no part of the day to call in');
  let end = 0;
  for (const [i, { fromMs, untilMs }] of rule.parts.entries()) {
    if (fromMs < end || untilMs <= fromMs || untilMs > DAY_MS) {
      faults.push(`part ${i + 1} of the day is empty, not after the one before, or beyond the day`);
    }
    end = untilMs;
  }
  for (const result of tryResults) {
    if (!(rule.after[result].waitMs >= 0)) faults.push(`the wait after ${result} is below 0`);
  }
  return faults;
}
