/**
 * `npm run bench`: every scenario in a process of its own, a table, and the verdict on the budgets.
 * Exit code 0: all budgets hold; 1: one does not, or a scenario failed; 2: it was asked for
 * something unknown, or to accept what cannot be.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from './budgets.ts';
import { type Checkout, checkoutAt, refuseChanges } from './checkout.ts';
import { runJson, runScenario } from './child.ts';
import type { LatencyReport } from './latency.ts';
import { thisMachine } from './machine.ts';
import { type Report, reportInText } from './report.ts';
import { RESULTS, resultsInMarkdown, whyNotAccepted } from './results.ts';
import type { ScenarioOrder, ScenarioResult } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

const HELP = `Usage: npm run bench -- [options] [scenario …]

  --small      a world of dozens instead of a thousand: seconds instead of minutes
  --seed N     of world and traffic (default 1)
  --json       the results as JSON, and nothing else
  --accept     write ${RESULTS}, when all scenarios ran, all budgets hold and all is committed
  --because TEXT  accept though a budget is broken; the file says which, and this
  --help       this

Scenarios: ${Object.keys(scenarios).join(', ')} (all)
`;

const here = import.meta.dirname;
const tell = (text: string): boolean => process.stderr.write(`bench: ${text}\n`);

/** Runs what was asked for, one after another; what failed is told and left out. */
async function runAll(
  names: readonly string[],
  order: ScenarioOrder,
  quiet: boolean,
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const name of names) {
    if (!quiet) tell(`${name} …`);
    try {
      results.push(await runScenario(here, name, order));
    } catch (error) {
      tell((error as Error).message);
    }
  }
  return results;
}

async function accept(
  report: Report,
  { root, commit }: Checkout,
  because: string | undefined,
): Promise<boolean> {
  const trouble = whyNotAccepted(report, Object.keys(scenarios), because);
  if (trouble !== undefined) {
    tell(`not accepted: ${trouble}`);
    return false;
  }
  tell('latency …');
  const common = ['open-loop.js', '--json', '--seed', String(report.seed)];
  const latency = [
    await runJson<LatencyReport>(here, common),
    await runJson<LatencyReport>(here, [...common, '--large']),
  ];
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(join(root, RESULTS), resultsInMarkdown({ report, latency, commit, day, because }));
  tell(`${RESULTS} written`);
  return true;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      small: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      accept: { type: 'boolean', default: false },
      because: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { small } = values;
  const seed = Number(values.seed);
  const unknown = positionals.filter((name) => !scenarios[name]);
  if (unknown.length > 0) {
    const known = Object.keys(scenarios).join(', ');
    throw new Error(`no scenario ${unknown.join(', ')}; there are ${known}`);
  }
  if (!Number.isSafeInteger(seed)) throw new Error(`no seed ${values.seed}`);
  if (values.accept && (small || positionals.length > 0)) {
    throw new Error('--accept is of all scenarios on the full world');
  }
  if (values.because !== undefined && (!values.accept || values.because.trim() === '')) {
    throw new Error('--because gives --accept a reason');
  }
  const checkout = values.accept ? checkoutAt(process.cwd()) : undefined;
  if (checkout)
    refuseChanges(checkout, 'the results would name a commit that did not run', [RESULTS]);

  const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
  const results = await runAll(names, { small, seed }, values.json);
  const figures = results.flatMap((result) => result.figures);
  const verdicts = judge(figures, names, small);
  const report = { machine: thisMachine(), seed, small, results, verdicts };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : reportInText(report));
  if (checkout && !(await accept(report, checkout, values.because))) return 1;
  return results.length < names.length || verdicts.some((verdict) => !verdict.holds) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  tell(`${(error as Error).message} (--help tells more)`);
  process.exitCode = 2;
}
