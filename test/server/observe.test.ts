/** What an observed `app_queue` is understood to have done. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  Observation,
  ObservedMembership,
  QueuePicture,
} from '../../adapters/asterisk-ami/queue-events.ts';
import { type Advice, Advisor, adviceText } from '../../server/observe/advisor.ts';
import { Book } from '../../server/observe/book.ts';
import { Counts } from '../../server/observe/counts.ts';
import { Fan } from '../../server/observe/fan.ts';
import { ObservedJournal, replayObserved } from '../../server/observe/journal.ts';
import { ObservedMetrics } from '../../server/observe/metrics.ts';
import type { Observer } from '../../server/observe/observer.ts';
import { pictureOf, statesOf } from '../../server/observe/picture.ts';
import { reportOf, reportText } from '../../server/observe/report.ts';

const agent = (phone: string, part: Partial<ObservedMembership> = {}): ObservedMembership => ({
  queue: 'sales',
  phone,
  name: `Agent ${phone}`,
  device: phone,
  kind: 'static',
  rank: 0,
  paused: false,
  reason: '',
  status: 1,
  callsTaken: 0,
  lastCall: 0,
  inCall: false,
  wrapUpS: 0,
  ...part,
});
const empty: QueuePicture = {
  queues: [{ queue: 'sales', strategy: 'rrmemory', serviceLevelS: 20, weight: 0 }],
  memberships: [agent('A'), agent('B')],
  entries: [],
};

/** A book that begins with a picture, told one thing a second from 1,000 s on. */
function watch(picture = empty) {
  const counts = new Counts(() => 20);
  const metrics = new ObservedMetrics(() => ({ book, isComplete: true }) as unknown as Observer);
  const book: Book = new Book(new Fan([counts, metrics]));
  let at = 1_000_000;
  book.resync(picture, at);
  const told: { at: number; seen: Observation }[] = [];
  return {
    book,
    counts,
    metrics,
    told,
    exits: () => counts.queue('sales').exits,
    tell(...seen: Observation[]) {
      for (const each of seen) {
        at += 1_000;
        told.push({ at, seen: each });
        book.apply(each, at);
      }
    },
    resync(now: QueuePicture) {
      at += 1_000;
      book.resync(now, at);
    },
  };
}

const queue = 'sales';
const joined = (caller: string, position = 1): Observation => ({
  ...{ type: 'joined', queue, caller, channel: `c${caller}`, number: '03', name: '', position },
});
const left = (caller: string): Observation => ({ type: 'left', queue, caller });
const gaveUp = (caller: string): Observation => ({
  ...{ type: 'gave-up', queue, caller, position: 1, originalPosition: 1, holdS: 7 },
});
const hungUp = (caller: string): Observation => ({ type: 'hung-up', caller });
const goesOn = (caller: string, extension = '100'): Observation => ({
  type: 'dialplan',
  caller,
  extension,
});
const called = (caller: string, phone: string): Observation => ({
  ...{ type: 'called', queue, caller, leg: `${caller}-${phone}`, phone, name: `Agent ${phone}` },
});
const connected = (caller: string, phone: string): Observation => ({
  ...{ type: 'connected', queue, caller, leg: `${caller}-${phone}`, phone },
  ...{ name: `Agent ${phone}`, holdS: 2, ringS: 1 },
});
const completed = (caller: string, phone: string, reason: string, leg = ''): Observation => ({
  ...{ type: 'completed', queue, caller, leg, phone, name: `Agent ${phone}` },
  ...{ holdS: 2, talkS: 60, reason },
});

test('a caller who hangs up has given up, with the wait Asterisk told', () => {
  const { tell, exits, counts } = watch();
  tell(joined('1'), hungUp('1'), gaveUp('1'), left('1'));
  expect(exits()).toEqual({ abandoned: 1 });
  expect(counts.queue('sales').abandonedHoldS).toBe(7);
});

test('one who waited too long is told to have given up, and is known by what follows', () => {
  const { tell, exits } = watch();
  // With variables told, by the word of the dialplan; it is the same with the next line alone.
  tell(joined('1'), gaveUp('1'), left('1'));
  tell({ type: 'queue-result', caller: '1', result: 'TIMEOUT' }, goesOn('1'), hungUp('1'));
  expect(exits()).toEqual({ 'timed-out': 1 });
  const without = watch();
  without.tell(joined('2'), gaveUp('2'), left('2'), goesOn('2'), hungUp('2'));
  expect(without.exits()).toEqual({ 'timed-out': 1 });
  const silent = watch();
  silent.tell(joined('3'), gaveUp('3'), left('3'), goesOn('3', 'h'), hungUp('3'));
  expect(silent.exits()).toEqual({ abandoned: 1 });
});

test('a caller who was moved away while waiting has given up, as queue_log has it', () => {
  const { tell, exits } = watch();
  tell({ type: 'variables-told' }, joined('1'), gaveUp('1'), left('1'), goesOn('1'));
  expect(exits()).toEqual({ abandoned: 1 });
});

test('a key that leads out, an empty queue and a full one are told apart', () => {
  const { tell, exits, counts } = watch();
  tell(joined('1'), left('1'), goesOn('1'));
  tell(joined('2'), gaveUp('2'), left('2'));
  tell({ type: 'queue-result', caller: '2', result: 'LEAVEEMPTY' });
  tell({ type: 'dialplan', caller: '3', extension: '100', queue: 'sales' });
  tell({ type: 'queue-result', caller: '3', result: 'FULL' });
  expect(exits()).toEqual({ deflected: 1, nobody: 1, full: 1 });
  expect(counts.queue('sales').entered).toBe(3);
});

test('with several phones ringing the one that answers counts, the others miss nothing', () => {
  const { tell, counts, book } = watch();
  tell(joined('1'), called('1', 'A'), called('1', 'B'), left('1'), connected('1', 'B'));
  expect(counts.queue('sales').offers).toEqual({ answered: 1, withdrawn: 1 });
  expect(counts.agents.get('Agent B')).toMatchObject({ answered: 1, ringMs: 2_000 });
  expect(book.talks.get('1')).toMatchObject({ phone: 'B', leg: '1-B' });
});

test('the end of a conversation is known also when Asterisk has lost the caller', () => {
  const { tell, counts, book } = watch();
  tell(joined('1'), left('1'), connected('1', 'A'), completed('', 'A', 'agent'));
  tell(joined('2'), left('2'), connected('2', 'A'));
  tell({ type: 'transferred', leg: '2-A', how: 'attended' });
  tell(completed('other', 'A', 'transfer', '2-A'));
  expect(counts.queue('sales').talks).toEqual({ agent: 1, attended: 1 });
  expect(book.talks.size).toBe(0);
});

test('positions move up, and a caller who goes first moves the others down', () => {
  const { tell, book } = watch();
  tell(joined('1'), joined('2', 2), joined('3', 1), left('1'));
  expect(book.line('sales').map((each) => [each.caller, each.position])).toEqual([
    ['3', 1],
    ['2', 2],
  ]);
});

test('what was told in the picture and once more by an event counts once', () => {
  const entry = { queue, caller: '1', channel: 'c', number: '03', name: '', position: 1, waitS: 5 };
  const { tell, counts, book } = watch({ ...empty, entries: [entry] });
  tell(joined('1'), left('9'), completed('9', 'A', 'agent'));
  expect(counts.queue('sales').entered).toBe(1);
  expect(book.line('sales')).toHaveLength(1);
  expect(book.callers.get('1')?.joinedAt).toBe(995_000);
});

test('after a gap, who has gone is counted as lost sight of, and who has come is known', () => {
  const { tell, resync, exits, counts, book } = watch();
  tell(joined('1'), called('1', 'A'), joined('2', 2), left('2'), connected('2', 'B'));
  const entry = { queue, caller: '3', channel: 'c', number: '', name: '', position: 1, waitS: 1 };
  const paused = agent('A', { paused: true, reason: 'lunch' });
  resync({ ...empty, memberships: [paused, agent('B')], entries: [entry] });
  expect(exits()).toEqual({ answered: 1, 'lost-in-outage': 1 });
  expect(counts.queue('sales')).toMatchObject({ entered: 3, talks: { unknown: 1 }, pauses: 1 });
  expect([...book.callers.keys()]).toEqual(['3']);
});

test('an agent is what devices, pauses, rings and conversations make of it', () => {
  const { tell, book } = watch();
  const states = () => statesOf(book, 'sales', 1_000_000);
  const change = (part: Partial<ObservedMembership>): Observation => ({
    type: 'membership',
    added: false,
    of: agent('A', part),
  });
  expect(states()).toEqual({ ready: 2 });
  tell(joined('1'), called('1', 'A'));
  expect(states()).toEqual({ offered: 1, ready: 1 });
  tell(left('1'), connected('1', 'A'));
  expect(states()).toEqual({ talking: 1, ready: 1 });
  tell(completed('1', 'A', 'agent'), change({ lastCall: 995, wrapUpS: 10 }));
  expect(states()).toEqual({ 'wrap-up': 1, ready: 1 });
  tell(change({ status: 2 }));
  expect(states()).toEqual({ 'busy-elsewhere': 1, ready: 1 });
  tell(change({ paused: true }));
  expect(states()).toEqual({ paused: 1, ready: 1 });
  tell(change({ status: 5 }));
  expect(states()).toEqual({ unreachable: 1, ready: 1 });
  tell({ type: 'membership-removed', queue, phone: 'A' });
  expect(states()).toEqual({ ready: 1 });
});

test('picture, metrics and report say the same', async () => {
  const { tell, book, counts, metrics } = watch();
  tell(joined('1'), called('1', 'A'), left('1'), connected('1', 'A'));
  tell(completed('1', 'A', 'caller'), joined('2'));
  const { queues, agents } = pictureOf(book, counts, 't', 1_010_000);
  expect(queues[0]).toMatchObject({ waiting: 1, offered: 2, answered: 1, serviceLevel: 1 });
  expect(agents[0]).toMatchObject({ name: 'Agent A (A)', state: 'ready', callsAnswered: 1 });
  const text = await metrics.registry.metrics();
  expect(text).toContain('acd_queue_offered_total{queue="sales"} 2');
  expect(text).toContain('acd_queue_exits_total{queue="sales",outcome="answered"} 1');
  expect(text).toContain('acd_queue_exits_total{queue="sales",outcome="full"} 0');
  expect(text).toContain('acd_queue_answered_in_target_total{queue="sales"} 1');
  expect(text).toContain('acd_queue_calls_waiting{queue="sales"} 1');
  expect(text).toContain('acd_queue_agents{queue="sales",state="ready"} 2');
  const report = reportOf(counts);
  expect(report.queues[0]).toMatchObject({ entered: 2, meanWaitAnsweredS: 2, meanTalkS: 60 });
  expect(reportText(report)).toMatch(/^sales +2 +1 +0 +0 +0:02 +– /m);
});

test('a journal of observations gives the same counts; a damaged line is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-observed-'));
  try {
    const { tell, told, counts } = watch();
    tell(joined('1'), called('1', 'A'), left('1'), connected('1', 'A'), joined('2'), left('2'));
    const journal = new ObservedJournal(folder, new Date(0), expect.fail);
    journal.write({ at: 1_000_000, picture: empty });
    for (const line of told) journal.write(line);
    await journal.close();
    const again = new Counts(() => 20);
    expect(await replayObserved(journal.file, new Book(again))).toBe(told.length + 1);
    expect(reportOf(again)).toEqual(reportOf(counts));
    writeFileSync(join(folder, 'cut'), '{"at":1,"seen":{"type":"variables-told"}}\n{"at":');
    expect(await replayObserved(join(folder, 'cut'), new Book(again))).toBe(2);
    writeFileSync(join(folder, 'bad'), 'what\n{"at":1,"seen":{"type":"variables-told"}}\n');
    await expect(replayObserved(join(folder, 'bad'), new Book(again))).rejects.toThrow(
      'bad:1: not',
    );
    await expect(replayObserved(join(folder, 'no'), new Book(again))).rejects.toThrow('ENOENT');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Observations told to a book and to an advisor beside it. */
function advise() {
  const advices: Advice[] = [];
  const counts = new Counts(() => 20);
  const book = new Book(counts);
  const advisor = new Advisor(book, (advice) => advices.push(advice));
  book.resync(empty, 1_000_000);
  advisor.rosterChanged(1_000_000);
  return {
    advices,
    /** Each with the second at which it happens, from the picture on. */
    tell(...seen: (readonly [number, Observation])[]) {
      for (const [s, each] of seen) {
        book.apply(each, 1_000_000 + s * 1_000);
        advisor.follow(each, 1_000_000 + s * 1_000);
      }
    },
  };
}
const device = (phone: string, part: Partial<ObservedMembership>): Observation => ({
  type: 'membership',
  added: false,
  of: agent(phone, part),
});

test('a caller whom nobody was rung for while an agent was free waited longer than needed', () => {
  const { tell, advices } = advise();
  tell([0, joined('1')], [3, called('1', 'B')], [5, left('1')], [5, connected('1', 'B')]);
  expect(advices).toEqual([
    {
      ...{ queue: 'sales', caller: '1', number: '03', wastedMs: 3_000, since: 1_000_000 },
      ...{ agent: 'Agent A', rang: 'Agent B' },
    },
  ]);
  expect(adviceText(advices[0]!)).toBe(
    'caller 03 waited 3.0 s longer than needed in sales: Agent A was free and eligible; Agent B was rung',
  );
});

test('nobody is told to have been free who was busy, paused, ringing or had not answered', () => {
  const { tell, advices } = advise();
  tell([0, device('A', { status: 2 })], [0, device('B', { paused: true })]);
  // A ends a call of another kind at 4, and would be rung at once.
  tell([1, joined('1')], [4, device('A', { status: 1 })], [6, called('1', 'A')]);
  // A does not answer; B is back at 12, and A is asked no more for this caller.
  tell([9, { type: 'missed', queue, caller: '1', phone: 'A', name: 'Agent A', ringMs: 3_000 }]);
  tell([12, device('B', {})], [13, called('1', 'A')]);
  tell([14, left('1')], [14, connected('1', 'A')]);
  expect(advices.map(({ wastedMs, agent: free }) => [wastedMs, free])).toEqual([
    [3_000, 'Agent A'],
  ]);
});

test('an agent who is given another caller is not counted as free for the first', () => {
  const { tell, advices } = advise();
  tell([0, device('B', { status: 5 })], [0, joined('1')], [2, joined('2', 2)]);
  // Reality gives A to the second caller; the first waits for nobody free until B is there.
  tell([3, called('2', 'A')], [8, device('B', {})], [9, gaveUp('1')], [9, left('1')]);
  expect(advices.map(({ caller, wastedMs, rang }) => [caller, wastedMs, rang])).toEqual([
    ['1', 4_000, undefined],
  ]);
});
