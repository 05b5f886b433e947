/** The router in simulated worlds with faults: seeds that failed once, and fresh ones each time. */

import { expect, test } from 'vitest';
import { seedOfRun } from '../support/dice.ts';
import { runSimulations } from './command.ts';
import { keptSeeds } from './kept-seeds.ts';
import { explain } from './report.ts';
import { simulate } from './simulate.ts';

/** Fresh seeds in each run of the tests. */
const SEEDS = 120;

const seed = seedOfRun();
console.log(
  `simulation seed ${seed}: npm run sim -- --seed ${seed} --seeds ${SEEDS} --reference 10`,
);

const silent = { out: () => {}, err: () => {}, watched: false, stopped: () => false };

test.each(keptSeeds())('seed $options.seed passes: $found', ({ options }) => {
  const run = simulate(options);
  if (run.finding) expect.fail(explain(run));
});

test(`${SEEDS} fresh seeds pass`, { timeout: 240_000 }, async () => {
  let said = '';
  const args = ['--seed', `${seed}`, '--seeds', `${SEEDS}`, '--reference', '10'];
  const code = await runSimulations(args, { ...silent, out: (text) => (said += text) });
  if (code !== 0) expect.fail(said);
  expect(said).toContain(`${SEEDS} seeds, 0 failed`);
});
