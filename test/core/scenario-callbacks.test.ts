/** Customers who hang up and are called back in their turn. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const one = { agents: { a1: {} }, queues: { sales: {} } };
const two = { agents: { a1: {}, a2: {} }, queues: { sales: {} } };
const sometimes = { dial: '20s', retry: '1m', attemptsMax: 2 };

describe('a customer who asks to be called back', () => {
  test('keeps the place in the line and lets go of the line', () => {
    playScenario({
      ...one,
      show: ['callQueued', 'callConnected', 'callEnded'],
      table: `
        0s   c1 arrives in sales     c1 queued in sales
        1s   c2 arrives in sales     c2 queued in sales
        5s   c1 asks to be called back as c9 (customer first) for 1h going to voicemail
             c1 left sales: callback after 5s; send c1 to voicemail; c9 queued in sales
        6s   c1 hangs up             c1 ended
        7s   c3 arrives in sales     c3 queued in sales
        10s  a1 signs in             dial c9 for a1
        14s  the customer of c9 answers a1  offer c9 -> a1
        15s  a1 rings for c9
        16s  a1 answers c9           connect c9 a1
        17s  a1 talks to c9          a1 answered c9; c9 talks to a1
             c9 left sales: answered after 17s
        30s  a1 leaves c9            release c9; c9 ended
        40s  time passes             offer c2 -> a1`,
    });
  });

  test('is dialled at once where an agent is ready, and may be called agent first', () => {
    playScenario({
      agents: { a1: { skills: { english: 1 } }, a2: {} },
      queues: { sales: { steps: [{ require: { english: 1 }, for: '5s' }, {}] } },
      show: ['agentChanged'],
      table: `
        0s   a2 signs in             a2 ready
        1s   c1 arrives in sales
        2s   c1 asks to be called back as c9 (agent first) for 1h
             c1 left sales: callback after 1s; send c1 to dialplan
        6s   time passes             c9 step 1; offer c9 -> a2; a2 offered c9
        7s   a2 rings for c9
        8s   a2 answers c9           dial c9 for a2; a2 talking c9
        9s   the customer of c9 answers a2  (duplicate)
        12s  a2 talks to c9          a2 answered c9; c9 left sales: answered after 11s`,
    });
  });

  test('keeps every place, its class, its needs and who may not serve it', () => {
    playScenario({
      agents: {
        a1: { skills: { english: 1 } },
        a2: { skills: { english: 5 } },
        a3: { skills: { english: 5 }, queues: { help: '0s' } },
      },
      queues: { sales: { steps: [{ teams: { front: 0 } }] }, help: { class: 'normal' } },
      show: ['callQueued'],
      table: `
        0s   c1 arrives in sales as vip also help needing english 4 without a2
             c1 queued in sales; c1 queued in help
        1s   c2 arrives in help      c2 queued in help
        2s   c1 asks to be called back as c9 (customer first) for 1h
             c1 left sales: callback after 2s; c1 left help: elsewhere after 2s
             send c1 to dialplan; c9 queued in sales; c9 queued in help
        3s   a2 signs in             offer c2 -> a2
        4s   a1 signs in
        5s   a3 signs in             dial c9 for a3`,
    });
  });

  test('cannot do so while a phone rings, twice, under a known number, or beyond the table', () => {
    playScenario({
      ...two,
      limits: { callsMax: 3 },
      table: `
        0s   c1 arrives in sales
        0s   c2 arrives in sales
        1s   c1 asks to be called back as c2 (agent first) for 1h  (duplicate)
        1s   c7 asks to be called back as c9 (agent first) for 1h  (unknown-call)
        2s   c1 asks to be called back as c9 (agent first) for 1h
             c1 left sales: callback after 2s; send c1 to dialplan
        3s   c2 asks to be called back as c8 (agent first) for 1h  (over-limit)
        4s   c9 asks to be called back as c8 (agent first) for 1h  (late)
        5s   c1 hangs up
        6s   a1 signs in             offer c9 -> a1
        7s   a2 signs in             offer c2 -> a2
        8s   c2 asks to be called back as c8 (agent first) for 1h  (late)`,
    });
  });

  test('without ever having called comes as a callback', () => {
    playScenario({
      agents: { a1: {} },
      hours: { weekdays: 'closed' },
      queues: { sales: { hours: 'weekdays', closed: { go: 'voicemail', waiting: true } } },
      show: ['callQueued'],
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales to be called back (customer first) for 8h  c1 queued in sales
        2s   c2 arrives in sales     c2 left sales: closed after 0s; send c2 to voicemail
        1h   weekdays open           dial c1 for a1`,
    });
  });
});

describe('a customer who is not there', () => {
  test('is tried again after a rest, and the agent was none the worse for it', () => {
    playScenario({
      agents: one.agents,
      queues: { sales: { callback: sometimes } },
      show: ['agentChanged'],
      table: `
        0s   c1 arrives in sales
        1s   c1 asks to be called back as c9 (customer first) for 1h
             c1 left sales: callback after 1s; send c1 to dialplan
        2s   a1 signs in             a1 ready; dial c9 for a1; a1 offered c9
        9s   the customer of c9 fails a1  a1 caller-gone c9; a1 ready
        9s   c2 arrives in sales     offer c2 -> a1; a1 offered c2
        10s  c2 hangs up             c2 left sales: abandoned-short after 1s
             withdraw c2 from a1 (caller-gone)
        11s  a1 stops ringing for c2  a1 caller-gone c2; a1 ready
        69s  time passes             dial c9 for a1; a1 offered c9`,
    });
  });

  test('as often as the queue says is given up', () => {
    playScenario({
      agents: one.agents,
      queues: { sales: { callback: sometimes } },
      show: ['callEnded'],
      table: `
        0s   a1 signs in
        0s   a1 pauses for lunch
        0s   c1 arrives in sales
        1s   c1 asks to be called back as c9 (customer first) for 1h
             c1 left sales: callback after 1s; send c1 to dialplan
        2s   c1 hangs up             c1 ended
        3s   a1 unpauses             dial c9 for a1
        5s   the customer of c9 fails a1  a1 caller-gone c9
        65s  time passes             dial c9 for a1
        70s  the customer of c9 fails a1
             a1 caller-gone c9; c9 left sales: unreached after 70s; c9 ended`,
    });
  });

  test('with the agent waiting on the line: the phone is taken back, which is no miss', () => {
    playScenario({
      agents: one.agents,
      queues: { sales: { callback: sometimes } },
      show: ['agentChanged'],
      table: `
        0s   c1 arrives in sales to be called back (agent first) for 1h
        1s   a1 signs in             a1 ready; offer c1 -> a1; a1 offered c1
        2s   the customer of c1 fails a1  (late)
        3s   a1 answers c1           dial c1 for a1; a1 talking c1
        9s   the customer of c1 fails a1  withdraw c1 from a1 (caller-gone)
        10s  a1 stops ringing for c1  a1 caller-gone c1; a1 ready
        69s  time passes             offer c1 -> a1; a1 offered c1
        70s  a1 answers c1           dial c1 for a1; a1 talking c1
        75s  the customer of c1 fails a1
             c1 left sales: unreached after 75s; withdraw c1 from a1 (caller-gone)
        76s  a1 stops ringing for c1  a1 caller-gone c1; a1 ready`,
    });
  });

  test.each([
    ['customer first', '', '21s'],
    ['agent first', '1s   a1 answers c1           dial c1 for a1', '21s'],
  ])('and does not answer in time, %s, is as one who is not there', (first, answered, end) => {
    playScenario({
      agents: one.agents,
      queues: { sales: { callback: sometimes } },
      table: `
        0s   c1 arrives in sales to be called back (${first}) for 1h
        1s   a1 signs in             ${first === 'agent first' ? 'offer c1 -> a1' : 'dial c1 for a1'}
        ${answered}
        20s  c2 arrives in sales
        ${end}  time passes             withdraw c1 from a1 (caller-gone)
        22s  a1 stops ringing for c1  a1 caller-gone c1; offer c2 -> a1`,
    });
  });

  test('while no line could be had, or the agent left: the same', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { callback: sometimes } },
      table: `
        0s   c1 arrives in sales to be called back (customer first) for 1h
        1s   a1 signs in             dial c1 for a1
        2s   a1 fails for c1         a1 caller-gone c1
        62s  time passes             dial c1 for a1
        63s  a1 leaves c1            a1 caller-gone c1; c1 left sales: unreached after 63s`,
    });
  });
});

describe('a callback that waits', () => {
  test('rests while the queue is closed, and goes before younger calls when it opens', () => {
    playScenario({
      agents: one.agents,
      hours: { weekdays: 'open' },
      queues: { sales: { hours: 'weekdays' } },
      table: `
        0s   c1 arrives in sales to be called back (customer first) for 8h
        1s   weekdays close
        2s   a1 signs in
        3s   c2 arrives in sales     offer c2 -> a1
        4s   c3 arrives in sales to be called back (customer first) for 8h
        5s   c2 hangs up             c2 left sales: abandoned-short after 2s
             withdraw c2 from a1 (caller-gone)
        6s   a1 stops ringing for c2  a1 caller-gone c2
        2h   weekdays open           dial c1 for a1`,
    });
  });

  test('leaves by no exit that leads out of the queues, and is told nothing', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s' } } },
      queues: {
        sales: {
          steps: [{ named: true, for: '10s', say: 'sorry', go: 'voicemail' }],
          tooLong: { after: '20s', go: 'reception' },
          nobody: { go: 'voicemail' },
          full: { at: 0, go: 'voicemail' },
          overflow: [{ when: { signedInMax: 0 }, go: 'voicemail' }],
        },
        help: {
          steps: [
            { named: true, for: '10s', go: 'to-sales' },
            { named: true, say: 'sorry' },
          ],
          tooLong: { after: '30s', go: 'to-sales' },
        },
      },
      table: `
        0s   c1 arrives in sales to be called back (customer first) for 1h
        1s   c2 arrives in help to be called back (customer first) for 1h
        11s  time passes             c2 step 1
        30s  c1 presses 1            (late)
        30s  c1 is moved to to-help  (late)
        31s  time passes             c2 left help: timed-out after 30s
        32s  a1 signs in`,
    });
  });

  test('takes those exits again once its customer is on the line', () => {
    playScenario({
      agents: one.agents,
      queues: { sales: { tooLong: { after: '20s', go: 'voicemail' } } },
      table: `
        0s   c1 arrives in sales to be called back (customer first) for 1h
        25s  a1 signs in             dial c1 for a1
        26s  the customer of c1 answers a1  offer c1 -> a1
        28s  a1 declines c1          a1 declined c1; c1 left sales: timed-out after 28s
             send c1 to voicemail`,
    });
  });

  test('is given up when its time is over, at once or when it comes back', () => {
    playScenario({
      agents: one.agents,
      queues: { sales: { callback: sometimes } },
      show: ['callEnded'],
      table: `
        0s   c1 arrives in sales to be called back (customer first) for 30s
        0s   c2 arrives in sales to be called back (customer first) for 20s
        20s  time passes             c2 left sales: timed-out after 20s; c2 ended
        25s  a1 signs in             dial c1 for a1
        35s  the customer of c1 fails a1
             a1 caller-gone c1; c1 left sales: timed-out after 35s; c1 ended`,
    });
  });

  test('can be called off, before and while it is dialled', () => {
    playScenario({
      ...one,
      show: ['callEnded'],
      table: `
        0s   c1 arrives in sales to be called back (customer first) for 1h
        0s   c2 arrives in sales to be called back (customer first) for 1h
        1s   c1 hangs up             c1 left sales: abandoned after 1s; c1 ended
        2s   a1 signs in             dial c2 for a1
        3s   c2 hangs up             c2 left sales: abandoned after 3s; c2 ended
             withdraw c2 from a1 (caller-gone)
        3s   the customer of c2 answers a1  (late)
        4s   a1 stops ringing for c2  a1 caller-gone c2`,
    });
  });

  test('rings one agent at a time, whatever the order, and is held for nobody', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { order: 'ring-all', parallel: 2 } },
      table: `
        0s   a2 signs in
        0s   a1 signs in
        0s   a1 is busy elsewhere
        1s   c1 arrives in sales preferring a1 for 60s to be called back (agent first) for 1h
             offer c1 -> a2
        2s   a1 is free again
        3s   a2 declines c1          a2 declined c1; offer c1 -> a1`,
    });
  });

  test('goes to another agent when the one reserved leaves', () => {
    playScenario({
      ...two,
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   c1 arrives in sales to be called back (customer first) for 1h  dial c1 for a1
        3s   a1 pauses for lunch     withdraw c1 from a1 (agent-left); dial c1 for a2
        4s   a1 stops ringing for c1  a1 withdrawn c1
        5s   the customer of c1 answers a2  offer c1 -> a2`,
    });
  });

  test('with its customer on the line is a call like any other', () => {
    playScenario({
      ...two,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        1s   c1 arrives in sales to be called back (customer first) for 1h
             dial c1 for a1; a1 offered c1
        2s   a1 answers c1           (late)
        2s   a1 rings for c1         (late)
        3s   the customer of c1 answers a1  offer c1 -> a1
        4s   the customer of c1 answers a1  (duplicate)
        4s   the customer of c1 fails a1  (late)
        5s   a1 rings for c1
        20s  time passes             withdraw c1 from a1 (expired)
        21s  a1 stops ringing for c1  a1 missed c1; a1 paused no-answer
        22s  a2 signs in             a2 ready; offer c1 -> a2; a2 offered c1
        23s  the switch is lost
        30s  the switch is back with c2
             c1 left sales: lost-in-outage after 29s; a2 failed c1; a2 ready`,
    });
  });

  test('has no line that an outage could cut: it keeps its place', () => {
    playScenario({
      ...two,
      table: `
        0s   c1 arrives in sales to be called back (customer first) for 1h
        0s   c2 arrives in sales to be called back (agent first) for 1h
        0s   c3 arrives in sales to be called back (agent first) for 1h
        1s   a1 signs in             dial c1 for a1
        1s   a2 signs in             offer c2 -> a2
        2s   the switch is lost
        9s   the switch is back with nothing
             a1 failed c1; a2 failed c2; dial c1 for a1; offer c2 -> a2`,
    });
  });
});
