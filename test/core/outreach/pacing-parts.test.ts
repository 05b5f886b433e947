/** The parts of pacing by themselves: what is learned, how counts add up, the inbound reserve. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerRates } from '../../../core/outreach/pacing/answer-rates.ts';
import { Count } from '../../../core/outreach/pacing/counts.ts';
import { Durations } from '../../../core/outreach/pacing/durations.ts';
import { Learned } from '../../../core/outreach/pacing/learned.ts';
import { inboundReserve, serviceLevelWith } from '../../../core/outreach/pacing/reserve.ts';
import { Risk } from '../../../core/outreach/pacing/risk.ts';
import { createDice, seedOfRun } from '../../support/dice.ts';
import { anyScene, factsOf, learnedFrom, MORNING, scene } from './pacing-scenes.ts';

const seed = seedOfRun();

describe('durations', () => {
  const learnedOf = (list: readonly number[], doubt = 0): Durations => {
    const durations = new Durations({ memory: 1e9, doubt });
    for (const ms of list) durations.learn(ms);
    return durations;
  };

  it('give the share that lasted longer, at every whole second', () => {
    const table = learnedOf([1_500, 4_200, 4_800, 9_000]).table();
    expect([1, 2, 4, 5, 9].map((s) => table.after(s))).toEqual(
      [1, 0.75, 0.75, 0.25, 0.25].map((share) => expect.closeTo(share, 5)),
    );
    expect(table.after(10)).toBeLessThan(1e-5);
    expect(table.quantile(0.5)).toBe(5);
  });

  it('agree with the distribution they come from', () => {
    const dice = createDice(5);
    const table = learnedOf(
      Array.from({ length: 20_000 }, () => -60_000 * Math.log((1 + dice.below(1e6)) / 1e6)),
    ).table();
    for (const s of [5, 30, 60, 120, 240]) {
      expect(table.after(s)).toBeCloseTo(Math.exp(-s / 60), 1.5);
    }
  });

  it('expect what has hardly been seen to last', () => {
    const [doubting, certain] = [learnedOf([2_000, 3_000], 4), learnedOf([2_000, 3_000])];
    expect(doubting.table().after(10)).toBeGreaterThan(0.6);
    expect(certain.table().after(10)).toBeLessThan(1e-5);
  });

  it('count those that still last: the first minutes know short conversations only', () => {
    const early = learnedOf([10_000, 20_000, 30_000]);
    const lasting = [60_000, 60_000, 60_000];
    expect(early.table(lasting).after(31)).toBeCloseTo((5 / 6) * (4 / 5) * (3 / 4), 5);
    expect(early.table().after(31)).toBeLessThan(1e-5);
  });

  it('forget', () => {
    const durations = new Durations({ memory: 20, doubt: 0 });
    for (let i = 0; i < 200; i++) durations.learn(5_000);
    for (let i = 0; i < 200; i++) durations.learn(50_000);
    expect(durations.table().after(10)).toBeGreaterThan(0.99);
  });
});

describe('answer rates', () => {
  const draws = (rates: AnswerRates, percent: number, count: number, from: number, hour = 9) => {
    const dice = createDice(percent + count);
    for (let i = 0; i < count; i++) {
      const answered = dice.chance(percent);
      rates.learn({ dialledAt: from + i, class: 0, hour, answered }, Number.POSITIVE_INFINITY);
    }
  };

  it('follow a rate that falls, within two hundred attempts', () => {
    const rates = new AnswerRates();
    draws(rates, 25, 2_000, 0);
    expect(rates.estimate(0, 9)).toBeCloseTo(0.25, 1);
    draws(rates, 8, 200, 10_000);
    expect(rates.estimate(0, 9)).toBeLessThan(0.14);
  });

  it('are not brought down by luck: in twenty thousand attempts never by a third', () => {
    const rates = new AnswerRates();
    const dice = createDice(23);
    let lowest = 1;
    for (let i = 0; i < 20_000; i++) {
      const answered = dice.chance(12);
      rates.learn({ dialledAt: i, class: 0, hour: 9, answered }, Number.POSITIVE_INFINITY);
      if (i >= 1_000) lowest = Math.min(lowest, rates.estimate(0, 9));
    }
    expect(lowest).toBeGreaterThan((0.12 * 2) / 3);
  });

  it('may be far above the estimate while few have answered, and hardly once many have', () => {
    const surplus = (attempts: number): number => {
      const rates = new AnswerRates();
      draws(rates, 25, attempts, 0);
      return rates.upperBound(0, 9, 2) / rates.estimate(0, 9) - 1;
    };
    expect(surplus(40)).toBeGreaterThan(0.3);
    expect(surplus(4_000)).toBeLessThan(0.15);
    expect(surplus(4_000)).toBeGreaterThan(0.05);
  });

  it('know the hours of a class apart', () => {
    const rates = new AnswerRates();
    for (let day = 0; day < 4; day++) {
      draws(rates, 10, 400, day * 10_000, 10);
      draws(rates, 40, 400, day * 10_000 + 5_000, 19);
    }
    expect(rates.estimate(0, 19) / rates.estimate(0, 10)).toBeGreaterThan(2);
  });

  it('do not take a run of silence that was dialled with its answers for a fall', () => {
    const rates = new AnswerRates();
    draws(rates, 25, 2_000, 0);
    const before = rates.estimate(0, 9);
    // A hundred dialled at once: 25 answers first, then 75 silences, then all of it counts.
    for (let i = 0; i < 100; i++) {
      const answered = i < 25;
      rates.learn(
        { dialledAt: 5_000 + ((i * 37) % 100), class: 0, hour: 9, answered },
        i < 99 ? 0 : 9_000,
      );
    }
    expect(rates.estimate(0, 9) / before).toBeGreaterThan(0.75);
    expect(rates.estimate(0, 9) / before).toBeLessThan(1.3);
  });

  it('of a class that nobody knows are high, so that few are dialled', () => {
    expect(new AnswerRates().estimate(3, 9)).toBe(0.5);
  });
});

describe('counts', () => {
  it('are those of all outcomes, weighed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        (chances) => {
          const count = new Count(chances.length);
          for (const p of chances) count.add(p);
          const exact = new Float64Array(chances.length + 1);
          for (let outcome = 0; outcome < 2 ** chances.length; outcome++) {
            let [weight, happened] = [1, 0];
            for (const [i, p] of chances.entries()) {
              const did = (outcome >> i) & 1;
              weight *= did ? p : 1 - p;
              happened += did;
            }
            exact[happened] += weight;
          }
          for (const [n, chance] of exact.entries()) expect(count.chance(n)).toBeCloseTo(chance, 9);
        },
      ),
      { seed },
    );
  });
});

describe('risk', () => {
  const learned = learnedFrom(factsOf(7, 3_000));
  const attempts = (count: number) => Array.from({ length: count }, () => ({ class: 0, forMs: 0 }));
  const binomial = (n: number, k: number, p: number): number => {
    let chance = (1 - p) ** n;
    for (let i = 0; i < k; i++) chance *= ((n - i) / (i + 1)) * (p / (1 - p));
    return chance;
  };

  it('of one too many for ten minutes is that of so many answers at the highest rate there may be', () => {
    // Nobody is busy: two are idle, six attempts ring, and three more may be abandoned.
    const moment = scene({ idle: 2, busy: [], flying: attempts(6) });
    const [rate, last] = [learned.rates.upperBound(0, 9, 2), 0.9];
    const by = rate * (1 - learned.answer.table().after(learned.answer.table().quantile(last)));
    const exact = binomial(6, 5, by) + binomial(6, 6, by);
    expect(new Risk(learned, moment, 2, 1).overrun(3)).toBeCloseTo(exact, 9);
  });

  it('of one too many falls with what ten minutes bear, and grows with what rings', () => {
    fc.assert(
      fc.property(anyScene, fc.nat(4), (any, spare) => {
        const available = Math.max(0, any.idle - any.reserve);
        const risk = new Risk(learned, any, available, 1);
        const before = risk.overrun(spare);
        expect(risk.overrun(spare + 1)).toBeLessThanOrEqual(before + 1e-12);
        expect(risk.overrun(0)).toBeGreaterThanOrEqual(risk.next() - 1e-12);
        risk.add();
        expect(risk.overrun(spare)).toBeGreaterThanOrEqual(before - 1e-12);
      }),
      { seed },
    );
  });
});

describe('the last ten minutes', () => {
  it('hold whoever was abandoned for all of them, and ten seconds more at most', () => {
    const learned = new Learned();
    for (const offsetMs of [0, 3_333, 9_999]) {
      const now = MORNING + offsetMs;
      const twin = new Learned();
      for (const each of [learned, twin]) {
        each.learn({ type: 'answer-resolved', now, abandoned: true, riskMax: 0.02 });
      }
      expect(twin.tenMinutes(now + 600_000)).toEqual({ answered: 1, abandoned: 1 });
      expect(twin.tenMinutes(now + 610_000)).toEqual({ answered: 0, abandoned: 0 });
    }
    expect(learned.tenMinutes(MORNING + 10_000)).toEqual({ answered: 3, abandoned: 3 });
  });
});

describe('the reserve for calls that come in', () => {
  const desk = { callsPerHour: 60, handleMs: 180_000, agents: 10, answer: 0.8, withinMs: 20_000 };

  it('is Erlang C when outbound takes nobody', () => {
    // 3 erlangs on 10 agents: textbook values of the wait and of the service level.
    const must = 0.0027;
    expect(1 - serviceLevelWith({ ...desk, withinMs: 0 }, 10)).toBeCloseTo(must, 2);
  });

  it('is the least that holds the target', () => {
    const reserve = inboundReserve(desk);
    expect(reserve).toBeGreaterThan(0);
    expect(serviceLevelWith(desk, reserve)).toBeGreaterThanOrEqual(0.8);
    expect(serviceLevelWith(desk, reserve - 1)).toBeLessThan(0.8);
  });

  it('grows with calls and target, and is everybody when calls are too many', () => {
    const reserves = [0, 30, 60, 120, 190].map((callsPerHour) =>
      inboundReserve({ ...desk, callsPerHour }),
    );
    expect(reserves).toEqual([...reserves].sort((a, b) => a - b));
    expect(reserves[0]).toBe(0);
    expect(inboundReserve({ ...desk, callsPerHour: 250 })).toBe(10);
    expect(inboundReserve({ ...desk, answer: 0.95 })).toBeGreaterThanOrEqual(inboundReserve(desk));
  });

  it('agrees with a simulation of agents and calls', () => {
    const dice = createDice(11);
    const gap = (mean: number): number => -mean * Math.log((1 + dice.below(1e6)) / 1e6);
    const reserve = 2;
    let [now, idle, inTime, calls] = [0, reserve, 0, 0];
    const waiting: number[] = [];
    const ends = desk.agents / desk.handleMs;
    const arrivals = desk.callsPerHour / 3_600_000;
    while (calls < 40_000) {
      // Idle agents are those outbound leaves; all others are at work.
      const endRate = ends - idle / desk.handleMs;
      now += gap(1 / (arrivals + endRate));
      if (dice.below(1e6) < (1e6 * arrivals) / (arrivals + endRate)) {
        calls++;
        if (idle > 0) {
          idle--;
          inTime++;
        } else waiting.push(now);
      } else if (waiting.length > 0) {
        if (now - waiting.shift()! <= desk.withinMs) inTime++;
      } else if (idle < reserve) idle++;
    }
    expect(inTime / calls).toBeCloseTo(serviceLevelWith(desk, reserve), 1.5);
  });
});
