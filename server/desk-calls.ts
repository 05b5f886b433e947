/** What people ask of calls and callbacks, as facts and commands; see `Desk`. */

import { asCallId, asTargetId, type CallId, type ClassId, type Ms } from '../core/routing/ids.ts';
import type { Outcome } from '../core/routing/outcomes.ts';
import type { SkillLevel } from '../core/routing/policy.ts';
import type { CallbackOrder, OnCallback } from './callbacks.ts';
import type { DeskParts } from './desk.ts';
import { type DeskAnswer, postAsked } from './desk-answers.ts';
import { RequestError } from './errors.ts';
import { callableNumber } from './numbers.ts';
import { isCallback } from './view-places.ts';

/** What is not said goes by the queue, and the number by the caller. */
export interface CallbackWishes {
  readonly number?: string;
  readonly first?: 'agent' | 'customer';
  readonly forMs?: Ms;
}

/** Least level by skill. */
type SkillLevels = Readonly<Record<string, number>>;

/** What can be asked of calls, plain data. */
export type CallRequest =
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
      readonly skills?: SkillLevels;
    }
  | ({ readonly type: 'request-callback'; readonly call: number } & CallbackWishes)
  | ({
      readonly type: 'create-callback';
      readonly queue: string;
      readonly name?: string;
      readonly class?: string;
      readonly skills?: SkillLevels;
    } & CallbackWishes)
  | { readonly type: 'cancel-callback'; readonly call: number };

type Request<T extends CallRequest['type']> = Extract<CallRequest, { readonly type: T }>;

const movable = new Set(['waiting', 'offered']);

export class CallDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Rejects with a `RequestError` that says why not. */
  async ask(request: CallRequest): Promise<DeskAnswer> {
    switch (request.type) {
      case 'move-call':
        return this.#move(request.call, request.target);
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

  #move(id: number, target: string): Promise<DeskAnswer> {
    const call = this.#call(id);
    if (!movable.has(call.state)) {
      throw new RequestError('call-not-waiting', `Call ${id} does not wait; it is ${call.state}.`, {
        call: id,
        state: call.state,
      });
    }
    return postAsked(this.#parts.loop, {
      type: 'call-moved',
      call: call.id,
      target: asTargetId(target),
    });
  }

  #change(request: Request<'change-call'>): Promise<DeskAnswer> {
    const { id } = this.#call(request.call);
    const { class: ofClass, addAgeMs, skills } = request;
    return postAsked(this.#parts.loop, {
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

  #requestCallback(request: Request<'request-callback'>): Promise<DeskAnswer> {
    const call = this.#call(request.call);
    const order = orderOf(request, call.caller.number);
    return this.#noted((onDone) => this.#parts.callbacks.request(call, order, onDone), call.id);
  }

  #createCallback(request: Request<'create-callback'>): Promise<DeskAnswer> {
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
    return postAsked(this.#parts.loop, { type: 'caller-left', call: call.id });
  }

  #hangUp(id: number, by: string): DeskAnswer | Promise<DeskAnswer> {
    const call = this.#call(id);
    if (isCallback(call)) return this.#cancelCallback(id);
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
