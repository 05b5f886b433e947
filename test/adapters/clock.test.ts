/** The clock of tests and simulations: time passes only when it is let, and in order. */

import { expect, test } from 'vitest';
import { createManualClock, realClock } from '../../adapters/clock.ts';

test('timers are called at their own times, equal ones as they were set', () => {
  const clock = createManualClock(1_000);
  const calls: string[] = [];
  const note = (what: string) => () => calls.push(`${what} ${clock.now()}`);
  clock.setTimer(30, note('c'));
  clock.setTimer(10, note('a'));
  clock.setTimer(30, note('d'));
  clock.setTimer(-5, note('at once'));
  expect(clock.next()).toBe(1_000);
  clock.advance(20);
  expect(calls).toEqual(['at once 1000', 'a 1010']);
  clock.advance(20);
  expect(calls.slice(2)).toEqual(['c 1030', 'd 1030']);
  expect(clock.now()).toBe(1_040);
  expect(clock.next()).toBeUndefined();
});

test('a timer may set another that is due in the same advance, and a cancelled one never comes', () => {
  const clock = createManualClock();
  const calls: number[] = [];
  const again = (): void => {
    calls.push(clock.now());
    if (calls.length < 3) clock.setTimer(10, again);
  };
  clock.setTimer(10, again);
  const cancel = clock.setTimer(15, () => calls.push(-1));
  clock.setTimer(12, cancel);
  clock.advance(100);
  cancel();
  expect(calls).toEqual([10, 20, 30]);
});

test('the machine’s clock is the epoch’s, never goes back, and its timers can be cancelled', async () => {
  const before = realClock.now();
  expect(Math.abs(before - Date.now())).toBeLessThan(1_000);
  let cancelled = false;
  const cancel = realClock.setTimer(1, () => {
    cancelled = true;
  });
  cancel();
  await new Promise<void>((resolve) => {
    realClock.setTimer(5, resolve);
  });
  expect(cancelled).toBe(false);
  expect(realClock.now()).toBeGreaterThan(before);
});
