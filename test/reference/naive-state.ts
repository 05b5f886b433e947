/**
 * What the reference router remembers: plain objects in plain arrays, found by looking through all
 * of them. Written from docs/routing-rules.md alone, to be obviously right and never fast.
 */

import type { WaitRecord } from '../../core/forecast/wait-record.ts';
import type { CommandSink } from '../../core/routing/commands.ts';
import type { Decision } from '../../core/routing/decision.ts';
import type {
  AgentId,
  CallId,
  ClassId,
  HoursId,
  LinkId,
  Ms,
  OfferId,
  PauseReason,
  QueueId,
  SiteName,
  TargetId,
} from '../../core/routing/ids.ts';
import type { Limits } from '../../core/routing/limits.ts';
import type { AgentState, Disposition, WithdrawReason } from '../../core/routing/outcomes.ts';
import type { AgentPolicy, Policy, QueuePolicy, SkillLevel } from '../../core/routing/policy.ts';
import type { CallSnapshot, PlaceSnapshot } from '../../core/routing/snapshot.ts';

export interface NaiveOptions {
  readonly limits: Limits;
  readonly seed: number;
  readonly firstOffer: number;
  readonly onDecision?: ((decision: Decision) => void) | undefined;
}

export interface NaiveAgent {
  readonly id: AgentId;
  signedIn: boolean;
  signOutNext: boolean;
  paused: PauseReason | null;
  reachable: boolean;
  retryAt: Ms | null;
  busy: boolean;
  activity: 'idle' | 'offered' | 'talking' | 'wrap-up';
  wrapUpUntil: Ms | null;
  idleSince: Ms;
  misses: number;
  callsAnswered: number;
  lastOffered: number;
  occupiedMs: Ms;
  availableMs: Ms;
  stateSince: Ms;
  /** What was last told of this agent, as text, so that only differences are told. */
  told: string;
  toldState: AgentState;
  /** As of the last fact: 2 there, 1 there and paused, 0 not there. */
  presence: number;
}

/** A call's place in one queue; what the rules say of a call and its queue they say of a place. */
export interface NaivePlace {
  queue: QueueId;
  /**
   * The queue policy the place follows: the one in force when it joined, or a later equal or live
   * one.
   */
  follows: QueuePolicy;
  class: ClassId;
  classAt: Ms;
  step: number;
  stepAt: Ms;
  joinedAt: Ms;
  agedFrom: Ms;
  arrival: number;
  expected: PlaceSnapshot['expected'];
  ahead: number;
  /** Exits that were passed over for want of a link, which are not due again by themselves. */
  owed: readonly ('too-long' | 'step')[];
}

export interface NaiveCall {
  readonly id: CallId;
  state: CallSnapshot['state'];
  /** Never empty; one when talking or leaving. */
  places: NaivePlace[];
  ownClass: boolean;
  skills: readonly SkillLevel[];
  preferred: AgentId | null;
  /** The call's own wait for its preferred agent; the queue's when undefined. */
  preferredWaitMs: Ms | undefined;
  holdUntil: Ms | null;
  /** Without end: NEVER. */
  exclusions: { agent: AgentId; until: Ms }[];
  /** Open offers, oldest first. */
  offers: OfferId[];
  lookedAt: Ms;
  sentBack: boolean;
  callback: NaiveCallback | null;
  /** Sites it has passed; undefined: it has not come by a link. */
  path: readonly SiteName[] | undefined;
  declined: readonly LinkId[];
  /** While linking: how it leaves if the far end accepts it. */
  linking: { target: TargetId; disposition: Disposition; deadline: Ms } | undefined;
  /** Queue-to-queue moves since the fact (or the advance) in hand began. */
  hops: number;
}

export interface NaiveCallback {
  readonly first: 'agent' | 'customer';
  readonly expiresAt: Ms;
  attempts: number;
  restUntil: Ms;
}

/** A link of the policy. */
export interface NaiveLink {
  readonly id: LinkId;
  up: boolean;
  restUntil: Ms | null;
}

/** A call's leg on a link, from `linkCall` to `link-ended`. */
export interface NaiveLinkLeg {
  readonly call: CallId;
  readonly link: LinkId;
  accepted: boolean;
}

/** A call at one of its places: what looks for an agent, and what agents look for. */
export interface Standing {
  readonly call: NaiveCall;
  readonly place: NaivePlace;
}

export interface NaiveOffer {
  readonly id: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  state: 'dialling' | 'set-up' | 'ringing' | 'answered' | 'connected' | 'withdrawing';
  reason: WithdrawReason | null;
  readonly madeAt: Ms;
  ringingAt: Ms | null;
  deadline: Ms | null;
  readonly wrapUpMs: Ms;
  readonly ringMs: Ms;
  answeredLate: boolean;
}

export interface NaiveWorld {
  policy: Policy;
  readonly options: NaiveOptions;
  retired: QueuePolicy[];
  now: Ms;
  nextOffer: number;
  nextArrival: number;
  nextRotation: number;
  random: number;
  switchUp: boolean;
  switchLostAt: Ms | null;
  hours: { id: HoursId; open: boolean }[];
  agents: NaiveAgent[];
  calls: NaiveCall[];
  offers: NaiveOffer[];
  links: NaiveLink[];
  linkLegs: NaiveLinkLeg[];
  /** The call that arrives now by a link, until it has joined a queue. */
  arriving: NaiveCall | undefined;
  /** Rule 13: what each queue has learned, and the agents there for each, as last worked out. */
  readonly records: Map<QueueId, WaitRecord>;
  effective: { readonly at: Ms; readonly agents1024: ReadonlyMap<QueueId, number> } | null;
  /** Where the fact in hand sends its commands. */
  out: CommandSink;
  /**
   * While a policy is replaced or the switch restored nobody looks for anybody until the end of it.
   */
  quiet: boolean;
}

/** A signed-out agent, as at creation. */
export const newAgent = (id: AgentId): NaiveAgent => ({
  id,
  signedIn: false,
  signOutNext: false,
  paused: null,
  reachable: true,
  retryAt: null,
  busy: false,
  activity: 'idle',
  wrapUpUntil: null,
  idleSince: 0,
  misses: 0,
  callsAnswered: 0,
  lastOffered: 0,
  occupiedMs: 0,
  availableMs: 0,
  stateSince: 0,
  told: tellable('signed-out', undefined, undefined),
  toldState: 'signed-out',
  presence: 0,
});

/** Rule 5.4: how much of an agent is there to be counted as staff. */
export function presenceOf(agent: Pick<NaiveAgent, 'signedIn' | 'reachable' | 'paused'>): number {
  if (!agent.signedIn || !agent.reachable) return 0;
  return agent.paused === null ? 2 : 1;
}

/** Rule 2: the state shown, the first that holds. */
export function stateOf(agent: NaiveAgent): AgentState {
  if (!agent.signedIn) return 'signed-out';
  if (agent.activity !== 'idle') return agent.activity;
  if (!agent.reachable) return 'unreachable';
  if (agent.paused !== null) return 'paused';
  if (agent.busy) return 'busy-elsewhere';
  return 'ready';
}

function tellable(state: AgentState, reason: unknown, call: unknown): string {
  return JSON.stringify([state, reason ?? null, call ?? null]);
}

/** Tells what the agent has become, if that differs from what was last told. */
export function tell(world: NaiveWorld, agent: NaiveAgent): void {
  const state = stateOf(agent);
  const reason = agent.paused ?? undefined;
  const call = state === 'offered' || state === 'talking' ? offerOf(world, agent)?.call : undefined;
  const text = tellable(state, reason, call);
  if (text === agent.told) return;
  if (state !== agent.toldState) {
    Object.assign(agent, occupancyNow(world, agent));
    agent.stateSince = world.now;
  }
  agent.told = text;
  agent.toldState = state;
  world.out.agentChanged(agent.id, state, reason, call);
}

/** Rule 2: the agent's times with what has passed since the state last told began. */
export function occupancyNow(
  world: NaiveWorld,
  agent: NaiveAgent,
): Pick<NaiveAgent, 'occupiedMs' | 'availableMs'> {
  const { toldState: state, occupiedMs, availableMs } = agent;
  const since = world.now - agent.stateSince;
  return {
    occupiedMs: occupiedMs + (state === 'talking' || state === 'wrap-up' ? since : 0),
    availableMs: availableMs + (state === 'ready' || state === 'offered' ? since : 0),
  };
}

/** The one offer of this agent, whatever its state. */
export const offerOf = (world: NaiveWorld, agent: NaiveAgent): NaiveOffer | undefined =>
  world.offers.find((offer) => offer.agent === agent.id);

/** The call this offer still reserves or connects; undefined when it has gone or was given back. */
export const callOf = (world: NaiveWorld, offer: NaiveOffer): NaiveCall | undefined =>
  world.calls.find((call) => call.id === offer.call && call.offers.includes(offer.id));

/** The place through which the call was offered. */
export const placeOf = (call: NaiveCall, offer: NaiveOffer): NaivePlace =>
  call.places.find((place) => place.queue === offer.queue)!;

export const agentPolicy = (world: NaiveWorld, id: AgentId): AgentPolicy | undefined =>
  world.policy.agents.find((agent) => agent.id === id);

export const queuePolicy = (world: NaiveWorld, id: QueueId): QueuePolicy | undefined =>
  world.policy.queues.find((queue) => queue.id === id);

/** Text order by code unit. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;

/** Every call at each of its places, places of one call in their order. */
export const standings = (world: NaiveWorld): Standing[] =>
  world.calls.flatMap((call) => call.places.map((place) => ({ call, place })));

/** Sorting keeps the order of places of equal arrival. */
export const byArrival = (a: Standing, b: Standing): number => a.place.arrival - b.place.arrival;

export const firstPlace = (call: NaiveCall): Standing => ({ call, place: call.places[0]! });

/** In a queue and without an offer; one that rests waits too. */
export const isWaiting = (call: Pick<NaiveCall, 'state'>): boolean =>
  call.state === 'waiting' || call.state === 'held' || call.state === 'resting';

export const isQueued = (call: Pick<NaiveCall, 'state'>): boolean =>
  isWaiting(call) || ['offered', 'connecting', 'linking'].includes(call.state);

/** Sorted copies, so that nothing is disturbed while the world changes. */
export const agentsById = (world: NaiveWorld): NaiveAgent[] =>
  [...world.agents].sort((a, b) => byText(a.id, b.id));

/** Rule 7.2: class, then routing age, then arrival. Sorting keeps the order of places. */
export function byUrgency(world: NaiveWorld): (a: Standing, b: Standing) => number {
  const rank = ({ place }: Standing) => world.policy.classes.indexOf(place.class);
  return (a, b) => rank(a) - rank(b) || a.place.agedFrom - b.place.agedFrom || byArrival(a, b);
}
