/** Opening hours against the wall clock as Intl shows it, minute by minute. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpen, nextChange } from '../../config/hours.ts';
import type { HoursSite } from '../../config/site.ts';
import { clockChanges, isTimeZone, momentsOf, offsetAt } from '../../config/time-zone.ts';
import { asHoursId, type Ms, NEVER } from '../../core/index.ts';
import { seedOfRun } from '../support/dice.ts';

const seed = seedOfRun();
console.info(`hours seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/config/hours.test.ts`);

const MINUTE = 60_000;
const DAY = 86_400_000;
const utc = (text: string): Ms => Date.parse(`${text}Z`);
const at = (text: string): string => new Date(text).toISOString();

function hoursOf(
  timeZone: string,
  week: HoursSite['week'],
  days: HoursSite['days'] = [],
): HoursSite {
  return { id: asHoursId('test'), timeZone, week, days };
}

/** The same hours on each day of the week. */
const daily = (from: number, to: number): HoursSite['week'] =>
  [0, 1, 2, 3, 4, 5, 6].map((day) => ({ from: day * 1_440 + from, to: day * 1_440 + to }));

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The obvious way: ask the clock on the wall, then look it up. Nothing is shared with the code
 * tested.
 */
function isOpenSlowly(hours: HoursSite, moment: Ms): boolean {
  const format =
    formats.get(hours.timeZone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: hours.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
  formats.set(hours.timeZone, format);
  const [date, clock] = format.format(moment).split(' ') as [string, string];
  const [hour, minute] = clock.split(':').map(Number) as [number, number];
  const own =
    hours.days.find((day) => day.date === date) ??
    hours.days.find((day) => day.date === `*${date.slice(4)}`);
  const ofDay = hour * 60 + minute;
  if (own) return own.open.some(({ from, to }) => ofDay >= from && ofDay < to);
  const weekday = (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7;
  const ofWeek = weekday * 1_440 + ofDay;
  return hours.week.some(({ from, to }) => ofWeek >= from && ofWeek < to);
}

/** Compares both at every minute of a stretch, and every change with the next that is told. */
function compare(hours: HoursSite, from: Ms, until: Ms): void {
  let open = isOpenSlowly(hours, from);
  let told = nextChange(hours, from);
  for (let moment = from; moment < until; moment += MINUTE) {
    const slowly = isOpenSlowly(hours, moment);
    if (isOpen(hours, moment) !== slowly) {
      expect.fail(`${at(new Date(moment).toISOString())}: isOpen is not ${slowly}`);
    }
    if (slowly !== open) {
      expect(new Date(told).toISOString()).toBe(new Date(moment).toISOString());
      open = slowly;
      told = nextChange(hours, moment);
    } else if (moment >= told) {
      expect.fail(`a change was told for ${new Date(told).toISOString()}`);
    }
  }
}

describe('daylight saving', () => {
  test('Berlin, 29 March 2026: an hour that is skipped is not there', () => {
    const hours = hoursOf('Europe/Berlin', daily(90, 150));
    // 1:30 in winter time, and 2:30 does not exist: closed when the clocks jump from 2:00 to 3:00.
    expect(nextChange(hours, utc('2026-03-29T00:00'))).toBe(utc('2026-03-29T00:30'));
    expect(isOpen(hours, utc('2026-03-29T00:59'))).toBe(true);
    expect(nextChange(hours, utc('2026-03-29T00:30'))).toBe(utc('2026-03-29T01:00'));
  });

  test('Berlin, 25 October 2026: an hour that comes twice is open twice', () => {
    const hours = hoursOf('Europe/Berlin', daily(120, 150));
    const changes: string[] = [];
    let moment = utc('2026-10-24T22:00');
    for (let count = 0; count < 4; count++) {
      moment = nextChange(hours, moment);
      changes.push(new Date(moment).toISOString().slice(11, 16));
    }
    expect(changes).toEqual(['00:00', '00:30', '01:00', '01:30']);
  });

  test('New York: 9 to 17 is 9 to 17 on both sides of the change', () => {
    const hours = hoursOf('America/New_York', daily(540, 1_020));
    expect(isOpen(hours, utc('2026-03-07T14:00'))).toBe(true);
    expect(isOpen(hours, utc('2026-03-07T13:59'))).toBe(false);
    expect(isOpen(hours, utc('2026-03-08T13:00'))).toBe(true);
    expect(isOpen(hours, utc('2026-03-08T12:59'))).toBe(false);
  });

  test.each([
    ['Europe/Berlin', '2026-03-28', '2026-03-31'],
    ['Europe/Berlin', '2026-10-24', '2026-10-27'],
    ['America/New_York', '2026-03-07', '2026-03-10'],
    ['America/New_York', '2026-10-31', '2026-11-03'],
    // No change at all; half an hour; a change at midnight; a whole day left out.
    ['Asia/Tokyo', '2026-12-30', '2027-01-05'],
    ['Australia/Lord_Howe', '2026-04-03', '2026-04-07'],
    ['America/Santiago', '2026-09-04', '2026-09-08'],
    ['Pacific/Apia', '2011-12-28', '2012-01-01'],
  ])('%s from %s to %s, minute by minute', (zone, from, until) => {
    for (const week of [daily(0, 150), daily(135, 165), daily(0, 1_440), daily(1_435, 1_440)]) {
      const days = [
        { date: '*-01-01', name: '', open: [] },
        { date: '2026-10-25', name: '', open: [{ from: 145, to: 155 }] },
      ];
      compare(hoursOf(zone, week, days), utc(`${from}T00:00`), utc(`${until}T00:00`));
    }
  });
});

describe('days of their own', () => {
  const office = daily(540, 1_080);

  test('a day of every year closes the office every year', () => {
    const hours = hoursOf('Asia/Tokyo', office, [{ date: '*-01-01', name: '元日', open: [] }]);
    for (const year of [2026, 2027, 2040]) {
      expect(isOpen(hours, utc(`${year}-01-01T03:00`))).toBe(false);
      expect(isOpen(hours, utc(`${year}-01-02T03:00`))).toBe(true);
    }
  });

  test('a date wins over a day of every year', () => {
    const hours = hoursOf('Asia/Tokyo', office, [
      { date: '*-01-01', name: '元日', open: [] },
      { date: '2027-01-01', name: 'open once', open: [{ from: 600, to: 660 }] },
    ]);
    expect(isOpen(hours, utc('2027-01-01T01:30'))).toBe(true);
    expect(isOpen(hours, utc('2028-01-01T01:30'))).toBe(false);
  });

  test('29 February is found years ahead, and what never changes is said so', () => {
    const leap = hoursOf('UTC', daily(0, 1_440), [{ date: '*-02-29', name: '', open: [] }]);
    expect(nextChange(leap, utc('2097-01-01T00:00'))).toBe(utc('2104-02-29T00:00'));
    expect(nextChange(hoursOf('Europe/Berlin', daily(0, 1_440)), utc('2026-01-01T00:00'))).toBe(
      NEVER,
    );
    expect(nextChange(hoursOf('Europe/Berlin', []), utc('2026-01-01T00:00'))).toBe(NEVER);
  });

  test('is looked for no further than asked', () => {
    const shop = hoursOf('Asia/Tokyo', daily(540, 1_080));
    const opens = utc('2026-11-24T00:00');
    expect(nextChange(shop, opens - MINUTE, MINUTE)).toBe(NEVER);
    expect(nextChange(shop, opens - MINUTE, MINUTE + 1)).toBe(opens);
    expect(nextChange(shop, opens, DAY)).toBe(opens + 540 * MINUTE);
  });
});

test('any hours, anywhere, agree with the clock on the wall minute by minute', () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 1_440 }))
    .map(([from, length]) => ({ from, to: Math.min(1_440, from + length) }));
  const ranges = fc.array(range, { maxLength: 3 }).map((all) => {
    const sorted = [...all].sort((a, b) => a.from - b.from);
    return sorted.filter((each, index) => index === 0 || each.from >= sorted[index - 1]!.to);
  });
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Asia/Tokyo',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Africa/Casablanca',
    'Australia/Lord_Howe',
    'America/Santiago',
    'UTC',
  );
  const week = fc
    .array(ranges, { minLength: 7, maxLength: 7 })
    .map((days) =>
      days.flatMap((all, day) =>
        all.map(({ from, to }) => ({ from: day * 1_440 + from, to: day * 1_440 + to })),
      ),
    );
  const hours = fc.record({ zone, week, own: ranges, yearly: ranges, nth: fc.nat(365) });
  fc.assert(
    fc.property(hours, fc.boolean(), ({ zone: timeZone, week: all, own, yearly, nth }, near) => {
      const changes = clockChanges(timeZone, utc('2026-01-01T00:00'), utc('2027-01-01T00:00'));
      const change = changes[nth % Math.max(1, changes.length)];
      const start = near && change ? change.fromMs - 2 * DAY : utc('2026-01-01T00:00') + nth * DAY;
      const date = new Date(start + DAY).toISOString().slice(0, 10);
      const next = new Date(start + 2 * DAY).toISOString().slice(5, 10);
      const days = [
        { date, name: '', open: own },
        { date: `*-${next}`, name: '', open: yearly },
      ];
      compare(hoursOf(timeZone, all, days), start, start + 4 * DAY);
    }),
    { numRuns: 40, seed },
  );
}, 120_000);

describe('local time', () => {
  test('a time that is skipped has no moment, one that comes twice has two', () => {
    expect(momentsOf('Europe/Berlin', utc('2026-03-29T02:30'))).toEqual([]);
    expect(momentsOf('Europe/Berlin', utc('2026-10-25T02:30'))).toEqual([
      utc('2026-10-25T00:30'),
      utc('2026-10-25T01:30'),
    ]);
    expect(momentsOf('Asia/Tokyo', utc('2026-01-01T00:00'))).toEqual([utc('2025-12-31T15:00')]);
  });

  test('spans of one offset meet without gap, to the second of the change', () => {
    const span = offsetAt('Europe/Berlin', utc('2026-03-29T00:59'));
    expect(new Date(span.untilMs).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(offsetAt('Europe/Berlin', span.untilMs).offsetMs - span.offsetMs).toBe(3_600_000);
  });

  test('zones that do not exist are known as such', () => {
    expect(['Asia/Tokyo', 'UTC', 'Europe/Kyiv'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['Europe/Berln', '+09:00', ''].map(isTimeZone)).toEqual([false, false, false]);
  });
});
