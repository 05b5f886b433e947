/** Outages of the switch, and a new policy while callers wait. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const two = { agents: { a1: {}, a2: {} }, queues: { sales: {} } };

describe('while the switch is lost', () => {
  test('nobody is offered anything, clocks run on, and all look again when it is back', () => {
    playScenario({
      ...two,
      queues: { sales: { tooLong: { after: '30s', go: 'voicemail' } } },
      table: `
        0s   the switch is lost
        0s   the switch is lost      (duplicate)
        1s   a1 signs in
        1s   c1 arrives in sales
        9s   c2 arrives in sales as vip
        31s  time passes             c1 left sales: timed-out after 30s; send c1 to voicemail
        32s  the switch is back with c1, c2  offer c2 -> a1`,
    });
  });

  test('who is gone on its return is told; their agents are free again, in order of urgency', () => {
    playScenario({
      ...two,
      agents: { a1: {}, a2: {}, a3: {} },
      show: ['agentChanged', 'callEnded'],
      queues: { sales: { wrapUp: '0s' } },
      table: `
        0s   a1 signs in             a1 ready
        0s   a2 signs in             a2 ready
        1s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   c2 arrives in sales     offer c2 -> a2; a2 offered c2
        1s   c3 arrives in sales
        1s   c4 arrives in sales as vip
        2s   a1 answers c1           connect c1 a1; a1 talking c1
        2s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        3s   the switch is lost
        4s   the switch is back with c1, c2, c4
             c3 left sales: lost-in-outage after 3s; c3 ended
             release c1; c1 ended; a1 ready
             a2 failed c2; a2 ready
             offer c4 -> a2; a2 offered c4; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('phones that are alive lose their caller, callers that are alive lose their phone', () => {
    playScenario({
      ...two,
      table: `
        0s   a1 signs in
        0s   a2 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales     offer c2 -> a2
        2s   a1 answers c1           connect c1 a1
        2s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        3s   the switch is lost
        4s   the switch is back with a1's offer, a2's offer
             c2 left sales: lost-in-outage after 3s; release a1; withdraw c2 from a2 (caller-gone)
        5s   a1 leaves c1
        5s   a2 stops ringing for c2  a2 caller-gone c2`,
    });
  });

  test('a call that rang does what is due before anybody is offered to it', () => {
    playScenario({
      ...two,
      queues: { sales: { tooLong: { after: '20s', go: 'voicemail' } } },
      limits: { setUpMs: 60_000 },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   the switch is lost
        30s  the switch is back with c1
             a1 failed c1; c1 left sales: timed-out after 29s; send c1 to voicemail`,
    });
  });
});

describe('a new policy', () => {
  test('keeps every call in its place and on the steps it joined with', () => {
    playScenario({
      agents: { a1: { skills: { english: 3 } } },
      queues: { sales: { steps: [{ require: { english: 5 }, for: '20s' }, {}] } },
      policies: {
        strict: {
          agents: { a1: { skills: { english: 3 } }, a2: { skills: { english: 9 } } },
          queues: { sales: { steps: [{ require: { english: 9 }, for: '5s', go: 'voicemail' }] } },
        },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales
        5s   new policy strict
        6s   c2 arrives in sales
        11s  time passes             c2 left sales: overflowed after 5s; send c2 to voicemail
        20s  time passes             c1 step 1; offer c1 -> a1`,
    });
  });

  test('applies to the waiting at once where the queue reloads live', () => {
    playScenario({
      agents: { a1: { skills: { english: 3 } } },
      queues: { sales: { steps: [{ for: '5s' }, { require: { english: 5 } }] } },
      policies: {
        live: {
          agents: { a1: { skills: { english: 3 } } },
          queues: { sales: { reloadLive: true, steps: [{ require: { english: 3 } }] } },
        },
      },
      limits: { setUpMs: 60_000 },
      table: `
        0s   c1 arrives in sales
        5s   time passes             c1 step 1
        6s   a1 signs in
        7s   new policy live         offer c1 -> a1`,
    });
  });

  test('promotes whom its class caps have kept too long, before anybody looks', () => {
    const queues = { sales: { steps: [{ require: { english: 5 } }] } };
    playScenario({
      agents: { a1: {} },
      queues,
      policies: {
        capped: {
          agents: { a1: { skills: { english: 5 } } },
          queues,
          classCaps: { normal: '10s' },
        },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales
        5s   c2 arrives in sales as vip
        15s  new policy capped       offer c1 -> a1`,
    });
  });

  test('gives agents their new skills at once', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: { steps: [{ require: { english: 5 } }] } },
      policies: {
        taught: {
          agents: { a1: { skills: { english: 5 } } },
          queues: { sales: { steps: [{ require: { english: 5 } }] } },
        },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales
        1s   new policy taught       offer c1 -> a1`,
    });
  });

  test('without a queue lets its callers leave by the exits they came with', () => {
    playScenario({
      ...two,
      queues: {
        sales: {
          steps: [{ for: '10s', go: 'to-help' }],
          escapes: { 1: 'voicemail', 2: 'to-sales' },
        },
        help: {},
      },
      policies: { smaller: { ...two, queues: { help: {} } } },
      table: `
        0s   c1 arrives in sales
        0s   c2 arrives in sales
        0s   c3 arrives in sales
        1s   new policy smaller
        2s   c4 arrives in sales     (unknown-queue)
        3s   c1 presses 1            c1 left sales: deflected after 3s; send c1 to voicemail
        4s   c2 presses 2            c2 left sales: deflected after 4s; send c2 to dialplan
        10s  time passes             c3 left sales: overflowed after 10s
        11s  a1 signs in             offer c3 -> a1`,
    });
  });

  test('without an agent signs it out: idle at once, ringing withdrawn, talking afterwards', () => {
    playScenario({
      agents: { a1: {}, a2: {}, a3: {}, a4: {} },
      queues: { sales: {} },
      policies: { smaller: { agents: { a4: {} }, queues: { sales: {} } } },
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 answers c1           connect c1 a1; a1 talking c1
        1s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        2s   a2 signs in             a2 ready
        2s   c2 arrives in sales     offer c2 -> a2; a2 offered c2
        3s   a3 signs in             a3 ready
        4s   new policy smaller      withdraw c2 from a2 (agent-left); a3 signed-out
        4s   a3 signs in             (unknown-agent)
        5s   a4 signs in             a4 ready; offer c2 -> a4; a4 offered c2
        5s   a2 stops ringing for c2  a2 withdrawn c2; a2 signed-out
        6s   a1 leaves c1            release c1; a1 wrap-up
        16s  time passes             withdraw c2 from a4 (expired); a1 signed-out`,
      limits: { setUpMs: 11_000 },
    });
  });

  test('ends the wait for a preferred agent who is gone from it or lost the skill', () => {
    playScenario({
      agents: { a1: { skills: { english: 5 } }, a2: { skills: { english: 5 } } },
      queues: { sales: { preferredWait: '1m', steps: [{ require: { english: 5 } }] } },
      policies: {
        second: {
          agents: { a1: { skills: { english: 2 } }, a2: { skills: { english: 5 } } },
          queues: { sales: { preferredWait: '1m', steps: [{ require: { english: 5 } }] } },
        },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   a2 signs in
        2s   c2 arrives in sales preferring a1
        3s   new policy second       offer c2 -> a2`,
    });
  });

  test('without the class of a call puts it into the last class', () => {
    playScenario({
      agents: { a1: {} },
      classes: ['vip', 'normal'],
      queues: { sales: {} },
      policies: { plain: { agents: { a1: {} }, classes: ['normal'], queues: { sales: {} } } },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales as vip
        2s   new policy plain
        3s   a1 signs in             offer c1 -> a1`,
    });
  });

  test('without staff for a queue sends its callers away by `nobody`', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: { nobody: { go: 'voicemail' } } },
      policies: {
        empty: { agents: { a2: {} }, queues: { sales: { nobody: { go: 'voicemail' } } } },
      },
      table: `
        0s   a1 signs in
        0s   a1 is busy elsewhere
        1s   c1 arrives in sales
        2s   new policy empty        c1 left sales: nobody after 1s; send c1 to voicemail`,
    });
  });
});
