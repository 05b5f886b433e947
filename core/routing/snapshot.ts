/**
 * The whole state of a router as plain JSON. Two routers in the same state give the same snapshot.
 */

import type {
  AgentId,
  CallId,
  ClassId,
  HoursId,
  Ms,
  OfferId,
  PauseReason,
  QueueId,
} from './ids.ts';
import type { OfferResult, WithdrawReason } from './outcomes.ts';
import type { Policy, QueuePolicy } from './policy.ts';

export interface RouterSnapshot {
  readonly version: 1;
  /** The latest time seen. */
  readonly now: Ms;
  readonly policy: Policy;
  /**
   * Steps of earlier policies that waiting calls still follow, oldest first; `calls[].pinned`
   * points here.
   */
  readonly retired: readonly QueuePolicy[];
  readonly nextOffer: number;
  readonly nextArrival: number;
  readonly nextRotation: number;
  readonly random: number;
  readonly switchUp: boolean;
  readonly hours: readonly { readonly id: HoursId; readonly open: boolean }[];
  /** By id. Includes agents the policy has dropped who still talk or wrap up. */
  readonly agents: readonly AgentSnapshot[];
  /** By id. */
  readonly calls: readonly CallSnapshot[];
  /** By id. */
  readonly offers: readonly OfferSnapshot[];
}

/** An agent; an offer it has is found among the offers. */
export interface AgentSnapshot {
  readonly id: AgentId;
  readonly signedIn: boolean;
  /** A sign-out asked for in mid-call, done when the agent is idle again. */
  readonly signOutNext: boolean;
  readonly paused: PauseReason | null;
  readonly reachable: boolean;
  /** While unreachable: when to try again; null: when the switch says so. */
  readonly retryAt: Ms | null;
  readonly busy: boolean;
  readonly activity: 'idle' | 'offered' | 'talking' | 'wrap-up';
  readonly wrapUpUntil: Ms | null;
  readonly idleSince: Ms;
  readonly misses: number;
  readonly callsAnswered: number;
  /** Rotation number of the last offer made to this agent; 0: none. */
  readonly lastOffered: number;
}

/** A call, from its arrival until the router lets go of it. */
export interface CallSnapshot {
  readonly id: CallId;
  readonly state: 'waiting' | 'held' | 'offered' | 'connecting' | 'talking' | 'leaving';
  readonly queue: QueueId;
  /** Index into `retired` of the steps the call follows; null: those of the policy in force. */
  readonly pinned: number | null;
  readonly class: ClassId;
  /** The call brought its class; it keeps it in the next queue. */
  readonly ownClass: boolean;
  readonly step: number;
  readonly stepAt: Ms;
  readonly joinedAt: Ms;
  /** Routing age counts from here: first arrival less the head start. */
  readonly agedFrom: Ms;
  readonly arrival: number;
  readonly preferred: AgentId | null;
  readonly holdUntil: Ms | null;
  /** By end, then agent. */
  readonly exclusions: readonly { readonly agent: AgentId; readonly until: Ms }[];
  readonly offer: OfferId | null;
  /** When the call last looked for an agent itself. */
  readonly lookedAt: Ms;
  /** While leaving: the switch refused once and the caller was sent to the dialplan. */
  readonly sentBack: boolean;
}

/** An offer that has not ended, or whose conversation lasts. */
export interface OfferSnapshot {
  readonly id: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  readonly state: 'set-up' | 'ringing' | 'answered' | 'connected' | 'withdrawing';
  /** While withdrawing: why. */
  readonly reason: WithdrawReason | null;
  readonly madeAt: Ms;
  readonly ringingAt: Ms | null;
  readonly deadline: Ms | null;
  /** Wrap-up the agent owes after the conversation. */
  readonly wrapUpMs: Ms;
  readonly ringMs: Ms;
  /** While withdrawing: the phone answered all the same. */
  readonly answeredLate: boolean;
}

/** The result of an offer withdrawn for this reason, unless the phone answered first. */
export const resultOfWithdrawal = (reason: WithdrawReason, rang: boolean): OfferResult => {
  if (reason === 'caller-gone') return 'caller-gone';
  if (reason === 'expired') return rang ? 'missed' : 'unreachable';
  return 'withdrawn';
};
