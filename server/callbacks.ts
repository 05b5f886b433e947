/**
 * Callbacks as they are asked for: by the caller's keys, by people, or by a program. The router
 * keeps the place; the number stays here, in a note of the journal.
 */

import type { CallbackSite } from '../config/site.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { QueueId, TargetId } from '../core/routing/ids.ts';
import { asTargetId, type CallId, type ClassId, type Ms } from '../core/routing/ids.ts';
import type { Outcome } from '../core/routing/outcomes.ts';
import type { SkillLevel } from '../core/routing/policy.ts';
import type { Directory } from './directory.ts';
import type { Loop } from './loop.ts';
import type { View } from './view.ts';
import { queueOf } from './view-places.ts';
import type { CallView } from './view-types.ts';

export interface CallbackParts {
  readonly loop: Loop;
  readonly view: View;
  directory(): Directory;
  mintCall(): CallId;
}

/** What the router is told of a callback; the rest is what its queue's configuration says. */
export interface CallbackOrder {
  /** As it is dialled. */
  readonly number: string;
  readonly first?: CallbackSite['first'];
  readonly forMs?: Ms;
}

/** A callback that nobody on the line asks for. */
export interface NewCallback extends CallbackOrder {
  readonly queue: QueueId;
  readonly name: string;
  readonly class?: ClassId;
  readonly skills?: readonly SkillLevel[];
}

/** What became of it; `callback` is its number among the calls. */
export type OnCallback = (outcome: Outcome, callback: CallId) => void;

/** Of queues whose configuration says nothing of callbacks. */
const unsaid = {
  first: 'agent',
  expiresMs: 4 * 3_600_000,
  goodbye: asTargetId('hang-up'),
} as const;

export class Callbacks {
  readonly #parts: CallbackParts;

  constructor(parts: CallbackParts) {
    this.#parts = parts;
  }

  /** A waiting caller will be called back, and is sent to the goodbye when it is noted. */
  request(call: CallView, order: CallbackOrder, onDone: OnCallback): void {
    const { first, forMs, target } = this.#termsOf(queueOf(call), order);
    const callback = this.#note(call, order.number);
    this.#post(
      { type: 'callback-requested', call: call.id, callback, first, forMs, target },
      callback,
      onDone,
    );
  }

  /**
   * The same of a caller whom an exit has taken out of the queues: the place is taken anew, as old
   * as it was. Where the caller goes is the asker's business; `goodbyeOf` says where to.
   */
  requestAfterExit(call: CallView, order: CallbackOrder, onDone: OnCallback): void {
    const [left] = call.places;
    if (!left) return;
    const { first, forMs } = this.#termsOf(left.queue, order);
    const callback = this.#note(call, order.number);
    const event: RouterEvent = {
      type: 'call-arrived',
      call: callback,
      queue: left.queue,
      waitedMs: Math.max(0, this.#parts.loop.now() - left.joinedAt),
      headStartMs: Math.max(0, left.joinedAt - left.agedFrom),
      ...(call.ownClass === undefined ? {} : { class: call.ownClass }),
      ...(call.skills === undefined ? {} : { skills: call.skills }),
      callback: { first, forMs },
    };
    this.#post(event, callback, onDone);
  }

  /** Somebody is to be called who is on no line. */
  create(order: NewCallback, tenant: string, onDone: OnCallback): void {
    const { first, forMs } = this.#termsOf(order.queue, order);
    const { loop, mintCall } = this.#parts;
    const call = mintCall();
    const caller = { number: order.number, name: order.name };
    loop.note({ type: 'caller', call, tenant, channel: '', caller, dialled: '' });
    const event: RouterEvent = {
      type: 'call-arrived',
      call,
      queue: order.queue,
      ...(order.class === undefined ? {} : { class: order.class }),
      ...(order.skills === undefined ? {} : { skills: order.skills }),
      callback: { first, forMs },
    };
    this.#post(event, call, onDone);
  }

  /** Where a caller of this queue goes who will be called back. */
  goodbyeOf(queue: QueueId | undefined): TargetId {
    return this.#termsOf(queue, {}).target;
  }

  #termsOf(queue: QueueId | undefined, order: Partial<CallbackOrder>) {
    const site = (queue && this.#parts.directory().queue(queue)?.callback) ?? unsaid;
    return {
      first: order.first ?? site.first,
      forMs: order.forMs ?? site.expiresMs,
      target: site.goodbye,
    };
  }

  /** The number is known before anything can be said of the callback. */
  #note({ tenant, caller, dialled }: CallView, number: string): CallId {
    const { loop, mintCall } = this.#parts;
    const call = mintCall();
    const named = { number, name: caller.name };
    loop.note({ type: 'caller', call, tenant, channel: '', caller: named, dialled });
    return call;
  }

  #post(event: RouterEvent, callback: CallId, onDone: OnCallback): void {
    this.#parts.loop.post(event, (outcome) => {
      if (outcome !== 'applied') {
        const why = `no callback: the router says ${outcome}`;
        this.#parts.loop.note({ type: 'caller-refused', call: callback, why });
      }
      onDone(outcome, callback);
    });
  }
}
