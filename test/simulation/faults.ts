/**
 * What can go wrong around the router, drawn for each seed as a swarm: each fault is on or off, and
 * often or rare. Runs in which few faults are on find what the noise of all of them would hide.
 */

import type { Ms } from '../../core/index.ts';
import { createDice, type Dice } from '../support/dice.ts';

/** Each fault with its unit: a share of chances in a thousand, or how often in mean. */
export const faults = {
  /** Messages of the switch that never arrive; contact breaks and is restored some time after. */
  'events-dropped': { unit: 'per mille', rates: [2, 10, 50] },
  'events-doubled': { unit: 'per mille', rates: [10, 100, 400] },
  'events-delayed': { unit: 'per mille', rates: [5, 30, 100] },
  /** What is told of phones overtakes, and answers to commands overtake events. */
  'events-reordered': { unit: 'per mille', rates: [20, 100, 500] },
  /** Commands that never arrive, because contact breaks just then. */
  'commands-dropped': { unit: 'per mille', rates: [2, 10, 50] },
  'commands-refused': { unit: 'per mille', rates: [10, 50, 200] },
  /** Commands that are carried out, and nothing is told of it. */
  'answers-lost': { unit: 'per mille', rates: [10, 50, 200] },
  /** Of calls whose phone is just answered: the caller hangs up in the same instants. */
  'callers-race': { unit: 'per mille', rates: [50, 200, 600] },
  /** Of deadlines: fired seconds late, with facts before them. */
  'deadlines-late': { unit: 'per mille', rates: [20, 200, 800] },
  /** The line to the switch breaks; calls live on. */
  'switch-lost': { unit: 'seconds between', rates: [120, 40, 15] },
  /** The switch itself breaks down; all calls are lost with it. */
  'switch-crashed': { unit: 'seconds between', rates: [240, 90, 40] },
  'policy-replaced': { unit: 'seconds between', rates: [90, 30, 10] },
  'hours-changed': { unit: 'seconds between', rates: [60, 20, 8] },
  /** The loop does nothing for some seconds; facts and deadlines then come together. */
  'loop-stalled': { unit: 'seconds between', rates: [90, 30, 12] },
  /** The router's process is killed, and starts from its snapshot and journal. */
  'router-killed': { unit: 'seconds between', rates: [120, 40, 15] },
  /** Of kills: the last lines of the journal were not yet on the disk. */
  'journal-cut': { unit: 'per mille', rates: [300, 700, 1000] },
} as const satisfies Record<string, { unit: 'per mille' | 'seconds between'; rates: number[] }>;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];

/** The faults that are on, with their rates. */
export type FaultPlan = Readonly<Partial<Record<FaultName, number>>>;

/** Chance of its own for each purpose: what one draws changes nothing for another. */
export function diceFor(seed: number, purpose: string): Dice {
  let hash = seed | 0;
  for (let i = 0; i < purpose.length; i++) {
    hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193) ^ (hash >>> 15);
  }
  return createDice(hash);
}

/** The plan of a seed. In one run of sixteen nothing goes wrong at all. */
export function drawPlan(seed: number): FaultPlan {
  const dice = diceFor(seed, 'plan');
  if (dice.below(16) === 0) return {};
  const share = dice.pick([15, 35, 60]);
  const plan: Partial<Record<FaultName, number>> = {};
  for (const name of faultNames) {
    const on = dice.chance(share);
    const rate = dice.pick<number>(faults[name].rates);
    if (on) plan[name] = rate;
  }
  return plan;
}

/** Only these faults of the plan; those it has not, at their middle rate. */
export const planOf = (names: readonly FaultName[], plan: FaultPlan): FaultPlan =>
  Object.fromEntries(names.map((name) => [name, plan[name] ?? faults[name].rates[1]]));

/** The plan in words, a fault a line. */
export const planInWords = (plan: FaultPlan): string[] =>
  faultNames
    .filter((name) => plan[name] !== undefined)
    .map((name) => `${name}: ${plan[name]} ${faults[name].unit}`);

/** The plan at work, until `calm`. */
export class Faults {
  readonly plan: FaultPlan;
  readonly hits: Partial<Record<FaultName, number>> = {};
  calm = false;
  readonly #dice: Readonly<Record<FaultName, Dice>>;

  constructor(seed: number, plan: FaultPlan) {
    this.plan = plan;
    this.#dice = Object.fromEntries(
      faultNames.map((name) => [name, diceFor(seed, name)]),
    ) as Record<FaultName, Dice>;
  }

  /** Whether it goes wrong this time. For faults per mille. */
  strikes(name: FaultName): boolean {
    const rate = this.plan[name];
    if (rate === undefined || this.calm) return false;
    if (this.#dice[name].below(1000) >= rate) return false;
    this.count(name);
    return true;
  }

  /** Time to the next occasion; undefined: never. For faults with seconds between. */
  pause(name: FaultName): Ms | undefined {
    const rate = this.plan[name];
    return rate === undefined ? undefined : this.#dice[name].between(1, rate * 2_000);
  }

  /** Chance for what the fault is in particular. */
  dice(name: FaultName): Dice {
    return this.#dice[name];
  }

  count(name: FaultName): void {
    this.hits[name] = (this.hits[name] ?? 0) + 1;
  }
}
