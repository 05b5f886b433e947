/** Promises to call back: the owner first, then the team; what is late and why. */

import { expect, test } from 'vitest';
import { createChance } from '../../../adapters/simulated/random.ts';
import { asCampaignId, asE164, asPersonId } from '../../../core/outreach/ids.ts';
import { keptAt, Promises, type PromiseTerms } from '../../../core/outreach/promises/promises.ts';

const minute = 60_000;
const terms = (id: string, at: number, more: Partial<PromiseTerms> = {}): PromiseTerms => ({
  ...{ id, at, person: asPersonId(id), number: asE164(81312345678) },
  ...{ campaign: asCampaignId('spring'), team: 'sales', owner: 'tanaka', ownerMs: 5 * minute },
  ...more,
});
const sales = new Set(['sales']);
const here = (_: string) => false;
const idsFor = (promises: Promises, agent: string, now: number, isAway = here) =>
  promises.dueFor(agent, sales, isAway, now).map(({ id }) => id);

test('the owner keeps it from its moment on, the team after the owner has had the time', () => {
  const promises = new Promises();
  promises.add(terms('a', 10 * minute));
  expect(promises.nextAt).toBe(10 * minute);
  expect(idsFor(promises, 'tanaka', 10 * minute - 1)).toEqual([]);
  expect(idsFor(promises, 'tanaka', 10 * minute)).toEqual(['a']);
  expect(idsFor(promises, 'sato', 10 * minute)).toEqual([]);
  expect(idsFor(promises, 'sato', 15 * minute)).toEqual(['a']);
});

test('the team keeps it at once when the owner is away, or there is none; other teams never', () => {
  const promises = new Promises();
  promises.add(terms('a', minute));
  const { owner, ...nobody } = terms('b', minute);
  expect(owner).toBe('tanaka');
  promises.add(nobody);
  promises.add(terms('c', minute, { team: 'support' }));
  expect(idsFor(promises, 'sato', minute)).toEqual(['b']);
  expect(idsFor(promises, 'sato', minute, (who) => who === 'tanaka')).toEqual(['a', 'b']);
});

test('one is late when its window, or two minutes, are over, with the reason told last', () => {
  const promises = new Promises();
  promises.add(terms('a', 0));
  promises.add(terms('window', 0, { until: 60 * minute }));
  expect(promises.late(2 * minute)).toEqual([]);
  promises.hinder('a', 'trunk');
  promises.hinder('a', 'no-agent');
  const [late, ...others] = promises.late(3 * minute);
  expect(others).toEqual([]);
  expect([late?.id, late?.lateMs, late?.hindrance]).toEqual(['a', minute, 'no-agent']);
  expect(keptAt(terms('a', 0), 'sato', 3 * minute)).toMatchObject({
    outcome: 'kept',
    lateMs: minute,
  });
  expect(keptAt(terms('a', 0), 'sato', minute)).toMatchObject({ outcome: 'kept', lateMs: 0 });
});

test('agents are kept free for what is due until then', () => {
  const promises = new Promises();
  for (const [id, at] of [
    ['a', 1],
    ['b', 5],
    ['c', 9],
  ] as const)
    promises.add(terms(id, at * minute));
  promises.add(terms('d', minute, { team: 'support' }));
  expect([0, 1, 5, 9].map((at) => promises.reserve('sales', at * minute))).toEqual([0, 1, 2, 3]);
});

test('at random: in order of their moments, none twice, none lost', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const chance = createChance(seed);
  const promises = new Promises();
  const expected = new Map<string, PromiseTerms>();
  for (let i = 0; i < 2_000; i++) {
    const id = String(chance.between(0, 300));
    if (chance.between(0, 2) > 0) {
      const one = terms(id, chance.between(0, 50));
      expect(promises.add(one), `SEED=${seed}`).toBe(!expected.has(id));
      if (!expected.has(id)) expected.set(id, one);
    } else {
      expect(promises.settle(id), `SEED=${seed}`).toBe(expected.get(id));
      expected.delete(id);
    }
  }
  const sorted = [...expected.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  expect(promises.all(), `SEED=${seed}`).toEqual(sorted);
  expect(promises.size).toBe(sorted.length);
});
