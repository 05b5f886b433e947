/**
 * The facts the benches replay: a centre's traffic, worked out once beside a router so that every
 * fact answers a command the router gave, and written down with its time. Replaying it asks nothing
 * of chance.
 */

import { type Chance, createChance } from '../adapters/simulated/random.ts';
import { advance, createRouter, nextDeadline, step } from '../core/index.ts';
import type { CommandSink } from '../core/routing/commands.ts';
import type { OfferFailure, RouterEvent } from '../core/routing/events.ts';
import {
  type AgentId,
  asAgentId,
  asCallId,
  asPauseReason,
  type CallId,
  type Ms,
  NEVER,
  NO_ANSWER,
  type OfferId,
} from '../core/routing/ids.ts';
import { defaultLimits, type Limits } from '../core/routing/limits.ts';
import type { Policy } from '../core/routing/policy.ts';
import { Agenda } from './agenda.ts';

export interface Trace {
  readonly policy: Policy;
  readonly limits: Limits;
  readonly seed: number;
  /** A fact for `step`; undefined: a timer fired, `advance`. */
  readonly events: readonly (RouterEvent | undefined)[];
  /** When each happened. Boxed on purpose: a replay then hands on a number without making one. */
  readonly times: readonly Ms[];
  /** Facts at the start that fill the centre: everybody signed in, lines full. */
  readonly warm: number;
  /** Calls waiting, averaged over the facts after those. */
  readonly waitingMean: number;
  /** The fewest that waited at any of them. */
  readonly waitingMin: number;
}

export interface TrafficOrder {
  readonly policy: Policy;
  /** Those to be measured, beside those that fill the centre. */
  readonly facts: number;
  /** At least so many fill it. */
  readonly warmMin: number;
  readonly seed: number;
  /**
   * Callers kept waiting: one who leaves the queue is replaced. 0: callers come `perSecond`
   * instead.
   */
  readonly waiting: number;
  readonly perSecond: number;
}

/** A real time of day, so that times have the size they have in use. */
const START: Ms = 1_767_225_600_000;
/** Within this time everybody signs in, and those who are to wait arrive. */
const FILL_MS = 60_000;
const LUNCH = asPauseReason('lunch');

/** How agents' phones take offers; the rest is answered. */
const REFUSALS: readonly (readonly [share: number, result: OfferFailure | 'ignored'])[] = [
  [0.05, 'declined'],
  [0.06, 'ignored'],
  [0.02, 'busy'],
  [0.01, 'failed'],
];

class Centre {
  readonly events: (RouterEvent | undefined)[] = [];
  readonly times: Ms[] = [];
  /** Facts until the centre is full; Infinity while it is not. */
  warm = Number.POSITIVE_INFINITY;
  waitingMin = Number.POSITIVE_INFINITY;
  readonly #agenda = new Agenda<RouterEvent>();
  readonly #order: TrafficOrder;
  readonly #chance: Chance;
  readonly #agents: readonly AgentId[];
  readonly #waiting = new Set<CallId>();
  #now = START;
  #nextCall = 1;
  #waitingSum = 0;

  constructor(order: TrafficOrder) {
    this.#order = order;
    this.#chance = createChance(order.seed);
    this.#agents = order.policy.agents.map((agent) => agent.id);
  }

  get waitingMean(): number {
    return this.#waitingSum / Math.max(1, this.events.length - this.warm);
  }

  run(limits: Limits): void {
    const { policy, seed, facts, warmMin, waiting, perSecond } = this.#order;
    const router = createRouter(policy, { limits, seed });
    const sink = this.#sink();
    for (const agent of this.#agents) {
      this.#later(this.#chance.between(0, 30_000), { type: 'agent-signed-in', agent });
    }
    for (let i = 0; i < waiting; i++) this.#arrive(this.#chance.between(0, FILL_MS));
    if (perSecond > 0) this.#arrive(0);
    while (this.events.length < this.warm + facts) {
      const due = nextDeadline(router);
      const at = this.#agenda.nextAt;
      this.#now = Math.max(this.#now, Math.ceil(Math.min(due, at)));
      if (this.events.length >= warmMin && this.#now > START + FILL_MS) this.#count();
      this.times.push(this.#now);
      if (due <= at) {
        this.events.push(undefined);
        advance(router, this.#now, sink);
        continue;
      }
      const event = this.#agenda.take();
      this.events.push(event);
      if (event.type === 'call-arrived') this.#arrived(event.call);
      const outcome = step(router, event, this.#now, sink);
      if (outcome === 'over-limit') throw new Error('the traffic does not fit the limits');
      this.#wander(event);
    }
  }

  /** Of each fact that is measured. */
  #count(): void {
    this.warm = Math.min(this.warm, this.events.length);
    const waiting = this.#waiting.size;
    this.#waitingSum += waiting;
    this.waitingMin = Math.min(this.waitingMin, waiting);
  }

  #later(inMs: number, event: RouterEvent): void {
    this.#agenda.add(this.#now + Math.round(inMs), event);
  }

  #arrive(inMs: number): void {
    const call = asCallId(this.#nextCall++);
    const queue = this.#chance.pick(this.#order.policy.queues).id;
    const preferred = this.#chance.happens(0.1) ? this.#chance.pick(this.#agents) : undefined;
    this.#later(inMs, { type: 'call-arrived', call, queue, ...(preferred && { preferred }) });
  }

  #arrived(call: CallId): void {
    this.#waiting.add(call);
    // Most are served first; some of these are told of after the call has gone, which routers hear
    // too.
    if (this.#chance.happens(0.3)) {
      this.#later(this.#chance.gap(300_000), { type: 'caller-left', call });
    }
    if (this.#order.perSecond > 0) this.#arrive(this.#chance.gap(1_000 / this.#order.perSecond));
  }

  /** Now and then an agent does something that no call asked for. */
  #wander(event: RouterEvent): void {
    if (event.type !== 'call-arrived' || !this.#chance.happens(0.1)) return;
    const agent = this.#chance.pick(this.#agents);
    const pairs = [
      [{ type: 'agent-paused', agent, reason: LUNCH }, { type: 'agent-unpaused', agent }, 120_000],
      [{ type: 'agent-busy', agent }, { type: 'agent-free', agent }, 60_000],
      [{ type: 'agent-unreachable', agent }, { type: 'agent-reachable', agent }, 20_000],
      [{ type: 'agent-signed-out', agent }, { type: 'agent-signed-in', agent }, 240_000],
    ] as const;
    const [first, second, length] = this.#chance.pick(pairs);
    this.#later(0, first);
    this.#later(this.#chance.gap(length), second);
  }

  #offered(offer: OfferId): void {
    const rings = this.#chance.between(200, 1_500);
    this.#later(rings, { type: 'offer-ringing', offer });
    let draw = this.#chance.fraction();
    for (const [share, result] of REFUSALS) {
      draw -= share;
      if (draw > 0) continue;
      const after = rings + this.#chance.between(500, 9_000);
      if (result !== 'ignored') this.#later(after, { type: 'offer-ended', offer, result });
      return;
    }
    this.#later(rings + this.#chance.logNormal(4_000, 1.6), { type: 'offer-answered', offer });
  }

  #talk(call: CallId, offer: OfferId): void {
    const lasts = this.#chance.logNormal(150_000, 1.8);
    this.#later(
      lasts,
      this.#chance.happens(0.5) ? { type: 'caller-left', call } : { type: 'agent-left', offer },
    );
  }

  #leftQueue(call: CallId): void {
    if (!this.#waiting.delete(call)) return;
    if (this.#order.waiting > 0) this.#arrive(this.#chance.gap(500));
  }

  #sink(): CommandSink {
    const none = (): void => {};
    return {
      offerCall: (offer) => this.#offered(offer),
      withdrawOffer: (offer) =>
        this.#later(30, { type: 'offer-ended', offer, result: 'withdrawn' }),
      dialCustomer: none,
      connectCall: (offer) =>
        this.#later(
          40,
          this.#chance.happens(0.01)
            ? { type: 'connect-failed', offer }
            : { type: 'call-connected', offer },
        ),
      announce: none,
      sendCall: (call) => this.#later(50, { type: 'caller-left', call }),
      linkCall: none,
      unlinkCall: none,
      refuseCall: none,
      releaseCall: none,
      releaseAgent: (offer) => this.#later(30, { type: 'agent-left', offer }),
      callQueued: none,
      callStepped: none,
      callConnected: (call, offer) => this.#talk(call, offer),
      callExited: (call) => this.#leftQueue(call),
      callEnded: none,
      offerEnded: none,
      agentChanged: (agent, state, reason) => {
        if (state === 'wrap-up' && this.#chance.happens(0.4)) {
          this.#later(this.#chance.between(1_000, 19_000), { type: 'wrap-up-ended', agent });
        }
        if (state === 'paused' && reason === NO_ANSWER) {
          this.#later(60_000, { type: 'agent-unpaused', agent: asAgentId(agent) });
        }
      },
    };
  }
}

/** Works the traffic out. Cost: a few µs a fact. */
export function createTrace(order: TrafficOrder): Trace {
  const talking = order.policy.agents.length;
  // Room for those who leave and come in the same moment.
  const limits = { ...defaultLimits, callsMax: Math.ceil(1.1 * order.waiting) + 2 * talking + 64 };
  const centre = new Centre(order);
  centre.run(limits);
  // One element that is no number keeps the engine from unboxing the rest; it is never read.
  const times: unknown[] = [...centre.times, NEVER, 'boxed'];
  return {
    policy: order.policy,
    limits,
    seed: order.seed,
    // Copied, so that they lie in memory as they are played, like facts that have just been parsed;
    // where they were made is where the agenda's disorder left them.
    events: centre.events.map((event) => event && { ...event }),
    times: times as Ms[],
    warm: centre.warm,
    waitingMean: centre.waitingMean,
    waitingMin: centre.waitingMin,
  };
}
