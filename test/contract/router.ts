/**
 * A router's side of the port in the hands of a test: commands with short names, facts that are
 * waited for.
 */

import type {
  Destination,
  RecordingOrder,
  SwitchCommand,
  SwitchFact,
  SwitchPort,
  SwitchTrouble,
} from '../../adapters/port.ts';
import type { ConversationBelief, SupervisionMode } from '../../adapters/talk-port.ts';
import {
  asCallId,
  asLinkId,
  asOfferId,
  type CallId,
  type OfferId,
} from '../../core/routing/ids.ts';
import type { WithdrawReason } from '../../core/routing/outcomes.ts';
import { Referee } from './referee.ts';
import { supervisionOf } from './supervision-order.ts';
import type { CallerOrder, ContractCaller, ContractPhone, ContractWorld } from './world.ts';

type FactOf<T extends SwitchFact['type']> = Extract<SwitchFact, { readonly type: T }>;

export interface TestCall {
  readonly id: CallId;
  readonly caller: ContractCaller;
}

export interface TestTalk extends TestCall {
  readonly offer: OfferId;
}

interface OfferOrder {
  readonly timeoutMs?: number;
  /** Whose customer has answered; absent: a new one. */
  readonly offer?: OfferId;
  readonly callback?: boolean;
}

interface LeadOrder {
  readonly timeoutMs?: number;
  readonly endpoint?: string;
  readonly listen?: boolean;
}

interface DialOrder {
  readonly timeoutMs?: number;
  /** Whose agent has answered; absent: a new one. */
  readonly offer?: OfferId;
  readonly endpoint?: string;
  readonly record?: RecordingOrder;
}

let nextCall = 1;

export class TestRouter {
  readonly port: SwitchPort;
  readonly facts: SwitchFact[] = [];
  readonly troubles: SwitchTrouble[] = [];
  readonly referee: Referee;
  /** From `start` to `stop`. */
  running = false;
  /** Called inside each fact, as a server would step its router. */
  react: (fact: SwitchFact) => void = () => {};
  /** Offers this router holds from its journal. */
  readonly held = new Set<OfferId>();
  readonly #world: ContractWorld;
  /** Offers whose customer this router still waits for. */
  readonly #awaited = new Set<OfferId>();
  /** Calls this router still waits for a far end to accept. */
  readonly #linking = new Set<CallId>();
  /** Calls this router still waits for an answer to. */
  readonly #dialling = new Set<CallId>();
  readonly #callOf = new Map<OfferId, CallId>();
  readonly #believed = new Map<OfferId, ConversationBelief>();

  constructor(world: ContractWorld) {
    this.#world = world;
    this.port = world.createPort();
    this.referee = new Referee(() => world.now());
  }

  /** Starts the port; resolves as its own `start` does. */
  start(): Promise<void> {
    this.running = true;
    return this.port.start({
      onFact: (fact) =>
        this.referee.told(fact, () => {
          this.facts.push(fact);
          this.react(fact);
        }),
      onTrouble: (trouble) => {
        this.troubles.push(trouble);
      },
      mintCall: () => asCallId(nextCall++),
      holdsOffer: (offer) => this.held.has(offer),
      awaitsCustomer: (offer) => this.#awaited.has(offer),
      awaitsLink: (call) => this.#linking.has(call),
      awaitsDial: (call) => this.#dialling.has(call),
      conversation: (offer) => this.#believed.get(offer),
    });
  }

  /** Offers of this call that have not ended. */
  offersOf(call: CallId): readonly OfferId[] {
    return this.referee.offersOpen.filter((offer) => this.#callOf.get(offer) === call);
  }

  /** The call this offer was ordered for. */
  ordered(offer: OfferId): CallId {
    return this.#callOf.get(offer)!;
  }

  /** The call of this offer, if it is still here. */
  callOf(offer: OfferId): CallId | undefined {
    const call = this.#callOf.get(offer);
    return call !== undefined && this.referee.callsHere.includes(call) ? call : undefined;
  }

  /** As if its journal told of these, which another router began. */
  remembers(calls: readonly CallId[], offers: readonly OfferId[]): void {
    for (const offer of offers) this.held.add(offer);
    this.referee.remember(calls, offers);
  }

  /** As if its journal told of a customer it waits for, whom another router called. */
  awaits(offer: OfferId, call: CallId): void {
    this.held.add(offer);
    this.#awaited.add(offer);
    this.referee.rememberDialled(offer, call);
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.port.stop();
    this.referee.stopped();
  }

  execute(command: SwitchCommand): void {
    this.referee.commanded(command);
    this.port.execute(command);
  }

  /** The facts of this type so far that have these properties. */
  seen<T extends SwitchFact['type']>(type: T, like: Partial<FactOf<T>> = {}): FactOf<T>[] {
    const wanted = Object.entries(like);
    return this.facts.filter((fact): fact is FactOf<T> => {
      if (fact.type !== type) return false;
      const given = fact as unknown as Readonly<Record<string, unknown>>;
      return wanted.every(([key, value]) => given[key] === value);
    });
  }

  /** Waits for such a fact; rejects with all facts when it does not come. */
  async fact<T extends SwitchFact['type']>(
    type: T,
    like: Partial<FactOf<T>> = {},
    limitMs?: number,
  ): Promise<FactOf<T>> {
    await this.until(
      `${type} ${JSON.stringify(like)}`,
      () => this.seen(type, like).length > 0,
      limitMs,
    );
    return this.seen(type, like)[0]!;
  }

  async until(
    what: string,
    holds: () => boolean | Promise<boolean>,
    limitMs?: number,
  ): Promise<void> {
    try {
      await this.#world.until(what, holds, limitMs);
    } catch (error) {
      const told = this.facts.map((fact) => JSON.stringify(fact)).join('\n');
      throw new Error(`${(error as Error).message}; told so far:\n${told}`);
    }
  }

  /** A caller who has entered; with music and a memo unless `held` is false. */
  async call(order: Partial<CallerOrder> = {}, held = true): Promise<TestCall> {
    const before = this.seen('caller-entered').length;
    const caller = await this.#world.enter(order);
    await this.until('caller-entered', () => this.seen('caller-entered').length > before);
    const { call } = this.seen('caller-entered')[before]!;
    if (held) this.hold(call);
    return { id: call, caller };
  }

  hold(call: CallId, memo = memoOf(call)): void {
    this.execute({ type: 'hold', call, music: 'default', memo });
  }

  offer(
    call: CallId,
    phone: { readonly peer: string },
    { timeoutMs = 30_000, offer = this.#newOffer(call), callback = false }: OfferOrder = {},
  ): OfferId {
    this.execute({
      type: 'offer',
      offer,
      call,
      phone: phone.peer,
      timeoutMs,
      show: { number: '0312345678', name: 'Support: Sato' },
      memo: `offer ${offer}`,
      ...(callback && { callback }),
    });
    return offer;
  }

  #newOffer(call: CallId): OfferId {
    const offer = asOfferId(this.#world.nextOffer());
    this.#callOf.set(offer, call);
    return offer;
  }

  /** A call that is on no switch: that of a customer who is to be called back. */
  callback(): CallId {
    return asCallId(nextCall++);
  }

  /** Calls the world's customer, or `endpoint`; of a new offer unless one is given. */
  dial(
    call: CallId,
    {
      offer = this.#newOffer(call),
      endpoint = this.#world.customer.endpoint,
      timeoutMs = 30_000,
      record,
    }: DialOrder = {},
  ): OfferId {
    this.execute({
      type: 'dial-customer',
      offer,
      call,
      customer: endpoint,
      timeoutMs,
      show: { number: '0312340000', name: 'Tsunagi' },
      music: 'default',
      memo: memoOf(call),
      ...(record && { record }),
    });
    return offer;
  }

  /** Calls what is behind the world's trunk, or `endpoint`. */
  link(call: CallId, { timeoutMs = 30_000, endpoint = this.#world.trunk.endpoint } = {}): void {
    this.execute({
      type: 'link',
      call,
      link: asLinkId('osaka'),
      endpoint,
      timeoutMs,
      show: { number: '0312345678', name: 'Sato' },
      headers: { 'X-Tsunagi-Path': 'nagoya&tokyo', 'X-Tsunagi-Age': '45120ms' },
    });
  }

  unlink(call: CallId): void {
    this.execute({ type: 'unlink', call });
  }

  /** As if its journal told of this conversation, which another router led. */
  believes(talk: TestTalk, belief: Partial<ConversationBelief> = {}): void {
    const before = { held: false, muted: false, consults: false, ...belief };
    this.#believed.set(talk.offer, before);
    this.#callOf.set(talk.offer, talk.id);
    this.held.add(talk.offer);
    this.referee.rememberTalk(talk.id, talk.offer);
    if (before.consults) this.referee.rememberConsult(talk.offer);
  }

  /** As if its journal told of a far end it waits for, which another router called. */
  awaitsLink(call: CallId): void {
    this.#linking.add(call);
    this.referee.rememberLink(call);
  }

  /** Calls a lead for which no agent is held: behind the world's trunk, or at `endpoint`. */
  dialLead(
    call: CallId,
    { timeoutMs = 30_000, endpoint = this.#world.trunk.endpoint, listen = false }: LeadOrder = {},
  ): void {
    this.execute({
      type: 'dial',
      call,
      endpoint,
      timeoutMs,
      show: { number: '0312340000', name: 'Tsunagi' },
      music: 'default',
      memo: memoOf(call),
      ...(listen && { listen }),
    });
  }

  undial(call: CallId): void {
    this.execute({ type: 'undial', call });
  }

  /** As if its journal told of a dial it waits for, which another router ordered. */
  awaitsDial(call: CallId): void {
    this.#dialling.add(call);
    this.referee.rememberDial(call);
  }

  /** A caller who talks to whoever is behind the trunk. */
  async linked(): Promise<TestCall> {
    const call = await this.call();
    await this.until('music', async () => (await call.caller.hears()) === 'music');
    this.#world.trunk.does('answer');
    this.link(call.id);
    await this.fact('link-accepted', { call: call.id });
    return call;
  }

  /** Calls somebody for the agent of this offer: the world's customer, or `endpoint`. */
  consult(offer: OfferId, endpoint = this.#world.customer.endpoint, timeoutMs = 30_000): void {
    const show = { number: '0312345678', name: 'Support' };
    this.execute({ type: 'consult', offer, endpoint, timeoutMs, show });
  }

  /** A caller on hold while the agent at this phone talks to the world's customer. */
  async consulting(phone: ContractPhone): Promise<TestTalk> {
    const talk = await this.talk(phone);
    this.#world.customer.does('answer');
    this.consult(talk.offer);
    await this.fact('consult-changed', { offer: talk.offer, state: 'talking' });
    return talk;
  }

  /** A supervisor's phone listens to this conversation. */
  supervise(offer: OfferId, phone: { readonly peer: string }, mode: SupervisionMode): number {
    const order = supervisionOf(offer, phone, mode);
    this.execute(order);
    return order.supervision;
  }

  withdraw(offer: OfferId, reason: WithdrawReason = 'moved'): void {
    this.execute({ type: 'withdraw', offer, reason });
  }

  connect(offer: OfferId): void {
    this.execute({ type: 'connect', offer });
  }

  send(call: CallId, to: Destination): void {
    this.execute({ type: 'send', call, to });
  }

  releaseCall(call: CallId): void {
    this.execute({ type: 'release-call', call, to: 'hang-up' });
  }

  releaseAgent(offer: OfferId): void {
    this.execute({ type: 'release-agent', offer });
  }

  /** Offers the call to the phone until it has answered. */
  async answered(call: CallId, phone: ContractPhone): Promise<OfferId> {
    phone.does('answer');
    const offer = this.offer(call, phone);
    await this.fact('offer-answered', { offer });
    return offer;
  }

  /** A caller who talks to the agent at this phone. */
  async talk(phone: ContractPhone): Promise<TestTalk> {
    const call = await this.call();
    await this.until('music', async () => (await call.caller.hears()) === 'music');
    const offer = await this.answered(call.id, phone);
    this.connect(offer);
    await this.fact('call-connected', { offer });
    return { ...call, offer };
  }

  /** Lets go of everybody as a server would, so that a test can end. */
  releaseAll(): void {
    for (const offer of this.referee.offersOpen) {
      this.withdraw(offer);
      this.releaseAgent(offer);
    }
    for (const supervision of this.referee.supervisionsOpen) {
      this.execute({ type: 'end-supervision', supervision });
    }
    for (const call of this.referee.linksOpen) this.unlink(call);
    for (const call of this.referee.dialsOpen) this.undial(call);
    for (const call of this.referee.callsHere) this.releaseCall(call);
  }
}

export const memoOf = (call: CallId): string => `memo of ${call}, 待ち順 1; "quoted"`;
