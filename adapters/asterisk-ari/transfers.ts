/**
 * Transfers by the agent's phone. Asterisk puts another channel in the leg's place and leaves the
 * caller in our bridge. The agent's part has ended; the bridge and who is in it are in our custody
 * until the last leaves.
 */

import type { TransferTarget } from '../port.ts';
import { endRecording } from './conversations.ts';
import { type Custody, type Desk, destroyBridge, hangUp, type Leg, partOf } from './desk.ts';
import { forgetLeg } from './legs.ts';
import type { AriEvent } from './messages.ts';

/** The phone hangs up by itself once it has heard that the transfer went well. */
const phoneHangUpMs = 2_000;

export function legReplaced(desk: Desk, leg: Leg, by: string): void {
  if (leg.state !== 'talking') return;
  const call = desk.calls.get(leg.call);
  endRecording(desk, leg);
  forgetLeg(desk, leg);
  desk.tell({ type: 'agent-left', offer: leg.offer, transferred: true });
  if (call?.leg === leg) {
    call.leg = undefined;
    call.state = 'away';
  }
  takeCustody(desk, leg.bridge, call ? [call.channel, by] : [by]);
  desk.clock.setTimer(phoneHangUpMs, () => void hangUp(desk, leg.channel));
}

/** Where to, which Asterisk says some milliseconds after the leg was replaced. */
export function transferredTo(desk: Desk, event: AriEvent): void {
  const transferer = event.channel ?? event.transferer_first_leg;
  const own = transferer && partOf(desk.app, transferer.id);
  const to = targetOf(event);
  if (own?.part !== 'leg' || !to) return;
  const leg = desk.legs.get(own.offer);
  // Of one that was not connected nothing else is told.
  if (leg && leg.state !== 'talking') return;
  desk.tell({ type: 'transferred-to', offer: own.offer, to });
}

function targetOf(event: AriEvent): TransferTarget | undefined {
  const { exten, context, destination_application: app } = event;
  if (event.type === 'BridgeBlindTransfer') {
    return { kind: 'blind', extension: exten ?? '', context: context ?? '' };
  }
  // Our bridge stays; Asterisk links it to the one in which the phone had asked.
  const asked = event.transferer_second_leg_bridge;
  if (asked) return { kind: 'bridge', bridge: asked.id };
  return app === undefined ? undefined : { kind: 'app', app };
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
  void destroyBridge(desk, custody.bridge);
}
