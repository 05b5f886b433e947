/** The bench of expected waits: its simulation is right, and a short run of it holds its bars. */

import { describe, expect, it } from 'vitest';
import { judgeQueue } from '../../bench/waits/bars.ts';
import { type CentrePlan, runCentre } from '../../bench/waits/centre.ts';
import { centrePlans } from '../../bench/waits/plans.ts';
import { scoreCentre } from '../../bench/waits/scores.ts';
import { prospect } from '../../core/forecast/erlang.ts';
import { NEVER } from '../../core/routing/ids.ts';

function oneQueue(patienceMs: number, agents: number): CentrePlan {
  return {
    name: 'one queue',
    hours: 1_000,
    ringMs: [0, 0],
    queues: [
      {
        ...{ name: 'only', class: 0, handleSpread: 1, patienceMs },
        ...{ callsPerHour: () => 120, callsPerHourMax: 120, handleMs: () => 180_000 },
      },
    ],
    groups: [{ serves: [0], agents: () => agents, agentsMax: agents }],
  };
}

/** Shares and means of all calls of a run. */
function measured(plan: CentrePlan) {
  let [calls, mustWait, gaveUp, waited] = [0, 0, 0, 0];
  runCentre(plan, 1, {
    joined(_, caller) {
      calls++;
      if (caller.ahead >= 0) mustWait++;
    },
    answered(_, __, waitMs) {
      waited += waitMs;
    },
    abandoned(_, __, waitMs) {
      gaveUp++;
      waited += waitMs;
    },
    handled() {},
  });
  return { mustWait: mustWait / calls, giveUp: gaveUp / calls, meanWaitMs: waited / calls };
}

describe('the simulated centre', () => {
  it.each([
    ['Erlang C', NEVER, 9],
    ['Erlang A', 120_000, 6],
    ['Erlang A with too few agents', 300_000, 4],
  ])('agrees with %s', (_, patienceMs, agents) => {
    const exact = prospect({ callsPerHour: 120, handleMs: 180_000, patienceMs }, agents, 0);
    const real = measured(oneQueue(patienceMs, agents));
    expect(real.mustWait).toBeCloseTo(exact.mustWait, 1);
    expect(real.giveUp).toBeCloseTo(exact.giveUp, 2);
    expect(real.meanWaitMs / exact.meanWaitMs).toBeGreaterThan(0.93);
    expect(real.meanWaitMs / exact.meanWaitMs).toBeLessThan(1.07);
  });

  it('is the same again with the same seed', () => {
    const plan = oneQueue(120_000, 6);
    expect(measured(plan)).toEqual(measured(plan));
  });

  it('puts the more urgent class first, and within a class who has waited longest', () => {
    const plan = centrePlans.find(({ name }) => name === 'shared agents, two classes')!;
    const last = [0, 0];
    let vipWaiting = 0;
    runCentre({ ...plan, hours: 50, ringMs: [0, 0] }, 3, {
      joined(_, caller) {
        if (caller.queue === 0 && caller.ahead >= 0) vipWaiting++;
      },
      answered(_, caller, waitMs) {
        if (waitMs === 0) return;
        if (caller.queue === 0) vipWaiting--;
        else expect(vipWaiting).toBe(0);
        expect(caller.joinedAt).toBeGreaterThanOrEqual(last[caller.queue]!);
        last[caller.queue] = caller.joinedAt;
      },
      abandoned(_, caller) {
        if (caller.queue === 0) vipWaiting--;
      },
      handled() {},
    });
  });
});

describe('expected waits', () => {
  it.each(centrePlans.map((plan) => [plan.name, plan] as const))(
    'hold their bars in: %s',
    (_, plan) => {
      // A third of the bench: errors come in long runs, and much less is chance.
      for (const scores of scoreCentre({ ...plan, hours: plan.hours / 3 }, 1)) {
        expect(judgeQueue(scores).filter(({ holds }) => !holds)).toEqual([]);
      }
    },
  );

  it('are judged: a wait expected at random holds no bar', () => {
    const [scores] = scoreCentre({ ...centrePlans[0]!, hours: 30 }, 1);
    const worse = { ...scores!.ours, errorS: scores!.ours.errorS * 3 };
    const verdicts = judgeQueue({ ...scores!, ours: worse, coverage: 0.97 });
    expect(verdicts.map(({ holds }) => holds)).toEqual([false, false]);
  });
});
