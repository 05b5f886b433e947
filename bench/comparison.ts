/** Two revisions beside each other: pairs of runs, their ratio, and whether it says something. */

import { inDigits } from './report.ts';
import type { ScenarioResult } from './scenario.ts';

/** A median ratio beyond this, either way, is told. */
export const TOLERANCE = 0.05;

/** The same scenario under both, one right after the other. */
export interface Pair {
  readonly before: ScenarioResult;
  readonly after: ScenarioResult;
}

export interface Comparison {
  readonly scenario: string;
  /** Medians of `…mean`, the time of a fact in a quick batch, in µs. */
  readonly beforeUs: number;
  readonly afterUs: number;
  /** After over before: the median of the pairs, and the least and the most of them. */
  readonly ratio: number;
  readonly least: number;
  readonly most: number;
  readonly verdict: 'slower' | 'faster' | 'same' | 'not comparable';
  /** What a reader should know: they did not do the same. */
  readonly note: string;
}

const meanOf = ({ scenario, figures }: ScenarioResult): number => {
  const mean = figures.find(({ id }) => id === `${scenario}.mean`);
  if (!mean) throw new Error(`${scenario} has no time of a fact to compare`);
  return mean.value;
};

/** The middle one; the mean of both when there are two. Not of an empty list. */
export function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function verdictOf(ratio: number, sameLoad: boolean): Comparison['verdict'] {
  if (!sameLoad) return 'not comparable';
  if (ratio > 1 + TOLERANCE) return 'slower';
  return ratio < 1 - TOLERANCE ? 'faster' : 'same';
}

/** At least one pair, all of one scenario. */
export function compare(pairs: readonly Pair[]): Comparison {
  const { before, after } = pairs[0]!;
  const ratios = pairs.map((pair) => meanOf(pair.after) / meanOf(pair.before));
  const ratio = median(ratios);
  const sameLoad = before.load.join('\n') === after.load.join('\n');
  const sameHash = before.hash === after.hash;
  const note = sameLoad ? 'decides differently' : 'the load is another';
  return {
    scenario: after.scenario,
    beforeUs: median(pairs.map((pair) => meanOf(pair.before))),
    afterUs: median(pairs.map((pair) => meanOf(pair.after))),
    ratio,
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    verdict: verdictOf(ratio, sameLoad),
    note: sameLoad && sameHash ? '' : note,
  };
}

/** A row a scenario; `before` and `after` name the revisions. */
export function comparisonInText(
  list: readonly Comparison[],
  { before, after }: { readonly before: string; readonly after: string },
): string {
  const head = ['scenario', `${before} µs`, `${after} µs`, 'ratio', 'least–most', ''];
  const rows = list.map((each) => [
    each.scenario,
    inDigits(each.beforeUs),
    inDigits(each.afterUs),
    each.ratio.toFixed(3),
    `${each.least.toFixed(3)}–${each.most.toFixed(3)}`,
    [each.verdict, each.note].filter((word) => word !== '').join(': '),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const inRow = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(inRow).join('\n')}\n`;
}
