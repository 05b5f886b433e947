/**
 * What the API shows of queues, agents, calls and offers. Times are milliseconds since the epoch.
 */

import type { AgentSite, DisplayName, QueueSite } from '../config/site.ts';
import type { AgentId, Ms, QueueId } from '../core/routing/ids.ts';
import { type Holder, maySeeAgent, maySeeCall, maySeeQueue } from './access/holder.ts';
import type { Directory } from './directory.ts';
import type { Gauges } from './gauges.ts';
import type { QueueDays } from './queue-days.ts';
import type { View } from './view.ts';
import { classAt, isCallback } from './view-places.ts';
import type { CallView, OfferView, PlaceView } from './view-types.ts';
import type { ExpectedWait } from './wait-figures.ts';

export interface PresentParts {
  readonly view: View;
  readonly queueDays: QueueDays;
  readonly gauges: Pick<Gauges, 'waits'>;
  directory(): Directory;
  staff(): ReadonlyMap<QueueId, readonly AgentId[]>;
}

export interface ServiceLevel {
  /** Null before the first call of the day. */
  readonly ratio: number | null;
  readonly n: number;
  readonly formula: string;
}

export interface QueueShown {
  readonly id: string;
  readonly tenant: string;
  readonly name: DisplayName;
  /** Callers on the line. */
  readonly waiting: number;
  /** Customers who are to be called back. */
  readonly callbacks: number;
  /** Of the callers on the line. */
  readonly oldestJoinedAt: Ms | null;
  /** What a caller who joins now may expect; null: nobody can say. */
  readonly expectedWait: ExpectedWait | null;
  /** Agents who can serve it at some step, by state. */
  readonly agents: Readonly<Record<string, number>>;
  readonly target: { readonly withinMs: Ms; readonly ratio: number; readonly shortAbandonMs: Ms };
  /** Of today, from `countsSince` on: midnight at the site, or what is left of the journal. */
  readonly counts: {
    readonly offered: number;
    readonly answered: number;
    readonly answeredInTarget: number;
    readonly abandoned: number;
    readonly abandonedShort: number;
    readonly exits: Readonly<Record<string, number>>;
  };
  readonly countsSince: Ms;
  readonly serviceLevel: ServiceLevel;
}

/** Short abandons count neither for nor against. */
const formula = 'answered within target / (answered + abandoned after the short-abandon threshold)';

/** `waiting`: of all queues, so that many are shown with one look at the calls. */
export function showQueue(
  queue: QueueSite,
  parts: PresentParts,
  waiting = parts.view.waiting(),
): QueueShown {
  const { view, queueDays, gauges } = parts;
  const all = waiting.get(queue.id) ?? [];
  const line = all.filter(({ call }) => !isCallback(call));
  const agents: Record<string, number> = {};
  for (const id of parts.staff().get(queue.id) ?? []) {
    const state = view.agents.get(id)?.state ?? 'signed-out';
    agents[state] = (agents[state] ?? 0) + 1;
  }
  const counts = queueDays.of(queue.id);
  const n = counts.answered + counts.abandoned;
  return {
    id: queue.id,
    tenant: queue.tenant,
    name: queue.name,
    waiting: line.length,
    callbacks: all.length - line.length,
    oldestJoinedAt: line.reduce<Ms | null>(
      (oldest, { place }) => Math.min(oldest ?? place.joinedAt, place.joinedAt),
      null,
    ),
    expectedWait: gauges.waits.expected(queue.id) ?? null,
    agents,
    target: queue.target,
    counts,
    countsSince: queueDays.since,
    serviceLevel: { ratio: n === 0 ? null : counts.answeredInTarget / n, n, formula },
  };
}

export interface AgentShown {
  readonly id: string;
  readonly tenant: string;
  readonly name: DisplayName;
  readonly phone: string;
  readonly state: string;
  readonly since: Ms;
  /** Pause reason; while talking, of the pause that follows. */
  readonly reason: string | null;
  readonly call: number | null;
  /** What the agent becomes when the present call is over, if something was asked for. */
  readonly next: 'signed-out' | 'paused' | null;
  readonly callsAnswered: number;
  readonly signedInAt: Ms | null;
}

export function showAgent(agent: AgentSite, { view }: PresentParts): AgentShown {
  const seen = view.agents.get(agent.id);
  const state = seen?.state ?? 'signed-out';
  const inCall = state === 'talking' || state === 'offered' || state === 'wrap-up';
  const paused = inCall && seen?.reason !== undefined ? 'paused' : null;
  return {
    id: agent.id,
    tenant: agent.tenant,
    name: agent.name,
    phone: seen?.phone ?? agent.phone,
    state,
    since: seen?.since ?? view.at,
    reason: seen?.reason ?? null,
    call: seen?.call ?? null,
    next: seen?.signOutNext ? 'signed-out' : paused,
    callsAnswered: seen?.callsAnswered ?? 0,
    signedInAt: seen?.signedInAt ?? null,
  };
}

/** A call in one of the queues it waits in. */
export interface PlaceShown {
  readonly queue: string;
  readonly step: number | null;
  readonly class: string | null;
  readonly joinedAt: Ms;
  /** Routing age counts from here. */
  readonly agedFrom: Ms;
}

export interface CallbackShown {
  /** The number that is called. */
  readonly number: string;
  readonly first: 'agent' | 'customer';
  readonly requestedAt: Ms;
  readonly expiresAt: Ms;
  readonly attempts: number;
  readonly restUntil: Ms;
  /** Null until the customer has answered. */
  readonly reachedAt: Ms | null;
}

export interface CallShown {
  readonly id: number;
  readonly tenant: string;
  readonly state: string;
  /** Of the first of its places; so are step, class, joinedAt and agedFrom. */
  readonly queue: string | null;
  readonly step: number | null;
  readonly class: string | null;
  readonly joinedAt: Ms | null;
  readonly agedFrom: Ms | null;
  readonly places: readonly PlaceShown[];
  /** Asked of the agent beside what the queues ask: skill and least level. */
  readonly skills: Readonly<Record<string, number>>;
  readonly caller: { readonly number: string; readonly name: string };
  readonly dialled: string;
  readonly channel: string;
  readonly enteredAt: Ms;
  readonly connectedAt: Ms | null;
  /** Of the first offer. */
  readonly agent: string | null;
  readonly offer: number | null;
  /** All that are open. */
  readonly offers: readonly number[];
  readonly recording: string | null;
  readonly callback: CallbackShown | null;
}

/** `resting` beside the states of the view: a callback that is not to be dialled now. */
export const stateOf = (call: CallView, view: View): string =>
  view.isResting(call) ? 'resting' : call.state;

export function showCall(call: CallView, { view }: PresentParts): CallShown {
  const places = call.places.map((place) => showPlace(place, view));
  const [first] = places;
  const offer = view.offers.get(call.offers[0]!);
  return {
    id: call.id,
    tenant: call.tenant,
    state: stateOf(call, view),
    queue: first?.queue ?? null,
    step: first?.step ?? null,
    class: first?.class ?? null,
    joinedAt: first?.joinedAt ?? null,
    agedFrom: first?.agedFrom ?? null,
    places,
    skills: Object.fromEntries((call.skills ?? []).map((own) => [own.skill, own.levelMin])),
    caller: call.caller,
    dialled: call.dialled,
    channel: call.channel,
    enteredAt: call.enteredAt,
    connectedAt: call.connectedAt ?? null,
    agent: offer?.agent ?? null,
    offer: offer?.id ?? null,
    offers: call.offers,
    recording: offer?.recording ?? null,
    callback: showCallback(call),
  };
}

const showPlace = (place: PlaceView, { policy, at }: View): PlaceShown => ({
  queue: place.queue,
  step: place.step ?? null,
  class: classAt(place, policy, at) ?? null,
  joinedAt: place.joinedAt,
  agedFrom: place.agedFrom,
});

function showCallback({ callback, caller }: CallView): CallbackShown | null {
  if (!callback) return null;
  const { first, requestedAt, expiresAt, attempts, restUntil, reachedAt = null } = callback;
  const { number } = caller;
  return { number, first, requestedAt, expiresAt, attempts, restUntil, reachedAt };
}

export interface OfferShown {
  readonly id: number;
  readonly call: number;
  readonly agent: string;
  readonly queue: string;
  /** `dialling`: the customer of a callback is being called. */
  readonly state: 'set-up' | 'ringing' | 'answered' | 'dialling' | 'connected';
  readonly madeAt: Ms;
  readonly ringingAt: Ms | null;
  readonly answeredAt: Ms | null;
  readonly connectedAt: Ms | null;
}

export function showOffer(offer: OfferView): OfferShown {
  const { id, call, agent, queue, madeAt } = offer;
  const { ringingAt = null, answeredAt = null, connectedAt = null } = offer;
  const times = { madeAt, ringingAt, answeredAt, connectedAt };
  return { id, call, agent, queue, state: offerState(offer), ...times };
}

function offerState(offer: OfferView): OfferShown['state'] {
  if (offer.connectedAt !== undefined) return 'connected';
  if (offer.dialling) return 'dialling';
  if (offer.answeredAt !== undefined) return 'answered';
  return offer.ringingAt === undefined ? 'set-up' : 'ringing';
}

/** Everything the holder may see, in one piece: the beginning of a screen. */
export function showAll(holder: Holder, parts: PresentParts): Record<string, unknown> {
  const directory = parts.directory();
  const waiting = parts.view.waiting();
  const calls = [...parts.view.calls.values()].filter((call) => maySeeCall(holder, call));
  return {
    version: parts.view.policy.version,
    switchUp: parts.view.switchUp,
    queues: directory.site.queues
      .filter((queue) => maySeeQueue(holder, queue))
      .map((queue) => showQueue(queue, parts, waiting)),
    agents: directory.agents
      .filter((agent) => maySeeAgent(holder, agent))
      .map((agent) => showAgent(agent, parts)),
    calls: calls.map((call) => showCall(call, parts)),
  };
}
