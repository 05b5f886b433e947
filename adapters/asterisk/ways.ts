/**
 * What the interfaces of Asterisk do each in its own way. Everything else, the lives of callers,
 * legs and customers, is the same for all of them.
 */

import type { Ms } from '../../core/routing/ids.ts';
import type { CallerIdentity, Destination, RecordingOrder } from '../port.ts';
import type { TalkAbility } from '../talk-port.ts';
import type { Call, Ear, Feature, HangUpReason, Leg, LinkLeg } from './desk.ts';
import type { Kept } from './kept.ts';

/** A channel that is to be made. */
export interface OutgoingOrder {
  /** Technology and peer. */
  readonly endpoint: string;
  readonly part: 'leg' | 'customer' | 'link' | 'dial' | 'third' | 'watch';
  /**
   * Of the offer; of the call where it is to the far end of a link, or dialled; of the supervision.
   */
  readonly number: number;
  /** A channel that must still be there. */
  readonly originator?: string;
  readonly timeoutMs: Ms;
  readonly show: CallerIdentity;
  readonly kept: Kept;
  /** For the far end of a trunk; technologies without such ignore them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers are set by a function of the dialplan, written as a variable: its name and value. */
export function headersOf({
  endpoint,
  headers = {},
}: OutgoingOrder): readonly (readonly [string, string])[] {
  const given = endpoint.startsWith('PJSIP/') ? Object.entries(headers) : [];
  return given.map(([name, value]) => [`PJSIP_HEADER(add,${name})`, value] as const);
}

/** Why a channel was not made; `cause` of Q.850, where one is known. */
export interface NotMade {
  readonly why: string;
  readonly cause?: number;
}

/**
 * No method throws. Where a promise gives a reason, undefined means that it was done, or that the
 * channel has gone, which its own event tells.
 */
export interface Ways {
  /**
   * Settles when the channel can be hung up, or was not made. Rejects when nobody knows whether it
   * was.
   */
  originate(channel: string, order: OutgoingOrder): Promise<NotMade | undefined>;
  hangUp(channel: string, reason: HangUpReason): Promise<unknown>;
  /** Undefined: nobody knows. */
  isThere(channel: string): Promise<boolean | undefined>;
  /** The agent hears, or no longer hears, that a customer is being called. */
  ring(leg: Leg, on: boolean): Promise<unknown>;
  /** Answers the caller, keeps what is to be found again, plays music; true when all was done. */
  hold(call: Call): Promise<boolean>;
  /** Music for a caller who has been answered. */
  music(call: Call): Promise<unknown>;
  /** Keeps with the channel what an adapter that starts anew must find; true when it was done. */
  keep(call: Call): Promise<boolean>;
  /** Tells the caller's speech by events, or does not any more. */
  listen(call: Call, on: boolean): Promise<unknown>;
  /** Ends what the caller hears, so that a command to the channel waits for nothing. */
  fallSilent(call: Call): Promise<unknown>;
  /** Says it after what is being said; the end is told by an event. False: it cannot be said. */
  say(call: Call, playback: string, media: readonly string[]): Promise<boolean>;
  /** Ends what is being said and what waits to be. */
  cut(call: Call, playbacks: readonly string[]): Promise<unknown>;
  /** Sends the caller where it is to go. */
  leave(
    call: Call,
    to: Exclude<Destination, { kind: 'announcement' }>,
  ): Promise<string | undefined>;
  /** Whether the caller is still with us; undefined: nobody knows. */
  isInside(call: Call): Promise<boolean | undefined>;
  /** What has to be done before the two can be joined. */
  prepareJoin(call: Call, leg: Leg | LinkLeg): Promise<string | undefined>;
  /** Joins them; that they are together is told by an event. */
  join(call: Call, leg: Leg | LinkLeg): Promise<string | undefined>;
  /** Who is together with this leg; undefined: nobody knows. */
  together(leg: Leg | LinkLeg): Promise<readonly string[] | undefined>;
  /** Ends a conversation without ending the calls in it. */
  part(bridge: string): Promise<unknown>;
  /** False: it cannot be recorded. */
  record(leg: Leg, order: RecordingOrder): Promise<boolean>;
  controlRecording(
    leg: Leg,
    order: RecordingOrder,
    action: 'pause' | 'resume' | 'stop',
  ): Promise<boolean>;
  /** Why an act cannot be done at all; the methods below are not asked for those. */
  readonly cannot: Readonly<Partial<Record<TalkAbility, string>>>;
  /** Out of the conversation, still with us. */
  takeOut(bridge: string, channel: string): Promise<string | undefined>;
  /** In the conversation, confirmed. */
  bringIn(bridge: string, channels: readonly string[]): Promise<string | undefined>;
  /** Music for one who is no caller; undefined: it ends. */
  soothe(channel: string, music: string | undefined): Promise<unknown>;
  /** The agent is heard by nobody, or again. False: it was not done. */
  mute(leg: Leg, on: boolean): Promise<boolean>;
  /** Keys as if pressed by us. False: it was not done. */
  press(channel: string, keys: string): Promise<boolean>;
  /** Whether the dialplan has it for this channel; undefined: nobody knows. */
  hasExtension(channel: string, context: string, extension: string): Promise<boolean | undefined>;
  /**
   * A channel that hears this leg, and speaks to it as the mode says; and a bridge for it, if
   * there is none. That the channel is there is told by an event.
   */
  openEar(bridge: string, leg: string, ear: Ear, supervision: number): Promise<string | undefined>;
  /** Whether that channel is one of its own, or the supervisor's phone does it by itself. */
  readonly ears: 'channels' | 'no channels';
  /** Makes the phone of a ringing leg answer. */
  pickUp(leg: Leg): Promise<string | undefined>;
  /** Answers the phone that dialled it and says this; its end is told by an event. */
  answerFeature(feature: Feature, media: readonly string[]): Promise<boolean>;
  /** A phone's device state; undefined: nobody knows. */
  deviceState(phone: string): Promise<string | undefined>;
  /** Channels of a phone; undefined: nobody knows. */
  channelsOf(phone: string): Promise<readonly string[] | undefined>;
}
