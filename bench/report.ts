/** The bench's results as a person reads them. */

import type { Budget, Verdict } from './budgets.ts';
import { type Machine, machineInWords } from './machine.ts';
import type { Figure, ScenarioResult } from './scenario.ts';

export interface Report {
  readonly machine: Machine;
  readonly seed: number;
  readonly small: boolean;
  readonly results: readonly ScenarioResult[];
  readonly verdicts: readonly Verdict[];
}

/** A whole number, thousands apart. */
export const inThousands = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Three significant digits, thousands apart; what is whole stays so. */
export function inDigits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const whole = Number.isInteger(value) || Math.abs(value) >= 100;
  return whole ? inThousands(value) : value.toPrecision(3);
}

/** Said of every table of a small world. */
export const SMALL_SAYS = '; small world: figures say nothing about speed';

/** Of the column of words. */
const WIDTH = 50;

const inColumns = ({ value, unit }: Figure): string =>
  `${inDigits(value).padStart(12)} ${unit.padEnd(6)}`;

/** The bar in words. */
export function limitOf({ atMost, atLeast }: Budget): string {
  if (atMost !== undefined) return `at most ${inDigits(atMost)}`;
  return `at least ${inDigits(atLeast ?? 0)}`;
}

const verdictOf = ({ holds, budget }: Verdict): string =>
  `${holds ? 'holds ' : 'BROKEN'} ${limitOf(budget)}`;

/** Budgets that compare two figures stand at the end: they belong to neither. */
function comparisons(verdicts: readonly Verdict[]): string[] {
  const lines = verdicts.flatMap((verdict) => {
    const { budget, value } = verdict;
    if (budget.over === undefined) return [];
    const what = `${budget.figure} over ${budget.over}`;
    const shown = `${inDigits(value ?? Number.NaN).padStart(12)} ×     `;
    return [`  ${what.padEnd(WIDTH)}${shown}${verdictOf(verdict)}`];
  });
  return lines.length > 0 ? ['', 'between figures', ...lines] : [];
}

export function reportInText({ machine, seed, small, results, verdicts }: Report): string {
  const lines = [`${machineInWords(machine)}; seed ${seed}${small ? SMALL_SAYS : ''}`];
  for (const result of results) {
    lines.push('', result.scenario, ...result.load.map((line) => `  ${line}`));
    for (const each of result.figures) {
      const verdict = verdicts.find(({ budget }) => !budget.over && budget.figure === each.id);
      const judged = verdict ? verdictOf(verdict) : '';
      lines.push(`  ${each.what.padEnd(WIDTH)}${inColumns(each)}${judged}`.trimEnd());
    }
    lines.push(`  hash ${result.hash}`);
  }
  const broken = verdicts.filter((verdict) => !verdict.holds);
  lines.push(...comparisons(verdicts));
  lines.push('', `${verdicts.length - broken.length} of ${verdicts.length} budgets hold`);
  for (const { budget, value } of broken) {
    lines.push(
      `  broken: ${budget.figure} is ${value === undefined ? 'missing' : inDigits(value)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
