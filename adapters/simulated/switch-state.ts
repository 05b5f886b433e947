/** What the simulated switch's port knows of callers and agent legs. */

import { asOfferId, type CallId, type LinkId, type OfferId } from '../../core/routing/ids.ts';
import type { Clock } from '../clock.ts';
import type {
  Destination,
  PhoneState,
  RecordingOrder,
  SwitchFact,
  SwitchListener,
} from '../port.ts';
import type { Recent } from '../recent.ts';
import type { ConsultState, SupervisionMode, TalkAct, TransferOrder } from '../talk-port.ts';
import type { Link } from './link.ts';
import type { Channel } from './model.ts';

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
  /** Its speech is told until it is connected. */
  listened: boolean;
  /** False of a customer until the agent who has waited is joined: the router is told then. */
  told: boolean;
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
  ending: 'withdrawn' | 'declined' | 'failed' | 'released' | undefined;
  /** Somebody else has the call: the phone is told when we end it. */
  elsewhere: boolean;
  /** Who was called while the agent waited. */
  customer: DialledCustomer | undefined;
  /** The phone transferred the caller. */
  transferred: boolean;
  readonly room: Room;
  cancelTimer: () => void;
}

/** Wanted, and as it is: in the bridge with the agent. Out of it there is music. */
export interface Party {
  aside: boolean;
  inside: boolean;
}

/** Who is with the agent, who always is in the bridge. */
export interface Room {
  readonly caller: Party;
  third: Third | undefined;
  heldByPhone: boolean;
  muted: boolean;
  /** As last told. */
  toldHeld: boolean;
  /** Somebody is on the way in or out; undefined: nobody is. */
  arranging: symbol | undefined;
  /** What was ordered last, and is told of if it fails. */
  act: TalkAct;
  /** The agent goes as soon as all are inside. */
  handingOver: boolean;
  /** Where the desk is sending the caller. */
  sending: TransferOrder | undefined;
}

/** The third party of a consultation. */
export interface Third extends Party {
  readonly offer: OfferId;
  readonly channel: string;
  readonly endpoint: string;
  readonly music: string;
  answered: boolean;
  /** As last told. */
  told: ConsultState | undefined;
}

/** A supervisor's phone. */
export interface Watch {
  readonly supervision: number;
  readonly offer: OfferId;
  readonly channel: string;
  readonly bridge: string;
  mode: SupervisionMode;
  state: 'called' | 'answered' | 'listens';
  rang: boolean;
  /** Why we end it; undefined: we do not. */
  ending: 'withdrawn' | 'failed' | 'released' | undefined;
  /** The channel that snoops, and the one that will take its place. */
  ear: Ear | undefined;
  nextEar: Ear | undefined;
}

interface Ear {
  readonly channel: string;
  readonly mode: SupervisionMode;
}

/**
 * The customer of a callback. `answered`: a caller in `calls`; one who was called first is kept
 * here as well until the agent's leg is ordered, or the offer withdrawn.
 */
export interface DialledCustomer {
  readonly offer: OfferId;
  readonly call: CallId;
  readonly channel: string;
  readonly music: string;
  readonly memo: string;
  readonly record: RecordingOrder | undefined;
  /** Of the agent who waits for the answer; undefined: the customer is called first. */
  readonly leg: AgentLeg | undefined;
  state: 'dialling' | 'answered' | 'gone';
  rang: boolean;
  withdrawn: boolean;
}

/** Somebody who is dialled while no agent is held, until the answer. */
export interface Dial {
  readonly call: CallId;
  readonly channel: string;
  readonly music: string;
  readonly memo: string;
  /** Who answers is listened to. */
  readonly listen: boolean;
  state: 'dialling' | 'gone';
  rang: boolean;
  withdrawn: boolean;
}

/** The channel to the far end of a link, until it ends. */
export interface LinkLeg {
  readonly call: CallId;
  readonly link: LinkId;
  readonly channel: string;
  readonly bridge: string;
  state: 'dialling' | 'joining' | 'accepted';
  rang: boolean;
  /** Why we end it; undefined: we do not. */
  ending: 'withdrawn' | 'failed' | 'ended' | undefined;
  /** Who has entered the bridge. */
  readonly joined: Set<string>;
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
  readonly customers: Map<OfferId, DialledCustomer>;
  /** Those who have not answered. */
  readonly customersByChannel: Map<string, DialledCustomer>;
  readonly links: Map<CallId, LinkLeg>;
  readonly linksByChannel: Map<string, LinkLeg>;
  readonly dials: Map<CallId, Dial>;
  readonly dialsByChannel: Map<string, Dial>;
  /** Calls that are dialled, or were of late: each is once. */
  readonly dialled: Recent<CallId>;
  readonly thirdsByChannel: Map<string, Third>;
  readonly watches: Map<number, Watch>;
  readonly strays: Map<string, Stray>;
  readonly features: Map<number, DialledFeature>;
  /** The highest offer ever ordered: a lower one that is not in `legs` has ended. */
  lastOffer: number;
  nextFeature: number;
  nextPlayback: number;
  nextThird: number;
  nextEar: number;
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

/** What is done without asking the PBX is told a moment later, as if it had been asked. */
export const refusalMs = 1;

/** Names of channel variables and the prefix of our own ids. */
export const MEMO = 'TSUNAGI_MEMO';
/** Of a caller: its call and its music, `17,default`; of an agent's leg: the call it is for. */
export const CALL = 'TSUNAGI_CALL';
/** Set with somebody who is dialled, and listened to from the answer on. */
export const LISTEN = 'TSUNAGI_LISTEN';
/** Set once a caller has talked to an agent: it is not offered again. */
export const TALKED = 'TSUNAGI_TALKED';

/** The offer whose leg or customer has this channel; undefined: none of ours. */
export function offerOf(app: string, channel: string, of: 'offer' | 'customer' = 'offer') {
  const prefix = `${app}-${of}-`;
  return channel.startsWith(prefix) ? asOfferId(Number(channel.slice(prefix.length))) : undefined;
}

export const legId = (app: string, offer: OfferId): string => `${app}-offer-${offer}`;
export const customerId = (app: string, offer: OfferId): string => `${app}-customer-${offer}`;
export const bridgeId = (app: string, offer: OfferId): string => `${app}-talk-${offer}`;

/** A caller who has entered; `id`: of a call that is known already. */
export function addCall(
  desk: Desk,
  channel: Pick<Channel, 'id'>,
  id = desk.listener.mintCall(),
): HeldCall {
  const call: HeldCall = {
    id,
    channel: channel.id,
    state: 'entered',
    music: '',
    memo: undefined,
    saying: [],
    to: undefined,
    listened: false,
    told: true,
  };
  desk.calls.set(call.id, call);
  desk.callsByChannel.set(call.channel, call);
  return call;
}

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
    elsewhere: false,
    customer: undefined,
    transferred: false,
    room: {
      caller: { aside: false, inside: false },
      ...{ third: undefined, heldByPhone: false, muted: false, toldHeld: false },
      ...{ arranging: undefined, act: 'hold-caller', handingOver: false, sending: undefined },
    },
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

/** An announcement is said, or about to be, after which the call ends. */
export const isHearingLast = ({ state, to }: HeldCall): boolean =>
  state === 'leaving' && to?.kind === 'announcement';

export function forgetCall(desk: Desk, call: HeldCall): void {
  desk.calls.delete(call.id);
  desk.callsByChannel.delete(call.channel);
}

export function forgetLeg(desk: Desk, leg: AgentLeg): void {
  leg.cancelTimer();
  desk.legs.delete(leg.id);
  desk.legsByChannel.delete(leg.channel);
}
