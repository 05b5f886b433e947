/**
 * People whom campaigns call, from the order to the answer: the switch is asked, what it tells is
 * noted, and who answers arrives in the campaign's queue like any other caller. Runs on the routing
 * thread; which number may be dialled, and when, has been decided before (`server/outbound`).
 */

import type { Clock } from '../adapters/clock.ts';
import type { CallerIdentity, SwitchFact, SwitchPort } from '../adapters/port.ts';
import type { Sign } from '../core/outreach/machine-detection/detect.ts';
import type { OfferFailure } from '../core/routing/events.ts';
import { asAgentId, asQueueId, type CallId, type Ms } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import { Listening, type ListeningPlan } from './listening.ts';
import type { Log } from './log.ts';
import type { Loop } from './loop.ts';
import type { CallMemo } from './switch-commands.ts';
import type { View } from './view.ts';
import type { DialView } from './view-types.ts';

/** A number that may be dialled at this instant. Plain JSON: it crosses threads. */
export interface DialOrder {
  /** Its number in the store, where it has been written down. */
  readonly attempt: number;
  readonly campaign: number;
  readonly tenant: string;
  readonly queue: string;
  /** Technology, number and trunk. */
  readonly endpoint: string;
  /** Shown on the phone that is called. */
  readonly show: CallerIdentity;
  /** Who is called, as agents see it. */
  readonly person: CallerIdentity;
  readonly ringMs: Ms;
  /** The agent who is to have the call, if free. */
  readonly preferred?: string;
  /** How machines are told from people; absent: whoever answers waits for an agent at once. */
  readonly listening?: ListeningPlan;
}

export interface DialsParts {
  readonly clock: Clock;
  readonly loop: Loop;
  readonly view: View;
  readonly port: SwitchPort;
  readonly log: Log;
  directory(): Directory;
  mintCall(): CallId;
}

type Fact<T extends SwitchFact['type']> = SwitchFact & { readonly type: T };

const defaultMusic = 'default';
/** So long the call waits for the agent who promised it: others may still take it in time. */
const preferredWaitMs = 1_000;

export class Dials {
  readonly #parts: DialsParts;
  /** What an adapter before this one was asked for is settled once. */
  #settled = false;
  readonly #listening: Listening;
  /** Of those who have answered and do not wait for an agent yet, what they were called for. */
  readonly #answeredDials = new Map<CallId, DialView>();

  constructor(parts: DialsParts) {
    this.#parts = parts;
    this.#listening = new Listening({
      clock: parts.clock,
      now: () => parts.loop.now(),
      arrive: (call) => this.#arrive(call),
      machine: (call, sign, waits) => this.#machine(call, sign, waits),
    });
  }

  /** Each order is answered by `dial-answered` or `dial-ended` in the journal. */
  order(order: DialOrder): void {
    const { loop, view, port, directory, mintCall } = this.#parts;
    const call = mintCall();
    const { attempt, campaign, tenant, person, listening } = order;
    const queue = asQueueId(order.queue);
    const preferred =
      order.preferred === undefined ? {} : { preferred: asAgentId(order.preferred) };
    loop.note({
      ...{ type: 'dialled', call, attempt, campaign, tenant, queue, person, ...preferred },
      ...(listening && { listening }),
    });
    const site = directory().queue(queue);
    if (!site || !view.switchUp) {
      this.#ended(call, 'failed', site ? 'the switch is not connected' : 'there is no such queue');
      return;
    }
    const memo: CallMemo = {
      ...{ v: 1, queue, tenant: site.tenant, enteredAt: loop.now(), headStartMs: 0 },
      attempt: { attempt, campaign },
    };
    port.execute({
      type: 'dial',
      call,
      endpoint: order.endpoint,
      timeoutMs: order.ringMs,
      show: order.show,
      music: site.music ?? defaultMusic,
      memo: JSON.stringify(memo),
      listen: true,
    });
  }

  /** Gives up one that has not been answered. */
  letGo(call: CallId): void {
    if (this.#parts.view.dials.has(call)) this.#parts.port.execute({ type: 'undial', call });
  }

  /** What the switch tells of them. */
  take(fact: Fact<'dial-rang' | 'dial-answered' | 'dial-ended' | 'caller-heard'>): void {
    const { loop, view } = this.#parts;
    const isKnown = view.dials.has(fact.call);
    if (fact.type === 'dial-answered') this.#answered(fact);
    else if (fact.type === 'caller-heard') {
      loop.note(fact);
      this.#listening.heard(fact.call, fact.speaking);
    } else if (isKnown && fact.type === 'dial-rang') loop.note(fact);
    else if (isKnown && fact.type === 'dial-ended') {
      this.#ended(fact.call, fact.result, fact.why, fact.cause);
    }
  }

  /** Who answers when nobody remembers why they were called is let go of: nobody else would. */
  #answered({ call, channel }: Fact<'dial-answered'>): void {
    const { loop, view, port, log } = this.#parts;
    const dial = view.dials.get(call);
    if (!dial) {
      log.warn({ call }, 'somebody answered a call nobody knows of, and is let go');
      port.execute({ type: 'release-call', call, to: 'hang-up' });
      return;
    }
    const { tenant, person: caller, listening } = dial;
    loop.note({ type: 'dial-answered', call });
    loop.note({ type: 'caller', call, tenant, channel, caller, dialled: '' });
    this.#answeredDials.set(call, dial);
    if (listening) this.#listening.begin(call, listening);
    else this.#arrive(call);
  }

  /** From now on they wait for an agent. */
  #arrive(call: CallId): void {
    const dial = this.#answeredDials.get(call);
    if (!dial) return;
    this.#answeredDials.delete(call);
    const { loop, port, log } = this.#parts;
    const { queue, preferred } = dial;
    const wish = preferred === undefined ? {} : { preferred, preferredWaitMs };
    loop.post({ type: 'call-arrived', call, queue, ...wish }, (outcome) => {
      if (outcome === 'applied') return;
      const why = `the router says ${outcome}`;
      log.warn({ call, queue }, `who was called cannot wait for an agent: ${why}`);
      this.#listening.end(call);
      loop.note({ type: 'caller-refused', call, why });
      port.execute({ type: 'release-call', call, to: 'hang-up' });
    });
  }

  /** A machine has no use for an agent. One who has somebody, or is on the way out, stays so. */
  #machine(call: CallId, sign: Sign, waits: boolean): void {
    const { loop, view, port } = this.#parts;
    const state = view.calls.get(call)?.state;
    if (waits && state !== 'waiting' && state !== 'offered') return;
    loop.note({ type: 'machine-heard', call, sign });
    if (!waits) this.#gone(call);
    port.execute({ type: 'release-call', call, to: 'hang-up' });
  }

  /** They have hung up. True: routing knows nothing of them yet. */
  left(call: CallId): boolean {
    if (!this.#listening.end(call)) return false;
    this.#gone(call);
    return true;
  }

  #gone(call: CallId): void {
    this.#answeredDials.delete(call);
    this.#parts.loop.note({ type: 'caller-gone', call });
  }

  /** An agent has them, or they arrive by another way: nobody listens any more. */
  taken(call: CallId): void {
    this.#listening.end(call);
    this.#answeredDials.delete(call);
  }

  /** `calls`: callers the switch still has; `alive`: dials. */
  restored(calls: readonly CallId[], alive: readonly CallId[] = []): void {
    for (const call of this.#listening.held()) if (!calls.includes(call)) this.left(call);
    if (this.#settled) return;
    this.#settled = true;
    const here = new Set(alive);
    for (const call of [...this.#parts.view.dials.keys()]) {
      if (!here.has(call)) this.#ended(call, 'failed', 'it ended while nobody listened');
    }
  }

  #ended(call: CallId, result: OfferFailure, why?: string, cause?: number): void {
    this.#parts.loop.note({
      ...{ type: 'dial-ended', call, result },
      ...(cause === undefined ? {} : { cause }),
      ...(why === undefined ? {} : { why }),
    });
  }
}
