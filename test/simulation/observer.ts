/**
 * Watches a router from outside, by its facts, commands and notices alone, and says what must not
 * be. All it claims follows from docs/routing-rules.md; it knows the state of no router.
 */

import { isDeepStrictEqual } from 'node:util';
import type {
  AgentPolicy,
  CallId,
  CommandRecord,
  Ms,
  Policy,
  RouterEvent,
} from '../../core/index.ts';
import type { Answer, Start } from '../support/contenders.ts';
import { Books } from './books.ts';
import { claimConsequences, claimNothingOverdue } from './consequences.ts';
import {
  delayEnds,
  excludedUntil,
  mayTake,
  qualifies,
  type SeenCall,
  urgency,
  waitsFreely,
} from './observed.ts';
import type { Move } from './trial.ts';

type Arrived = Extract<RouterEvent, { type: 'call-arrived' }>;

export class Observer {
  readonly books: Books;
  arrived = 0;
  #switchUp = true;
  #agents: ReadonlyMap<string, AgentPolicy>;

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
    books.now = Math.max(books.now, move.at);
    books.restoring = move.event?.type === 'switch-restored';
    if (move.restartFrom !== undefined) this.#switchUp = false;
    if (move.event) this.#fact(move.event, answer);
    for (const record of answer.records) {
      if (record[0] === 'offerCall') this.#judgeChoice(record, late);
      books.enter(record);
    }
    books.balance();
    if (move.event && answer.outcome === 'applied') {
      claimConsequences(books, move.event, answer.records);
    }
    if (answer.nextDeadline > books.now) {
      claimNothingOverdue(books);
      if (this.#switchUp) this.#judgeIdle();
    }
    return [...books.wrong];
  }

  /** What a fact means before anything is said of it. */
  #fact(event: RouterEvent, { outcome, records }: Answer): void {
    const { books } = this;
    if (outcome !== 'applied') {
      books.claim(records.length === 0, `a fact that is ${outcome} has consequences`);
      return;
    }
    if (event.type === 'call-arrived') this.#arrives(event);
    if (event.type === 'switch-lost') this.#switchUp = false;
    if (event.type === 'switch-restored') this.#switchUp = true;
    if (event.type === 'policy-replaced') this.#replace(event.policy);
  }

  #arrives(event: Arrived): void {
    const { books } = this;
    const { now, policy } = books;
    const { call: id } = event;
    this.arrived += 1;
    books.claim(!books.calls.has(id), `call ${id} arrives a second time`);
    const queue = books.queue(event.queue);
    const ownClass = policy.classes.find((one) => one === event.class);
    const joinedAt = now - (event.waitedMs ?? 0);
    const holdMs = event.preferredWaitMs ?? queue?.preferredWaitMs ?? 0;
    const preferred = event.preferred !== undefined && this.#agents.has(event.preferred);
    books.ended.delete(id);
    books.calls.set(id, {
      id,
      state: 'joining',
      joining: {
        queue: event.queue,
        joinedAt,
        agedFrom: joinedAt - (event.headStartMs ?? queue?.headStartMs ?? 0),
        arrival: books.nextArrival(),
        class: ownClass,
      },
      visit: undefined,
      ownClass: ownClass !== undefined,
      preferred: preferred ? event.preferred : undefined,
      heldUntil: preferred ? now + holdMs : 0,
      exclusions: [],
      offers: new Set(),
    });
  }

  /** Rule 10: a call keeps the steps it joined with unless the reload is live, or changes nothing. */
  #replace(policy: Policy): void {
    const { books } = this;
    books.policy = policy;
    this.#agents = new Map(policy.agents.map((agent) => [agent.id, agent]));
    for (const call of books.calls.values()) {
      call.exclusions = call.exclusions.filter(({ agent }) => this.#agents.has(agent));
      if (call.preferred !== undefined && !this.#agents.has(call.preferred)) {
        call.preferred = undefined;
        call.heldUntil = 0;
      }
      const { visit } = call;
      if (!visit) continue;
      if (!policy.classes.includes(visit.class)) visit.class = policy.classes.at(-1)!;
      const now = books.queue(visit.queue);
      if (!now || !(now.reloadLive || isDeepStrictEqual(now, visit.follows))) continue;
      visit.follows = now;
      visit.step = Math.min(visit.step, now.steps.length - 1);
    }
  }

  /** The agent may have the call, and nobody who came before could have had the agent. */
  #judgeChoice(
    record: Extract<CommandRecord, readonly ['offerCall', ...unknown[]]>,
    late: boolean,
  ): void {
    const { books } = this;
    const [, offer, id, agentId] = record;
    const call = books.calls.get(id);
    const agent = this.#agents.get(agentId);
    const { visit } = call ?? {};
    if (!call || !visit) return;
    const what = `offer ${offer} of call ${id} to ${agentId}`;
    books.claim(this.#switchUp, `${what}: the switch is lost`);
    books.claim(agent !== undefined && qualifies(agent, visit), `${what}: who does not qualify`);
    const excluded = excludedUntil(call, agentId) > books.now;
    books.claim(!excluded, `${what}: who is excluded until ${excludedUntil(call, agentId)}`);
    if (!agent) return;
    const early = call.preferred !== agentId && delayEnds(agent, visit) > books.now;
    books.claim(!early, `${what}: whose delay has not passed`);
    if (late) return;
    for (const other of books.calls.values()) {
      if (other === call || !this.#wasThere(other, agent)) continue;
      if (urgency(books.policy, other.visit!, visit) >= 0) continue;
      books.claim(false, `${what}: call ${other.id} is overtaken`);
    }
  }

  /** Whether the agent could have had the call at any instant before this one. */
  #wasThere(call: SeenCall, agent: AgentPolicy): boolean {
    const before: Ms = this.books.now - 1;
    const { visit } = call;
    if (!visit || visit.sinceMove === this.books.move || visit.since > before) return false;
    return waitsFreely(call, before) && mayTake(agent, call, before);
  }

  /** No agent is idle beside a call that this agent may take. */
  #judgeIdle(): void {
    const { books } = this;
    for (const [id, { told }] of books.agents) {
      if (told !== 'ready') continue;
      const agent = this.#agents.get(id);
      if (!agent) continue;
      for (const call of books.calls.values()) {
        if (!waitsFreely(call, books.now) || !mayTake(agent, call, books.now)) continue;
        books.claim(false, `${id} is idle while call ${call.id} waits`);
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
      .filter(({ visit }) => visit && visit.since <= now - sinceMs)
      .filter((call) => agents.some((agent) => mayTake(agent, call, now)))
      .map(({ id }) => id);
  }
}
