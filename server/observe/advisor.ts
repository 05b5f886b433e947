/**
 * Tsunagi's own decisions beside those of an observed `app_queue`: the same callers, agents, queues
 * and order given to the router, which says at every moment whose phone it would have rung. From
 * then until a phone really rang the caller waited longer than needed. The router follows reality:
 * it is told of the next thing as it was, not as it would have been.
 */

import type { Observation } from '../../adapters/asterisk-ami/queue-events.ts';
import {
  type AgentId,
  asAgentId,
  asCallId,
  asQueueId,
  type CallId,
  createRouter,
  defaultLimits,
  type Ms,
  type OfferId,
  type Router,
  type RouterEvent,
  recordCommands,
  step,
} from '../../core/index.ts';
import { advicePolicy } from './advice-policy.ts';
import type { Book, ObservedCaller } from './book.ts';
import { nameOf } from './roster.ts';

/** A caller who waited longer than needed. */
export interface Advice {
  readonly queue: string;
  readonly caller: string;
  readonly number: string;
  /** Of the whole wait, while somebody was free who could have been rung. */
  readonly wastedMs: Ms;
  /** The longest such time: from when, and who was free. */
  readonly since: Ms;
  readonly agent: string;
  /** Whose phone rang in the end; absent: none, the caller left. */
  readonly rang?: string;
}

/** A caller for whom no phone rings at the moment. */
interface Phase {
  readonly call: CallId;
  readonly of: ObservedCaller;
  /** Whose phone the router would have rung, and since when. */
  decided?: { readonly at: Ms; readonly phone: string };
}

interface Waste {
  wastedMs: Ms;
  longestMs: Ms;
  since: Ms;
  phone: string;
  rang: string | undefined;
}

const NOT_IN_USE = new Set([0, 1]);

export class Advisor {
  readonly #book: Book;
  readonly #onAdvice: (advice: Advice) => void;
  readonly #out = recordCommands((record) => {
    if (record[0] === 'offerCall') {
      this.#decided.push({ call: record[2], phone: record[3] });
      this.#offers.set(record[3], { offer: record[1], call: record[2] });
    } else if (record[0] === 'withdrawOffer') this.#withdrawn.push(record[1]);
    else if (record[0] === 'offerEnded') this.#offers.delete(record[3]);
  });
  #decided: { call: CallId; phone: AgentId }[] = [];
  #withdrawn: OfferId[] = [];
  /** Phones the router would have ringing. */
  readonly #offers = new Map<string, { readonly offer: OfferId; readonly call: CallId }>();
  #router: Router | undefined;
  #roster = '';
  #nextCall = 1;
  readonly #phases = new Map<string, Phase>();
  readonly #callers = new Map<CallId, string>();
  readonly #wastes = new Map<string, { of: ObservedCaller; waste: Waste }>();
  readonly #busy = new Set<string>();
  /** What the router's policy has been told of each membership. */
  readonly #serves = new Map<string, string>();
  /** Phones that did not answer a caller: the router rings others first. */
  readonly #refused = new Map<string, Set<string>>();

  /** `onAdvice` is told when such a caller has an answer or has left. */
  constructor(book: Book, onAdvice: (advice: Advice) => void) {
    this.#book = book;
    this.#onAdvice = onAdvice;
  }

  /**
   * After the book has taken an observation. Cost: O(callers + queues), and of the whole policy
   * when who serves what has changed.
   */
  follow(seen: Observation, at: Ms): void {
    if (this.#router === undefined) return;
    switch (seen.type) {
      case 'missed':
        this.#refuse(seen.caller, seen.phone);
        this.#phoneIsNow(seen.phone, at);
        this.#callerIsNow(seen.caller, at);
        return;
      case 'called':
      case 'connected':
      case 'dumped':
        this.#phoneIsNow(seen.phone, at);
        this.#callerIsNow(seen.caller, at, seen.name);
        return;
      case 'completed':
        this.#phoneIsNow(seen.phone, at);
        return;
      case 'joined':
      case 'left':
        this.#callerIsNow(seen.caller, at);
        return;
      case 'membership': {
        // Told with every change of a device; who serves what changes with few of them.
        const { queue, phone, paused, rank } = seen.of;
        const serves = `${paused} ${rank}`;
        const key = `${queue} ${phone}`;
        if (this.#serves.get(key) === serves) this.#phoneIsNow(phone, at);
        else this.rosterChanged(at);
        return;
      }
      case 'membership-removed':
        this.rosterChanged(at);
        return;
      default:
    }
  }

  /** Everything may be otherwise: after a connection, or when memberships have changed. */
  rosterChanged(at: Ms): void {
    const policy = advicePolicy(this.#book.roster);
    const text = JSON.stringify([policy.queues.map(({ id, order }) => [id, order]), policy.agents]);
    if (text !== this.#roster) {
      this.#roster = text;
      if (this.#router) this.#tell({ type: 'policy-replaced', policy }, at);
      else
        this.#router = createRouter(policy, { limits: defaultLimits, seed: 1, decisionsKept: 0 });
    }
    this.#serves.clear();
    for (const [phone, memberships] of this.#book.roster.agents()) {
      for (const { queue, paused, rank } of memberships) {
        this.#serves.set(`${queue} ${phone}`, `${paused} ${rank}`);
      }
      this.#phoneIsNow(phone, at);
    }
    for (const id of new Set([...this.#book.callers.keys(), ...this.#phases.keys()])) {
      this.#callerIsNow(id, at);
    }
  }

  /** Whether a phone could be rung, told when it changes. */
  #phoneIsNow(phone: string, at: Ms): void {
    const agent = asAgentId(phone);
    const memberships = this.#book.roster.of(phone);
    const rings = [...this.#book.callers.values()].some((caller) => caller.rings.has(phone));
    const talks = [...this.#book.talks.values()].some((talk) => talk.phone === phone);
    const wrapsUp = memberships.some((of) => at < (of.lastCall + of.wrapUpS) * 1000);
    const isFree = memberships.every((of) => NOT_IN_USE.has(of.status) && !of.inCall);
    this.#tell({ type: 'agent-signed-in', agent }, at);
    const busy = rings || talks || wrapsUp || !isFree;
    if (busy === this.#busy.has(phone)) return;
    if (busy) this.#busy.add(phone);
    else this.#busy.delete(phone);
    this.#tell({ type: busy ? 'agent-busy' : 'agent-free', agent }, at);
    if (busy) this.#takenElsewhere(phone, at);
  }

  /** Whom the router would have rung is really busy with something else: it decides anew. */
  #takenElsewhere(phone: string, at: Ms): void {
    const offered = this.#offers.get(phone);
    if (offered === undefined) return;
    const phase = this.#phases.get(this.#callers.get(offered.call) ?? '');
    if (phase !== undefined) this.#wasted(phase, at);
    this.#tell({ type: 'offer-ended', offer: offered.offer, result: 'failed' }, at);
  }

  /** `rang`: whose phone rings for the caller now. */
  #callerIsNow(id: string, at: Ms, rang?: string): void {
    const caller = this.#book.callers.get(id);
    const phase = this.#phases.get(id);
    const waits = caller !== undefined && caller.rings.size === 0;
    if (waits && phase === undefined) this.#begin(caller, at);
    else if (!waits && phase !== undefined) this.#end(phase, at, rang);
    if (caller === undefined) this.#conclude(id);
  }

  #begin(of: ObservedCaller, at: Ms): void {
    const call = asCallId(this.#nextCall++);
    this.#phases.set(of.caller, { call, of });
    this.#callers.set(call, of.caller);
    const refused = this.#refused.get(of.caller);
    this.#tell(
      {
        type: 'call-arrived',
        call,
        queue: asQueueId(of.queue),
        waitedMs: at - of.joinedAt,
        ...(refused && { exclude: [...refused].map(asAgentId) }),
      },
      at,
    );
  }

  #end(phase: Phase, at: Ms, rang: string | undefined): void {
    const { call, of } = phase;
    this.#wasted(phase, at);
    const found = this.#wastes.get(of.caller);
    if (found) found.waste.rang = rang;
    this.#phases.delete(of.caller);
    this.#callers.delete(call);
    this.#tell({ type: 'caller-left', call }, at);
  }

  /** The time since the router would have rung somebody was waited in vain. */
  #wasted(phase: Phase, at: Ms): void {
    const { of, decided } = phase;
    delete phase.decided;
    if (decided === undefined) return;
    const ms = at - decided.at;
    const found = this.#wastes.get(of.caller);
    const waste = found?.waste ?? {
      ...{ wastedMs: 0, longestMs: -1, since: at, phone: decided.phone, rang: undefined },
    };
    waste.wastedMs += ms;
    if (ms > waste.longestMs) {
      waste.longestMs = ms;
      waste.since = decided.at;
      waste.phone = decided.phone;
    }
    if (!found) this.#wastes.set(of.caller, { of, waste });
  }

  /** The caller is in the queue no more. */
  #conclude(id: string): void {
    const found = this.#wastes.get(id);
    this.#wastes.delete(id);
    this.#refused.delete(id);
    if (found === undefined) return;
    const { of, waste } = found;
    const { wastedMs, since, phone, rang } = waste;
    const agent = nameOf(this.#book.roster.of(phone)) || phone;
    this.#onAdvice({
      ...{ queue: of.queue, caller: of.caller, number: of.number, wastedMs, since, agent },
      ...(rang === undefined ? {} : { rang }),
    });
  }

  #refuse(caller: string, phone: string): void {
    const refused = this.#refused.get(caller);
    if (refused) refused.add(phone);
    else this.#refused.set(caller, new Set([phone]));
  }

  /** Tells the router, and that every phone it takes back has stopped ringing. */
  #tell(event: RouterEvent, at: Ms): void {
    const router = this.#router;
    if (router === undefined) return;
    step(router, event, at, this.#out);
    for (;;) {
      const offer = this.#withdrawn.shift();
      if (offer === undefined) break;
      step(router, { type: 'offer-ended', offer, result: 'withdrawn' }, at, this.#out);
    }
    for (const { call, phone } of this.#decided.splice(0)) {
      const phase = this.#phases.get(this.#callers.get(call) ?? '');
      if (phase !== undefined) phase.decided ??= { at, phone };
    }
  }
}

/** In words, as one line. */
export function adviceText({ number, queue, wastedMs, agent, rang }: Advice): string {
  const who = number === '' ? 'a caller without a number' : `caller ${number}`;
  const seconds = (wastedMs / 1000).toFixed(1);
  const end = rang === undefined ? 'no phone rang before the caller left' : `${rang} was rung`;
  return `${who} waited ${seconds} s longer than needed in ${queue}: ${agent} was free and eligible; ${end}`;
}
