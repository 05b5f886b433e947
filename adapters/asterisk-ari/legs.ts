/**
 * The life of an agent's leg: originated, ringing, answered, ended; each offer with exactly one
 * end.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import type { WithdrawReason } from '../../core/routing/outcomes.ts';
import type { SwitchCommand } from '../port.ts';
import { backToWaiting } from './calls.ts';
import { resultOf } from './causes.ts';
import {
  bridgeOf,
  type Desk,
  destroyBridge,
  hangUp,
  type Leg,
  legChannelOf,
  request,
} from './desk.ts';
import { AriError } from './errors.ts';
import { type AriReply, messageOf, ok } from './messages.ts';

type OfferCommand = Extract<SwitchCommand, { readonly type: 'offer' }>;

/** After hanging up: how long until we look whether the leg has really gone. */
const endCheckMs = 2_000;
const endChecksMax = 3;

export function addLeg(
  desk: Desk,
  { offer, call, phone }: Pick<OfferCommand, 'offer' | 'call' | 'phone'>,
): Leg {
  const leg: Leg = {
    offer,
    call,
    phone,
    channel: legChannelOf(desk.app, offer),
    bridge: bridgeOf(desk.app, offer),
    state: 'queued',
    rang: false,
    posting: false,
    ending: undefined,
    hangUpReason: 'normal',
    held: false,
    bridged: false,
    record: undefined,
    recording: 'off',
    why: undefined,
    cancelTimer: () => {},
  };
  desk.lastOffer = Math.max(desk.lastOffer, offer);
  desk.legs.set(offer, leg);
  desk.legsByChannel.set(leg.channel, leg);
  desk.legsByBridge.set(leg.bridge, leg);
  return leg;
}

export function offer(desk: Desk, command: OfferCommand): void {
  if (command.offer <= desk.lastOffer) return;
  // Everything is known of the leg before Asterisk is asked: events may overtake the reply.
  const leg = addLeg(desk, command);
  const call = desk.calls.get(command.call);
  if (!desk.connected) return;
  if (!call || (call.state !== 'entered' && call.state !== 'waiting')) {
    leg.why = 'the caller has gone';
    legGone(desk, leg);
    return;
  }
  const { channel } = call;
  leg.cancelTimer = desk.pacer.run(() => {
    // Lost contact while it waited for its turn: the resync ends it.
    if (!desk.connected) return;
    leg.state = 'dialling';
    leg.posting = true;
    desk.legChanged(leg.phone);
    void originate(desk, leg, command, channel);
  });
}

async function originate(
  desk: Desk,
  leg: Leg,
  command: OfferCommand,
  originator: string,
): Promise<void> {
  let reply: AriReply;
  try {
    reply = await desk.rest.send({
      method: 'POST',
      path: 'channels',
      urgent: true,
      query: {
        endpoint: command.phone,
        app: desk.app,
        appArgs: `leg,${leg.offer}`,
        channelId: leg.channel,
        originator,
        timeout: String(Math.max(1, Math.ceil(command.timeoutMs / 1_000))),
        callerId: callerIdOf(command.show.name, command.show.number),
      },
      body: { variables: { TSUNAGI_CALL: String(command.call), TSUNAGI_MEMO: command.memo } },
    });
  } catch (error) {
    leg.posting = false;
    if (leg.state === 'gone' || !desk.connected) return;
    // Perhaps it rings, perhaps not: end it, and take its end from Asterisk.
    leg.ending ??= 'failed';
    leg.why = error instanceof AriError ? error.message : String(error);
    endLeg(desk, leg);
    return;
  }
  leg.posting = false;
  if (leg.state === 'gone') {
    // Ended while it was being asked for; nobody else would end the channel.
    if (ok(reply)) void hangUp(desk, leg.channel);
    return;
  }
  if (ok(reply) || reply.status === 409) {
    if (leg.ending) endLeg(desk, leg);
    return;
  }
  leg.why = `${command.phone}: ${messageOf(reply)}`;
  // 500 "Allocation failed": no such phone, or nobody registered there. 400: the caller left just
  // now.
  legGone(desk, leg, reply.status === 500 ? 20 : undefined);
}

function callerIdOf(name: string, number: string): string {
  const quoted = name.replace(/["\\]/g, '\\$&');
  return `"${quoted}" <${number.replace(/[<>"]/g, '')}>`;
}

export function legRang(desk: Desk, leg: Leg): void {
  leg.rang = true;
  if (leg.state !== 'dialling') return;
  leg.state = 'ringing';
  if (!leg.ending) desk.tell({ type: 'offer-ringing', offer: leg.offer });
}

export function legAnswered(desk: Desk, leg: Leg): void {
  if (leg.state !== 'dialling' && leg.state !== 'ringing') return;
  leg.state = 'answered';
  if (!leg.ending) desk.tell({ type: 'offer-answered', offer: leg.offer });
}

export function withdraw(desk: Desk, id: OfferId, reason: WithdrawReason): void {
  const leg = desk.legs.get(id);
  if (!leg && !desk.connected) desk.withdrawnUnseen.add(id);
  if (!leg || leg.ending) return;
  leg.ending = leg.state === 'talking' ? 'released' : 'withdrawn';
  // "Answered elsewhere" keeps it out of the phone's list of missed calls.
  leg.hangUpReason = reason === 'moved' ? 'answered_elsewhere' : 'normal';
  endLeg(desk, leg);
}

export function releaseAgent(desk: Desk, id: OfferId): void {
  withdraw(desk, id, 'caller-gone');
}

/** Ends the channel; the offer's end is told when it has gone. May be done again at any time. */
export function endLeg(desk: Desk, leg: Leg): void {
  leg.cancelTimer();
  if (!desk.connected || leg.posting) return;
  if (leg.state === 'queued') {
    legGone(desk, leg);
    return;
  }
  void hangUp(desk, leg.channel, leg.hangUpReason);
  watchEnd(desk, leg, 1);
}

function watchEnd(desk: Desk, leg: Leg, check: number): void {
  leg.cancelTimer = desk.clock.setTimer(endCheckMs, () => void checkEnded(desk, leg, check));
}

async function checkEnded(desk: Desk, leg: Leg, check: number): Promise<void> {
  if (leg.state === 'gone' || !desk.connected) return;
  const path = `channels/${encodeURIComponent(leg.channel)}`;
  const reply = await request(desk, { method: 'GET', path });
  if ((leg.state as Leg['state']) === 'gone' || !desk.connected) return;
  if (reply?.status === 404 || check >= endChecksMax) {
    legGone(desk, leg);
    return;
  }
  void hangUp(desk, leg.channel, leg.hangUpReason);
  watchEnd(desk, leg, check + 1);
}

/** The leg has left the application; its channel should end at once, and if not, we end it. */
export function legLeftStasis(desk: Desk, leg: Leg): void {
  if (leg.ending) return;
  leg.cancelTimer();
  leg.cancelTimer = desk.clock.setTimer(1_000, () => endLeg(desk, leg));
}

/**
 * The phone has hung up in conversation: the agent is free, milliseconds before the channel has
 * gone through Asterisk's threads to its end, which is only watched from now on. A transfer is
 * never mistaken for this: Asterisk holds the phone's hang-up back until it is done, and then
 * another channel has taken the leg's place.
 */
export function legHungUp(desk: Desk, leg: Leg): void {
  if (leg.state !== 'talking' || leg.ending) return;
  leg.state = 'left';
  leg.ending = 'released';
  watchEnd(desk, leg, 1);
  tellAgentLeft(desk, leg);
  dropBridge(desk, leg);
}

/** The leg's channel has ended: its offer's end is told, unless that has been done. */
export function legGone(desk: Desk, leg: Leg, cause?: number): void {
  if (leg.state === 'gone') return;
  const before = leg.state;
  forgetLeg(desk, leg);
  if (before === 'talking') tellAgentLeft(desk, leg);
  if (before === 'talking' || before === 'left') {
    dropBridge(desk, leg);
    return;
  }
  const call = desk.calls.get(leg.call);
  desk.tell({
    type: 'offer-ended',
    offer: leg.offer,
    result: endOf(leg, before, cause),
    ...(leg.why ? { why: leg.why } : {}),
  });
  if (call) backToWaiting(desk, call, leg);
  else dropBridge(desk, leg);
}

function tellAgentLeft(desk: Desk, leg: Leg): void {
  const call = desk.calls.get(leg.call);
  if (call?.leg === leg) call.leg = undefined;
  tellRecordingStopped(desk, leg);
  desk.tell({ type: 'agent-left', offer: leg.offer });
}

function dropBridge(desk: Desk, leg: Leg): void {
  if (!leg.bridged) return;
  leg.bridged = false;
  void destroyBridge(desk, leg.bridge);
}

function endOf(leg: Leg, before: Leg['state'], cause: number | undefined) {
  if (leg.ending === 'withdrawn') return 'withdrawn';
  const answered = before === 'answered' || before === 'joining';
  if (leg.ending || answered || cause === undefined) return 'failed';
  return resultOf(cause, leg.rang);
}

/** Takes the leg out of the tables; nothing of its offer is told from now on. */
export function forgetLeg(desk: Desk, leg: Leg): void {
  leg.state = 'gone';
  leg.cancelTimer();
  desk.legs.delete(leg.offer);
  desk.legsByChannel.delete(leg.channel);
  desk.legsByBridge.delete(leg.bridge);
  desk.legChanged(leg.phone);
}

/** The end of the bridge ends the recording, often without an event. */
export function tellRecordingStopped(desk: Desk, leg: Leg): void {
  if (leg.recording !== 'on' && leg.recording !== 'paused') return;
  leg.recording = 'off';
  desk.tell({ type: 'recording-changed', offer: leg.offer, state: 'stopped' });
}
