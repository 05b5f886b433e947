/** The ring of last decisions says the same as the decision explained in full. */

import { expect, test } from 'vitest';
import {
  advance,
  createRouter,
  type Decision,
  type KeptDecision,
  nextDeadline,
  recentDecisions,
  recordCommands,
  step,
} from '../../core/index.ts';
import { seedOfRun } from '../support/dice.ts';
import { createRandomWorld, type WorldShape } from '../support/random-world.ts';

const seed = seedOfRun();
console.log(
  `kept decisions seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/core/kept-decisions.test.ts`,
);

const shape: WorldShape = { agentsMax: 12, callersMax: 14, hostilePercent: 2, upheavals: true };

/** Every decision of a random world, in full and as it was kept. */
function decisionsOf(worldSeed: number, moves: number): { full: Decision; kept: KeptDecision }[] {
  const world = createRandomWorld(worldSeed, shape);
  const full: Decision[] = [];
  const router = createRouter(world.policy, {
    limits: world.limits,
    seed: world.routerSeed,
    decisionsKept: 1_000_000,
    onDecision: (decision) => full.push(decision),
  });
  const out = recordCommands((record) => world.told(record));
  for (let i = 0; i < moves; i++) {
    const { at, event } = world.next(nextDeadline(router));
    if (event) step(router, event, at, out);
    else advance(router, at, out);
  }
  const kept = recentDecisions(router, { most: full.length }).reverse();
  expect(kept).toHaveLength(full.length);
  return full.map((decision, i) => ({ full: decision, kept: kept[i]! }));
}

test('a kept decision names the same call, agent, key and runner-up as the explained one', () => {
  const keys = new Set<string>();
  for (let world = 0; world < 25; world++) {
    for (const { full, kept } of decisionsOf(seed + world, 400)) {
      const { at, call, queue, step: atStep, trigger, offer } = full;
      const where = `seed ${seed + world}, offer ${offer}`;
      expect(kept, where).toMatchObject({ at, call, queue, step: atStep, trigger, offer });
      expect(kept.agent, where).toBe(full.winner);
      if (kept.decidedBy === 'preferred') expect(['preferred', 'only']).toContain(full.decidedBy);
      else expect(kept.decidedBy, where).toBe(full.decidedBy);
      if (trigger === 'agent') expect(kept.runnerUp, where).toBe(full.calls[0]?.call);
      keys.add(kept.decidedBy);
    }
  }
  // Else the comparison would mean little.
  expect(keys.size).toBeGreaterThan(8);
});

test('the ring keeps the latest, newest first, and is asked by call, agent and queue', () => {
  const world = createRandomWorld(7, { ...shape, upheavals: false });
  const router = createRouter(world.policy, {
    limits: world.limits,
    seed: 1,
    decisionsKept: 5,
  });
  const made: number[] = [];
  const out = recordCommands((record) => {
    world.told(record);
    if (record[0] === 'offerCall' || record[0] === 'dialCustomer') made.push(record[1]);
  });
  for (let i = 0; i < 2_000 && made.length < 30; i++) {
    const { at, event } = world.next(nextDeadline(router));
    if (event) step(router, event, at, out);
    else advance(router, at, out);
  }
  const all = recentDecisions(router, {});
  expect(all.map(({ offer }) => offer)).toEqual(
    all.map(({ offer }) => offer).sort((a, b) => b - a),
  );
  expect(all).toHaveLength(5);
  expect(recentDecisions(router, { most: 2 })).toEqual(all.slice(0, 2));
  for (const { call, agent, queue } of all) {
    expect(recentDecisions(router, { call })).toEqual(all.filter((one) => one.call === call));
    expect(recentDecisions(router, { agent })).toEqual(all.filter((one) => one.agent === agent));
    expect(recentDecisions(router, { queue })).toEqual(all.filter((one) => one.queue === queue));
  }
});
