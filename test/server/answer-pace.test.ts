import { expect, test } from 'vitest';
import { asQueueId } from '../../core/index.ts';
import { AnswerPace, waitMedia } from '../../server/answer-pace.ts';

const queue = asQueueId('support');
const minute = 60_000;

/** A pace of one answer a minute, the last at `answers` minutes. */
function steadyPace(answers: number): AnswerPace {
  const pace = new AnswerPace();
  for (let i = 1; i <= answers; i++) pace.answered(queue, i * minute);
  return pace;
}

test('nothing is said before five callers were answered', () => {
  expect(steadyPace(4).waitAt(queue, 1, 4 * minute)).toBeUndefined();
  expect(steadyPace(5).waitAt(queue, 1, 5 * minute)).toBeDefined();
  expect(steadyPace(5).waitAt(asQueueId('sales'), 1, 5 * minute)).toBeUndefined();
});

test('the wait grows with the place, and with every minute without an answer', () => {
  const pace = steadyPace(20);
  expect(pace.waitAt(queue, 3, 20 * minute)).toBeCloseTo(3 * minute * (19 / 20));
  expect(pace.waitAt(queue, 1, 25 * minute)).toBeCloseTo((24 / 20) * minute);
});

test('only the last twenty answers count, and none older than half an hour', () => {
  const pace = steadyPace(5);
  for (let i = 0; i < 20; i++) pace.answered(queue, 10 * minute + i * 6_000);
  expect(pace.waitAt(queue, 1, 12 * minute)).toBeCloseTo(6_000);
  expect(pace.waitAt(queue, 1, 60 * minute)).toBeUndefined();
});

test('the wait is told in whole minutes, rounded up', () => {
  expect(waitMedia(30_000)).toContain('sound:queue-less-than');
  expect(waitMedia(2 * minute + 1)).toEqual([
    'sound:queue-holdtime',
    'number:3',
    'sound:queue-minutes',
  ]);
});
