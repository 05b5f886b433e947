/** The accepted results, as `bench/RESULTS.md` holds them. */

import type { Verdict } from './budgets.ts';
import type { LatencyReport } from './latency.ts';
import { machineInWords } from './machine.ts';
import { inDigits, inThousands, limitOf, type Report } from './report.ts';
import type { ScenarioResult } from './scenario.ts';

/** Where they are kept, from the root of the checkout. */
export const RESULTS = 'bench/RESULTS.md';

export interface Accepted {
  readonly report: Report;
  readonly latency: readonly LatencyReport[];
  readonly commit: string;
  /** Day of the run, as 2026-11-25. */
  readonly day: string;
  /** Why the run was accepted though a budget is broken. */
  readonly because?: string | undefined;
}

/** Why this run cannot be accepted; undefined when it can. */
export function whyNotAccepted(
  { small, results, verdicts }: Report,
  scenarios: readonly string[],
  because?: string,
): string | undefined {
  if (small) return 'the small world says nothing about speed';
  const missing = scenarios.filter((name) => !results.some(({ scenario }) => scenario === name));
  if (missing.length > 0) return `not run: ${missing.join(', ')}`;
  if (because !== undefined) return undefined;
  const broken = brokenOf(verdicts);
  return broken.length > 0 ? `budgets broken: ${broken.join(', ')}` : undefined;
}

const brokenOf = (verdicts: readonly Verdict[]): string[] =>
  verdicts.filter(({ holds }) => !holds).map(({ budget }) => budget.figure);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map((_, i) => (i === 0 ? ' --- |' : ' ---: |')).join('')}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const judged = (verdicts: readonly Verdict[]): string[] =>
  table(
    ['figure', 'value', 'bar', ''],
    verdicts.map(({ budget, value, holds }) => [
      budget.over === undefined ? budget.figure : `${budget.figure} over ${budget.over}`,
      inDigits(value ?? Number.NaN),
      limitOf(budget),
      holds ? 'holds' : '**missed**',
    ]),
  );

const section = ({ scenario, load, figures, hash }: ScenarioResult): string[] => [
  '',
  `### ${scenario}`,
  '',
  ...load.map((line) => `- ${line}`),
  '',
  ...table(
    ['', '', ''],
    figures.map(({ what, value, unit }) => [what, inDigits(value), unit]),
  ),
  '',
  `Hash \`${hash}\`.`,
];

const latencySection = ({ load, rates, hash }: LatencyReport): string[] => [
  '',
  ...load.map((line) => `- ${line}`),
  '',
  ...table(
    ['offered /s', 'done /s', 'p50 µs', 'p90 µs', 'p99 µs', 'p99.9 µs', 'max µs'],
    rates.map((rate) => [
      inThousands(rate.perSecond),
      inThousands(rate.donePerSecond),
      ...[rate.p50, rate.p90, rate.p99, rate.p999, rate.max].map(inDigits),
    ]),
  ),
  '',
  `Hash \`${hash}\`.`,
];

const METHOD = `
Compiled JavaScript, one process a scenario. World, traffic and moments are drawn from the seed; the facts are worked out beforehand beside a
router, so that each answers a command, and played from memory. What is measured begins when everybody is signed in and the lines are full.
*A fact, in a quick batch* is the batch of 1,024 facts that one in ten is quicker than; percentiles are of single facts, clock taken off.
*Fact in to offer out* is of those facts alone that end in an offer. The *unit of work* is timed beside the facts
([unit.ts](unit.ts)); bars in [budgets.ts](budgets.ts) are ratios, so that a slow machine judges as a fast one does. Latency by offered
rate counts from the moment a fact was planned for (Poisson), so that waiting behind a slow one counts. A hash covers every command and
the state at the end: with the same seed it is the same on every machine.`;

/** The whole file. */
export function resultsInMarkdown(accepted: Accepted): string {
  const { report, latency, commit, day, because } = accepted;
  const { machine, seed, results, verdicts } = report;
  const broken = brokenOf(verdicts);
  return `${[
    '# Results',
    '',
    'Written by `npm run bench -- --accept`, which refuses when a budget is broken and no reason is given.',
    '',
    `Commit \`${commit}\`, ${day}, seed ${seed}, ${machineInWords(machine)}.`,
    '',
    '## Method',
    METHOD,
    '',
    '## What is judged',
    '',
    ...judged(verdicts),
    '',
    ...(broken.length > 0 ? [`**Missed**: ${broken.join(', ')}. ${because}`, ''] : []),
    '## Every figure',
    ...results.flatMap(section),
    '',
    '## Latency from the planned moment (`npm run bench:latency`)',
    ...latency.flatMap(latencySection),
  ].join('\n')}\n`;
}
