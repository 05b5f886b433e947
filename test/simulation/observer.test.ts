/** The observer can see: each time it is shown a move that is wrong in one way. */

import { describe, expect, test } from 'vitest';
import {
  asAgentId,
  asCallId,
  asClassId,
  asOfferId,
  asQueueId,
  type CommandRecord,
  defaultLimits,
  type RouterEvent,
} from '../../core/index.ts';
import { type Answer, fast, play, type Start } from '../support/contenders.ts';
import { type PolicyWords, policyOf } from '../support/policy-builder.ts';
import { Observer } from './observer.ts';
import type { Move } from './trial.ts';

interface Story {
  readonly start: Start;
  readonly moves: readonly Move[];
}

const startOf = (words: PolicyWords): Start => ({
  policy: policyOf(words),
  limits: defaultLimits,
  routerSeed: 1,
});
const [a1, a2, a3] = ['a1', 'a2', 'a3'].map(asAgentId) as [never, never, never];
const [c1, o1] = [asCallId(1), asOfferId(1)];
const signIn = (agent: ReturnType<typeof asAgentId>): Move => ({
  at: 0,
  event: { type: 'agent-signed-in', agent },
});
type Attributes = Partial<Extract<RouterEvent, { type: 'call-arrived' }>>;
const arrive = (at: number, call: number, more: Attributes = {}): Move => ({
  at,
  event: { type: 'call-arrived', call: asCallId(call), queue: asQueueId('sales'), ...more },
});

/** The story with the answer to one of its moves spoilt; everything the observer says of it. */
function seen({ start, moves }: Story, at: number, spoil: Spoil): string {
  const observer = new Observer(start);
  const contender = fast(start);
  let deadline = contender.nextDeadline();
  const said = moves.slice(0, at + 1).flatMap((move, n) => {
    const answer = play(contender, move);
    const spoilt: Answer = n === at ? { ...answer, records: spoil(answer.records) } : answer;
    const late = move.at > deadline;
    deadline = answer.nextDeadline;
    return observer.see(move, spoilt, late);
  });
  return said.join('\n');
}

type Spoil = (records: readonly CommandRecord[]) => readonly CommandRecord[];
const asItIs: Spoil = (records) => records;
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

type Case = readonly [what: string, at: number, spoil: Spoil, sentence: string];

describe('a1 rings for c1 while c2 and c3 wait; they talk, c1 hangs up, a1 takes c2', () => {
  const story: Story = {
    start: startOf({ agents: { a1: {}, a2: {} }, queues: { sales: {} } }),
    moves: [
      signIn(a1),
      arrive(1, 1),
      arrive(2, 2),
      arrive(3, 3),
      { at: 4, event: { type: 'offer-answered', offer: o1 } },
      { at: 5, event: { type: 'call-connected', offer: o1 } },
      { at: 9, event: { type: 'caller-left', call: c1 } },
      { at: 10, event: { type: 'agent-left', offer: o1 } },
      { at: 10_010 },
    ],
  };
  const last = story.moves.length - 1;

  test('and nothing is wrong with it', () => {
    expect(seen(story, last, asItIs)).toBe('');
  });

  test.each<Case>([
    ['an offer made twice', 1, twice('offerCall'), 'is made a second time'],
    ['a second offer', 1, also('offerCall', 2, 1, a2, 15_000, 'sales'), 'is offered already'],
    ['an offer number given twice', last, changed('offerCall', 1, 1), 'is not a new one'],
    ['an offer to somebody not ready', 1, changed('offerCall', 3, a2), 'is signed-out'],
    ['an offer to a stranger', 1, changed('offerCall', 3, a3), 'who does not qualify'],
    ['a call that overtakes', last, changed('offerCall', 2, 3), 'call 2 is overtaken'],
    ['a ring time not the queue’s', 1, changed('offerCall', 4, 1), 'offer 1 rings 1 ms'],
    ['work left undone', last, (said) => said.slice(0, 1), 'a1 is idle while call 2 waits'],
    ['an answer nobody joins', 4, without('connectCall'), 'offer 1 is not connected'],
    ['an answer joined twice', 4, twice('connectCall'), 'out of turn'],
    ['a second result of an offer', 5, twice('offerEnded'), 'a second time'],
    ['a talk without a result', 5, without('offerEnded'), 'offer 1 is not answered'],
    ['a second disposition', 5, twice('callExited'), 'but is talking'],
    ['a talk without a disposition', 5, without('callExited'), 'offer 1 is queued'],
    ['a wait not the one waited', 5, changed('callExited', 4, 5), 'waited 4 ms in sales, not 5'],
    ['an agent left alone on the line', 6, without('releaseAgent'), 'which has gone'],
    ['a caller who has left and stays', 6, without('callEnded'), 'call 1 is still here'],
    ['a call that ends twice', 6, twice('callEnded'), 'ends, but is not here'],
    ['an offer open for ever', 7, without('agentChanged'), 'offer 1 is still open'],
    ['a wrap-up without end', last, () => [], 'a1 should have finished at 10010'],
    ['a call that joins nothing', 2, without('callQueued'), 'it joins nothing'],
    ['a call that joins twice', 2, twice('callQueued'), 'joins sales out of turn'],
    ['words to a call that has gone', 7, also('announce', 1, 'hello'), 'but is not here'],
    ['an ended offer withdrawn', 7, also('withdrawOffer', 1, 1, a1, 'moved'), 'but is not open'],
    ['a waiting call sent away', 2, also('sendCall', 2, undefined), 'but is queued'],
    ['a step that does not exist', 2, also('callStepped', 2, 'sales', 1), 'has no such step'],
  ])('%s is seen', (_, at, spoil, sentence) => {
    expect(seen(story, at, spoil)).toContain(sentence);
  });
});

describe('two of three phones ring for c1; a1 declines, a2 answers', () => {
  const ring = { order: 'ring-all', parallel: 2 } as const;
  const story: Story = {
    start: startOf({ agents: { a1: {}, a2: {}, a3: {} }, queues: { sales: ring } }),
    moves: [
      signIn(a1),
      signIn(a2),
      signIn(a3),
      arrive(1, 1),
      { at: 2, event: { type: 'offer-ringing', offer: o1 } },
      { at: 3, event: { type: 'offer-ended', offer: o1, result: 'declined' } },
      arrive(4, 2),
      { at: 5, event: { type: 'offer-answered', offer: asOfferId(2) } },
    ],
  };

  test('and nothing is wrong with it', () => {
    expect(seen(story, 7, asItIs)).toBe('');
  });

  test.each<Case>([
    ['a third phone', 3, also('offerCall', 3, 1, a3, 15_000, 'sales'), 'is offered already'],
    ['a phone through another queue', 3, changed('offerCall', 5, 'rest'), 'is not in rest'],
    ['an agent asked again', 6, changed('offerCall', 2, 1), 'who is excluded until'],
  ])('%s is seen', (_, at, spoil, sentence) => {
    expect(seen(story, at, spoil)).toContain(sentence);
  });

  test('a phone that goes on ringing for an answered call is seen', () => {
    const quick: Story = { ...story, moves: [...story.moves.slice(0, 4), story.moves[7]!] };
    expect(seen(quick, 4, asItIs)).toBe('');
    expect(seen(quick, 4, without('withdrawOffer'))).toContain('1 more phones ring for call 1');
  });
});

describe('c1 wants to be called back: the customer is rung for, then the agent', () => {
  const want = { type: 'callback-requested', call: c1, callback: asCallId(9) } as const;
  const story: Story = {
    start: startOf({ agents: { a1: {} }, queues: { sales: { callback: { dial: '20s' } } } }),
    moves: [
      arrive(1, 1),
      { at: 5, event: { ...want, first: 'customer', forMs: 60_000 } },
      signIn(a1),
      { at: 10, event: { type: 'customer-answered', offer: o1 } },
      { at: 11, event: { type: 'offer-answered', offer: o1 } },
      { at: 12, event: { type: 'call-connected', offer: o1 } },
    ],
  };

  test('and nothing is wrong with it', () => {
    expect(seen(story, 5, asItIs)).toBe('');
  });

  test.each<Case>([
    ['a caller who is kept on the line', 1, without('sendCall'), 'call 1 is sent nowhere'],
    ['a callback without a place', 1, without('callQueued'), 'callback 9 keeps no place'],
    ['words to nobody', 1, also('announce', 9, 'hello'), 'callback 9 hears hello, and has no'],
    ['an agent rung for first', 2, agentFirst, 'a1 is rung for before the customer'],
    ['an age lost on the way', 5, changed('callExited', 4, 7), 'waited 11 ms in sales, not 7'],
    ['a customer left waiting', 3, without('offerCall'), 'no phone rings for offer 1'],
    ['an answer that dials again', 4, also('dialCustomer', 1, 9, a1, 'sales'), 'is no callback'],
  ])('%s is seen', (_, at, spoil, sentence) => {
    expect(seen(story, at, spoil)).toContain(sentence);
  });
});

/** The agent's phone in place of the customer's. */
function agentFirst(records: readonly CommandRecord[]): readonly CommandRecord[] {
  return records.map((record) =>
    record[0] === 'dialCustomer'
      ? ['offerCall', record[1], record[2], record[3], 15_000, record[4]]
      : record,
  );
}

describe('c1 waits for two queues, c2 for one, and becomes more urgent', () => {
  const story: Story = {
    start: startOf({
      agents: { a1: {} },
      queues: { sales: { tooLong: { after: '30s', go: 'to-rest' } }, rest: {} },
      classes: ['vip', 'normal'],
      classCaps: { normal: '10s' },
    }),
    moves: [
      arrive(1, 1, { also: [asQueueId('rest')] }),
      arrive(2, 2, { class: asClassId('vip') }),
      { at: 10_001 },
      { at: 10_005, event: { type: 'agent-signed-in', agent: a1 } },
      { at: 10_006, event: { type: 'offer-answered', offer: o1 } },
      { at: 10_007, event: { type: 'call-connected', offer: o1 } },
      { at: 30_002 },
    ],
  };

  test('and nothing is wrong with it', () => {
    expect(seen(story, 6, asItIs)).toBe('');
  });

  test.each<Case>([
    ['a promotion forgotten', 3, changed('offerCall', 2, 2), 'call 1 is overtaken'],
    ['a queue not left', 5, (said) => said.slice(0, -1), 'call 1 is talking in 1 queues'],
    ['a call kept too long', 6, () => [], 'call 2 should have left sales at 30002'],
    ['a move to nowhere', 6, (said) => said.slice(0, 1), 'has left its queue for nowhere'],
  ])('%s is seen', (_, at, spoil, sentence) => {
    expect(seen(story, at, spoil)).toContain(sentence);
  });
});
