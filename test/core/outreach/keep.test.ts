/** Who is kept for calls that come in, where agents have different skills. */

import { describe, expect, test } from 'vitest';
import { freeToDial, keptWhenFree, type SkillNeed } from '../../../core/outreach/pacing/keep.ts';
import { createDice, seedOfRun } from '../../support/dice.ts';

/** `a2`: two of the agents whose name holds an a. */
const need = (text: string): SkillNeed<string> => ({
  idle: Number(text.slice(1)),
  has: (agent) => agent.includes(text[0]!),
});

/** The agents in the order the queue takes them; what is needed; how many are dialled for. */
const cases: readonly (readonly [string, string, number, string])[] = [
  ['x x x', '', 3, 'nobody calls'],
  ['a a a a', 'a2', 2, 'all have the skill: all but those needed'],
  ['a a', 'a3', 0, 'all have the skill, and too few are idle'],
  ['x x a a', 'a2', 2, 'those without the skill go first'],
  ['x x a a a', 'a2', 3, '… and then who is one too many'],
  ['x x', 'a2', 2, 'those who have it are all busy: the others are free'],
  ['x a x x', 'a1', 1, 'the queue would take the one who is needed next'],
  ['a x a x', 'a1', 2, 'one may go, the second is needed'],
  ['x a b ab', 'a1 b1', 3, 'one agent can stay for two skills'],
  ['x ab x', 'a1 b1', 1, 'and is needed by either'],
];

describe('as many are dialled for as can be taken without one who is needed', () => {
  test.each(cases)('%s, needed %s: %i (%s)', (idle, needed, free) => {
    const needs = needed.split(' ').filter(Boolean).map(need);
    expect(freeToDial(idle.split(' '), needs)).toBe(free);
  });

  const seed = seedOfRun();
  test(`and no more can, whoever is needed: TSUNAGI_SEED=${seed}`, () => {
    const dice = createDice(seed);
    for (let i = 0; i < 2_000; i++) {
      const idle = Array.from({ length: dice.below(9) }, () => dice.pick(['x', 'a', 'b', 'ab']));
      const needs = [need(`a${dice.below(5)}`), need(`b${dice.below(5)}`)];
      const count = (some: readonly string[], { has }: SkillNeed<string>) =>
        some.filter((agent) => has(agent)).length;
      /** Nothing is taken from a skill below its need. */
      const isFair = (taken: number): boolean =>
        needs.every((each) => {
          const left = count(idle.slice(taken), each);
          return left >= each.idle || left === count(idle, each);
        });
      let most = 0;
      while (most < idle.length && isFair(most + 1)) most++;
      expect(freeToDial(idle, needs), JSON.stringify([idle, needs.map((n) => n.idle)])).toBe(most);
    }
  });
});

describe('who is busy is kept when free', () => {
  const kept = (idle: string, busy: string, ...needs: string[]) => [
    ...keptWhenFree(
      idle.split(' ').filter(Boolean),
      busy.split(' ').filter(Boolean),
      needs.map(need),
    ),
  ];

  test('for a skill that has too few idle, the longest busy first', () => {
    expect(kept('a1', 'x1 a2 a3', 'a2')).toEqual(['a2']);
    expect(kept('', 'a1 a2 a3', 'a2')).toEqual(['a1', 'a2']);
    expect(kept('a1 a2', 'a3', 'a2')).toEqual([]);
  });

  test('once for two skills', () => {
    expect(kept('', 'ab1 a1 b1', 'a1', 'b1')).toEqual(['ab1']);
  });
});
