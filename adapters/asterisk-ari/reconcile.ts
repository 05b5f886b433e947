/**
 * Twice a minute, while connected: the switch's picture against our tables. What is gone is told;
 * what nobody accounts for two times running is put right. In a healthy installation this finds
 * nothing.
 */

import { callLeft, keepHeld } from './calls.ts';
import { type Desk, destroyBridge, hangUp } from './desk.ts';
import { featureLeft } from './features.ts';
import type { AriHttp } from './http.ts';
import { endLeg, legGone } from './legs.ts';
import { type Picture, takePicture } from './picture.ts';
import { custodyLeft } from './transfers.ts';
import { callerEntered } from './translate.ts';

export const reconcileMs = 30_000;

/** What was odd the last time; an event on its way explains most of it. */
export type Suspects = ReadonlySet<string>;

export async function reconcile(desk: Desk, http: AriHttp, before: Suspects): Promise<Suspects> {
  // Only what was there before the picture was asked for can be missing from it.
  const calls = [...desk.calls.values()];
  const legs = [...desk.legs.values()].filter((leg) => leg.state !== 'queued' && !leg.posting);
  const picture = await takePicture(desk, http);
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
    if (!picture.channels.has(leg.channel)) legGone(desk, leg, 0);
    else if (leg.state === 'talking' && !leg.ending) {
      const alone =
        !desk.calls.has(leg.call) || !picture.bridges.get(leg.bridge)?.includes(leg.channel);
      if (!alone || !again(`alone ${leg.offer}`)) continue;
      leg.ending = 'released';
      endLeg(desk, leg);
    }
  }
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
  for (const { channel, args, offer } of picture.channels.values()) {
    const { id } = channel;
    const known =
      desk.callsByChannel.has(id) ||
      desk.legsByChannel.has(id) ||
      desk.custodiesByChannel.has(id) ||
      desk.featuresByChannel.has(id);
    if (known || (args === undefined && offer === undefined) || !again(`stranger ${id}`)) continue;
    const caller = offer === undefined && args && args.length > 0 && args[0] !== 'leg';
    if (caller && args[0] !== 'feature') callerEntered(desk, channel, args);
    else void hangUp(desk, id);
  }
  for (const bridge of picture.bridges.keys()) {
    const known = desk.legsByBridge.has(bridge) || desk.custodies.has(bridge);
    if (!known && again(`stranger ${bridge}`)) void destroyBridge(desk, bridge);
  }
}
