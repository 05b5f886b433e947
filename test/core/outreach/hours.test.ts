/** Hours on the clock of the wall, against the clock of the world asked every five minutes. */

import { describe, expect, test } from 'vitest';
import { asE164 } from '../../../core/outreach/ids.ts';
import { mayDial } from '../../../core/outreach/may-dial/may-dial.ts';
import { cleanFacts } from './clean-facts.ts';
import { countryRules } from './packs.ts';

const rules = countryRules();

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** What a clock on the wall shows: minute of the week, Monday 0:00 first. */
function wall(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]));
    const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday!);
    return day * 1_440 + Number(parts.hour) * 60 + Number(parts.minute);
  };
}

/** Weeks in which clocks change, and the hours of the place written out once more. */
const weeks = [
  { zone: 'America/New_York', number: 12125550100, from: '2026-03-06', open: daily(8, 21) },
  { zone: 'America/New_York', number: 12125550100, from: '2026-10-30', open: daily(8, 21) },
  { zone: 'America/Denver', number: 13035550100, from: '2026-03-06', open: daily(8, 21) },
  { zone: 'America/Phoenix', number: 16025550100, from: '2026-03-06', open: daily(8, 21) },
  { zone: 'Europe/London', number: 447700900000, from: '2026-03-27', open: britain },
  { zone: 'Europe/London', number: 447700900000, from: '2026-10-23', open: britain },
  { zone: 'Europe/Paris', number: 33123456789, from: '2026-03-27', open: france },
  { zone: 'America/Toronto', number: 14165550100, from: '2026-10-30', open: canada },
  { zone: 'Asia/Tokyo', number: 81312345678, from: '2026-03-27', open: daily(9, 20) },
];

function daily(from: number, to: number): (minute: number) => boolean {
  return (minute) => minute % 1_440 >= from * 60 && minute % 1_440 < to * 60;
}
function britain(minute: number): boolean {
  return minute < 5 * 1_440 ? daily(8, 21)(minute) : daily(9, 20)(minute);
}
function france(minute: number): boolean {
  return minute < 5 * 1_440 && (daily(10, 13)(minute) || daily(14, 20)(minute));
}
function canada(minute: number): boolean {
  if (minute >= 5 * 1_440) return daily(10, 18)(minute);
  return minute % 1_440 >= 540 && minute % 1_440 < 1_290;
}

describe('a telephone rings only while it is open', () => {
  test.each(weeks)('$zone, the week of $from', ({ zone, number, from, open }) => {
    const minuteOf = wall(zone);
    const start = Date.parse(`${from}T00:00:00Z`);
    let changes = 0;
    let before = false;
    for (let at = start; at < start + 5 * DAY_MS; at += 5 * MINUTE_MS) {
      const facts = { ...cleanFacts(number, at), ringMs: 0 };
      const { verdict } = mayDial(rules, facts, at);
      const expected = open(minuteOf(at));
      if ((verdict === 'allow') !== expected) expect.fail(new Date(at).toISOString());
      if (expected !== before) changes++;
      before = expected;
    }
    expect(changes).toBeGreaterThan(5);
  });
});

describe('the ringing counts', () => {
  const closing = Date.parse('2026-06-11T01:00:00Z'); // 21:00 in New York
  const at = (ringMs: number, earlierMs: number) =>
    mayDial(rules, { ...cleanFacts(12125550100, closing - earlierMs), ringMs }, closing - earlierMs)
      .verdict;

  test('all of it: a call that would ring past the end is put off', () => {
    expect(at(20_000, 20_000)).toBe('allow');
    expect(at(20_001, 20_000)).toBe('defer');
    expect(at(0, 1)).toBe('allow');
    expect(at(0, 0)).toBe('defer');
  });

  test('and a break that is too short to ring in is passed over', () => {
    // 23 hours of ringing fit into no day of any country.
    expect(at(23 * 3_600_000, 8 * 3_600_000)).toBe('deny');
  });
});

test('a number of several zones is called only while all of them are open', () => {
  // Nashville and Knoxville share Tennessee; 423 has exchanges of both clocks.
  const facts = cleanFacts(14235550100, 0);
  const morning = Date.parse('2026-06-10T12:30:00Z'); // 8:30 in Knoxville, 7:30 in Nashville
  const answer = mayDial(rules, { ...facts, ...fresh(morning) }, morning);
  expect(answer).toMatchObject({ verdict: 'defer', reason: 'outside-hours' });
  const knoxville = asE164(14232325555);
  const known = mayDial(rules, { ...facts, ...fresh(morning), number: knoxville }, morning);
  expect(known.verdict).toBe('allow');
});

const fresh = (now: number) => {
  const { registries } = cleanFacts(14235550100, now);
  return { registries };
};
