/**
 * After each connection: the switch's own picture against our tables. Tells `call-found` and
 * `switch-restored`, then what was missed; takes up what an adapter before this one left.
 */

import { asCallId, asOfferId, type OfferId } from '../../core/routing/ids.ts';
import { customerAnswered } from './callbacks.ts';
import { addCall, callLeft, depart, keepHeld, startMusic } from './calls.ts';
import { enteredBridge, joined } from './conversations.ts';
import { addCustomer, customerGone, customerLost, customerRang } from './customers.ts';
import { type Call, type Customer, type Desk, destroyBridge, hangUp, type Leg } from './desk.ts';
import { featureDialled, featureLeft } from './features.ts';
import type { AriHttp } from './http.ts';
import { addLeg, legAnswered, legGone, legRang, withdraw } from './legs.ts';
import { phoneOf } from './messages.ts';
import { endOutgoing } from './outgoing.ts';
import { type Kept, type Picture, readKept, type SeenChannel, takePicture } from './picture.ts';
import { custodyLeft, legReplaced, takeCustody } from './transfers.ts';
import { callerEntered, partiesOf } from './translate.ts';

const settleMs = 300;

/**
 * `announced`: channels whose `StasisStart` has come meanwhile and will be translated afterwards.
 * `restored` is called just before `switch-restored` is told. Rejects when Asterisk does not reply.
 */
export async function resync(
  desk: Desk,
  http: AriHttp,
  announced: (channel: string) => boolean,
  restored: () => void,
): Promise<void> {
  const picture = await takePicture(desk, http);
  const strangers = [...picture.channels.values()].filter((seen) => isStranger(desk, seen));
  const kept = new Map<string, Kept>();
  const read = async (some: readonly SeenChannel[]): Promise<void> => {
    for (const [id, each] of await readKept(
      http,
      some.map(({ channel }) => channel.id),
    )) {
      kept.set(id, each);
    }
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
  };
  dropCustodies(desk, picture);
  const later = adopt(desk, picture, kept, strangers, announced);
  restored();
  desk.tell({
    type: 'switch-restored',
    calls: [...desk.calls.values()]
      .filter((call) => call.told && call.state !== 'away' && isHere(picture, call))
      .map((call) => call.id),
    offers: liveOffers(desk, picture),
  });
  for (const call of known.calls) renewCall(desk, call, picture);
  for (const leg of known.legs) renewLeg(desk, leg, picture);
  for (const customer of known.customers) {
    renewCustomer(desk, customer, picture.channels.get(customer.channel));
  }
  for (const feature of [...desk.features.values()]) {
    if (!picture.channels.has(feature.channel)) featureLeft(desk, feature);
  }
  desk.withdrawnUnseen.clear();
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
function isStranger(desk: Desk, { channel: { id }, args, offer }: SeenChannel): boolean {
  if (args === undefined && offer === undefined) return false;
  return !(
    desk.callsByChannel.has(id) ||
    desk.legsByChannel.has(id) ||
    desk.customersByChannel.has(id) ||
    desk.custodiesByChannel.has(id) ||
    desk.featuresByChannel.has(id)
  );
}

/** Takes up strangers. What is to be told of them after `switch-restored` is returned. */
function adopt(
  desk: Desk,
  picture: Picture,
  kept: ReadonlyMap<string, Kept>,
  strangers: readonly SeenChannel[],
  announced: (channel: string) => boolean,
): (() => void)[] {
  const later: (() => void)[] = [];
  for (const seen of strangers) if (seen.part === 'leg') adoptLeg(desk, seen, kept, picture, later);
  adoptBridges(desk, picture);
  for (const seen of strangers) {
    const { id } = seen.channel;
    if (seen.part === 'leg' || desk.custodiesByChannel.has(id)) continue;
    if (announced(id) || desk.callsByChannel.has(id)) continue;
    if (seen.part !== 'customer') adoptChannel(desk, seen, kept.get(id), later);
    else adoptCustomer(desk, seen, kept.get(id), later);
  }
  for (const leg of desk.legs.values()) later.push(() => missCustomer(desk, leg));
  return later;
}

/** A leg the router knows of is taken up as it is; of others only conversations go on. */
function adoptLeg(
  desk: Desk,
  { channel, offer, args, bridge }: SeenChannel,
  kept: ReadonlyMap<string, Kept>,
  picture: Picture,
  later: (() => void)[],
): void {
  const own = kept.get(channel.id);
  const id = asOfferId(offer ?? 0);
  desk.lastOffer = Math.max(desk.lastOffer, id);
  const others = (picture.bridges.get(bridge ?? '') ?? []).filter((each) => each !== channel.id);
  if (!own || desk.listener.holdsOffer?.(id) !== true) {
    if (others.length === 0) void hangUp(desk, channel.id);
    return;
  }
  const leg = addLeg(desk, { offer: id, call: asCallId(own.call), phone: phoneOf(channel) });
  leg.state = 'dialling';
  const caller = others.find((each) => kept.get(each)?.call === own.call);
  if (caller !== undefined) {
    const call = addCall(desk, leg.call, caller);
    call.music = kept.get(caller)?.music ?? '';
    call.memo = kept.get(caller)?.memo ?? '';
    call.answered = Promise.resolve(true);
    call.state = 'talking';
    call.leg = leg;
    call.told = desk.listener.awaitsCustomer?.(id) !== true;
    leg.bridged = true;
  }
  const withdrawn = desk.withdrawnUnseen.has(id);
  later.push(() => {
    if (withdrawn) {
      withdraw(desk, id, 'outage');
      return;
    }
    if (channel.state === 'Ringing' || args) legRang(desk, leg);
    if (args) legAnswered(desk, leg);
    if (caller === undefined || leg.state !== 'answered') return;
    leg.state = 'joining';
    joined(desk, leg);
  });
}

/** A customer the router waits for is taken up; one it knows to have answered is a caller. */
function adoptCustomer(
  desk: Desk,
  seen: SeenChannel,
  kept: Kept | undefined,
  later: (() => void)[],
): void {
  const { channel, args } = seen;
  const id = seen.offer ?? asOfferId(0);
  desk.lastOffer = Math.max(desk.lastOffer, id);
  if (kept && desk.listener.awaitsCustomer?.(id)) {
    const order = { ...kept, offer: id, call: asCallId(kept.call), record: undefined };
    const customer = addCustomer(desk, order, desk.legs.get(id));
    customer.state = 'dialling';
    const withdrawn = desk.withdrawnUnseen.has(id);
    later.push(() => {
      if (withdrawn) withdraw(desk, id, 'outage');
      else renewCustomer(desk, customer, seen);
    });
  } else if (kept && args) adoptChannel(desk, seen, kept, later);
  else void hangUp(desk, channel.id);
}

/** The agent waits for a customer whose call has ended while nobody listened. */
function missCustomer(desk: Desk, leg: Leg): void {
  const expected = leg.state === 'answered' && desk.listener.awaitsCustomer?.(leg.offer);
  if (expected && !leg.customer && !leg.ending) customerLost(desk, leg, 'the customer has gone');
}

/** Conversations that no leg of ours accounts for go on until one of them leaves. */
function adoptBridges(desk: Desk, picture: Picture): void {
  for (const [bridge, inside] of picture.bridges) {
    const leg = desk.legsByBridge.get(bridge);
    if (leg) leg.bridged = true;
    if (leg || desk.custodies.has(bridge)) continue;
    if (inside.length > 1) takeCustody(desk, bridge, inside);
    else void destroyBridge(desk, bridge);
  }
}

function adoptChannel(
  desk: Desk,
  { channel, args = [] }: SeenChannel,
  kept: Kept | undefined,
  later: (() => void)[],
): void {
  if (args[0] === 'feature') later.push(() => featureDialled(desk, channel, args.slice(1)));
  // Half of a transfer that came to nothing, or a leg of nobody.
  else if (args.length === 0 || args[0] === 'leg') void hangUp(desk, channel.id);
  else if (!kept) later.push(() => callerEntered(desk, channel, args));
  else {
    const call = addCall(desk, asCallId(kept.call), channel.id);
    call.state = 'waiting';
    call.music = kept.music;
    call.memo = kept.memo;
    call.answered = Promise.resolve(true);
    call.held = true;
    // What was being said to it has ended in silence.
    void startMusic(desk, call);
    const { id } = call;
    desk.tell({
      type: 'call-found',
      call: id,
      channel: channel.id,
      memo: kept.memo,
      ...partiesOf(channel),
    });
  }
}

function dropCustodies(desk: Desk, picture: Picture): void {
  for (const custody of [...desk.custodies.values()]) {
    const inside = picture.bridges.get(custody.bridge) ?? [];
    for (const channel of [...custody.channels]) {
      if (!inside.includes(channel)) custodyLeft(desk, custody, channel);
    }
  }
}

function renewCall(desk: Desk, call: Call, picture: Picture): void {
  if (desk.calls.get(call.id) !== call) return;
  if (!isHere(picture, call)) callLeft(desk, call);
  else if (call.state === 'leaving') void depart(desk, call);
  else if (call.state === 'waiting' && (!call.held || call.playbacks.size > 0)) {
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
  return inside.find((id) => id !== caller);
}

function renewLeg(desk: Desk, leg: Leg, picture: Picture): void {
  if (leg.state === 'gone') return;
  const seen = picture.channels.get(leg.channel);
  const by = replacement(desk, picture, leg);
  leg.posting = false;
  if (by !== undefined) legReplaced(desk, leg, by);
  else if (!seen || (leg.state === 'talking' && !seen.args))
    legGone(desk, leg, seen ? undefined : 0);
  else if (leg.ending) endOutgoing(desk, leg);
  else {
    if (seen.channel.state === 'Ringing') legRang(desk, leg);
    if (seen.args) legAnswered(desk, leg);
    const channels = picture.bridges.get(leg.bridge);
    if (channels) enteredBridge(desk, leg, { id: leg.bridge, channels });
  }
}

function renewCustomer(desk: Desk, customer: Customer, seen: SeenChannel | undefined): void {
  if (customer.state === 'gone') return;
  customer.posting = false;
  if (!seen) customerGone(desk, customer, undefined);
  else if (customer.ending) endOutgoing(desk, customer);
  else {
    if (seen.channel.state === 'Ringing') customerRang(customer);
    if (seen.args) customerAnswered(desk, customer);
  }
}
