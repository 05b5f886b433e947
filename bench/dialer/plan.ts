/**
 * The shift that is dialled: how many agents, who answers when, how long people talk. Issue 5 names
 * those with a bar.
 */

import type { Chance } from '../../adapters/simulated/random.ts';

export interface ShiftPlan {
  readonly name: string;
  readonly agents: number;
  readonly hours: number;
  /** Probability that a person answers an attempt begun at this time, ms from the start. */
  readonly answerRate: (at: number) => number;
  /** When the rate changes; undefined: never. */
  readonly changesAt?: number;
}

/** What share of the attempts fails at once: busy, no such number. */
const FAILS = 0.15;

/** What becomes of one attempt. */
export interface Attempt {
  readonly ends: 'answered' | 'failed' | 'unanswered';
  readonly afterMs: number;
}

/** The longest an attempt rings. */
export const RING_MS = 22_000;

/** 15 % fail after 3 s; those who answer do so after 5 to 20 s; the rest rings for 22 s. */
export function attempt(chance: Chance, rate: number): Attempt {
  const draw = chance.fraction();
  const afterMs = 5_000 + Math.floor(15_000 * chance.fraction());
  if (draw < rate) return { ends: 'answered', afterMs };
  if (draw < rate + FAILS) return { ends: 'failed', afterMs: 3_000 };
  return { ends: 'unanswered', afterMs: RING_MS };
}

/** Seven in ten say no within half a minute; three talk for a minute and then some. Mean 93 s. */
export const talkMs = (chance: Chance): number =>
  Math.round(chance.happens(0.7) ? chance.gap(30_000) : 60_000 + chance.gap(180_000));

/** Mean 20 s. */
export const wrapUpMs = (chance: Chance): number => Math.round(8_000 + chance.gap(12_000));

const steady = (agents: number, rate: number, hours: number): ShiftPlan => ({
  name: `${agents} agents, ${100 * rate} % answer`,
  agents,
  hours,
  answerRate: () => rate,
});

/** The answer rate falls from 25 % to 12 % in mid-shift. */
const falling = (agents: number, hours: number): ShiftPlan => {
  const changesAt = hours * 1_800_000;
  return {
    name: `${agents} agents, 25 % answer, then 12 %`,
    agents,
    hours,
    answerRate: (at) => (at < changesAt ? 0.25 : 0.12),
    changesAt,
  };
};

/** Those with a bar first. */
export const shiftPlans = (hours: number): readonly ShiftPlan[] => [
  ...[5, 10, 20, 50].map((agents) => steady(agents, 0.25, hours)),
  steady(10, 0.1, hours),
  steady(30, 0.1, hours),
  falling(20, hours),
  falling(50, hours),
];
