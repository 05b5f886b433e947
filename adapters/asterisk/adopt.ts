/**
 * What an adapter before this one left on the switch: callers, agents' legs, customers and others
 * who are called, and conversations, taken up or cleared away after the first connection.
 */

import type { LinkedCall } from '../../core/routing/events.ts';
import { asCallId, asOfferId } from '../../core/routing/ids.ts';
import type { ConversationBelief } from '../talk-port.ts';
import { renewCustomer } from './callbacks.ts';
import { addCall, callerEntered } from './calls.ts';
import { isWatchBridge } from './channel-ids.ts';
import { adoptThird } from './consults.ts';
import { joined } from './conversations.ts';
import { addCustomer, customerLost } from './customers.ts';
import { type Desk, hangUp, type Leg, phoneOf } from './desk.ts';
import { adoptDial } from './dials.ts';
import { featureDialled } from './features.ts';
import type { Kept } from './kept.ts';
import { addLeg, legAnswered, legRang, withdraw } from './legs.ts';
import { addLink, renewLink } from './links.ts';
import { listen } from './listening.ts';
import type { Picture, SeenChannel } from './picture.ts';
import { believe, tellRoom } from './room.ts';
import { arrange } from './rooms.ts';
import { takeCustody } from './transfers.ts';

/** Takes up strangers. What is to be told of them after `switch-restored` is returned. */
export function adopt(
  desk: Desk,
  picture: Picture,
  kept: ReadonlyMap<string, Kept>,
  strangers: readonly SeenChannel[],
  announced: (channel: string) => boolean,
): (() => void)[] {
  const later: (() => void)[] = [];
  for (const seen of strangers) {
    if (seen.part === 'leg') adoptLeg(desk, seen, kept, picture, strangers, later);
    else if (seen.linked) adoptLink(desk, seen, seen.linked, picture, later);
  }
  for (const seen of strangers) {
    if (seen.part === 'third') adoptThird(desk, seen, kept.get(seen.channel.id), later);
    // Whoever listened may ask again: nobody who talks is the worse for it.
    else if (seen.part === 'watch') void hangUp(desk, seen.channel.id);
  }
  adoptBridges(desk, picture);
  for (const seen of strangers) {
    const { id } = seen.channel;
    if (handled.has(seen.part) || desk.custodiesByChannel.has(id)) continue;
    // Whom we called is ours whatever is announced of it.
    if ((announced(id) && !seen.part) || desk.callsByChannel.has(id)) continue;
    if (seen.part === 'customer') adoptCustomer(desk, seen, kept.get(id), later);
    else if (seen.part !== 'dial' || !adoptDial(desk, seen, kept.get(id), later)) {
      adoptChannel(desk, seen, kept.get(id), later);
    }
  }
  for (const leg of desk.legs.values()) later.push(() => missCustomer(desk, leg));
  return later;
}

/** Parts that are taken up, or cleared away, by ways of their own. */
const handled: ReadonlySet<SeenChannel['part']> = new Set(['leg', 'link', 'third', 'watch']);

/** A leg the router knows of is taken up as it is; of others only conversations go on. */
function adoptLeg(
  desk: Desk,
  { channel, offer, args, bridge }: SeenChannel,
  kept: ReadonlyMap<string, Kept>,
  picture: Picture,
  strangers: readonly SeenChannel[],
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
  const belief = desk.listener.conversation?.(id);
  if (belief) believe(leg, belief);
  const isCaller = (each: string): boolean =>
    kept.get(each)?.call === own.call && !handled.has(picture.channels.get(each)?.part);
  // In a conversation the caller may be aside.
  const aside = strangers.filter((each) => each.args).map((each) => each.channel.id);
  const caller = others.find(isCaller) ?? (belief && aside.find(isCaller));
  if (caller !== undefined) {
    const call = addCall(desk, leg.call, caller);
    call.music = kept.get(caller)?.music ?? '';
    call.memo = kept.get(caller)?.memo ?? '';
    call.up = true;
    call.listened = kept.get(caller)?.listen ?? false;
    call.state = 'talking';
    call.leg = leg;
    call.told = desk.listener.awaitsCustomer?.(id) !== true;
    leg.bridged = true;
    leg.room.caller.inside = others.includes(caller);
    leg.room.caller.aside = !leg.room.caller.inside;
    // By the phone, since the caller is not aside.
    leg.held = leg.room.caller.inside && (belief?.held ?? false);
    if (leg.room.caller.aside) void desk.ways.music(call);
    if (belief && args) leg.state = 'talking';
  }
  const withdrawn = desk.withdrawnUnseen.has(id);
  later.push(() => {
    if (withdrawn) {
      withdraw(desk, id, 'outage');
      return;
    }
    if (leg.state === 'talking') {
      continueTalk(desk, leg, belief);
      return;
    }
    if (channel.state === 'Ringing' || args) legRang(desk, leg);
    if (args) legAnswered(desk, leg);
    if (caller === undefined || leg.state !== 'answered') return;
    leg.state = 'joining';
    joined(desk, leg);
  });
}

/** The router knows of this conversation; not of what became of it since. */
function continueTalk(desk: Desk, leg: Leg, belief: ConversationBelief | undefined): void {
  const { offer, room } = leg;
  tellRoom(desk, leg);
  if (belief?.consults && !room.third) {
    desk.tell({ type: 'consult-ended', offer, result: 'failed', why: 'the third party has gone' });
  }
  arrange(desk, leg);
}

/** A conversation with a far end goes on; one that is being called only if the router waits. */
function adoptLink(
  desk: Desk,
  seen: SeenChannel,
  { call, link }: LinkedCall,
  picture: Picture,
  later: (() => void)[],
): void {
  const { id } = seen.channel;
  const inside = picture.bridges.get(seen.bridge ?? '') ?? [];
  const talks = inside.length > 1;
  if (!talks && desk.listener.awaitsLink?.(call) !== true) {
    void hangUp(desk, id);
    return;
  }
  const leg = addLink(desk, call, link, id);
  leg.state = talks ? 'talking' : 'dialling';
  if (talks) takeCustody(desk, leg.bridge, inside);
  else later.push(() => renewLink(desk, leg, seen, undefined));
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
    const linked = desk.linksByBridge.get(bridge);
    if (isWatchBridge(desk.app, bridge)) {
      if (![...desk.watches.values()].some((watch) => watch.bridge === bridge)) {
        void desk.ways.part(bridge);
      }
      continue;
    }
    if (leg || desk.custodies.has(bridge) || (linked && linked.state !== 'talking')) continue;
    if (inside.length > 1) takeCustody(desk, bridge, inside);
    else void desk.ways.part(bridge);
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
    call.up = true;
    call.held = true;
    call.listened = kept.listen ?? false;
    listen(desk, call, true);
    // What was being said to it has ended in silence.
    void desk.ways.music(call);
    const { id } = call;
    desk.tell({
      type: 'call-found',
      call: id,
      channel: channel.id,
      memo: kept.memo,
      caller: channel.caller,
      dialled: channel.dialled,
    });
  }
}
