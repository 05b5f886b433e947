/** The open-loop driver: what it counts, not how fast anything is. */

import { describe, expect, test } from 'vitest';
import { createChance } from '../../adapters/simulated/random.ts';
import { Histogram } from '../../bench/histogram.ts';
import { latencyInText, measureLatency, offerAt, plan } from '../../bench/latency.ts';

describe('facts at planned moments', () => {
  /** A clock on which looking takes a microsecond and the given facts take this long, in ms. */
  const played = (moments: readonly number[], costs: readonly number[]) => {
    let now = 5;
    let at = 0;
    const clock = () => {
      now += 0.001;
      return now;
    };
    const next = () => {
      now += costs[at++] ?? 0;
    };
    return offerAt(Float64Array.from(moments), next, clock);
  };

  test('a slow fact is seen in all that had to wait for it', () => {
    const { late } = played([0, 1, 2, 3, 20], [10]);
    // 10, 9, 8 and 7 ms after their moments, and the last one at once.
    expect(late.count).toBe(5);
    expect(late.maxUs).toBeCloseTo(10_000, -2);
    expect(late.within(0.2)).toBeLessThan(10);
    expect(late.within(0.4)).toBeGreaterThan(6_900);
    expect(late.within(0.8)).toBeGreaterThan(8_900);
  });

  test('what cannot be done in time is done at the rate it can', () => {
    const moments = Array.from({ length: 1_000 }, (_, i) => i / 10);
    const { late, tookMs } = played(moments, Array(1_000).fill(1));
    expect(tookMs).toBeGreaterThan(1_000);
    expect(late.within(1)).toBeGreaterThan(850_000);
  });

  test('moments are a Poisson process of the rate asked for, the same for the same seed', () => {
    const moments = plan(createChance(3), 100_000, 50_000);
    expect(moments).toEqual(plan(createChance(3), 100_000, 50_000));
    expect(moments.at(-1)! / 2_000).toBeGreaterThan(0.98);
    expect(moments.at(-1)! / 2_000).toBeLessThan(1.02);
    // Of exponential gaps, one in e is longer than the mean.
    const long = moments.filter((at, i) => i > 0 && at - moments[i - 1]! > 0.02).length;
    expect(long / 100_000).toBeCloseTo(Math.exp(-1), 2);
  });
});

describe('the histogram', () => {
  test('is right to two in a hundred from nanoseconds to seconds', () => {
    for (let us = 0.05; us < 8e6; us *= 1.37) {
      const histogram = new Histogram();
      histogram.add(us);
      histogram.add(us * 3);
      const half = histogram.within(0.5);
      expect(half, String(us)).toBeGreaterThanOrEqual(us - 0.004);
      expect(half, String(us)).toBeLessThanOrEqual(us * 1.02 + 0.004);
      expect(histogram.within(1)).toBeLessThanOrEqual(histogram.maxUs);
    }
  });

  test('agrees with the sorted list', () => {
    const chance = createChance(11);
    const list = Array.from({ length: 20_000 }, () => chance.logNormal(3, 2.5));
    const histogram = new Histogram();
    for (const us of list) histogram.add(us);
    list.sort((a, b) => a - b);
    for (const share of [0.1, 0.5, 0.9, 0.99, 0.999]) {
      const exact = list[Math.ceil(list.length * share) - 1]!;
      expect(histogram.within(share) / exact).toBeGreaterThan(0.98);
      expect(histogram.within(share) / exact).toBeLessThan(1.02);
    }
    expect(histogram.maxUs).toBe(list.at(-1));
  });

  test('puts what is longer than it can tell into its last bucket', () => {
    const histogram = new Histogram();
    histogram.add(60e6);
    expect([histogram.count, histogram.within(0.5) > 8e6]).toEqual([1, true]);
  });
});

test('the driver gives a row a rate, and the same decisions whatever the times', () => {
  const order = { small: true, seed: 4, large: false, seconds: 1 };
  const [first, second] = [measureLatency(order), measureLatency(order)];
  expect(first.hash).toBe(second.hash);
  expect(measureLatency({ ...order, seed: 5 }).hash).not.toBe(first.hash);
  for (const rate of first.rates) {
    const { p50, p90, p99, p999, max } = rate;
    expect([p50, p90, p99, p999, max]).toEqual([p50, p90, p99, p999, max].sort((a, b) => a - b));
    expect(rate.facts).toBe(2_000);
  }
  const text = latencyInText({
    ...first,
    rates: [{ ...first.rates[0]!, perSecond: 50_000, donePerSecond: 20_000 }],
  });
  expect(text).toMatch(/50,000 +20,000 .*does not keep up/);
  expect(text).toContain('call-arrived');
});
