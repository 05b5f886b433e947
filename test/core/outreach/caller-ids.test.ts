/** Which number is shown; SEED=n plays the random ones again. */

import { describe, expect, test } from 'vitest';
import { createChance } from '../../../adapters/simulated/random.ts';
import { CallerIdPool } from '../../../core/outreach/caller-ids/pool.ts';
import { asE164 } from '../../../core/outreach/ids.ts';

const seed = Number(process.env.SEED ?? 11);
const numbers = [81_311_110_001, 81_311_110_002, 81_311_110_003, 81_311_110_004].map(asE164);
const [first, second, third, fourth] = numbers as [(typeof numbers)[0], ...typeof numbers];
const day = 86_400_000;

describe('the number that is shown', () => {
  test('is each in turn', () => {
    const pool = new CallerIdPool(numbers);
    expect([1, 2, 3, 4, 5].map(() => pool.pick(0))).toEqual([first, second, third, fourth, first]);
  });

  test(`rests for a day when people answer it far less than the others (SEED=${seed})`, () => {
    const chance = createChance(seed);
    const pool = new CallerIdPool(numbers);
    for (let i = 0; i < 2_000; i++) {
      const number = pool.pick(i);
      pool.learn(number, chance.happens(number === second ? 0.05 : 0.25), i);
    }
    const resting = pool.snapshot().filter(({ restUntil }) => restUntil > 2_000);
    expect(resting.map(({ number }) => number)).toEqual([second]);
    const shown = new Set([1, 2, 3, 4, 5, 6].map(() => pool.pick(2_000)));
    expect(shown).toEqual(new Set([first, third, fourth]));
    expect(new Set([1, 2, 3, 4].map(() => pool.pick(3 * day)))).toContain(second);
  });

  test(`does not rest for bad luck, and never more than half of them do (SEED=${seed})`, () => {
    const chance = createChance(seed);
    const alike = new CallerIdPool(numbers);
    const bad = new CallerIdPool(numbers);
    for (let i = 0; i < 20_000; i++) {
      alike.learn(alike.pick(i), chance.happens(0.25), i);
      const number = bad.pick(i);
      bad.learn(number, chance.happens(number === first ? 0.4 : 0.02), i);
    }
    expect(alike.snapshot().every(({ restUntil }) => restUntil === 0)).toBe(true);
    expect(bad.snapshot().filter(({ restUntil }) => restUntil > 20_000)).toHaveLength(2);
  });

  test('of a snapshot goes on as before, and of one alone is always that one', () => {
    const pool = new CallerIdPool(numbers);
    for (let i = 0; i < 500; i++) pool.learn(first, true, i);
    expect(new CallerIdPool(numbers, pool.snapshot()).snapshot()).toEqual(pool.snapshot());
    const alone = new CallerIdPool([first]);
    for (let i = 0; i < 500; i++) alone.learn(first, false, i);
    expect(alone.pick(500)).toBe(first);
  });
});
