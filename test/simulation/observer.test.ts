/** The observer can see: each time it is shown a move that is wrong in one way. */

import { expect, test } from 'vitest';
import {
  asAgentId,
  asCallId,
  asOfferId,
  asQueueId,
  type CommandRecord,
  defaultLimits,
} from '../../core/index.ts';
import { type Answer, fast, play, type Start } from '../support/contenders.ts';
import { policyOf } from '../support/policy-builder.ts';
import { Observer } from './observer.ts';
import type { Move } from './trial.ts';

const [a1, a2] = [asAgentId('a1'), asAgentId('a2')];
const start: Start = {
  policy: policyOf({ agents: { a1: {}, a2: {} }, queues: { sales: {} } }),
  limits: defaultLimits,
  routerSeed: 1,
};

const arrive = (at: number, call: number): Move => ({
  at,
  event: { type: 'call-arrived', call: asCallId(call), queue: asQueueId('sales') },
});
const [c1, o1] = [asCallId(1), asOfferId(1)];

/** a1 rings for c1 while c2 and c3 wait, and talks; c1 hangs up, a1 lets go and takes c2. */
const story: readonly Move[] = [
  { at: 0, event: { type: 'agent-signed-in', agent: a1 } },
  arrive(1, 1),
  arrive(2, 2),
  arrive(3, 3),
  { at: 4, event: { type: 'offer-answered', offer: o1 } },
  { at: 5, event: { type: 'call-connected', offer: o1 } },
  { at: 9, event: { type: 'caller-left', call: c1 } },
  { at: 10, event: { type: 'agent-left', offer: o1 } },
  { at: 10_010 },
];
const lastMove = story.length - 1;

/** The story with the answer to one of its moves spoilt; everything the observer says of it. */
function seen(at: number, spoil: (records: readonly CommandRecord[]) => CommandRecord[]): string[] {
  const observer = new Observer(start);
  const contender = fast(start);
  let deadline = contender.nextDeadline();
  return story.slice(0, at + 1).flatMap((move, n) => {
    const answer = play(contender, move);
    const spoilt: Answer = n === at ? { ...answer, records: spoil(answer.records) } : answer;
    const late = move.at > deadline;
    deadline = answer.nextDeadline;
    return observer.see(move, spoilt, late);
  });
}

type Spoil = (records: readonly CommandRecord[]) => CommandRecord[];
const without =
  (...names: string[]): Spoil =>
  (records) =>
    records.filter(([name]) => !names.includes(name));
const twice =
  (name: string): Spoil =>
  (records) =>
    records.flatMap((record) => (record[0] === name ? [record, record] : [record]));
const changed =
  (name: string, place: number, value: unknown): Spoil =>
  (records) =>
    records.map((record) =>
      record[0] === name
        ? (record.with(place, value as never) as unknown as CommandRecord)
        : record,
    );
const also =
  (...record: unknown[]): Spoil =>
  (records) => [...records, record as unknown as CommandRecord];

test('nothing is wrong with the story as it is', () => {
  expect(seen(lastMove, (records) => [...records])).toEqual([]);
});

test.each<readonly [string, number, Spoil, string]>([
  ['a second offer of a call', 1, twice('offerCall'), 'the call is offered already'],
  [
    'an offer number given twice',
    lastMove,
    changed('offerCall', 1, 1),
    'the number is not a new one',
  ],
  [
    'an offer to an agent who is not ready',
    1,
    changed('offerCall', 3, a2),
    'the agent is signed-out',
  ],
  [
    'an offer to somebody who does not qualify',
    1,
    changed('offerCall', 3, asAgentId('x')),
    'who does not qualify',
  ],
  ['a call that overtakes', lastMove, changed('offerCall', 2, 3), 'call 2 is overtaken'],
  ['a ring time that is not the queue’s', 1, changed('offerCall', 4, 1), 'it rings 1 ms'],
  ['work left undone', lastMove, (records) => records.slice(0, 1), 'a1 is idle while call 2 waits'],
  ['an answer nobody joins', 4, without('connectCall'), 'offer 1 is not connected'],
  ['an answer joined twice', 4, twice('connectCall'), 'out of turn'],
  ['a second result of an offer', 5, twice('offerEnded'), 'a second time'],
  ['a conversation without a result', 5, without('offerEnded'), 'offer 1 is not answered'],
  ['a second disposition', 5, twice('callExited'), 'but is talking'],
  [
    'a conversation without a disposition',
    5,
    without('callExited'),
    'the call of offer 1 is queued',
  ],
  [
    'a wait that is not the one waited',
    5,
    changed('callExited', 4, 5),
    'waited 4 ms in sales, not 5',
  ],
  ['an agent left alone on the line', 6, without('releaseAgent'), 'which has gone'],
  ['a caller who has left and is kept', 6, without('callEnded'), 'call 1 is still here'],
  ['a call that ends twice', 6, twice('callEnded'), 'ends, but is not here'],
  ['an offer open for ever', 7, without('agentChanged'), 'offer 1 is still open'],
  ['a call that joins nothing', 2, without('callQueued'), 'it joins nothing'],
  ['a call that joins twice', 2, twice('callQueued'), 'joins sales out of turn'],
  [
    'words to a call that has gone',
    7,
    also('announce', 1, 'hello'),
    'hears hello, but is not here',
  ],
  [
    'an offer withdrawn that has ended',
    7,
    also('withdrawOffer', 1, 1, 'a1', 'moved'),
    'but is not open',
  ],
  ['a call sent away that waits', 2, also('sendCall', 2, undefined), 'but is queued'],
  ['a step that does not exist', 2, also('callStepped', 2, 'sales', 1), 'which has no such step'],
])('%s is seen', (_, at, spoil, sentence) => {
  expect(seen(at, spoil).join('\n')).toContain(sentence);
});
