/**
 * The part of the port (`port.ts`) that is about conversations: what the desk does with one (24
 * to 31), who else listens (32, 33), answering and refusing without touching the phone (34, 35).
 * What a switch cannot do of it is told by `capabilities.talk`; asking for it all the same is
 * answered by `talk-failed`. That comes also where an act is not possible now: all is as before
 * then. Of an offer that is not connected nothing is told.
 *
 * 24. `hold-caller` takes the caller aside: they hear the music of their call, and the agent does
 *     not hear them; `on: false` brings them back. Told by `hold-changed`, as hold by the phone
 *     is.
 * 25. `mute` silences the agent's microphone, whoever listens, until it is taken back. Told by
 *     `mute-changed`.
 * 26. `send-keys` presses keys towards everybody the agent talks with, in the order in which they
 *     are ordered, and as often: 13 does not hold for it.
 * 27. `transfer` to an extension sends the caller there and ends the agent's part: as 11, with
 *     `caller-left` after it. An extension that the dialplan does not have is refused.
 * 28. `transfer` to a call ends the agent's part as well, and the caller goes on as the caller of
 *     that call, held with the music of the command: after `agent-left` and the `caller-left` of
 *     the former call comes `caller-returned`, the first fact of the new one.
 * 29. `consult` takes the caller aside (24) and calls a third party, at first while the agent
 *     hears ringing. `consult-changed` tells `ringing` at most once, then, from the answer on,
 *     with whom the agent talks. `consult-ended` comes exactly once for each `consult`, before
 *     `agent-left`; the caller stays aside unless ordered otherwise. One consultation at a time.
 * 30. `talk-with` makes the agent talk with the caller, the third party (the other waits aside,
 *     with music) or both. `end-consult` lets the third party go, answered or not, and brings the
 *     caller back.
 * 31. `hand-over` leaves the caller and a third party who has answered to each other:
 *     `consult-ended` with `handed-over`, then as 11. So does an agent who hangs up while all
 *     three talk; at any other time the third party goes with the agent. It goes with the caller
 *     too. A transfer by the phone hands on the caller, whoever is aside, and lets the third
 *     party go.
 * 32. `supervise` calls a phone and lets it listen to the conversation of a connected offer: in
 *     mode `listen` nobody hears it, in `whisper` the agent does, in `barge` everybody in the
 *     conversation does. `supervision-changed` tells `ringing` at most once, then the mode;
 *     `change-supervision` asks for another. The conversation is never disturbed.
 * 33. `supervision-ended` comes exactly once for each `supervise`, as the last of it: when either
 *     side ends, or by `end-supervision`. An adapter that starts anew ends those it finds.
 * 34. `pick-up` makes the ringing phone of an offer answer, if the phone can be told to.
 * 35. `decline` refuses an offer that has not been answered, as its phone would: `offer-ended` with
 *     `declined`, and the phone lists no missed call.
 */

import type { OfferFailure } from '../core/routing/events.ts';
import type { CallId, Ms, OfferId } from '../core/routing/ids.ts';

/** On the display of a phone that is called. */
export interface Shown {
  readonly number: string;
  readonly name: string;
}

/** Where `transfer` takes the caller. */
export type TransferOrder =
  /** An extension in a dialplan context. */
  | { readonly kind: 'extension'; readonly context: string; readonly extension: string }
  /** Rule 28: a call that is on the switch by nothing else, with what `hold` would give it. */
  | {
      readonly kind: 'call';
      readonly call: CallId;
      readonly music: string;
      readonly memo: string;
    };

/** With whom an agent talks who consults a third party. */
export type TalkPartner = 'caller' | 'third' | 'both';

/** What a supervisor's phone does in a conversation. */
export type SupervisionMode = 'listen' | 'whisper' | 'barge';

/** What the desk may ask for in a conversation, and a supervisor of it. */
export const talkActs = [
  'hold-caller',
  'mute',
  'send-keys',
  'transfer',
  'consult',
  'talk-with',
  'end-consult',
  'hand-over',
  'supervise',
  'change-supervision',
  'pick-up',
  'decline',
] as const;
/** One of these. */
export type TalkAct = (typeof talkActs)[number];

/**
 * What a switch may be unable to do: an act, `talk-with` both, or handing on the caller when the
 * phone transfers while another is with it.
 */
export type TalkAbility = TalkAct | 'conference' | 'phone-transfer';

/** Of a conversation: rules 24 to 35. */
export type TalkCommand =
  | { readonly type: 'hold-caller'; readonly offer: OfferId; readonly on: boolean }
  | { readonly type: 'mute'; readonly offer: OfferId; readonly on: boolean }
  /** `0` to `9`, `*`, `#`, `A` to `D`. */
  | { readonly type: 'send-keys'; readonly offer: OfferId; readonly keys: string }
  | { readonly type: 'transfer'; readonly offer: OfferId; readonly to: TransferOrder }
  | {
      readonly type: 'consult';
      readonly offer: OfferId;
      /** Technology and peer, `PJSIP/1002`, `Local/800@internal/n`. */
      readonly endpoint: string;
      /** May ring this long. */
      readonly timeoutMs: Ms;
      /** Shown on the phone that is called. */
      readonly show: Shown;
    }
  | { readonly type: 'talk-with'; readonly offer: OfferId; readonly who: TalkPartner }
  | { readonly type: 'end-consult'; readonly offer: OfferId }
  | { readonly type: 'hand-over'; readonly offer: OfferId }
  | {
      readonly type: 'supervise';
      /** Never the same twice while a router runs. */
      readonly supervision: number;
      readonly offer: OfferId;
      /** The supervisor's, `PJSIP/1005`. */
      readonly phone: string;
      readonly mode: SupervisionMode;
      /** May ring this long. */
      readonly timeoutMs: Ms;
      /** Shown on that phone. */
      readonly show: Shown;
    }
  | {
      readonly type: 'change-supervision';
      readonly supervision: number;
      readonly mode: SupervisionMode;
    }
  | { readonly type: 'end-supervision'; readonly supervision: number }
  | { readonly type: 'pick-up' | 'decline'; readonly offer: OfferId };

/** What is told of the acts of rules 24 to 35. */
export type TalkFact =
  | { readonly type: 'hold-changed'; readonly offer: OfferId; readonly on: boolean }
  | { readonly type: 'mute-changed'; readonly offer: OfferId; readonly on: boolean }
  | { readonly type: 'consult-changed'; readonly offer: OfferId; readonly state: ConsultState }
  | {
      readonly type: 'consult-ended';
      readonly offer: OfferId;
      readonly result: ConsultResult;
      readonly why?: string;
    }
  | {
      readonly type: 'talk-failed';
      readonly offer: OfferId;
      readonly act: TalkAct;
      /** A half-sentence. */
      readonly why: string;
    }
  | {
      readonly type: 'supervision-changed';
      readonly supervision: number;
      readonly state: 'ringing' | SupervisionMode;
    }
  | {
      readonly type: 'supervision-ended';
      readonly supervision: number;
      readonly result: SupervisionResult;
      readonly why?: string;
    };

/** `talking` with the third party, `held`: the third party waits aside, `conference`: all three. */
export type ConsultState = 'ringing' | 'talking' | 'held' | 'conference';

/** `ended`: after the third party had answered. */
export type ConsultResult = OfferFailure | 'ended' | 'handed-over';

/** `ended`: after the supervisor had listened. */
export type SupervisionResult = OfferFailure | 'ended';

/** Where an agent transferred a caller to, by phone or by the desk. */
export type TransferTarget =
  /** Unasked: to an extension of the dialplan. */
  | { readonly kind: 'blind'; readonly extension: string; readonly context: string }
  /** To somebody who had been asked: their conversation, by the switch's own id. */
  | { readonly kind: 'bridge'; readonly bridge: string }
  /** To an application of the dialplan that had been dialled. */
  | { readonly kind: 'app'; readonly app: string }
  /** By the desk, to the third party of a consultation: who was called. */
  | { readonly kind: 'third'; readonly endpoint: string }
  /** By the desk, back into routing, as this call. */
  | { readonly kind: 'call'; readonly call: CallId };

/** As last told. */
export interface ConversationBelief {
  readonly held: boolean;
  readonly muted: boolean;
  readonly consults: boolean;
}
