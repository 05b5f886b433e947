/** Pacing: what each mode dials, and what holds of every decision. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begun, callsAllowed } from '../../../core/outreach/pacing/calls-per-second.ts';
import { decidePace } from '../../../core/outreach/pacing/decide.ts';
import { Learned, type LearnedSnapshot } from '../../../core/outreach/pacing/learned.ts';
import type { PacingScene } from '../../../core/outreach/pacing/scene.ts';
import { seedOfRun } from '../../support/dice.ts';
import { anyScene, factsOf, learnedFrom, MORNING, scene } from './pacing-scenes.ts';

const seed = seedOfRun();
const veteran = learnedFrom(factsOf(7, 3_000));
const anyLearned = fc
  .record({ from: fc.nat(1_000), count: fc.nat(1_200) })
  .map(({ from, count }) => learnedFrom(factsOf(from, count)));
const holds = <T>(property: fc.IProperty<T>, numRuns = 150): void =>
  fc.assert(property, { seed, numRuns });

describe(`pacing by mode (seed ${seed})`, () => {
  it('manual and preview dial what agents ask for, and preview shows a lead to the rest', () => {
    const manual = decidePace(veteran, scene({ mode: 'manual', asked: 2 }));
    expect(manual).toMatchObject({ dial: 2, present: 0 });
    const preview = decidePace(veteran, scene({ mode: 'preview', asked: 1, idle: 4 }));
    expect(preview).toMatchObject({ dial: 1, present: 4 });
  });

  it('progressive dials one for each idle agent who is not reserved already', () => {
    const flying = [{ class: 0, forMs: 1_000 }];
    const one = decidePace(veteran, scene({ mode: 'progressive', idle: 4, flying, reserve: 1 }));
    expect(one).toMatchObject({ dial: 2, reason: 'mode', riskMax: 0 });
  });

  it('power keeps its lines for each agent at work', () => {
    // 20 agents at 1.5 lines are 30: 13 talk, 4 ring.
    const flying = Array.from({ length: 4 }, () => ({ class: 0, forMs: 1_000 }));
    const { dial } = decidePace(veteran, scene({ mode: 'power', flying }));
    expect(dial).toBe(30 - 13 - 4);
  });

  it('predictive dials for agents who will be free, and fewer while more rings', () => {
    const first = decidePace(veteran, scene());
    expect(first.dial).toBeGreaterThan(3);
    const flying = Array.from({ length: 8 }, () => ({ class: 0, forMs: 4_000 }));
    expect(decidePace(veteran, scene({ flying })).dial).toBeLessThan(first.dial);
  });

  it('progressive equals one attempt for each agent who is idle and not spoken for', () => {
    holds(
      fc.property(anyScene, (any) => {
        const { idle, reserve, flying, waiting, trunks, leads } = any;
        const free = Math.max(0, idle - reserve - flying.length - waiting);
        const { dial } = decidePace(veteran, { ...any, mode: 'progressive' });
        expect(dial).toBe(Math.min(free, trunks.channels, trunks.calls, leads));
      }),
    );
  });
});

describe(`guards (seed ${seed})`, () => {
  const free = 3;
  it.each([
    ['window-small', { window: { answered: 33, abandoned: 0 } }],
    ['window-spent', { window: { answered: 1_000, abandoned: 31 } }],
    ['trunk-errors', { health: { trunkErrors: 0.2 } }],
    ['connect-slow', { health: { connectMsP99: 250 } }],
    ['clock-skew', { health: { clockSkewMs: -1_500 } }],
    ['class-unknown', { class: 9 }],
  ] as const)('%s: nothing beyond one for each idle agent', (reason, change) => {
    expect(decidePace(veteran, scene(change))).toMatchObject({ dial: free, reason, riskMax: 0 });
  });

  it('two agents are no team to take risks for', () => {
    const busy = [{ phase: 'wrap-up' as const, forMs: 60_000 }];
    const pair = decidePace(veteran, scene({ idle: 1, busy }));
    expect(pair).toMatchObject({ dial: 1, reason: 'team-small' });
  });

  it('the 34th person who answered makes no abandonment affordable: one is kept in reserve', () => {
    const at = (answered: number) =>
      decidePace(veteran, scene({ window: { answered, abandoned: 0 } })).dial;
    expect([33, 34, 66].map(at)).toEqual([free, free, free]);
    expect(at(67)).toBe(free + 1);
  });

  it('below a hundred answers no outcome of what rings exceeds floor(cap × n) − 1', () => {
    let risked = 0;
    holds(
      fc.property(anyScene, fc.nat(133), fc.nat(3), (any, answered, abandoned) => {
        const small = {
          ...any,
          mode: 'predictive' as const,
          goals: { abandonedMax: 0.03, idleMax: 0 },
          window: { answered, abandoned },
          trunks: { channels: 500, calls: 500 },
          class: 0,
        };
        const { dial } = decidePace(veteran, small);
        const available = Math.max(0, any.idle - any.reserve);
        const beyond = any.flying.length + any.waiting + dial - available;
        if (dial === 0 || beyond <= 0) return;
        risked++;
        expect(abandoned + beyond).toBeLessThanOrEqual(Math.floor(0.03 * answered) - 1);
      }),
      // One scene in fifty bears a risk at all.
      1_000,
    );
    expect(risked).toBeGreaterThan(0);
  });

  it('the first fifty attempts of a class are each dialled for an agent who is idle', () => {
    const learned = learnedFrom(factsOf(3, 2_000));
    for (let ended = 0; ended < 50; ended++) {
      expect(decidePace(learned, scene({ class: 5 })).dial).toBe(free);
      const afterMs = 9_000;
      const now = MORNING + ended * 1_000;
      learned.learn({ type: 'attempt-ended', now, class: 5, hour: 9, answered: false, afterMs });
    }
    for (let more = 0; more < 40; more++) {
      const now = MORNING + 60_000 + more * 1_000;
      const ended = { type: 'attempt-ended', now, class: 5, hour: 9, answered: false } as const;
      learned.learn({ ...ended, afterMs: 9_000 });
    }
    expect(decidePace(learned, scene({ class: 5 })).dial).toBeGreaterThan(free);
  });

  it('agents kept for calls that come in are not dialled for', () => {
    const { dial, reason } = decidePace(veteran, scene({ idle: 3, reserve: 25 }));
    expect([dial, reason]).toEqual([0, 'no-agents']);
  });

  it('risk ends when ten minutes have had more than five abandoned of a hundred', () => {
    const learned = learnedFrom(factsOf(7, 3_000));
    const now = MORNING + 86_400_000;
    for (let i = 0; i < 60; i++) {
      const abandoned = i % 10 === 0;
      learned.learn({ type: 'answer-resolved', now, abandoned, riskMax: 0.02 });
    }
    expect(decidePace(learned, scene({ now })).reason).toBe('burst');
    expect(decidePace(learned, scene({ now: now + 660_000 })).dial).toBeGreaterThan(free);
  });

  it('what may ring at once shrinks with what ten minutes bear yet', () => {
    // Agents who are busy for long: who answers now gets one of the ten who are idle.
    const busy = Array.from({ length: 40 }, () => ({ phase: 'talking' as const, forMs: 1_000 }));
    const once = (abandoned: number) => {
      const learned = learnedFrom(factsOf(7, 3_000));
      const now = MORNING + 86_400_000;
      for (let i = 0; i < 100; i++) {
        const lost = i < abandoned;
        learned.learn({ type: 'answer-resolved', now, abandoned: lost, riskMax: 0.02 });
      }
      const flying: PacingScene['flying'][number][] = [];
      let last = decidePace(learned, scene({ now, idle: 10, busy, flying }));
      // No time passes: one decision after another, until no more is dialled.
      for (; last.dial > 0; last = decidePace(learned, scene({ now, idle: 10, busy, flying }))) {
        for (let i = 0; i < last.dial; i++) flying.push({ class: 0, forMs: 1_000 });
      }
      return { rings: flying.length, reason: last.reason, riskMax: last.riskMax, risk: last.risk };
    };
    const [none, two, three, four] = [once(0), once(2), once(3), once(4)];
    expect(three.reason).toBe('burst');
    // The attempt that is not dialled would be within the risk of one abandonment.
    expect(three.risk).toBeLessThan(three.riskMax);
    expect(none.rings).toBeGreaterThan(two.rings);
    expect(two.rings).toBeGreaterThan(three.rings);
    expect(three.rings).toBeGreaterThan(four.rings);
    expect(four.rings).toBeGreaterThanOrEqual(10);
  });

  it('an attempt that has rung long enough is let go of when its risk is far beyond the permitted', () => {
    const busy = Array.from({ length: 20 }, () => ({ phase: 'talking' as const, forMs: 1_000 }));
    const flying = [4_000, 16_000, 18_000].map((forMs) => ({ class: 0, forMs }));
    const full = scene({ idle: 0, busy, flying });
    expect(decidePace(veteran, full).letGo).toEqual([]);
    expect(decidePace(veteran, { ...full, letGoAfterMs: 15_000 }).letGo).toEqual([2]);
    expect(decidePace(veteran, { ...full, letGoAfterMs: 19_000 }).letGo).toEqual([]);
  });
});

describe(`every decision (seed ${seed})`, () => {
  it('never dials more than trunks, calls per second and leads allow', () => {
    holds(
      fc.property(anyScene, anyLearned, (any, learned) => {
        const { dial } = decidePace(learned, any);
        expect(dial).toBeLessThanOrEqual(
          Math.min(any.trunks.channels, any.trunks.calls, any.leads),
        );
        expect(Number.isInteger(dial) && dial >= 0).toBe(true);
      }),
    );
  });

  it('dials no fewer when more abandonment is allowed', () => {
    holds(
      fc.property(
        anyScene,
        anyLearned,
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        (any, learned, more) => {
          const abandonedMax = any.goals.abandonedMax + more;
          const freer = { ...any, goals: { ...any.goals, abandonedMax } };
          expect(decidePace(learned, freer).dial).toBeGreaterThanOrEqual(
            decidePace(learned, any).dial,
          );
        },
      ),
    );
  });

  it('dials no more when more idle time is allowed', () => {
    holds(
      fc.property(
        anyScene,
        anyLearned,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (any, learned, more) => {
          const idleMax = any.goals.idleMax + more;
          const lazier = { ...any, goals: { ...any.goals, idleMax } };
          expect(decidePace(learned, lazier).dial).toBeLessThanOrEqual(
            decidePace(learned, any).dial,
          );
        },
      ),
    );
  });

  it('is the same for equal knowledge and scenes, and changes nothing', () => {
    holds(
      fc.property(anyScene, anyLearned, (any, learned) => {
        const before = learned.store();
        const first = decidePace(learned, any);
        expect(decidePace(learned, any)).toEqual(first);
        expect(learned.store()).toEqual(before);
      }),
    );
  });

  it('does not change when the knowledge is stored and restored anywhere', () => {
    holds(
      fc.property(anyScene, fc.nat(1_000), fc.nat(300), (any, from, cut) => {
        const facts = factsOf(from, 400);
        const whole = learnedFrom(facts);
        const text = JSON.stringify(learnedFrom(facts.slice(0, cut)).store());
        const resumed = learnedFrom(factsOf(from + 1, 50));
        resumed.restore(JSON.parse(text) as LearnedSnapshot);
        for (const fact of facts.slice(cut)) resumed.learn(fact);
        expect(resumed.store()).toEqual(whole.store());
        expect(decidePace(resumed, any)).toEqual(decidePace(whole, any));
      }),
    );
  });

  it('dials no fewer than progressive, and no more for not knowing how long people talk', () => {
    const blank = new Learned().store();
    holds(
      fc.property(anyScene, anyLearned, fc.constantFrom('talk', 'wrapUp'), (any, learned, part) => {
        const predictive = { ...any, mode: 'predictive' as const };
        const knowing = decidePace(learned, predictive).dial;
        const ignorant = new Learned();
        ignorant.restore({ ...learned.store(), [part as 'talk']: blank[part as 'talk'] });
        const { dial } = decidePace(ignorant, predictive);
        expect(dial).toBeLessThanOrEqual(knowing);
        const cautious = decidePace(learned, { ...any, mode: 'progressive' }).dial;
        expect(dial).toBeGreaterThanOrEqual(cautious);
      }),
    );
  });

  it('grows more daring one attempt at a time as a class becomes known', () => {
    const learned = learnedFrom(factsOf(3, 2_000));
    const dialled: number[] = [];
    for (let ended = 0; ended < 400; ended++) {
      const now = MORNING + 86_400_000 + ended * 1_000;
      dialled.push(decidePace(learned, scene({ now, class: 5 })).dial);
      const answered = ended % 4 === 0;
      learned.learn({ type: 'attempt-ended', now, class: 5, hour: 9, answered, afterMs: 9_000 });
    }
    expect(dialled.slice(0, 50).every((dial) => dial === 3)).toBe(true);
    expect(dialled.at(-1)).toBeGreaterThan(3);
    const steps = dialled.slice(1).map((dial, i) => Math.abs(dial - dialled[i]!));
    expect(Math.max(...steps)).toBeLessThanOrEqual(1);
  });

  it('knows nothing at first, and is progressive then', () => {
    const { dial } = decidePace(new Learned(), scene());
    expect(dial).toBe(3);
  });
});

describe('calls per second', () => {
  it('saves up to one second of calls, and one call when the limit is below one', () => {
    let bucket = { limit: 4, tokens: 0, at: 0 };
    expect([0, 250, 500, 5_000].map((now) => callsAllowed(bucket, now))).toEqual([0, 1, 2, 4]);
    bucket = { ...begun(bucket, 3, 1_000) };
    expect(callsAllowed(bucket, 1_000)).toBe(1);
    expect(callsAllowed({ limit: 0.5, tokens: 0, at: 0 }, 1_999)).toBe(0);
    expect(callsAllowed({ limit: 0.5, tokens: 0, at: 0 }, 9_000)).toBe(1);
  });

  it('lets at most so many begin in any second, whenever they are asked for', () => {
    holds(
      fc.property(
        fc.array(fc.nat(400), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (gaps, limit) => {
          let bucket = { limit, tokens: limit, at: 0 };
          let now = 0;
          const begins: number[] = [];
          for (const gap of gaps) {
            now += gap;
            const calls = callsAllowed(bucket, now);
            bucket = { ...begun(bucket, calls, now) };
            for (let i = 0; i < calls; i++) begins.push(now);
          }
          // A full bucket and what flows in during the second.
          for (const at of begins) {
            const within = begins.filter((each) => each >= at && each < at + 1_000).length;
            expect(within).toBeLessThanOrEqual(2 * limit);
          }
        },
      ),
    );
  });
});
