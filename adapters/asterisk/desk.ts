/**
 * What the parts of the adapter share: the tables of calls, legs and conversations, and the ways
 * out.
 */

import type { CallId, LinkId, OfferId } from '../../core/routing/ids.ts';
import type { Clock } from '../clock.ts';
import type {
  CallerIdentity,
  Destination,
  RecordingOrder,
  SwitchFact,
  SwitchListener,
} from '../port.ts';
import { Recent } from '../recent.ts';
import type { ConsultState, SupervisionMode, TalkAct, TransferOrder } from '../talk-port.ts';
import type { Pacer } from './pace.ts';
import type { Ways } from './ways.ts';

/** A channel as Asterisk shows it. */
export interface Channel {
  readonly id: string;
  /** `PJSIP/1001-0000001f`. */
  readonly name: string;
  /** `Down`, `Rsrvd`, `Ring`, `Ringing`, `Up`, … */
  readonly state: string;
  readonly caller: CallerIdentity;
  /** Where it came in: the extension of the dialplan. */
  readonly dialled: string;
}

/** The phone a channel belongs to: `PJSIP/1001` of `PJSIP/1001-0000001f`. */
export const phoneOf = ({ name }: Channel): string => name.replace(/-[^-]*$/, '');

/**
 * A caller.
 * - `entered`: told, not yet held. `waiting`: held, with music.
 * - `talking`: on the way into a conversation, in it, or left in it by the agent.
 * - `leaving`: sent away; nobody offers it any more. `away`: transferred, in a conversation that
 * is none of ours.
 */
export interface Call {
  readonly id: CallId;
  /** Another one when the caller's side transferred the call. */
  channel: string;
  state: 'entered' | 'waiting' | 'talking' | 'leaving' | 'away';
  music: string;
  memo: string;
  /** The channel is known to have been answered. */
  up: boolean;
  /** Whether answering, music and memo have all been accepted. */
  held: boolean;
  /** Announcements that play or wait to, and their media. */
  readonly playbacks: Map<string, string>;
  /** Its speech is told until it is connected. */
  listened: boolean;
  /** The leg it is joined with, or about to be. */
  leg: Leg | undefined;
  /** False of a customer until the agent who has waited is joined: the router is told then. */
  told: boolean;
  to: Destination | undefined;
  /** Where a call that could not be sent goes back to. */
  stateBefore: 'entered' | 'waiting';
  /** Transferred away on the channel that is this call's now: leaves with it. */
  behind: Call | undefined;
}

/** `answered_elsewhere` keeps it out of the phone's list of missed calls. */
export type HangUpReason = 'normal' | 'answered_elsewhere' | 'busy';

/**
 * A channel that we make.
 * - `queued`: waits for its turn to be originated. `dialling`: asked for. `ringing`. `answered`.
 * - `joining`: on the way into the bridge. `talking`: both sides are in it.
 * - `left`: the phone has hung up, which has been told; the channel has not ended yet.
 */
export interface Outgoing {
  readonly channel: string;
  state: 'queued' | 'dialling' | 'ringing' | 'answered' | 'joining' | 'talking' | 'left' | 'gone';
  rang: boolean;
  /** The request that makes the channel has no reply yet: ending it now would miss it. */
  posting: boolean;
  /** Why we end it; undefined: we do not. */
  ending: 'withdrawn' | 'declined' | 'released' | 'failed' | undefined;
  hangUpReason: HangUpReason;
  why: string | undefined;
  cancelTimer: () => void;
  /** The channel has ended, with this cause; undefined: none is known. */
  readonly gone: (cause: number | undefined) => void;
}

/** An agent's leg. */
export interface Leg extends Outgoing {
  readonly offer: OfferId;
  readonly call: CallId;
  readonly phone: string;
  /** What we call its conversation. */
  readonly bridge: string;
  /** Who was called while the agent waited. */
  customer: Customer | undefined;
  /** The phone has put the caller on hold. */
  held: boolean;
  /** Who is with the agent while they talk. */
  readonly room: Room;
  /** Ends with the last request that must not be overtaken: see `inTurn`. */
  turn: Promise<void>;
  /** The bridge has been made. */
  bridged: boolean;
  record: RecordingOrder | undefined;
  recording: 'off' | 'asked' | 'on' | 'paused';
}

/**
 * Who is in the bridge of a conversation, beside the agent, who always is: wanted (`aside`) and
 * as it is (`inside`). Those who are out of it hear music.
 */
export interface Room {
  readonly caller: Party;
  third: Third | undefined;
  /** Somebody is on the way in or out, until it ends; undefined: nobody is. */
  arranging: Promise<void> | undefined;
  /** The agent goes as soon as all are inside. */
  handingOver: boolean;
  /** Where the desk sends the caller; `asked`: Asterisk has been asked to. */
  sending: { readonly to: TransferOrder; readonly asked: boolean } | undefined;
  /** What was ordered last, and is told of if it fails. */
  act: TalkAct;
  /** Wanted, and as Asterisk has it. */
  muted: boolean;
  silenced: boolean;
  /** As last told. */
  toldHeld: boolean;
}

export interface Party {
  aside: boolean;
  inside: boolean;
}

/** The third party of a consultation. */
export interface Third extends Outgoing, Party {
  readonly offer: OfferId;
  readonly endpoint: string;
  /** Music of the call, for when it waits aside. */
  readonly music: string;
  answered: boolean;
  /** As last told. */
  told: ConsultState | undefined;
}

/** A supervisor's phone; `talking`: it listens. */
export interface Watch extends Outgoing {
  readonly supervision: number;
  readonly offer: OfferId;
  readonly bridge: string;
  mode: SupervisionMode;
  /** The channel through which it listens, and the one that will take its place. */
  ear: Ear | undefined;
  nextEar: Ear | undefined;
}

export interface Ear {
  readonly channel: string;
  readonly mode: SupervisionMode;
}

/**
 * The customer of a callback. `answered`: a caller in `calls`; one who was called first is kept
 * here as well until the agent's leg is ordered, or the offer withdrawn.
 */
export interface Customer extends Outgoing {
  readonly offer: OfferId;
  readonly call: CallId;
  readonly music: string;
  readonly memo: string;
  /** Of the agent who waits for the answer; undefined: the customer is called first. */
  readonly leg: Leg | undefined;
  readonly record: RecordingOrder | undefined;
}

/** Somebody who is dialled while no agent is held, until the answer. */
export interface Dial extends Outgoing {
  readonly call: CallId;
  readonly music: string;
  readonly memo: string;
  /** Who answers is listened to. */
  readonly listen: boolean;
}

/** The channel to the far end of a link, until it ends. `talking`: the far end has the call. */
export interface LinkLeg extends Outgoing {
  readonly call: CallId;
  readonly link: LinkId;
  readonly bridge: string;
  /** The bridge has been asked for, and is not in anybody's custody. */
  bridged: boolean;
}

/** A conversation that goes on without the router, after a transfer: only its end is watched. */
export interface Custody {
  readonly bridge: string;
  readonly channels: Set<string>;
}

export interface Feature {
  readonly id: number;
  readonly channel: string;
  readonly phone: string;
  /** What it plays before hanging up; undefined: not answered yet. */
  playback: string | undefined;
  cancelTimer: () => void;
}

export interface Desk {
  /** Name of the Stasis application, or of our dialplan context; our ids begin with it. */
  readonly app: string;
  readonly clock: Clock;
  readonly ways: Ways;
  readonly pacer: Pacer;
  readonly listener: SwitchListener;
  readonly calls: Map<CallId, Call>;
  readonly callsByChannel: Map<string, Call>;
  readonly legs: Map<OfferId, Leg>;
  readonly legsByChannel: Map<string, Leg>;
  readonly legsByBridge: Map<string, Leg>;
  readonly customers: Map<OfferId, Customer>;
  /** Those who have not answered. */
  readonly customersByChannel: Map<string, Customer>;
  readonly links: Map<CallId, LinkLeg>;
  readonly linksByChannel: Map<string, LinkLeg>;
  readonly linksByBridge: Map<string, LinkLeg>;
  readonly dials: Map<CallId, Dial>;
  readonly dialsByChannel: Map<string, Dial>;
  /** Calls that are dialled, or were of late: each is once, whatever comes of it. */
  readonly dialled: Recent<CallId>;
  /** Third parties of consultations. */
  readonly thirdsByChannel: Map<string, Third>;
  readonly watches: Map<number, Watch>;
  readonly watchesByChannel: Map<string, Watch>;
  /** By the channels through which they listen. */
  readonly watchesByEar: Map<string, Watch>;
  readonly custodies: Map<string, Custody>;
  readonly custodiesByChannel: Map<string, Custody>;
  readonly features: Map<number, Feature>;
  readonly featuresByChannel: Map<string, Feature>;
  /** The highest offer ever ordered: a lower one that is not in `legs` has ended. */
  lastOffer: number;
  /** Withdrawn while out of contact, of legs not taken up yet: ended as soon as they are found. */
  readonly withdrawnUnseen: Set<OfferId>;
  /** The same of dials. */
  readonly undialledUnseen: Set<CallId>;
  nextFeature: number;
  nextPlayback: number;
  nextLinkAttempt: number;
  nextThird: number;
  nextEar: number;
  /** False from a loss until the facts after `switch-restored` are out. */
  connected: boolean;
  tell(fact: SwitchFact): void;
  /** A leg of ours on this phone came or went. */
  legChanged(phone: string): void;
}

export interface DeskHooks {
  tell(fact: SwitchFact): void;
  legChanged(phone: string): void;
}

/** The same command twice comes close together: of dials before these nobody asks again. */
const dialledMax = 10_000;

/** A desk with nobody at it. */
export function createDesk(
  what: Pick<Desk, 'app' | 'clock' | 'ways' | 'pacer' | 'listener'>,
  hooks: DeskHooks,
): Desk {
  return {
    ...what,
    calls: new Map(),
    callsByChannel: new Map(),
    legs: new Map(),
    legsByChannel: new Map(),
    legsByBridge: new Map(),
    customers: new Map(),
    customersByChannel: new Map(),
    links: new Map(),
    linksByChannel: new Map(),
    linksByBridge: new Map(),
    dials: new Map(),
    dialsByChannel: new Map(),
    dialled: new Recent(dialledMax),
    thirdsByChannel: new Map(),
    watches: new Map(),
    watchesByChannel: new Map(),
    watchesByEar: new Map(),
    custodies: new Map(),
    custodiesByChannel: new Map(),
    features: new Map(),
    featuresByChannel: new Map(),
    lastOffer: 0,
    withdrawnUnseen: new Set(),
    undialledUnseen: new Set(),
    nextFeature: 1,
    // Channels and playbacks of an adapter before this one may still be there.
    nextPlayback: Math.floor(what.clock.now()),
    nextLinkAttempt: Math.floor(what.clock.now()),
    nextThird: Math.floor(what.clock.now()),
    nextEar: Math.floor(what.clock.now()),
    connected: false,
    tell: hooks.tell,
    legChanged: hooks.legChanged,
  };
}

/** All timers of the tables; nobody is there any more who wants to be called. */
export function cancelTimers(desk: Desk): void {
  const { legs, customers, links, dials, thirdsByChannel, watches, features } = desk;
  desk.pacer.stop();
  for (const table of [legs, customers, links, dials, thirdsByChannel, watches, features]) {
    for (const each of table.values()) each.cancelTimer();
  }
}

/** Ends a channel, whatever it is doing. */
export const hangUp = (
  { ways }: Desk,
  channel: string,
  reason: HangUpReason = 'normal',
): Promise<unknown> => ways.hangUp(channel, reason);
