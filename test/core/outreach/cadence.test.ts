/** When a person is tried next; SEED=n plays the random ones again. */

import { describe, expect, test } from 'vitest';
import { createChance } from '../../../adapters/simulated/random.ts';
import { zoneClock } from '../../../config/time-zone.ts';
import { nextTry, partAt, type Try } from '../../../core/outreach/cadence/cadence.ts';
import { PartRates } from '../../../core/outreach/cadence/part-rates.ts';
import {
  isOurs,
  networkResultOf,
  type TryResult,
  tryResults,
} from '../../../core/outreach/cadence/results.ts';
import { type CadenceRule, faultsOf } from '../../../core/outreach/cadence/rule.ts';
import { dayOf } from '../../../core/outreach/may-dial/zones.ts';
import { NEVER } from '../../../core/routing/ids.ts';

const minute = 60_000;
const hour = 60 * minute;
const again = (waitMs: number, samePart = false) => ({ waitMs, samePart });
const rule: CadenceRule = {
  ...{ attemptsMax: 6, daysMax: 10, dayMax: 2, faultsMax: 3 },
  parts: [
    { fromMs: 9 * hour, untilMs: 12 * hour },
    { fromMs: 12 * hour, untilMs: 17 * hour },
    { fromMs: 17 * hour, untilMs: 20 * hour },
  ],
  after: {
    busy: again(10 * minute, true),
    'no-answer': again(2 * hour),
    declined: again(24 * hour),
    unallocated: again(hour),
    unreachable: again(4 * hour),
    congested: again(minute, true),
    failed: again(minute, true),
    withdrawn: again(minute, true),
    person: again(NEVER),
    machine: again(3 * hour),
    abandoned: again(72 * hour),
    'hung-up-early': again(24 * hour),
  },
};
const clockOf = (zone: string) => zoneClock(zone, Date.UTC(2026, 0, 1), Date.UTC(2028, 0, 1));
const tokyo = clockOf('Asia/Tokyo');
const at = (text: string): number => Date.parse(`${text}+09:00`);
const tried = (text: string, result: TryResult): Try => ({ at: at(text), result });
const show = (ms: number): string => new Date(ms + 9 * hour).toISOString().slice(0, 16);
const next = (tries: readonly Try[], now: string, rates = new PartRates(3)) => {
  const found = nextTry(rule, tries, tokyo, at(now), rates);
  return 'ended' in found ? found.ended : show(found.at);
};

describe('the next attempt', () => {
  test('is now, when nobody has tried and it is a time to call', () => {
    expect(next([], '2026-11-26T10:30')).toBe('2026-11-26T10:30');
    expect(next([], '2026-11-26T21:00')).toBe('2026-11-27T09:00');
  });

  test('goes to the next part of the day after nobody answered, not to the same one', () => {
    const morning = tried('2026-11-26T10:30', 'no-answer');
    expect(next([morning], '2026-11-26T10:31')).toBe('2026-11-26T12:30');
    const noon = tried('2026-11-26T12:30', 'no-answer');
    // Two a day: the evening is tomorrow's.
    expect(next([morning, noon], '2026-11-26T12:31')).toBe('2026-11-27T17:00');
    const evening = tried('2026-11-27T17:00', 'no-answer');
    expect(next([morning, noon, evening], '2026-11-27T17:01')).toBe('2026-11-28T09:00');
  });

  test('is soon after a busy line, in the same part', () => {
    expect(next([tried('2026-11-26T10:30', 'busy')], '2026-11-26T10:31')).toBe('2026-11-26T10:40');
  });

  test('is the part in which people answer most, of those that are due', () => {
    const rates = new PartRates(3);
    for (let i = 0; i < 100; i++) {
      rates.learn(0, 3, i % 10 === 0);
      rates.learn(2, 3, i % 2 === 0);
    }
    expect(next([], '2026-11-26T09:00', rates)).toBe('2026-11-26T17:00');
    const evening = tried('2026-11-26T17:30', 'no-answer');
    expect(next([evening], '2026-11-26T17:31', rates)).toBe('2026-11-27T12:00');
  });

  test('does not count what was no fault of the number, up to a limit', () => {
    const failed = tried('2026-11-26T10:30', 'congested');
    expect(next([failed], '2026-11-26T10:30')).toBe('2026-11-26T10:31');
    expect(next([failed, failed, failed], '2026-11-26T10:30')).toBe('faults');
  });

  test('there is none after a person, all attempts, all days', () => {
    expect(next([tried('2026-11-26T10:30', 'person')], '2026-11-26T11:00')).toBe('result');
    const missed = tried('2026-11-26T10:30', 'no-answer');
    expect(next(Array(6).fill(missed), '2026-11-26T11:00')).toBe('attempts');
    expect(next([missed], '2026-12-05T21:00')).toBe('days');
  });
});

test('at random: after its wait, in a part, within every limit, parts evenly used', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const zones = ['Asia/Tokyo', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'];
  const clocks = zones.map(clockOf);
  const chance = createChance(seed);
  const results = tryResults.filter((each) => !isOurs(each) && each !== 'person');
  for (let lead = 0; lead < 400; lead++) {
    const clock = chance.pick(clocks);
    const patient = chance.pick([false, true]);
    const own = patient ? { ...rule, dayMax: 9, daysMax: 60, attemptsMax: 12 } : rule;
    const tries: Try[] = [];
    let now = Date.UTC(2026, chance.between(0, 11), chance.between(1, 28), chance.between(0, 23));
    const hint = `SEED=${seed} lead ${lead} ${clock.name}`;
    for (;;) {
      const found = nextTry(own, tries, clock, now, new PartRates(3));
      if ('ended' in found) break;
      const last = tries.at(-1);
      const waited = last === undefined ? now : last.at + own.after[last.result].waitMs;
      expect(found.at, hint).toBeGreaterThanOrEqual(Math.max(now, waited));
      expect(partAt(own, clock, found.at), hint).toBe(found.part);
      expect(found.until, hint).toBeGreaterThan(found.at);
      const moment = chance.between(found.at, found.until - 1);
      tries.push({ at: moment, result: patient ? 'no-answer' : chance.pick(results) });
      now = moment + chance.between(0, hour);
      const sameDay = tries.filter((each) => dayOf(clock, each.at) === dayOf(clock, moment));
      expect(sameDay.length, hint).toBeLessThanOrEqual(own.dayMax);
      expect(tries.length, hint).toBeLessThanOrEqual(own.attemptsMax);
      const days = dayOf(clock, moment) - dayOf(clock, tries[0]!.at) + 1;
      expect(days, hint).toBeLessThanOrEqual(own.daysMax);
    }
    if (!patient) continue;
    const used = own.parts.map(
      (_, part) => tries.filter((each) => partAt(own, clock, each.at) === part).length,
    );
    expect(used, hint).toEqual([4, 4, 4]);
  }
});

test('rates of few attempts stay near those of all, many speak for themselves, old ones fade', () => {
  const rates = new PartRates(2);
  expect(rates.rate(0, 0)).toBeCloseTo(0.25);
  for (let i = 0; i < 3; i++) rates.learn(0, 0, true);
  expect(rates.rate(0, 0)).toBeLessThan(0.45);
  for (let i = 0; i < 4_000; i++) rates.learn(1, 0, i % 10 === 0);
  expect(rates.rate(1, 0)).toBeCloseTo(0.1, 2);
  for (let i = 0; i < 4_000; i++) rates.learn(1, 4, i % 2 === 0);
  expect(rates.rate(1, 0)).toBeGreaterThan(0.3);
  expect(rates.rate(1, 6)).not.toBe(rates.rate(1, 5 - 1));
  const again = PartRates.restore(2, rates.snapshot());
  expect(again.rate(1, 0)).toBe(rates.rate(1, 0));
  expect(() => PartRates.restore(3, rates.snapshot())).toThrow('2 parts of the day, not 3');
});

test('causes of the network are told apart', () => {
  const results = [1, 16, 17, 18, 21, 22, 27, 34, 127].map((cause) =>
    networkResultOf(cause, false, true),
  );
  expect(results).toEqual([
    ...['unallocated', 'no-answer', 'busy', 'no-answer', 'declined', 'unallocated'],
    ...['unreachable', 'congested', 'failed'],
  ]);
  expect(networkResultOf(16, false, false)).toBe('failed');
  expect(networkResultOf(16, true, true)).toBe('answered');
});

test('what is wrong with a rule is told', () => {
  expect(faultsOf(rule)).toEqual([]);
  const broken = {
    ...rule,
    attemptsMax: 0,
    parts: [{ fromMs: 9 * hour, untilMs: 9 * hour }],
    after: { ...rule.after, busy: again(-1) },
  };
  expect(faultsOf(broken)).toEqual([
    'attemptsMax is 0; it must be a whole number of at least 1',
    'part 1 of the day is empty, not after the one before, or beyond the day',
    'the wait after busy is below 0',
  ]);
});
