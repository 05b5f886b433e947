/**
 * `npm run bench:compare REV`: builds REV in a git worktree of its own beside what is checked out
 * here, runs the same scenarios under both by turns (REV, here, REV, here …), and tells which
 * became slower or faster by more than 5 %. Exit code 0: none slower; 1: one is, or a scenario
 * failed; 2: REV is unknown, something here is not committed, or REV does not build; 130: Ctrl-C.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Checkout, checkoutAt, git, refuseChanges } from './checkout.ts';
import { runScenario } from './child.ts';
import { type Comparison, compare, comparisonInText, type Pair } from './comparison.ts';
import type { ScenarioOrder } from './scenario.ts';

const COMPARED = ['select-agent', 'select-call', 'step', 'deadlines', 'large'];
const PAIRS_MIN = 5;
/** Compiled benches, from the root of a checkout. */
const BENCHES = join('dist', 'bench');

const HELP = `Usage: npm run bench:compare -- REV [options] [scenario …]

  --pairs N    runs of each, by turns (default and least ${PAIRS_MIN})
  --seed N     of world and traffic (default 1)
  --small      the small world: whether it works, and nothing about speed
  --help       this

Scenarios: any that times facts in batches (default ${COMPARED.join(', ')})
`;

const tell = (text: string): boolean => process.stderr.write(`bench:compare: ${text}\n`);

/** Runs a program to its end; rejects with its last words when it fails. */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-2_000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(' ')} failed:\n${output.trimEnd()}`));
    });
  });
}

/** Checks `commit` out into `tree` and compiles it there. */
async function build(here: Checkout, commit: string, tree: string, signal: AbortSignal) {
  await run('git', ['worktree', 'add', '--detach', tree, commit], here.root, signal);
  const lock = (folder: string) => readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (lock(tree) === lock(here.root)) {
    symlinkSync(join(here.root, 'node_modules'), join(tree, 'node_modules'));
  } else {
    tell('its packages are others: npm ci …');
    await run('npm', ['ci', '--no-audit', '--no-fund', '--include=dev'], tree, signal);
  }
  // Types are of no matter here, and checking them is most of a compiler's work.
  const flags = ['-p', 'tsconfig.json', '--noCheck', '--declaration', 'false'];
  await run(join(tree, 'node_modules', '.bin', 'tsc'), flags, tree, signal);
}

/** Runs `work` with a folder for a worktree, and leaves nothing of it behind, come what may. */
async function withTree<T>(root: string, work: (tree: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-compare-'));
  const tree = join(folder, 'tree');
  try {
    return await work(tree);
  } finally {
    git(root, 'worktree', 'remove', '--force', tree);
    rmSync(folder, { recursive: true, force: true });
    git(root, 'worktree', 'prune');
  }
}

interface Request {
  readonly order: ScenarioOrder;
  readonly names: readonly string[];
  readonly pairs: number;
}

async function compareAll(
  beforeFolder: string,
  { order, names, pairs }: Request,
  signal: AbortSignal,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const name of names) {
    const done: Pair[] = [];
    try {
      for (let i = 1; i <= pairs; i++) {
        tell(`${name}, pair ${i} of ${pairs} …`);
        const before = await runScenario(beforeFolder, name, order, signal);
        const after = await runScenario(import.meta.dirname, name, order, signal);
        done.push({ before, after });
      }
      comparisons.push(compare(done));
    } catch (error) {
      if (signal.aborted) throw error;
      tell(`${(error as Error).message}: not compared`);
    }
  }
  return comparisons;
}

function requestOf(args: readonly string[]): (Request & { readonly revision: string }) | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      pairs: { type: 'string', default: String(PAIRS_MIN) },
      seed: { type: 'string', default: '1' },
      small: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [revision, ...names] = positionals;
  const [pairs, seed] = [Number(values.pairs), Number(values.seed)];
  if (revision === undefined) throw new Error('which revision?');
  if (!(Number.isInteger(pairs) && pairs >= PAIRS_MIN)) {
    throw new Error(`--pairs: ${PAIRS_MIN} or more`);
  }
  if (!Number.isSafeInteger(seed)) throw new Error(`no seed ${values.seed}`);
  const order = { seed, small: values.small };
  return { revision, order, pairs, names: names.length > 0 ? names : COMPARED };
}

async function main(signal: AbortSignal): Promise<number> {
  const request = requestOf(process.argv.slice(2));
  if (!request) {
    process.stdout.write(HELP);
    return 0;
  }
  const here = checkoutAt(process.cwd());
  const commit = git(
    here.root,
    'rev-parse',
    '--verify',
    '--short=10',
    `${request.revision}^{commit}`,
  );
  if (!commit) throw new Error(`git knows no revision ${request.revision}`);
  refuseChanges(here, 'the table would name a commit that did not run');
  return withTree(here.root, async (tree) => {
    tell(`building ${commit} …`);
    await build(here, commit, tree, signal);
    const comparisons = await compareAll(join(tree, BENCHES), request, signal);
    process.stdout.write(comparisonInText(comparisons, { before: commit, after: here.commit }));
    const slower = comparisons.some(({ verdict }) => verdict === 'slower');
    return slower || comparisons.length < request.names.length ? 1 : 0;
  });
}

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => interrupt.abort());
}
try {
  process.exitCode = await main(interrupt.signal);
} catch (error) {
  const aborted = interrupt.signal.aborted;
  tell(aborted ? 'interrupted; nothing is left behind' : (error as Error).message);
  process.exitCode = aborted ? 130 : 2;
}
