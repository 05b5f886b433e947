/** Rates by way, card and version, against a count by hand and published figures. */

import { expect, test } from 'vitest';
import { createChance } from '../../../adapters/simulated/random.ts';
import { compareRates, pathReport, rateOf, type Told } from '../../../core/script/report.ts';
import { versionFor } from '../../../core/script/trial.ts';
import { answerStep, beginWalk, openCard, type Walk } from '../../../core/script/walk.ts';
import { spring } from './spring.ts';

function told(outcome: string | undefined, ...texts: readonly string[]): Told {
  let walk: Walk = beginWalk(spring, 0);
  for (const text of texts) {
    const moved = answerStep(spring, walk, text, 1);
    if ('walk' in moved) walk = moved.walk;
  }
  return outcome === undefined ? { walk } : { walk, outcome };
}

test('each way has its calls and its goals; those who hung up are where they were', () => {
  const sale = told('sale', 'yes', '', '3', 'dark', '');
  const withCard = { ...sale, walk: openCard(spring, sale.walk, 'price', 1) };
  const calls = [
    sale,
    withCard,
    told('refused', 'yes', '', '3', 'none', 'x'),
    told(undefined, 'yes'),
  ];
  const other = { walk: { ...sale.walk, version: 2 }, outcome: 'sale' };
  const report = pathReport(spring, [...calls, other]);
  expect([report.all.calls, report.all.goals]).toEqual([4, 2]);
  expect(report.edges.map(({ step, edge, calls: n, goals }) => [step, edge, n, goals])).toEqual([
    ['greeting', 'yes', 4, 2],
    ['disclosure', '', 3, 2],
    ['need', '', 3, 2],
    ['offer', 'dark', 2, 2],
    ['offer', 'none', 1, 0],
    ['reason', '', 1, 0],
    ['order', '', 2, 2],
  ]);
  expect(report.left).toEqual([{ step: 'disclosure', calls: 1 }]);
  expect(report.cards).toMatchObject([{ card: 'price', calls: 1, goals: 1 }]);
});

test('intervals are those of Wilson and of Newcombe, by their published examples', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: 81 of 263,
  // 15 of 148, 0 of 20, 1 of 29.
  const wilson = [
    [81, 263],
    [15, 148],
    [0, 20],
    [1, 29],
  ] as const;
  const bounds = wilson.map(([goals, calls]) => {
    const { low, high } = rateOf(goals, calls);
    return [low.toFixed(4), high.toFixed(4)];
  });
  expect(bounds).toEqual([
    ['0.2553', '0.3662'],
    ['0.0624', '0.1605'],
    ['0.0000', '0.1611'],
    ['0.0061', '0.1718'],
  ]);
  // The same, "Interval estimation for the difference", table II, method 10: 56/70 − 48/80, 9/10 −
  // 3/10.
  const { difference } = compareRates(rateOf(48, 80), rateOf(56, 70));
  expect([difference.low.toFixed(4), difference.high.toFixed(4)]).toEqual(['0.0524', '0.3339']);
  const few = compareRates(rateOf(3, 10), rateOf(9, 10));
  expect([few.difference.low.toFixed(4), few.difference.high.toFixed(4)]).toEqual([
    '0.1705',
    '0.8090',
  ]);
  expect(few.better).toBe('b');
  expect(compareRates(rateOf(2, 10), rateOf(3, 10)).better).toBe('not-known');
  expect(compareRates(rateOf(0, 0), rateOf(3, 10)).better).toBe('not-known');
});

test('the interval holds the true share about as often as it says', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const chance = createChance(seed);
  let held = 0;
  for (let trial = 0; trial < 2_000; trial++) {
    let goals = 0;
    for (let i = 0; i < 200; i++) if (chance.between(1, 100) <= 7) goals++;
    const { low, high } = rateOf(goals, 200);
    if (low <= 0.07 && 0.07 <= high) held++;
  }
  expect(held / 2_000, `SEED=${seed}`).toBeGreaterThan(0.92);
  expect(held / 2_000, `SEED=${seed}`).toBeLessThan(0.98);
});

test('a contact always gets the same version; versions get their shares; trials deal anew', () => {
  const trial = [
    { version: 3, weight: 3 },
    { version: 4, weight: 1 },
  ];
  const contacts = Array.from({ length: 8_000 }, (_, i) => `person-${i}`);
  const dealt = contacts.map((contact) => versionFor(trial, 'spring', contact));
  expect(contacts.map((contact) => versionFor(trial, 'spring', contact))).toEqual(dealt);
  const share = dealt.filter((version) => version === 4).length / dealt.length;
  expect(share).toBeGreaterThan(0.23);
  expect(share).toBeLessThan(0.27);
  const anew = contacts.filter((contact, i) => versionFor(trial, 'summer', contact) !== dealt[i]);
  expect(anew.length / dealt.length).toBeGreaterThan(0.3);
  expect(versionFor([{ version: 5, weight: 0 }], 'spring', 'anybody')).toBe(5);
  expect(() => versionFor([], 'spring', 'anybody')).toThrow('trial spring has no version');
});
