/** What the simulated switch's port knows of callers and agent legs. */

import { asOfferId, type CallId, type OfferId } from '../../core/routing/ids.ts';
import type { Clock } from '../clock.ts';
import type {
  Destination,
  PhoneState,
  RecordingOrder,
  SwitchFact,
  SwitchListener,
} from '../port.ts';
import type { Link } from './link.ts';

export interface HeldCall {
  readonly id: CallId;
  readonly channel: string;
  /** `away`: transferred by an agent; we only look after its channels. */
  state: 'entered' | 'held' | 'talking' | 'leaving' | 'away';
  music: string;
  memo: string | undefined;
  /** Announcements: the one that is heard, then those that wait for it. */
  readonly saying: { readonly playback: string; readonly media: readonly string[] }[];
  /** Where it was sent, once it was. */
  to: Destination | undefined;
}

export interface AgentLeg {
  readonly id: OfferId;
  readonly call: CallId;
  readonly phone: string;
  readonly channel: string;
  readonly bridge: string;
  state: 'set-up' | 'ringing' | 'answered' | 'connecting' | 'connected';
  record: RecordingOrder | undefined;
  /** It runs, or is paused. */
  recording: boolean;
  /** Who of the two has entered the bridge. */
  readonly joined: Set<string>;
  /** Why we end it; undefined: we do not. */
  ending: 'withdrawn' | 'failed' | 'released' | undefined;
  /** The phone transferred the caller. */
  transferred: boolean;
  cancelTimer: () => void;
}

/** A conversation that goes on without the router: only its end is watched. */
export interface Stray {
  readonly bridge: string;
  readonly channels: Set<string>;
}

/** A feature code whose caller is still there. */
export interface DialledFeature {
  readonly channel: string;
  readonly phone: string;
  answered: boolean;
}

export interface Desk {
  readonly app: string;
  readonly clock: Clock;
  readonly link: Link;
  readonly listener: SwitchListener;
  readonly calls: Map<CallId, HeldCall>;
  readonly callsByChannel: Map<string, HeldCall>;
  readonly legs: Map<OfferId, AgentLeg>;
  readonly legsByChannel: Map<string, AgentLeg>;
  readonly strays: Map<string, Stray>;
  readonly features: Map<number, DialledFeature>;
  /** The highest offer ever ordered: a lower one that is not in `legs` has ended. */
  lastOffer: number;
  nextFeature: number;
  nextPlayback: number;
  readonly watched: Map<string, WatchedPhone>;
  /** Between connection and `switch-restored` facts wait here. */
  postponed: SwitchFact[] | undefined;
  readonly limits: DeskLimits;
}

export interface WatchedPhone {
  told: PhoneState | undefined;
  cancelTimer: () => void;
}

export interface DeskLimits {
  /** From `connect` to both legs in one bridge. */
  readonly connectMs: number;
  /** A phone's busy or free must last this long to be told. */
  readonly debounceMs: number;
  /** A dialled feature code that nobody answers is hung up. */
  readonly featureMs: number;
}

/** Names of channel variables and the prefix of our own ids. */
export const MEMO = 'TSUNAGI_MEMO';
/** Of a caller: its call and its music, `17,default`; of an agent's leg: the call it is for. */
export const CALL = 'TSUNAGI_CALL';
/** Set once a caller has talked to an agent: it is not offered again. */
export const TALKED = 'TSUNAGI_TALKED';

/** The offer whose leg has this channel; undefined: it is no leg of ours. */
export function offerOf(app: string, channel: string): OfferId | undefined {
  const prefix = `${app}-offer-`;
  return channel.startsWith(prefix) ? asOfferId(Number(channel.slice(prefix.length))) : undefined;
}

export const legId = (app: string, offer: OfferId): string => `${app}-offer-${offer}`;
export const bridgeId = (app: string, offer: OfferId): string => `${app}-talk-${offer}`;

/** A leg that has been ordered, or found: nothing is known of it yet. */
export function addLeg(
  desk: Desk,
  order: { readonly offer: OfferId; readonly call: CallId; readonly phone: string },
): AgentLeg {
  const leg: AgentLeg = {
    id: order.offer,
    call: order.call,
    phone: order.phone,
    channel: legId(desk.app, order.offer),
    bridge: bridgeId(desk.app, order.offer),
    state: 'set-up',
    record: undefined,
    recording: false,
    joined: new Set(),
    ending: undefined,
    transferred: false,
    cancelTimer: () => {},
  };
  desk.legs.set(leg.id, leg);
  desk.legsByChannel.set(leg.channel, leg);
  return leg;
}

export function tellFact(desk: Desk, fact: SwitchFact): void {
  if (desk.postponed) desk.postponed.push(fact);
  else desk.listener.onFact(fact);
}

export const isWaiting = (call: HeldCall): boolean =>
  call.state === 'entered' || call.state === 'held';

export function forgetCall(desk: Desk, call: HeldCall): void {
  desk.calls.delete(call.id);
  desk.callsByChannel.delete(call.channel);
}

export function forgetLeg(desk: Desk, leg: AgentLeg): void {
  leg.cancelTimer();
  desk.legs.delete(leg.id);
  desk.legsByChannel.delete(leg.channel);
}
