/**
 * The state of an observed `app_queue`: who waits, for whom it rings, who talks. Made from
 * observations and nothing else, so that a journal of them gives the same.
 */

import type { Observation, QueuePicture } from '../../adapters/asterisk-ami/queue-events.ts';
import type { Ms } from '../../core/routing/ids.ts';
import type { Disposition, OfferResult } from '../../core/routing/outcomes.ts';
import { Roster } from './roster.ts';

/** A phone that rings for a caller. */
export interface ObservedRing {
  readonly phone: string;
  readonly name: string;
  readonly leg: string;
  readonly since: Ms;
}

/** A caller in a queue. */
export interface ObservedCaller {
  readonly queue: string;
  readonly caller: string;
  readonly channel: string;
  readonly number: string;
  readonly name: string;
  readonly joinedAt: Ms;
  /** 1: next, in its queue. */
  position: number;
  /** By phone. */
  readonly rings: Map<string, ObservedRing>;
}

/** A conversation that came out of a queue. */
export interface ObservedTalk {
  readonly queue: string;
  readonly caller: string;
  readonly leg: string;
  readonly phone: string;
  readonly name: string;
  readonly number: string;
  readonly since: Ms;
  transferred?: 'blind' | 'attended';
}

/** How a conversation ended. */
export type TalkEnd = 'caller' | 'agent' | 'blind' | 'attended' | 'unknown';

/** Told of what happened, as it is understood. Times as Asterisk counts them end in S. */
export interface BookSink {
  entered(queue: string, at: Ms): void;
  exited(exit: ObservedExit): void;
  offerEnded(queue: string, name: string, result: OfferResult, ringMs: Ms): void;
  completed(queue: string, name: string, end: TalkEnd, holdS: number, talkS: number): void;
  /** An agent's leg ended before the two were joined. */
  dumped(queue: string, name: string): void;
  paused(queue: string, name: string, paused: boolean, reason: string): void;
}

/** A caller has left a queue. */
export interface ObservedExit {
  readonly queue: string;
  readonly caller: string;
  readonly disposition: Disposition;
  readonly waitMs: Ms;
  /** As `app_queue` reports it; only where it does. */
  readonly holdS?: number;
  /** Who answered. */
  readonly name?: string;
}

/** Left the line; what comes next shows why. */
interface Leaving {
  readonly of: ObservedCaller;
  readonly at: Ms;
  readonly holdS: number | undefined;
}

/** Words of the dialplan's QUEUESTATUS. */
const resultOf: Readonly<Record<string, Disposition>> = {
  TIMEOUT: 'timed-out',
  FULL: 'full',
  JOINEMPTY: 'nobody',
  JOINUNAVAIL: 'nobody',
  LEAVEEMPTY: 'nobody',
  LEAVEUNAVAIL: 'nobody',
  WITHDRAW: 'transferred',
};

/** Callers who were turned away at the door. */
const AT_THE_DOOR = new Set(['FULL', 'JOINEMPTY', 'JOINUNAVAIL']);

export class Book {
  readonly callers = new Map<string, ObservedCaller>();
  readonly talks = new Map<string, ObservedTalk>();
  readonly roster: Roster;
  readonly #sink: BookSink;
  readonly #leaving = new Map<string, Leaving>();
  /** Callers who gave up or waited too long, with the seconds they are told to have waited. */
  readonly #gaveUp = new Map<string, number>();
  readonly #gone = new Set<string>();
  /** Queue a channel is about to enter. */
  readonly #doors = new Map<string, string>();
  #variablesTold = false;

  constructor(sink: BookSink) {
    this.#sink = sink;
    this.roster = new Roster(sink);
  }

  /** Takes in the next observation. Cost: O(callers of the queue) when positions change. */
  apply(seen: Observation, at: Ms): void {
    switch (seen.type) {
      case 'joined':
        this.#joined(seen, at);
        return;
      case 'gave-up':
        if (this.callers.has(seen.caller)) this.#gaveUp.set(seen.caller, seen.holdS);
        return;
      case 'left':
        this.#left(seen.caller, at);
        return;
      case 'called':
        this.callers.get(seen.caller)?.rings.set(seen.phone, { ...seen, since: at });
        return;
      case 'missed':
        this.#endRing(seen.caller, seen.phone, 'missed', seen.ringMs);
        return;
      case 'dumped':
        this.#endRing(seen.caller, seen.phone, 'failed', 0);
        this.#sink.dumped(seen.queue, seen.name);
        return;
      case 'connected':
        this.#connected(seen, at);
        return;
      case 'completed':
        this.#completed(seen);
        return;
      case 'transferred':
        for (const talk of this.talks.values()) {
          if (talk.leg === seen.leg) talk.transferred = seen.how;
        }
        return;
      case 'membership':
        this.roster.changed(seen.of);
        return;
      case 'membership-removed':
        this.roster.removed(seen.queue, seen.phone);
        return;
      default:
        this.#channel(seen, at);
    }
  }

  /**
   * Takes over what Asterisk says of itself, after a connection. Callers who are there no more left
   * while nobody watched: what became of them is not known. Those we do not know joined meanwhile.
   */
  resync(picture: QueuePicture, at: Ms): void {
    this.roster.replace(picture.queues, picture.memberships);
    const there = new Map(picture.entries.map((entry) => [entry.caller, entry]));
    for (const caller of [...this.callers.values()]) {
      if (there.get(caller.caller)?.queue === caller.queue) continue;
      this.callers.delete(caller.caller);
      this.#endRings(caller, 'failed', at);
      this.#exit(caller, 'lost-in-outage', at);
    }
    for (const [caller, { of }] of this.#leaving) this.#resolve(caller, 'lost-in-outage', at, of);
    for (const { waitS, ...entry } of picture.entries) {
      const known = this.callers.get(entry.caller);
      if (known) known.position = entry.position;
      else {
        this.callers.set(entry.caller, {
          ...entry,
          joinedAt: at - waitS * 1000,
          rings: new Map(),
        });
        this.#sink.entered(entry.queue, at);
      }
    }
    const talking = new Set(picture.memberships.filter((m) => m.inCall).map((m) => m.phone));
    for (const talk of [...this.talks.values()]) {
      if (talking.has(talk.phone)) continue;
      this.talks.delete(talk.caller);
      const talkS = Math.round((at - talk.since) / 1000);
      this.#sink.completed(talk.queue, talk.name, 'unknown', 0, talkS);
    }
    this.#gaveUp.clear();
    this.#gone.clear();
    this.#doors.clear();
  }

  /** Callers of a queue, next one first. Cost: O(callers). */
  line(queue: string): ObservedCaller[] {
    return [...this.callers.values()]
      .filter((caller) => caller.queue === queue)
      .sort((a, b) => a.position - b.position);
  }

  #joined(seen: Observation & { type: 'joined' }, at: Ms): void {
    this.#doors.delete(seen.caller);
    // Told of before in the answer to our question, which overtook the event.
    if (this.callers.has(seen.caller)) return;
    this.#settle(seen.caller, 'deflected', at);
    const { queue, caller, channel, number, name, position } = seen;
    for (const other of this.callers.values()) {
      if (other.queue === queue && other.position >= position) other.position++;
    }
    const rings = new Map<string, ObservedRing>();
    this.callers.set(caller, {
      queue,
      caller,
      channel,
      number,
      name,
      joinedAt: at,
      position,
      rings,
    });
    this.#sink.entered(queue, at);
  }

  #left(id: string, at: Ms): void {
    const caller = this.callers.get(id);
    if (caller === undefined) return;
    this.callers.delete(id);
    for (const other of this.callers.values()) {
      if (other.queue === caller.queue && other.position > caller.position) other.position--;
    }
    const holdS = this.#gaveUp.get(id);
    this.#leaving.set(id, { of: caller, at, holdS });
    this.#gaveUp.delete(id);
    // Who hung up before being told to have given up cannot have waited too long.
    if (holdS !== undefined && this.#gone.has(id)) this.#settle(id, 'abandoned', at);
  }

  /** What a channel does shows why it left. */
  #channel(seen: Observation, at: Ms): void {
    switch (seen.type) {
      case 'variables-told':
        this.#variablesTold = true;
        return;
      case 'queue-result':
        this.#variablesTold = true;
        this.#result(seen.caller, seen.result, at);
        return;
      case 'dialplan': {
        const leaving = this.#leaving.get(seen.caller);
        if (seen.queue !== undefined) this.#doors.set(seen.caller, seen.queue);
        // `h` is entered by those who have hung up.
        if (leaving === undefined || seen.extension === 'h') return;
        if (leaving.holdS === undefined) this.#settle(seen.caller, 'deflected', at);
        else this.#settle(seen.caller, this.#variablesTold ? 'abandoned' : 'timed-out', at);
        return;
      }
      case 'hung-up': {
        const leaving = this.#leaving.get(seen.caller);
        this.#doors.delete(seen.caller);
        if (this.callers.has(seen.caller)) this.#gone.add(seen.caller);
        if (leaving === undefined) return;
        this.#settle(seen.caller, leaving.holdS === undefined ? 'deflected' : 'abandoned', at);
        return;
      }
      default:
    }
  }

  #result(id: string, result: string, at: Ms): void {
    const disposition = resultOf[result];
    const door = this.#doors.get(id);
    if (disposition === undefined) return;
    if (this.#leaving.has(id)) this.#settle(id, disposition, at);
    else if (AT_THE_DOOR.has(result) && door !== undefined) {
      this.#doors.delete(id);
      this.#sink.entered(door, at);
      this.#sink.exited({ queue: door, caller: id, disposition, waitMs: 0 });
    }
  }

  #connected(seen: Observation & { type: 'connected' }, at: Ms): void {
    // It has left the line a moment before; one we never saw there is none of ours.
    const leaving = this.#leaving.get(seen.caller);
    const caller = leaving?.of ?? this.callers.get(seen.caller);
    if (caller === undefined) return;
    this.#leaving.delete(seen.caller);
    this.callers.delete(seen.caller);
    const ring = caller.rings.get(seen.phone);
    caller.rings.delete(seen.phone);
    const ringMs = ring === undefined ? seen.ringS * 1000 : at - ring.since;
    this.#sink.offerEnded(seen.queue, seen.name, 'answered', ringMs);
    this.#endRings(caller, 'withdrawn', at);
    const { queue, phone, name, leg, holdS } = seen;
    this.talks.set(seen.caller, {
      queue,
      caller: seen.caller,
      leg,
      phone,
      name,
      number: caller.number,
      since: at,
    });
    this.#gone.delete(seen.caller);
    this.#sink.exited({
      queue,
      caller: seen.caller,
      disposition: 'answered',
      waitMs: at - caller.joinedAt,
      holdS,
      name,
    });
  }

  #completed(seen: Observation & { type: 'completed' }): void {
    const talk = this.talks.get(seen.caller) ?? this.#talkOf(seen);
    if (talk === undefined) return;
    this.talks.delete(talk.caller);
    const by = seen.reason === 'caller' ? 'caller' : 'agent';
    const end = seen.reason === 'transfer' ? (talk.transferred ?? 'blind') : by;
    this.#sink.completed(seen.queue, seen.name, end, seen.holdS, seen.talkS);
  }

  /**
   * A conversation whose caller is not named: the channel was gone, or handed over, before the
   * event was made.
   */
  #talkOf({ queue, phone, leg }: Observation & { type: 'completed' }): ObservedTalk | undefined {
    const talks = [...this.talks.values()].filter(
      (talk) => talk.queue === queue && talk.phone === phone,
    );
    return talks.find((talk) => talk.leg === leg) ?? talks[0];
  }

  #endRing(id: string, phone: string, result: OfferResult, ringMs: Ms): void {
    const caller = this.callers.get(id) ?? this.#leaving.get(id)?.of;
    const ring = caller?.rings.get(phone);
    if (caller === undefined || ring === undefined) return;
    caller.rings.delete(phone);
    this.#sink.offerEnded(caller.queue, ring.name, result, ringMs);
  }

  #endRings(caller: ObservedCaller, result: OfferResult, at: Ms): void {
    for (const { name, since } of caller.rings.values()) {
      this.#sink.offerEnded(caller.queue, name, result, at - since);
    }
    caller.rings.clear();
  }

  /** The caller who has left the line left for this reason. */
  #settle(id: string, disposition: Disposition, at: Ms): void {
    const leaving = this.#leaving.get(id);
    if (leaving !== undefined) this.#resolve(id, disposition, at, leaving.of);
  }

  #resolve(id: string, disposition: Disposition, at: Ms, caller: ObservedCaller): void {
    const leaving = this.#leaving.get(id);
    this.#leaving.delete(id);
    this.#gone.delete(id);
    this.#endRings(caller, 'caller-gone', leaving?.at ?? at);
    this.#exit(caller, disposition, leaving?.at ?? at, leaving?.holdS);
  }

  #exit(caller: ObservedCaller, disposition: Disposition, at: Ms, holdS?: number): void {
    this.#sink.exited({
      queue: caller.queue,
      caller: caller.caller,
      disposition,
      waitMs: Math.max(0, at - caller.joinedAt),
      ...(holdS === undefined ? {} : { holdS }),
    });
  }
}
