/** Lines that cross to another thread: few crossings, soon, and never behind what follows them. */

import { expect, test } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { gatherLines } from '../../server/line-gathering.ts';

function gathering() {
  const clock = createManualClock();
  const sent: string[] = [];
  return { clock, sent, lines: gatherLines((some) => sent.push(some), clock) };
}

test('what one moment brings crosses together, in order', () => {
  const { clock, sent, lines } = gathering();
  lines.add('a\n');
  clock.advance(2);
  lines.add('b\nc\n');
  expect(sent).toEqual([]);
  clock.advance(3);
  expect(sent).toEqual(['a\nb\nc\n']);
});

test('a line waits 5 ms at most, however many follow it', () => {
  const { clock, sent, lines } = gathering();
  for (let i = 0; i < 10; i++) {
    lines.add(`${i}`);
    clock.advance(1);
  }
  expect(sent).toEqual(['01234', '56789']);
});

test('what is to come after the lines is not overtaken by them', () => {
  const { clock, sent, lines } = gathering();
  lines.add('a\n');
  lines.flush();
  sent.push('an answer');
  expect(sent).toEqual(['a\n', 'an answer']);
  lines.flush();
  clock.advance(100);
  expect(sent).toHaveLength(2);
});
