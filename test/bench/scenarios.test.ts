/**
 * Every bench runs here on a small world: that it works, that it is deterministic, not how fast it
 * is.
 */

import { describe, expect, test } from 'vitest';
import { Agenda } from '../../bench/agenda.ts';
import { budgets, judge } from '../../bench/budgets.ts';
import { inDigits, reportInText } from '../../bench/report.ts';
import { figure, type ScenarioResult } from '../../bench/scenario.ts';
import { scenarios } from '../../bench/scenarios/index.ts';
import { percentiles } from '../../bench/statistics.ts';
import { createTrace } from '../../bench/traffic.ts';
import { createUnit } from '../../bench/unit.ts';
import { createWorld, smallSize } from '../../bench/world.ts';

// These need a process with --expose-gc: test/bench/run.test.ts runs them there.
const GC = /^(collections|large-collections|memory)\b/;
const here = Object.entries(scenarios).filter(([name]) => !GC.test(name));

const results = new Map<string, Promise<ScenarioResult>>();
/** What the scenario gives with seed 7: run when first asked for. */
function once(name: string): Promise<ScenarioResult> {
  const result = results.get(name) ?? scenarios[name]!({ small: true, seed: 7 });
  results.set(name, result);
  return result;
}

describe('a bench on the small world', () => {
  test.each(here)(
    '%s gives figures and the same hash twice',
    async (name, scenario) => {
      const first = await once(name);
      const second = await scenario({ small: true, seed: 7 });
      const other = await scenario({ small: true, seed: 8 });
      expect(first.scenario).toBe(name);
      expect(first.hash).toBe(second.hash);
      expect(first.hash).not.toBe(other.hash);
      for (const each of first.figures) {
        expect(each.value, each.id).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(each.value), each.id).toBe(true);
      }
    },
    120_000,
  );

  test('every budget names a figure some scenario gives', async () => {
    const results = await Promise.all(here.map(([name]) => once(name)));
    const ids = new Set(results.flatMap((result) => result.figures.map((each) => each.id)));
    const named = budgets
      .flatMap(({ figure, over }) => [figure, over ?? figure])
      .filter((id) => !GC.test(id));
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  }, 120_000);
});

describe('the traffic', () => {
  const policy = createWorld(smallSize, 3);
  const trace = createTrace({
    policy,
    facts: 4_000,
    warmMin: 1_000,
    seed: 3,
    waiting: 60,
    perSecond: 0,
  });

  test('keeps the line full and tells facts in order of time', () => {
    expect(trace.waitingMean).toBeGreaterThan(40);
    expect(trace.waitingMean).toBeLessThan(80);
    expect(trace.warm).toBeGreaterThanOrEqual(1_000);
    expect(trace.events).toHaveLength(trace.warm + 4_000);
    for (let i = 1; i < trace.events.length; i++) {
      expect(trace.times[i]).toBeGreaterThanOrEqual(trace.times[i - 1]!);
    }
  });

  test('holds every kind of fact that a call or an agent gives rise to', () => {
    const seen = new Set(trace.events.map((event) => event?.type ?? 'timer'));
    const kinds =
      'timer call-arrived caller-left offer-ringing offer-answered offer-ended call-connected ' +
      'connect-failed agent-left agent-signed-in agent-signed-out agent-paused agent-unpaused ' +
      'wrap-up-ended agent-reachable agent-unreachable agent-busy agent-free';
    expect(kinds.split(' ').filter((kind) => !seen.has(kind as 'timer'))).toEqual([]);
  });
});

describe('the verdict', () => {
  const list = [
    { figure: 'a.x', atMost: 2, small: true },
    { figure: 'a.y', atLeast: 5, small: false },
  ];
  const holds = (x: number, y: number, small = false) =>
    judge([figure('a.x', '', x, '×'), figure('a.y', '', y, '×')], ['a'], small, list).map(
      (verdict) => verdict.holds,
    );

  test('tells a budget that holds from one that is broken', () => {
    expect(holds(2, 5)).toEqual([true, true]);
    expect(holds(2.1, 4.9)).toEqual([false, false]);
    expect(holds(2.1, 0, true)).toEqual([false]);
  });

  test('is broken when the scenario ran and the figure is missing', () => {
    expect(judge([], ['a'], false, list).map((each) => each.holds)).toEqual([false, false]);
    expect(judge([], ['b'], false, list)).toEqual([]);
  });

  test('of a ratio between scenarios asks for both', () => {
    const ratio = [{ figure: 'b.x', over: 'a.x', atMost: 2, small: true }];
    const figures = [figure('a.x', '', 2, '×'), figure('b.x', '', 5, '×')];
    expect(judge(figures, ['a', 'b'], false, ratio)).toMatchObject([{ value: 2.5, holds: false }]);
    expect(judge(figures, ['b'], false, ratio)).toEqual([]);
  });

  test('is printed beside its figure', () => {
    const figures = [figure('a.x', 'cost', Math.PI, '×')];
    const text = reportInText({
      machine: { node: 'v20', cpu: 'x', cores: 2, memoryGiB: 4 },
      seed: 1,
      small: false,
      results: [{ scenario: 'a', load: ['a load'], figures, hash: '00' }],
      verdicts: judge(figures, ['a'], false, list),
    });
    expect(text).toContain('3.14 ×     BROKEN at most 2');
    expect(text).toContain('0 of 2 budgets hold');
    expect(text).toContain('broken: a.y is missing');
  });
});

test('percentiles are times that were seen', () => {
  const series = Float64Array.from({ length: 1_000 }, (_, i) => 1_000 - i);
  const { p50, p99, p999, max, mean } = percentiles(series);
  expect([p50, p99, p999, max, mean]).toEqual([500, 990, 999, 1_000, 500.5]);
});

test('the agenda gives back by time, and what came first among equals', () => {
  const agenda = new Agenda<string>();
  for (const [at, name] of [
    [5, 'c'],
    [1, 'a'],
    [5, 'd'],
    [3, 'b'],
  ] as const)
    agenda.add(at, name);
  expect([agenda.take(), agenda.take(), agenda.take(), agenda.take()].join('')).toBe('abcd');
  expect(() => agenda.take()).toThrow('empty');
});

test('the unit of work depends on how much of it is done', () => {
  expect(createUnit().run(10)).toBe(createUnit().run(10));
  expect(createUnit().run(20)).not.toBe(createUnit().run(10));
});

test('numbers keep three digits', () => {
  expect([0, 1.23456, 12.3456, 1234.5, 0.000123456].map(inDigits)).toEqual([
    '0',
    '1.23',
    '12.3',
    '1,235',
    '0.000123',
  ]);
});
