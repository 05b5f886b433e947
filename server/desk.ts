/**
 * What people ask of routing, by API or by feature code, as facts and commands. Runs on the routing
 * thread; every method tells its outcome when the fact has been applied.
 */

import type { SwitchPort } from '../adapters/port.ts';
import { type AgentId, asAgentId, type CallId } from '../core/routing/ids.ts';
import type { Callbacks } from './callbacks.ts';
import { type DeskAnswer, postAsked } from './desk-answers.ts';
import { CallDesk, type CallRequest } from './desk-calls.ts';
import { SuperviseDesk, type SuperviseRequest } from './desk-supervise.ts';
import { TalkDesk, type TalkRequest } from './desk-talk.ts';
import type { Directory } from './directory.ts';
import { RequestError } from './errors.ts';
import type { Loop } from './loop.ts';
import type { Phones } from './phones.ts';
import type { Talks } from './talks.ts';
import type { View } from './view.ts';

export interface DeskParts {
  readonly loop: Loop;
  readonly view: View;
  readonly phones: Phones;
  readonly port: SwitchPort;
  readonly callbacks: Callbacks;
  readonly talks: Talks;
  mintCall(): CallId;
  directory(): Directory;
}

export type AgentRequest =
  | { readonly type: 'sign-in'; readonly agent: string; readonly phone?: string }
  | { readonly type: 'sign-out'; readonly agent: string }
  | { readonly type: 'pause'; readonly agent: string; readonly reason?: string }
  | { readonly type: 'unpause'; readonly agent: string }
  | { readonly type: 'end-wrap-up'; readonly agent: string };

/** What can be asked, plain data: it crosses threads. */
export type DeskRequest = AgentRequest | CallRequest | TalkRequest | SuperviseRequest;

const isSupervision = (request: DeskRequest): request is SuperviseRequest =>
  request.type.endsWith('supervision') || request.type === 'supervise';

export class Desk {
  readonly #parts: DeskParts;
  readonly #calls: CallDesk;
  readonly #talks: TalkDesk;
  readonly #supervisions: SuperviseDesk;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#calls = new CallDesk(parts);
    this.#talks = new TalkDesk(parts);
    this.#supervisions = new SuperviseDesk(parts);
  }

  /** Rejects with a `RequestError` that says why not. */
  async ask(request: DeskRequest): Promise<DeskAnswer> {
    const { loop } = this.#parts;
    if (request.type === 'talk') return this.#talks.ask(request);
    if (isSupervision(request)) return this.#supervisions.ask(request);
    if (!('agent' in request)) return this.#calls.ask(request);
    const agent = this.#agent(request.agent);
    switch (request.type) {
      case 'sign-in':
        return this.#signIn(agent, request.phone);
      case 'sign-out':
        return postAsked(loop, { type: 'agent-signed-out', agent });
      case 'pause':
        return this.#pause(agent, request.reason);
      case 'unpause':
        return postAsked(loop, { type: 'agent-unpaused', agent });
      case 'end-wrap-up':
        return postAsked(loop, { type: 'wrap-up-ended', agent });
    }
  }

  #agent(id: string): AgentId {
    if (!this.#parts.directory().agent(id)) {
      throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
    }
    return asAgentId(id);
  }

  async #signIn(agent: AgentId, chosen: string | undefined): Promise<DeskAnswer> {
    const { loop, view, phones, port } = this.#parts;
    const phone = chosen ?? this.#parts.directory().agent(agent)!.phone;
    const taken = phones.takenBy(phone, agent);
    if (taken) {
      throw new RequestError('phone-in-use', `Agent "${taken}" is signed in at ${phone}.`, {
        phone,
        agent: taken,
      });
    }
    // Also when the agent is back from another phone, or at it again: a sign-out forgets it.
    const known = [...phones.agentsOf(phone)].includes(agent);
    const changes = !known || phones.phoneOf(agent) !== phone;
    if (changes && view.agents.get(agent)?.call !== undefined) {
      throw new RequestError('agent-in-call', `Agent "${agent}" cannot change phones in a call.`, {
        agent,
      });
    }
    if (changes) {
      loop.note({ type: 'phone-chosen', agent, phone });
      phones.index();
      port.watchPhones(phones.watched());
      for (const fact of phones.stateOf(agent)) loop.post(fact);
    }
    return postAsked(loop, { type: 'agent-signed-in', agent });
  }

  #pause(agent: AgentId, given: string | undefined): Promise<DeskAnswer> {
    const directory = this.#parts.directory();
    const reason = directory.pauseReason(given);
    if (!reason) {
      const reasons = directory.site.pauseReasons.map((r) => r.id);
      const sentence =
        reasons.length === 0
          ? 'The configuration has no pause reasons; add some under `pause-reasons`.'
          : `There is no pause reason "${given}"; there are: ${reasons.join(', ')}.`;
      throw new RequestError('unknown-pause-reason', sentence, { reason: given, reasons });
    }
    return postAsked(this.#parts.loop, { type: 'agent-paused', agent, reason });
  }
}
