import { describe, expect, it } from 'vitest';
import {
  agentsNeeded,
  erlangB,
  erlangC,
  prospect,
  type Traffic,
} from '../../core/forecast/erlang.ts';
import { NEVER } from '../../core/routing/ids.ts';

const MINUTE = 60_000;

describe('Erlang B', () => {
  it('agrees with the published tables of offered load at 1 % and 0.1 % loss', () => {
    // Standard traffic tables (as in ITU-D Teletraffic Handbook, appendix): trunks, load, loss.
    const table = [
      [1, 0.0101, 0.01],
      [5, 1.36, 0.01],
      [10, 4.46, 0.01],
      [20, 12.03, 0.01],
      [50, 37.9, 0.01],
      [100, 84.06, 0.01],
      [10, 3.09, 0.001],
    ] as const;
    for (const [trunks, load, loss] of table) {
      expect(erlangB(trunks, load) / loss).toBeCloseTo(1, 1);
    }
  });

  it('is right by hand: two agents, one Erlang', () => {
    expect(erlangB(2, 1)).toBeCloseTo(0.5 / 2.5, 15);
    expect(erlangB(0, 3)).toBe(1);
    expect(erlangB(3, 0)).toBe(0);
  });
});

describe('Erlang C', () => {
  it('agrees with the example found in most textbooks: 10 Erlang, 14 agents', () => {
    expect(erlangC(14, 10)).toBeCloseTo(0.1741, 4);
    const here = prospect(
      { callsPerHour: 200, handleMs: 3 * MINUTE, patienceMs: NEVER },
      14,
      20_000,
    );
    expect(here.serviceLevel).toBeCloseTo(0.888, 3);
    expect(here.meanWaitMs / 1_000).toBeCloseTo(7.8, 1);
    expect(here.occupancy).toBeCloseTo(0.714, 3);
  });

  it('is right by hand: one agent is M/M/1', () => {
    expect(erlangC(1, 0.6)).toBeCloseTo(0.6, 15);
    const here = prospect({ callsPerHour: 36, handleMs: MINUTE, patienceMs: NEVER }, 1, MINUTE);
    // ρ/(μ − λ) = 0.6 / 0.4 minutes.
    expect(here.meanWaitMs).toBeCloseTo(90_000, 6);
    expect(here.waiting).toBeCloseTo(0.9, 12);
  });

  it('says so when the line grows without end', () => {
    const traffic = { callsPerHour: 600, handleMs: MINUTE, patienceMs: NEVER };
    expect(prospect(traffic, 10, MINUTE)).toMatchObject({
      mustWait: 1,
      meanWaitMs: NEVER,
      serviceLevel: 0,
      occupancy: 1,
    });
  });
});

describe('Erlang A', () => {
  // Garnett, Mandelbaum & Reiman 2002, section 1: 48 calls a minute, 1 minute each, 50 agents.
  const garnett = { callsPerHour: 48 * 60, handleMs: MINUTE };

  it('agrees with the comparison Garnett, Mandelbaum & Reiman open with', () => {
    const staying = prospect({ ...garnett, patienceMs: NEVER }, 50, 0);
    expect(staying.meanWaitMs / 1_000).toBeCloseTo(20.8, 1);
    expect(staying.waiting).toBeCloseTo(17, 0);
    expect(staying.occupancy).toBeCloseTo(0.96, 2);
    const leaving = prospect({ ...garnett, patienceMs: 2 * MINUTE }, 50, 0);
    expect(leaving.giveUp).toBeCloseTo(0.031, 3);
    expect(leaving.meanWaitMs / 1_000).toBeCloseTo(3.7, 1);
    expect(leaving.waiting).toBeCloseTo(3, 0);
    expect(leaving.occupancy).toBeCloseTo(0.93, 2);
  });

  it('becomes Erlang C as patience grows without end', () => {
    for (const agents of [11, 14, 30]) {
      const c = prospect(
        { callsPerHour: 200, handleMs: 3 * MINUTE, patienceMs: NEVER },
        agents,
        20_000,
      );
      const a = prospect(
        { callsPerHour: 200, handleMs: 3 * MINUTE, patienceMs: 1e12 },
        agents,
        20_000,
      );
      expect(a.mustWait).toBeCloseTo(c.mustWait, 6);
      expect(a.serviceLevel).toBeCloseTo(c.serviceLevel, 6);
      expect(a.waiting).toBeCloseTo(c.waiting, 2);
    }
  });

  it('becomes Erlang B as patience shrinks to nothing', () => {
    const here = prospect({ callsPerHour: 200, handleMs: 3 * MINUTE, patienceMs: 0.001 }, 10, 0);
    expect(here.giveUp).toBeCloseTo(erlangB(10, 10), 5);
  });

  it('is M/M/∞ when callers are as patient as calls are long, whatever the agents', () => {
    // Then each call leaves at the same rate waiting or talking: a Poisson number of them is there.
    const here = prospect({ callsPerHour: 300, handleMs: MINUTE, patienceMs: MINUTE }, 5, 0);
    let poisson = Math.exp(-5);
    let below = 0;
    let waiting = 0;
    for (let k = 0; k < 80; k++) {
      if (k < 5) below += poisson;
      else waiting += (k - 5) * poisson;
      poisson *= 5 / (k + 1);
    }
    expect(here.mustWait).toBeCloseTo(1 - below, 12);
    expect(here.waiting).toBeCloseTo(waiting, 12);
  });

  it('agrees with the birth and death equations summed state by state', () => {
    for (const [calls, handle, patience, agents] of [
      [400, 180_000, 60_000, 18],
      [90, 240_000, 300_000, 4],
      [30, 60_000, 10_000, 1],
    ] as const) {
      const here = prospect(
        { callsPerHour: calls, handleMs: handle, patienceMs: patience },
        agents,
        0,
      );
      const lambda = calls / 3_600_000;
      let state = 1;
      let [sum, busy, waiting] = [0, 0, 0];
      for (let k = 0; k < 2_000; k++) {
        sum += state;
        if (k >= agents) busy += state;
        waiting += Math.max(0, k - agents) * state;
        state *=
          lambda / (Math.min(k + 1, agents) / handle + Math.max(0, k + 1 - agents) / patience);
      }
      expect(here.mustWait).toBeCloseTo(busy / sum, 12);
      expect(here.waiting).toBeCloseTo(waiting / sum, 10);
      expect(here.serviceLevel).toBeCloseTo(1 - busy / sum, 12);
    }
  });

  it('has no trouble with ten times too many calls for a thousand agents', () => {
    const flood = { callsPerHour: 200_000, handleMs: 3 * MINUTE, patienceMs: 30 * MINUTE };
    const here = prospect(flood, 1_000, 20_000);
    expect(here.mustWait).toBeCloseTo(1, 12);
    expect(here.giveUp).toBeCloseTo(0.9, 6);
    expect(here.occupancy).toBeCloseTo(1, 9);
    expect(here.serviceLevel).toBeGreaterThanOrEqual(0);
    expect(here.serviceLevel).toBeLessThan(1e-9);
  });

  it('answers more within a longer time, up to all who are answered', () => {
    const traffic = { callsPerHour: 400, handleMs: 180_000, patienceMs: 120_000 };
    let last = 1 - prospect(traffic, 18, 0).mustWait;
    for (let within = 0; within <= 600_000; within += 5_000) {
      const level = prospect(traffic, 18, within).serviceLevel;
      expect(level).toBeGreaterThanOrEqual(last - 1e-12);
      last = level;
    }
    expect(last).toBeCloseTo(1 - prospect(traffic, 18, 0).giveUp, 9);
  });
});

describe('agents needed', () => {
  const traffic: Traffic = { callsPerHour: 200, handleMs: 3 * MINUTE, patienceMs: NEVER };

  it('is the number of the textbook: 80 % in 20 s of 200 calls an hour takes 14', () => {
    expect(agentsNeeded(traffic, { serviceLevel: 0.8, withinMs: 20_000 })).toBe(14);
  });

  it('is the fewest that reach every goal given', () => {
    const impatient = { ...traffic, patienceMs: 2 * MINUTE };
    for (const goal of [
      { serviceLevel: 0.9, withinMs: 10_000 },
      { giveUpMax: 0.02 },
      { meanWaitMsMax: 3_000 },
      { occupancyMax: 0.7, giveUpMax: 0.5 },
    ]) {
      const agents = agentsNeeded(impatient, goal) as number;
      let fewest = 1;
      const met = (n: number): boolean => {
        const p = prospect(impatient, n, goal.withinMs ?? 0);
        if (goal.serviceLevel !== undefined) return p.serviceLevel >= goal.serviceLevel;
        if (goal.meanWaitMsMax !== undefined) return p.meanWaitMs <= goal.meanWaitMsMax;
        if (p.giveUp > goal.giveUpMax) return false;
        return goal.occupancyMax === undefined || p.occupancy <= goal.occupancyMax;
      };
      while (!met(fewest)) fewest++;
      expect(agents).toBe(fewest);
    }
  });

  it('is one when nobody calls, and none can be named for what cannot be had', () => {
    expect(agentsNeeded({ ...traffic, callsPerHour: 0 }, { serviceLevel: 1 })).toBe(1);
    expect(agentsNeeded(traffic, { serviceLevel: 1.1 })).toBeUndefined();
  });
});
