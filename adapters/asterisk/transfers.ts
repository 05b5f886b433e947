/**
 * Transfers by the agent's phone: the agent's part has ended. Over ARI Asterisk puts another
 * channel in the leg's place and leaves the caller in our bridge: the bridge and who is in it are
 * in our custody until the last leaves.
 */

import type { TransferTarget } from '../port.ts';
import { endRecording } from './conversations.ts';
import { type Custody, type Desk, hangUp, type Leg, partOf } from './desk.ts';
import { forgetLeg } from './legs.ts';

/** The phone hangs up by itself once it has heard that the transfer went well. */
const phoneHangUpMs = 2_000;

/** Another channel is in the leg's place. */
export function legReplaced(desk: Desk, leg: Leg, by: string): void {
  if (leg.state !== 'talking') return;
  const call = desk.calls.get(leg.call);
  legTransferred(desk, leg);
  takeCustody(desk, leg.bridge, call ? [call.channel, by] : [by]);
}

/** The agent has handed the caller on. */
export function legTransferred(desk: Desk, leg: Leg): void {
  if (leg.state !== 'talking') return;
  const call = desk.calls.get(leg.call);
  endRecording(desk, leg);
  forgetLeg(desk, leg);
  desk.tell({ type: 'agent-left', offer: leg.offer, transferred: true });
  if (call?.leg === leg) {
    call.leg = undefined;
    call.state = 'away';
  }
  desk.clock.setTimer(phoneHangUpMs, () => void hangUp(desk, leg.channel));
}

/** Where to, which Asterisk says some milliseconds after the leg was replaced. */
export function transferredTo(desk: Desk, transferer: string, to: TransferTarget): void {
  const own = partOf(desk.app, transferer);
  if (own?.part !== 'leg') return;
  const leg = desk.legs.get(own.offer);
  // Of one that was not connected nothing else is told.
  if (leg && leg.state !== 'talking') return;
  desk.tell({ type: 'transferred-to', offer: own.offer, to });
}

/** Watches a conversation that is none of the router's until its end. */
export function takeCustody(desk: Desk, bridge: string, channels: readonly string[]): void {
  const custody: Custody = { bridge, channels: new Set(channels) };
  desk.custodies.set(bridge, custody);
  for (const channel of channels) desk.custodiesByChannel.set(channel, custody);
  if (channels.length < 2) endCustody(desk, custody);
}

export function custodyReplaced(desk: Desk, custody: Custody, old: string, by: string): void {
  custody.channels.delete(old);
  custody.channels.add(by);
  desk.custodiesByChannel.delete(old);
  desk.custodiesByChannel.set(by, custody);
}

/** One of them has left: nobody is left to talk to. */
export function custodyLeft(desk: Desk, custody: Custody, channel: string): void {
  custody.channels.delete(channel);
  desk.custodiesByChannel.delete(channel);
  if (custody.channels.size < 2) endCustody(desk, custody);
}

export function endCustody(desk: Desk, custody: Custody): void {
  if (!desk.custodies.delete(custody.bridge)) return;
  for (const channel of custody.channels) {
    desk.custodiesByChannel.delete(channel);
    void hangUp(desk, channel);
  }
  void desk.ways.part(custody.bridge);
}
