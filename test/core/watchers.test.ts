/** The watchers of properties.test.ts can see: each is shown a move that is wrong in one way. */

import { expect, test } from 'vitest';
import {
  asAgentId,
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
const unasked = records((list) => [...list, ['callQueued', asCallId(2), asQueueId('help'), 0]]);
const ringing = (): Partial<Call> => ({
  state: 'connecting',
  offers: [asOfferId(1), asOfferId(2)],
});
/** Once more, with another id, and with another call, where they are given. */
const twice = (name: string, id?: number, call?: number) =>
  records((list) =>
    list.flatMap((record): CommandRecord[] => {
      if (record[0] !== name) return [record];
      const again = [name, id ?? record[1], call ?? record[2], ...record.slice(3)];
      return [record, again as unknown as CommandRecord];
    }),
  );
const dialled = records((list) => [
  ...list,
  ['dialCustomer', asOfferId(1), asCallId(1), asAgentId('a1'), asQueueId('q')],
]);
type Call = RouterSnapshot['calls'][number];
const after = (id: number, change: (call: Call) => Partial<Call>) => (played: Played) => ({
  after: {
    ...played.after,
    calls: played.after.calls.map((call) => (call.id === id ? { ...call, ...change(call) } : call)),
  },
});
const place = (change: Partial<Call['places'][number]>) => (call: Call) => ({
  places: call.places.map((one) => ({ ...one, ...change })),
});

test('nothing is wrong with the story as it is', () => {
  expect(seen(5, () => ({}))).toEqual([]);
});

test.each([
  ['a second offer of a call', 1, twice('offerCall', 9), 'call 1 is offered to too many'],
  ['a second offer to an agent', 1, twice('offerCall', 9), 'offer 9: a1 has another'],
  ['an offer that changes hands', 1, twice('offerCall', 1, 2), 'offer 1 goes on with others'],
  ['a customer who is dialled', 1, dialled, 'call 1 is dialled and is no callback'],
  ['a second result of an offer', 5, twice('offerEnded'), 'offer 1 has two results'],
  ['an offer without a result', 5, without('offerEnded'), 'offers told and held differ'],
  ['a second exit', 4, twice('callEnded'), 'call 1 ends twice'],
  [
    'an exit of a queue it was not in',
    4,
    twice('callExited'),
    'call 1 exits a queue it was not in',
  ],
  ['a queue joined unasked', 4, unasked, 'call 2 joins a queue unasked'],
  ['two phones of one answered call', 1, after(1, ringing), 'call 1 is connecting with 2 offers'],
  ['an end without an exit', 4, without('callExited'), 'call 1 ends without leaving its queue'],
  ['a call that is in no queue', 3, without('callQueued'), 'visits told and held differ'],
  ['a call that joins twice', 3, twice('callQueued'), 'call 3 joins a queue twice'],
  ['a younger age', 3, after(2, place({ agedFrom: 3 })), 'call 2 has lost its place'],
  ['a later place', 3, after(2, place({ arrival: 9 })), 'call 2 has lost its place'],
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
          ? ['offerCall', record[1], asCallId(3), record[3], 1, record[5]]
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
