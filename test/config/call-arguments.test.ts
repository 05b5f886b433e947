/** What callers bring in one argument of `Stasis()`. */

import { expect, test } from 'vitest';
import { parseIds, parseSkillLevels } from '../../config/call-arguments.ts';

test('skills and least levels, joined as the dialplan joins lists', () => {
  expect(parseSkillLevels('english>=5&japanese>=10')).toEqual([
    { skill: 'english', levelMin: 5 },
    { skill: 'japanese', levelMin: 10 },
  ]);
  expect(parseSkillLevels(' english >= 5 & ja.formal>=1 ')).toEqual([
    { skill: 'english', levelMin: 5 },
    { skill: 'ja.formal', levelMin: 1 },
  ]);
});

test.each([
  ...['english', 'english=5', 'english>5', 'english>=0', 'english>=11', 'english>=5,japanese>=3'],
  ...['>=5', 'english>=5&', '&', 'a b>=5', 'english>=5>=6', '{}'],
])('is no list of skills: %s', (text) => {
  expect(parseSkillLevels(text)).toBeUndefined();
});

test('ids', () => {
  expect(parseIds('sales&billing')).toEqual(['sales', 'billing']);
  expect(parseIds(' sales ')).toEqual(['sales']);
  for (const text of ['sales,billing', 'sales&', 'a b', '-a', 'sales&&billing']) {
    expect(parseIds(text)).toBeUndefined();
  }
});

test('an empty value is an empty list: a variable of the dialplan that is not set', () => {
  expect(parseIds('')).toEqual([]);
  expect(parseSkillLevels(' ')).toEqual([]);
});

test('a list without end is refused', () => {
  const many = (part: string) => Array.from({ length: 17 }, () => part).join('&');
  expect(parseIds(many('a'))).toBeUndefined();
  expect(parseSkillLevels(many('a>=1'))).toBeUndefined();
  expect(parseIds(many('a').slice(2))).toHaveLength(16);
});
