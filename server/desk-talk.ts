/** What an agent does with the call by the desk; see `Desk`. */

import type { SwitchFact, SwitchPort } from '../adapters/port.ts';
import type { TalkAbility } from '../adapters/talk-port.ts';
import { type AgentId, asAgentId, type CallId, type TargetId } from '../core/routing/ids.ts';
import type { DeskAnswer } from './desk-answers.ts';
import type { Directory } from './directory.ts';
import { RequestError } from './errors.ts';
import type { Loop } from './loop.ts';
import { needAct, needSwitch } from './needs.ts';
import type { Phones } from './phones.ts';
import { type ReturnPlace, returnOf, returnTo } from './returns.ts';
import type { Talks } from './talks.ts';
import type { View } from './view.ts';
import type { CallView, OfferView } from './view-types.ts';

/** Whom a call is transferred to, or who is consulted; exactly one is given. */
export interface TalkParty {
  /** Of the dialplan context that the configuration gives agents. */
  readonly extension?: string;
  /** A target of the configuration. */
  readonly target?: string;
  readonly queue?: string;
  readonly agent?: string;
}

/** What an agent does with the call by the desk. */
export type TalkWish =
  | {
      readonly act:
        | 'hold'
        | 'retrieve'
        | 'mute'
        | 'unmute'
        | 'swap'
        | 'complete'
        | 'conference'
        | 'cancel'
        | 'hang-up'
        | 'answer'
        | 'decline';
    }
  | { readonly act: 'keys'; readonly keys: string }
  | { readonly act: 'transfer' | 'consult'; readonly to: TalkParty }
  | { readonly act: 'record'; readonly action: 'pause' | 'resume' | 'stop' };

/** `by`: whose key or account it is. Plain data: it crosses threads. */
export interface TalkRequest {
  readonly type: 'talk';
  readonly agent: string;
  readonly by: string;
  readonly wish: TalkWish;
}

export interface TalkDeskParts {
  readonly loop: Loop;
  readonly view: View;
  readonly phones: Phones;
  readonly port: SwitchPort;
  readonly talks: Talks;
  mintCall(): CallId;
  directory(): Directory;
}

const applied: DeskAnswer = { outcome: 'applied' };
const duplicate: DeskAnswer = { outcome: 'duplicate' };

/** A third party's phone may ring this long; an agent tires sooner. */
const consultMs = 60_000;

export class TalkDesk {
  readonly #parts: TalkDeskParts;

  constructor(parts: TalkDeskParts) {
    this.#parts = parts;
  }

  /** Rejects with a `RequestError` that says why not. */
  async ask({ agent, by, wish }: TalkRequest): Promise<DeskAnswer> {
    const { talks } = this.#parts;
    if (wish.act === 'answer' || wish.act === 'decline') return this.#ringing(agent, by, wish.act);
    const { offer, call } = this.#conversation(agent);
    const { id } = offer;
    switch (wish.act) {
      case 'hold':
      case 'retrieve': {
        const on = wish.act === 'hold';
        if ((offer.heldSince !== undefined) === on) return duplicate;
        this.#can('hold-caller');
        await talks.order({ type: 'hold-caller', offer: id, on }, told(id, 'hold-changed', { on }));
        return applied;
      }
      case 'mute':
      case 'unmute': {
        const on = wish.act === 'mute';
        if ((offer.muted ?? false) === on) return duplicate;
        this.#can('mute');
        await talks.order({ type: 'mute', offer: id, on }, told(id, 'mute-changed', { on }));
        return applied;
      }
      case 'keys':
        this.#can('send-keys');
        talks.begin({ type: 'send-keys', offer: id, keys: wish.keys });
        return applied;
      case 'transfer':
        return this.#transfer(offer, call, by, wish.to);
      case 'consult':
        return this.#consult(offer, call, by, wish.to);
      case 'hang-up':
        return this.#hangUp(offer, call, by);
      case 'record':
        return this.#record(offer, wish.action);
      default:
        return this.#withThird(offer, by, wish.act);
    }
  }

  #record(offer: OfferView, action: 'pause' | 'resume' | 'stop'): DeskAnswer {
    if (!offer.recording || offer.recording === 'failed' || offer.recording === 'stopped') {
      const { call } = offer;
      throw new RequestError('call-not-recorded', `Call ${call} is not being recorded.`, { call });
    }
    this.#needSwitch();
    this.#parts.port.execute({ type: 'recording', offer: offer.id, action });
    return applied;
  }

  /** Answers what rings, or refuses it. */
  async #ringing(agent: string, by: string, wish: 'answer' | 'decline'): Promise<DeskAnswer> {
    const { view, talks } = this.#parts;
    const ringing = [...view.offers.values()].find(
      (offer) => offer.agent === agent && offer.answeredAt === undefined,
    );
    if (!ringing) {
      throw new RequestError('no-offer', `The phone of agent "${agent}" does not ring.`, { agent });
    }
    const act = wish === 'answer' ? 'pick-up' : 'decline';
    this.#can(act);
    const { id: offer } = ringing;
    talks.note({ type: 'talk-ordered', offer, act, by });
    const done = told(offer, wish === 'answer' ? 'offer-answered' : 'offer-ended');
    await talks.order({ type: act, offer }, done);
    return applied;
  }

  async #transfer(
    offer: OfferView,
    call: CallView,
    by: string,
    to: TalkParty,
  ): Promise<DeskAnswer> {
    this.#can('transfer');
    const { talks, view } = this.#parts;
    const directory = this.#parts.directory();
    const place = returnTo(offer, call, to, { view, directory });
    const text = partyText(to);
    if (place === undefined) {
      const { context, extension } = this.#extensionOf(to, directory);
      talks.note({ type: 'talk-ordered', offer: offer.id, act: 'transfer', by, to: text });
      await talks.order(
        { type: 'transfer', offer: offer.id, to: { kind: 'extension', context, extension } },
        told(offer.id, 'agent-left'),
      );
      return applied;
    }
    talks.note({ type: 'talk-ordered', offer: offer.id, act: 'transfer', by, to: text });
    await this.#giveBack(offer, call, place);
    return applied;
  }

  #giveBack(offer: OfferView, call: CallView, place: ReturnPlace): Promise<void> {
    const { talks, loop, mintCall } = this.#parts;
    const { order, back } = returnOf(mintCall(), place, { offer, call, now: loop.now() });
    return talks.giveBack(offer.id, order, back);
  }

  /** An extension, given or that of a target. */
  #extensionOf(
    { extension, target }: TalkParty,
    directory: Directory,
  ): { readonly context: string; readonly extension: string } {
    const site = target === undefined ? undefined : directory.target(target as TargetId);
    if (site?.destination?.kind === 'extension') return site.destination;
    if (extension !== undefined) return { extension, context: this.#context() };
    throw new RequestError('unknown-target', `Nobody can be transferred to "${target}".`, {
      target,
    });
  }

  #context(): string {
    const context = this.#parts.directory().site.transfers?.context;
    if (context !== undefined) return context;
    const sentence =
      'The configuration gives agents no context to dial in: `transfers: {context}`.';
    throw new RequestError('not-possible', sentence, { act: 'transfer' });
  }

  async #consult(offer: OfferView, call: CallView, by: string, to: TalkParty): Promise<DeskAnswer> {
    this.#can('consult');
    if (offer.consult) {
      throw new RequestError('consults-already', 'Somebody is consulted already.', {
        call: call.id,
      });
    }
    const { talks } = this.#parts;
    const endpoint = this.#endpointOf(to, offer.agent);
    const text = partyText(to);
    talks.note({ type: 'talk-ordered', offer: offer.id, act: 'consult', by, to: text });
    talks.begin({
      ...{ type: 'consult', offer: offer.id, endpoint, timeoutMs: consultMs },
      show: { number: call.caller.number, name: call.caller.name || call.caller.number },
    });
    return applied;
  }

  #endpointOf(to: TalkParty, self: AgentId): string {
    if (to.extension !== undefined) return `Local/${to.extension}@${this.#context()}/n`;
    const { agent } = to;
    if (agent === undefined) {
      const sentence = 'Only an extension or an agent can be consulted; transfer to a queue.';
      throw new RequestError('not-possible', sentence, { act: 'consult' });
    }
    const phone = this.#agentSite(agent) && this.#parts.phones.phoneOf(asAgentId(agent));
    if (agent === self || phone === undefined) {
      throw new RequestError('not-possible', 'An agent cannot consult itself.', { act: 'consult' });
    }
    return phone;
  }

  #agentSite(id: string) {
    const agent = this.#parts.directory().agent(id);
    if (agent) return agent;
    throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
  }

  async #withThird(
    offer: OfferView,
    by: string,
    act: 'swap' | 'complete' | 'conference' | 'cancel',
  ): Promise<DeskAnswer> {
    const { talks } = this.#parts;
    const { id, consult } = offer;
    if (!consult) {
      throw new RequestError('consults-nobody', 'Nobody is consulted.', { call: offer.call });
    }
    if (act === 'cancel') {
      await talks.order({ type: 'end-consult', offer: id }, told(id, 'consult-ended'));
      return applied;
    }
    if (consult.state === 'calling' || consult.state === 'ringing') {
      throw new RequestError('consult-not-answered', 'Who is consulted has not answered yet.', {
        call: offer.call,
      });
    }
    if (act === 'complete') {
      this.#can('hand-over');
      const { with: to } = consult;
      talks.note({ type: 'talk-ordered', offer: id, act: 'hand-over', by, to });
      await talks.order({ type: 'hand-over', offer: id }, told(id, 'agent-left'));
      return applied;
    }
    this.#can(act === 'conference' ? 'conference' : 'talk-with');
    const who = act === 'conference' ? 'both' : consult.state === 'talking' ? 'caller' : 'third';
    const state = { both: 'conference', caller: 'held', third: 'talking' } as const;
    if (consult.state === state[who]) return duplicate;
    const changed = told(id, 'consult-changed', { state: state[who] });
    await talks.order({ type: 'talk-with', offer: id, who }, changed);
    return applied;
  }

  /** As the phone does: who is in conference with the caller talks on. */
  async #hangUp(offer: OfferView, call: CallView, by: string): Promise<DeskAnswer> {
    if (offer.consult?.state === 'conference') return this.#withThird(offer, by, 'complete');
    this.#needSwitch();
    this.#parts.loop.note({ type: 'hung-up', call: call.id, by });
    this.#parts.port.execute({ type: 'send', call: call.id, to: { kind: 'hang-up' } });
    return applied;
  }

  /** The agent's own, connected. */
  #conversation(agent: string): { readonly offer: OfferView; readonly call: CallView } {
    const { view } = this.#parts;
    const id = view.agents.get(this.#agentSite(agent).id)?.call;
    const call = id === undefined ? undefined : view.calls.get(id);
    const offer = [...view.offers.values()].find(
      (each) => each.agent === agent && each.connectedAt !== undefined,
    );
    if (call && offer?.call === call.id) return { offer, call };
    throw new RequestError('no-conversation', `Agent "${agent}" is in no conversation.`, { agent });
  }

  #can(act: TalkAbility): void {
    needAct(this.#parts.port, act);
  }

  #needSwitch(): void {
    needSwitch(this.#parts.port);
  }
}

/** Whether a fact of this offer says so. */
const told =
  (offer: number, type: SwitchFact['type'], like: Readonly<Record<string, unknown>> = {}) =>
  (fact: SwitchFact): boolean =>
    fact.type === type &&
    Object.entries({ ...like, offer }).every(
      ([key, value]) => (fact as unknown as Record<string, unknown>)[key] === value,
    );

/** For people and the journal: `agent:sato`, `extension:800`. */
function partyText(to: TalkParty): string {
  const [kind, value] = Object.entries(to)[0] ?? ['', ''];
  return `${kind}:${value}`;
}
