/**
 * The life of an agent's leg: originated, ringing, answered, ended; each offer with exactly one
 * end.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import type { WithdrawReason } from '../../core/routing/outcomes.ts';
import type { SwitchCommand } from '../port.ts';
import { backToWaiting } from './calls.ts';
import { resultOf } from './causes.ts';
import { bridgeOf, legChannelOf } from './channel-ids.ts';
import { dismissCustomer, takeAnswered, withdrawCustomer } from './customers.ts';
import type { Desk, Leg } from './desk.ts';
import { callOut, endOutgoing, notYetMade, watchEnd } from './outgoing.ts';
import { newRoom, talkFailed, tellRoom } from './room.ts';
import { dropThird } from './thirds.ts';
import { endWatchesOf } from './watches.ts';

type OfferCommand = Extract<SwitchCommand, { readonly type: 'offer' }>;

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
    ...notYetMade(),
    gone: (cause) => legGone(desk, leg, cause),
    customer: undefined,
    held: false,
    room: newRoom(),
    bridged: false,
    record: undefined,
    turn: Promise.resolve(),
    recording: 'off',
  };
  desk.lastOffer = Math.max(desk.lastOffer, offer);
  desk.legs.set(offer, leg);
  desk.legsByChannel.set(leg.channel, leg);
  desk.legsByBridge.set(leg.bridge, leg);
  desk.legChanged(leg.phone);
  return leg;
}

export function offer(desk: Desk, command: OfferCommand): void {
  // The number is known already when its customer was called first and has answered.
  if (command.offer <= desk.lastOffer && !takeAnswered(desk, command.offer)) return;
  const leg = addLeg(desk, command);
  const call = desk.calls.get(command.call);
  if (!desk.connected) return;
  const waits = call?.state === 'entered' || call?.state === 'waiting';
  if (!waits && !command.callback) {
    leg.why = 'the caller has gone';
    legGone(desk, leg);
    return;
  }
  callOut(desk, leg, {
    endpoint: command.phone,
    part: 'leg',
    number: leg.offer,
    ...(call ? { originator: call.channel } : {}),
    timeoutMs: command.timeoutMs,
    show: command.show,
    kept: { call: command.call, music: '', memo: command.memo },
  });
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
  const customer = desk.customers.get(id);
  if (!leg && !customer && !desk.connected) desk.withdrawnUnseen.add(id);
  if (!leg) {
    if (customer) withdrawCustomer(desk, customer);
    return;
  }
  if (leg.ending) return;
  leg.ending = leg.state === 'talking' ? 'released' : 'withdrawn';
  // Keeps it out of the phone's list of missed calls.
  const elsewhere = reason === 'moved' || reason === 'answered-elsewhere';
  leg.hangUpReason = elsewhere ? 'answered_elsewhere' : 'normal';
  dismissCustomer(desk, leg);
  endOutgoing(desk, leg);
}

/** Refused by the agent, at the desk. */
export function decline(desk: Desk, id: OfferId): void {
  const leg = desk.legs.get(id);
  if (!leg || leg.ending) return;
  if (leg.state === 'queued' || leg.state === 'dialling' || leg.state === 'ringing') {
    leg.ending = 'declined';
    leg.hangUpReason = 'answered_elsewhere';
    endOutgoing(desk, leg);
  } else talkFailed(desk, leg, 'decline', 'it has been answered');
}

export function releaseAgent(desk: Desk, id: OfferId): void {
  withdraw(desk, id, 'caller-gone');
}

/** The leg has left the application; its channel should end at once, and if not, we end it. */
export function legLeftStasis(desk: Desk, leg: Leg): void {
  if (leg.ending) return;
  leg.cancelTimer();
  leg.cancelTimer = desk.clock.setTimer(1_000, () => endOutgoing(desk, leg));
}

/**
 * The phone has hung up in conversation: the agent is free, milliseconds before the channel has
 * gone through Asterisk's threads to its end, which is only watched from now on. A transfer is
 * never mistaken for this: Asterisk holds the phone's hang-up back until it is done, and then
 * another channel has taken the leg's place.
 */
export function legHungUp(desk: Desk, leg: Leg): void {
  if (leg.state !== 'talking' || leg.ending) return;
  dropThird(desk, leg);
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
  dropThird(desk, leg);
  forgetLeg(desk, leg);
  dismissCustomer(desk, leg);
  if (before === 'talking') tellAgentLeft(desk, leg);
  if (before === 'talking' || before === 'left') {
    dropBridge(desk, leg);
    return;
  }
  const call = desk.calls.get(leg.call);
  // First: whoever is told offers the caller to the next agent at once.
  if (call) backToWaiting(desk, call, leg);
  else dropBridge(desk, leg);
  desk.tell({
    type: 'offer-ended',
    offer: leg.offer,
    result: endOf(leg, before, cause),
    ...(leg.why ? { why: leg.why } : {}),
  });
}

function tellAgentLeft(desk: Desk, leg: Leg): void {
  const call = desk.calls.get(leg.call);
  if (call?.leg === leg) call.leg = undefined;
  tellRecordingStopped(desk, leg);
  endWatchesOf(desk, leg.offer);
  desk.tell({ type: 'agent-left', offer: leg.offer });
}

function dropBridge(desk: Desk, leg: Leg): void {
  if (!leg.bridged) return;
  leg.bridged = false;
  void desk.ways.part(leg.bridge);
}

function endOf(leg: Leg, before: Leg['state'], cause: number | undefined) {
  if (leg.ending === 'withdrawn' || leg.ending === 'declined') return leg.ending;
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

/** The phone has put the other side on hold, or has come back. */
export function legHeld(desk: Desk, leg: Leg, on: boolean): void {
  if (leg.state !== 'talking' || leg.held === on) return;
  leg.held = on;
  tellRoom(desk, leg);
}
