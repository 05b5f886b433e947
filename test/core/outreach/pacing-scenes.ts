/** Knowledge and scenes for the tests of pacing. */

import fc from 'fast-check';
import { Learned, type PacingFact } from '../../../core/outreach/pacing/learned.ts';
import type { PacingScene } from '../../../core/outreach/pacing/scene.ts';
import { createDice } from '../../support/dice.ts';

/** Monday morning. */
export const MORNING = Date.UTC(2026, 10, 23, 9, 0, 0);

/** A quiet moment of a large campaign with twenty agents, three of them idle. */
export const scene = (change: Partial<PacingScene> = {}): PacingScene => ({
  mode: 'predictive',
  now: MORNING,
  goals: { abandonedMax: 0.03, idleMax: 0 },
  window: { answered: 10_000, abandoned: 200 },
  trunks: { channels: 500, calls: 500 },
  health: {},
  idle: 3,
  busy: Array.from({ length: 17 }, (_, i) => ({
    phase: i % 5 === 0 ? ('wrap-up' as const) : ('talking' as const),
    forMs: 7_000 * i,
  })),
  flying: [],
  waiting: 0,
  reserve: 0,
  waitMs: 2_000,
  class: 0,
  hour: 9,
  asked: 0,
  linesPerAgent: 1.5,
  letGoAfterMs: Number.POSITIVE_INFINITY,
  leads: 1_000,
  ...change,
});

/** Facts of some campaign: what the seed draws, in order of time. */
export function factsOf(seed: number, count: number): PacingFact[] {
  const dice = createDice(seed);
  let now = MORNING;
  return Array.from({ length: count }, (): PacingFact => {
    now += dice.between(0, 3_000);
    const kind = dice.between(0, 9);
    if (kind < 4) {
      const answered = dice.chance(25);
      const afterMs = answered ? dice.between(5_000, 20_000) : dice.pick([3_000, 22_000]);
      return { type: 'attempt-ended', now, class: dice.below(2), hour: 9, answered, afterMs };
    }
    if (kind < 6) {
      const abandoned = dice.chance(2);
      return { type: 'answer-resolved', now, abandoned, riskMax: dice.between(0, 40) / 1_000 };
    }
    if (kind < 8) return { type: 'talk-ended', lastedMs: dice.between(2_000, 240_000) };
    if (kind < 9) return { type: 'wrap-up-ended', lastedMs: dice.between(5_000, 40_000) };
    return { type: 'agents-changed', now, idle: dice.between(0, 10), atWork: 20 };
  });
}

/** What that campaign teaches. */
export function learnedFrom(facts: readonly PacingFact[]): Learned {
  const learned = new Learned();
  for (const fact of facts) learned.learn(fact);
  return learned;
}

/** Any moment of any campaign. */
export const anyScene: fc.Arbitrary<PacingScene> = fc
  .record({
    idle: fc.nat(12),
    busy: fc.array(
      fc.record({
        phase: fc.constantFrom('talking' as const, 'wrap-up' as const),
        forMs: fc.nat(400_000),
      }),
      { maxLength: 25 },
    ),
    flying: fc.array(fc.record({ class: fc.nat(2), forMs: fc.nat(25_000) }), { maxLength: 30 }),
    waiting: fc.nat(3),
    reserve: fc.nat(4),
    channels: fc.nat(40),
    calls: fc.nat(20),
    leads: fc.nat(40),
    answered: fc.nat(3_000),
    share: fc.double({ min: 0, max: 0.05, noNaN: true }),
    abandonedMax: fc.double({ min: 0, max: 0.06, noNaN: true }),
    idleMax: fc.double({ min: 0, max: 0.5, noNaN: true }),
    mode: fc.constantFrom('progressive' as const, 'power' as const, 'predictive' as const),
    later: fc.nat(900_000),
  })
  .map(({ answered, share, abandonedMax, idleMax, channels, calls, later, ...rest }) =>
    scene({
      ...rest,
      now: MORNING + later,
      window: { answered, abandoned: Math.floor(answered * share) },
      goals: { abandonedMax, idleMax },
      trunks: { channels, calls },
    }),
  );
