/**
 * The switch: channels of callers and legs to agents' phones. It carries commands out, tells what
 * happens in the words of the router's facts, and knows nothing of routing. Always right about
 * itself; what goes wrong goes wrong on the line (`line.ts`).
 */

import type { AgentId, CallId, Ms, OfferFailure, OfferId, RouterEvent } from '../../core/index.ts';
import { asCallId } from '../../core/index.ts';
import type { Agenda } from './agenda.ts';

export type Arrival = Extract<RouterEvent, { type: 'call-arrived' }>;

/** A caller's channel in the application of the router. */
export interface Caller {
  readonly id: CallId;
  readonly arrival: Arrival;
  readonly enteredAt: Ms;
  /** The leg it is joined with. */
  with: OfferId | undefined;
  /** Has talked to an agent: it is not offered again. */
  talked: boolean;
}

/** A leg to an agent's phone. */
export interface Leg {
  readonly offer: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
  state: 'dialled' | 'ringing' | 'answered' | 'talking';
}

/** An agent's phone. */
export interface Phone {
  readonly agent: AgentId;
  registered: boolean;
  /** In a call that is none of ours. */
  elsewhere: boolean;
}

/** What a phone does when it is dialled; times from the dialling on. */
export interface PhonePlan {
  readonly ringsAfterMs: Ms;
  readonly does: 'answers' | 'declines' | 'rings on' | 'fails';
  readonly afterMs: Ms;
}

/** The people at both ends. */
export interface People {
  planOf(leg: Leg): PhonePlan;
  answered(leg: Leg): void;
  joined(caller: Caller, leg: Leg): void;
}

/** Told of everything that happens; each is one message. */
export type Tell = (event: RouterEvent) => void;

/** The switch gives a phone up by itself some time after the router should have. */
const ringMarginMs: Ms = 10_000;
const joinMs: Ms = 5;

export class SwitchModel {
  readonly callers = new Map<CallId, Caller>();
  readonly legs = new Map<OfferId, Leg>();
  readonly phones = new Map<AgentId, Phone>();
  people: People | undefined;
  /** Events of their own accord; answers to commands go where the command came from. */
  tell: Tell = () => {};
  /** How many callers have ever come. */
  entered = 0;
  readonly #agenda: Agenda;

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  phone(agent: AgentId): Phone {
    let phone = this.phones.get(agent);
    if (!phone) {
      phone = { agent, registered: true, elsewhere: false };
      this.phones.set(agent, phone);
    }
    return phone;
  }

  /** A caller enters the application. */
  enter(attributes: Omit<Arrival, 'type' | 'call'>): Caller {
    const id = asCallId(++this.entered);
    const arrival: Arrival = { type: 'call-arrived', call: id, ...attributes };
    const enteredAt = this.#agenda.now;
    const caller = { id, arrival, enteredAt, with: undefined, talked: false };
    this.callers.set(id, caller);
    this.tell(arrival);
    return caller;
  }

  /** The channel has gone: hung up, sent on, or transferred (then nothing is told yet). */
  leave(call: CallId, silently = false): void {
    if (this.callers.delete(call) && !silently) this.tell({ type: 'caller-left', call });
  }

  press(call: CallId, key: string): void {
    const caller = this.callers.get(call);
    if (caller?.with === undefined && caller) this.tell({ type: 'call-escaped', call, key });
  }

  /** Dials a phone. False: the switch refuses at once, and tells why by `answer`. */
  dial(leg: Leg, ringMs: Ms, answer: Tell): void {
    const refuse = (result: OfferFailure) =>
      answer({ type: 'offer-ended', offer: leg.offer, result });
    const phone = this.phone(leg.agent);
    const caller = this.callers.get(leg.call);
    const inUse = [...this.legs.values()].some((other) => other.agent === leg.agent);
    if (!caller || caller.with !== undefined) refuse('failed');
    else if (!phone.registered) refuse('unreachable');
    else if (phone.elsewhere || inUse) refuse('busy');
    else {
      this.legs.set(leg.offer, leg);
      this.#ring(leg, ringMs);
    }
  }

  #ring(leg: Leg, ringMs: Ms): void {
    const plan = this.people!.planOf(leg);
    const { offer } = leg;
    const lives = () => this.legs.get(offer) === leg;
    this.#agenda.after(plan.ringsAfterMs, () => {
      if (!lives()) return;
      if (plan.does === 'fails') return this.endLeg(offer, 'failed');
      leg.state = 'ringing';
      this.tell({ type: 'offer-ringing', offer });
    });
    this.#agenda.after(Math.max(plan.ringsAfterMs, plan.afterMs), () => {
      if (!lives() || leg.state !== 'ringing') return;
      if (plan.does === 'declines') return this.endLeg(offer, 'declined');
      if (plan.does !== 'answers') return;
      leg.state = 'answered';
      this.tell({ type: 'offer-answered', offer });
      this.people!.answered(leg);
    });
    this.#agenda.after(ringMs + ringMarginMs, () => {
      if (lives() && leg.state !== 'answered' && leg.state !== 'talking') {
        this.endLeg(offer, 'missed');
      }
    });
  }

  /** Joins both in one conversation. */
  join(offer: OfferId, answer: Tell): void {
    this.#agenda.after(joinMs, () => {
      const leg = this.legs.get(offer);
      const caller = leg && this.callers.get(leg.call);
      if (leg?.state === 'answered' && caller && caller.with === undefined) {
        leg.state = 'talking';
        caller.with = offer;
        caller.talked = true;
        answer({ type: 'call-connected', offer });
        this.people!.joined(caller, leg);
      } else if (leg && leg.state !== 'talking') {
        answer({ type: 'connect-failed', offer });
        this.endLeg(offer, 'failed');
      }
    });
  }

  /** Ends a leg, in whatever state it is. The caller, if still there, is left alone. */
  endLeg(offer: OfferId, result: OfferFailure, transferred = false): void {
    const leg = this.legs.get(offer);
    if (!leg) return;
    this.legs.delete(offer);
    const caller = this.callers.get(leg.call);
    if (caller?.with === offer) caller.with = undefined;
    if (leg.state !== 'talking') this.tell({ type: 'offer-ended', offer, result });
    else if (transferred) this.tell({ type: 'agent-left', offer, transferred });
    else this.tell({ type: 'agent-left', offer });
  }

  /** The agent hands the caller over to somebody outside; the caller's channel ends later. */
  transfer(offer: OfferId): void {
    const leg = this.legs.get(offer);
    if (leg?.state !== 'talking') return;
    const caller = this.callers.get(leg.call);
    this.endLeg(offer, 'failed', true);
    if (!caller) return;
    this.leave(caller.id, true);
    this.#agenda.after(3_000, () => this.tell({ type: 'caller-left', call: caller.id }));
  }

  register(agent: AgentId, registered: boolean): void {
    const phone = this.phone(agent);
    if (phone.registered === registered) return;
    phone.registered = registered;
    this.tell({ type: registered ? 'agent-reachable' : 'agent-unreachable', agent });
  }

  callElsewhere(agent: AgentId, elsewhere: boolean): void {
    const phone = this.phone(agent);
    if (phone.elsewhere === elsewhere) return;
    phone.elsewhere = elsewhere;
    this.tell({ type: elsewhere ? 'agent-busy' : 'agent-free', agent });
  }

  /** The switch breaks down and starts anew: nobody is told, everybody is gone. */
  crash(): void {
    this.callers.clear();
    this.legs.clear();
    for (const phone of this.phones.values()) phone.elsewhere = false;
  }
}
