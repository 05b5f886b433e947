/**
 * After each connection: the switch's own picture against our tables. Tells `call-found` and
 * `switch-restored`, then what was missed; takes up what an adapter before this one left.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import { adopt } from './adopt.ts';
import { renewCustomer } from './callbacks.ts';
import { callLeft, depart, keepHeld } from './calls.ts';
import { renewThird } from './consults.ts';
import { enteredBridge } from './conversations.ts';
import { type Call, type Desk, hangUp, type Leg } from './desk.ts';
import { renewDial } from './dials.ts';
import { featureLeft } from './features.ts';
import type { Kept } from './kept.ts';
import { legAnswered, legRang } from './legs.ts';
import { renewLink } from './links.ts';
import { listen } from './listening.ts';
import { endOutgoing } from './outgoing.ts';
import type { Picture, PictureSource, SeenChannel } from './picture.ts';
import { tellRoom } from './room.ts';
import { agentGone, arrange } from './rooms.ts';
import { custodyLeft, legReplaced } from './transfers.ts';
import { renewWatch } from './watches.ts';

const settleMs = 300;

/**
 * `announced`: channels whose coming has been told meanwhile and will be translated afterwards.
 * `restored` is called just before `switch-restored` is told. Rejects when Asterisk does not reply.
 */
export async function resync(
  desk: Desk,
  source: PictureSource,
  announced: (channel: string) => boolean,
  restored: () => void,
): Promise<void> {
  const picture = await source.take();
  const strangers = [...picture.channels.values()].filter((seen) => isStranger(desk, seen));
  const kept = new Map<string, Kept>();
  const read = async (some: readonly SeenChannel[]): Promise<void> => {
    const found = await source.readKept(some.map(({ channel }) => channel.id));
    for (const [id, each] of found) kept.set(id, each);
  };
  await read(strangers);
  const bare = strangers.filter(
    (seen) => !kept.has(seen.channel.id) && !announced(seen.channel.id),
  );
  if (bare.length > 0) {
    // Asterisk 16 may take 200 ms to carry out what the adapter before us asked for last.
    await new Promise<void>((resolve) => desk.clock.setTimer(settleMs, resolve));
    await read(bare);
  }
  const known = {
    calls: [...desk.calls.values()],
    legs: [...desk.legs.values()],
    customers: [...desk.customersByChannel.values()],
    links: [...desk.links.values()],
    dials: [...desk.dials.values()],
    thirds: [...desk.thirdsByChannel.values()],
    watches: [...desk.watches.values()],
  };
  dropCustodies(desk, picture);
  const later = adopt(desk, picture, kept, strangers, announced);
  const linked = [...desk.links.values()]
    .filter(({ channel }) => picture.channels.has(channel))
    .map(({ call, link }) => ({ call, link }));
  const dials = [...desk.dials.values()]
    .filter(({ channel }) => picture.channels.has(channel))
    .map(({ call }) => call);
  restored();
  desk.tell({
    type: 'switch-restored',
    calls: [...desk.calls.values()]
      .filter((call) => call.told && call.state !== 'away' && isHere(picture, call))
      .map((call) => call.id),
    offers: liveOffers(desk, picture),
    ...(linked.length === 0 ? {} : { linked }),
    ...(dials.length === 0 ? {} : { dials }),
  });
  for (const call of known.calls) renewCall(desk, call, picture);
  for (const leg of known.legs) renewLeg(desk, leg, picture);
  for (const third of known.thirds) renewThird(desk, third, picture.channels.get(third.channel));
  for (const leg of known.legs) renewRoom(desk, leg, picture);
  for (const watch of known.watches) renewWatch(desk, watch, picture);
  for (const customer of known.customers) {
    renewCustomer(desk, customer, picture.channels.get(customer.channel));
  }
  for (const leg of known.links) {
    renewLink(desk, leg, picture.channels.get(leg.channel), picture.bridges.get(leg.bridge));
  }
  for (const out of known.dials) renewDial(desk, out, picture.channels.get(out.channel));
  for (const feature of [...desk.features.values()]) {
    if (!picture.channels.has(feature.channel)) featureLeft(desk, feature);
  }
  desk.withdrawnUnseen.clear();
  desk.undialledUnseen.clear();
  for (const each of later) each();
}

/** Those with a leg, and those whose customer is called first. */
function liveOffers(desk: Desk, picture: Picture): OfferId[] {
  const legs = [...desk.legs.values()].filter(
    (leg) =>
      leg.state !== 'left' && picture.channels.has(leg.channel) && !replacement(desk, picture, leg),
  );
  const customers = [...desk.customersByChannel.values()].filter(
    ({ leg, channel }) => !leg && picture.channels.has(channel),
  );
  return [...legs, ...customers].map(({ offer }) => offer);
}

const isHere = (picture: Picture, call: Call): boolean =>
  picture.channels.get(call.channel)?.args !== undefined;

/** Ours by its place or its id, and in none of our tables. */
function isStranger(desk: Desk, { channel: { id }, args, part }: SeenChannel): boolean {
  if (args === undefined && part === undefined) return false;
  return !(
    desk.callsByChannel.has(id) ||
    desk.legsByChannel.has(id) ||
    desk.customersByChannel.has(id) ||
    desk.linksByChannel.has(id) ||
    desk.dialsByChannel.has(id) ||
    desk.thirdsByChannel.has(id) ||
    desk.watchesByChannel.has(id) ||
    desk.watchesByEar.has(id) ||
    desk.custodiesByChannel.has(id) ||
    desk.featuresByChannel.has(id)
  );
}

function dropCustodies(desk: Desk, picture: Picture): void {
  for (const custody of [...desk.custodies.values()]) {
    const inside = picture.bridges.get(custody.bridge) ?? [];
    for (const channel of [...custody.channels]) {
      if (inside.includes(channel)) continue;
      custodyLeft(desk, custody, channel);
      // By AMI whoever was left alone is with us still, and nobody's.
      const seen = picture.channels.get(channel);
      const taken = desk.callsByChannel.has(channel) || desk.legsByChannel.has(channel);
      if (seen?.args && !seen.bridge && !taken) void hangUp(desk, channel);
    }
  }
}

function renewCall(desk: Desk, call: Call, picture: Picture): void {
  if (desk.calls.get(call.id) !== call) return;
  if (!isHere(picture, call)) callLeft(desk, call);
  else if (call.state === 'leaving') void depart(desk, call);
  else if (call.state === 'waiting') {
    // Perhaps it was asked for in vain.
    listen(desk, call, true);
    if (call.held && call.playbacks.size === 0) return;
    call.playbacks.clear();
    void keepHeld(desk, call);
  }
}

/**
 * Who took the leg's place in its bridge while we were away; undefined: it is still there, or
 * nobody did.
 */
function replacement(desk: Desk, picture: Picture, leg: Leg): string | undefined {
  if (leg.state !== 'talking') return undefined;
  const inside = picture.bridges.get(leg.bridge) ?? [];
  if (inside.includes(leg.channel)) return undefined;
  const caller = desk.calls.get(leg.call)?.channel;
  return inside.find((id) => id !== caller && id !== leg.room.third?.channel);
}

/** Who is where, after a loss in the middle of moving them. */
function renewRoom(desk: Desk, leg: Leg, picture: Picture): void {
  if (leg.state !== 'talking' || leg.ending) return;
  const { caller, third, sending } = leg.room;
  const inside = picture.bridges.get(leg.bridge) ?? [];
  caller.inside = inside.includes(desk.calls.get(leg.call)?.channel ?? '');
  if (third) third.inside = inside.includes(third.channel);
  // Its reply was lost, and the caller is still here.
  if (sending) leg.room.sending = undefined;
  tellRoom(desk, leg);
  arrange(desk, leg);
}

function renewLeg(desk: Desk, leg: Leg, picture: Picture): void {
  if (leg.state === 'gone') return;
  const seen = picture.channels.get(leg.channel);
  const by = replacement(desk, picture, leg);
  leg.posting = false;
  if (by !== undefined) legReplaced(desk, leg, by);
  else if (!seen || (leg.state === 'talking' && !seen.args))
    agentGone(desk, leg, seen ? undefined : 0);
  else if (leg.ending) endOutgoing(desk, leg);
  else {
    if (seen.channel.state === 'Ringing') legRang(desk, leg);
    if (seen.args) legAnswered(desk, leg);
    const channels = picture.bridges.get(leg.bridge);
    if (channels) enteredBridge(desk, leg, channels);
  }
}
