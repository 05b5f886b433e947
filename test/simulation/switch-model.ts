/**
 * The switch: channels of callers and legs to agents' phones. It carries commands out, tells what
 * happens in the words of the router's facts, and knows nothing of routing. Always right about
 * itself; what goes wrong goes wrong on the line (`line.ts`).
 */

import type {
  AgentId,
  CallId,
  Ms,
  OfferFailure,
  OfferId,
  QueueId,
  RouterEvent,
} from '../../core/index.ts';
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
  /** Has talked to an agent, or is a customer we called: nobody new to the router. */
  known: boolean;
}

/** A customer of a callback whose phone rings. */
export interface Dialling {
  readonly offer: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
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
  customerPlan(): { readonly answers: boolean; readonly afterMs: Ms };
  customerWaits(caller: Caller): void;
  joined(caller: Caller, leg: Leg): void;
}

/** Told of everything that happens; each is one message. */
export type Tell = (event: RouterEvent) => void;

/** The switch gives a phone up by itself some time after the router should have. */
const ringMarginMs: Ms = 10_000;
const joinMs: Ms = 5;
/** Time enough that a call which nobody can be rung for is not offered hundreds of times. */
const refusalMs: Ms = 200;

export class SwitchModel {
  readonly callers = new Map<CallId, Caller>();
  readonly legs = new Map<OfferId, Leg>();
  readonly diallings = new Map<OfferId, Dialling>();
  readonly phones = new Map<AgentId, Phone>();
  people: People | undefined;
  /** Events of their own accord; answers to commands go where the command came from. */
  tell: Tell = () => {};
  /** How many callers have ever come. */
  entered = 0;
  readonly #agenda: Agenda;
  /** Offers whose leg has ended: nobody is dialled for them any more. */
  readonly #over = new Set<OfferId>();
  /** Calls whose customer has never been there. */
  readonly #callbacks = new Set<CallId>();
  #lastCall = 0;

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

  /** A number no call has had. */
  mint(): CallId {
    return asCallId(++this.#lastCall);
  }

  /** The number of a callback: a phone may ring for it although nobody is there yet. */
  mintCallback(): CallId {
    const call = this.mint();
    this.#callbacks.add(call);
    return call;
  }

  /** A caller enters the application. */
  enter(attributes: Omit<Arrival, 'type' | 'call'>): Caller {
    this.entered += 1;
    const arrival: Arrival = { type: 'call-arrived', call: this.mint(), ...attributes };
    const caller = this.#seat(arrival, false);
    this.tell(arrival);
    return caller;
  }

  #seat(arrival: Arrival, known: boolean): Caller {
    const enteredAt = this.#agenda.now;
    const caller = { id: arrival.call, arrival, enteredAt, with: undefined, known };
    this.callers.set(caller.id, caller);
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
      this.#agenda.after(refusalMs, () => {
        answer({ type: 'offer-ended', offer: leg.offer, result });
      });
    const phone = this.phone(leg.agent);
    const caller = this.callers.get(leg.call);
    const inUse = [...this.legs.values()].some((other) => other.agent === leg.agent);
    const nobody = !caller && !this.#callbacks.has(leg.call);
    if (nobody || caller?.with !== undefined) refuse('failed');
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
        caller.known = true;
        answer({ type: 'call-connected', offer });
        this.people!.joined(caller, leg);
      } else if (leg && leg.state !== 'talking') {
        answer({ type: 'connect-failed', offer });
        this.endLeg(offer, 'failed');
      }
    });
  }

  /**
   * Calls the customer of a callback: before the agent's phone rings, or when it has answered; then
   * both are joined.
   */
  dialCustomer(dialling: Dialling, queue: QueueId, answer: Tell): void {
    const { offer, call } = dialling;
    const leg = this.legs.get(offer);
    if (this.#over.has(offer) || this.diallings.has(offer) || this.callers.has(call)) return;
    this.diallings.set(offer, dialling);
    const { answers, afterMs } = this.people!.customerPlan();
    this.#agenda.after(afterMs, () => {
      if (this.diallings.get(offer) !== dialling) return;
      this.diallings.delete(offer);
      if (!answers) {
        answer({ type: 'customer-failed', offer });
        return;
      }
      this.#callbacks.delete(call);
      const caller = this.#seat({ type: 'call-arrived', call, queue }, true);
      if (!leg) {
        this.tell({ type: 'customer-answered', offer });
        this.people!.customerWaits(caller);
        return;
      }
      leg.state = 'talking';
      caller.with = offer;
      this.tell({ type: 'call-connected', offer });
      this.people!.joined(caller, leg);
    });
  }

  /** Ends whatever there is of an offer: a leg, a customer whose phone rings. */
  endOffer(offer: OfferId): void {
    const dialled = this.diallings.delete(offer);
    if (this.legs.has(offer)) this.endLeg(offer, 'withdrawn');
    else if (dialled) this.tell({ type: 'offer-ended', offer, result: 'withdrawn' });
    this.#over.add(offer);
  }

  /** Ends a leg, in whatever state it is. The caller, if still there, is left alone. */
  endLeg(offer: OfferId, result: OfferFailure, transferred = false): void {
    const leg = this.legs.get(offer);
    if (!leg) return;
    this.legs.delete(offer);
    this.diallings.delete(offer);
    this.#over.add(offer);
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
    this.diallings.clear();
    for (const phone of this.phones.values()) phone.elsewhere = false;
  }
}
