/**
 * Watches a router from outside, by its facts, commands and notices alone, and says what must not
 * be. All it claims follows from docs/routing-rules.md; it knows the state of no router.
 */

import { isDeepStrictEqual } from 'node:util';
import {
  type AgentId,
  type AgentPolicy,
  type CallId,
  type Ms,
  NEVER,
  type Policy,
  type QueueId,
  type RouterEvent,
} from '../../core/index.ts';
import type { Answer, Start } from '../support/contenders.ts';
import { Books } from './books.ts';
import { claimConsequences, claimNothingOverdue } from './consequences.ts';
import {
  classAt,
  delayEnds,
  exclude,
  excludedUntil,
  firstVisit,
  mayTake,
  qualifies,
  type SeenCall,
  urgency,
  type Visit,
  waitsFreely,
} from './observed.ts';
import type { Move } from './trial.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { type: T }>;

export class Observer {
  readonly books: Books;
  /** Calls that have come, callbacks that were asked for included. */
  arrived = 0;
  #agents: ReadonlyMap<AgentId, AgentPolicy>;
  /** In this move all calls look at once, in the order of their first places. */
  #atOnce = false;

  constructor({ policy, limits }: Start) {
    this.books = new Books(policy, limits);
    this.#agents = new Map(policy.agents.map((agent) => [agent.id, agent]));
  }

  /**
   * Everything that is wrong with this move. `late`: a deadline was due before it; who overtakes
   * whom and who is idle beside a call is then settled when it has fired.
   */
  see(move: Move, answer: Answer, late: boolean): string[] {
    const { books } = this;
    books.wrong.length = 0;
    books.move += 1;
    if (move.restartFrom !== undefined) books.lostAt ??= books.now;
    books.now = Math.max(books.now, move.at);
    books.restoring = move.event?.type === 'switch-restored';
    this.#atOnce = books.restoring || move.event?.type === 'policy-replaced';
    if (move.event) this.#fact(move.event, answer, late);
    for (const record of answer.records) {
      if (record[0] === 'offerCall')
        this.#judgeChoice(record[1], record[2], record[3], record[5], late);
      if (record[0] === 'dialCustomer') {
        this.#judgeChoice(record[1], record[2], record[3], record[4], late);
      }
      books.enter(record);
    }
    books.balance();
    if (move.event && answer.outcome === 'applied') {
      claimConsequences(books, move.event, answer.records);
    }
    const advanced = !move.event && move.restartFrom === undefined;
    const fired = !advanced || answer.nextDeadline > books.now;
    books.claim(fired, `the deadline of ${answer.nextDeadline} is due and has not fired`);
    if (answer.nextDeadline > books.now) {
      claimNothingOverdue(books);
      if (books.lostAt === undefined) this.#judgeIdle();
    }
    return [...books.wrong];
  }

  /** What a fact means before anything is said of it. */
  #fact(event: RouterEvent, { outcome, records }: Answer, late: boolean): void {
    const { books } = this;
    if (outcome !== 'applied') {
      books.claim(records.length === 0, `a fact that is ${outcome} has consequences`);
      return;
    }
    switch (event.type) {
      case 'call-arrived':
        this.#arrives(event);
        break;
      case 'call-changed':
        this.#changes(event);
        break;
      case 'callback-requested':
        this.#wantsCallback(event);
        break;
      case 'offer-ringing': {
        const offer = books.offers.get(event.offer);
        if (offer) offer.dueAt = books.offerClock + offer.ringMs;
        break;
      }
      case 'agent-unreachable':
        books.agent(event.agent).unreachableUntil = NEVER;
        break;
      case 'agent-reachable':
        books.agent(event.agent).unreachableUntil = 0;
        break;
      case 'switch-lost':
        books.lostAt = books.now;
        break;
      case 'switch-restored':
        this.#restores();
        break;
      case 'policy-replaced':
        this.#replace(event.policy, late);
        break;
    }
  }

  #arrives(event: Fact<'call-arrived'>): void {
    const { books } = this;
    const { now, policy } = books;
    const { call: id, callback } = event;
    books.claim(!books.calls.has(id), `call ${id} arrives a second time`);
    const queues = [event.queue, ...(event.also ?? [])].map((queue) => books.queue(queue));
    const ownClass = policy.classes.find((one) => one === event.class);
    const known = event.preferred !== undefined && this.#agents.has(event.preferred);
    const preferred = known && !callback ? event.preferred : undefined;
    const waits = queues.map((queue) => event.preferredWaitMs ?? queue?.preferredWaitMs ?? 0);
    const call = this.#newCall(id, {
      ownClass: ownClass !== undefined,
      skills: event.skills ?? [],
      preferred,
      heldUntil: preferred === undefined ? 0 : now + Math.max(...waits),
      callback: callback?.first,
    });
    const joinedAt = now - (event.waitedMs ?? 0);
    const arrival = books.nextArrival();
    for (const queue of queues) {
      if (!queue || call.joining.size >= books.limits.placesMax) continue;
      const headStart = event.headStartMs ?? queue.headStartMs;
      const agedFrom = joinedAt - headStart - (event.resumedMs ?? 0);
      const stay = {
        queue: queue.id,
        joinedAt,
        agedFrom,
        arrival,
        turn: call.joining.size,
        class: ownClass,
        classAt: now,
        unsure: false,
      };
      if (!call.joining.has(queue.id)) call.joining.set(queue.id, stay);
    }
    for (const agent of event.exclude ?? []) {
      if (this.#agents.has(agent)) exclude(call, agent, NEVER, books.limits);
    }
  }

  #newCall(
    id: CallId,
    of: Pick<SeenCall, 'ownClass' | 'skills' | 'preferred' | 'heldUntil' | 'callback'>,
  ): SeenCall {
    const { books } = this;
    const parts = {
      joining: new Map(),
      visits: new Map(),
      exclusions: [],
      offers: new Set<never>(),
    };
    const call: SeenCall = { id, state: 'queued', ...parts, ...of };
    this.arrived += 1;
    books.ended.delete(id);
    books.calls.set(id, call);
    return call;
  }

  #changes(event: Fact<'call-changed'>): void {
    const { books } = this;
    const call = books.calls.get(event.call);
    if (!call) return;
    const found = books.policy.classes.find((one) => one === event.class);
    if (found !== undefined) call.ownClass = true;
    if (event.skills) call.skills = event.skills;
    for (const visit of call.visits.values()) {
      if (found !== undefined) {
        visit.class = found;
        visit.classAt = books.now;
        visit.unsure = false;
      }
      visit.agedFrom -= event.addAgeMs ?? 0;
      books.moved(visit);
    }
  }

  /** The places, and all else of the call, are the callback's from now on. */
  #wantsCallback(event: Fact<'callback-requested'>): void {
    const { books } = this;
    const from = books.calls.get(event.call);
    if (!from) return;
    const { ownClass, skills, preferred } = from;
    books.claim(!from.callback, `callback ${event.call} wants another`);
    const call = this.#newCall(event.callback, {
      ownClass,
      skills,
      preferred,
      heldUntil: 0,
      callback: event.first,
    });
    for (const [queue, visit] of from.visits) call.joining.set(queue, { ...visit });
    call.exclusions = from.exclusions.map((one) => ({ ...one }));
  }

  /** While the switch was down the clocks of offers stood still. */
  #restores(): void {
    const { books } = this;
    const downMs = books.lostAt === undefined ? 0 : books.now - books.lostAt;
    for (const offer of books.offers.values()) offer.dueAt += downMs;
    books.lostAt = undefined;
  }

  /** Rule 10: a call keeps its steps unless the reload is live, or changes nothing. */
  #replace(policy: Policy, late: boolean): void {
    const { books } = this;
    const former = books.policy;
    books.policy = policy;
    this.#agents = new Map(policy.agents.map((agent) => [agent.id, agent]));
    for (const call of books.calls.values()) {
      call.exclusions = call.exclusions.filter(({ agent }) => this.#agents.has(agent));
      if (call.preferred !== undefined && !this.#agents.has(call.preferred)) {
        call.preferred = undefined;
        call.heldUntil = 0;
      }
      for (const visit of call.visits.values()) this.#reclass(former, call, visit, late);
      for (const visit of call.visits.values()) {
        const now = books.queue(visit.queue);
        if (!now || !(now.reloadLive || isDeepStrictEqual(now, visit.follows))) continue;
        visit.follows = now;
        visit.step = Math.min(visit.step, now.steps.length - 1);
      }
    }
  }

  /** The class so far, by the former caps; the last class when that is gone. */
  #reclass(former: Policy, call: SeenCall, visit: Visit, late: boolean): void {
    const { policy, now } = this.books;
    const promoted = classAt(former, visit, now);
    // Held up by an offer, or by a deadline that was late: it may not have been promoted yet.
    if (promoted !== visit.class && (late || call.offers.size > 0)) visit.unsure = true;
    while (visit.class !== promoted) {
      const cap = former.classCaps?.find((one) => one.class === visit.class);
      visit.classAt += cap?.afterMs ?? 0;
      visit.class = former.classes[former.classes.indexOf(visit.class) - 1]!;
    }
    if (policy.classes.includes(visit.class)) return;
    visit.class = policy.classes.at(-1)!;
    visit.classAt = now;
  }

  /** The agent may have the call, and nobody who came before could have had the agent. */
  #judgeChoice(offer: number, id: CallId, agentId: AgentId, queue: QueueId, late: boolean): void {
    const { books } = this;
    const call = books.calls.get(id);
    const visit = call?.visits.get(queue);
    const isNew = !books.offers.has(offer as never);
    if (!call || !visit || !isNew) return;
    const agent = this.#agents.get(agentId);
    const what = `offer ${offer} of call ${id} to ${agentId}`;
    books.claim(books.lostAt === undefined, `${what}: the switch is lost`);
    books.claim(agent && qualifies(agent, call, visit), `${what}: who does not qualify`);
    const excluded = excludedUntil(call, agentId) > books.now;
    books.claim(!excluded, `${what}: who is excluded until ${excludedUntil(call, agentId)}`);
    if (!agent) return;
    const early = call.preferred !== agentId && delayEnds(agent, visit) > books.now;
    books.claim(!early, `${what}: whose delay has not passed`);
    if (late || visit.unsure || !this.#counts(call, visit)) return;
    const before = books.now - 1;
    for (const other of books.calls.values()) {
      if (other === call || !waitsFreely(other, before)) continue;
      for (const place of other.visits.values()) {
        if (!this.#stood(other, place, before) || !mayTake(agent, other, place, before)) continue;
        if (urgency(books.policy, place, before, visit, books.now) >= 0) continue;
        books.claim(false, `${what}: call ${other.id} is overtaken`);
      }
    }
  }

  /** Whether it stood there at any instant before this one. */
  #stood(call: SeenCall, visit: Visit, before: Ms): boolean {
    const here = visit.sinceMove !== this.books.move && visit.since <= before && !visit.unsure;
    return here && this.#counts(call, visit);
  }

  #counts(call: SeenCall, visit: Visit): boolean {
    return !this.#atOnce || firstVisit(call) === visit;
  }

  /** No agent is idle beside a call that this agent may take. */
  #judgeIdle(): void {
    const { books } = this;
    for (const [id, { told }] of books.agents) {
      const agent = told === 'ready' ? this.#agents.get(id) : undefined;
      if (!agent) continue;
      for (const call of books.calls.values()) {
        if (!waitsFreely(call, books.now)) continue;
        for (const visit of call.visits.values()) {
          if (!mayTake(agent, call, visit, books.now)) continue;
          books.claim(false, `${id} is idle while call ${call.id} waits`);
        }
      }
    }
  }

  /** Somebody talks, or is on the way out. */
  get talks(): boolean {
    return [...this.books.calls.values()].some(({ state }) => state !== 'queued');
  }

  /** Calls that have stood for so long where somebody of this policy may take them. */
  servable(sinceMs: Ms): CallId[] {
    const agents = [...this.#agents.values()];
    const { now } = this.books;
    return [...this.books.calls.values()]
      .filter((call) =>
        [...call.visits.values()].some(
          (visit) =>
            visit.since <= now - sinceMs &&
            agents.some((agent) => mayTake(agent, call, visit, now)),
        ),
      )
      .map(({ id }) => id);
  }
}
