/** Days, months and clocks of the pure part, against the calendar of the platform. */

import { describe, expect, test } from 'vitest';
import {
  addMonths,
  civilOf,
  dayNumber,
  monthStart,
} from '../../../core/outreach/may-dial/civil.ts';
import {
  assertCovered,
  DAY_MS,
  dayOf,
  momentOf,
  startOfDay,
  weekdayOf,
} from '../../../core/outreach/may-dial/zones.ts';
import { countryRules } from './packs.ts';

const rules = countryRules();

const { zones, zoneOf } = rules;
const clockOf = (name: string) => zones.clocks[zoneOf.get(name)!]!;

describe('days as numbers', () => {
  test('are those of the calendar, over four centuries', () => {
    for (let day = dayNumber(1900, 1, 1); day < dayNumber(2300, 1, 1); day += 97) {
      const date = new Date(day * DAY_MS);
      expect(civilOf(day)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
      expect(weekdayOf(day)).toBe((date.getUTCDay() + 6) % 7);
      const { year, month, day: dayOfMonth } = civilOf(day);
      expect(dayNumber(year, month, dayOfMonth)).toBe(day);
    }
  });

  test.each([
    ['2024-08-31', 18, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-12-15', 3, '2024-03-15'],
    ['2026-06-10', 18, '2027-12-10'],
    ['2026-01-31', 0, '2026-01-31'],
  ])('%s and %i months are %s', (from, months, to) => {
    const number = (date: string) => Date.parse(date) / DAY_MS;
    expect(addMonths(number(from), months)).toBe(number(to));
  });

  test('begin their month', () => {
    expect(monthStart(dayNumber(2026, 12, 31), 1)).toBe(dayNumber(2027, 1, 1));
    expect(monthStart(dayNumber(2026, 3, 1), -3)).toBe(dayNumber(2025, 12, 1));
  });
});

describe('a clock', () => {
  test('begins a day that has no midnight with its first moment', () => {
    // No zone of the packs skips midnight: this one did, in Chile.
    const chile = {
      name: 'America/Santiago',
      fromMs: [0, Date.parse('2026-09-06T04:00:00Z')],
      offsetMs: [-4 * 3_600_000, -3 * 3_600_000],
    };
    const day = dayNumber(2026, 9, 6);
    expect(new Date(startOfDay(chile, day)).toISOString()).toBe('2026-09-06T04:00:00.000Z');
    expect(dayOf(chile, startOfDay(chile, day))).toBe(day);
    expect(dayOf(chile, startOfDay(chile, day) - 1)).toBe(day - 1);
  });

  test('shows an hour that comes twice first the first time', () => {
    const newYork = clockOf('America/New_York');
    const local = Date.parse('2026-11-01T01:30:00Z');
    expect(new Date(momentOf(newYork, local)).toISOString()).toBe('2026-11-01T05:30:00.000Z');
  });

  test('is refused for years it was not made for', () => {
    expect(() => assertCovered(zones, Date.UTC(2040, 0, 1))).toThrow('no clocks are known');
    expect(() => assertCovered(zones, Date.UTC(1999, 0, 1))).toThrow('no clocks are known');
  });

  test.each(['America/New_York', 'Europe/London', 'America/St_Johns', 'Asia/Tokyo'])(
    'of %s shows what the platform shows, each six hours of a year',
    (zone) => {
      const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
      const clock = clockOf(zone);
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += DAY_MS / 4 + 60_000) {
        const date = new Date(dayOf(clock, at) * DAY_MS).toISOString().slice(0, 10);
        expect(date).toBe(format.format(at));
      }
    },
  );
});
