/** Segments as users write them, and what they are told when they write them wrong. */

import { expect, test } from 'vitest';
import { readSegments } from '../../config/segment.ts';

const faultsOf = (text: string): readonly string[] => {
  const read = readSegments(text);
  return 'faults' in read ? read.faults : [];
};

test('spans are read as milliseconds, and other keys stay as they are', () => {
  const read = readSegments(`
lapsed:
  name: 休眠
  where:
    - any:
        - last-order: { before: 1y }
        - not: { bought: { product: tea, within: 8w } }
  score: [{ per: orders, add: 2, at-most: 20 }]
`);
  expect(read).toEqual({
    segments: new Map([
      [
        'lapsed',
        {
          name: '休眠',
          where: [
            {
              any: [
                { 'last-order': { before: 365 * 86_400_000 } },
                { not: { bought: { product: 'tea', within: 56 * 86_400_000 } } },
              ],
            },
          ],
          score: [{ per: 'orders', add: 2, 'at-most': 20 }],
        },
      ],
    ]),
  });
});

test.each([
  ['s: { where: [{ order: { at-least: 1 } }] }', 's.where.0: Unrecognized key: "order"'],
  ['s: { where: [{ orders: {} }] }', 's.where.0.orders: expected at-least, at-most or both'],
  ['s: { where: [{ last-order: { within: 90 } }] }', 's.where.0.last-order.within: '],
  ['s: { where: [{ last-order: { within: 90m } }] }', 'expected a time such as 12h, 90d, 8w or 2y'],
  ['s: { where: [{ list: a, complaint: open }] }', 'expected one condition in each entry'],
  [`s: { where: [{ attribute: { name: 'a"b', is: 1 } }] }`, 'the name of an attribute'],
  [
    's: { where: [{ attribute: { name: a, is: 1, known: true } }] }',
    'expected one of is, in, known',
  ],
  ['s: { score: [{ per: age, add: 1 }] }', 's.score.0.per: '],
  ['s: { where: [', 'Flow'],
])('%s is told: %s', (text, told) => {
  expect(faultsOf(text).join('\n')).toContain(told);
});

test('conditions can be put together eight deep and no deeper', () => {
  const nested = (depth: number): string =>
    depth === 0 ? '{ list: a }' : `{ not: ${nested(depth - 1)} }`;
  expect(faultsOf(`s: { where: [${nested(8)}] }`)).toEqual([]);
  expect(faultsOf(`s: { where: [${nested(9)}] }`)).not.toEqual([]);
});
