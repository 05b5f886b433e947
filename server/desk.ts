/**
 * What people ask of routing, by API or by feature code, as facts and commands. Runs on the routing
 * thread; every method tells its outcome when the fact has been applied.
 */

import type { SwitchPort } from '../adapters/port.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import {
  type AgentId,
  asAgentId,
  asCallId,
  asTargetId,
  type CallId,
  type ClassId,
  type Ms,
} from '../core/routing/ids.ts';
import type { Outcome } from '../core/routing/outcomes.ts';
import type { SkillLevel } from '../core/routing/policy.ts';
import type { CallbackOrder, Callbacks, OnCallback } from './callbacks.ts';
import type { Directory } from './directory.ts';
import { RequestError } from './errors.ts';
import type { Loop } from './loop.ts';
import { callableNumber } from './numbers.ts';
import type { Phones } from './phones.ts';
import type { View } from './view.ts';
import { isCallback } from './view-places.ts';

export interface DeskParts {
  readonly loop: Loop;
  readonly view: View;
  readonly phones: Phones;
  readonly port: SwitchPort;
  readonly callbacks: Callbacks;
  directory(): Directory;
}

/** What can be asked, plain data: it crosses threads. */
export type DeskRequest =
  | { readonly type: 'sign-in'; readonly agent: string; readonly phone?: string }
  | { readonly type: 'sign-out'; readonly agent: string }
  | { readonly type: 'pause'; readonly agent: string; readonly reason?: string }
  | { readonly type: 'unpause'; readonly agent: string }
  | { readonly type: 'end-wrap-up'; readonly agent: string }
  | { readonly type: 'move-call'; readonly call: number; readonly target: string }
  | { readonly type: 'hang-up-call'; readonly call: number; readonly by: string }
  | {
      readonly type: 'record-call';
      readonly call: number;
      readonly action: 'pause' | 'resume' | 'stop';
    }
  | {
      readonly type: 'change-call';
      readonly call: number;
      readonly class?: string;
      readonly addAgeMs?: Ms;
      readonly skills?: Readonly<Record<string, number>>;
    }
  | ({ readonly type: 'request-callback'; readonly call: number } & CallbackWishes)
  | ({
      readonly type: 'create-callback';
      readonly queue: string;
      readonly name?: string;
      readonly class?: string;
      readonly skills?: Readonly<Record<string, number>>;
    } & CallbackWishes)
  | { readonly type: 'cancel-callback'; readonly call: number };

/** What is not said goes by the queue, and the number by the caller. */
export interface CallbackWishes {
  readonly number?: string;
  readonly first?: 'agent' | 'customer';
  readonly forMs?: Ms;
}

/** `duplicate`: it was so already. */
export interface DeskAnswer {
  readonly outcome: 'applied' | 'duplicate';
  /** The call that keeps the place of a caller who will be called back. */
  readonly callback?: number;
}

const movable = new Set(['waiting', 'offered']);

export class Desk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Rejects with a `RequestError` that says why not. */
  async ask(request: DeskRequest): Promise<DeskAnswer> {
    switch (request.type) {
      case 'sign-in':
        return this.#signIn(this.#agent(request.agent), request.phone);
      case 'sign-out':
        return this.#post({ type: 'agent-signed-out', agent: this.#agent(request.agent) });
      case 'pause':
        return this.#pause(this.#agent(request.agent), request.reason);
      case 'unpause':
        return this.#post({ type: 'agent-unpaused', agent: this.#agent(request.agent) });
      case 'end-wrap-up':
        return this.#post({ type: 'wrap-up-ended', agent: this.#agent(request.agent) });
      case 'move-call':
        return this.#moveCall(request.call, request.target);
      case 'hang-up-call':
        return this.#hangUp(request.call, request.by);
      case 'record-call':
        return this.#record(request.call, request.action);
      case 'change-call':
        return this.#change(request);
      case 'request-callback':
        return this.#requestCallback(request);
      case 'create-callback':
        return this.#createCallback(request);
      case 'cancel-callback':
        return this.#cancelCallback(request.call);
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
    return this.#post({ type: 'agent-signed-in', agent });
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
    return this.#post({ type: 'agent-paused', agent, reason });
  }

  #moveCall(id: number, target: string): Promise<DeskAnswer> {
    const call = this.#call(id);
    if (!movable.has(call.state)) {
      throw new RequestError('call-not-waiting', `Call ${id} does not wait; it is ${call.state}.`, {
        call: id,
        state: call.state,
      });
    }
    return this.#post({ type: 'call-moved', call: call.id, target: asTargetId(target) });
  }

  #change(request: DeskRequest & { readonly type: 'change-call' }): Promise<DeskAnswer> {
    const { id } = this.#call(request.call);
    const { class: ofClass, addAgeMs, skills } = request;
    return this.#post({
      type: 'call-changed',
      call: id,
      ...(ofClass === undefined ? {} : { class: this.#class(ofClass) }),
      ...(addAgeMs === undefined ? {} : { addAgeMs }),
      ...(skills === undefined ? {} : { skills: this.#skills(skills) }),
    });
  }

  #class(id: string): ClassId {
    const { classes } = this.#parts.view.policy;
    const found = classes.find((each) => each === id);
    if (found) return found;
    const sentence = `There is no class "${id}"; there are: ${classes.join(', ')}.`;
    throw new RequestError('unknown-class', sentence, { class: id, classes });
  }

  #skills(levels: Readonly<Record<string, number>>): SkillLevel[] {
    const { skills } = this.#parts.directory().site;
    return Object.entries(levels).map(([id, levelMin]) => {
      const found = skills.find((each) => each.id === id);
      if (found) return { skill: found.id, levelMin };
      throw new RequestError('unknown-skill', `There is no skill "${id}".`, { skill: id });
    });
  }

  #requestCallback(
    request: DeskRequest & { readonly type: 'request-callback' },
  ): Promise<DeskAnswer> {
    const call = this.#call(request.call);
    const order = orderOf(request, call.caller.number);
    return this.#noted((onDone) => this.#parts.callbacks.request(call, order, onDone), call.id);
  }

  #createCallback(
    request: DeskRequest & { readonly type: 'create-callback' },
  ): Promise<DeskAnswer> {
    const queue = this.#parts.directory().queue(request.queue);
    if (!queue) {
      const sentence = `There is no queue "${request.queue}".`;
      throw new RequestError('unknown-queue', sentence, { queue: request.queue });
    }
    const order = {
      ...orderOf(request, ''),
      queue: queue.id,
      name: request.name ?? '',
      ...(request.class === undefined ? {} : { class: this.#class(request.class) }),
      ...(request.skills === undefined ? {} : { skills: this.#skills(request.skills) }),
    };
    return this.#noted((onDone) => this.#parts.callbacks.create(order, queue.tenant, onDone));
  }

  #noted(ask: (onDone: OnCallback) => void, call?: CallId): Promise<DeskAnswer> {
    return new Promise((resolve, reject) => {
      ask((outcome, callback) => {
        if (outcome === 'applied') resolve({ outcome, callback });
        else reject(callbackRefusal(outcome, call));
      });
    });
  }

  #cancelCallback(id: number): Promise<DeskAnswer> {
    const call = this.#call(id);
    if (!isCallback(call)) {
      const sentence = `Call ${id} is no callback, or its customer is on the line.`;
      throw new RequestError('not-a-callback', sentence, { call: id });
    }
    return this.#post({ type: 'caller-left', call: call.id });
  }

  #hangUp(id: number, by: string): DeskAnswer {
    const call = this.#call(id);
    this.#needSwitch();
    this.#parts.loop.note({ type: 'hung-up', call: call.id, by });
    this.#parts.port.execute({ type: 'send', call: call.id, to: { kind: 'hang-up' } });
    return { outcome: 'applied' };
  }

  #record(id: number, action: 'pause' | 'resume' | 'stop'): DeskAnswer {
    const call = this.#call(id);
    const offer = this.#parts.view.offers.get(call.offers[0]!);
    if (!offer?.recording || offer.recording === 'failed' || offer.recording === 'stopped') {
      throw new RequestError('call-not-recorded', `Call ${id} is not being recorded.`, {
        call: id,
      });
    }
    this.#needSwitch();
    this.#parts.port.execute({ type: 'recording', offer: offer.id, action });
    return { outcome: 'applied' };
  }

  #call(id: number) {
    const call = this.#parts.view.calls.get(asCallId(id));
    if (!call) {
      throw new RequestError('unknown-call', `There is no call ${id} now.`, { call: id });
    }
    return call;
  }

  #needSwitch(): void {
    if (this.#parts.port.connected) return;
    throw new RequestError('switch-not-connected', 'The switch is not connected; try again later.');
  }

  #post(event: RouterEvent): Promise<DeskAnswer> {
    return new Promise((resolve, reject) => {
      this.#parts.loop.post(event, (outcome) => {
        if (outcome === 'applied' || outcome === 'duplicate') resolve({ outcome });
        else reject(refusal(event, outcome));
      });
    });
  }
}

/** `known`: the number the network told, for those who give none. */
function orderOf({ number: given, first, forMs }: CallbackWishes, known: string): CallbackOrder {
  const number = callableNumber(given ?? known);
  if (number === undefined) {
    const sentence =
      given === undefined
        ? 'The number of the caller is withheld, or cannot be called; give one.'
        : `"${given}" cannot be called; write 3 to 20 digits, with a leading + if need be.`;
    throw new RequestError('number-not-callable', sentence, { number: given ?? null });
  }
  return {
    number,
    ...(first === undefined ? {} : { first }),
    ...(forMs === undefined ? {} : { forMs }),
  };
}

function callbackRefusal(outcome: Outcome, call: CallId | undefined): RequestError {
  if (outcome === 'over-limit') {
    return new RequestError('router-full', 'The router holds as many calls as it can; try later.');
  }
  if (outcome === 'late' || outcome === 'unknown-call') {
    const sentence = `Call ${call} does not wait any more, or its phone rings already.`;
    return new RequestError('call-not-waiting', sentence, { call });
  }
  return new RequestError('internal-error', `The router answered "${outcome}".`, { outcome });
}

/** The router's outcome in a person's words. */
function refusal(event: RouterEvent, outcome: Outcome): RequestError {
  if (outcome === 'late' && 'agent' in event) {
    const { agent } = event;
    return event.type === 'wrap-up-ended'
      ? new RequestError('agent-not-in-wrap-up', `Agent "${agent}" is not in wrap-up.`, { agent })
      : new RequestError('agent-not-signed-in', `Agent "${agent}" is not signed in.`, { agent });
  }
  if (event.type === 'call-changed') {
    const { call } = event;
    const sentence = `Call ${call} does not wait any more.`;
    return new RequestError('call-not-waiting', sentence, { call });
  }
  if (event.type === 'call-moved') {
    const { call, target } = event;
    return outcome === 'unknown-target'
      ? new RequestError('unknown-target', `There is no target "${target}".`, { target })
      : new RequestError('call-not-waiting', `Call ${call} does not wait any more.`, { call });
  }
  if (outcome === 'unknown-agent' && 'agent' in event) {
    const { agent } = event;
    return new RequestError('unknown-agent', `There is no agent "${agent}".`, { agent });
  }
  return new RequestError('internal-error', `The router answered "${outcome}".`, { outcome });
}
