/**
 * A call's places in queues: how the lines of the journal change them, and what follows from them.
 */

import type { RouterEvent } from '../core/routing/events.ts';
import type { ClassId, Ms, QueueId } from '../core/routing/ids.ts';
import type { Policy, QueuePolicy } from '../core/routing/policy.ts';
import type { CallView, PlaceView } from './view-types.ts';

type Arrived = Extract<RouterEvent, { readonly type: 'call-arrived' }>;
type Changed = Extract<RouterEvent, { readonly type: 'call-changed' }>;

/** Call states in which somebody waits for an agent. */
export const inLine: ReadonlySet<CallView['state']> = new Set([
  'waiting',
  'offered',
  'connecting',
  'linking',
]);

/** The queue it is told to be in: its first, or the one it left. */
export const queueOf = (call: CallView): QueueId | undefined => call.places[0]?.queue;

/** A customer is to be called back, and has not answered yet: nobody is on the line. */
export const isCallback = (call: CallView): boolean =>
  call.callback !== undefined && call.callback.reachedAt === undefined;

/** The queues a call comes to: those it names that there are, each once, at most `max`. */
export function queuesOf(
  fact: Arrived,
  queues: ReadonlyMap<QueueId, QueuePolicy>,
  max: number,
): QueueId[] {
  const also = (fact.also ?? []).filter((id) => queues.has(id));
  return [...new Set([fact.queue, ...also])].slice(0, max);
}

/** What a place is when its call arrives; it has joined nothing yet. */
export function placeOf(
  fact: Arrived,
  queue: QueueId,
  policy: QueuePolicy | undefined,
  own: ClassId | undefined,
  at: Ms,
  arrival: number,
): PlaceView {
  const joinedAt = at - (fact.waitedMs ?? 0);
  const headStartMs = fact.headStartMs ?? policy?.headStartMs ?? 0;
  const ofClass = own ?? policy?.class;
  return {
    queue,
    ...(ofClass === undefined ? {} : { class: ofClass }),
    classAt: at,
    joinedAt,
    agedFrom: joinedAt - headStartMs - (fact.resumedMs ?? 0),
    arrival,
  };
}

/** The place in the queue a call moves to. `arrival`: drawn when the age is not kept. */
export function movedPlace(
  from: PlaceView,
  to: QueueId,
  policy: QueuePolicy | undefined,
  call: CallView,
  keepAge: boolean,
  at: Ms,
  arrival: () => number,
): PlaceView {
  const ofClass = call.ownClass ?? policy?.class;
  return {
    queue: to,
    ...(ofClass === undefined ? {} : { class: ofClass }),
    classAt: call.ownClass === undefined ? at : from.classAt,
    joinedAt: at,
    agedFrom: keepAge ? from.agedFrom : at - (policy?.headStartMs ?? 0),
    arrival: keepAge ? from.arrival : arrival(),
  };
}

/** What was learnt of a call while it waits. */
export function changeCall(call: CallView, fact: Changed, policy: Policy, at: Ms): void {
  const ofClass = fact.class && policy.classes.includes(fact.class) ? fact.class : undefined;
  if (ofClass !== undefined) call.ownClass = ofClass;
  for (const place of call.places) {
    if (ofClass !== undefined) {
      place.class = ofClass;
      place.classAt = at;
    }
    place.agedFrom -= fact.addAgeMs ?? 0;
  }
  if (fact.skills) call.skills = fact.skills;
}

/**
 * The class of a place at this time: a class with a cap lets its calls go to the next more urgent
 * one, of which nothing is told. An open offer may hold that up for as long as the phone rings.
 */
export function classAt(place: PlaceView, policy: Policy, at: Ms): ClassId | undefined {
  let ofClass = place.class;
  let since = place.classAt;
  for (let rank = policy.classes.indexOf(ofClass as ClassId); rank > 0; rank--) {
    const cap = policy.classCaps?.find((each) => each.class === ofClass);
    if (!cap || since + cap.afterMs > at) break;
    since += cap.afterMs;
    ofClass = policy.classes[rank - 1];
  }
  return ofClass;
}
