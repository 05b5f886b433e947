/** What agents do between calls and in the middle of them. */

import { describe, test } from 'vitest';
import { playScenario, type Scenario } from '../support/scenario-table.ts';

const one: Omit<Scenario, 'table'> = {
  agents: { a1: {} },
  queues: { sales: {} },
  show: ['agentChanged'],
};
const talking = `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 answers c1           connect c1 a1; a1 talking c1
        1s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s`;

describe('signing in and out', () => {
  test('a freed agent is offered the call that waits, last of all', () => {
    playScenario({
      ...one,
      table: `
        0s   c1 arrives in sales
        1s   a1 signs in             a1 ready; offer c1 -> a1; a1 offered c1`,
    });
  });

  test('signing out while the phone rings gives the call back and takes effect afterwards', () => {
    playScenario({
      ...one,
      agents: { a1: {}, a2: {} },
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a2 signs in             a2 ready
        2s   a1 signs out            withdraw c1 from a1 (agent-left); offer c1 -> a2; a2 offered c1
        3s   a1 stops ringing for c1  a1 withdrawn c1; a1 signed-out`,
    });
  });

  test('signing out while talking takes effect after wrap-up', () => {
    playScenario({
      ...one,
      table: `${talking}
        2s   a1 signs out
        2s   a1 signs out            (duplicate)
        5s   a1 leaves c1            release c1; a1 wrap-up
        15s  time passes             a1 signed-out
        16s  c2 arrives in sales`,
    });
  });

  test('signing out again in wrap-up does not wait for the end of it', () => {
    playScenario({
      ...one,
      table: `${talking}
        2s   a1 signs out
        5s   a1 leaves c1            release c1; a1 wrap-up
        6s   a1 signs out            a1 signed-out`,
    });
  });

  test('signing in again while talking takes the sign-out back', () => {
    playScenario({
      ...one,
      table: `${talking}
        2s   a1 signs out
        3s   a1 signs in
        5s   a1 leaves c1            release c1; a1 wrap-up
        15s  time passes             a1 ready`,
    });
  });

  test('signing out in wrap-up ends wrap-up, and signing in again clears the pause', () => {
    playScenario({
      ...one,
      table: `${talking}
        2s   a1 pauses for lunch     a1 talking lunch c1
        5s   a1 leaves c1            release c1; a1 wrap-up lunch
        6s   a1 signs out            a1 signed-out
        7s   a1 signs in             a1 ready`,
    });
  });
});

describe('pauses', () => {
  test('set while talking are the next state, told at once', () => {
    playScenario({
      ...one,
      table: `${talking}
        2s   a1 pauses for lunch     a1 talking lunch c1
        2s   a1 pauses for lunch     (duplicate)
        3s   a1 pauses for training  a1 talking training c1
        5s   a1 leaves c1            release c1; a1 wrap-up training
        15s  time passes             a1 paused training
        16s  c2 arrives in sales
        17s  a1 unpauses             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('set while the phone rings give the call back and hold when the phone has stopped', () => {
    playScenario({
      ...one,
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 pauses for lunch     withdraw c1 from a1 (agent-left); a1 offered lunch c1
        2s   a1 stops ringing for c1  a1 withdrawn c1; a1 paused lunch`,
    });
  });

  test('set while the phone rings leave the call nobody, where the agent was the last', () => {
    playScenario({
      ...one,
      queues: { sales: { nobody: { go: 'voicemail' } } },
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 pauses for lunch     withdraw c1 from a1 (agent-left)
             c1 left sales: nobody after 1s; send c1 to voicemail
             a1 offered lunch c1`,
    });
  });

  test('restart the idle time when they end', () => {
    playScenario({
      ...one,
      agents: { a1: {}, a2: {} },
      show: [],
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   a1 pauses for lunch
        3s   a1 unpauses
        4s   c1 arrives in sales     offer c1 -> a2`,
    });
  });
});

describe('wrap-up', () => {
  test('ends by itself or by the agent, never twice, and no call comes before its end', () => {
    playScenario({
      ...one,
      table: `${talking}
        5s   a1 leaves c1            release c1; a1 wrap-up
        5s   c2 arrives in sales
        5s   c1 hangs up             (unknown-call)
        9s   a1 ends wrap-up         a1 ready; offer c2 -> a1; a1 offered c2
        9s   a1 ends wrap-up         (late)`,
    });
  });

  test('of no time at all makes the agent ready in the same step', () => {
    playScenario({
      ...one,
      queues: { sales: { wrapUp: '0s' } },
      table: `${talking}
        2s   c2 arrives in sales
        5s   a1 leaves c1            release c1; a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('holds across all queues of the agent', () => {
    playScenario({
      ...one,
      queues: { sales: {}, help: {} },
      table: `${talking}
        5s   a1 leaves c1            release c1; a1 wrap-up
        6s   c2 arrives in help
        15s  time passes             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('fired late, the idle time still counts from its own end', () => {
    playScenario({
      ...one,
      agents: { a1: {}, a2: {} },
      show: [],
      table: `${talking.replaceAll(/; a1 \w+ c1$|; a1 talking c1|\s+a1 ready$/gm, '')}
        5s   a1 leaves c1            release c1
        20s  a2 signs in
        21s  c2 arrives in sales     offer c2 -> a1`,
    });
  });
});

describe('phones', () => {
  test('out of reach or busy elsewhere are offered nothing; free again counts as idle anew', () => {
    playScenario({
      ...one,
      table: `
        0s   a1 signs in             a1 ready
        1s   a1 goes out of reach    a1 unreachable
        1s   a1 goes out of reach    (duplicate)
        2s   c1 arrives in sales
        3s   a1 is busy elsewhere
        4s   a1 is within reach      a1 busy-elsewhere
        5s   a1 is free again        a1 ready; offer c1 -> a1; a1 offered c1`,
    });
  });

  test('out of reach while ringing: the offer is left to its own end', () => {
    playScenario({
      ...one,
      limits: { unreachableMs: 10_000 },
      queues: { sales: { exclude: '30s' } },
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 goes out of reach
        2s   a1 is out of reach for c1  a1 unreachable c1; a1 unreachable
        60s  time passes
        61s  a1 is within reach      a1 ready; offer c1 -> a1; a1 offered c1`,
    });
  });

  test('signed out and in again is still out of reach', () => {
    playScenario({
      ...one,
      table: `
        0s   a1 goes out of reach
        1s   a1 signs in             a1 unreachable`,
    });
  });
});
