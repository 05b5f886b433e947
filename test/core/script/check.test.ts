/** Faults of scripts, each with its step; and that a script without any keeps its word. */

import { expect, test } from 'vitest';
import { createChance } from '../../../adapters/simulated/random.ts';
import { checkScript, edgesOf } from '../../../core/script/check.ts';
import type { Script, Step } from '../../../core/script/script.ts';
import { answerStep, beginWalk, mayFinish, stepOf } from '../../../core/script/walk.ts';
import { spring, springFields, withStep } from './spring.ts';

const faults = (script: Script) => checkScript(script, springFields);

test('a script as it should be has none', () => {
  expect(faults(spring)).toEqual([]);
});

test.each<[string, Script, unknown]>([
  ['a start there is not', { ...spring, start: 'hello' }, { code: 'no-start', at: 'hello' }],
  [
    'an edge to nowhere',
    withStep('greeting', { edges: { yes: 'disclosure', no: 'never' } }),
    { code: 'unknown-step', at: 'greeting', to: 'never' },
  ],
  [
    'an answer without a way',
    withStep('greeting', { edges: { yes: 'disclosure' } }),
    { code: 'edge-missing', at: 'greeting', edge: 'no' },
  ],
  [
    'a way without an answer',
    withStep('need', { edges: { yes: 'order' } }),
    { code: 'edge-too-many', at: 'need', edge: 'yes' },
  ],
  [
    'an outcome there is not',
    withStep('order', { outcome: 'won' }),
    { code: 'unknown-outcome', at: 'order', to: 'won' },
  ],
  [
    'a field there is not',
    withStep('order', { say: { ja: '{person.height}' } }),
    { code: 'unknown-field', at: 'order', field: 'person.height' },
  ],
  ['nothing to say', withStep('order', { say: {} }), { code: 'no-text', at: 'order' }],
  [
    'a way round the disclosure',
    withStep('greeting', { edges: { yes: 'need', no: 'when' } }),
    { code: 'way-around', at: 'order', around: 'disclosure' },
  ],
  [
    'a step nobody reaches',
    withStep('greeting', { edges: { yes: 'need', no: 'when' } }),
    { code: 'unreached', at: 'disclosure' },
  ],
  [
    'a circle without an end',
    withStep('order', { outcome: undefined as never, next: 'order' }),
    { code: 'no-end', at: 'order' },
  ],
  [
    'one id twice',
    { ...spring, steps: [...spring.steps, spring.steps[6]!] },
    { code: 'twice', at: 'order' },
  ],
])('%s is told with its step', (_, script, fault) => {
  expect(faults(script)).toContainEqual(fault);
});

test('at random: whoever follows a script without faults ends, with all that the outcome needs', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const chance = createChance(seed);
  let sound = 0;
  for (let i = 0; i < 3_000; i++) {
    const script = randomScript(chance);
    if (faults(script).length > 0) continue;
    sound++;
    let walk = beginWalk(script, 0);
    let last: Step | undefined;
    for (let at = 0; walk.step !== undefined && at < 10_000; at++) {
      last = stepOf(script, walk)!;
      const edges = edgesOf(last);
      const moved = answerStep(script, walk, edges.length > 0 ? chance.pick(edges) : '', at);
      if ('wrong' in moved) throw new Error(`SEED=${seed}: ${moved.wrong.why}`);
      walk = moved.walk;
    }
    expect(walk.step, `SEED=${seed} script ${i}`).toBeUndefined();
    if (last?.outcome === undefined) continue;
    expect(mayFinish(script, walk, last.outcome), `SEED=${seed} script ${i}`).toEqual({ ok: true });
  }
  expect(sound, `SEED=${seed}`).toBeGreaterThan(50);
});

/** Up to six steps with edges anywhere. */
function randomScript(chance: ReturnType<typeof createChance>): Script {
  const ids = Array.from({ length: chance.between(2, 6) }, (_, i) => `s${i}`);
  const steps = ids.map((id, i): Step => {
    const asks = chance.between(0, 1) === 1;
    const way = () => chance.pick(ids.slice(Math.min(i, ids.length - 2)));
    const ends = i === ids.length - 1 || chance.between(0, 3) === 0;
    return {
      ...{ id, say: { en: id } },
      question: asks ? { kind: 'yes-no' } : { kind: 'none' },
      edges: asks ? { yes: way(), ...(chance.between(0, 1) === 1 ? { no: way() } : {}) } : {},
      ...(ends ? { outcome: 'sale' } : { next: way() }),
    };
  });
  const needs = chance.between(0, 1) === 1 ? [chance.pick(ids)] : [];
  const outcomes = [{ id: 'sale', goal: true, needs }];
  return { id: 'random', version: 1, start: 's0', steps, cards: [], outcomes };
}
