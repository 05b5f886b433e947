/**
 * What an observer knows of calls and agents from facts and commands alone, and who may take what,
 * by a reading of the policy of its own: neither router is asked.
 */

import type {
  AgentId,
  AgentPolicy,
  AgentState,
  CallId,
  ClassId,
  Limits,
  Ms,
  OfferId,
  Policy,
  QueueId,
  QueuePolicy,
} from '../../core/index.ts';

/** A call's visit to one queue. */
export interface Visit {
  readonly queue: QueueId;
  /** The steps it follows: those in force when it joined, unless a reload says otherwise. */
  follows: QueuePolicy;
  step: number;
  readonly joinedAt: Ms;
  readonly agedFrom: Ms;
  readonly arrival: number;
  class: ClassId;
  /** When it came to where it stands now, and with which move: joined, stepped, or came back. */
  since: Ms;
  sinceMove: number;
}

/** On its way into a queue: arrived, or sent on by the queue before. */
export interface Joining {
  readonly queue: QueueId;
  readonly joinedAt: Ms;
  readonly agedFrom: Ms;
  readonly arrival: number;
  readonly class: ClassId | undefined;
}

export interface SeenCall {
  readonly id: CallId;
  /** `out`: has left its queue in this move, and something must follow. */
  state: 'joining' | 'queued' | 'out' | 'talking' | 'leaving';
  joining: Joining | undefined;
  visit: Visit | undefined;
  /** The class the call brought, if any. */
  readonly ownClass: boolean;
  preferred: AgentId | undefined;
  /** Not held for its preferred agent after this time; whether before is not told. */
  heldUntil: Ms;
  exclusions: Exclusion[];
  /** Offers of it that have neither ended nor been withdrawn. */
  readonly offers: Set<OfferId>;
}

export interface Exclusion {
  readonly agent: AgentId;
  until: Ms;
}

export interface SeenOffer {
  readonly call: CallId;
  readonly agent: AgentId;
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
}

/** Serves the queue at this step, and has the skills. */
export function qualifies(agent: AgentPolicy, { follows, step }: Visit): boolean {
  const at = follows.steps[step]!;
  const serves =
    at.everybody ||
    agent.queues.some(({ queue }) => queue === follows.id) ||
    at.teams.some(({ team }) => agent.teams.includes(team));
  return (
    serves &&
    at.require.every(({ skill, levelMin }) =>
      agent.skills.some((has) => has.skill === skill && has.level >= levelMin),
    )
  );
}

/** When the agent's own delay for the queue has passed. */
export const delayEnds = (agent: AgentPolicy, { follows, joinedAt }: Visit): Ms =>
  joinedAt + (agent.queues.find(({ queue }) => queue === follows.id)?.delayMs ?? 0);

export const excludedUntil = (call: SeenCall, agent: AgentId): Ms =>
  call.exclusions.find((one) => one.agent === agent)?.until ?? Number.NEGATIVE_INFINITY;

/** Waits, and is held for nobody. */
export const waitsFreely = (call: SeenCall, now: Ms): boolean =>
  call.state === 'queued' && call.offers.size === 0 && call.heldUntil <= now;

/** May the agent, if ready, have this call at this time? */
export const mayTake = (agent: AgentPolicy, call: SeenCall, now: Ms): boolean =>
  call.visit !== undefined &&
  excludedUntil(call, agent.id) <= now &&
  delayEnds(agent, call.visit) <= now &&
  qualifies(agent, call.visit);

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

/** Smaller goes first: class, routing age, arrival. */
export function urgency(policy: Policy, a: Visit, b: Visit): number {
  return (
    policy.classes.indexOf(a.class) - policy.classes.indexOf(b.class) ||
    a.agedFrom - b.agedFrom ||
    a.arrival - b.arrival
  );
}
