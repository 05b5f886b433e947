/**
 * What the parts of the adapter share: the tables of calls, legs and conversations, and the ways
 * out.
 */

import {
  asCallId,
  asLinkId,
  asOfferId,
  type CallId,
  type LinkId,
  type OfferId,
} from '../../core/routing/ids.ts';
import type { Clock } from '../clock.ts';
import type { Destination, RecordingOrder, SwitchFact, SwitchListener } from '../port.ts';
import { AriError } from './errors.ts';
import { type AriReply, type AriRequest, type AriRest, messageOf, ok } from './messages.ts';
import type { Pacer } from './pace.ts';

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
  /** Settles when the caller has been answered, well or badly; undefined: nobody has tried. */
  answered: Promise<boolean> | undefined;
  /** Whether answering, music and memo have all been accepted. */
  held: boolean;
  /** Announcements that play or wait to, and their media. */
  readonly playbacks: Map<string, string>;
  /** The request that started the music; undefined: there is none. */
  tuning: Promise<unknown> | undefined;
  /** The leg it is joined with, or about to be. */
  leg: Leg | undefined;
  /** False of a customer until the agent who has waited is joined: the router is told then. */
  told: boolean;
  to: Destination | undefined;
  /** Where a call that could not be sent goes back to. */
  stateBefore: 'entered' | 'waiting';
}

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
  ending: 'withdrawn' | 'released' | 'failed' | undefined;
  hangUpReason: 'normal' | 'answered_elsewhere';
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
  readonly bridge: string;
  /** Who was called while the agent waited. */
  customer: Customer | undefined;
  /** The agent has put the caller on hold. */
  held: boolean;
  /** The bridge has been made. */
  bridged: boolean;
  record: RecordingOrder | undefined;
  recording: 'off' | 'asked' | 'on' | 'paused';
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
  /** Name of the Stasis application; our ids begin with it. */
  readonly app: string;
  readonly clock: Clock;
  readonly rest: AriRest;
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
  readonly custodies: Map<string, Custody>;
  readonly custodiesByChannel: Map<string, Custody>;
  readonly features: Map<number, Feature>;
  readonly featuresByChannel: Map<string, Feature>;
  /** The highest offer ever ordered: a lower one that is not in `legs` has ended. */
  lastOffer: number;
  /** Withdrawn while out of contact, of legs not taken up yet: ended as soon as they are found. */
  readonly withdrawnUnseen: Set<OfferId>;
  nextFeature: number;
  nextPlayback: number;
  /** False from a loss until the facts after `switch-restored` are out. */
  connected: boolean;
  tell(fact: SwitchFact): void;
  /** A leg of ours on this phone came or went. */
  legChanged(phone: string): void;
}

export const legChannelOf = (app: string, offer: number): string => `${app}-${offer}`;
/** Must differ from the channel's: Asterisk keys an application's subscriptions by id alone. */
export const bridgeOf = (app: string, offer: number): string => `${app}-${offer}-talk`;

/** Not a leg's with something behind it: Asterisk 22 would take that leg's id for given already. */
export const customerChannelOf = (app: string, offer: number): string => `${app}-customer-${offer}`;

/** What of an offer has this id; undefined: it is none of ours. */
export function partOf(
  app: string,
  id: string,
): { readonly offer: OfferId; readonly part: 'leg' | 'talk' | 'customer' } | undefined {
  if (!id.startsWith(`${app}-`)) return undefined;
  const match = /^(customer-)?(\d+)(-talk)?$/.exec(id.slice(app.length + 1));
  if (!match) return undefined;
  const [, customer, offer, talk] = match;
  const part = talk ? 'talk' : customer ? 'customer' : 'leg';
  return { offer: asOfferId(Number(offer)), part };
}

/** Call and link in the id: an adapter that starts anew finds them there. */
export const linkChannelOf = (app: string, call: number, link: string): string =>
  `${app}-link-${call}-${link}`;
export const linkBridgeOf = (app: string, call: number): string => `${app}-linked-${call}`;

/** Call and link of a channel to a far end; undefined: it is none. */
export function linkOfChannel(
  app: string,
  id: string,
): { readonly call: CallId; readonly link: LinkId } | undefined {
  if (!id.startsWith(`${app}-link-`)) return undefined;
  const [, call, link] = /^(\d+)-(.+)$/.exec(id.slice(app.length + 6)) ?? [];
  return link === undefined ? undefined : { call: asCallId(Number(call)), link: asLinkId(link) };
}

export const isLinkBridge = (app: string, id: string): boolean =>
  id.startsWith(`${app}-linked-`) && /^\d+$/.test(id.slice(app.length + 8));

/**
 * Sends a request whose failure nobody waits for: told as trouble, unless the thing has gone
 * anyway.
 */
export async function request(
  desk: Desk,
  what: AriRequest,
  refusal: 'told' | 'quietly' = 'told',
): Promise<AriReply | undefined> {
  try {
    const reply = await desk.rest.send(what);
    if (!ok(reply) && reply.status !== 404 && refusal === 'told') refused(desk, what, reply);
    return reply;
  } catch (error) {
    // While contact is lost the loss has been told, and the resync puts things right.
    if (desk.connected && error instanceof AriError) {
      desk.listener.onTrouble({ code: error.code, message: error.message, retriable: true });
    }
    return undefined;
  }
}

/**
 * 409: the channel has just left the application, or the thing is there already. Neither is
 * trouble.
 */
export function refused(desk: Desk, what: AriRequest, reply: AriReply): void {
  if (reply.status === 409) return;
  const why = `${reply.status} ${messageOf(reply)}`;
  const message = `Asterisk refused ${what.method} ${what.path}: ${why}`;
  desk.listener.onTrouble({ code: 'command-failed', message, retriable: reply.status >= 500 });
}

export const hangUp = (
  desk: Desk,
  channel: string,
  reason: 'normal' | 'answered_elsewhere' = 'normal',
): Promise<AriReply | undefined> =>
  request(desk, {
    method: 'DELETE',
    path: `channels/${encodeURIComponent(channel)}`,
    query: { reason },
  });

export const destroyBridge = (desk: Desk, bridge: string): Promise<AriReply | undefined> =>
  request(desk, {
    method: 'DELETE',
    path: `bridges/${encodeURIComponent(bridge)}`,
    patient: true,
  });
