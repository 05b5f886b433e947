/**
 * What the reference router remembers: plain objects in plain arrays, found by looking through all
 * of them. Written from docs/routing-rules.md alone, to be obviously right and never fast.
 */

import type { CommandSink } from '../../core/routing/commands.ts';
import type { Decision } from '../../core/routing/decision.ts';
import type {
  AgentId,
  CallId,
  ClassId,
  HoursId,
  Ms,
  OfferId,
  PauseReason,
  QueueId,
} from '../../core/routing/ids.ts';
import type { Limits } from '../../core/routing/limits.ts';
import type { AgentState, WithdrawReason } from '../../core/routing/outcomes.ts';
import type { AgentPolicy, Policy, QueuePolicy } from '../../core/routing/policy.ts';

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
  /** What was last told of this agent, as text, so that only differences are told. */
  told: string;
}

export interface NaiveCall {
  readonly id: CallId;
  state: 'waiting' | 'held' | 'offered' | 'connecting' | 'talking' | 'leaving';
  queue: QueueId;
  /**
   * The queue policy the call follows: the one in force when it joined, or a later equal or live
   * one.
   */
  follows: QueuePolicy;
  class: ClassId;
  ownClass: boolean;
  step: number;
  stepAt: Ms;
  joinedAt: Ms;
  agedFrom: Ms;
  arrival: number;
  preferred: AgentId | null;
  /** The call's own wait for its preferred agent; the queue's when undefined. */
  preferredWaitMs: Ms | undefined;
  holdUntil: Ms | null;
  exclusions: { agent: AgentId; until: Ms }[];
  offer: OfferId | null;
  lookedAt: Ms;
  sentBack: boolean;
  /** Queue-to-queue moves since the fact (or the advance) in hand began. */
  hops: number;
}

export interface NaiveOffer {
  readonly id: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  state: 'set-up' | 'ringing' | 'answered' | 'connected' | 'withdrawing';
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
  hours: { id: HoursId; open: boolean }[];
  agents: NaiveAgent[];
  calls: NaiveCall[];
  offers: NaiveOffer[];
  /** Where the fact in hand sends its commands. */
  out: CommandSink;
  /**
   * While a policy is replaced or the switch restored nobody looks for anybody until the end of it.
   */
  quiet: boolean;
}

/** A signed-out agent, as at creation. */
export function newAgent(id: AgentId): NaiveAgent {
  const agent: NaiveAgent = {
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
    told: '',
  };
  agent.told = tellable('signed-out', undefined, undefined);
  return agent;
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

const tellable = (state: AgentState, reason: unknown, call: unknown): string =>
  JSON.stringify([state, reason ?? null, call ?? null]);

/** Tells what the agent has become, if that differs from what was last told. */
export function tell(world: NaiveWorld, agent: NaiveAgent): void {
  const state = stateOf(agent);
  const reason = agent.paused ?? undefined;
  const call = state === 'offered' || state === 'talking' ? offerOf(world, agent)?.call : undefined;
  const text = tellable(state, reason, call);
  if (text === agent.told) return;
  agent.told = text;
  world.out.agentChanged(agent.id, state, reason, call);
}

/** The one offer of this agent, whatever its state. */
export const offerOf = (world: NaiveWorld, agent: NaiveAgent): NaiveOffer | undefined =>
  world.offers.find((offer) => offer.agent === agent.id);

/** The call this offer still reserves or connects; undefined when it has gone or was given back. */
export const callOf = (world: NaiveWorld, offer: NaiveOffer): NaiveCall | undefined =>
  world.calls.find((call) => call.id === offer.call && call.offer === offer.id);

export const agentPolicy = (world: NaiveWorld, id: AgentId): AgentPolicy | undefined =>
  world.policy.agents.find((agent) => agent.id === id);

export const queuePolicy = (world: NaiveWorld, id: QueueId): QueuePolicy | undefined =>
  world.policy.queues.find((queue) => queue.id === id);

/** Text order by code unit. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;
export const byArrival = (a: NaiveCall, b: NaiveCall): number => a.arrival - b.arrival;

/** Sorted copies, so that nothing is disturbed while the world changes. */
export const agentsById = (world: NaiveWorld): NaiveAgent[] =>
  [...world.agents].sort((a, b) => byText(a.id, b.id));

/** Rule 7.2: class, then routing age, then arrival. */
export function byUrgency(world: NaiveWorld): (a: NaiveCall, b: NaiveCall) => number {
  const rank = (call: NaiveCall) => world.policy.classes.indexOf(call.class);
  return (a, b) => rank(a) - rank(b) || a.agedFrom - b.agedFrom || a.arrival - b.arrival;
}
