/** Calls that wait for several queues, ask for skills of their own, and change while they wait. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const named = [{ named: true }];
/** a1 serves support only, a2 sales only. */
const apart = { a1: { queues: { support: '0s' } }, a2: { queues: { sales: '0s' } } };
const both = { sales: { steps: named }, support: { steps: named } };

describe('a call that waits for several queues', () => {
  test('is in all of them, and taken from all when it is answered through one', () => {
    playScenario({
      agents: apart,
      queues: both,
      show: ['callQueued', 'callConnected', 'callEnded'],
      table: `
        0s   c1 arrives in sales also support  c1 queued in sales; c1 queued in support
        3s   a1 signs in             offer c1 -> a1
        4s   a1 answers c1           connect c1 a1
        5s   a1 talks to c1          a1 answered c1; c1 talks to a1
             c1 left support: answered after 5s; c1 left sales: elsewhere after 5s
        6s   a2 signs in
        9s   a1 leaves c1            release c1; c1 ended`,
    });
  });

  test('asks for an agent in the order in which its queues were named', () => {
    playScenario({
      agents: apart,
      queues: both,
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   c1 arrives in sales also support  offer c1 -> a2
        3s   c1 hangs up             c1 left sales: abandoned-short after 1s
             c1 left support: elsewhere after 1s; withdraw c1 from a2 (caller-gone)
        4s   a2 stops ringing for c1  a2 caller-gone c1
        5s   c2 arrives in support also sales  offer c2 -> a1`,
    });
  });

  test('is as urgent for an agent as the most urgent of the places that agent serves', () => {
    playScenario({
      agents: { a1: { queues: { sales: '0s', support: '0s' } }, a2: { queues: { sales: '0s' } } },
      queues: { sales: { steps: named }, support: { steps: named, class: 'vip' } },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales also support
        2s   c3 arrives in sales
        3s   a1 signs in             offer c2 -> a1
        4s   a2 signs in             offer c1 -> a2`,
    });
  });

  test('goes on in the others when one place would leave, and leaves by the last', () => {
    playScenario({
      agents: apart,
      queues: {
        sales: { steps: named, tooLong: { after: '10s', go: 'voicemail' } },
        support: { steps: named, tooLong: { after: '20s', go: 'reception' } },
      },
      table: `
        0s   c1 arrives in sales also support
        10s  time passes             c1 left sales: timed-out after 10s
        11s  a2 signs in
        12s  c1 presses 5            (unknown-target)
        20s  time passes             c1 left support: timed-out after 20s; send c1 to reception`,
    });
  });

  test('moves each place on its own, but never into a queue it waits in already', () => {
    playScenario({
      agents: { a1: { queues: { support: '0s', help: '0s' } } },
      queues: {
        sales: { steps: [{ named: true, for: '5s', go: 'to-support' }] },
        support: { steps: [{ named: true, for: '8s', go: 'to-help' }] },
        help: { steps: named },
      },
      show: ['callQueued'],
      table: `
        0s   c1 arrives in sales also support  c1 queued in sales; c1 queued in support
        5s   time passes             c1 left sales: overflowed after 5s
        8s   time passes             c1 left support: overflowed after 8s; c1 queued in help
        9s   a1 signs in             offer c1 -> a1`,
    });
  });

  test('does not join what is closed or full, as long as another takes it', () => {
    playScenario({
      agents: apart,
      hours: { weekdays: 'closed' },
      queues: {
        sales: { steps: named, hours: 'weekdays', closed: { go: 'voicemail' } },
        support: { steps: named, full: { at: 1, go: 'reception' } },
      },
      show: ['callQueued'],
      table: `
        0s   c1 arrives in sales also support
             c1 left sales: closed after 0s; c1 queued in support
        1s   c2 arrives in sales also support
             c2 left sales: closed after 0s; c2 left support: full after 0s; send c2 to reception`,
    });
  });

  test('keeps every place, age and step while a phone rings through one of them', () => {
    playScenario({
      agents: { a1: { queues: { support: '0s' } }, a2: { queues: { sales: '0s' } } },
      queues: {
        sales: {
          ring: '30s',
          steps: [
            { named: true, for: '5s' },
            { named: true, say: 'sorry' },
          ],
        },
        support: { ring: '30s', steps: named },
      },
      table: `
        0s   c1 arrives in sales also support
        1s   a1 signs in             offer c1 -> a1
        2s   a1 rings for c1
        9s   a2 signs in
        10s  a1 declines c1          a1 declined c1; c1 step 1; say sorry to c1; offer c1 -> a2`,
    });
  });

  test('is deflected by a key of any of its queues, and moved as a whole', () => {
    playScenario({
      agents: apart,
      queues: { sales: { steps: named }, support: { steps: named, escapes: { 5: 'voicemail' } } },
      table: `
        0s   c1 arrives in sales also support
        1s   c2 arrives in sales also support
        2s   c1 presses 5            c1 left sales: elsewhere after 2s
             c1 left support: deflected after 2s; send c1 to voicemail
        3s   c2 is moved to to-support  c2 left support: elsewhere after 2s
             c2 left sales: transferred after 2s
        4s   a1 signs in             offer c2 -> a1`,
    });
  });

  test('hangs up once: abandoned in the first queue, or in the one whose phone rang', () => {
    playScenario({
      agents: apart,
      queues: both,
      show: ['callEnded'],
      table: `
        0s   c1 arrives in sales also support
        0s   c2 arrives in sales also support
        6s   c1 hangs up             c1 left sales: abandoned after 6s
             c1 left support: elsewhere after 6s; c1 ended
        7s   a1 signs in             offer c2 -> a1
        8s   c2 hangs up             c2 left support: abandoned after 8s
             c2 left sales: elsewhere after 8s; c2 ended; withdraw c2 from a1 (caller-gone)`,
    });
  });

  test('is held for its preferred agent in the first queue, and by nobody else meanwhile', () => {
    playScenario({
      agents: { a1: { queues: { support: '0s' } }, a2: { queues: { sales: '0s' } } },
      queues: both,
      table: `
        0s   a2 signs in
        0s   c1 arrives in sales     offer c1 -> a2
        1s   c2 arrives in sales also support preferring a2 for 10s
        2s   a1 signs in
        11s  time passes             withdraw c1 from a2 (expired); offer c2 -> a1`,
      limits: { setUpMs: 11_000 },
    });
  });

  test('takes a row of the table for each queue, and no more queues than allowed', () => {
    playScenario({
      agents: apart,
      queues: { ...both, help: {} },
      limits: { callsMax: 3, placesMax: 2 },
      show: ['callQueued'],
      table: `
        0s   c1 arrives in sales also attic and sales and support and help
             c1 queued in sales; c1 queued in support
        1s   c2 arrives in sales also support  (over-limit)
        2s   c2 arrives in sales     c2 queued in sales
        3s   c3 arrives in sales     (over-limit)`,
    });
  });

  test('that is lost with its switch is lost once', () => {
    playScenario({
      agents: apart,
      queues: both,
      table: `
        0s   c1 arrives in sales also support
        1s   c2 arrives in support also sales
        2s   the switch is lost
        9s   the switch is back with c2
             c1 left sales: lost-in-outage after 9s; c1 left support: elsewhere after 9s
        10s  a2 signs in             offer c2 -> a2`,
    });
  });

  test('follows its old steps in the queue that changed, and the new ones in the other', () => {
    const first = { sales: { steps: [{ named: true, for: '10s', go: 'voicemail' }] }, support: {} };
    playScenario({
      agents: apart,
      queues: first,
      policies: {
        second: {
          agents: apart,
          queues: {
            sales: { steps: named },
            support: { reloadLive: true, steps: [{ named: true, for: '20s', go: 'reception' }] },
          },
        },
      },
      table: `
        0s   c1 arrives in sales also support
        1s   new policy second
        10s  time passes             c1 left sales: overflowed after 10s
        20s  time passes             c1 left support: overflowed after 20s; send c1 to reception`,
    });
  });
});

describe('what a call asks of its agent', () => {
  const skilled = { a1: { skills: { english: 3 } }, a2: { skills: { english: 7, billing: 2 } } };
  const asking = { sales: { steps: [{ require: { english: 1 } }] } };

  test('comes on top of what the step asks', () => {
    playScenario({
      agents: skilled,
      queues: asking,
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales needing english 5 billing 1
        2s   c2 arrives in sales needing english 2  offer c2 -> a1
        3s   a2 signs in             offer c1 -> a2`,
    });
  });

  test('does not make a queue unstaffed: the caller waits for somebody to come', () => {
    playScenario({
      agents: skilled,
      queues: {
        sales: { nobody: { go: 'voicemail' }, steps: [{ skipWhen: { readyMax: 0 } }, {}] },
      },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales needing english 5
        2s   a2 signs in             offer c1 -> a2`,
    });
  });

  test('may be less after a while: the call looks again at once', () => {
    playScenario({
      agents: skilled,
      queues: asking,
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales needing english 5
        4s   c1 now needs nothing    offer c1 -> a1`,
    });
  });

  test('may become more: who no longer qualifies is waited for no longer', () => {
    playScenario({
      agents: skilled,
      queues: asking,
      table: `
        0s   a1 signs in
        0s   a1 is busy elsewhere
        1s   c1 arrives in sales preferring a1 for 60s
        2s   a2 signs in
        3s   c1 now needs english 5  offer c1 -> a2`,
    });
  });

  test('leaves a phone that rings alone, and counts when the call comes back', () => {
    playScenario({
      agents: skilled,
      queues: { sales: { ...asking.sales, exclude: '1s' } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales     offer c1 -> a1
        2s   c1 now needs english 5
        3s   a1 declines c1          a1 declined c1
        5s   a2 signs in             offer c1 -> a2
        6s   a2 answers c1           connect c1 a2
        7s   a2 talks to c1          a2 answered c1; c1 left sales: answered after 6s
        8s   c1 now needs nothing    (late)`,
    });
  });

  test('an agent who has just passed the call on is never offered it', () => {
    playScenario({
      agents: { a1: {}, a2: {} },
      queues: { sales: { exclude: '1s' } },
      table: `
        0s   a1 signs in
        1s   c1 arrives in sales without a1
        9m   c2 arrives in sales     offer c2 -> a1
        9m   a2 signs in             offer c1 -> a2`,
    });
  });
});

describe('how old and how urgent a call is', () => {
  test('a caller who was cut off goes on where the earlier call had been', () => {
    playScenario({
      agents: { a1: {} },
      queues: { sales: {} },
      table: `
        0s   c1 arrives in sales
        9s   c2 arrives in sales resumed 30s
        10s  a1 signs in             offer c2 -> a1
        15s  c2 hangs up             c2 left sales: abandoned after 6s
             withdraw c2 from a1 (caller-gone)`,
    });
  });

  test('changes with what is learned while it waits', () => {
    playScenario({
      agents: { a1: {}, a2: {}, a3: {} },
      queues: { sales: {} },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales
        2s   c3 arrives in sales
        3s   c3 changes to class vip
        4s   c2 ages by 30s
        5s   c2 changes to class royal
        6s   a1 signs in             offer c3 -> a1
        6s   a2 signs in             offer c2 -> a2
        6s   a3 signs in             offer c1 -> a3`,
    });
  });

  test('age can be taken too, and a class given goes with the call into the next queue', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s' } }, a2: { queues: { help: '0s' } } },
      queues: {
        sales: { steps: [{ named: true, for: '10s', go: 'to-help' }] },
        help: { steps: named },
      },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales
        2s   c3 arrives in help
        3s   c3 ages by -5s
        4s   c2 changes to class vip
        11s  time passes
             c1 left sales: overflowed after 11s; c2 left sales: overflowed after 10s
        12s  a1 signs in             offer c2 -> a1
        13s  a2 signs in             offer c1 -> a2`,
    });
  });
});
