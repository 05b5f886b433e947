/** Overflow by condition, classes that rise with time, and offers while the switch is down. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const one = { a1: { queues: { sales: '0s' } } };
const named = [{ named: true }];

describe('overflow by condition', () => {
  test('sends on who would join a line that is too long, and keeps place and age', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s' } }, a2: { queues: { help: '0s' } } },
      queues: {
        sales: { steps: named, overflow: [{ when: { waitingMin: 2 }, go: 'to-help' }] },
        help: { steps: named },
      },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales
        2s   c3 arrives in sales ahead 30s  c3 left sales: overflowed after 0s
        3s   c4 arrives in help
        4s   c5 arrives in sales     c5 left sales: overflowed after 0s
        5s   a1 signs in             offer c3 -> a1
        6s   a2 signs in             offer c4 -> a2`,
    });
  });

  test('is looked at again on entering each step, and not in between', () => {
    playScenario({
      agents: one,
      queues: {
        sales: {
          steps: [{ named: true, for: '10s' }, { named: true, for: '10s' }, { named: true }],
          overflow: [{ when: { signedInMax: 0 }, go: 'voicemail', timedOut: true }],
        },
      },
      table: `
        0s   c1 arrives in sales     c1 left sales: timed-out after 0s; send c1 to voicemail
        1s   a1 signs in
        2s   a1 is busy elsewhere
        3s   c2 arrives in sales
        13s  time passes             c2 step 1
        14s  a1 signs out
        23s  time passes             c2 left sales: timed-out after 20s; send c2 to voicemail`,
    });
  });

  test('goes by the first rule that holds; all that is given in it must, and something must be', () => {
    playScenario({
      agents: one,
      queues: {
        sales: {
          steps: named,
          overflow: [
            { when: {}, go: 'to-cellar' },
            { when: { readyMax: 0, waitingMin: 1 }, go: 'voicemail' },
            { when: { readyMax: 0 }, go: 'reception', timedOut: true },
          ],
        },
      },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   c2 arrives in sales     c2 left sales: overflowed after 0s; send c2 to voicemail
        3s   c1 hangs up             c1 left sales: abandoned-short after 2s
             withdraw c1 from a1 (caller-gone)
        4s   c3 arrives in sales     c3 left sales: timed-out after 0s; send c3 to reception`,
    });
  });

  test('counts those who wait beside the call, not the call itself', () => {
    playScenario({
      agents: {},
      queues: {
        sales: {
          steps: [{ named: true, for: '5s', skipWhen: { waitingMin: 1 } }, { named: true }],
          overflow: [{ when: { waitingMin: 2 }, go: 'voicemail' }],
        },
      },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales     c2 step 1
        5s   time passes             c1 step 1
        6s   c3 arrives in sales     c3 left sales: overflowed after 0s; send c3 to voicemail`,
    });
  });

  test('by expected wait turns nobody away from a ready agent, nor while nothing is known', () => {
    // Until it has learned otherwise, a queue expects a conversation to take 90 s.
    playScenario({
      agents: one,
      queues: {
        sales: { steps: named, overflow: [{ when: { expectedWaitMin: '90s' }, go: 'voicemail' }] },
      },
      table: `
        0s   c1 arrives in sales
        1s   c1 hangs up             c1 left sales: abandoned-short after 1s
        2s   a1 signs in
        60s  c2 arrives in sales     offer c2 -> a1
        61s  a1 answers c2           connect c2 a1
        61s  a1 talks to c2          a1 answered c2; c2 left sales: answered after 1s
        62s  c3 arrives in sales     c3 left sales: overflowed after 0s; send c3 to voicemail`,
    });
  });

  test('by service level waits until ten calls have been answered or given up', () => {
    const ten = Array.from({ length: 10 }, (_, n) => `c${n + 1}`);
    playScenario({
      agents: {},
      queues: {
        sales: { steps: named, overflow: [{ when: { serviceLevelBelow: 0.8 }, go: 'voicemail' }] },
      },
      table: `
        ${ten.map((call) => `0s   ${call} arrives in sales`).join('\n')}
        6s   c11 arrives in sales
        ${ten.map((call) => `6s   ${call} hangs up  ${call} left sales: abandoned after 6s`).join('\n')}
        7s   c12 arrives in sales    c12 left sales: overflowed after 0s; send c12 to voicemail
        8s   c11 hangs up            c11 left sales: abandoned-short after 2s`,
    });
  });

  test('in a circle ends at the dialplan after too many hops', () => {
    const on = (go: string) => ({ steps: named, overflow: [{ when: { waitingMin: 0 }, go }] });
    playScenario({
      agents: {},
      queues: { sales: on('to-help'), help: on('to-sales') },
      limits: { hopsMax: 2 },
      table: `
        0s   c1 arrives in sales     c1 left sales: overflowed after 0s
             c1 left help: overflowed after 0s; c1 left sales: overflowed after 0s
             c1 left help: system-error after 0s; send c1 to dialplan`,
    });
  });

  test('of a callback in a circle ends the callback, for there is nobody to send anywhere', () => {
    const on = (go: string) => ({ steps: named, overflow: [{ when: { waitingMin: 0 }, go }] });
    playScenario({
      agents: {},
      queues: { sales: on('to-help'), help: on('to-sales') },
      limits: { hopsMax: 1 },
      show: ['callEnded'],
      table: `
        0s   c1 arrives in sales to be called back (agent first) for 1h
             c1 left sales: overflowed after 0s; c1 left help: overflowed after 0s
             c1 left sales: system-error after 0s; c1 ended`,
    });
  });
});

describe('a class with a cap', () => {
  const classes = { classes: ['vip', 'normal', 'background'] };

  test('makes a call more urgent after its time, in the place its age gives it there', () => {
    playScenario({
      agents: { ...one, a2: { queues: { sales: '0s' } } },
      queues: { sales: { steps: named } },
      classCaps: { normal: '10s' },
      ...classes,
      table: `
        0s   c1 arrives in sales
        5s   c2 arrives in sales as vip
        9s   a1 signs in             offer c2 -> a1
        10s  a1 declines c2          a1 declined c2; offer c1 -> a1
        11s  a1 declines c1          a1 declined c1
        12s  a2 signs in             offer c1 -> a2`,
    });
  });

  test('step by step, up to the first class, each from when the one before was reached', () => {
    playScenario({
      agents: one,
      queues: { sales: { steps: named, class: 'background' } },
      classCaps: { background: '10s', normal: '20s', vip: '1s' },
      ...classes,
      table: `
        0s   c1 arrives in sales
        9s   c2 arrives in sales as normal
        10s  time passes
        20s  c3 arrives in sales as vip
        31s  a1 signs in             offer c1 -> a1`,
    });
  });

  test('is caught up with by a call whose phone rang meanwhile', () => {
    playScenario({
      agents: { ...one, a2: { queues: { sales: '0s' } } },
      queues: { sales: { steps: named } },
      classCaps: { normal: '10s' },
      limits: { setUpMs: 60_000 },
      ...classes,
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        5s   c2 arrives in sales as vip
        20s  a1 declines c1          a1 declined c1; offer c2 -> a1
        21s  a1 declines c2          a1 declined c2
        23s  a2 signs in             offer c1 -> a2`,
    });
  });

  test('counts from a class that was given, and anew in a queue with a class of its own', () => {
    playScenario({
      agents: { a1: { queues: { sales: '0s', help: '0s' } } },
      queues: {
        sales: { steps: [{ named: true, for: '8s', go: 'to-help' }] },
        help: { steps: named },
      },
      classCaps: { normal: '10s' },
      ...classes,
      table: `
        0s   c1 arrives in sales
        0s   c2 arrives in help as background
        1s   c2 changes to class normal
        8s   time passes             c1 left sales: overflowed after 8s
        12s  c3 arrives in help ahead 1m
        13s  a1 signs in             offer c2 -> a1
        14s  a1 declines c2          a1 declined c2; offer c3 -> a1`,
    });
  });
});

describe('while the switch is down', () => {
  test('the clock of a phone that rings stands still, and goes on where it stood', () => {
    playScenario({
      agents: { ...one, a2: { queues: { sales: '0s' } } },
      queues: { sales: { steps: named } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a1 rings for c1
        5s   the switch is lost
        90s  a2 signs in
        100s  the switch is back with c1 and a1's offer
        111s  time passes
        112s  time passes            withdraw c1 from a1 (expired); offer c1 -> a2`,
    });
  });

  test('a fact that comes all the same sets the clock from the time of the loss', () => {
    playScenario({
      agents: one,
      queues: { sales: { steps: named } },
      limits: { connectMs: 5_000, withdrawMs: 3_000 },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        5s   the switch is lost
        50s  a1 answers c1           connect c1 a1
        100s  the switch is back with c1 and a1's offer
        105s  time passes            withdraw c1 from a1 (expired)
        108s  time passes            a1 failed c1`,
    });
  });
});
