/** Segments mean on each engine what they say: compared with people looked at one by one. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { Attribute, Purchase } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { type Condition, readSegments, type Segment, segmentSchema } from '../../config/segment.ts';
import { createDice } from '../support/dice.ts';
import { type ModelPerson, meets, scoreOf } from './segment-model.ts';
import { contract, day, newStore, noon, type World } from './worlds.ts';

interface Context {
  readonly acme: TenantStore;
  readonly people: readonly (ModelPerson & { readonly id: number })[];
}

const regions = ['東京都', '大阪府', 'O\'Brien \\ "x"'];
const products = ['tea', 'cup', '緑茶'];
const values: readonly Attribute[] = [
  40,
  7.5,
  -1,
  '40',
  '金',
  'a"b\\c',
  "x' or 1=1",
  true,
  false,
  0,
];
const names = ['年齢', 'rank', 'ok'];
const peopleCount = 150;

/** People of every kind, the same in each run. */
function somePeople(): ModelPerson[] {
  const roll = createDice(5);
  const { pick } = roll;
  return Array.from({ length: peopleCount }, (_, i) => ({
    name: `p${i}`,
    numbers: [{ number: 819000000000 + i, kind: pick(['mobile', 'fixed'] as const), written: '' }],
    addresses:
      roll.below(4) === 0 ? [] : [{ kind: 'home', region: pick(regions), city: pick(['a', 'b']) }],
    attributes: Object.fromEntries(
      names.filter(() => roll.below(3) > 0).map((name) => [name, pick(values)]),
    ),
    purchases: Array.from(
      { length: roll.below(5) },
      (_, k): Purchase => ({
        orderKey: pick(['', 'A', 'B']),
        product: pick(products),
        amount: 100 * roll.below(50),
        boughtAt: noon - day * roll.below(500) - k,
      }),
    ),
    lists: pick([[], ['spring'], ['spring', 'autumn']]),
    complaints: pick([[], [], [{ isOpen: true }], [{ isOpen: false }]]),
  }));
}

async function setUp(world: World): Promise<Context> {
  const store = await newStore(world);
  const acme = await store.tenant('acme');
  const people = somePeople();
  const { ids } = await acme.people.save(people, { by: 'test' });
  await (await store.tenant('other')).people.save(people, { by: 'test' });
  for (const code of ['spring', 'autumn']) {
    const of = people.filter(({ lists }) => lists.includes(code));
    await acme.people.save(of, { by: 'test', list: await acme.lists.named(code) });
  }
  for (const [i, { complaints }] of people.entries()) {
    for (const { isOpen } of complaints) {
      const text = { person: ids[i]!, text: '', severity: 'low', raisedAt: noon } as const;
      const id = await acme.records.complain(text);
      if (!isOpen) await acme.records.closeComplaint(id, noon, '');
    }
  }
  return { acme, people: people.map((each, i) => ({ ...each, id: ids[i]! })) };
}

const spans = fc.constantFrom('1d', '90d', '1y', '12h', '30w');
const range = (most: number) =>
  fc.oneof(
    fc.record({ 'at-least': fc.integer({ min: 0, max: most }) }),
    fc.record({ 'at-most': fc.integer({ min: 0, max: most }) }),
  );
const moment = fc.oneof(
  fc.record({ within: spans }),
  fc.record({ before: spans }),
  fc.constant({ never: true }),
);
const attribute = fc.oneof(
  fc.record({ name: fc.constantFrom(...names), is: fc.constantFrom(...values) }),
  fc.record({
    name: fc.constantFrom(...names),
    in: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ name: fc.constantFrom(...names, 'nobody has it'), known: fc.boolean() }),
  fc.record({ name: fc.constantFrom(...names), 'at-least': fc.constantFrom(-2, 0, 7.5, 40) }),
  fc.record({ name: fc.constantFrom(...names), 'at-most': fc.constantFrom(-2, 0, 7.5, 40) }),
);
const leaf: fc.Arbitrary<object> = fc.oneof(
  fc.record({ attribute }),
  fc.record({ address: fc.record({ region: fc.constantFrom(...regions) }) }),
  fc.record({
    address: fc.record({ region: fc.constantFrom(...regions), city: fc.constant('a') }),
  }),
  fc.record({ number: fc.record({ kind: fc.constantFrom('mobile', 'voip') }) }),
  fc.record({ list: fc.constantFrom('spring', 'autumn', 'none') }),
  fc.record({ orders: range(4) }),
  fc.record({ spent: range(15_000) }),
  fc.record({ 'first-order': moment }),
  fc.record({ 'last-order': moment }),
  fc.record({
    bought: fc.record(
      { product: fc.constantFrom(...products), within: spans, 'at-least': fc.constantFrom(1, 2) },
      { requiredKeys: ['product'] },
    ),
  }),
  fc.record({ complaint: fc.constantFrom('open', 'any') }),
);
const condition = fc.letrec<{ any: object }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('any') }),
  ),
})).any;
const segments = fc.record({
  where: fc.array(condition, { minLength: 1, maxLength: 3 }),
  score: fc.array(
    fc.oneof(
      fc.record({ when: condition, add: fc.integer({ min: -9, max: 9 }) }),
      fc.record(
        {
          per: fc.constantFrom('orders', 'spent'),
          add: fc.integer({ min: -9, max: 9 }),
          'at-most': fc.constantFrom(-20, 20),
        },
        { requiredKeys: ['per', 'add'] },
      ),
    ),
    { maxLength: 3 },
  ),
});

/** The text of users, as a program reads it. */
const segmentOf = (yaml: string): Segment => {
  const read = readSegments(`s:\n  ${yaml.replaceAll('\n', '\n  ')}`);
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return read.segments.get('s')!;
};

export const segmentContract = contract('segments', setUp, {
  'count and order exactly whom they say, whatever the conditions': async ({ acme, people }) => {
    await fc.assert(
      fc.asyncProperty(segments, async (written) => {
        const segment = segmentSchema.parse(written);
        const all = { all: segment.where as readonly Condition[] };
        const expected = people
          .filter((person) => meets(person, all, noon))
          .map((person) => ({
            id: person.id,
            name: person.name,
            score: scoreOf(person, segment, noon),
          }))
          .toSorted((a, b) => b.score - a.score || a.id - b.id);
        expect(await acme.segments.count(segment)).toBe(expected.length);
        expect(await acme.segments.first(segment, 1000)).toEqual(expected);
      }),
      { numRuns: 60, seed: 20_261_001 },
    );
  },

  'lapsed regulars are those who bought often and not for long': async ({ acme, people }) => {
    const segment = segmentOf(
      'where: [{ orders: { at-least: 2 } }, { last-order: { before: 200d } }]',
    );
    const lapsed = people.filter(({ purchases = [] }) => {
      const orders = new Set(purchases.map(({ orderKey }, i) => orderKey || i));
      return orders.size >= 2 && purchases.every(({ boughtAt }) => boughtAt < noon - 200 * day);
    });
    expect(lapsed.length).toBeGreaterThan(0);
    expect(await acme.segments.count(segment)).toBe(lapsed.length);
  },

  'who has an open complaint is in no segment that does not ask for it': async ({
    acme,
    people,
  }) => {
    const without = people.filter(({ complaints }) => !complaints.some(({ isOpen }) => isOpen));
    expect(await acme.segments.count(segmentOf('name: all'))).toBe(without.length);
  },
});
