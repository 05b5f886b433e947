/** Preferences, occupancy, phones that ring together, and who has no hand free. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const two = { a1: {}, a2: {} };
const three = { a1: {}, a2: {}, a3: {} };

describe('prefer', () => {
  const queues = { sales: { steps: [{ prefer: { english: 5, billing: 1 } }] } };

  test('puts those who satisfy more of it first, before idle time', () => {
    playScenario({
      agents: {
        a1: { skills: { english: 4 } },
        a2: { skills: { english: 5 } },
        a3: { skills: { english: 9, billing: 1 } },
      },
      queues,
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   a3 signs in
        3s   c1 arrives in sales     offer c1 -> a3
        3s   c2 arrives in sales     offer c2 -> a2
        3s   c3 arrives in sales     offer c3 -> a1`,
    });
  });

  test('never blocks: nobody is kept out or waited for', () => {
    playScenario({
      agents: { a1: {}, a2: { skills: { english: 9 } } },
      queues,
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a2 signs in
        3s   c2 arrives in sales     offer c2 -> a2`,
    });
  });

  test('comes after the rank and before the order of the queue', () => {
    playScenario({
      agents: {
        a1: { teams: ['front'] },
        a2: { teams: ['back'], skills: { english: 9 } },
        a3: { teams: ['back'] },
      },
      queues: {
        sales: {
          order: 'least-skilled',
          steps: [{ teams: { front: 0, back: 1 }, prefer: { english: 1 } }],
        },
      },
      table: `
        0s   a3 signs in
        0s   a2 signs in
        0s   a1 signs in
        3s   c1 arrives in sales     offer c1 -> a1
        3s   c2 arrives in sales     offer c2 -> a2
        3s   c3 arrives in sales     offer c3 -> a3`,
    });
  });

  test('with the order random leaves only those who satisfy most to chance', () => {
    // Seed 1 draws 270369, then 67634689: 1 of 2 would be a3, were a1 among them.
    playScenario({
      agents: { ...three, a1: { skills: { english: 5 } } },
      queues: { sales: { order: 'random', steps: [{ prefer: { english: 5 } }] } },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   a3 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales     offer c2 -> a3`,
    });
  });
});

describe('least-occupied', () => {
  const queues = { sales: { order: 'least-occupied' as const, wrapUp: '0s' } };
  const talk = `
        1s   a1 answers c1           connect c1 a1
        1s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        61s  a1 leaves c1            release c1`;

  test('takes who has talked less of the time, not who has been idle longer', () => {
    playScenario({
      agents: two,
      queues,
      limits: { fairStartMs: 60_000 },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        ${talk.trim()}
        70s  a2 pauses for lunch
        71s  a2 unpauses
        80s  c2 arrives in sales     offer c2 -> a2
        80s  c3 arrives in sales     offer c3 -> a1`,
    });
  });

  test('starts who signs in as occupied as those who can do the same', () => {
    playScenario({
      agents: {
        a1: { skills: { billing: 1 } },
        a2: { skills: { english: 1 } },
        a3: { skills: { billing: 1 } },
      },
      queues,
      limits: { fairStartMs: 100_000 },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        0s   c2 arrives in sales     offer c2 -> a2
        0s   a1 answers c1           connect c1 a1
        0s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 0s
        0s   a2 answers c2           connect c2 a2
        0s   a2 talks to c2          a2 answered c2; c2 left sales: answered after 0s
        40s  a2 leaves c2            release c2
        100s  a1 leaves c1            release c1
        100s  a3 signs in
        101s  c3 arrives in sales     offer c3 -> a2
        101s  c4 arrives in sales     offer c4 -> a3
        101s  c5 arrives in sales     offer c5 -> a1`,
    });
  });

  test('counts wrap-up as occupied, a pause as nothing', () => {
    const talks = (n: number) => `
        0s   a${n} answers c${n}     connect c${n} a${n}
        0s   a${n} talks to c${n}    a${n} answered c${n}; c${n} left sales: answered after 0s`;
    // Shares at 400 s: a1 11/111, a2 60/500, a3 21/121.
    playScenario({
      agents: three,
      queues: { sales: { order: 'least-occupied', wrapUp: '50s' } },
      limits: { fairStartMs: 100_000 },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   a3 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        0s   c2 arrives in sales     offer c2 -> a2
        0s   c3 arrives in sales     offer c3 -> a3
        ${talks(1)}${talks(2)}${talks(3)}
        10s  a1 leaves c1            release c1
        10s  a2 leaves c2            release c2
        10s  a1 pauses for lunch
        11s  a1 ends wrap-up
        20s  a3 leaves c3            release c3
        20s  a3 pauses for lunch
        21s  a3 ends wrap-up
        60s  time passes
        400s  a1 unpauses
        400s  a3 unpauses
        400s  c4 arrives in sales    offer c4 -> a1
        400s  c5 arrives in sales    offer c5 -> a2
        400s  c6 arrives in sales    offer c6 -> a3`,
    });
  });
});

describe('ring-all', () => {
  const queues = { sales: { order: 'ring-all' as const, parallel: 2 } };
  const begin = `
        0s   a1 signs in
        1s   a2 signs in
        2s   a3 signs in
        3s   c1 arrives in sales     offer c1 -> a1; offer c1 -> a2`;

  test('rings as many as may ring, longest idle first; the quickest has the call', () => {
    playScenario({
      agents: three,
      queues,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        1s   a2 signs in             a2 ready
        2s   a3 signs in             a3 ready
        3s   c1 arrives in sales
             offer c1 -> a1; a1 offered c1; offer c1 -> a2; a2 offered c1
        4s   a2 rings for c1
        5s   a1 rings for c1
        6s   a2 answers c1
             connect c1 a2; withdraw c1 from a1 (answered-elsewhere); a2 talking c1
        7s   a2 talks to c1          a2 answered c1; c1 left sales: answered after 4s
        8s   a1 stops ringing for c1  a1 withdrawn c1; a1 ready`,
    });
  });

  test('lets the others ring on when one declines, and excludes who did', () => {
    playScenario({
      agents: three,
      queues,
      table: `${begin}
        4s   a1 declines c1          a1 declined c1
        5s   a2 declines c1          a2 declined c1; offer c1 -> a3
        6s   a3 declines c1          a3 declined c1
        64s  time passes             offer c1 -> a1
        65s  time passes`,
    });
  });

  test('goes back only with the last phone: steps that ended meanwhile apply then', () => {
    playScenario({
      agents: three,
      queues: {
        sales: { ...queues.sales, ring: '30s', steps: [{ for: '5s' }, { say: 'sorry' }] },
      },
      table: `${begin}
        4s   a1 rings for c1
        4s   a2 rings for c1
        9s   a1 misses c1            a1 missed c1
        10s  a2 fails for c1         a2 failed c1; c1 step 1; say sorry to c1; offer c1 -> a3`,
    });
  });

  test('stops them all when the caller hangs up, presses a key or is moved', () => {
    playScenario({
      agents: { ...three, a4: {} },
      queues: { sales: { ...queues.sales, escapes: { 5: 'voicemail' } } },
      table: `${begin}
        4s   a4 signs in
        5s   c1 presses 5            withdraw c1 from a1 (moved); withdraw c1 from a2 (moved)
             c1 left sales: deflected after 2s; send c1 to voicemail
        6s   c2 arrives in sales     offer c2 -> a3; offer c2 -> a4
        7s   c2 hangs up             c2 left sales: abandoned-short after 1s
             withdraw c2 from a3 (caller-gone); withdraw c2 from a4 (caller-gone)`,
    });
  });

  test('is joined by nobody who becomes free while it rings', () => {
    playScenario({
      agents: three,
      queues: { sales: { ...queues.sales, parallel: 3 } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a2 signs in
        3s   c2 arrives in sales     offer c2 -> a2`,
    });
  });

  test('whose winner cannot be joined is offered anew, to others first', () => {
    playScenario({
      agents: three,
      queues,
      table: `${begin}
        4s   a1 answers c1           connect c1 a1; withdraw c1 from a2 (answered-elsewhere)
        5s   a1 cannot be joined to c1  a1 failed c1; offer c1 -> a3
        6s   a2 answers c1           (late)
        7s   a2 stops ringing for c1  a2 withdrawn c1`,
    });
  });

  test('rings the preferred agent alone', () => {
    playScenario({
      agents: three,
      queues,
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   a3 signs in
        3s   c1 arrives in sales preferring a3  offer c1 -> a3`,
    });
  });

  test('survives an outage as far as its phones do', () => {
    playScenario({
      agents: three,
      queues,
      table: `${begin}
        4s   the switch is lost
        9s   the switch is back with c1 and a2's offer  a1 failed c1
        10s  a2 answers c1           connect c1 a2`,
    });
  });

  test('with one phone a queue rings one after another', () => {
    playScenario({
      agents: two,
      queues: { sales: { order: 'ring-all' } },
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   c1 arrives in sales     offer c1 -> a1
        3s   a1 declines c1          a1 declined c1; offer c1 -> a2`,
    });
  });
});

describe('an agent without a hand free for calls', () => {
  test('is offered none, and staffs no queue', () => {
    playScenario({
      agents: { a1: { voice: 0 }, a2: { voice: 1 } },
      queues: { sales: { nobody: { go: 'voicemail' } } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     c1 left sales: nobody after 0s; send c1 to voicemail
        2s   a2 signs in
        3s   c2 arrives in sales     offer c2 -> a2
        4s   c3 arrives in sales
        5s   a2 signs out            withdraw c2 from a2 (agent-left)
        6s   a2 stops ringing for c2  a2 withdrawn c2; c2 left sales: nobody after 3s
             send c2 to voicemail; c3 left sales: nobody after 2s; send c3 to voicemail`,
    });
  });
});
