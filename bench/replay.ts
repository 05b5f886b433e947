/** A trace played to a router, whole, in batches, or fact by fact with a clock beside it. */

import { advance, createRouter, type Router, stateHash, step } from '../core/index.ts';
import type { CommandSink } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { Ms } from '../core/routing/ids.ts';
import type { Trace } from './traffic.ts';

/**
 * What a replay needs of a router, so that the fast one and the reference can be played the same
 * trace.
 */
export interface Subject<R> {
  step(router: R, event: RouterEvent, now: Ms, out: CommandSink): unknown;
  advance(router: R, now: Ms, out: CommandSink): void;
}

export const fastRouter: Subject<Router> = { step, advance };

/** A trace from its beginning, for a new fast router. */
export const replay = (trace: Trace): Replay<Router> =>
  new Replay(fastRouter, trace, createRouter(trace.policy, trace));

/** Folds every command into two numbers and keeps nothing. Allocates: nothing. */
export class FoldingSink implements CommandSink {
  /** Of all commands with their offers and calls, in order. */
  fold = 0;
  offers = 0;

  #add(what: number, a: number, b: number): void {
    this.fold = (Math.imul(this.fold ^ what, 0x01000193) + Math.imul(a, 31) + b) | 0;
  }
  offerCall(offer: number, call: number): void {
    this.offers++;
    this.#add(1, offer, call);
  }
  withdrawOffer(offer: number, call: number): void {
    this.#add(2, offer, call);
  }
  dialCustomer(offer: number, call: number): void {
    this.#add(15, offer, call);
  }
  connectCall(offer: number, call: number): void {
    this.#add(3, offer, call);
  }
  announce(call: number): void {
    this.#add(4, call, 0);
  }
  sendCall(call: number): void {
    this.#add(5, call, 0);
  }
  linkCall(call: number): void {
    this.#add(16, call, 0);
  }
  unlinkCall(call: number): void {
    this.#add(17, call, 0);
  }
  refuseCall(call: number): void {
    this.#add(18, call, 0);
  }
  releaseCall(call: number): void {
    this.#add(6, call, 0);
  }
  releaseAgent(offer: number): void {
    this.#add(7, offer, 0);
  }
  callQueued(call: number): void {
    this.#add(8, call, 0);
  }
  callStepped(call: number, _queue: string, at: number): void {
    this.#add(9, call, at);
  }
  callConnected(call: number, offer: number): void {
    this.#add(10, call, offer);
  }
  callExited(call: number): void {
    this.#add(11, call, 0);
  }
  callEnded(call: number): void {
    this.#add(12, call, 0);
  }
  offerEnded(offer: number, call: number): void {
    this.#add(13, offer, call);
  }
  agentChanged(agent: string): void {
    this.#add(14, agent.length, 0);
  }
}

/** Which facts of a trace are timed; undefined stands for a timer that fired. */
export type Wanted = (event: RouterEvent | undefined) => boolean;

/** Times of facts, in µs. */
export interface FactTimes {
  readonly all: Float64Array;
  /** Of those that ended in an offer: a call and an agent were chosen for each other. */
  readonly offers: Float64Array;
}

export class Replay<R> {
  readonly sink = new FoldingSink();
  readonly router: R;
  readonly #subject: Subject<R>;
  readonly #trace: Trace;
  readonly #clockUs = clockCostUs();
  #at: number;

  /** `at`: the fact to begin with; the router has been told those before it. */
  constructor(subject: Subject<R>, trace: Trace, router: R, at = 0) {
    this.#subject = subject;
    this.#trace = trace;
    this.router = router;
    this.#at = at;
  }

  /** Facts not yet played. */
  get left(): number {
    return this.#trace.events.length - this.#at;
  }

  /** Plays the next `count` facts. Allocates: nothing of its own. */
  run(count: number): void {
    const end = Math.min(this.#at + count, this.#trace.events.length);
    while (this.#at < end) this.next();
  }

  /** The next fact, for what has to stand between facts: a clock, a pause, a question. */
  next(): void {
    this.#play(this.#trace.events[this.#at], this.#trace.times[this.#at]!);
    this.#at++;
  }

  /**
   * Plays on until `count` wanted facts are done, or to the end, and returns the time each of them
   * took, in µs, the clock's own cost taken off.
   */
  time(wanted: Wanted, count = this.left): FactTimes {
    const { events } = this.#trace;
    const us = new Float64Array(Math.min(count, this.left));
    const offering = new Uint8Array(us.length);
    let done = 0;
    while (this.#at < events.length && done < us.length) {
      if (!wanted(events[this.#at])) {
        this.next();
        continue;
      }
      const { offers } = this.sink;
      const from = performance.now();
      this.next();
      us[done] = Math.max(0, (performance.now() - from) * 1_000 - this.#clockUs);
      offering[done++] = this.sink.offers > offers ? 1 : 0;
    }
    const all = us.subarray(0, done);
    return { all, offers: all.filter((_, i) => offering[i] === 1) };
  }

  #play(event: RouterEvent | undefined, now: Ms): void {
    if (event === undefined) this.#subject.advance(this.router, now, this.sink);
    else this.#subject.step(this.router, event, now, this.sink);
  }
}

/** What reading the clock twice costs, in µs: the median of many. */
function clockCostUs(): number {
  const spent = new Float64Array(2_001);
  for (let i = 0; i < spent.length; i++) {
    const from = performance.now();
    spent[i] = (performance.now() - from) * 1_000;
  }
  return spent.sort()[1_000]!;
}

/** Of everything that happened: the commands in order and the state at the end. */
export const hashOf = (replay: Replay<Router>): string =>
  `${(replay.sink.fold >>> 0).toString(16).padStart(8, '0')}-${stateHash(replay.router)}`;
