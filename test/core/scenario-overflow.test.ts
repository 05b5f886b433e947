/** Calls that leave one queue for another: what they keep, and how circles end. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

describe('overflow to another queue', () => {
  const steps = [{ for: '10s', named: true, go: 'to-help' }];

  test('keeps the routing age and the place; the waiting time starts anew', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s' } } },
      queues: { sales: { steps }, help: { steps: [{ named: true }] } },
      show: ['callQueued'],
      table: `
        0s   c1 arrives in sales     c1 queued in sales
        5s   c2 arrives in help      c2 queued in help
        10s  time passes             c1 left sales: overflowed after 10s; c1 queued in help
        11s  a1 signs in             offer c1 -> a1
        12s  c1 hangs up
             c1 left help: abandoned-short after 2s; withdraw c1 from a1 (caller-gone)`,
    });
  });

  test('or starts at the end of the line where the target does not keep the age', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s' } } },
      queues: {
        sales: { steps: [{ for: '10s', named: true, go: 'new-to-help' }] },
        help: { steps: [{ named: true }] },
      },
      table: `
        0s   c1 arrives in sales
        5s   c2 arrives in help
        10s  time passes             c1 left sales: overflowed after 10s
        11s  a1 signs in             offer c2 -> a1`,
    });
  });

  test('gives the call the class of the new queue unless it brought its own', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s' } } },
      queues: {
        sales: { steps, class: 'normal' },
        help: { class: 'vip', steps: [{ named: true }] },
      },
      table: `
        0s   c1 arrives in sales as normal
        1s   c2 arrives in sales
        11s  time passes
             c1 left sales: overflowed after 11s; c2 left sales: overflowed after 10s
        12s  a1 signs in             offer c2 -> a1`,
    });
  });

  test('of a call whose phone rang when its time came: what is due in the new queue fires there', () => {
    playScenario({
      agents: { a1: {} },
      queues: {
        sales: { ring: '30s', steps: [{ for: '10s', go: 'to-help' }] },
        help: { steps: [{ for: '0s', named: true }, {}] },
      },
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   a1 rings for c1
        20s  a1 declines c1          a1 declined c1; c1 left sales: overflowed after 20s
        20s  time passes             c1 step 1`,
    });
  });

  test('in a circle ends at the dialplan after too many hops', () => {
    playScenario({
      agents: {},
      queues: {
        sales: { full: { at: 0, go: 'to-help' } },
        help: { full: { at: 0, go: 'to-sales' } },
      },
      limits: { hopsMax: 2 },
      table: `
        0s   c1 arrives in sales     c1 left sales: full after 0s; c1 left help: full after 0s
             c1 left sales: full after 0s; c1 left help: system-error after 0s
             send c1 to dialplan`,
    });
  });

  test('in a circle of no time at all ends too', () => {
    playScenario({
      agents: {},
      queues: {
        sales: { tooLong: { after: '0s', go: 'to-help' } },
        help: { tooLong: { after: '0s', go: 'to-sales' } },
      },
      limits: { hopsMax: 1 },
      table: `
        0s   c1 arrives in sales
        0s   time passes
             c1 left sales: timed-out after 0s; c1 left help: timed-out after 0s
             c1 left sales: system-error after 0s; send c1 to dialplan`,
    });
  });

  test('to a queue that does not exist ends at the dialplan', () => {
    playScenario({
      agents: {},
      queues: { sales: { full: { at: 0, go: 'to-cellar' } } },
      table: `
        0s   c1 arrives in sales
             c1 left sales: full after 0s; c1 left cellar: system-error after 0s
             send c1 to dialplan`,
    });
  });
});
