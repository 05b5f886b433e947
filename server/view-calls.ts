/** Calls and offers as they are now, kept from the facts, notices and notes that concern them. */

import type { CommandRecord } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { AgentId, CallId, LinkId, Ms, OfferId, QueueId } from '../core/routing/ids.ts';
import { defaultLimits } from '../core/routing/limits.ts';
import type { Disposition } from '../core/routing/outcomes.ts';
import { defaultCallback, type Policy, type QueuePolicy } from '../core/routing/policy.ts';
import type { CallerMemory } from './caller-memory.ts';
import type { Note } from './journal-lines.ts';
import { inLine, isCallback, movedPlace, placeOf, queueOf, queuesOf } from './view-places.ts';
import { noteTalk } from './view-talks.ts';
import type { CallView, OfferView, ViewSnapshot } from './view-types.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { readonly type: T }>;
type Told<N extends CommandRecord[0]> = CommandRecord & readonly [N, ...unknown[]];

const copyOf = (call: CallView): CallView => ({
  ...call,
  places: call.places.map((place) => ({ ...place })),
  offers: [...call.offers],
  ...(call.callback ? { callback: { ...call.callback } } : {}),
});

export class CallBook {
  readonly calls = new Map<CallId, CallView>();
  readonly offers = new Map<OfferId, OfferView>();
  /** Larger than the id of every call seen. */
  nextCall = 1;
  /** Places of one call; more are passed over. */
  placesMax = defaultLimits.placesMax;
  #policy: Policy;
  #queues = new Map<QueueId, QueuePolicy>();
  #nextArrival = 1;
  readonly #memory: CallerMemory;

  constructor(policy: Policy, memory: CallerMemory) {
    this.#policy = policy;
    this.#memory = memory;
  }

  usePolicy(policy: Policy): void {
    this.#policy = policy;
    this.#queues = new Map(policy.queues.map((queue) => [queue.id, queue]));
  }

  queue(id: QueueId): QueuePolicy | undefined {
    return this.#queues.get(id);
  }

  snapshot(): Pick<ViewSnapshot, 'nextCall' | 'calls' | 'offers'> {
    return {
      nextCall: this.nextCall,
      calls: [...this.calls.values()].map(copyOf),
      offers: [...this.offers.values()].map((offer) => ({ ...offer })),
    };
  }

  load(from: ViewSnapshot): void {
    this.calls.clear();
    this.offers.clear();
    this.nextCall = from.nextCall;
    for (const call of from.calls) {
      this.calls.set(call.id, copyOf(call));
      for (const { arrival } of call.places) {
        this.#nextArrival = Math.max(this.#nextArrival, arrival + 1);
      }
    }
    for (const offer of from.offers) this.offers.set(offer.id, { ...offer });
  }

  arrived(fact: Fact<'call-arrived'>, at: Ms): void {
    const joinedAt = at - (fact.waitedMs ?? 0);
    const call = this.#call(fact.call, joinedAt);
    // Adopted calls waited before this router heard of them.
    call.enteredAt = joinedAt;
    call.arrivedIn = fact.queue;
    call.headStartMs = fact.headStartMs ?? this.queue(fact.queue)?.headStartMs ?? 0;
    const own = fact.class && this.#policy.classes.includes(fact.class) ? fact.class : undefined;
    if (own) call.ownClass = own;
    if (fact.skills) call.skills = fact.skills;
    if (fact.preferred) call.preferred = fact.preferred;
    if (fact.path) call.path = fact.path;
    if (fact.callback) this.#asCallback(call, fact.callback, at);
    if (fact.resumedMs && !fact.path)
      this.#memory.resumed(call.tenant, fact.queue, call.caller.number);
    const arrival = this.#nextArrival++;
    call.places = queuesOf(fact, this.#queues, this.placesMax).map((queue) =>
      placeOf(fact, queue, this.queue(queue), own, at, arrival),
    );
  }

  /** A call of its own takes the caller's places over. */
  callbackRequested(fact: Fact<'callback-requested'>, at: Ms): void {
    const from = this.calls.get(fact.call);
    if (!from) return;
    const call = this.#call(fact.callback, from.enteredAt);
    const { places, arrivedIn, headStartMs, ownClass, skills, preferred } = copyOf(from);
    Object.assign(call, {
      ...{ enteredAt: from.enteredAt, places, headStartMs },
      ...(arrivedIn === undefined ? {} : { arrivedIn }),
      ...(ownClass === undefined ? {} : { ownClass }),
      ...(skills === undefined ? {} : { skills }),
      ...(preferred === undefined ? {} : { preferred }),
    });
    this.#asCallback(call, fact, at);
  }

  #asCallback(
    call: CallView,
    { first, forMs }: { readonly first: 'agent' | 'customer'; readonly forMs: Ms },
    at: Ms,
  ): void {
    call.callback = { first, requestedAt: at, expiresAt: at + forMs, attempts: 0, restUntil: at };
  }

  customerAnswered(id: OfferId, at: Ms): void {
    const offer = this.offers.get(id);
    if (offer) this.#reached(offer, at);
  }

  #reached(offer: OfferView, at: Ms): void {
    delete offer.dialling;
    const call = this.calls.get(offer.call);
    if (call?.callback) call.callback.reachedAt ??= at;
  }

  /** The conversation of this offer is over. */
  drop(offer: OfferId): void {
    this.offers.delete(offer);
  }

  note(note: Note, at: Ms): void {
    switch (note.type) {
      case 'caller': {
        const call = this.#call(note.call, at);
        call.tenant = note.tenant;
        call.channel = note.channel;
        call.caller = note.caller;
        call.dialled = note.dialled;
        return;
      }
      case 'dialled':
        this.nextCall = Math.max(this.nextCall, note.call + 1);
        return;
      case 'caller-gone':
      case 'caller-refused':
        this.nextCall = Math.max(this.nextCall, note.call + 1);
        this.calls.delete(note.call);
        return;
      case 'customer': {
        const call = this.calls.get(note.call);
        if (call) call.channel = note.channel;
        return;
      }
      case 'recording-changed': {
        const offer = this.offers.get(note.offer);
        if (offer) offer.recording = note.state;
        return;
      }
      default:
        noteTalk(this.offers, note, at);
    }
  }

  record(record: CommandRecord, at: Ms): void {
    switch (record[0]) {
      case 'offerCall':
        this.#offered(record[1], record[2], record[3], record[5], at);
        this.#rings(record[1], record[4]);
        return;
      case 'dialCustomer':
        this.#dialled(record, at);
        return;
      case 'withdrawOffer':
        if (record[4] === 'caller-gone') this.#missed(record[1], record[2], at);
        this.#unlink(record[1], record[2]);
        return;
      case 'connectCall':
        this.#setState(record[2], 'connecting');
        return;
      case 'sendCall': {
        const call = this.calls.get(record[1]);
        if (call) call.target = record[2] ?? '';
        this.#setState(record[1], 'leaving');
        return;
      }
      case 'linkCall':
        this.#linking(record[1], record[2]);
        return;
      case 'refuseCall':
        this.#setState(record[1], 'leaving');
        return;
      case 'callQueued':
      case 'callStepped':
        this.#stepped(record[1], record[2], record[3], at);
        return;
      case 'callConnected':
        this.#connected(record, at);
        return;
      case 'callExited':
        this.#exited(record, at);
        return;
      case 'callEnded':
        this.#setState(record[1], 'gone');
        this.calls.delete(record[1]);
        return;
      case 'offerEnded':
        if (record[5] === 'answered') return;
        if (record[5] === 'caller-gone') this.#missed(record[1], record[2], at);
        this.#unlink(record[1], record[2]);
        this.offers.delete(record[1]);
        return;
      default:
    }
  }

  #call(id: CallId, at: Ms): CallView {
    let call = this.calls.get(id);
    if (!call) {
      const caller = { number: '', name: '' };
      const names = { tenant: '', channel: '', caller, dialled: '' };
      const more = { headStartMs: 0, places: [], offers: [] };
      call = { id, state: 'entered', ...names, enteredAt: at, ...more };
      this.calls.set(id, call);
    }
    this.nextCall = Math.max(this.nextCall, id + 1);
    return call;
  }

  #setState(id: CallId, state: CallView['state']): void {
    const call = this.calls.get(id);
    if (call) call.state = state;
  }

  #offered(id: OfferId, callId: CallId, agent: AgentId, queue: QueueId | undefined, at: Ms): void {
    const call = this.calls.get(callId);
    // Lines of version 1 do not tell it: calls had one queue then.
    const place = queue ?? (call && queueOf(call));
    if (!call || place === undefined) return;
    call.state = 'offered';
    if (!call.offers.includes(id)) call.offers.push(id);
    // Of a customer who was called first, and has answered, the offer is known.
    if (this.offers.has(id)) return;
    const wrapUpMs = this.queue(place)?.wrapUpMs ?? 0;
    const offer = { id, call: callId, agent, queue: place, madeAt: at, wrapUpMs, heldMs: 0 };
    this.offers.set(id, offer);
  }

  #rings(id: OfferId, ringMs: Ms): void {
    const offer = this.offers.get(id);
    if (offer) offer.ringMs = ringMs;
  }

  /** The switch was away for so long: no phone's time to answer ran out meanwhile. */
  away(ms: Ms): void {
    for (const offer of this.offers.values()) {
      if (offer.expiresAt !== undefined) offer.expiresAt += ms;
    }
  }

  #dialled(record: Told<'dialCustomer'>, at: Ms): void {
    const [, id, callId, agent, queue] = record;
    const agentWaits = this.offers.has(id);
    this.#offered(id, callId, agent, queue, at);
    const offer = this.offers.get(id);
    const call = this.calls.get(callId);
    if (offer) offer.dialling = true;
    if (call?.callback) call.callback.attempts += 1;
    if (call && agentWaits) call.state = 'connecting';
  }

  #linking(id: CallId, link: LinkId): void {
    const call = this.calls.get(id);
    if (!call) return;
    call.state = 'linking';
    call.link = link;
  }

  /** The far end did not take it: it waits on, unless what is told next says otherwise. */
  unlinked(id: CallId): void {
    const call = this.calls.get(id);
    if (call?.state !== 'linking') return;
    call.state = 'waiting';
    delete call.link;
  }

  /** The customer of this offer, if it is still of a callback, was not reached, and rests. */
  #missed(id: OfferId, callId: CallId, at: Ms): void {
    const call = this.calls.get(callId);
    const offer = this.offers.get(id);
    if (!call?.callback || !isCallback(call) || !offer?.dialling) return;
    if (!call.offers.includes(id)) return;
    const { retryMs } = this.queue(offer.queue)?.callback ?? defaultCallback;
    call.callback.restUntil = at + retryMs;
  }

  /** The call is without this offer; back in its line unless it has another or has left. */
  #unlink(offer: OfferId, id: CallId): void {
    const call = this.calls.get(id);
    const at = call?.offers.indexOf(offer) ?? -1;
    if (!call || at < 0) return;
    call.offers.splice(at, 1);
    if (call.offers.length === 0 && inLine.has(call.state)) call.state = 'waiting';
  }

  #stepped(id: CallId, queue: QueueId, step: number, at: Ms): void {
    const call = this.#call(id, at);
    const place = call.places.find((each) => each.queue === queue);
    if (place) place.step = step;
    if (call.state === 'entered') call.state = 'waiting';
  }

  #exited([, id, queue, disposition, , target]: Told<'callExited'>, at: Ms): void {
    const call = this.calls.get(id);
    if (!call) return;
    const index = call.places.findIndex((place) => place.queue === queue);
    const place = call.places[index];
    if (disposition === 'abandoned' || disposition === 'abandoned-short') this.#hungUp(call, at);
    if (disposition === 'answered') {
      call.places = place ? [place] : call.places;
      return;
    }
    const to = this.#policy.targets.find(({ id: each }) => each === target);
    if (place && to?.queue !== undefined) {
      const policy = this.queue(to.queue);
      const draw = () => this.#nextArrival++;
      const keepAge = to.keepAge ?? false;
      call.places[index] = movedPlace(place, to.queue, policy, call, keepAge, at, draw);
      if (!keepAge) call.headStartMs = policy?.headStartMs ?? 0;
    } else this.#placeEnds(call, index, disposition);
  }

  /** What is left of a call that has left its last queue is that queue. */
  #placeEnds(call: CallView, index: number, disposition: Disposition): void {
    if (index < 0) return;
    // The call goes on in its others; a caller who is called back does not.
    if (call.places.length > 1 && disposition !== 'callback') call.places.splice(index, 1);
    else call.state = 'leaving';
  }

  /** The age earned by waiting may go on in the caller's next call. */
  #hungUp(call: CallView, at: Ms): void {
    const [first] = call.places;
    if (!first || call.arrivedIn === undefined || call.callback) return;
    const ageMs = at - first.agedFrom - call.headStartMs;
    this.#memory.hungUp(call.tenant, call.arrivedIn, call.caller.number, ageMs, at);
  }

  #connected([, id, offerId, agent]: Told<'callConnected'>, at: Ms): void {
    const call = this.calls.get(id);
    const offer = this.offers.get(offerId);
    if (offer) {
      offer.connectedAt = at;
      this.#reached(offer, at);
    }
    if (!call) return;
    call.state = 'talking';
    call.connectedAt = at;
    call.offers = [offerId];
    this.#memory.talked(call.tenant, call.caller.number, agent, at);
  }
}
