/** Entries in the observer's books that are about calls and their visits to queues. */

import type { CallId, CommandRecord, Ms, QueueId, TargetId } from '../../core/index.ts';
import type { Books } from './books.ts';
import type { SeenCall, Stay } from './observed.ts';

type Record<M extends CommandRecord[0]> = Extract<CommandRecord, readonly [M, ...unknown[]]>;

export function enterCall(books: Books, record: CommandRecord): void {
  switch (record[0]) {
    case 'announce':
      claimState(books, record[1], 'queued', `hears ${record[2]}`);
      claimChannel(books, record[1], `hears ${record[2]}`);
      break;
    case 'sendCall':
      sent(books, record[1]);
      break;
    case 'releaseCall':
      claimState(books, record[1], 'talking', 'is let go');
      break;
    case 'callQueued':
      queued(books, record);
      break;
    case 'callStepped':
      stepped(books, record);
      break;
    case 'callConnected':
      connected(books, record);
      break;
    case 'callExited':
      exited(books, record);
      break;
    case 'callEnded':
      ended(books, record[1]);
      break;
  }
}

function claimState(books: Books, id: CallId, state: SeenCall['state'], what: string): void {
  const is = books.calls.get(id)?.state ?? 'not here';
  books.claim(is === state, `call ${id} ${what}, but is ${is}`);
}

const claimChannel = (books: Books, id: CallId, what: string): void =>
  books.claim(!books.calls.get(id)?.callback, `callback ${id} ${what}, and has no channel`);

function sent(books: Books, id: CallId): void {
  const call = books.calls.get(id);
  const able = call?.state === 'out' || call?.state === 'leaving';
  books.claim(able, `call ${id} is sent away, but is ${call?.state ?? 'not here'}`);
  claimChannel(books, id, 'is sent away');
  if (call) call.state = 'leaving';
}

function queued(books: Books, [, id, queue, step]: Record<'callQueued'>): void {
  const call = books.calls.get(id);
  const stay = call?.joining.get(queue);
  const policy = books.queue(queue);
  books.claim(stay !== undefined, `call ${id} joins ${queue} out of turn`);
  if (!call || !stay) return;
  call.joining.delete(queue);
  call.state = 'queued';
  // Of a callback the visit goes on: it has its steps already.
  const former = 'follows' in stay ? (stay as ReturnType<typeof visitOf>) : undefined;
  const follows = former?.follows ?? policy;
  books.claim(step === (former?.step ?? 0), `call ${id} joins ${queue} at step ${step}`);
  if (follows) call.visits.set(queue, visitOf(books, stay, follows, step));
}

const visitOf = (
  books: Books,
  stay: Stay,
  follows: NonNullable<ReturnType<Books['queue']>>,
  step: number,
) => ({
  ...stay,
  class: stay.class ?? follows.class,
  follows,
  step,
  since: books.now,
  sinceMove: books.move,
});

function stepped(books: Books, [, id, queue, step]: Record<'callStepped'>): void {
  const visit = books.calls.get(id)?.visits.get(queue);
  books.claim(
    visit && step > visit.step,
    `call ${id} comes to step ${step} of ${queue} out of turn`,
  );
  const exists = step < (visit?.follows.steps.length ?? 0);
  books.claim(exists, `call ${id} comes to step ${step} of ${queue}, which has no such step`);
  if (visit && exists) books.moved(visit, step);
}

function connected(books: Books, record: Record<'callConnected'>): void {
  const [, id, offerId, agent, queue, waitMs] = record;
  const offer = books.offers.get(offerId);
  const fits = offer?.connected && offer.call === id && offer.agent === agent;
  books.claim(fits, `call ${id} talks to ${agent} by offer ${offerId}, out of turn`);
  books.claim(offer?.queue === queue, `call ${id} talks through ${queue}, not ${offer?.queue}`);
  claimWait(books, id, queue, waitMs);
  // Its customer is there now.
  const call = books.calls.get(id);
  if (call) call.callback = undefined;
}

/** The wait told is the time since the call joined: no fault has cost it its age. */
function claimWait(books: Books, id: CallId, queue: QueueId, waitMs: Ms): void {
  const call = books.calls.get(id);
  const stay = call?.visits.get(queue) ?? call?.joining.get(queue);
  books.claim(stay !== undefined, `call ${id} leaves ${queue}, where it was not`);
  if (!stay) return;
  const waited = books.now - stay.joinedAt;
  books.claim(waitMs === waited, `call ${id} waited ${waited} ms in ${queue}, not ${waitMs}`);
}

function exited(books: Books, record: Record<'callExited'>): void {
  const [, id, queue, how, waitMs, target] = record;
  const call = books.calls.get(id);
  const stay = call?.visits.get(queue) ?? call?.joining.get(queue);
  const is = call?.state ?? 'not here';
  books.claim(stay !== undefined, `call ${id} leaves ${queue} (${how}), but is ${is}`);
  if (!call || !stay) return;
  claimWait(books, id, queue, waitMs);
  claimDisposition(books, call, record);
  books.dispositions.set(how, (books.dispositions.get(how) ?? 0) + 1);
  call.visits.delete(queue);
  call.joining.delete(queue);
  if (how === 'answered') call.state = 'talking';
  if (target !== undefined && moves(books, call, stay, target)) return;
  if (call.visits.size + call.joining.size > 0 || call.state === 'talking') return;
  call.state = 'out';
}

function claimDisposition(books: Books, call: SeenCall, record: Record<'callExited'>): void {
  const [, id, queue, how, waitMs] = record;
  if (how === 'abandoned' || how === 'abandoned-short') {
    const { shortAbandonMs = 0 } = call.visits.get(queue)?.follows ?? {};
    const short = waitMs < shortAbandonMs && !call.callback;
    books.claim(short === (how === 'abandoned-short'), `call ${id}: ${how} after ${waitMs} ms`);
  }
  const lost = how === 'lost-in-outage' && call.callback;
  books.claim(!lost, `callback ${id} is lost in an outage, and has no channel to lose`);
  const talks = [...call.offers].some((offer) => books.offers.get(offer)?.connected);
  // Its other queues see it leave as well, whatever becomes of it.
  if (how === 'elsewhere') return;
  books.claim(talks === (how === 'answered'), `call ${id} is ${how}, and talks: ${talks}`);
}

/** The target leads to another queue: the place there is settled now. */
function moves(books: Books, call: SeenCall, from: Stay, to: TargetId): boolean {
  const target = books.policy.targets.find(({ id }) => id === to);
  if (target?.queue === undefined || call.state === 'talking') return false;
  if (call.visits.has(target.queue)) {
    books.claim(false, `call ${call.id} moves to ${target.queue}, where it is already`);
    return false;
  }
  const kept = target.keepAge === true;
  const headStart = books.queue(target.queue)?.headStartMs ?? 0;
  call.joining.set(target.queue, {
    queue: target.queue,
    joinedAt: books.now,
    agedFrom: kept ? from.agedFrom : books.now - headStart,
    arrival: kept ? from.arrival : books.nextArrival(),
    turn: from.turn,
    class: call.ownClass ? from.class : undefined,
    classAt: call.ownClass ? from.classAt : books.now,
    unsure: call.ownClass && from.unsure,
  });
  return true;
}

function ended(books: Books, id: CallId): void {
  const call = books.calls.get(id);
  const able = call && call.state !== 'queued' && call.visits.size === 0;
  books.claim(able, `call ${id} ends, but is ${call?.state ?? 'not here'}`);
  books.claim(!books.ended.has(id), `call ${id} ends a second time`);
  books.calls.delete(id);
  books.ended.add(id);
  books.endings += 1;
}
