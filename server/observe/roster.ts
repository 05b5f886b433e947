/** The agents of an observed `app_queue`: memberships of queues, and what each agent does. */

import type {
  ObservedMembership,
  ObservedQueue,
} from '../../adapters/asterisk-ami/queue-events.ts';
import type { AgentState } from '../../core/routing/outcomes.ts';
import type { BookSink } from './book.ts';

/** Device states as Asterisk numbers them. */
/** `app_queue` rings a device it knows nothing of. */
const UNKNOWN = 0;
const NOT_IN_USE = 1;
const INVALID = 4;
const UNAVAILABLE = 5;

export class Roster {
  /** In the order in which Asterisk told them. */
  readonly queues = new Map<string, ObservedQueue>();
  /** By queue, then by phone. */
  readonly #memberships = new Map<string, Map<string, ObservedMembership>>();
  readonly #sink: Pick<BookSink, 'paused'>;

  constructor(sink: Pick<BookSink, 'paused'>) {
    this.#sink = sink;
  }

  /** Everything as Asterisk says it is; pauses that changed meanwhile are told. */
  replace(queues: readonly ObservedQueue[], memberships: readonly ObservedMembership[]): void {
    const before = [...this.#memberships.values()].flatMap((each) => [...each.values()]);
    const known = before.length > 0;
    this.queues.clear();
    for (const queue of queues) this.queues.set(queue.queue, queue);
    this.#memberships.clear();
    for (const of of memberships) this.#put(of);
    if (!known) return;
    for (const { queue, phone, name, paused, reason } of memberships) {
      const was = before.find((each) => each.queue === queue && each.phone === phone);
      if (was !== undefined && was.paused !== paused) {
        this.#sink.paused(queue, name, paused, reason);
      }
    }
  }

  changed(now: ObservedMembership): void {
    const was = this.#memberships.get(now.queue)?.get(now.phone);
    if (!this.queues.has(now.queue)) {
      const { queue } = now;
      this.queues.set(queue, { queue, strategy: '', serviceLevelS: 0, weight: 0 });
    }
    this.#put(now);
    if (was !== undefined && was.paused !== now.paused) {
      this.#sink.paused(now.queue, now.name, now.paused, now.reason);
    }
  }

  removed(queue: string, phone: string): void {
    this.#memberships.get(queue)?.delete(phone);
  }

  /** Who serves a queue. */
  staffOf(queue: string): ObservedMembership[] {
    return [...(this.#memberships.get(queue)?.values() ?? [])];
  }

  /** All memberships of one phone. Cost: O(queues). */
  of(phone: string): ObservedMembership[] {
    const found: ObservedMembership[] = [];
    for (const queue of this.#memberships.values()) {
      const membership = queue.get(phone);
      if (membership) found.push(membership);
    }
    return found;
  }

  /** Every agent once, by phone, with all its memberships. */
  agents(): Map<string, ObservedMembership[]> {
    const agents = new Map<string, ObservedMembership[]>();
    for (const queue of this.#memberships.values()) {
      for (const of of queue.values()) {
        const known = agents.get(of.phone);
        if (known) known.push(of);
        else agents.set(of.phone, [of]);
      }
    }
    return agents;
  }

  #put(of: ObservedMembership): void {
    const queue = this.#memberships.get(of.queue);
    if (queue) queue.set(of.phone, of);
    else this.#memberships.set(of.queue, new Map([[of.phone, of]]));
  }
}

/** What else the state of an agent follows from. */
export interface Doing {
  readonly talks: boolean;
  readonly rings: boolean;
  /** Seconds since the epoch. */
  readonly nowS: number;
}

/** The state of an agent in one queue, in our words. */
export function stateIn(of: ObservedMembership, { talks, rings, nowS }: Doing): AgentState {
  if (talks || of.inCall) return 'talking';
  if (rings) return 'offered';
  const { status } = of;
  if (status === INVALID || status === UNAVAILABLE) return 'unreachable';
  if (of.paused) return 'paused';
  if (of.lastCall > 0 && nowS < of.lastCall + of.wrapUpS) return 'wrap-up';
  return status === NOT_IN_USE || status === UNKNOWN ? 'ready' : 'busy-elsewhere';
}

/** The name of an agent: one that is not just its phone, where a queue gives it. */
export const nameOf = (of: readonly ObservedMembership[]): string =>
  of.find(({ name, phone }) => name !== phone)?.name ?? of[0]?.name ?? '';
