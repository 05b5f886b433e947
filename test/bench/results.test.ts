/** `--accept` and the file it writes. */

import { expect, test } from 'vitest';
import { type Budget, judge } from '../../bench/budgets.ts';
import { refuseChanges } from '../../bench/checkout.ts';
import { resultsInMarkdown, whyNotAccepted } from '../../bench/results.ts';
import { figure } from '../../bench/scenario.ts';

const machine = { node: 'v20', cpu: 'x', cores: 2, memoryGiB: 4 };
const bars: Budget[] = [{ figure: 'a.x', over: 'a.unit', atMost: 8, small: false }];
const reportOf = (x: number, small = false) => {
  const figures = [figure('a.x', 'a fact', x, 'µs'), figure('a.unit', 'a unit', 0.125, 'µs')];
  const load = ['10 agents', '3 facts: 2 call-arrived, 1 timer'];
  return {
    machine,
    seed: 1,
    small,
    results: [{ scenario: 'a', load, figures, hash: '0f' }],
    verdicts: judge(figures, ['a'], false, bars),
  };
};

test('a run is accepted when everything ran on the full world and every budget holds', () => {
  expect(whyNotAccepted(reportOf(0.9), ['a'])).toBeUndefined();
  expect(whyNotAccepted(reportOf(1.1), ['a'])).toContain('budgets broken: a.x');
  expect(whyNotAccepted(reportOf(0.9), ['a', 'b'])).toContain('not run: b');
  expect(whyNotAccepted(reportOf(0.9, true), ['a'])).toContain('small');
});

test('a run with a broken budget is accepted for a reason only, and the file says both', () => {
  const report = reportOf(1.1);
  expect(whyNotAccepted(report, ['a'], 'Columns miss the caches.')).toBeUndefined();
  expect(whyNotAccepted(report, ['a', 'b'], 'Columns miss the caches.')).toContain('not run: b');
  const text = resultsInMarkdown({
    report,
    latency: [],
    commit: 'abcdef0123',
    day: '2026-11-25',
    because: 'Columns miss the caches.',
  });
  expect(text).toContain('| **missed** |');
  expect(text).toContain('**Missed**: a.x. Columns miss the caches.');
});

test('the file names machine, commit, load and method, and judges nothing in times', () => {
  const rate = { perSecond: 50_000, donePerSecond: 49_990, facts: 9, p50: 1, p90: 2, p99: 3 };
  const latency = {
    machine,
    seed: 1,
    small: false,
    load: ['10 agents'],
    rates: [{ ...rate, p999: 4, max: 5 }],
    hash: '0e',
  };
  const text = resultsInMarkdown({
    report: reportOf(0.5),
    latency: [latency],
    commit: 'abcdef0123',
    day: '2026-11-25',
  });
  for (const part of [
    'Commit `abcdef0123`, 2026-11-25, seed 1, Node v20, 2 × x, 4 GiB.',
    '## Method',
    '| a.x over a.unit | 4 | at most 8 | holds |',
    '- 3 facts: 2 call-arrived, 1 timer',
    '| a fact | 0.500 | µs |',
    '| 50,000 | 49,990 | 1 | 2 | 3 | 4 | 5 |',
    'Hash `0f`.',
  ]) {
    expect(text).toContain(part);
  }
});

test('what is not committed is named, up to three files', () => {
  const checkout = { root: '/', commit: 'abc', changed: ['a', 'b', 'c', 'd', 'e'] };
  expect(() => refuseChanges(checkout, 'why')).toThrow('a, b, c and 2 more not committed: why');
  expect(() => refuseChanges(checkout, 'why', ['a', 'b', 'c', 'd', 'e'])).not.toThrow();
});
