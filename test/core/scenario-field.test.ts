/** What has gone wrong in the field, in other systems and for years, by its name. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const one = { agents: { a1: {} }, queues: { sales: {} } };
const two = { agents: { a1: {}, a2: {} }, queues: { sales: {} } };
const three = { a1: {}, a2: {}, a3: {} };

describe('regressions of the field', () => {
  test('a burst of calls all ringing one agent', () => {
    playScenario({
      agents: three,
      queues: { sales: {}, help: { order: 'ring-all', parallel: 3 } },
      table: `
        0s   a1 signs in
        1s   a2 signs in
        2s   a3 signs in
        5s   c1 arrives in sales     offer c1 -> a1
        5s   c2 arrives in help      offer c2 -> a2; offer c2 -> a3
        5s   c3 arrives in sales
        5s   c4 arrives in help
        5s   c5 arrives in sales also help
        6s   a1 declines c1          a1 declined c1; offer c3 -> a1
        6s   a2 answers c2           connect c2 a2; withdraw c2 from a3 (answered-elsewhere)
        7s   a3 stops ringing for c2  a3 withdrawn c2; offer c1 -> a3`,
    });
  });

  test('an agent stuck in a reserved state: the phone never rings, the end is never told', () => {
    playScenario({
      ...one,
      limits: { setUpMs: 8_000, withdrawMs: 5_000, unreachableMs: 30_000 },
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        8s   time passes             withdraw c1 from a1 (expired)
        13s  time passes             a1 unreachable c1; a1 unreachable
        20s  c1 hangs up             c1 left sales: abandoned after 20s
        21s  c2 arrives in sales
        43s  time passes             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('an agent stuck in a reserved state: the customer of a callback never answers', () => {
    playScenario({
      ...one,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        1s   c1 arrives in sales to be called back (customer first) for 1h
             dial c1 for a1; a1 offered c1
        2s   c2 arrives in sales
        46s  time passes             withdraw c1 from a1 (caller-gone)
        51s  time passes
             a1 caller-gone c1; a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('an ineligible call in a heavier queue blocking a lighter one', () => {
    playScenario({
      agents: { a1: { skills: { english: 3 } } },
      queues: {
        heavy: { class: 'vip', headStart: '9m', steps: [{ require: { japanese: 5 } }] },
        sales: {},
      },
      table: `
        0s   c1 arrives in heavy
        1s   c2 arrives in sales as vip needing billing 1
        2s   c3 arrives in sales without a1
        3s   c4 arrives in sales
        4s   a1 signs in             offer c4 -> a1`,
    });
  });

  test('relaxing that stops while somebody rings', () => {
    playScenario({
      agents: { a1: { skills: { english: 9 } }, a2: {} },
      queues: {
        sales: { ring: '30s', steps: [{ for: '10s', require: { english: 5 } }, { for: '10s' }] },
      },
      table: `
        0s   a1 signs in
        0s   a2 signs in
        0s   a2 is busy elsewhere
        1s   c1 arrives in sales     offer c1 -> a1
        2s   a1 rings for c1
        3s   c2 arrives in sales
        12s  a2 is free again
        13s  time passes             c2 step 1; offer c2 -> a2
        14s  a2 declines c2          a2 declined c2
        20s  a1 declines c1          a1 declined c1; c1 step 1; offer c1 -> a2
             offer c2 -> a1`,
    });
  });

  test('a priority insert that breaks ordering', () => {
    const served = (first: number, order: readonly number[]) =>
      order
        .map(
          (call, at) => `
        ${first + at}s   c${call} hangs up  c${call} left sales: abandoned after ${first + at - call}s
             withdraw c${call} from a1 (caller-gone)
        ${first + at}s   a1 stops ringing for c${call}  a1 caller-gone c${call}${
          at + 1 < order.length ? `; offer c${order[at + 1]} -> a1` : ''
        }`,
        )
        .join('');
    playScenario({
      ...one,
      limits: { setUpMs: 60_000 },
      table: `
        1s   c1 arrives in sales
        2s   c2 arrives in sales
        3s   c3 arrives in sales as vip
        4s   c4 arrives in sales
        5s   c5 arrives in sales as vip
        6s   c6 arrives in sales ahead 3s
        7s   c7 arrives in sales as vip ahead 3s
        9s   a1 signs in             offer c3 -> a1
        ${served(20, [3, 7, 5, 1, 2, 6, 4]).trim()}`,
    });
  });

  test('age lost on re-entry: into another queue, back from an agent, after a line that broke', () => {
    playScenario({
      agents: { a1: { queues: { help: '0s' } } },
      queues: {
        sales: { steps: [{ named: true, for: '10s', go: 'to-help' }] },
        help: { exclude: '2s', steps: [{ named: true }] },
      },
      table: `
        0s   c1 arrives in sales
        5s   c2 arrives in help
        10s  time passes             c1 left sales: overflowed after 10s
        11s  a1 signs in             offer c1 -> a1
        12s  a1 declines c1          a1 declined c1; offer c2 -> a1
        14s  time passes
        15s  a1 declines c2          a1 declined c2; offer c1 -> a1
        16s  c1 hangs up
             c1 left help: abandoned after 6s; withdraw c1 from a1 (caller-gone)
        18s  c3 arrives in help resumed 16s
        19s  a1 stops ringing for c1  a1 caller-gone c1; offer c3 -> a1`,
    });
  });

  test('wrap-up race after hang-up', () => {
    playScenario({
      ...one,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 answers c1           connect c1 a1; a1 talking c1
        1s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        5s   c2 arrives in sales
        9s   c1 hangs up             release a1
        9s   a1 ends wrap-up         (late)
        9s   a1 leaves c1            a1 wrap-up
        19s  time passes             a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('ring-all loser counted as a miss', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { order: 'ring-all', parallel: 2, wrapUp: '0s' } },
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   a2 signs in             a2 ready
        1s   c1 arrives in sales
             offer c1 -> a1; a1 offered c1; offer c1 -> a2; a2 offered c1
        2s   a1 rings for c1
        2s   a2 rings for c1
        16s  a2 answers c1
             connect c1 a2; withdraw c1 from a1 (answered-elsewhere); a2 talking c1
        17s  a1 misses c1            a1 withdrawn c1; a1 ready
        18s  a2 talks to c1          a2 answered c1; c1 left sales: answered after 17s
        19s  c2 arrives in sales     offer c2 -> a1; a1 offered c2`,
    });
  });

  test('freed agent waiting for a poll', () => {
    playScenario({
      ...one,
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   c2 arrives in sales
        1s   a1 answers c1           connect c1 a1
        1s   a1 talks to c1          a1 answered c1; c1 left sales: answered after 1s
        2s   a1 leaves c1            release c1
        12s  time passes             offer c2 -> a1
        13s  c3 arrives in sales
        14s  c2 hangs up             c2 left sales: abandoned after 13s
             withdraw c2 from a1 (caller-gone)
        14s  a1 stops ringing for c2  a1 caller-gone c2; offer c3 -> a1`,
    });
  });

  test('starvation by a stream of urgent calls', () => {
    const stream = Array.from({ length: 5 }, (_, n) => n + 2);
    const urgent = (call: number) => `
        ${call * 10}s   c${call} arrives in sales as vip  offer c${call} -> a1
        ${call * 10 + 1}s   c${call + 10} arrives in sales as vip
        ${call * 10 + 2}s   c${call} hangs up
             c${call} left sales: abandoned-short after 2s; withdraw c${call} from a1 (caller-gone)
        ${call * 10 + 2}s   a1 stops ringing for c${call}
             a1 caller-gone c${call}; offer c${call + 10} -> a1
        ${call * 10 + 3}s   c${call + 10} hangs up
             c${call + 10} left sales: abandoned-short after 2s; withdraw c${call + 10} from a1 (caller-gone)`;
    playScenario({
      agents: { a1: {} },
      queues: { sales: {} },
      classCaps: { normal: '1m' },
      limits: { withdrawMs: 7_000 },
      table: `
        18s  a1 signs in
        19s  c1 arrives in sales     offer c1 -> a1
        19s  a1 declines c1          a1 declined c1
        ${stream.map((call) => `${urgent(call).trim()}\n${call * 10 + 10}s   time passes  a1 caller-gone c${call + 10}`).join('\n')}
        79s  time passes             offer c1 -> a1`,
    });
  });
});

describe('races, each settled in one place', () => {
  const leaving = { sales: { ring: '30s', steps: [{ for: '10s', go: 'voicemail' }] } };

  test('an agent answers in the instant of overflow: the call is answered', () => {
    playScenario({
      agents: { a1: {} },
      queues: leaving,
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        1s   a1 rings for c1
        10s  a1 answers c1           connect c1 a1
        11s  a1 talks to c1          a1 answered c1; c1 left sales: answered after 11s`,
    });
  });

  test('an agent answers after the overflow, late: the phone is let go, and it was no miss', () => {
    playScenario({
      agents: { a1: {} },
      queues: leaving,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 rings for c1
        31s  time passes
             withdraw c1 from a1 (expired); c1 left sales: overflowed after 31s
             send c1 to voicemail
        31s  a1 answers c1           (late)
        32s  a1 talks to c1          (late)
        33s  a1 leaves c1            a1 withdrawn c1; a1 ready`,
    });
  });

  test('the agent cannot be joined after the overflow was due: the call leaves then', () => {
    playScenario({
      agents: { a1: {} },
      queues: leaving,
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        9s   time passes             withdraw c1 from a1 (expired)
        10s  time passes             c1 left sales: overflowed after 10s; send c1 to voicemail
        11s  c2 arrives in sales
        12s  a1 stops ringing for c1  a1 unreachable c1
        21s  time passes             c2 left sales: overflowed after 10s; send c2 to voicemail`,
      limits: { setUpMs: 9_000 },
    });
  });

  test('a caller hangs up while the phone rings, and the agent answers at the same moment', () => {
    playScenario({
      ...one,
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   c1 arrives in sales     offer c1 -> a1; a1 offered c1
        1s   a1 rings for c1
        8s   c1 hangs up             c1 left sales: abandoned after 8s
             withdraw c1 from a1 (caller-gone)
        8s   a1 answers c1           (late)
        8s   c2 arrives in sales
        9s   a1 misses c1
             a1 caller-gone c1; a1 ready; offer c2 -> a1; a1 offered c2`,
    });
  });

  test('a caller hangs up just after the agent has answered: the call was abandoned', () => {
    playScenario({
      ...one,
      table: `
        0s   a1 signs in
        0s   c1 arrives in sales     offer c1 -> a1
        7s   a1 answers c1           connect c1 a1
        7s   c1 hangs up             c1 left sales: abandoned after 7s
             withdraw c1 from a1 (caller-gone)
        7s   a1 talks to c1          (late)
        9s   a1 stops ringing for c1  a1 caller-gone c1`,
    });
  });

  test('two agents answer the same call at the same moment: the first told has it', () => {
    playScenario({
      agents: two.agents,
      queues: { sales: { order: 'ring-all', parallel: 2 } },
      show: ['agentChanged'],
      table: `
        0s   a1 signs in             a1 ready
        0s   a2 signs in             a2 ready
        1s   c1 arrives in sales
             offer c1 -> a1; a1 offered c1; offer c1 -> a2; a2 offered c1
        5s   a2 answers c1
             connect c1 a2; withdraw c1 from a1 (answered-elsewhere); a2 talking c1
        5s   a1 answers c1           (late)
        5s   a1 talks to c1          (late)
        6s   a1 leaves c1            a1 withdrawn c1; a1 ready
        7s   a2 talks to c1          a2 answered c1; c1 left sales: answered after 6s`,
    });
  });

  test('a callback asked for in the instant in which a phone begins to ring: the phone wins', () => {
    playScenario({
      ...one,
      table: `
        0s   c1 arrives in sales
        5s   a1 signs in             offer c1 -> a1
        5s   c1 asks to be called back as c9 (agent first) for 1h  (late)
        6s   a1 declines c1          a1 declined c1
        7s   c1 asks to be called back as c9 (agent first) for 1h
             c1 left sales: callback after 7s; send c1 to dialplan`,
    });
  });
});
