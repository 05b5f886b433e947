/** Lists in given shares: over any stretch, with lists that run empty and come back. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mix } from '../../../core/outreach/mix/mix.ts';

const none = new Set<number>();
const picks = (
  mix: Mix,
  count: number,
  empty: ReadonlySet<number> = none,
): (number | undefined)[] => Array.from({ length: count }, () => mix.next(empty));

test('shares of 5, 1, 1 are spread, not bunched', () => {
  const mix = new Mix([
    { list: 1, share: 5 },
    { list: 2, share: 1 },
    { list: 3, share: 1 },
  ]);
  expect(picks(mix, 7)).toEqual([1, 1, 2, 1, 3, 1, 1]);
});

test('over any stretch a list is within one of its share', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
      (shares, count) => {
        const mix = new Mix(shares.map((share, list) => ({ list, share })));
        const total = shares.reduce((sum, share) => sum + share, 0);
        const taken = shares.map(() => 0);
        for (let i = 1; i <= count; i++) {
          taken[mix.next(none)!]!++;
          shares.forEach((share, list) => {
            expect(Math.abs(taken[list]! - (share / total) * i)).toBeLessThanOrEqual(
              shares.length > 2 ? shares.length - 1 : 1,
            );
          });
        }
      },
    ),
  );
});

test('1,000 dials of 70, 20 and 10 are within two points of it', () => {
  const mix = new Mix([
    { list: 1, share: 70 },
    { list: 2, share: 20 },
    { list: 3, share: 10 },
  ]);
  const taken = mix.take(1000, none);
  expect([taken.get(1), taken.get(2), taken.get(3)]).toEqual([700, 200, 100]);
});

test('an empty list is passed over, the others keep their shares, and it has no arrears', () => {
  const mix = new Mix([
    { list: 1, share: 50 },
    { list: 2, share: 25 },
    { list: 3, share: 25 },
  ]);
  const without = picks(mix, 300, new Set([1]));
  expect(without.filter((list) => list === 2)).toHaveLength(150);
  expect(without).not.toContain(1);
  const again = picks(mix, 8);
  expect(again.filter((list) => list === 1)).toHaveLength(4);
  expect(mix.next(new Set([1, 2, 3]))).toBeUndefined();
});

test('a share that is none, and a list named twice, are refused', () => {
  expect(() => new Mix([{ list: 1, share: 0 }])).toThrow(RangeError);
  expect(() => new Mix([{ list: 1, share: 0.5 }])).toThrow(RangeError);
  expect(() => new Mix([1, 1].map((list) => ({ list, share: 1 })))).toThrow('two shares');
});
