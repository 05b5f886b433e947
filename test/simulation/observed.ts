/**
 * What an observer knows of calls and agents from facts and commands alone, and who may take what,
 * by a reading of the policy of its own: neither router is asked.
 */

import {
  type AgentId,
  type AgentPolicy,
  type AgentState,
  type CallId,
  type ClassId,
  type Limits,
  type Ms,
  NEVER,
  type OfferId,
  type Policy,
  type QueueId,
  type QueuePolicy,
  type SkillLevel,
} from '../../core/index.ts';

/** What a visit to a queue and the way into it have in common. */
export interface Stay {
  readonly queue: QueueId;
  readonly joinedAt: Ms;
  agedFrom: Ms;
  readonly arrival: number;
  /** Among the call's places, lowest first; a place that goes on to another queue keeps it. */
  readonly turn: number;
  /** Undefined: the queue's. */
  class: ClassId | undefined;
  /** When it got this class; class caps count from here. */
  classAt: Ms;
  /** Class caps may have been due when they were replaced: its class cannot be told. */
  unsure: boolean;
}

/** A call's visit to one queue. */
export interface Visit extends Stay {
  class: ClassId;
  /** The steps it follows: those in force when it joined, unless a reload says otherwise. */
  follows: QueuePolicy;
  step: number;
  /** When it came to where it stands now, and with which move: joined, stepped, or came back. */
  since: Ms;
  sinceMove: number;
}

export interface SeenCall {
  readonly id: CallId;
  /** `out`: has left its queues in this move, and something must follow. */
  state: 'queued' | 'out' | 'talking' | 'leaving';
  /** Queues it is on its way into, in this move. */
  readonly joining: Map<QueueId, Stay>;
  /** In the order in which they look for an agent. */
  readonly visits: Map<QueueId, Visit>;
  /** The class the call brought, if any. */
  ownClass: boolean;
  skills: readonly SkillLevel[];
  preferred: AgentId | undefined;
  /** Not held for its preferred agent after this time; whether before is not told. */
  heldUntil: Ms;
  exclusions: Exclusion[];
  /** Offers of it that have neither ended nor been withdrawn. */
  readonly offers: Set<OfferId>;
  /** A call without a channel until its customer has answered. */
  callback: 'agent' | 'customer' | undefined;
}

export interface Exclusion {
  readonly agent: AgentId;
  until: Ms;
}

export interface SeenOffer {
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  /** The customer is called, and no agent's phone yet. */
  dialling: boolean;
  withdrawn: boolean;
  connectAsked: boolean;
  connected: boolean;
  /** The agent's part was to end, for the caller has gone. */
  released: boolean;
  /** By then it must have come to something else; NEVER in conversation. */
  dueAt: Ms;
  readonly ringMs: Ms;
  readonly wrapUpMs: Ms;
  /** Number of the move it was made in. */
  readonly madeIn: number;
}

export interface SeenAgent {
  told: AgentState;
  /** The offer it has: rings, talks. */
  offer: OfferId | undefined;
  /** When its wrap-up ends at the latest. */
  wrapUpUntil: Ms;
  /** When a phone that did not ring is tried again at the latest; NEVER: the switch says so. */
  unreachableUntil: Ms;
}

const hasAll = (agent: AgentPolicy, required: readonly SkillLevel[]): boolean =>
  required.every(({ skill, levelMin }) =>
    agent.skills.some((has) => has.skill === skill && has.level >= levelMin),
  );

/** Serves the queue at this step, has a place for the call, and the skills of step and call. */
export function qualifies(agent: AgentPolicy, call: SeenCall, { follows, step }: Visit): boolean {
  const at = follows.steps[step]!;
  const serves =
    at.everybody ||
    agent.queues.some(({ queue }) => queue === follows.id) ||
    at.teams.some(({ team }) => agent.teams.includes(team));
  const able = agent.capacity?.some((one) => one.medium === 'voice' && one.calls > 0) ?? true;
  return able && serves && hasAll(agent, at.require) && hasAll(agent, call.skills);
}

/** When the agent's own delay for the queue has passed. */
export const delayEnds = (agent: AgentPolicy, { follows, joinedAt }: Visit): Ms =>
  joinedAt + (agent.queues.find(({ queue }) => queue === follows.id)?.delayMs ?? 0);

export const excludedUntil = (call: SeenCall, agent: AgentId): Ms =>
  call.exclusions.find((one) => one.agent === agent)?.until ?? Number.NEGATIVE_INFINITY;

/** Waits, and is held for nobody; whether a callback rests is not told. */
export const waitsFreely = (call: SeenCall, now: Ms): boolean =>
  call.state === 'queued' && !call.callback && call.offers.size === 0 && call.heldUntil <= now;

/** May the agent, if ready, have this call through this queue at this time? */
export const mayTake = (agent: AgentPolicy, call: SeenCall, visit: Visit, now: Ms): boolean =>
  excludedUntil(call, agent.id) <= now &&
  delayEnds(agent, visit) <= now &&
  qualifies(agent, call, visit);

/** How many phones may ring at once for the call in this queue. */
export const phonesAtOnce = (call: SeenCall, { order, parallel = 1 }: QueuePolicy): number =>
  order === 'ring-all' && !call.callback ? parallel : 1;

/** Rule 8: the later end holds; a full list drops the one that ends first. */
export function exclude(call: SeenCall, agent: AgentId, until: Ms, limits: Limits): void {
  const known = call.exclusions.find((one) => one.agent === agent);
  if (known) {
    known.until = Math.max(known.until, until);
    return;
  }
  if (call.exclusions.length >= limits.exclusionsMax) {
    call.exclusions.sort((a, b) => a.until - b.until || (a.agent < b.agent ? -1 : 1));
    call.exclusions.shift();
  }
  call.exclusions.push({ agent, until });
}

/** The class at this time: caps promote by one at a time, each counted from the last (5.8). */
export function classAt(policy: Policy, stay: Stay & { class: ClassId }, now: Ms): Stay['class'] {
  let at = policy.classes.indexOf(stay.class);
  let since = stay.classAt;
  for (; at > 0; at--) {
    const cap = policy.classCaps?.find((one) => one.class === policy.classes[at]);
    since += cap?.afterMs ?? NEVER;
    if (since > now) break;
  }
  return policy.classes[at] ?? stay.class;
}

/** The place that stands for a call when all calls look at once. */
export function firstVisit(call: SeenCall): Visit | undefined {
  let first: Visit | undefined;
  for (const visit of call.visits.values()) {
    if (first === undefined || visit.turn < first.turn) first = visit;
  }
  return first;
}

/** Smaller goes first: class, routing age, arrival. */
export function urgency(policy: Policy, a: Visit, aAt: Ms, b: Visit, bAt: Ms): number {
  const rank = (visit: Visit, at: Ms) => policy.classes.indexOf(classAt(policy, visit, at)!);
  return rank(a, aAt) - rank(b, bAt) || a.agedFrom - b.agedFrom || a.arrival - b.arrival;
}
