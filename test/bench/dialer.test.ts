/** The bench of the dialer: short shifts through the real router, and the figures made of them. */

import { describe, expect, it } from 'vitest';
import { judge } from '../../bench/dialer/bars.ts';
import { ShiftLog } from '../../bench/dialer/log.ts';
import type { Pacer } from '../../bench/dialer/pacer.ts';
import { AdaptHardLimit, fixedRatio, ourPacer } from '../../bench/dialer/pacers.ts';
import { shiftInSvg } from '../../bench/dialer/picture.ts';
import { shiftPlans } from '../../bench/dialer/plan.ts';
import { runRow } from '../../bench/dialer/rows.ts';
import { runShift } from '../../bench/dialer/shift.ts';
import { reportInText } from '../../bench/dialer/text.ts';
import { thisMachine } from '../../bench/machine.ts';

const hours = 0.75;
const twenty = shiftPlans(hours).find(({ agents }) => agents === 20)!;
const silent = (): void => {};

describe('a shift through the real router', () => {
  it('progressive: nobody is abandoned, and agents are busy six tenths of the time', async () => {
    const log = await runShift(twenty, ourPacer('progressive'), 1);
    expect(log.abandoned).toBe(0);
    expect(log.answered).toBeGreaterThan(200);
    expect(log.occupancy(10)).toBeGreaterThan(0.55);
    expect(log.occupancy(10)).toBeLessThan(0.7);
  }, 60_000);

  it('predictive: busier by ten points at least, once it knows people, within 3 %', async () => {
    const log = await runShift(twenty, ourPacer('predictive'), 1);
    const progressive = await runShift(twenty, ourPacer('progressive'), 1);
    expect(log.occupancy(25)).toBeGreaterThan(progressive.occupancy(25) + 0.1);
    expect(log.abandonedShare).toBeLessThanOrEqual(0.03);
    expect(log.longestConnectMs).toBeLessThan(2_300);
  }, 60_000);

  it('is the same again with the same seed', async () => {
    const short = { ...twenty, hours: 0.25 };
    const [first, second, other] = await Promise.all(
      [1, 1, 2].map((seed) => runShift(short, ourPacer('predictive'), seed)),
    );
    const figures = (log?: ShiftLog) => [log?.dialled, log?.answered, log?.occupancy()];
    expect(figures(second)).toEqual(figures(first));
    expect(figures(other)).not.toEqual(figures(first));
  }, 60_000);

  it('counts those for whom nobody is there: twice as many lines as agents are too many', async () => {
    const log = await runShift({ ...twenty, hours: 0.25 }, fixedRatio(2.5), 1);
    expect(log.abandonedShare).toBeGreaterThan(0.05);
  }, 60_000);
});

describe('VICIdial ADAPT as its documentation describes it', () => {
  const view = { busy: [], flying: [], waiting: 0, abandoned: 0, answered: 0 };
  /** Lines wanted at each placing, with so many idle of ten agents who all wait. */
  const levels = (pacer: Pacer, seconds: number, more: object = {}): number[] =>
    Array.from({ length: seconds * 2 }, (_, i) =>
      pacer.decide({ ...view, now: i * 500, idle: 10, ...more }),
    ).flatMap(({ dial }) => (dial > 0 ? [dial] : []));

  it('doubles its level each quarter of a minute while all are idle, up to three', () => {
    // The first sample is there when the level is first looked at.
    expect([...new Set(levels(new AdaptHardLimit(), 60))]).toEqual([20, 30]);
  });

  it('stays at one line an agent while the day is above the limit', () => {
    const pacer = new AdaptHardLimit();
    for (let i = 0; i < 60; i++) pacer.attemptEnded();
    const over = levels(pacer, 60, { answered: 50, abandoned: 2 });
    expect([...new Set(over)]).toEqual([10]);
  });
});

describe('figures of a shift', () => {
  it('occupancy is the time in conversation and wrap-up over all time', () => {
    const log = new ShiftLog(0, 2, 120_000);
    log.agentChanged(30_000, 'ready', 'talking');
    log.agentChanged(60_000, 'talking', 'wrap-up');
    log.agentChanged(90_000, 'wrap-up', 'ready');
    log.close(500_000);
    expect(log.occupancy()).toBeCloseTo(60 / 240, 9);
    expect(log.occupancy(0, 1)).toBeCloseTo(30 / 120, 9);
  });

  it('the worst ten minutes are those with a hundred answers', () => {
    const log = new ShiftLog(0, 2, 3_600_000);
    for (let i = 0; i < 150; i++) {
      log.enter(i, i * 6_000);
      log.resolve(i, i * 6_000 + 2_000, i >= 100 && i < 106);
    }
    // The six in a row lie in ten minutes of 101 people, both ends included.
    expect(log.worstTenMinutes().share).toBeCloseTo(6 / 101, 9);
    const quiet = new ShiftLog(0, 2, 3_600_000);
    quiet.enter(1, 0);
    quiet.resolve(1, 2_000, true);
    expect(quiet.worstTenMinutes().share).toBe(0);
  });

  it('are judged, told in words and drawn', async () => {
    const plan = { ...twenty, hours: 0.2 };
    const curves: { name: string; log: ShiftLog }[] = [];
    const row = await runRow(
      plan,
      () => ourPacer('progressive'),
      [1],
      silent,
      (log) => curves.push({ name: 'progressive', log }),
    );
    const bars = judge(plan, row);
    expect(bars.map(({ what, holds }) => [what, holds])).toEqual([
      ['abandoned, worst seed', true],
      ['occupancy', false],
    ]);
    const report = { machine: thisMachine(), hours: 0.2, seeds: [1], rows: [row], bars };
    expect(reportInText(report)).toContain('1 of 2 bars do not hold');
    expect(shiftInSvg(plan.name, curves, 0.03).match(/<polyline/g)).toHaveLength(2);
  }, 60_000);
});
