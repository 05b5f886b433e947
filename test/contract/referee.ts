/**
 * Watches everything a port tells, in every test, and writes down each breach of a rule that can be
 * seen from the facts alone: the order and number of facts of each call, each offer and each
 * connection.
 */

import type { SwitchCommand, SwitchFact } from '../../adapters/port.ts';
import type { CallId, OfferId } from '../../core/routing/ids.ts';
import { isTalkFact, TalkReferee } from './talk-referee.ts';

interface OfferRecord {
  connectAt: number | undefined;
  /** Since the link came back; connecting over a broken link is answered late. */
  answeredAt: number | undefined;
  readonly seen: Set<string>;
  /** The call it was ordered for; undefined: a router before this one did. */
  readonly call: CallId | undefined;
  /** Whom the customer who is called becomes; undefined: nobody is called. */
  customerOf: CallId | undefined;
  /** Its end may take as long as the link is down. */
  withdrawn: boolean;
  ended: boolean;
}

const newOffer = (call?: CallId): OfferRecord => ({
  call,
  connectAt: undefined,
  answeredAt: undefined,
  seen: new Set(),
  customerOf: undefined,
  withdrawn: false,
  ended: false,
});

/** Facts by which somebody becomes a caller. */
const comings = new Set([
  'caller-entered',
  'call-found',
  'caller-returned',
  'customer-answered',
  'dial-answered',
]);
const answersToDialling = ['customer-answered', 'customer-failed', 'call-connected'];
const connectMs = 5_000;
/** Machines are busy; the rule's 5 s are the adapter's own. */
const toleranceMs = 500;

export class Referee {
  readonly breaches: string[] = [];
  readonly #now: () => number;
  readonly #calls = new Map<CallId, 'here' | 'left'>();
  readonly #offers = new Map<OfferId, OfferRecord>();
  readonly #dials = new Map<CallId, 'called' | 'rang' | 'answered' | 'ended'>();
  /** Calls of which no speech may be told: ordered so, or connected. */
  readonly #unheard = new Set<CallId>();
  readonly #links = new Map<CallId, 'called' | 'accepted' | 'ended'>();
  readonly #talks = new TalkReferee((rule, what) => this.#breach(rule, what));
  #contact: 'none' | 'up' | 'lost' = 'none';
  #inside = false;
  #stopped = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Calls that have come and not left. */
  get callsHere(): readonly CallId[] {
    return [...this.#calls].filter(([, state]) => state === 'here').map(([call]) => call);
  }

  get offersOpen(): readonly OfferId[] {
    return [...this.#offers].filter(([, offer]) => !offer.ended).map(([id]) => id);
  }

  /** Begun by a router before this one; may be told as alive, with all that was told then. */
  remember(calls: readonly CallId[], offers: readonly OfferId[]): void {
    for (const call of calls) this.#calls.set(call, 'here');
    for (const id of offers) {
      const at = this.#now();
      this.#offers.set(id, { ...newOffer(), connectAt: at, answeredAt: at });
    }
  }

  /** A conversation, to which agent and caller were connected before. */
  rememberTalk(call: CallId, offer: OfferId): void {
    this.remember([call], [offer]);
    this.#offers.get(offer)?.seen.add('offer-answered').add('call-connected');
  }

  /** An offer whose customer is still waited for. */
  rememberDialled(offer: OfferId, call: CallId): void {
    this.#offers.set(offer, { ...newOffer(), customerOf: call });
  }

  /** Calls with a channel to a far end. */
  get linksOpen(): readonly CallId[] {
    return [...this.#links].filter(([, state]) => state !== 'ended').map(([call]) => call);
  }

  /** A call for which the far end of a link is called, or which it has. */
  rememberLink(call: CallId, state: 'called' | 'accepted' = 'called'): void {
    this.#links.set(call, state);
  }

  /** Calls of dials that have neither been answered nor ended. */
  get dialsOpen(): readonly CallId[] {
    return [...this.#dials.keys()].filter((call) => this.#isDialOpen(call));
  }

  /** A dial that is waited for. */
  rememberDial(call: CallId): void {
    this.#dials.set(call, 'called');
  }

  #isDialOpen(call: CallId): boolean {
    const state = this.#dials.get(call);
    return state === 'called' || state === 'rang';
  }

  /** Offers whose agent consults somebody, and supervisions, that have not ended. */
  get talksOpen(): readonly number[] {
    return this.#talks.open;
  }

  get supervisionsOpen(): readonly number[] {
    return this.#talks.supervisionsOpen;
  }

  /** An agent consults somebody, as another router ordered. */
  rememberConsult(offer: OfferId): void {
    this.#talks.rememberConsult(offer);
  }

  /** Its calls and offers are somebody else's now: their end is not waited for. */
  handOver(): void {
    this.#calls.clear();
    this.#offers.clear();
    this.#links.clear();
    this.#dials.clear();
    this.#talks.clear();
  }

  stopped(): void {
    this.#stopped = true;
  }

  commanded(command: SwitchCommand): void {
    if ('offer' in command || 'supervision' in command) {
      const offer = 'offer' in command ? this.#offers.get(command.offer) : undefined;
      const { seen, ended = true, withdrawn = true } = offer ?? {};
      const talks = seen?.has('call-connected') === true && !ended && !withdrawn;
      this.#talks.commanded(command, talks);
    }
    if (command.type === 'offer' || command.type === 'dial-customer') {
      const offer = this.#offers.get(command.offer) ?? newOffer(command.call);
      this.#offers.set(command.offer, offer);
      if (command.type === 'dial-customer' && !offer.ended) offer.customerOf ??= command.call;
    }
    if (command.type === 'link' && !this.linksOpen.includes(command.call)) {
      this.#links.set(command.call, 'called');
    }
    if (command.type === 'dial' && !this.#dials.has(command.call)) {
      this.#dials.set(command.call, 'called');
      if (!command.listen) this.#unheard.add(command.call);
    }
    if (command.type === 'withdraw' || command.type === 'release-agent') {
      const offer = this.#offers.get(command.offer);
      if (offer) offer.withdrawn = true;
    }
    if (command.type === 'connect') {
      const offer = this.#offers.get(command.offer);
      if (offer && !offer.ended) offer.connectAt ??= this.#now();
    }
  }

  /** Around the telling of one fact. */
  told(fact: SwitchFact, hear: () => void): void {
    const line = JSON.stringify(fact);
    if (this.#inside) this.#breach(14, `told inside another fact: ${line}`);
    if (this.#stopped) this.#breach(15, `told after stop: ${line}`);
    this.#inside = true;
    this.#judge(fact, line);
    try {
      hear();
    } finally {
      this.#inside = false;
    }
  }

  /** At the end, when all calls are over. */
  verify(): void {
    for (const call of this.callsHere) this.#breach(3, `no caller-left of call ${call}`);
    for (const id of this.offersOpen) this.#breach(4, `no end of offer ${id}`);
    for (const call of this.linksOpen) this.#breach(19, `no link-ended of call ${call}`);
    this.#talks.verify();
    for (const call of this.dialsOpen) this.#breach(21, `no end of the dial of call ${call}`);
    for (const [id, { connectAt, answeredAt, withdrawn }] of this.#offers) {
      if (connectAt === undefined || withdrawn) continue;
      const tookMs = (answeredAt ?? Number.POSITIVE_INFINITY) - connectAt;
      if (tookMs > connectMs + toleranceMs) {
        this.#breach(6, `connect of offer ${id} was answered after ${tookMs} ms`);
      }
    }
  }

  #breach(rule: number, what: string): void {
    this.breaches.push(`rule ${rule}: ${what}`);
  }

  #judge(fact: SwitchFact, line: string): void {
    if (fact.type === 'switch-lost') {
      if (this.#contact !== 'up') this.#breach(2, `lost while not in contact: ${line}`);
      this.#contact = 'lost';
    } else if (fact.type === 'switch-restored') {
      if (this.#contact === 'up') this.#breach(2, `restored while in contact: ${line}`);
      this.#contact = 'up';
      for (const call of fact.calls) {
        if (this.#calls.get(call) !== 'here') this.#breach(2, `call ${call} is not known: ${line}`);
      }
      for (const offer of fact.offers) {
        const open = this.#offers.get(offer)?.ended === false;
        if (!open) this.#breach(2, `offer ${offer} is not open: ${line}`);
      }
      for (const call of fact.dials ?? []) {
        if (!this.#isDialOpen(call)) this.#breach(2, `call ${call} is not dialled: ${line}`);
      }
      for (const { call } of fact.linked ?? []) {
        const open = this.linksOpen.includes(call);
        if (!open) this.#breach(2, `call ${call} has no far end: ${line}`);
        // Accepted while nobody listened.
        if (!fact.calls.includes(call)) {
          this.#links.set(call, 'accepted');
          this.#calls.set(call, 'left');
        }
      }
    } else if (fact.type === 'call-found' && this.#contact === 'up') {
      this.#breach(2, `found after switch-restored: ${line}`);
    } else if (fact.type !== 'call-found' && this.#contact === 'none') {
      this.#breach(2, `told before the first switch-restored: ${line}`);
    }
    if (isTalkFact(fact)) this.#talks.judge(fact, line);
    if (fact.type === 'link-accepted' || fact.type === 'link-ended') this.#judgeLink(fact, line);
    else if (fact.type === 'dial-rang' || fact.type === 'dial-ended') this.#judgeDial(fact, line);
    else if ('call' in fact) this.#judgeCall(fact, line);
    if ('offer' in fact) this.#judgeOffer(fact, line);
  }

  #judgeCall(fact: SwitchFact & { readonly call: CallId }, line: string): void {
    const state = this.#calls.get(fact.call);
    if (fact.type === 'dial-answered') this.#judgeDial(fact, line);
    const comes = comings.has(fact.type);
    if (comes) {
      if (state) this.#breach(3, `came twice: ${line}`);
      this.#calls.set(fact.call, 'here');
      return;
    }
    if (fact.type === 'caller-heard' && this.#unheard.has(fact.call)) {
      this.#breach(22, `is not to be heard: ${line}`);
    }
    if (state !== 'here') this.#breach(3, `${state ? 'after it left' : 'never came'}: ${line}`);
    if (fact.type === 'caller-left') this.#calls.set(fact.call, 'left');
  }

  #judgeLink(
    fact: Extract<SwitchFact, { readonly type: 'link-accepted' | 'link-ended' }>,
    line: string,
  ): void {
    const { type, call } = fact;
    const state = this.#links.get(call);
    const left = this.#calls.get(call) !== 'here';
    if (type === 'link-accepted') {
      if (state !== 'called' || left) this.#breach(19, `accepted, and was not asked: ${line}`);
      this.#links.set(call, 'accepted');
      this.#calls.set(call, 'left');
      return;
    }
    if (state === undefined || state === 'ended')
      this.#breach(19, `ended twice, or never: ${line}`);
    if (left !== (fact.result === 'ended')) this.#breach(19, `with a wrong result: ${line}`);
    this.#links.set(call, 'ended');
  }

  #judgeDial(
    fact: Extract<SwitchFact, { readonly type: 'dial-rang' | 'dial-answered' | 'dial-ended' }>,
    line: string,
  ): void {
    const { type, call } = fact;
    const state = this.#dials.get(call);
    if (state === undefined) this.#breach(21, `nobody dialled: ${line}`);
    else if (!this.#isDialOpen(call)) this.#breach(21, `after the dial's end: ${line}`);
    else if (type === 'dial-rang' && state === 'rang') this.#breach(21, `twice: ${line}`);
    const ends = type === 'dial-answered' ? 'answered' : 'ended';
    this.#dials.set(call, type === 'dial-rang' ? 'rang' : ends);
  }

  #judgeConnect(
    fact: SwitchFact,
    { call, seen, connectAt, customerOf }: OfferRecord,
    line: string,
  ): void {
    if (fact.type === 'call-connected' && call !== undefined) this.#unheard.add(call);
    const second = seen.has('call-connected') || seen.has('connect-failed');
    if (second) this.#breach(6, `a second answer: ${line}`);
    const called = customerOf !== undefined && !seen.has('customer-answered');
    if (connectAt === undefined && !called) this.#breach(6, `no connect was asked: ${line}`);
    if (!called || fact.type !== 'call-connected') return;
    if (seen.has('customer-failed')) this.#breach(17, `a second answer: ${line}`);
    // The customer is the caller of the call from now on; remembered ones were so before.
    this.#calls.set(customerOf, 'here');
  }

  #judgeTransfer({ seen }: OfferRecord, line: string): void {
    if (!seen.has('call-connected')) this.#breach(11, `of no conversation: ${line}`);
    if (seen.has('transferred-to')) this.#breach(11, `twice: ${line}`);
    seen.add('transferred-to');
  }

  #judgeOffer(fact: SwitchFact & { readonly offer: OfferId }, line: string): void {
    const offer = this.#offers.get(fact.offer);
    if (!offer) {
      this.#breach(4, `nobody ordered this offer: ${line}`);
      return;
    }
    const { seen } = offer;
    const connected = seen.has('call-connected');
    if (fact.type === 'transferred-to') {
      this.#judgeTransfer(offer, line);
      return;
    }
    if (offer.ended) this.#breach(4, `after its end: ${line}`);
    switch (fact.type) {
      case 'offer-ringing':
        if (seen.has('offer-answered')) this.#breach(5, `ringing after the answer: ${line}`);
        if (seen.has(fact.type)) this.#breach(5, `twice: ${line}`);
        break;
      case 'offer-answered':
        if (seen.has(fact.type)) this.#breach(5, `twice: ${line}`);
        break;
      case 'call-connected':
      case 'connect-failed':
        this.#judgeConnect(fact, offer, line);
        break;
      case 'customer-answered':
      case 'customer-failed':
        if (offer.customerOf === undefined) this.#breach(16, `no customer was called: ${line}`);
        if (answersToDialling.some((type) => seen.has(type))) {
          this.#breach(16, `a second answer: ${line}`);
        }
        break;
      case 'offer-ended':
        if (connected) this.#breach(4, `a connected offer ends with agent-left: ${line}`);
        break;
      case 'agent-left':
        this.#talks.agentLeft(fact.offer, line);
        if (!connected) this.#breach(4, `agent-left without call-connected: ${line}`);
        break;
    }
    seen.add(fact.type);
    const first = !seen.has('offer-answered') && offer.connectAt === undefined;
    const ends =
      fact.type === 'offer-ended' ||
      fact.type === 'agent-left' ||
      (fact.type === 'customer-failed' && first);
    if (ends) offer.ended = true;
    if (ends || fact.type === 'call-connected' || fact.type === 'connect-failed') {
      offer.answeredAt ??= this.#now();
    }
  }
}
