/** Who gets whom: agent selection, call selection, preferred agents, delays. One table a rule. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const two = { agents: { a1: {}, a2: {} }, queues: { sales: {} } };
const three = { a1: {}, a2: {}, a3: {} };

describe('which agent a call gets', () => {
  test('the agent who has been idle longest, and at equal times the first by name', () => {
    playScenario({
      ...two,
      agents: three,
      table: `
        0s   a3 signs in
        1s   a2 signs in
        1s   a1 signs in
        5s   c1 arrives in sales     offer c1 -> a3
        5s   c2 arrives in sales     offer c2 -> a1
        5s   c3 arrives in sales     offer c3 -> a2
        5s   c4 arrives in sales`,
    });
  });

  test('two calls in the same instant never ring the same agent', () => {
    playScenario({
      ...two,
      table: `
        0s   a1 signs in
        0s   a2 signs in
        3s   c1 arrives in sales     offer c1 -> a1
        3s   c2 arrives in sales     offer c2 -> a2
        3s   c3 arrives in sales
        4s   a1 declines c1          a1 declined c1; offer c3 -> a1`,
    });
  });

  test('only agents with every required skill at its level', () => {
    playScenario({
      agents: {
        a1: { skills: { english: 5 } },
        a2: { skills: { english: 5, billing: 2 } },
        a3: { skills: { english: 3, billing: 3 } },
      },
      queues: { sales: { steps: [{ require: { english: 3, billing: 3 } }] } },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        1s   c1 arrives in sales
        2s   a3 signs in             offer c1 -> a3`,
    });
  });

  test('the best rank first, before any idle time; an own rank beats the team', () => {
    playScenario({
      agents: {
        a1: { teams: ['back'] },
        a2: { teams: ['front', 'back'] },
        a3: { teams: ['back'], queues: { sales: '0s rank 0' } },
      },
      queues: { sales: { steps: [{ teams: { front: 1, back: 2 } }] } },
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   a3 signs in
        3s   c1 arrives in sales     offer c1 -> a3
        3s   c2 arrives in sales     offer c2 -> a2
        3s   c3 arrives in sales     offer c3 -> a1`,
    });
  });

  test('most-skilled: the highest levels in what the step requires', () => {
    playScenario({
      agents: {
        a1: { skills: { english: 3, billing: 9 } },
        a2: { skills: { english: 5 } },
        a3: { skills: { english: 4 } },
      },
      queues: { sales: { order: 'most-skilled', steps: [{ require: { english: 1 } }] } },
      table: `
        0s   a1 signs in
        0s   a3 signs in
        0s   a2 signs in
        1s   c1 arrives in sales     offer c1 -> a2
        1s   c2 arrives in sales     offer c2 -> a3
        1s   c3 arrives in sales     offer c3 -> a1`,
    });
  });

  test('least-skilled: the versatile are kept free', () => {
    playScenario({
      agents: {
        a1: { skills: { english: 3, billing: 9 } },
        a2: { skills: { english: 5 } },
        a3: { skills: { english: 4 } },
      },
      queues: { sales: { order: 'least-skilled', steps: [{ require: { english: 1 } }] } },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   a3 signs in
        1s   c1 arrives in sales     offer c1 -> a3
        1s   c2 arrives in sales     offer c2 -> a2
        1s   c3 arrives in sales     offer c3 -> a1`,
    });
  });

  test('fewest-calls: who has answered fewer since signing in', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { order: 'fewest-calls', wrapUp: '0s' } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        1s   a1 answers c1           connect c1 a1
        2s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        3s   a1 leaves c1            release c1
        4s   a2 signs in
        5s   c2 arrives in sales     offer c2 -> a2`,
    });
  });

  test('round-robin: whose last offer lies furthest back', () => {
    playScenario({
      agents: three,
      queues: { sales: { order: 'round-robin', exclude: '0s' } },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   c1 hangs up             c1 left sales: abandoned-short after 1s
             withdraw c1 from a1 (caller-gone)
        2s   a1 stops ringing for c1  a1 caller-gone c1
        3s   c2 arrives in sales     offer c2 -> a2
        4s   a3 signs in
        5s   c3 arrives in sales     offer c3 -> a3
        6s   c4 arrives in sales     offer c4 -> a1`,
    });
  });

  test('random: the seeded generator draws among those of the best rank only', () => {
    // Seed 1 draws 270369, then 67634689: 0 of 3, then 1 of 2.
    playScenario({
      agents: three,
      queues: { sales: { order: 'random' } },
      routerSeed: 1,
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   a3 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales     offer c2 -> a3
        1s   c3 arrives in sales     offer c3 -> a2`,
    });
  });

  test('a missed or declined offer does not make an agent idle anew', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { exclude: '10s' } },
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   c1 arrives in sales     offer c1 -> a1
        3s   a1 declines c1          a1 declined c1; offer c1 -> a2
        4s   a2 declines c1          a2 declined c1
        5s   c2 arrives in sales     offer c2 -> a1`,
    });
  });
});

describe('which call a freed agent gets', () => {
  test('the most urgent class, then the longest routing age, then the first to arrive', () => {
    playScenario({
      ...two,
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales
        1s   c3 arrives in sales
        2s   c4 arrives in sales ahead 5s
        3s   c5 arrives in sales as vip
        9s   a1 signs in             offer c5 -> a1
        9s   a2 signs in             offer c4 -> a2
        10s  a1 declines c5          a1 declined c5; offer c1 -> a1
        11s  a2 declines c4          a2 declined c4; offer c5 -> a2
        12s  a1 declines c1          a1 declined c1; offer c4 -> a1
        13s  a1 declines c4          a1 declined c4; offer c2 -> a1
        14s  a1 declines c2          a1 declined c2; offer c3 -> a1`,
    });
  });

  test('over all queues it serves, by age and not by queue', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s', sales: '0s' } } },
      queues: { sales: { headStart: '10s' }, help: {} },
      table: `
        0s   c1 arrives in help
        3s   c2 arrives in sales
        5s   a1 signs in             offer c2 -> a1
        6s   a1 declines c2          a1 declined c2; offer c1 -> a1`,
    });
  });

  test('a call nobody can take at the head of the line blocks nobody', () => {
    playScenario({
      agents: { a1: { skills: { english: 1 } } },
      queues: {
        german: { class: 'vip', steps: [{ require: { german: 1 } }] },
        english: { steps: [{ require: { english: 1 } }] },
      },
      table: `
        0s   c1 arrives in german
        1s   c2 arrives in english
        2s   a1 signs in             offer c2 -> a1
        2s   c3 arrives in english
        3s   a1 declines c2          a1 declined c2; offer c3 -> a1`,
    });
  });

  test('a caller found again after an outage keeps the time it has waited', () => {
    playScenario({
      ...two,
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales after 10s
        2s   a1 signs in             offer c2 -> a1
        3s   c2 hangs up             c2 left sales: abandoned after 12s
             withdraw c2 from a1 (caller-gone)`,
    });
  });

  test('an agent sees only calls that have waited longer than its delay for the queue', () => {
    playScenario({
      agents: { a1: { queues: { sales: '5s' } }, a2: { queues: { sales: '0s' } } },
      queues: { sales: {} },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales
        4s   c2 arrives in sales
        5s   time passes             offer c1 -> a1
        6s   a2 signs in             offer c2 -> a2
        6s   a1 declines c1          a1 declined c1
        7s   c3 arrives in sales
        12s  time passes             offer c3 -> a1`,
    });
  });

  test('the delay of an agent that names the queue holds even if its team serves too', () => {
    playScenario({
      agents: { a1: { teams: ['front'], queues: { sales: '5s' } }, a2: { teams: ['front'] } },
      queues: { sales: { steps: [{ teams: { front: 0 } }] } },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales
        1s   a2 signs in             offer c1 -> a2`,
    });
  });
});

describe('the preferred agent', () => {
  test('is chosen before the one who has been idle longest', () => {
    playScenario({
      ...two,
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   c1 arrives in sales preferring a2  offer c1 -> a2`,
    });
  });

  test('is waited for while it talks, wraps up or rings, and others may not have the call', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { preferredWait: '20s' } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a2 signs in
        3s   c2 arrives in sales preferring a1
        4s   c3 arrives in sales     offer c3 -> a2
        5s   a1 declines c1          a1 declined c1; offer c2 -> a1`,
    });
  });

  test('is not waited for when the time is up: then anybody may have the call', () => {
    playScenario({
      ...two,
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a2 signs in
        3s   c2 arrives in sales preferring a1 for 5s
        8s   time passes             offer c2 -> a2`,
    });
  });

  test.each([
    [
      'pauses',
      '4s   a1 pauses for lunch     withdraw c1 from a1 (agent-left); offer c1 -> a2; offer c2 -> a3',
    ],
    ['goes out of reach', '4s   a1 goes out of reach    offer c2 -> a2'],
  ])('is not waited for once it %s', (_, row) => {
    playScenario({
      agents: three,
      queues: { sales: { preferredWait: '1m' } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a2 signs in
        2s   a3 signs in
        3s   c2 arrives in sales preferring a1
        ${row}`,
    });
  });

  test('is not waited for when signed out or without the skill; unknown ones are ignored', () => {
    playScenario({
      agents: { a1: { skills: { english: 1 } }, a2: {}, a3: { skills: { english: 1 } } },
      queues: { sales: { preferredWait: '1m', steps: [{ require: { english: 1 } }] } },
      table: `
        0s   a2 signs in
        1s   c1 arrives in sales preferring a1
        2s   c2 arrives in sales preferring a2
        3s   c3 arrives in sales preferring a9
        4s   a3 signs in             offer c1 -> a3`,
    });
  });

  test('is held for on joining only, not after a move to another queue', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { preferredWait: '1m', escapes: { 1: 'to-help' } }, help: {} },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a2 signs in
        3s   c2 arrives in sales preferring a1
        4s   c2 presses 1            c2 left sales: deflected after 1s; offer c2 -> a2`,
    });
  });

  test('loses the call when the next step does not want it any more', () => {
    playScenario({
      agents: { a1: { teams: ['front'] }, a2: { teams: ['back'] } },
      queues: {
        sales: {
          preferredWait: '1m',
          steps: [{ for: '5s', teams: { front: 0 } }, { teams: { back: 0 } }],
        },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   a2 signs in
        2s   c2 arrives in sales preferring a1
        7s   time passes             c2 step 1; offer c2 -> a2`,
    });
  });
});
