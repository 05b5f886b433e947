/**
 * The observer's books of calls, offers and agents: each command and notice of the router is
 * entered, and every one that must not come is written down as a sentence.
 */

import {
  type AgentId,
  type CallId,
  type CommandRecord,
  type Disposition,
  type Limits,
  type Ms,
  NEVER,
  type OfferId,
  type Policy,
  type QueueId,
  type TargetId,
  type WithdrawReason,
} from '../../core/index.ts';
import { exclude, type SeenAgent, type SeenCall, type SeenOffer, type Visit } from './observed.ts';

type Args<M extends CommandRecord[0]> =
  Extract<CommandRecord, readonly [M, ...unknown[]]> extends readonly [M, ...infer A] ? A : never;

export class Books {
  policy: Policy;
  readonly calls = new Map<CallId, SeenCall>();
  readonly offers = new Map<OfferId, SeenOffer>();
  readonly agents = new Map<AgentId, SeenAgent>();
  readonly ended = new Set<CallId>();
  readonly dispositions = new Map<Disposition, number>();
  readonly wrong: string[] = [];
  now: Ms = 0;
  /** Number of the move being entered. */
  move = 0;
  /** The move is `switch-restored`: offers lost with the switch exclude nobody. */
  restoring = false;
  highestOffer = 0;
  /** How many calls the router has let go of. */
  endings = 0;
  #nextArrival = 1;
  readonly limits: Limits;

  constructor(policy: Policy, limits: Limits) {
    this.policy = policy;
    this.limits = limits;
  }

  claim(holds: boolean, sentence: string): void {
    if (!holds) this.wrong.push(sentence);
  }

  nextArrival(): number {
    return this.#nextArrival++;
  }

  agent(id: AgentId): SeenAgent {
    let agent = this.agents.get(id);
    if (!agent) {
      agent = { told: 'signed-out', offer: undefined, wrapUpUntil: NEVER };
      this.agents.set(id, agent);
    }
    return agent;
  }

  queue(id: QueueId) {
    return this.policy.queues.find((queue) => queue.id === id);
  }

  enter(record: CommandRecord): void {
    switch (record[0]) {
      case 'offerCall':
        this.#offered(record[1], record[2], record[3], record[4]);
        break;
      case 'withdrawOffer':
        this.#withdrawn(record[1], record[2], record[3], record[4]);
        break;
      case 'connectCall':
        this.#connecting(record[1], record[2], record[3]);
        break;
      case 'announce':
        this.#claimState(record[1], 'queued', `hears ${record[2]}`);
        break;
      case 'sendCall':
        this.#sent(record[1]);
        break;
      case 'releaseCall':
        this.#claimState(record[1], 'talking', 'is let go');
        break;
      case 'releaseAgent':
        this.#released(record[1], record[2]);
        break;
      case 'callQueued':
        this.#queued(record[1], record[2], record[3]);
        break;
      case 'callStepped':
        this.#stepped(record[1], record[2], record[3]);
        break;
      case 'callConnected':
        this.#connected(record.slice(1) as unknown as Args<'callConnected'>);
        break;
      case 'callExited':
        this.#exited(record.slice(1) as unknown as Args<'callExited'>);
        break;
      case 'callEnded':
        this.#callEnded(record[1]);
        break;
      case 'offerEnded':
        this.#offerEnded(record.slice(1) as unknown as Args<'offerEnded'>);
        break;
      case 'agentChanged':
        this.#changed(record[1], record[2], record[4]);
        break;
    }
  }

  #claimState(id: CallId, state: SeenCall['state'], what: string): void {
    const is = this.calls.get(id)?.state ?? 'not here';
    this.claim(is === state, `call ${id} ${what}, but is ${is}`);
  }

  #offered(id: OfferId, callId: CallId, agentId: AgentId, ringMs: Ms): void {
    const agent = this.agent(agentId);
    const call = this.calls.get(callId);
    const what = `offer ${id} of call ${callId} to ${agentId}`;
    this.claim(id > this.highestOffer, `${what}: the number is not a new one`);
    this.claim(agent.told === 'ready', `${what}: the agent is ${agent.told}`);
    this.claim(agent.offer === undefined, `${what}: the agent has offer ${agent.offer}`);
    this.claim(call?.state === 'queued', `${what}: the call is ${call?.state ?? 'not known'}`);
    this.claim((call?.offers.size ?? 0) === 0, `${what}: the call is offered already`);
    this.claim(ringMs === call?.visit?.follows.ringMs, `${what}: it rings ${ringMs} ms`);
    this.highestOffer = Math.max(this.highestOffer, id);
    this.offers.set(id, {
      call: callId,
      agent: agentId,
      withdrawn: false,
      connectAsked: false,
      connected: false,
      released: false,
      dueAt: this.now + this.limits.setUpMs,
      ringMs,
      wrapUpMs: call?.visit?.follows.wrapUpMs ?? 0,
      madeIn: this.move,
    });
    agent.offer = id;
    if (!call) return;
    call.offers.add(id);
    call.heldUntil = 0;
  }

  #withdrawn(id: OfferId, callId: CallId, agent: AgentId, reason: WithdrawReason): void {
    const offer = this.offers.get(id);
    const what = `offer ${id} is withdrawn (${reason})`;
    this.claim(offer !== undefined, `${what}, but is not open`);
    if (!offer) return;
    this.claim(!offer.withdrawn && !offer.connected, `${what} a second time, or in conversation`);
    this.claim(offer.call === callId && offer.agent === agent, `${what} by other names`);
    offer.withdrawn = true;
    offer.dueAt = this.now + this.limits.withdrawMs;
    const goesBack = reason === 'expired' || reason === 'agent-left';
    this.#takeFromCall(offer, id, goesBack);
  }

  #connecting(id: OfferId, call: CallId, agent: AgentId): void {
    const offer = this.offers.get(id);
    const fits = offer?.call === call && offer.agent === agent;
    const first = fits && !offer.withdrawn && !offer.connectAsked && !offer.connected;
    this.claim(first, `call ${call} and ${agent} are to be joined by offer ${id}, out of turn`);
    if (!offer) return;
    offer.connectAsked = true;
    offer.dueAt = this.now + this.limits.connectMs;
  }

  #released(id: OfferId, agent: AgentId): void {
    const offer = this.offers.get(id);
    const fits = offer?.connected && offer.agent === agent && !this.calls.has(offer.call);
    const talking = offer?.connected && this.calls.get(offer.call)?.state === 'talking';
    this.claim(fits || talking === true, `${agent} is let go of offer ${id}, out of turn`);
    if (offer) offer.released = true;
  }

  #sent(id: CallId): void {
    const call = this.calls.get(id);
    const able = call?.state === 'out' || call?.state === 'leaving';
    this.claim(able, `call ${id} is sent away, but is ${call?.state ?? 'not here'}`);
    if (call) call.state = 'leaving';
  }

  #queued(id: CallId, queue: QueueId, step: number): void {
    const call = this.calls.get(id);
    const { joining } = call ?? {};
    const policy = this.queue(queue);
    this.claim(joining?.queue === queue, `call ${id} joins ${queue} out of turn`);
    this.claim(step === 0, `call ${id} joins ${queue} at step ${step}`);
    if (!call || !joining || !policy) return;
    call.joining = undefined;
    call.state = 'queued';
    call.visit = {
      queue,
      follows: policy,
      step,
      joinedAt: joining.joinedAt,
      agedFrom: joining.agedFrom,
      arrival: joining.arrival,
      class: joining.class ?? policy.class,
      since: this.now,
      sinceMove: this.move,
    };
  }

  #stepped(id: CallId, queue: QueueId, step: number): void {
    const visit = this.calls.get(id)?.visit;
    const onwards = visit?.queue === queue && step > visit.step;
    this.claim(onwards, `call ${id} comes to step ${step} of ${queue} out of turn`);
    const exists = step < (visit?.follows.steps.length ?? 0);
    this.claim(exists, `call ${id} comes to step ${step} of ${queue}, which has no such step`);
    if (visit && exists) this.#moved(visit, step);
  }

  #moved(visit: Visit, step: number): void {
    visit.step = step;
    visit.since = this.now;
    visit.sinceMove = this.move;
  }

  #connected([id, offerId, agent, queue, waitMs]: Args<'callConnected'>): void {
    const offer = this.offers.get(offerId);
    const fits = offer?.connected && offer.call === id && offer.agent === agent;
    this.claim(fits === true, `call ${id} talks to ${agent} by offer ${offerId}, out of turn`);
    this.#claimWait(id, queue, waitMs);
  }

  /** The wait told is the time since the call joined: no fault has cost it its age. */
  #claimWait(id: CallId, queue: QueueId, waitMs: Ms): void {
    const call = this.calls.get(id);
    const stay = call?.visit ?? call?.joining;
    this.claim(stay?.queue === queue, `call ${id} leaves ${queue}, where it was not`);
    if (!stay) return;
    const waited = this.now - stay.joinedAt;
    this.claim(waitMs === waited, `call ${id} waited ${waited} ms in ${queue}, not ${waitMs}`);
  }

  #exited([id, queue, how, waitMs, target]: Args<'callExited'>): void {
    const call = this.calls.get(id);
    const inside = call?.state === 'queued' || call?.state === 'joining';
    this.claim(inside, `call ${id} leaves ${queue} (${how}), but is ${call?.state ?? 'not here'}`);
    if (!call || !inside) return;
    this.#claimWait(id, queue, waitMs);
    this.dispositions.set(how, (this.dispositions.get(how) ?? 0) + 1);
    const { shortAbandonMs = 0 } = call.visit?.follows ?? {};
    const short = waitMs < shortAbandonMs;
    if (how === 'abandoned' || how === 'abandoned-short') {
      this.claim(short === (how === 'abandoned-short'), `call ${id}: ${how} after ${waitMs} ms`);
    }
    const talks = [...call.offers].some((offer) => this.offers.get(offer)?.connected);
    this.claim(talks === (how === 'answered'), `call ${id} is ${how}, and talks: ${talks}`);
    const from = call.visit ?? call.joining!;
    call.visit = undefined;
    call.joining = undefined;
    call.heldUntil = 0;
    call.state = how === 'answered' ? 'talking' : 'out';
    if (target !== undefined) this.#movesOn(call, from, target);
  }

  /** The target leads to another queue: the place there is settled now. */
  #movesOn(
    call: SeenCall,
    from: Pick<Visit, 'agedFrom' | 'arrival'> & { class?: string },
    to: TargetId,
  ): void {
    const target = this.policy.targets.find(({ id }) => id === to);
    if (target?.queue === undefined) return;
    const headStart = this.queue(target.queue)?.headStartMs ?? 0;
    const kept = target.keepAge === true;
    call.state = 'joining';
    call.joining = {
      queue: target.queue,
      joinedAt: this.now,
      agedFrom: kept ? from.agedFrom : this.now - headStart,
      arrival: kept ? from.arrival : this.nextArrival(),
      class: call.ownClass ? (from.class as Visit['class'] | undefined) : undefined,
    };
  }

  #callEnded(id: CallId): void {
    const call = this.calls.get(id);
    const able = call?.state === 'out' || call?.state === 'talking' || call?.state === 'leaving';
    this.claim(able, `call ${id} ends, but is ${call?.state ?? 'not here'}`);
    this.claim(!this.ended.has(id), `call ${id} ends a second time`);
    this.calls.delete(id);
    this.ended.add(id);
    this.endings += 1;
  }

  #offerEnded([id, callId, agentId, , result]: Args<'offerEnded'>): void {
    const offer = this.offers.get(id);
    const what = `offer ${id} ends (${result})`;
    this.claim(offer !== undefined, `${what}, but is not open`);
    if (!offer) return;
    this.claim(!offer.connected, `${what} a second time`);
    this.claim(offer.call === callId && offer.agent === agentId, `${what} by other names`);
    if (result === 'answered') {
      this.claim(offer.connectAsked && !offer.withdrawn, `${what}, but was not to be connected`);
      offer.connected = true;
      offer.dueAt = NEVER;
      return;
    }
    this.offers.delete(id);
    const agent = this.agent(agentId);
    if (agent.offer === id) agent.offer = undefined;
    if (!offer.withdrawn) this.#takeFromCall(offer, id, !this.restoring);
  }

  /** The call is without this offer, and back in its place if it has not left. */
  #takeFromCall(offer: SeenOffer, id: OfferId, excludes: boolean): void {
    const call = this.calls.get(offer.call);
    if (!call?.offers.delete(id) || !call.visit) return;
    const known = this.policy.agents.some((agent) => agent.id === offer.agent);
    const { excludeMs } = call.visit.follows;
    if (excludes && known) {
      exclude(call, offer.agent, this.now + Math.max(1, excludeMs), this.limits);
    }
    this.#moved(call.visit, call.visit.step);
  }

  #changed(id: AgentId, state: SeenAgent['told'], callId: CallId | undefined): void {
    const agent = this.agent(id);
    agent.told = state;
    const offer = agent.offer === undefined ? undefined : this.offers.get(agent.offer);
    if (offer?.connected && state !== 'talking') {
      // The conversation is over: nothing else tells so.
      agent.wrapUpUntil = this.now + offer.wrapUpMs;
      this.offers.delete(agent.offer!);
      this.calls.get(offer.call)?.offers.delete(agent.offer!);
      agent.offer = undefined;
    }
    const engaged = state === 'offered' || state === 'talking';
    this.claim(engaged === (agent.offer !== undefined), `${id} is ${state}, offer ${agent.offer}`);
    if (engaged) this.claim(offer?.call === callId, `${id} is ${state} with call ${callId}`);
  }

  /** Of what belongs to nobody any more. At the end of each move. */
  balance(): void {
    for (const call of this.calls.values()) {
      const settled = call.state !== 'joining' && call.state !== 'out';
      this.claim(settled, `call ${call.id} has left its queue for nowhere`);
      const offersMax = call.state === 'queued' || call.state === 'talking' ? 1 : 0;
      this.claim(call.offers.size <= offersMax, `call ${call.id} has ${call.offers.size} offers`);
    }
    for (const [id, { agent, call, withdrawn, released }] of this.offers) {
      const one = this.agent(agent).offer === id;
      this.claim(one, `offer ${id} is open, and ${agent} has ${this.agent(agent).offer}`);
      const owned = withdrawn || released || this.calls.get(call)?.offers.has(id) === true;
      this.claim(owned, `offer ${id} is open for call ${call}, which has gone`);
    }
  }
}
