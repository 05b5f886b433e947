/** What becomes of an offer, and of the agent and the call it reserved. */

import { describe, expect, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const one = { agents: { a1: {} }, queues: { sales: {} } };
const two = { agents: { a1: {}, a2: {} }, queues: { sales: {} } };

describe('an offer that is answered', () => {
  test('connects, counts as answered and leads into wrap-up the moment the agent leaves', () => {
    playScenario({
      ...one,
      show: ['agentChanged', 'callQueued', 'callConnected', 'callEnded'],
      table: `
        0s   a1 signs in             a1 ready
        1s   c1 arrives in sales     c1 queued in sales; offer c1 -> a1; a1 offered c1
        2s   a1 rings for c1
        5s   a1 answers c1           connect c1 a1; a1 talking c1
        6s   a1 talks to c1
             a1 answered c1; c1 talks to a1; c1 left sales: answered after 5s
        30s  a1 leaves c1            release c1; c1 ended; a1 wrap-up
        31s  c2 arrives in sales     c2 queued in sales
        40s  time passes             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('leaves the caller where it is when the agent transferred it', () => {
    playScenario({
      ...one,
      show: ['agentChanged', 'callEnded'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 answers c1           connect c1 a1; a1 talking c1
        1s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        9s   a1 transfers c1         c1 ended; a1 wrap-up
        12s  c1 hangs up             (unknown-call)
        13s  a1 ends wrap-up         a1 ready`,
    });
  });

  test("hangs the agent up when the caller has gone; wrap-up starts with the end of the agent's leg", () => {
    playScenario({
      ...one,
      show: ['agentChanged', 'callEnded'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 answers c1           connect c1 a1; a1 talking c1
        1s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        9s   c1 hangs up             release a1; c1 ended
        9s   c2 arrives in sales
        10s  a1 leaves c1            a1 wrap-up
        20s  time passes             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('and cannot be joined has failed: the call is back in its place, the agent is ready', () => {
    playScenario({
      ...two,
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales
        2s   a1 answers c1           connect c1 a1
        3s   a1 cannot be joined to c1  a1 failed c1; offer c2 -> a1
        4s   a2 signs in             offer c1 -> a2`,
    });
  });

  test('and is not connected in time has failed, which is no miss of the agent', () => {
    playScenario({
      ...one,
      limits: { connectMs: 4_000, withdrawMs: 2_000 },
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        2s   a1 answers c1           connect c1 a1; a1 talking c1
        6s   time passes             withdraw c1 from a1 (expired)
        8s   time passes             a1 failed c1; a1 ready`,
    });
  });
});

describe('an offer that is not answered', () => {
  test('in its ring time is missed: the agent is paused and the call goes back', () => {
    playScenario({
      ...two,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        1s   a2 signs in             a2 ready
        2s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        3s   c2 arrives in sales     offer c2 -> a2; a2 offered c2
        3s   a1 rings for c1
        18s  time passes             withdraw c1 from a1 (expired)
             withdraw c2 from a2 (expired)
        18s  a1 stops ringing for c1  a1 missed c1; a1 paused no-answer`,
      limits: { setUpMs: 15_000 },
    });
  });

  test('is offered on at once, before the first phone has stopped', () => {
    playScenario({
      ...two,
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   c1 arrives in sales     offer c1 -> a1
        2s   a1 rings for c1
        17s  time passes             withdraw c1 from a1 (expired); offer c1 -> a2
        18s  a1 answers c1           (late)
        19s  a1 stops ringing for c1  a1 withdrawn c1`,
    });
  });

  test('pauses only after as many misses in a row as the queue allows; a talk clears them', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: { missesMax: 2, exclude: '0s', wrapUp: '0s' } },
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 misses c1            a1 missed c1; a1 ready
        1001ms  time passes          offer c1 -> a1; a1 offered c1
        2s   a1 answers c1           connect c1 a1; a1 talking c1
        2s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 2s
        3s   a1 leaves c1            release c1; a1 ready
        4s   c2 arrives in sales     offer c2 -> a1; a1 offered c2
        5s   a1 misses c2            a1 missed c2; a1 ready
        5001ms  time passes          offer c2 -> a1; a1 offered c2
        6s   a1 misses c2            a1 missed c2; a1 paused no-answer
        9s   a1 unpauses             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test.each([
    ['declines c1', 'a1 declined c1; a1 ready'],
    ['is engaged for c1', 'a1 busy c1; a1 ready'],
    ['fails for c1', 'a1 failed c1; a1 ready'],
    ['misses c1', 'a1 missed c1; a1 paused no-answer'],
    ['is out of reach for c1', 'a1 unreachable c1; a1 unreachable'],
  ])('is told apart: a1 %s', (fact, result) => {
    playScenario({
      ...one,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        3s   a1 ${fact}              ${result}`,
    });
  });

  test('because the phone never rang makes the agent unreachable, and is tried again later', () => {
    playScenario({
      ...two,
      limits: { setUpMs: 4_000, unreachableMs: 20_000 },
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        4s   time passes             withdraw c1 from a1 (expired)
        5s   a1 stops ringing for c1  a1 unreachable c1; a1 unreachable
        6s   c2 arrives in sales
        25s  time passes             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('is kept from the same agent for a while, then may come again', () => {
    playScenario({
      agents: one.agents,
      queues: { sales: { exclude: '20s' } },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        5s   a1 declines c1          a1 declined c1
        6s   c2 arrives in sales     offer c2 -> a1
        7s   a1 declines c2          a1 declined c2
        25s  time passes             offer c1 -> a1`,
    });
  });

  test('drops the exclusion that ends first when there are too many', () => {
    playScenario({
      agents: { a1: {}, a2: {}, a3: {} },
      queues: { sales: {} },
      limits: { exclusionsMax: 2 },
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   a3 signs in
        3s   c1 arrives in sales     offer c1 -> a1
        4s   a1 declines c1          a1 declined c1; offer c1 -> a2
        5s   a2 declines c1          a2 declined c1; offer c1 -> a3
        6s   a3 declines c1          a3 declined c1; offer c1 -> a1`,
    });
  });

  test('lets older calls come first at the freed agent, even where nothing is kept from it', () => {
    playScenario({
      agents: one.agents,
      queues: { sales: { exclude: '0s' } },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales ahead 30s
        2s   a1 declines c1          a1 declined c1; offer c2 -> a1`,
    });
  });

  test('never blocks the agent for good: a withdrawn phone that tells nothing is given up', () => {
    playScenario({
      ...two,
      limits: { withdrawMs: 5_000 },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   c1 hangs up             c1 left sales: abandoned-short after 1s
             withdraw c1 from a1 (caller-gone)
        2s   c2 arrives in sales
        6s   time passes             a1 caller-gone c1; offer c2 -> a1`,
    });
  });
});

describe('a caller who hangs up', () => {
  test('while the phone rings is never the fault of the agent', () => {
    playScenario({
      ...one,
      show: ['agentChanged', 'callEnded'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 rings for c1
        9s   c1 hangs up             c1 left sales: abandoned after 9s; c1 ended
             withdraw c1 from a1 (caller-gone)
        10s  a1 stops ringing for c1  a1 caller-gone c1; a1 ready`,
    });
  });

  test('while the answered phone is being joined: the phone is taken back', () => {
    playScenario({
      ...one,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 answers c1           connect c1 a1; a1 talking c1
        2s   c1 hangs up             c1 left sales: abandoned-short after 2s
             withdraw c1 from a1 (caller-gone)
        2s   a1 talks to c1          (late)
        3s   a1 leaves c1            a1 caller-gone c1; a1 ready`,
    });
  });

  test('early is told apart from one who waited', () => {
    playScenario({
      ...one,
      table: `
        0s   c1 arrives in sales
        0s   c2 arrives in sales
        4s   c1 hangs up             c1 left sales: abandoned-short after 4s
        5s   c2 hangs up             c2 left sales: abandoned after 5s
        6s   c2 hangs up             (unknown-call)`,
    });
  });
});

describe('facts that are late, doubled or unknown', () => {
  test('change nothing and are told apart', () => {
    playScenario({
      ...two,
      limits: { callsMax: 2 },
      table: `
        0s   a1 signs in
        0s   a1 signs in             (duplicate)
        0s   a9 signs in             (unknown-agent)
        0s   a2 signs out            (duplicate)
        0s   a2 pauses for lunch     (late)
        0s   a2 unpauses             (late)
        0s   a1 unpauses             (duplicate)
        0s   a1 ends wrap-up         (late)
        0s   a1 is within reach      (duplicate)
        0s   a1 is free again        (duplicate)
        1s   c1 arrives in sales     offer c1 -> a1
        1s   c1 arrives in sales     (duplicate)
        1s   c2 arrives in attic     (unknown-queue)
        1s   c1 presses 5            (unknown-target)
        1s   c1 is moved to moon     (unknown-target)
        1s   c9 hangs up             (unknown-call)
        1s   sending c1 fails        (late)
        2s   a1 rings for c1
        2s   a1 rings for c1         (duplicate)
        2s   a1 talks to c1          (late)
        2s   a1 cannot be joined to c1  (late)
        3s   a1 answers c1           connect c1 a1
        3s   a1 answers c1           (duplicate)
        3s   a1 rings for c1         (duplicate)
        3s   c1 is moved to voicemail  (late)
        4s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 3s
        4s   a1 talks to c1          (duplicate)
        5s   c2 arrives in sales
        5s   c3 arrives in sales     (over-limit)
        6s   a1 declines c1          release c1
        6s   a1 leaves c1            (unknown-offer)
        6s   moon close              (unknown-target)`,
    });
  });

  test('a table with a wrong result fails', () => {
    expect(() =>
      playScenario({
        ...one,
        table: `
          0s   a1 signs in
          0s   c1 arrives in sales     offer c1 -> a2`,
      }),
    ).toThrow(/fast router/);
  });
});
