/** The watchers of properties.test.ts can see: each is shown a move that is wrong in one way. */

import { expect, test } from 'vitest';
import {
  asCallId,
  asOfferId,
  asQueueId,
  type CommandRecord,
  defaultLimits,
  type RouterSnapshot,
} from '../../core/index.ts';
import { type Answer, fast, play } from '../support/contenders.ts';
import { policyOf } from '../support/policy-builder.ts';
import type { Move } from '../support/random-world.ts';
import { createWatcher } from '../support/watchers.ts';

interface Played {
  readonly before: RouterSnapshot;
  readonly move: Move;
  readonly answer: Answer;
  readonly after: RouterSnapshot;
}

const arrive = (at: number, call: number): Move => ({
  at,
  event: { type: 'call-arrived', call: asCallId(call), queue: asQueueId('sales') },
});

/** a1 rings for c1 while c2 waits; then c1 hangs up, a1 is free and takes c2. */
function story(): Played[] {
  const policy = policyOf({ agents: { a1: {} }, queues: { sales: {} } });
  const contender = fast({ policy, limits: defaultLimits, routerSeed: 1 });
  const moves: Move[] = [
    { at: 0, event: { type: 'agent-signed-in', agent: policy.agents[0]!.id } },
    arrive(1, 1),
    arrive(2, 2),
    arrive(3, 3),
    { at: 4, event: { type: 'caller-left', call: asCallId(1) } },
    { at: 5, event: { type: 'offer-ended', offer: asOfferId(1), result: 'withdrawn' } },
  ];
  return moves.map((move) => {
    const before = contender.snapshot();
    const answer = play(contender, move);
    return { before, move, answer, after: contender.snapshot() };
  });
}

/** The story with one of its moves spoilt; what the watcher says of it. */
function seen(at: number, spoil: (played: Played) => Partial<Played>): string[] {
  const watcher = createWatcher();
  const said = story().map((played, n) => {
    const { before, move, answer, after } = n === at ? { ...played, ...spoil(played) } : played;
    return watcher.watch(before, move, answer, after);
  });
  return said.slice(0, at + 1).flat();
}

const records = (change: (list: readonly CommandRecord[]) => readonly CommandRecord[]) => {
  return ({ answer }: Played) => ({ answer: { ...answer, records: change(answer.records) } });
};
const without = (name: string) => records((list) => list.filter((record) => record[0] !== name));
const twice = (name: string) =>
  records((list) => list.flatMap((record) => (record[0] === name ? [record, record] : [record])));
type Call = RouterSnapshot['calls'][number];
const after = (id: number, change: Partial<Call>) => (played: Played) => ({
  after: {
    ...played.after,
    calls: played.after.calls.map((call) => (call.id === id ? { ...call, ...change } : call)),
  },
});

test('nothing is wrong with the story as it is', () => {
  expect(seen(5, () => ({}))).toEqual([]);
});

test.each([
  ['a second offer of a call', 1, twice('offerCall'), 'call 1 is offered twice'],
  ['a second offer to an agent', 1, twice('offerCall'), 'offer 1: a1 has another'],
  ['a second result of an offer', 5, twice('offerEnded'), 'offer 1 has two results'],
  ['an offer without a result', 5, without('offerEnded'), 'offers told and held differ'],
  ['a second exit', 4, twice('callEnded'), 'call 1 ends twice'],
  ['an end without an exit', 4, without('callExited'), 'call 1 ends without leaving its queue'],
  ['a call that is in no queue', 3, without('callQueued'), 'visits told and held differ'],
  ['a call that joins twice', 3, twice('callQueued'), 'call 3 joins a queue twice'],
  ['a younger age', 3, after(2, { agedFrom: 3 }), 'call 2 has lost its place'],
  ['a later place', 3, after(2, { arrival: 9 }), 'call 2 has lost its place'],
] as const)('%s is seen', (_, at, spoil, sentence) => {
  expect(seen(at, spoil)).toContain(sentence);
});

test('an offer to an agent never told to be ready is seen', () => {
  const watcher = createWatcher();
  const { before, move, answer, after: then } = story()[1]!;
  expect(watcher.watch(before, move, answer, then)).toContain('offer 1: a1 was not ready');
});

test('an agent who is idle beside a call it may take is seen', () => {
  const idle = (played: Played) => ({
    after: {
      ...played.after,
      offers: [],
      agents: played.after.agents.map((agent) => ({ ...agent, activity: 'idle' as const })),
    },
  });
  expect(seen(3, idle)).toContain('a1 is idle while call 2 waits');
});

test('a call that overtakes is seen', () => {
  const swap = (played: Played) => ({
    answer: {
      ...played.answer,
      records: played.answer.records.map((record): CommandRecord => {
        return record[0] === 'offerCall'
          ? ['offerCall', record[1], asCallId(3), record[3], 1]
          : record;
      }),
    },
    after: {
      ...played.after,
      calls: played.after.calls.map((call): Call => {
        return { ...call, state: call.id === 3 ? 'offered' : 'waiting' };
      }),
    },
  });
  expect(seen(5, swap)).toContain('call 3 overtook call 2 at a1');
});
