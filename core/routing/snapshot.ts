/**
 * The whole state of a router as plain JSON. Two routers in the same state give the same snapshot.
 */

import type { QueueForecastSnapshot } from '../forecast/wait-record.ts';
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
} from './ids.ts';
import type { Disposition, OfferResult, WithdrawReason } from './outcomes.ts';
import type { Policy, QueuePolicy, SkillLevel } from './policy.ts';

export interface RouterSnapshot {
  readonly version: 2;
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
  /** While the switch is down: when it was lost; the clocks of offers stand still there. */
  readonly switchLostAt: Ms | null;
  readonly hours: readonly { readonly id: HoursId; readonly open: boolean }[];
  /** Links that are not as at first, or have legs, by id; absent: none. */
  readonly links?: readonly LinkSnapshot[];
  /** By id. Includes agents the policy has dropped who still talk or wrap up. */
  readonly agents: readonly AgentSnapshot[];
  /** By id. */
  readonly calls: readonly CallSnapshot[];
  /** By id. */
  readonly offers: readonly OfferSnapshot[];
  /** What queues have learned of their waits, by queue id. */
  readonly forecast: readonly QueueForecastSnapshot[];
  /** Effective agents of queues that have some, by queue id, as last worked out. */
  readonly effective: {
    readonly at: Ms;
    readonly queues: readonly { readonly queue: QueueId; readonly agents1024: number }[];
  } | null;
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
  /** Time spent talking and in wrap-up, and ready or offered, since sign-in (rules, part 2). */
  readonly occupiedMs: Ms;
  readonly availableMs: Ms;
  /** When the state last told began. */
  readonly stateSince: Ms;
}

/** A call, from its arrival until the router lets go of it. */
export interface CallSnapshot {
  readonly id: CallId;
  readonly state:
    | 'waiting'
    | 'held'
    | 'offered'
    | 'connecting'
    | 'talking'
    | 'leaving'
    /** A callback that is not to be dialled now. */
    | 'resting'
    /** The far end of a link is called for it. */
    | 'linking';
  /** Queues the call is in, in the order in which they look for an agent; one with most calls. */
  readonly places: readonly PlaceSnapshot[];
  /** The call brought its class; it keeps it in the next queue. */
  readonly ownClass: boolean;
  readonly skills: readonly SkillLevel[];
  readonly preferred: AgentId | null;
  readonly holdUntil: Ms | null;
  /** By end, then agent; null: for ever. */
  readonly exclusions: readonly { readonly agent: AgentId; readonly until: Ms | null }[];
  /** Open offers, by id; several only with `ring-all`. */
  readonly offers: readonly OfferId[];
  /** When the call last looked for an agent itself. */
  readonly lookedAt: Ms;
  /** While leaving: the switch refused once and the caller was sent to the dialplan. */
  readonly sentBack: boolean;
  /** Not null: a callback whose customer has not answered yet. */
  readonly callback: CallbackSnapshot | null;
  /** Sites it has passed; absent: it has not come by a link. */
  readonly path?: readonly SiteName[];
  /** Links whose far end does not want it; absent: none. */
  readonly declined?: readonly LinkId[];
  /** While linking: how it leaves if the far end accepts it. */
  readonly linking?: {
    readonly target: TargetId;
    readonly disposition: Disposition;
    readonly deadline: Ms;
  };
}

/** A link, its channels and its rest. */
export interface LinkSnapshot {
  readonly id: LinkId;
  readonly up: boolean;
  readonly restUntil: Ms | null;
  /** Calls that have a leg on it, by id. */
  readonly legs: readonly { readonly call: CallId; readonly accepted: boolean }[];
}

/** A call's place in one queue. */
export interface PlaceSnapshot {
  readonly queue: QueueId;
  /** Index into `retired` of the steps the call follows; null: those of the policy in force. */
  readonly pinned: number | null;
  readonly class: ClassId;
  /** When the call got this class here. */
  readonly classAt: Ms;
  readonly step: number;
  readonly stepAt: Ms;
  readonly joinedAt: Ms;
  /** Routing age counts from here: first arrival less the head start. */
  readonly agedFrom: Ms;
  readonly arrival: number;
  /** What each method expected when the call joined, null: nothing; see core/forecast. */
  readonly expected: readonly (Ms | null)[];
  /** Calls that waited in the queue before it when it joined. */
  readonly ahead: number;
  /** Exits that are due, and were passed over for want of a link; absent: none. */
  readonly owed?: readonly ('too-long' | 'step')[];
}

/** What makes a call a callback. */
export interface CallbackSnapshot {
  readonly first: 'agent' | 'customer';
  readonly expiresAt: Ms;
  /** Diallings so far. */
  readonly attempts: number;
  /** Not dialled before. */
  readonly restUntil: Ms;
}

/** An offer that has not ended, or whose conversation lasts. */
export interface OfferSnapshot {
  readonly id: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  /** `dialling`: the customer of a callback is called first, the agent is reserved. */
  readonly state: 'dialling' | 'set-up' | 'ringing' | 'answered' | 'connected' | 'withdrawing';
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
