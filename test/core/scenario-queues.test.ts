/** Steps that relax, and every way out of a queue. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const skilled = { a1: { skills: { english: 3 } }, a2: { skills: { english: 8 } } };

describe('steps', () => {
  test('ask for less as the caller waits; `for` counts from the step, `after` from joining', () => {
    playScenario({
      agents: skilled,
      queues: {
        sales: {
          steps: [
            { for: '10s', require: { english: 9 } },
            { for: '10s', require: { english: 5 }, say: 'please-wait' },
            { require: { english: 1 }, after: '45s', go: 'voicemail' },
          ],
        },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales
        5s   c2 arrives in sales
        10s  time passes             c1 step 1; say please-wait to c1
        12s  a2 signs in             offer c1 -> a2
        15s  time passes             c2 step 1; say please-wait to c2
        25s  time passes             c2 step 2; offer c2 -> a1
        30s  time passes
        31s  a1 declines c2          a1 declined c2
        50s  time passes             c2 left sales: overflowed after 45s; send c2 to voicemail`,
      limits: { setUpMs: 60_000 },
    });
  });

  test('start when the last one ended, however late the deadline is fired', () => {
    playScenario({
      agents: skilled,
      queues: {
        sales: { steps: [{ for: '10s' }, { for: '10s' }, { for: '10s', go: 'voicemail' }] },
      },
      table: `
        0s   c1 arrives in sales
        25s  time passes             c1 step 1; c1 step 2
        30s  time passes             c1 left sales: overflowed after 30s; send c1 to voicemail`,
    });
  });

  test('go on while a phone rings: the ringing is finished, then the next step applies', () => {
    playScenario({
      agents: skilled,
      queues: {
        sales: {
          ring: '30s',
          steps: [{ for: '10s', require: { english: 5 } }, { require: { english: 1 } }],
        },
      },
      table: `
        0s   a2 signs in
        0s   c1 arrives in sales     offer c1 -> a2
        1s   a2 rings for c1
        5s   a1 signs in
        20s  a2 declines c1          a2 declined c1; c1 step 1; offer c1 -> a1`,
    });
  });

  test('are passed over where too few are signed in, and the next one starts at once', () => {
    playScenario({
      agents: { a1: { teams: ['front'] }, a2: { teams: ['back'] } },
      queues: {
        sales: {
          steps: [
            { for: '30s', teams: { front: 0 }, skipWhen: { signedInMax: 0 } },
            { teams: { back: 0 } },
          ],
        },
      },
      table: `
        0s   a2 signs in
        0s   c1 arrives in sales     c1 step 1; offer c1 -> a2
        1s   a1 signs in
        2s   c2 arrives in sales     offer c2 -> a1`,
    });
  });

  test('with two conditions are passed over only when both hold', () => {
    playScenario({
      agents: { a1: {} },
      queues: {
        sales: { steps: [{ skipWhen: { signedInMax: 1, readyMax: 0 }, for: '5s' }, {}] },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales     c2 step 1`,
    });
  });

  test('where the last is passed over leave by its exit, or enter it if it has none', () => {
    const empty = { skipWhen: { signedInMax: 0 } };
    playScenario({
      agents: { a1: {} },
      queues: {
        sales: { steps: [empty, { ...empty, go: 'voicemail' }] },
        help: { steps: [empty, empty] },
      },
      show: ['callQueued'],
      table: `
        0s   c1 arrives in sales
             c1 queued in sales; c1 left sales: overflowed after 0s; send c1 to voicemail
        0s   c2 arrives in help      c2 queued in help; c2 step 1
        1s   a1 signs in             offer c2 -> a1`,
    });
  });

  test('a last step without an exit waits for ever', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: { steps: [{ for: '5s' }] } },
      table: `
        0s   c1 arrives in sales
        60m  time passes
        60m  a1 signs in             offer c1 -> a1`,
    });
  });
});

describe('exits on joining', () => {
  test('closed comes before nobody, nobody before full', () => {
    playScenario({
      agents: { a1: {} },
      queues: {
        sales: {
          hours: 'weekdays',
          closed: { go: 'voicemail' },
          nobody: { go: 'reception' },
          full: { at: 1, go: 'to-help' },
        },
        help: {},
      },
      hours: { weekdays: 'closed' },
      table: `
        0s   c1 arrives in sales     c1 left sales: closed after 0s; send c1 to voicemail
        1s   weekdays open
        1s   c2 arrives in sales     c2 left sales: nobody after 0s; send c2 to reception
        2s   a1 signs in
        2s   c3 arrives in sales     offer c3 -> a1
        3s   c4 arrives in sales     c4 left sales: full after 0s
        4s   weekdays close
        4s   weekdays close          (duplicate)`,
    });
  });

  test('full counts the waiting and the ringing, not those who talk', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: { full: { at: 2, go: 'voicemail' } } },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        0s   c2 arrives in sales
        1s   c3 arrives in sales     c3 left sales: full after 0s; send c3 to voicemail
        2s   a1 answers c1           connect c1 a1
        2s   c4 arrives in sales     c4 left sales: full after 0s; send c4 to voicemail
        3s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 3s
        3s   c5 arrives in sales`,
    });
  });
});

describe('exits while waiting', () => {
  test('too long, at its time and before a step that ends at the same time', () => {
    playScenario({
      agents: {},
      queues: {
        sales: {
          tooLong: { after: '20s', go: 'voicemail' },
          steps: [{ for: '20s' }, {}],
        },
      },
      table: `
        0s   c1 arrives in sales
        20s  time passes             c1 left sales: timed-out after 20s; send c1 to voicemail
        21s  sending c1 fails        send c1 to dialplan
        22s  sending c1 fails        (late)`,
    });
  });

  test('too long does not take a call from a ringing phone, but comes right after it', () => {
    playScenario({
      agents: { a1: {}, a2: {} },
      queues: { sales: { ring: '30s', tooLong: { after: '20s', go: 'voicemail' } } },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   a1 rings for c1
        19s  a2 signs in
        25s  time passes
        25s  a1 declines c1
             a1 declined c1; c1 left sales: timed-out after 25s; send c1 to voicemail`,
    });
  });

  test('nobody, when the last one has gone; a call whose phone rings stays until then', () => {
    playScenario({
      agents: { a1: {}, a2: {} },
      queues: { sales: { nobody: { go: 'voicemail' } } },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   a2 is busy elsewhere
        0s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales
        1s   c3 arrives in sales
        2s   a2 signs out
        3s   a1 goes out of reach    c2 left sales: nobody after 2s; send c2 to voicemail
             c3 left sales: nobody after 2s; send c3 to voicemail
        4s   a1 declines c1
             a1 declined c1; c1 left sales: nobody after 4s; send c1 to voicemail`,
    });
  });

  test('an agent who signs out while its phone rings is staff until the phone has stopped', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: { nobody: { go: 'voicemail' } } },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales
        3s   a1 signs out            withdraw c1 from a1 (agent-left)
        3s   a1 signs out            (duplicate)
        4s   a1 stops ringing for c1  a1 withdrawn c1
             c1 left sales: nobody after 4s; send c1 to voicemail
             c2 left sales: nobody after 3s; send c2 to voicemail`,
    });
  });

  test('paused agents are staff only where the queue counts them', () => {
    playScenario({
      agents: { a1: {} },
      queues: {
        sales: { nobody: { go: 'voicemail' } },
        help: { nobody: { go: 'voicemail', countPaused: true } },
      },
      table: `
        0s   a1 signs in
        0s   a1 is busy elsewhere
        0s   c1 arrives in sales
        0s   c2 arrives in help
        1s   a1 pauses for lunch     c1 left sales: nobody after 1s; send c1 to voicemail
        2s   a1 goes out of reach    c2 left help: nobody after 2s; send c2 to voicemail`,
    });
  });

  test('closing time sends the waiting away where the queue says so, in order of arrival', () => {
    playScenario({
      agents: { a1: {} },
      queues: {
        sales: { hours: 'weekdays', closed: { go: 'voicemail', waiting: true } },
        help: { hours: 'weekdays', closed: { go: 'voicemail' } },
      },
      hours: { weekdays: 'open' },
      table: `
        0s   a1 signs in
        0s   c9 arrives in sales     offer c9 -> a1
        1s   c2 arrives in help
        1s   c3 arrives in sales
        1s   c1 arrives in sales
        7s   weekdays close          c3 left sales: closed after 6s; send c3 to voicemail
             c1 left sales: closed after 6s; send c1 to voicemail`,
    });
  });

  test('a key pressed by the caller, also while a phone rings', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: { escapes: { 1: 'reception' } } },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        2s   c1 presses 2            (unknown-target)
        3s   c1 presses 1
             withdraw c1 from a1 (moved); c1 left sales: deflected after 3s; send c1 to reception
        4s   c1 presses 1            (late)
        4s   a1 stops ringing for c1  a1 withdrawn c1
        5s   c1 hangs up
        6s   c2 arrives in sales     offer c2 -> a1`,
    });
  });

  test('a move by a supervisor', () => {
    playScenario({
      agents: {},
      queues: { sales: {} },
      table: `
        0s   c1 arrives in sales
        3s   c1 is moved to voicemail  c1 left sales: transferred after 3s; send c1 to voicemail
        4s   c1 is moved to voicemail  (late)`,
    });
  });
});
