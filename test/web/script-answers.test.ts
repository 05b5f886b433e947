/** What an agent sees of a script while answers and pushes cross. */

import { expect, test } from 'vitest';
import { Answered } from '../../server/web/panels/script/answered.ts';

test('a push that comes after further answers takes nobody back in the script', () => {
  const script = new Answered('hello');
  script.answered('taste');
  script.answered('cups');
  expect(script.isNews('taste')).toBe(false);
  expect(script.isNews('cups')).toBe(true);
});

test('pushes that are left out are not waited for', () => {
  const script = new Answered('hello');
  for (const step of ['taste', 'cups', 'taste']) script.answered(step);
  expect(script.isNews('cups')).toBe(false);
  expect(script.isNews('taste')).toBe(true);
  expect(script.isNews('goodbye')).toBe(true);
});

test('what is done in another window is shown, and so is what follows', () => {
  const script = new Answered('hello');
  script.answered('taste');
  expect(script.isNews('goodbye')).toBe(true);
  expect(script.isNews('hello')).toBe(true);
});

test('a push that is quicker than its answer is not awaited again', () => {
  const script = new Answered('hello');
  expect(script.isNews('taste')).toBe(true);
  script.answered('taste');
  expect(script.isNews('hello')).toBe(true);
});
