/**
 * What `npm run sim` does: runs one seed, or thousands, and tells what failed in words. The result
 * is the exit code. 0: all is well; 1: a seed failed; 2: it was asked for something unknown.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { drawPlan, type FaultName, faultNames, planInWords, planOf } from './faults.ts';
import { explain, repeatCommand } from './report.ts';
import { type Run, type RunOptions, simulate } from './simulate.ts';
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

/** Spread evenly: of any hundred seeds in a row as many as asked for. */
const isBeside = (seed: number, percent: number): boolean => (seed * 37) % 100 < percent;

/** Where it speaks to, and what tests put in between. */
export interface Surroundings extends Pick<RunOptions, 'wrap'> {
  out(text: string): void;
  err(text: string): void;
  /** People watch: a line that is written over itself tells how far it has come. */
  readonly watched: boolean;
  /** Asked before each seed. */
  stopped(): boolean;
}

/** One command as it was typed; see HELP. */
class Simulations {
  readonly tally = new Tally();
  readonly #wanted: Wanted;
  readonly #around: Surroundings;

  constructor(wanted: Wanted, around: Surroundings) {
    this.#wanted = wanted;
    this.#around = around;
  }

  async run(): Promise<number> {
    const { seed, seeds, json } = this.#wanted;
    for (let i = 0; i < seeds && !this.#around.stopped(); i++) {
      this.#one(seed + i);
      if (i % 20 === 19 || i === seeds - 1) this.#showProgress();
      await nextTurn();
    }
    this.#say(json ? JSON.stringify(this.tally.summary()) : this.tally.inWords());
    return this.tally.failed.length === 0 ? 0 : 1;
  }

  #one(seed: number): void {
    const { calls, faults, reference, seeds, json } = this.#wanted;
    const drawn = drawPlan(seed);
    const plan = faults === undefined ? drawn : planOf(faults, drawn);
    const { wrap } = this.#around;
    const besideReference = isBeside(seed, reference);
    const run = simulate({ seed, calls, plan, besideReference, ...(wrap ? { wrap } : {}) });
    this.tally.add(run);
    if (run.finding) this.#tellFailure(run);
    else if (seeds === 1 && !json) for (const line of planInWords(plan)) this.#say(`on: ${line}`);
  }

  #tellFailure(run: Run): void {
    const { seed, plan } = run.options;
    const { kind, sentences } = run.finding!;
    if (this.#wanted.json) {
      this.#say(JSON.stringify({ seed, kind, sentences, plan, repeat: repeatCommand(run) }));
    } else if (this.tally.failed.length <= explainedMax) this.#say(explain(run));
    else this.#say(`seed ${seed} fails too: ${kind}: ${sentences[0]}`);
  }

  #showProgress(): void {
    const { seeds, json } = this.#wanted;
    if (json || seeds === 1 || !this.#around.watched) return;
    const { runs, failed, rate } = this.tally;
    const failures = failed.length === 0 ? '' : `, ${failed.length} failed`;
    const end = runs === seeds ? '\n' : '';
    this.#around.err(`\r${runs} of ${seeds} seeds${failures}, ${rate} ${end}`);
  }

  #say(text: string): void {
    this.#around.out(`${text}\n`);
  }
}

/** Runs what these arguments ask for. */
export async function runSimulations(
  args: readonly string[],
  around: Surroundings,
): Promise<number> {
  try {
    const wanted = wantedOf(args);
    if (wanted !== 'help') return await new Simulations(wanted, around).run();
    around.out(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    around.err(`${error.message}\n`);
    return 2;
  }
}
