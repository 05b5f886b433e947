/**
 * `npm run sim`: runs one seed, or thousands, and tells what failed in words. Exit code 0: all is
 * well; 1: a seed failed; 2: it was asked for something unknown.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  drawPlan,
  type FaultName,
  type FaultPlan,
  faultNames,
  planInWords,
  planOf,
} from './faults.ts';
import { explain, repeatCommand } from './report.ts';
import { type Run, simulate } from './simulate.ts';
import { Tally } from './tally.ts';

const HELP = `Usage: npm run sim -- [options]

  --seed N        the seed, or the first of several (default 1)
  --seeds N       how many seeds, one after another (default 1); Ctrl-C ends with a summary
  --calls M       callers in each run (default 40)
  --faults A,B    these faults and no others, or none; by default each seed draws its own
  --reference P   of a hundred seeds, so many run beside the reference router (default 5)
  --json          one JSON object a failure and one at the end, and nothing else
  --help          this

Faults: ${faultNames.join(', ')}
`;

/** Failures told in full; of the others only the seed. */
const explainedMax = 3;

interface Wanted {
  readonly seed: number;
  readonly seeds: number;
  readonly calls: number;
  readonly reference: number;
  readonly faults: readonly FaultName[] | undefined;
  readonly json: boolean;
}

function wantedOf(args: readonly string[]): Wanted | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      calls: { type: 'string', default: '40' },
      faults: { type: 'string' },
      reference: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const number = (name: 'seed' | 'seeds' | 'calls' | 'reference', least: number): number => {
    const n = Number(values[name]);
    if (Number.isSafeInteger(n) && n >= least) return n;
    throw new TypeError(`--${name} ${values[name]}: a whole number from ${least} on is wanted`);
  };
  return {
    seed: number('seed', 0),
    seeds: number('seeds', 1),
    calls: number('calls', 1),
    reference: number('reference', 0),
    faults: values.faults === undefined ? undefined : faultsOf(values.faults),
    json: values.json,
  };
}

function faultsOf(text: string): FaultName[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const known = faultNames.find((fault) => fault === name);
    if (known) return known;
    throw new TypeError(`there is no fault "${name}"; there are ${faultNames.join(', ')}`);
  });
}

function planFor(seed: number, { faults }: Wanted): FaultPlan {
  const drawn = drawPlan(seed);
  return faults === undefined ? drawn : planOf(faults, drawn);
}

/** Spread evenly: of any hundred seeds in a row as many as asked for. */
const isBeside = (seed: number, percent: number): boolean => (seed * 37) % 100 < percent;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function tellFailure(run: Run, wanted: Wanted, explained: boolean): void {
  const { seed } = run.options;
  const { kind, sentences } = run.finding!;
  if (wanted.json) {
    say(
      JSON.stringify({ seed, kind, sentences, plan: run.options.plan, repeat: repeatCommand(run) }),
    );
  } else if (explained) say(explain(run));
  else say(`seed ${seed} fails too: ${kind}: ${sentences[0]}`);
}

/** One line that is written over itself, for people who watch. */
function showProgress(tally: Tally, wanted: Wanted): void {
  if (wanted.json || wanted.seeds === 1 || !process.stderr.isTTY) return;
  const { runs, failed } = tally;
  const failures = failed.length === 0 ? '' : `, ${failed.length} failed`;
  process.stderr.write(`\r${runs} of ${wanted.seeds} seeds${failures}, ${tally.rate} `);
  if (runs === wanted.seeds) process.stderr.write('\n');
}

async function main(): Promise<number> {
  const wanted = wantedOf(process.argv.slice(2));
  if (wanted === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  const tally = new Tally();
  for (let i = 0; i < wanted.seeds && !stopped; i++) {
    const seed = wanted.seed + i;
    const plan = planFor(seed, wanted);
    const besideReference = isBeside(seed, wanted.reference);
    const run = simulate({ seed, calls: wanted.calls, plan, besideReference });
    tally.add(run);
    if (run.finding) tellFailure(run, wanted, tally.failed.length <= explainedMax);
    if (i % 20 === 19 || i === wanted.seeds - 1) showProgress(tally, wanted);
    if (wanted.seeds === 1 && !wanted.json)
      for (const line of planInWords(plan)) say(`on: ${line}`);
    await nextTurn();
  }
  say(wanted.json ? JSON.stringify(tally.summary()) : tally.inWords());
  return tally.failed.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const asked = error instanceof TypeError;
  process.stderr.write(`${asked ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = asked ? 2 : 1;
}
