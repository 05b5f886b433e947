/**
 * Twice a minute, while connected: the switch's picture against our tables. What is gone is told;
 * what nobody accounts for two times running is put right. In a healthy installation this finds
 * nothing.
 */

import { callerEntered, callLeft, keepHeld } from './calls.ts';
import { customerGone } from './customers.ts';
import { type Desk, hangUp, type Outgoing } from './desk.ts';
import { dialGone } from './dials.ts';
import { featureLeft } from './features.ts';
import { linkGone } from './links.ts';
import { endOutgoing, isOutgoing } from './outgoing.ts';
import type { Picture, PictureSource } from './picture.ts';
import { agentGone } from './rooms.ts';
import { thirdGone } from './thirds.ts';
import { custodyLeft } from './transfers.ts';
import { watchGone } from './watches.ts';

export const reconcileMs = 30_000;

/** What was odd the last time; an event on its way explains most of it. */
export type Suspects = ReadonlySet<string>;

export async function reconcile(
  desk: Desk,
  source: PictureSource,
  before: Suspects,
): Promise<Suspects> {
  // Only what was there before the picture was asked for can be missing from it.
  const calls = [...desk.calls.values()];
  const made = (out: Outgoing): boolean => out.state !== 'queued' && !out.posting;
  const legs = [...desk.legs.values()].filter(made);
  const customers = [...desk.customersByChannel.values()].filter(made);
  const links = [...desk.links.values()].filter(made);
  const dials = [...desk.dials.values()].filter(made);
  const thirds = [...desk.thirdsByChannel.values()].filter(made);
  const watches = [...desk.watches.values()].filter(made);
  const picture = await source.take();
  const suspects = new Set<string>();
  if (!desk.connected) return suspects;
  const again = (what: string): boolean => {
    suspects.add(what);
    return before.has(what);
  };
  for (const call of calls) {
    if (desk.calls.get(call.id) !== call) continue;
    const seen = picture.channels.get(call.channel);
    if (!seen || (!seen.args && again(`outside ${call.id}`))) callLeft(desk, call);
    else if (call.state === 'waiting' && !call.held) void keepHeld(desk, call);
  }
  for (const leg of legs) {
    if (leg.state === 'gone') continue;
    if (!picture.channels.has(leg.channel)) agentGone(desk, leg, 0);
    else if (leg.state === 'talking' && !leg.ending) {
      const alone =
        !desk.calls.has(leg.call) || !picture.bridges.get(leg.bridge)?.includes(leg.channel);
      if (!alone || !again(`alone ${leg.offer}`)) continue;
      leg.ending = 'released';
      endOutgoing(desk, leg);
    }
  }
  for (const customer of customers) {
    const unanswered = desk.customersByChannel.has(customer.channel);
    if (unanswered && !picture.channels.has(customer.channel)) customerGone(desk, customer, 0);
  }
  for (const leg of links) {
    if (!picture.channels.has(leg.channel)) linkGone(desk, leg, undefined);
  }
  for (const third of thirds) {
    if (!picture.channels.has(third.channel)) thirdGone(desk, third, 0);
  }
  for (const watch of watches) {
    if (!picture.channels.has(watch.channel)) watchGone(desk, watch, 0);
  }
  for (const out of dials) if (!picture.channels.has(out.channel)) dialGone(desk, out, 0);
  for (const feature of [...desk.features.values()]) {
    if (!picture.channels.has(feature.channel) && again(`feature ${feature.id}`)) {
      featureLeft(desk, feature);
    }
  }
  for (const custody of [...desk.custodies.values()]) {
    for (const channel of [...custody.channels]) {
      const inside = picture.bridges.get(custody.bridge)?.includes(channel);
      if (!inside && again(`astray ${channel}`)) custodyLeft(desk, custody, channel);
    }
  }
  sweep(desk, picture, again);
  return suspects;
}

/** What is ours by its id or its place, and in none of our tables. */
function sweep(desk: Desk, picture: Picture, again: (what: string) => boolean): void {
  for (const { channel, args, part } of picture.channels.values()) {
    const { id } = channel;
    const known =
      desk.callsByChannel.has(id) ||
      desk.legsByChannel.has(id) ||
      desk.customersByChannel.has(id) ||
      desk.linksByChannel.has(id) ||
      desk.dialsByChannel.has(id) ||
      desk.thirdsByChannel.has(id) ||
      desk.watchesByChannel.has(id) ||
      desk.watchesByEar.has(id) ||
      desk.custodiesByChannel.has(id) ||
      desk.featuresByChannel.has(id);
    const ours = args !== undefined || part !== undefined;
    if (known || !ours || !again(`stranger ${id}`)) continue;
    const caller = args && args.length > 0 && args[0] !== 'feature';
    if (caller && !isOutgoing(desk.app, id, args)) callerEntered(desk, channel, args);
    else void hangUp(desk, id);
  }
  const watching = new Set([...desk.watches.values()].map((watch) => watch.bridge));
  for (const bridge of picture.bridges.keys()) {
    const known =
      desk.legsByBridge.has(bridge) ||
      desk.linksByBridge.has(bridge) ||
      desk.custodies.has(bridge) ||
      watching.has(bridge);
    if (!known && again(`stranger ${bridge}`)) void desk.ways.part(bridge);
  }
}
