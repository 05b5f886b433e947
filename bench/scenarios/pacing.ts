/** One decision of the dialer's pacing, for as many agents as one campaign ever has. */

import { createHash } from 'node:crypto';
import { type Chance, createChance } from '../../adapters/simulated/random.ts';
import { decidePace } from '../../core/outreach/pacing/decide.ts';
import { Learned } from '../../core/outreach/pacing/learned.ts';
import type { PacingScene } from '../../core/outreach/pacing/scene.ts';
import { BATCH, timeBatches } from '../batches.ts';
import { sceneOf } from '../dialer/pacers.ts';
import { attempt, talkMs, wrapUpMs } from '../dialer/plan.ts';
import { figure, type Scenario } from '../scenario.ts';
import { percentiles } from '../statistics.ts';

const START = Date.UTC(2026, 10, 24, 9, 0, 0);
const RATE = 0.25;

/** What a morning teaches. */
function learn(chance: Chance, conversations: number): Learned {
  const learned = new Learned();
  for (let i = 0; i < conversations; i++) {
    const now = START + i * 500;
    for (let line = 0; line < 1 / RATE; line++) {
      const { ends, afterMs } = attempt(chance, RATE);
      const answered = ends === 'answered';
      learned.learn({ type: 'attempt-ended', now, class: 0, hour: 9, answered, afterMs });
    }
    const abandoned = chance.happens(0.02);
    learned.learn({ type: 'answer-resolved', now, abandoned, riskMax: 0.015 });
    learned.learn({ type: 'talk-ended', lastedMs: talkMs(chance) });
    learned.learn({ type: 'wrap-up-ended', lastedMs: wrapUpMs(chance) });
  }
  return learned;
}

/** A moment: nearly everybody talks or finishes, and as many lines ring as that needs. */
function moment(chance: Chance, agents: number): PacingScene {
  const idle = chance.between(0, Math.ceil(agents / 10));
  const phase = (): 'talking' | 'wrap-up' => (chance.happens(0.82) ? 'talking' : 'wrap-up');
  return sceneOf('predictive', {
    now: START + 3_600_000 + chance.between(0, 3_600_000),
    idle,
    busy: Array.from({ length: agents - idle }, () => ({
      ...{ phase: phase(), forMs: chance.gap(60_000) },
    })),
    flying: Array.from({ length: Math.round(0.6 * agents) }, () => ({
      ...{ class: 0, forMs: chance.between(0, 21_000) },
    })),
    waiting: chance.between(0, 1),
    answered: 20_000,
    abandoned: 450,
  });
}

/** Moments that differ, decided one after another. */
export const pacing: Scenario = async (order) => {
  const agents = order.small ? 20 : 200;
  const chance = createChance(order.seed);
  const learned = learn(chance, order.small ? 300 : 2_000);
  const scenes = Array.from({ length: 64 }, () => moment(chance, agents));
  const decisions = scenes.map((scene) => decidePace(learned, scene));
  const rounds = order.small ? 2 : 40;
  const each: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const scene of scenes) {
      const from = performance.now();
      decidePace(learned, scene);
      each.push((performance.now() - from) * 1_000);
    }
  }
  const times = percentiles(Float64Array.from(each.slice(scenes.length / 2)));
  const batch = await timeBatches(order.small ? 2 : 4, () => {
    for (let i = 0; i < BATCH / 16; i++) decidePace(learned, scenes[i % scenes.length]!);
  });
  const dialled = decisions.reduce((sum, { dial }) => sum + dial, 0) / scenes.length;
  return {
    scenario: 'pacing',
    load: [
      `${agents} agents, ${Math.round(0.6 * agents)} attempts in flight, ${scenes.length} moments`,
      `${dialled.toFixed(1)} dialled by a decision, on average`,
    ],
    figures: [
      figure('pacing.p50', 'a decision, p50', times.p50, 'µs'),
      figure('pacing.p99', 'a decision, p99', times.p99, 'µs'),
      figure('pacing.unit', 'a unit of work', batch.unitUs, 'µs'),
    ],
    hash: createHash('sha256').update(JSON.stringify(decisions)).digest('hex').slice(0, 16),
  };
};
