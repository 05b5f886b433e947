/** Scores as a table to read. */

import type { BarVerdict } from './bars.ts';
import type { QueueScores, Score } from './scores.ts';

const line = (kind: string, { name, errorS, biasS, count }: Score, waits: number): string =>
  [
    `  ${kind.padEnd(10)} ${name.padEnd(30)}`,
    errorS.toFixed(1).padStart(8),
    (biasS > 0 ? `+${biasS.toFixed(1)}` : biasS.toFixed(1)).padStart(9),
    `${((100 * count) / Math.max(1, waits)).toFixed(0)} %`.padStart(8),
  ].join('');

export function scoresInText(
  plan: string,
  scores: QueueScores,
  verdicts: readonly BarVerdict[],
): string {
  const { waits } = scores;
  const lines = [
    '',
    `${plan}, queue ${scores.queue}: ${waits} waits of ${scores.meanWaitS.toFixed(0)} s on average`,
    `${' '.repeat(43)}${'error s'.padStart(8)}${'bias s'.padStart(9)}${'known'.padStart(8)}`,
    line('ours', scores.ours, waits),
    ...scores.methods.map((each) => line('  method', each, waits)),
    ...[...scores.published]
      .sort((a, b) => a.errorS - b.errorS)
      .map((each) => line('published', each, waits)),
    `  band announced to ${(100 * scores.announced).toFixed(0)} %`,
    ...verdicts.map(
      ({ what, value, bar, holds }) =>
        `  ${holds ? 'holds' : 'FAILS'}  ${what}: ${value.toFixed(3)} (${bar})`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
