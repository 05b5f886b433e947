/** Who waits in which queue as the queue_log tells it, and at which place. */

import type { CallId, Ms, QueueId } from '../core/routing/ids.ts';
import type { View } from './view.ts';
import { classAt } from './view-places.ts';
import type { PlaceView } from './view-types.ts';

/** A caller who waits. */
export interface Entered {
  readonly channel: string;
  readonly queue: QueueId;
  readonly joinedAt: Ms;
  /** From 1. */
  readonly position: number;
}

export type EnteredPlace = Omit<Entered, 'position'>;

export class QueueLogLine {
  readonly #view: View;
  readonly #entered = new Map<CallId, Entered>();
  readonly #inQueue = new Map<QueueId, Set<CallId>>();

  constructor(view: View) {
    this.#view = view;
  }

  of(id: CallId): Entered | undefined {
    return this.#entered.get(id);
  }

  /** Those who wait already; at the places they have now. */
  begin(waiting: readonly (readonly [CallId, EnteredPlace])[], at: Ms): void {
    this.#entered.clear();
    this.#inQueue.clear();
    for (const [id, place] of waiting) this.#put(id, place);
    for (const [id, place] of waiting) {
      this.#entered.set(id, { ...place, position: this.position(id, at) });
    }
  }

  /** Also when it waits elsewhere: it has left that queue then. */
  enter(id: CallId, place: EnteredPlace, at: Ms): Entered {
    this.take(id);
    this.#put(id, place);
    const entered = { ...place, position: this.position(id, at) };
    this.#entered.set(id, entered);
    return entered;
  }

  #put(id: CallId, place: EnteredPlace): void {
    this.#entered.set(id, { ...place, position: 0 });
    const others = this.#inQueue.get(place.queue);
    if (others) others.add(id);
    else this.#inQueue.set(place.queue, new Set([id]));
  }

  take(id: CallId): void {
    const entered = this.#entered.get(id);
    if (!entered) return;
    this.#entered.delete(id);
    this.#inQueue.get(entered.queue)?.delete(id);
  }

  /** From 1: who goes before it in its queue. Cost: O(calls of the queue). */
  position(id: CallId, at: Ms): number {
    const queue = this.#entered.get(id)?.queue;
    const others = queue === undefined ? undefined : this.#inQueue.get(queue);
    const own = this.#placeOf(id, queue);
    let position = 1;
    if (!own || !others) return position;
    for (const other of others) {
      const place = other === id ? undefined : this.#placeOf(other, queue);
      if (place && this.#goesBefore(place, own, at)) position += 1;
    }
    return position;
  }

  #placeOf(id: CallId, queue: QueueId | undefined): PlaceView | undefined {
    return this.#view.calls.get(id)?.places.find((place) => place.queue === queue);
  }

  /** Class, then age, then arrival, as the router serves them. */
  #goesBefore(a: PlaceView, b: PlaceView, at: Ms): boolean {
    const { policy } = this.#view;
    const urgency = (place: PlaceView) => policy.classes.indexOf(classAt(place, policy, at)!);
    const byClass = urgency(a) - urgency(b);
    if (byClass !== 0) return byClass < 0;
    return a.agedFrom === b.agedFrom ? a.arrival < b.arrival : a.agedFrom < b.agedFrom;
  }
}
