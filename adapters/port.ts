/**
 * The port to a telephony switch: what the server asks of any switch and what it is told, whatever
 * the protocol behind it. Numbered rules; `test/contract/switch-contract.ts` checks each over every
 * adapter.
 *
 *  1. `start` resolves when the switch is known and its live calls have been told; until then, and
 *     after a loss, it keeps trying with back-off and reports each failure by `onTrouble`. It never
 *     rejects for trouble with the switch; `stop` ends it at any time.
 *  2. The first fact after any connection is `switch-restored` with the complete list of live calls
 *     and agent legs that are ours, after a `call-found` for each waiting caller the adapter itself
 *     did not know. After a loss `switch-lost` is told once.
 *  3. `caller-entered` is told once per caller, before any other fact of that call; `caller-left`
 *     once, as the last. A customer who was called (16, 17) is told by `customer-answered` or
 *     `call-connected` instead, and not at all before.
 *  4. Every offer ends in exactly one of `offer-ended`, (after `call-connected`) `agent-left`, or
 *     (16) `customer-failed`. Nothing of that offer is told after it, but (11) `transferred-to`.
 *     This holds when the switch refuses, times out or is lost (then: on restore).
 *  5. `offer-ringing` comes at most once and before `offer-answered`, which comes at most once.
 *  6. `connect` is answered by exactly one of `call-connected`, `connect-failed`, `offer-ended`,
 *     within 5 s. `call-connected` means: both legs are in one conversation, confirmed by the
 *     switch.
 *  7. `withdraw` in any state ends the leg; `offer-ended` follows also when the phone answered
 *     meanwhile. An unknown or ended offer is ignored.
 *  8. Results are told apart: `declined`, `missed`, `busy`, `unreachable`, `failed`, `withdrawn`.
 *  9. A waiting caller hears music from `hold` on; an `announce` is heard over it and the music
 *     comes back. Announcements follow each other; one that interrupts is heard at once. None
 *     delays a `connect`: it is cut off.
 * 10. When the caller hangs up in conversation: `caller-left`, and the agent's leg stays until
 *     `release-agent`. When the agent hangs up: `agent-left`, and the caller stays until
 *     `release-call`.
 * 11. A transfer by the agent's phone ends the agent's part: `agent-left` with `transferred: true`.
 *     The caller talks on; the adapter looks after the channels from then on and leaves none
 *     behind. Where to is told by `transferred-to`, once, about the same time: before or after; not
 *     at all when contact was lost.
 * 12. `send` takes the caller out of the switch application: `caller-left` follows, or
 *     `send-failed` and the caller is as before.
 * 13. Commands are idempotent: the same command twice does nothing the second time. None throws;
 *     none blocks.
 * 14. Facts are told one at a time, on the thread that called `start`, in the order the switch told
 *     them.
 * 15. After `stop` nothing is told. Callers stay on the switch as they are: the next `start` finds
 *     them.
 * 16. `dial-customer` of an offer that has no leg calls the customer of a callback first, whose
 *     call is on the switch by nothing else. It is answered by exactly one of `customer-answered`,
 *     `customer-failed`, `offer-ended` (withdrawn). From `customer-answered` on the customer is the
 *     caller of that call, held with the music of the command; an `offer` of the same number rings
 *     the agent.
 * 17. `dial-customer` of an offer whose leg has answered calls the customer while the agent hears
 *     ringing, and joins the two as `connect` does. It is answered by exactly one of
 *     `call-connected` (the customer is the caller of the call), `customer-failed` (the leg stays
 *     until it is withdrawn) or `offer-ended` (the agent has gone, and so has the customer's call).
 *     `withdraw` meanwhile ends both, and `offer-ended` follows.
 * 18. Several phones may ring for one call at once. One that is withdrawn as `answered-elsewhere`
 *     is told so: it does not list the call as missed.
 * 19. `link` calls the far end of a trunk for a caller who waits, and who hears music on. When the
 *     far end has answered and both are in one conversation, confirmed by the switch, that is told
 *     by `link-accepted`, once: the caller is none of the router's from then on, the adapter looks
 *     after both channels, and nothing of that call is told any more but its `link-ended`. This
 *     comes exactly once for each `link`, as the last of it, when the channel to the far end has
 *     gone: `ended` after it was accepted or the caller had left, else why it came to nothing, and
 *     the caller waits as before. `unlink` gives up a call that is not accepted yet. The far end is
 *     given the headers of the command, if the trunk has such.
 * 20. `send` with `refuse` ends a caller who has not been held without answering, as busy.
 * 21. `dial` calls somebody for whom no agent is held: a lead of a campaign, a call that is on the
 *     switch by nothing else. `dial-rang` comes at most once; then exactly one of `dial-answered`
 *     and `dial-ended`. From `dial-answered` on who answered is the caller of that call, held with
 *     the music of the command, and ends as callers do (3). `undial` gives up one that has not
 *     answered; unknown or answered it is ignored. Like offers (4), a dial ends also when the
 *     switch refuses, times out or is lost (then: on restore); one that still rings on restore is
 *     among its `dials`.
 * 22. With `listen`, who has answered a `dial` is listened to until connected or gone:
 *     `caller-heard` tells each beginning and end of speech.
 * 23. A caller who is being sent to an `announcement` may press keys until it has ended:
 *     `caller-pressed`. `send` anew, meanwhile, cuts it off and sends there.
 *
 * 24 to 35, on what is done with a conversation, are in `talk-port.ts`.
 */

import type { LinkedCall, OfferFailure } from '../core/routing/events.ts';
import type { CallId, LinkId, Ms, OfferId } from '../core/routing/ids.ts';
import type { LinkResult, WithdrawReason } from '../core/routing/outcomes.ts';
import type {
  ConversationBelief,
  TalkAbility,
  TalkCommand,
  TalkFact,
  TransferTarget,
} from './talk-port.ts';

export interface CallerIdentity {
  /** As the switch gives it; empty when withheld. */
  readonly number: string;
  readonly name: string;
}

/** Where a caller leaves routing to. */
export type Destination =
  /** The next dialplan priority after `Stasis()`. */
  | { readonly kind: 'dialplan' }
  /** An extension in a dialplan context; trunks are reached through it. */
  | { readonly kind: 'extension'; readonly context: string; readonly extension: string }
  /** The announcement, then hang up. */
  | { readonly kind: 'announcement'; readonly media: readonly string[] }
  | { readonly kind: 'hang-up' }
  /** Not answered, not wanted: whoever calls hears, or is told, that we are busy. */
  | { readonly kind: 'refuse' };

/** A recording of one conversation. `name` becomes the file's name, without suffix. */
export interface RecordingOrder {
  readonly name: string;
  readonly format: string;
}

/** What a switch is asked for, in the imperative. Plain JSON. */
export type SwitchCommand =
  | TalkCommand
  /** Answer the caller, play music, and keep `memo` with the channel so that a restart finds it. */
  | { readonly type: 'hold'; readonly call: CallId; readonly music: string; readonly memo: string }
  | {
      readonly type: 'offer';
      readonly offer: OfferId;
      readonly call: CallId;
      /** Technology and peer, `PJSIP/1001`. */
      readonly phone: string;
      /** The switch's own limit; the router withdraws earlier. */
      readonly timeoutMs: Ms;
      /** Shown on the agent's phone: the caller's number, and "queue name: caller's name". */
      readonly show: CallerIdentity;
      readonly memo: string;
      /** The call is not on the switch: its customer is called once this agent has answered. */
      readonly callback?: true;
    }
  | { readonly type: 'withdraw'; readonly offer: OfferId; readonly reason: WithdrawReason }
  | {
      readonly type: 'dial-customer';
      readonly offer: OfferId;
      readonly call: CallId;
      /** Technology and peer, `Local/0312345678@outgoing/n`. */
      readonly customer: string;
      /** The customer's phone may take this long to answer. */
      readonly timeoutMs: Ms;
      /** Shown on the customer's phone. */
      readonly show: CallerIdentity;
      /** As in `hold`, from the answer on. */
      readonly music: string;
      readonly memo: string;
      /** As in `connect`; only when the agent has answered before. */
      readonly record?: RecordingOrder;
    }
  | { readonly type: 'connect'; readonly offer: OfferId; readonly record?: RecordingOrder }
  | {
      readonly type: 'announce';
      readonly call: CallId;
      /** Asterisk media URIs (`sound:queue-youarenext`, `number:3`). */
      readonly media: readonly string[];
      /** What is being said, or waits to be, is cut off; without media that is all. */
      readonly interrupts?: true;
    }
  | {
      readonly type: 'link';
      readonly call: CallId;
      readonly link: LinkId;
      /** Technology, number and trunk, `PJSIP/8100@osaka`. */
      readonly endpoint: string;
      /** The switch's own limit; the router gives up earlier. */
      readonly timeoutMs: Ms;
      /** Shown at the far end. */
      readonly show: CallerIdentity;
      /** Given to the far end, `X-Tsunagi-Age: 45120ms`. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly type: 'unlink'; readonly call: CallId }
  | {
      readonly type: 'dial';
      readonly call: CallId;
      /** Technology, number and trunk, `PJSIP/0312345678@trunk`. */
      readonly endpoint: string;
      /** May ring this long. */
      readonly timeoutMs: Ms;
      /** Shown on the phone that is called. */
      readonly show: CallerIdentity;
      /** As in `hold`, from the answer on. */
      readonly music: string;
      readonly memo: string;
      /** Rule 22. */
      readonly listen?: true;
    }
  | { readonly type: 'undial'; readonly call: CallId }
  | { readonly type: 'send'; readonly call: CallId; readonly to: Destination }
  | { readonly type: 'release-call'; readonly call: CallId; readonly to: 'hang-up' | 'dialplan' }
  | { readonly type: 'release-agent'; readonly offer: OfferId }
  | {
      readonly type: 'recording';
      readonly offer: OfferId;
      readonly action: 'pause' | 'resume' | 'stop';
    }
  /** Say or show something to the phone that used a feature code, then hang it up. */
  | {
      readonly type: 'answer-feature';
      readonly feature: number;
      readonly media: readonly string[];
    };

/** What a switch tells, in the past tense. Plain JSON. */
export type SwitchFact =
  | TalkFact
  | {
      readonly type: 'caller-entered';
      readonly call: CallId;
      /** The switch's own id of the channel, for logs and links. */
      readonly channel: string;
      /** The first two arguments of `Stasis()`: `queue,<queue>` or `entry,<number>`. */
      readonly args: readonly string[];
      readonly caller: CallerIdentity;
      readonly dialled: string;
      /** Further `key=value` arguments of `Stasis()`: class, head-start (`60s`), skills, … */
      readonly variables: Readonly<Record<string, string>>;
    }
  /** A waiting caller found on the switch after a restart, with the memo that was kept for it. */
  | {
      readonly type: 'call-found';
      readonly call: CallId;
      readonly channel: string;
      readonly memo: string;
      readonly caller: CallerIdentity;
      readonly dialled: string;
    }
  | { readonly type: 'caller-left'; readonly call: CallId }
  /** Given back by the desk of an agent: rule 28. */
  | { readonly type: 'caller-returned'; readonly call: CallId; readonly channel: string }
  | { readonly type: 'caller-pressed'; readonly call: CallId; readonly key: string }
  | { readonly type: 'send-failed'; readonly call: CallId; readonly why: string }
  | { readonly type: 'link-accepted'; readonly call: CallId }
  | {
      readonly type: 'link-ended';
      readonly call: CallId;
      readonly result: LinkResult;
      readonly why?: string;
    }
  | { readonly type: 'dial-rang'; readonly call: CallId }
  /** Who was called is the caller of this call now. */
  | {
      readonly type: 'dial-answered';
      readonly call: CallId;
      /** The switch's own id of the channel. */
      readonly channel: string;
    }
  | {
      readonly type: 'dial-ended';
      readonly call: CallId;
      /** `missed`: it rang in vain. */
      readonly result: OfferFailure;
      /** Of Q.850, as the network told it. */
      readonly cause?: number;
      readonly why?: string;
    }
  /** Speech of who answered a dial began, or has ended: it was silent for half a second. */
  | { readonly type: 'caller-heard'; readonly call: CallId; readonly speaking: boolean }
  | { readonly type: 'offer-ringing'; readonly offer: OfferId }
  | { readonly type: 'offer-answered'; readonly offer: OfferId }
  | {
      readonly type: 'offer-ended';
      readonly offer: OfferId;
      readonly result: OfferFailure;
      readonly why?: string;
    }
  /** The customer called first is the caller of this call now. */
  | {
      readonly type: 'customer-answered';
      readonly offer: OfferId;
      readonly call: CallId;
      /** The switch's own id of the channel. */
      readonly channel: string;
    }
  | {
      readonly type: 'customer-failed';
      readonly offer: OfferId;
      readonly result: CustomerFailure;
      readonly why?: string;
    }
  | { readonly type: 'call-connected'; readonly offer: OfferId }
  | { readonly type: 'connect-failed'; readonly offer: OfferId; readonly why?: string }
  | { readonly type: 'agent-left'; readonly offer: OfferId; readonly transferred?: boolean }
  /** Where the transfer of this offer's agent went. */
  | { readonly type: 'transferred-to'; readonly offer: OfferId; readonly to: TransferTarget }
  | {
      readonly type: 'recording-changed';
      readonly offer: OfferId;
      readonly state: 'started' | 'paused' | 'resumed' | 'stopped' | 'failed';
    }
  | { readonly type: 'phone-changed'; readonly phone: string; readonly state: PhoneState }
  /** An agent dialled a feature code; answered by `answer-feature` with the same number. */
  | {
      readonly type: 'feature-dialled';
      readonly feature: number;
      readonly phone: string;
      /** `sign-in`, `sign-out`, `pause`, `unpause`, then what was given with it (agent, reason). */
      readonly args: readonly string[];
    }
  /** The phone that dialled it has hung up; once per `feature-dialled`, not after a loss. */
  | { readonly type: 'feature-left'; readonly feature: number }
  | { readonly type: 'switch-lost'; readonly why: string }
  | {
      readonly type: 'switch-restored';
      readonly calls: readonly CallId[];
      readonly offers: readonly OfferId[];
      /** Channels to far ends: of callers among `calls`, or of those accepted; absent: none. */
      readonly linked?: readonly LinkedCall[];
      /** Calls of `dial` that have not been answered; absent: none. */
      readonly dials?: readonly CallId[];
    };

/** How calling a customer came to nothing; `missed`: it rang in vain. */
export type CustomerFailure = Exclude<OfferFailure, 'withdrawn'>;

/** `busy` only for calls that are none of ours; debounced. */
export type PhoneState = 'reachable' | 'unreachable' | 'busy' | 'free';

/** Trouble with the switch itself, for people: logged, counted, shown by readiness. */
export interface SwitchTrouble {
  readonly code:
    | 'refused-connection'
    | 'wrong-password'
    | 'lost-connection'
    | 'no-answer'
    | 'command-failed'
    | 'unknown-message'
    | 'replaced-by-other-router';
  /** One sentence: what, where, what to do. */
  readonly message: string;
  readonly retriable: boolean;
}

/** Who is told. */
export interface SwitchListener {
  onFact(fact: SwitchFact): void;
  onTrouble(trouble: SwitchTrouble): void;
  /** `capabilities` have become others since the switch was reached. */
  onAbilities?(): void;
  /** Ids for callers the adapter meets; never the same twice, also across restarts. */
  mintCall(): CallId;
  /**
   * Whether the router holds this offer, from its journal. An adapter that starts anew asks this of
   * each agent leg it finds: a held one is taken up and told as alive, with its call; of the others
   * conversations go on by themselves until they end, and the rest is hung up. Absent: none is
   * held.
   */
  holdsOffer?(offer: OfferId): boolean;
  /**
   * Whether the router still waits for the customer of this offer, which it holds. Absent: for
   * none.
   */
  awaitsCustomer?(offer: OfferId): boolean;
  /**
   * Whether the router waits for the far end of a link to accept this call. An adapter that starts
   * anew asks this of each channel to a far end that is in no conversation. Absent: for none.
   */
  awaitsLink?(call: CallId): boolean;
  /**
   * Whether the router waits for the answer to a dial of this call. An adapter that starts anew
   * asks this of each dial it finds; the others are hung up. Absent: for none.
   */
  awaitsDial?(call: CallId): boolean;
  /**
   * What the router, from its journal, believes of a conversation it holds. An adapter that starts
   * anew asks this of each leg it takes up; undefined: the offer is not connected. Absent: of
   * conversations in which nobody is aside they are found anyway.
   */
  conversation?(offer: OfferId): ConversationBelief | undefined;
}

/** What the switch behind the port is and can do. */
export interface SwitchCapabilities {
  readonly name: string;
  readonly version: string;
  readonly announce: boolean;
  /** Kinds of media it can say (`sound` of `sound:hello`); absent: all there are. */
  readonly mediaKinds?: readonly string[];
  readonly record: boolean;
  readonly transfer: boolean;
  readonly phoneStates: boolean;
  /** Rules 19 and 20. */
  readonly links: boolean;
  /** Why an act of rules 24 to 35 is not possible here; absent: all are. */
  readonly talk?: Readonly<Partial<Record<TalkAbility, string>>>;
}

/** The port; the rules above say what each method owes. */
export interface SwitchPort {
  start(listener: SwitchListener): Promise<void>;
  /** Phones whose state is to be told; replaces the former list. */
  watchPhones(phones: readonly string[]): void;
  execute(command: SwitchCommand): void;
  stop(): Promise<void>;
  /** Known once connected. */
  readonly capabilities: SwitchCapabilities;
  readonly connected: boolean;
}
