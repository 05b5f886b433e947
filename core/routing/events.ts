/**
 * Facts the router is told, in the past tense. Plain JSON data: the journal holds exactly these.
 */

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
import type { LinkResult, OfferResult } from './outcomes.ts';
import type { Policy, SkillLevel } from './policy.ts';

/** How a switch says an offer ended before anybody talked. */
export type OfferFailure = Exclude<OfferResult, 'answered' | 'caller-gone'>;

/** A call's leg on a link. */
export interface LinkedCall {
  readonly call: CallId;
  readonly link: LinkId;
}

/** One fact. */
export type RouterEvent =
  | {
      readonly type: 'call-arrived';
      readonly call: CallId;
      readonly queue: QueueId;
      readonly class?: ClassId;
      /** Bonus of routing age; the queue's own when absent. */
      readonly headStartMs?: Ms;
      /** Time already waited before the router knew the call (adopted after an outage). */
      readonly waitedMs?: Ms;
      readonly preferred?: AgentId;
      readonly preferredWaitMs?: Ms;
      /** Further queues the call waits in at the same time. */
      readonly also?: readonly QueueId[];
      /** Asked of the agent beside what the step asks. */
      readonly skills?: readonly SkillLevel[];
      /** Agents who are never offered this call, as the one who has just transferred it. */
      readonly exclude?: readonly AgentId[];
      /** Routing age the caller had earned in an earlier call that was cut short. */
      readonly resumedMs?: Ms;
      /**
       * Nobody is on the line: the customer asked elsewhere to be called, and is given up after
       * this time.
       */
      readonly callback?: { readonly first: 'agent' | 'customer'; readonly forMs: Ms };
      /** Sites the call has passed, by links, before this one; given: it has come by a link. */
      readonly path?: readonly SiteName[];
    }
  /** Told or found out while the call waits: what is given changes, the rest stays. */
  | {
      readonly type: 'call-changed';
      readonly call: CallId;
      readonly class?: ClassId;
      /** Added to the routing age; may be negative. */
      readonly addAgeMs?: Ms;
      readonly skills?: readonly SkillLevel[];
    }
  /**
   * The caller hangs up and is called back: `callback`, a call without a channel, keeps its place.
   */
  | {
      readonly type: 'callback-requested';
      readonly call: CallId;
      readonly callback: CallId;
      /** Whose phone rings first. */
      readonly first: 'agent' | 'customer';
      /** Given up after this time. */
      readonly forMs: Ms;
      /** Where the caller goes now, as an announcement that says goodbye. */
      readonly target?: TargetId;
    }
  /** The customer of a callback that is called first has answered. */
  | { readonly type: 'customer-answered'; readonly offer: OfferId }
  /** The customer of a callback did not answer, was busy, or could not be dialled. */
  | { readonly type: 'customer-failed'; readonly offer: OfferId }
  /** The caller's channel has gone: hung up, or handed over to where `sendCall` sent it. */
  | { readonly type: 'caller-left'; readonly call: CallId }
  | { readonly type: 'call-escaped'; readonly call: CallId; readonly key: string }
  /** A supervisor or program moved a waiting call. */
  | { readonly type: 'call-moved'; readonly call: CallId; readonly target: TargetId }
  /** The switch refused `sendCall`. */
  | { readonly type: 'send-failed'; readonly call: CallId }
  /** A link can be used, or not, as the switch sees its far end. */
  | { readonly type: 'link-changed'; readonly link: LinkId; readonly up: boolean }
  /** The far end has taken the call: it is the router's no more. */
  | { readonly type: 'link-accepted'; readonly call: CallId }
  /** The call's leg on a link is there no more, accepted before or not. */
  | { readonly type: 'link-ended'; readonly call: CallId; readonly result: LinkResult }
  | { readonly type: 'offer-ringing'; readonly offer: OfferId }
  | { readonly type: 'offer-answered'; readonly offer: OfferId }
  | { readonly type: 'offer-ended'; readonly offer: OfferId; readonly result: OfferFailure }
  | { readonly type: 'call-connected'; readonly offer: OfferId }
  /** The agent's leg dropped, or could not be joined to the caller, after it had answered. */
  | { readonly type: 'connect-failed'; readonly offer: OfferId }
  /**
   * The agent's part of the conversation ended. `transferred`: the caller talks on with somebody
   * else.
   */
  | { readonly type: 'agent-left'; readonly offer: OfferId; readonly transferred?: boolean }
  | { readonly type: 'agent-signed-in'; readonly agent: AgentId }
  | { readonly type: 'agent-signed-out'; readonly agent: AgentId }
  | { readonly type: 'agent-paused'; readonly agent: AgentId; readonly reason: PauseReason }
  | { readonly type: 'agent-unpaused'; readonly agent: AgentId }
  | { readonly type: 'wrap-up-ended'; readonly agent: AgentId }
  | { readonly type: 'agent-reachable'; readonly agent: AgentId }
  | { readonly type: 'agent-unreachable'; readonly agent: AgentId }
  /** The agent's phone is in a call that is none of ours, or has ended it. */
  | { readonly type: 'agent-busy'; readonly agent: AgentId }
  | { readonly type: 'agent-free'; readonly agent: AgentId }
  | { readonly type: 'hours-changed'; readonly hours: HoursId; readonly open: boolean }
  | { readonly type: 'switch-lost' }
  /**
   * Contact is back; these calls and agent legs are alive. Whatever else the router holds has gone.
   */
  | {
      readonly type: 'switch-restored';
      readonly calls: readonly CallId[];
      readonly offers: readonly OfferId[];
      /** Legs on links, of callers among `calls` or of those the far end has. Absent: none. */
      readonly linked?: readonly LinkedCall[];
    }
  | { readonly type: 'policy-replaced'; readonly policy: Policy };

/** The names of facts. */
export type RouterEventType = RouterEvent['type'];
