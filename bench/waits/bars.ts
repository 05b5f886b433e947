/** What expected waits are held to. Ratios within one run. */

import type { QueueScores } from './scores.ts';

export interface BarVerdict {
  readonly what: string;
  readonly value: number;
  readonly bar: string;
  readonly holds: boolean;
}

const ERROR_RATIO_MAX = 1.1;
const COVERAGE_MIN = 0.75;
const COVERAGE_MAX = 0.9;

export function judgeQueue(scores: QueueScores): BarVerdict[] {
  const best = Math.min(...scores.published.map((each) => each.errorS));
  const ratio = scores.ours.errorS / best;
  const { coverage } = scores;
  return [
    {
      what: 'mean error / best published',
      value: ratio,
      bar: `at most ${ERROR_RATIO_MAX}`,
      holds: ratio <= ERROR_RATIO_MAX,
    },
    {
      what: 'waits inside the band',
      value: coverage,
      bar: `${COVERAGE_MIN} to ${COVERAGE_MAX}`,
      holds: coverage >= COVERAGE_MIN && coverage <= COVERAGE_MAX,
    },
  ];
}
