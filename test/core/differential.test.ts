/**
 * The fast router and the reference router, fact by fact: equal outcomes, equal commands in equal
 * order, equal next deadlines, equal snapshots at intervals, and no broken invariant after any
 * fact.
 */

import { expect, test } from 'vitest';
import { seedOfRun } from '../support/dice.ts';
import { duel, report } from '../support/duel.ts';
import type { WorldShape } from '../support/random-world.ts';

/** How many generated facts one run compares, over all shapes together. */
const FACTS = 100_000;

/** Few agents and callers meet in every way; many show what only numbers show. */
const shapes: readonly (WorldShape & { readonly share: number; readonly moves: number })[] = [
  { agentsMax: 3, callersMax: 4, hostilePercent: 10, upheavals: true, share: 0.35, moves: 250 },
  { agentsMax: 8, callersMax: 12, hostilePercent: 5, upheavals: true, share: 0.35, moves: 500 },
  { agentsMax: 8, callersMax: 12, hostilePercent: 0, upheavals: false, share: 0.2, moves: 500 },
  { agentsMax: 40, callersMax: 30, hostilePercent: 2, upheavals: true, share: 0.1, moves: 1_000 },
];

const seed = seedOfRun();
console.log(
  `differential seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/core/differential.test.ts`,
);

/** With a seed given, the first world of each shape has exactly this seed. */
test.each(shapes)(
  'both routers answer every fact alike: $agentsMax agents, $callersMax callers, $hostilePercent % hostile',
  { timeout: 300_000 },
  (shape) => {
    let facts = 0;
    let commands = 0;
    for (let world = 0; facts < FACTS * shape.share; world += 1) {
      const found = duel(seed + world, shape, shape.moves, 10);
      if (found.disagreement) expect.fail(report(seed + world, found));
      facts += found.facts;
      commands += found.commands;
    }
    expect(facts).toBeGreaterThanOrEqual(FACTS * shape.share);
    expect(commands).toBeGreaterThan(facts / 4);
  },
);
