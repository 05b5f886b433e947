/**
 * Counts what happened per queue, from the lines of the journal. Counted at the exit, so ratios add
 * up.
 */

import type { CommandRecord } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { AgentId, CallId, LinkId, Ms, QueueId } from '../core/routing/ids.ts';
import type { Disposition, LinkResult, OfferResult } from '../core/routing/outcomes.ts';
import type { Line } from './journal-lines.ts';
import type { View } from './view.ts';

export type HandlePhase = 'talk' | 'hold' | 'wrap-up';

/** Told of each thing counted; durations in milliseconds. */
export interface TallySink {
  offered(queue: QueueId): void;
  exited(queue: QueueId, disposition: Disposition, waitMs: Ms, to: string | undefined): void;
  /** Somebody is to be called back, in this queue. */
  callbackQueued(queue: QueueId): void;
  /** A customer is called. */
  customerDialled(queue: QueueId): void;
  /** A callback left the queue, done or not; not counted by `exited`. */
  callbackExited(queue: QueueId, disposition: Disposition): void;
  stepped(queue: QueueId, step: number): void;
  offerEnded(queue: QueueId, result: OfferResult, ringMs: Ms): void;
  handled(queue: QueueId, phase: HandlePhase, ms: Ms): void;
  /** A far end accepted a call, or why it did not. */
  linked(link: LinkId, outcome: 'accepted' | LinkResult): void;
  /** A fact and what the router made of it. */
  fact(type: string, outcome: string): void;
}

export class Tallies {
  readonly #view: View;
  readonly #sinks: readonly TallySink[];
  /** Agents in wrap-up: since when, after a call of which queue. */
  readonly #wrapUps = new Map<AgentId, { readonly queue: QueueId; readonly at: Ms }>();

  constructor(view: View, sinks: readonly TallySink[]) {
    this.#view = view;
    this.#sinks = sinks;
  }

  /** Takes a line before the view does: what was so before is still to be seen there. */
  apply(line: Line): void {
    if ('n' in line) this.#record(line.n, line.at);
    else if ('fact' in line) {
      for (const sink of this.#sinks) sink.fact(line.fact.type, line.outcome ?? 'broken');
      if (line.outcome === 'applied') this.#linkFact(line.fact);
    }
  }

  /** Once a call: when it is accepted, or has not been while its caller was there. */
  #linkFact(fact: RouterEvent): void {
    if (fact.type !== 'link-accepted' && fact.type !== 'link-ended') return;
    const link = this.#view.calls.get(fact.call)?.link;
    if (link === undefined) return;
    const outcome = fact.type === 'link-accepted' ? 'accepted' : fact.result;
    for (const sink of this.#sinks) sink.linked(link, outcome);
  }

  #record(record: CommandRecord, at: Ms): void {
    switch (record[0]) {
      case 'callQueued':
        for (const sink of this.#sinks) {
          if (this.#isCallback(record[1])) sink.callbackQueued(record[2]);
          else sink.offered(record[2]);
        }
        return;
      case 'dialCustomer':
        for (const sink of this.#sinks) sink.customerDialled(record[4]);
        return;
      case 'callStepped':
        for (const sink of this.#sinks) sink.stepped(record[2], record[3]);
        return;
      case 'callExited':
        this.#exited(record[1], record[2], record[3], record[4], record[5] ?? undefined);
        return;
      case 'offerEnded':
        for (const sink of this.#sinks) sink.offerEnded(record[4], record[5], record[6]);
        return;
      case 'agentChanged':
        this.#agentChanged(record[1], record[2], at);
        return;
      default:
    }
  }

  #exited(
    id: CallId,
    queue: QueueId,
    disposition: Disposition,
    waitMs: Ms,
    to: string | undefined,
  ): void {
    if (this.#isCallback(id)) {
      for (const sink of this.#sinks) sink.callbackExited(queue, disposition);
      return;
    }
    const place = this.#view.calls.get(id)?.places.find((each) => each.queue === queue);
    // Turned away at the door (full, closed, nobody): it was offered to the queue all the same.
    const queued = place?.step !== undefined;
    for (const sink of this.#sinks) {
      if (!queued) sink.offered(queue);
      sink.exited(queue, disposition, waitMs, to);
    }
  }

  /** Also when its customer has answered: hours of waiting at home are no wait on the line. */
  #isCallback(id: CallId): boolean {
    return this.#view.calls.get(id)?.callback !== undefined;
  }

  #agentChanged(id: AgentId, state: string, at: Ms): void {
    const before = this.#view.agents.get(id)?.state;
    if (before === 'talking' && state !== 'talking') this.#talked(id, state, at);
    if (before === 'wrap-up' && state !== 'wrap-up') {
      const wrapUp = this.#wrapUps.get(id);
      this.#wrapUps.delete(id);
      if (!wrapUp) return;
      for (const sink of this.#sinks) sink.handled(wrapUp.queue, 'wrap-up', at - wrapUp.at);
    }
  }

  #talked(id: AgentId, state: string, at: Ms): void {
    for (const offer of this.#view.offers.values()) {
      if (offer.agent !== id || offer.connectedAt === undefined) continue;
      const holdMs = offer.heldMs + (offer.heldSince === undefined ? 0 : at - offer.heldSince);
      for (const sink of this.#sinks) {
        sink.handled(offer.queue, 'talk', at - offer.connectedAt - holdMs);
        if (holdMs > 0) sink.handled(offer.queue, 'hold', holdMs);
      }
      if (state === 'wrap-up') this.#wrapUps.set(id, { queue: offer.queue, at });
    }
  }
}
