/**
 * `npm run check:ledgers`: both ledgers against a brute-force recount. Exit code 0: equal; 1: not;
 * 2: it was asked for something unknown.
 *
 *   --attempts N   diallings (1,000,000)
 *   --seed N       of all chance (1)
 */

import { parseArgs } from 'node:util';
import { zones } from './play.ts';
import { recount, YEARS } from './recount.ts';

function main(): number {
  const { values } = parseArgs({
    options: {
      attempts: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const attempts = Number(values.attempts);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(attempts) || attempts < 1 || !Number.isSafeInteger(seed)) {
    process.stderr.write('check:ledgers: --attempts and --seed take whole numbers\n');
    return 2;
  }
  const startedAt = performance.now();
  const progress = (noted: number, facts: number): void => {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r${Math.round((noted / facts) * 100)} % of ${facts} facts `);
    }
  };
  const report = recount({ attempts, seed, progress });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const number = (n: number): string => n.toLocaleString('en-US');
  process.stdout.write(
    `seed ${seed}: ${number(attempts)} attempts, ${number(report.facts)} facts, ${YEARS} years, ` +
      `${zones.length} zones, ${report.restores} restores from snapshots, ${seconds} s\n` +
      `${number(report.questions)} answers compared with a recount, of them ` +
      `${number(report.callsQuestions)} tallies of abandoned calls\n` +
      `ledger of attempts: ${number(report.entries)} entries about ${number(report.subjects)} ` +
      `numbers and people in ${number(report.bytes)} bytes\n`,
  );
  for (const difference of report.differences) process.stdout.write(`DIFFERENT: ${difference}\n`);
  const { length } = report.differences;
  process.stdout.write(length === 0 ? 'all equal\n' : `${length} or more differ\n`);
  return length === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`check:ledgers: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
