/** Budgets of abandoned calls, as the packs date them. */

import { expect, test } from 'vitest';
import { abandonmentAt } from '../../../core/outreach/may-dial/abandonment.ts';
import type { LegalClass } from '../../../core/outreach/may-dial/facts.ts';
import { longRules } from './packs.ts';

const rules = longRules();
const budgets = (place: string, legalClass: LegalClass, date: string) =>
  abandonmentAt(rules, rules.places.get(place)!, legalClass, Date.parse(date)).map(
    ({ most, window, answerMs, clock, ringMs }) => ({ most, window, answerMs, clock, ringMs }),
  );
const days = (count: number) => ({ kind: 'days', days: count });
const common = { answerMs: 2_000, ringMs: 15_000 };

test.each([
  // 16 CFR 310.4(b)(4): 3 % in 30 days, two seconds after the completed greeting.
  [
    'US-FL',
    'sale',
    '2026-06-10T12:00Z',
    [{ most: 0.03, window: days(30), clock: 'greeting-ends', ...common }],
  ],
  ['US-FL', 'survey', '2026-06-10T12:00Z', []],
  // CRTC: 5 % in a month of the calendar.
  [
    'CA-ON',
    'sale',
    '2026-06-10T12:00Z',
    [{ most: 0.05, window: { kind: 'month' }, clock: 'answer', ...common }],
  ],
  // Ofcom: 3 % a day until the statement of 2016, no allowance since 1 March 2017.
  [
    'GB',
    'sale',
    '2017-02-28T12:00Z',
    [{ most: 0.03, window: days(1), clock: 'greeting-begins', ...common }],
  ],
  [
    'GB',
    'sale',
    '2017-03-01T00:00Z',
    [{ most: 0, window: days(1), clock: 'greeting-begins', ...common }],
  ],
  ['FR', 'sale', '2026-06-10T12:00Z', []],
] as const)('%s, %s, on %s', (place, legalClass, date, expected) => {
  expect(budgets(place, legalClass, date)).toEqual(expected);
});
