/**
 * Transfers by the agent's phone: the agent's part has ended. Over ARI Asterisk puts another
 * channel in the leg's place and leaves the caller in our bridge: the bridge and who is in it are
 * in our custody until the last leaves.
 */

import type { TransferTarget } from '../talk-port.ts';
import { fallSilent } from './calls.ts';
import { partOf } from './channel-ids.ts';
import { endRecording } from './conversations.ts';
import { type Call, type Custody, type Desk, hangUp, type Leg } from './desk.ts';
import { forgetLeg } from './legs.ts';
import { dropThird } from './thirds.ts';
import { endWatchesOf } from './watches.ts';

/** The phone hangs up by itself once it has heard that the transfer went well. */
const phoneHangUpMs = 2_000;

/** Another channel is in the leg's place. */
export function legReplaced(desk: Desk, leg: Leg, by: string): void {
  if (leg.state !== 'talking') return;
  const call = desk.calls.get(leg.call);
  const { bridge, room } = leg;
  legTransferred(desk, leg);
  takeCustody(desk, bridge, call ? [call.channel, by] : [by]);
  // It is the caller who has been transferred, whoever was aside.
  // Also one whom the desk is giving back just now: the phone was quicker.
  const returning = room.sending?.to.kind === 'call';
  if (call && (!room.caller.inside || returning)) void meet(desk, call, bridge);
}

async function meet(desk: Desk, call: Call, bridge: string): Promise<void> {
  await fallSilent(desk, call);
  const why = await desk.ways.bringIn(bridge, [call.channel]);
  if (why !== undefined && desk.custodies.has(bridge)) void hangUp(desk, call.channel);
}

/** The agent has handed the caller on. A phone hangs up by itself; by the desk it is hung up. */
export function legTransferred(
  desk: Desk,
  leg: Leg,
  hungUp: 'by itself' | 'now' = 'by itself',
): void {
  if (leg.state !== 'talking') return;
  const call = desk.calls.get(leg.call);
  endRecording(desk, leg);
  dropThird(desk, leg);
  endWatchesOf(desk, leg.offer);
  forgetLeg(desk, leg);
  desk.tell({ type: 'agent-left', offer: leg.offer, transferred: true });
  if (call?.leg === leg) {
    call.leg = undefined;
    call.state = 'away';
  }
  const end = (): void => void hangUp(desk, leg.channel);
  if (hungUp === 'now') end();
  else desk.clock.setTimer(phoneHangUpMs, end);
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
