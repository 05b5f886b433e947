/**
 * `npm run bench:expected-wait`: how well waits are expected, in centres of several kinds, beside
 * the formulas others publish. Two bars a queue, judged as ratios within the run: our mean error is
 * at most 1.1 times that of the best single formula, and 75 to 90 % of the waits fall into the band
 * that was announced. Exit code 0: all hold; 1: one does not; 2: it was asked for something
 * unknown.
 *
 *   --seed N     of the callers (1)
 *   --scale X    times as long a simulation (1)
 */

import { parseArgs } from 'node:util';
import { judgeQueue } from './waits/bars.ts';
import { centrePlans } from './waits/plans.ts';
import { scoreCentre } from './waits/scores.ts';
import { scoresInText } from './waits/text.ts';

function main(): number {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      scale: { type: 'string', default: '1' },
    },
  });
  const seed = Number(values.seed);
  const scale = Number(values.scale);
  if (!Number.isSafeInteger(seed) || !(scale > 0)) {
    process.stderr.write('bench: --seed takes a whole number, --scale a positive one\n');
    return 2;
  }
  process.stdout.write(`seed ${seed}, scale ${scale}\n`);
  let failed = 0;
  for (const plan of centrePlans) {
    for (const scores of scoreCentre({ ...plan, hours: plan.hours * scale }, seed)) {
      const verdicts = judgeQueue(scores);
      failed += verdicts.filter((verdict) => !verdict.holds).length;
      process.stdout.write(scoresInText(plan.name, scores, verdicts));
    }
  }
  process.stdout.write(failed === 0 ? '\nall bars hold\n' : `\n${failed} bars do not hold\n`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
