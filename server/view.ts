/**
 * What people see of routing: every call, agent and offer as it is now. Made from the lines of the
 * journal and nothing else, so the routing thread, the journal's follower and the screens all see
 * the same.
 */

import { LRUCache } from 'lru-cache';
import type { CommandRecord } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { AgentId, CallId, Ms, OfferId, QueueId, TargetId } from '../core/routing/ids.ts';
import type { Policy, QueuePolicy } from '../core/routing/policy.ts';
import type { JournalSnapshot, Line, Note } from './journal-lines.ts';
import { type Rename, renamePolicy, renameView } from './renames.ts';
import type { AgentView, CallView, OfferView, ViewSnapshot } from './view-types.ts';

export interface ViewOptions {
  readonly policy: Policy;
  /** Callers whose last agent is remembered, and for how long. */
  readonly lastAgent: { readonly callers: number; readonly keepMs: Ms };
  /** State to begin with. */
  readonly from?: ViewSnapshot;
}

/** Call states in which somebody waits for an agent. */
const inLine = new Set(['waiting', 'offered', 'connecting']);

const callerKey = (tenant: string, number: string): string => `${tenant}|${number}`;

export class View {
  readonly calls = new Map<CallId, CallView>();
  readonly offers = new Map<OfferId, OfferView>();
  readonly agents = new Map<AgentId, AgentView>();
  policy: Policy;
  switchUp = true;
  /** Number and time of the last line applied. */
  seq = 0;
  at: Ms = 0;
  /** Larger than the id of every call seen. */
  nextCall = 1;
  #queues = new Map<QueueId, QueuePolicy>();
  #nextArrival = 1;
  /** Where the call that left a queue in this fact goes, until it is queued again. */
  #exitTarget: TargetId | undefined;
  readonly #lastAgents: LRUCache<string, { readonly agent: AgentId; readonly at: Ms }>;
  readonly #keepMs: Ms;
  readonly #callers: number;

  /** The view as it was when the journal's snapshot was taken. */
  static restore(from: JournalSnapshot, lastAgent: ViewOptions['lastAgent']): View {
    const view = new View({ policy: from.router.policy, lastAgent, from: from.view });
    view.seq = from.seq - 1;
    view.at = from.at;
    view.switchUp = from.router.switchUp;
    return view;
  }

  constructor(options: ViewOptions) {
    this.policy = options.policy;
    this.#keepMs = options.lastAgent.keepMs;
    this.#callers = options.lastAgent.callers;
    this.#lastAgents = new LRUCache({ max: Math.max(1, options.lastAgent.callers) });
    if (options.from) this.#load(options.from);
    this.#usePolicy(options.policy);
  }

  /** Takes in the next line. Cost: a few map look-ups; a policy costs its size. */
  apply(line: Line): void {
    this.seq = line.seq;
    this.at = line.at;
    if ('n' in line) this.#record(line.n, line.at);
    else if ('fact' in line) {
      if (line.outcome === 'applied') this.#fact(line.fact, line.at);
    } else if ('note' in line) this.#note(line.note, line.at);
  }

  snapshot(): ViewSnapshot {
    return {
      nextCall: this.nextCall,
      calls: [...this.calls.values()].map((call) => ({ ...call })),
      offers: [...this.offers.values()].map((offer) => ({ ...offer })),
      agents: [...this.agents.values()].map((agent) => ({ ...agent })),
      lastAgents: [...this.#lastAgents.entries()].map(([key, last]) => [key, last.agent, last.at]),
    };
  }

  /**
   * The agent this caller talked with last; undefined for a withheld number or one long ago.
   * Changes nothing.
   */
  lastAgent(tenant: string, number: string): AgentId | undefined {
    if (number === '' || this.#callers === 0) return undefined;
    const last = this.#lastAgents.peek(callerKey(tenant, number));
    return last && this.at - last.at <= this.#keepMs ? last.agent : undefined;
  }

  /** Calls that wait, by queue, in no order. Cost: O(calls). */
  waiting(): Map<QueueId, CallView[]> {
    const lines = new Map<QueueId, CallView[]>();
    for (const call of this.calls.values()) {
      if (call.queue === undefined || !inLine.has(call.state)) continue;
      const line = lines.get(call.queue);
      if (line) line.push(call);
      else lines.set(call.queue, [call]);
    }
    return lines;
  }

  /** Calls waiting in a queue, next to be served first. `waiting` saves a look at all calls. */
  line(queue: QueueId, waiting = this.waiting()): CallView[] {
    const classes = new Map(this.policy.classes.map((id, index) => [id, index]));
    const rank = (call: CallView) => classes.get(call.class!) ?? classes.size;
    return [...(waiting.get(queue) ?? [])].sort(
      (a, b) =>
        rank(a) - rank(b) || a.agedFrom! - b.agedFrom! || (a.arrival ?? 0) - (b.arrival ?? 0),
    );
  }

  queue(id: QueueId): QueuePolicy | undefined {
    return this.#queues.get(id);
  }

  #load(from: ViewSnapshot): void {
    this.nextCall = from.nextCall;
    for (const call of from.calls) {
      this.calls.set(call.id, { ...call });
      this.#nextArrival = Math.max(this.#nextArrival, (call.arrival ?? 0) + 1);
    }
    for (const offer of from.offers) this.offers.set(offer.id, { ...offer });
    for (const agent of from.agents) this.agents.set(agent.id, { ...agent });
    for (const [key, agent, at] of [...from.lastAgents].reverse()) {
      this.#lastAgents.set(key, { agent, at });
    }
  }

  /** Everything under its new id, as if it had never had another. */
  #rename(renames: readonly Rename[]): void {
    const state = renameView(this.snapshot(), renames);
    for (const each of [this.calls, this.offers, this.agents, this.#lastAgents]) each.clear();
    this.#load(state);
    this.#usePolicy(renamePolicy(this.policy, renames));
  }

  #usePolicy(policy: Policy): void {
    this.policy = policy;
    this.#queues = new Map(policy.queues.map((queue) => [queue.id, queue]));
    const kept = new Set(policy.agents.map((agent) => agent.id));
    for (const agent of this.agents.values()) {
      if (!kept.has(agent.id) && agent.state === 'signed-out') this.agents.delete(agent.id);
    }
    for (const id of kept) {
      if (this.agents.has(id)) continue;
      this.agents.set(id, { id, state: 'signed-out', since: this.at, callsAnswered: 0 });
    }
  }

  #fact(fact: RouterEvent, at: Ms): void {
    switch (fact.type) {
      case 'call-arrived':
        this.#arrived(fact, at);
        return;
      case 'policy-replaced':
        this.#usePolicy(fact.policy);
        return;
      case 'switch-lost':
        this.switchUp = false;
        return;
      case 'switch-restored':
        this.switchUp = true;
        return;
      case 'agent-signed-in': {
        const agent = this.agents.get(fact.agent);
        if (agent) delete agent.signOutNext;
        if (agent) agent.signedInAt ??= at;
        return;
      }
      case 'agent-signed-out': {
        const agent = this.agents.get(fact.agent);
        if (agent && agent.state !== 'signed-out') agent.signOutNext = true;
        return;
      }
      case 'offer-ringing': {
        const offer = this.offers.get(fact.offer);
        if (offer) offer.ringingAt = at;
        return;
      }
      case 'offer-answered': {
        const offer = this.offers.get(fact.offer);
        if (offer) offer.answeredAt = at;
        return;
      }
      default:
    }
  }

  #arrived(fact: RouterEvent & { type: 'call-arrived' }, at: Ms): void {
    const queue = this.#queues.get(fact.queue);
    const own = fact.class && this.policy.classes.includes(fact.class) ? fact.class : undefined;
    const joinedAt = at - (fact.waitedMs ?? 0);
    const call = this.#call(fact.call, joinedAt);
    // Adopted calls waited before this router heard of them.
    call.enteredAt = joinedAt;
    call.queue = fact.queue;
    call.class = own ?? queue?.class;
    if (own) call.ownClass = own;
    call.joinedAt = joinedAt;
    call.agedFrom = joinedAt - (fact.headStartMs ?? queue?.headStartMs ?? 0);
    if (fact.preferred) call.preferred = fact.preferred;
  }

  #call(id: CallId, at: Ms): CallView {
    let call = this.calls.get(id);
    if (!call) {
      const caller = { number: '', name: '' };
      call = { id, state: 'entered', tenant: '', channel: '', caller, dialled: '', enteredAt: at };
      this.calls.set(id, call);
    }
    this.nextCall = Math.max(this.nextCall, id + 1);
    return call;
  }

  #note(note: Note, at: Ms): void {
    switch (note.type) {
      case 'caller': {
        const call = this.#call(note.call, at);
        call.tenant = note.tenant;
        call.channel = note.channel;
        call.caller = note.caller;
        call.dialled = note.dialled;
        return;
      }
      case 'caller-refused':
        this.nextCall = Math.max(this.nextCall, note.call + 1);
        this.calls.delete(note.call);
        return;
      case 'phone-chosen': {
        const agent = this.agents.get(note.agent);
        if (agent) agent.phone = note.phone;
        return;
      }
      case 'hold-changed': {
        const offer = this.offers.get(note.offer);
        if (!offer) return;
        if (note.on) offer.heldSince ??= at;
        else if (offer.heldSince !== undefined) {
          offer.heldMs += at - offer.heldSince;
          delete offer.heldSince;
        }
        return;
      }
      case 'recording-changed': {
        const offer = this.offers.get(note.offer);
        if (offer) offer.recording = note.state;
        return;
      }
      case 'started':
        this.nextCall = Math.max(this.nextCall, note.nextCall);
        this.switchUp = false;
        if (note.renamed) this.#rename(note.renamed);
        return;
      default:
    }
  }

  #record(record: CommandRecord, at: Ms): void {
    switch (record[0]) {
      case 'offerCall':
        this.#offered(record[1], record[2], record[3], at);
        return;
      case 'withdrawOffer':
        // Only these leave the call in its line; with the others it goes or has gone.
        if (record[4] === 'expired' || record[4] === 'agent-left') this.#back(record[1], record[2]);
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
      case 'callQueued':
        this.#queued(record[1], record[2], record[3], at);
        return;
      case 'callStepped': {
        const call = this.calls.get(record[1]);
        if (call) call.step = record[3];
        return;
      }
      case 'callConnected':
        this.#connected(record[1], record[2], record[3], at);
        return;
      case 'callExited':
        if (record[3] !== 'answered') this.#setState(record[1], 'leaving');
        this.#exitTarget = record[5] ?? undefined;
        return;
      case 'callEnded':
        this.#setState(record[1], 'gone');
        this.calls.delete(record[1]);
        return;
      case 'offerEnded':
        if (record[5] === 'answered') return;
        this.#back(record[1], record[2]);
        this.offers.delete(record[1]);
        return;
      case 'agentChanged':
        this.#agentChanged(record, at);
        return;
      default:
    }
  }

  #setState(id: CallId, state: CallView['state']): void {
    const call = this.calls.get(id);
    if (call) call.state = state;
  }

  #offered(id: OfferId, callId: CallId, agent: AgentId, at: Ms): void {
    const call = this.calls.get(callId);
    if (!call?.queue) return;
    call.state = 'offered';
    call.offer = id;
    call.agent = agent;
    this.offers.set(id, { id, call: callId, agent, queue: call.queue, madeAt: at, heldMs: 0 });
  }

  /** The call is without this offer again, unless it already has another or has left. */
  #back(offer: OfferId, id: CallId): void {
    const call = this.calls.get(id);
    if (!call || call.offer !== offer) return;
    if (inLine.has(call.state)) call.state = 'waiting';
    delete call.offer;
    delete call.agent;
  }

  #queued(id: CallId, queueId: QueueId, step: number, at: Ms): void {
    const call = this.#call(id, at);
    const queue = this.#queues.get(queueId);
    const moved = call.state !== 'entered';
    const target = this.policy.targets.find((t) => t.id === this.#exitTarget);
    if (moved && queue) {
      call.joinedAt = at;
      call.class = call.ownClass ?? queue.class;
      if (!target?.keepAge) call.agedFrom = at - queue.headStartMs;
    }
    if (!(moved && target?.keepAge)) call.arrival = this.#nextArrival++;
    call.state = 'waiting';
    call.queue = queueId;
    call.step = step;
  }

  #connected(id: CallId, offerId: OfferId, agentId: AgentId, at: Ms): void {
    const call = this.calls.get(id);
    const offer = this.offers.get(offerId);
    const agent = this.agents.get(agentId);
    if (offer) offer.connectedAt = at;
    if (agent) agent.callsAnswered += 1;
    if (!call) return;
    call.state = 'talking';
    call.connectedAt = at;
    if (call.caller.number === '') return;
    this.#lastAgents.set(callerKey(call.tenant, call.caller.number), { agent: agentId, at });
  }

  #agentChanged(record: CommandRecord & readonly ['agentChanged', ...unknown[]], at: Ms): void {
    const [, id, state, reason, call] = record;
    const agent = this.agents.get(id);
    if (!agent) return;
    if (agent.state === 'talking' && state !== 'talking') this.#hungUp(id);
    if (agent.state !== state) agent.since = at;
    agent.state = state;
    if (reason) agent.reason = reason;
    else delete agent.reason;
    if (call) agent.call = call;
    else delete agent.call;
    if (state !== 'signed-out') return;
    delete agent.signOutNext;
    delete agent.signedInAt;
    delete agent.phone;
    if (!this.policy.agents.some((a) => a.id === id)) this.agents.delete(id);
  }

  /** The agent's conversation is over: its offer goes. */
  #hungUp(agent: AgentId): void {
    for (const offer of this.offers.values()) {
      if (offer.agent === agent && offer.connectedAt !== undefined) this.offers.delete(offer.id);
    }
  }
}
