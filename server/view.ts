/**
 * What people see of routing: every call, agent and offer as it is now. Made from the lines of the
 * journal and nothing else, so the routing thread, the journal's follower and the screens all see
 * the same.
 */

import type { CommandRecord } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type {
  AgentId,
  CallId,
  HoursId,
  LinkId,
  Ms,
  OfferId,
  QueueId,
} from '../core/routing/ids.ts';
import type { Policy, QueuePolicy } from '../core/routing/policy.ts';
import { CallerMemory } from './caller-memory.ts';
import type { JournalSnapshot, Line, Note } from './journal-lines.ts';
import { type Rename, renamePolicy, renameView } from './renames.ts';
import { CallBook } from './view-calls.ts';
import { DialBook } from './view-dials.ts';
import { LinkBook } from './view-links.ts';
import { changeCall, classAt, inLine, isCallback, queueOf } from './view-places.ts';
import type {
  AgentView,
  CallView,
  DialView,
  LinkView,
  OfferView,
  PlaceView,
  ViewSnapshot,
} from './view-types.ts';

export interface ViewOptions {
  readonly policy: Policy;
  /** Callers whose last agent is remembered, and for how long. */
  readonly lastAgent: { readonly callers: number; readonly keepMs: Ms };
  /** State to begin with. */
  readonly from?: ViewSnapshot;
}

/** A call in one of the queues it waits in. */
export interface Waiting {
  readonly call: CallView;
  readonly place: PlaceView;
}

export class View {
  readonly agents = new Map<AgentId, AgentView>();
  policy: Policy;
  switchUp = true;
  /** Number and time of the last line applied. */
  seq = 0;
  at: Ms = 0;
  #lostAt: Ms = 0;
  readonly #book: CallBook;
  readonly #memory: CallerMemory;
  readonly #hours = new Map<HoursId, boolean>();
  readonly #links: LinkBook;
  readonly #dials = new DialBook();

  /** The view as it was when the journal's snapshot was taken. */
  static restore(from: JournalSnapshot, lastAgent: ViewOptions['lastAgent']): View {
    const view = new View({ policy: from.router.policy, lastAgent, from: from.view });
    view.seq = from.seq - 1;
    view.at = from.at;
    view.switchUp = from.router.switchUp;
    view.#lostAt = from.router.switchLostAt ?? from.at;
    view.#book.placesMax = from.limits.placesMax;
    for (const { id, open } of from.router.hours) view.#hours.set(id, open);
    view.#links.load(from.router);
    return view;
  }

  constructor(options: ViewOptions) {
    this.policy = options.policy;
    this.#memory = new CallerMemory(options.lastAgent);
    this.#book = new CallBook(options.policy, this.#memory);
    this.#links = new LinkBook(options.policy);
    if (options.from) this.#load(options.from);
    this.#usePolicy(options.policy);
  }

  get calls(): ReadonlyMap<CallId, CallView> {
    return this.#book.calls;
  }

  get offers(): ReadonlyMap<OfferId, OfferView> {
    return this.#book.offers;
  }

  get links(): ReadonlyMap<LinkId, LinkView> {
    return this.#links.links;
  }

  get dials(): ReadonlyMap<CallId, DialView> {
    return this.#dials.dials;
  }

  /** Larger than the id of every call seen. */
  get nextCall(): number {
    return this.#book.nextCall;
  }

  set nextCall(id: number) {
    this.#book.nextCall = id;
  }

  /** Takes in the next line. Cost: a few map look-ups; a policy costs its size. */
  apply(line: Line): void {
    // A process that ended without a word was last there at its last line.
    if (this.switchUp) this.#lostAt = this.at;
    this.seq = line.seq;
    this.at = line.at;
    if ('n' in line) this.#record(line.n, line.at);
    else if ('fact' in line) {
      if (line.outcome === 'applied') this.#fact(line.fact, line.at);
    } else if ('note' in line) this.#note(line.note, line.at);
  }

  snapshot(): ViewSnapshot {
    const dials = this.#dials.snapshot();
    return {
      ...this.#book.snapshot(),
      ...(dials.length === 0 ? {} : { dials }),
      agents: [...this.agents.values()].map((agent) => ({ ...agent })),
      ...this.#memory.snapshot(this.at),
    };
  }

  /**
   * The agent this caller talked with last; undefined for a withheld number or one long ago.
   * Changes nothing.
   */
  lastAgent(tenant: string, number: string, now = this.at): AgentId | undefined {
    return this.#memory.lastAgent(tenant, number, now);
  }

  /**
   * Routing age this caller had earned in this queue, and hung up; undefined for a withheld number,
   * or when it was longer than `within` ago. Changes nothing.
   */
  earnedAge(
    tenant: string,
    queue: QueueId,
    number: string,
    within: Ms,
    now = this.at,
  ): Ms | undefined {
    return this.#memory.earnedAge(tenant, queue, number, within, now);
  }

  /** Calls that wait, by queue, in no order; callbacks that rest too. Cost: O(calls). */
  waiting(): Map<QueueId, Waiting[]> {
    const lines = new Map<QueueId, Waiting[]>();
    for (const call of this.calls.values()) {
      if (!inLine.has(call.state)) continue;
      for (const place of call.places) {
        const line = lines.get(place.queue);
        if (line) line.push({ call, place });
        else lines.set(place.queue, [{ call, place }]);
      }
    }
    return lines;
  }

  /** Calls waiting in a queue, next to be served first. `waiting` saves a look at all calls. */
  line(queue: QueueId, waiting = this.waiting()): CallView[] {
    const classes = new Map(this.policy.classes.map((id, index) => [id, index]));
    const rank = ({ place }: Waiting) =>
      classes.get(classAt(place, this.policy, this.at)!) ?? classes.size;
    return (waiting.get(queue) ?? [])
      .filter(({ call }) => !this.isResting(call))
      .map((each) => ({ ...each, rank: rank(each) }))
      .sort(
        (a, b) =>
          a.rank - b.rank ||
          a.place.agedFrom - b.place.agedFrom ||
          a.place.arrival - b.place.arrival,
      )
      .map(({ call }) => call);
  }

  /** A callback that is not to be dialled now: tried in vain just before, or out of hours. */
  isResting(call: CallView): boolean {
    if (!call.callback || !isCallback(call) || call.state !== 'waiting') return false;
    if (call.callback.restUntil > this.at) return true;
    const queue = queueOf(call);
    const hours = queue && this.queue(queue)?.hours;
    return hours !== undefined && this.#hours.get(hours) === false;
  }

  queue(id: QueueId): QueuePolicy | undefined {
    return this.#book.queue(id);
  }

  /** Whether its opening hours say so; one without hours is always open. */
  isOpen(id: QueueId): boolean {
    const hours = this.queue(id)?.hours;
    return hours === undefined || this.#hours.get(hours) !== false;
  }

  #load(from: ViewSnapshot): void {
    this.#book.load(from);
    this.agents.clear();
    for (const agent of from.agents) this.agents.set(agent.id, { ...agent });
    this.#memory.load(from);
    this.#dials.load(from.dials);
  }

  /** Everything under its new id, as if it had never had another. */
  #rename(renames: readonly Rename[]): void {
    this.#load(renameView(this.snapshot(), renames));
    this.#usePolicy(renamePolicy(this.policy, renames));
  }

  #usePolicy(policy: Policy): void {
    this.policy = policy;
    this.#book.usePolicy(policy);
    this.#links.usePolicy(policy);
    for (const { id, open } of policy.hours) this.#hours.set(id, open);
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
        this.#book.arrived(fact, at);
        return;
      case 'call-changed': {
        const call = this.calls.get(fact.call);
        if (call) changeCall(call, fact, this.policy, at);
        return;
      }
      case 'callback-requested':
        this.#book.callbackRequested(fact, at);
        return;
      case 'customer-answered':
        this.#book.customerAnswered(fact.offer, at);
        return;
      case 'policy-replaced':
        this.#usePolicy(fact.policy);
        return;
      case 'hours-changed':
        this.#hours.set(fact.hours, fact.open);
        return;
      case 'switch-lost':
        this.switchUp = false;
        this.#lostAt = at;
        return;
      case 'switch-restored':
        this.switchUp = true;
        this.#book.away(at - this.#lostAt);
        for (const call of this.#links.restored(fact, at)) this.#book.unlinked(call);
        return;
      case 'link-changed':
        this.#links.changed(fact);
        return;
      case 'link-accepted':
        this.#links.accepted(fact.call);
        return;
      case 'link-ended':
        this.#links.ended(fact, at);
        this.#book.unlinked(fact.call);
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
        if (offer?.ringMs !== undefined) offer.expiresAt = at + offer.ringMs;
        return;
      }
      case 'offer-answered': {
        const offer = this.offers.get(fact.offer);
        if (offer) offer.answeredAt = at;
        delete offer?.expiresAt;
        return;
      }
      default:
    }
  }

  #note(note: Note, at: Ms): void {
    switch (note.type) {
      case 'phone-chosen': {
        const agent = this.agents.get(note.agent);
        if (agent) agent.phone = note.phone;
        return;
      }
      case 'started':
        this.nextCall = Math.max(this.nextCall, note.nextCall);
        this.#book.placesMax = note.limits.placesMax;
        this.switchUp = false;
        if (note.renamed) this.#rename(note.renamed);
        return;
      default:
        this.#dials.note(note, at);
        this.#book.note(note, at);
        if (note.type === 'caller') this.#reachedBy(note);
    }
  }

  /** A caller whom a campaign has called. */
  #reachedBy(note: Note & { readonly type: 'caller' }): void {
    const attempt = this.#dials.takeAnswered(note.call) ?? note.attempt;
    const call = this.calls.get(note.call);
    if (attempt && call) call.attempt = attempt;
  }

  #record(record: CommandRecord, at: Ms): void {
    this.#book.record(record, at);
    this.#links.record(record, at);
    if (record[0] === 'agentChanged') this.#agentChanged(record, at);
    if (record[0] !== 'callConnected') return;
    const agent = this.agents.get(record[3]);
    if (agent) agent.callsAnswered += 1;
  }

  #agentChanged(record: CommandRecord & readonly ['agentChanged', ...unknown[]], at: Ms): void {
    const [, id, state, reason, call] = record;
    const agent = this.agents.get(id);
    if (!agent) return;
    if (state !== 'wrap-up') delete agent.wrapUpUntil;
    if (agent.state === 'talking' && state !== 'talking') {
      const wrapUpMs = this.#hungUp(id);
      if (state === 'wrap-up' && wrapUpMs !== undefined) agent.wrapUpUntil = at + wrapUpMs;
    }
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

  /** The agent's conversation is over: its offer goes. Gives how long its wrap-up may last. */
  #hungUp(agent: AgentId): Ms | undefined {
    let wrapUpMs: Ms | undefined;
    for (const offer of this.offers.values()) {
      if (offer.agent !== agent || offer.connectedAt === undefined) continue;
      wrapUpMs = offer.wrapUpMs;
      this.#book.drop(offer.id);
    }
    return wrapUpMs;
  }
}
