/** What a router before this one left on the PBX: taken up, or cleared away. */

import type { CallId, OfferId } from '../../core/routing/ids.ts';
import type { ConversationBelief } from '../talk-port.ts';
import { destroyBridge } from './bridges.ts';
import { hangUpById } from './channels.ts';
import { doHold } from './switch-commands.ts';
import { addCustomer, customerLost } from './switch-customers.ts';
import { addDial, dialOfChannel, listen } from './switch-dials.ts';
import { dialledFeature, enterCaller } from './switch-events.ts';
import { addLink, linkOfChannel } from './switch-links.ts';
import type { Picture, Seen } from './switch-picture.ts';
import { compareCustomer, compareDial, compareLeg, compareLink } from './switch-renew.ts';
import { renewRoom } from './switch-room.ts';
import { type AgentLeg, addCall, addLeg, type Desk, offerOf, tellFact } from './switch-state.ts';
import { clearBridge, connected } from './switch-talk.ts';
import { addThird } from './switch-thirds.ts';

/** Far ends called by a router before this one: conversations go on, else if this one waits. */
export function adoptLinks(desk: Desk, picture: Picture, news: (() => void)[]): void {
  for (const { channel, bridge } of picture.channels.values()) {
    const linked = linkOfChannel(desk.app, channel.id);
    if (!linked || desk.linksByChannel.has(channel.id)) continue;
    const talks = (picture.bridges.get(bridge ?? '') ?? []).length > 1;
    if (!talks && desk.listener.awaitsLink?.(linked.call) !== true) continue;
    const leg = addLink(desk, linked.call, linked.link);
    if (talks) leg.state = 'accepted';
    else news.push(() => compareLink(desk, leg, picture));
  }
}

/** The agent waits for a customer whose call has ended while nobody listened. */
function missCustomer(desk: Desk, leg: AgentLeg): void {
  const expected = leg.state === 'answered' && desk.listener.awaitsCustomer?.(leg.id);
  if (expected && !leg.customer && !leg.ending) customerLost(desk, leg, 'the customer has gone');
}

/** Legs of a router before this one: those this one holds are taken up with their calls. */
export function adoptLegs(desk: Desk, picture: Picture, news: (() => void)[]): void {
  for (const { channel, call } of picture.channels.values()) {
    const offer = offerOf(desk.app, channel.id);
    if (offer === undefined || call === undefined || desk.legsByChannel.has(channel.id)) continue;
    desk.lastOffer = Math.max(desk.lastOffer, offer);
    if (!desk.listener.holdsOffer?.(offer)) continue;
    const leg = addLeg(desk, { offer, call, phone: channel.peer });
    const inside = picture.bridges.get(leg.bridge) ?? [];
    const belief = desk.listener.conversation?.(offer);
    const callers = [...picture.channels.values()].filter(
      (one) => one.call === call && one.args && !ownArgs.has(one.args[0] ?? ''),
    );
    const caller = callers.find((one) => inside.includes(one.channel.id)) ?? (belief && callers[0]);
    if (caller && belief) adoptTalk(desk, leg, caller, belief, picture, news);
    else if (caller) {
      const found = addCall(desk, caller.channel, call);
      found.state = 'talking';
      found.told = desk.listener.awaitsCustomer?.(offer) !== true;
      found.memo = caller.memo;
      leg.state = 'connecting';
      news.push(() => connected(desk, leg));
    } else news.push(() => compareLeg(desk, leg, picture));
  }
}

/** What the first argument of those is whom we have called. */
const ownArgs: ReadonlySet<string> = new Set(['agent', 'third', 'watch', 'ear']);

/** A conversation the router knows of: who is aside shows in the picture. */
function adoptTalk(
  desk: Desk,
  leg: AgentLeg,
  caller: Seen,
  belief: ConversationBelief,
  picture: Picture,
  news: (() => void)[],
): void {
  const inside = picture.bridges.get(leg.bridge) ?? [];
  const found = addCall(desk, caller.channel, leg.call);
  found.state = 'talking';
  found.memo = caller.memo;
  found.music = caller.music;
  leg.state = 'connected';
  const { room } = leg;
  room.caller.inside = inside.includes(found.channel);
  room.caller.aside = !room.caller.inside;
  room.muted = belief.muted;
  room.toldHeld = belief.held;
  // By the phone, since the caller is not aside.
  room.heldByPhone = room.caller.inside && belief.held;
  for (const seen of picture.channels.values()) {
    if (seen.channel.id.startsWith(`${desk.app}-third-${leg.id}-`)) adoptThird(desk, leg, seen);
  }
  news.push(() => {
    if (belief.consults && !room.third) {
      const why = 'the third party has gone';
      tellFact(desk, { type: 'consult-ended', offer: leg.id, result: 'failed', why });
    }
    renewRoom(desk, leg, inside);
  });
}

function adoptThird(desk: Desk, leg: AgentLeg, { channel, args, bridge, music }: Seen): void {
  const third = addThird(desk, leg, { endpoint: channel.peer, music }, channel.id);
  third.answered = args !== undefined;
  third.inside = bridge === leg.bridge;
  // Out of the bridge because the agent had gone back to the caller.
  third.aside = third.answered && !third.inside && leg.room.caller.inside;
  if (third.aside) third.told = 'talking';
}

/**
 * Conversations that no leg of ours accounts for: of a router before this one, or transferred
 * meanwhile.
 */
export function adoptBridges(desk: Desk, picture: Picture): void {
  const ours = new Map([...desk.legs.values()].map((leg) => [leg.bridge, leg]));
  const links = new Map([...desk.links.values()].map((leg) => [leg.bridge, leg]));
  for (const [bridge, ids] of picture.bridges) {
    const linked = links.get(bridge);
    if (linked?.state === 'accepted') {
      desk.strays.set(bridge, { bridge, channels: new Set(ids) });
      if (ids.length < 2) clearBridge(desk, bridge, ids);
    }
    if (linked) continue;
    const leg = ours.get(bridge);
    const call = leg && desk.calls.get(leg.call);
    const third = leg?.room.third?.channel;
    const replaced = ids.some((id) => ![leg?.channel, call?.channel, third].includes(id));
    if (leg && replaced && !ids.includes(leg.channel)) {
      leg.transferred = true;
      if (call) call.state = 'away';
    } else if (leg) continue;
    const rest = ids.filter((id) => !waits(picture.channels.get(id)));
    if (rest.length > 1 && rest.length === ids.length) {
      desk.strays.set(bridge, { bridge, channels: new Set(ids) });
    } else clearBridge(desk, bridge, rest);
  }
  for (const [id, stray] of desk.strays) {
    if (!picture.bridges.has(id)) desk.strays.delete(id);
    else if ([...stray.channels].some((channel) => !picture.channels.has(channel))) {
      desk.strays.delete(id);
      clearBridge(desk, id, stray.channels);
    }
  }
}

/** A caller who has not talked to anybody yet. */
const waits = (seen: Seen | undefined): boolean =>
  seen?.memo !== undefined && !seen.talked && seen.args?.[0] !== 'agent';

export function adoptChannels(desk: Desk, picture: Picture, news: (() => void)[]): void {
  const watches = new Set(
    [...desk.watches.values()].flatMap(({ channel, ear, nextEar }) => [
      ...[channel, ear?.channel ?? '', nextEar?.channel ?? ''],
    ]),
  );
  for (const seen of picture.channels.values()) {
    const { channel, args, memo } = seen;
    const inTalk = seen.bridge !== undefined && desk.strays.has(seen.bridge);
    if (desk.callsByChannel.has(channel.id) || desk.legsByChannel.has(channel.id) || inTalk)
      continue;
    const calledFor = offerOf(desk.app, channel.id, 'customer');
    if (desk.customersByChannel.has(channel.id)) continue;
    if (calledFor !== undefined && adoptCustomer(desk, seen, calledFor, news)) continue;
    if (desk.linksByChannel.has(channel.id)) continue;
    const dialled = dialOfChannel(desk.app, channel.id);
    if (desk.dialsByChannel.has(channel.id)) continue;
    if (dialled !== undefined && adoptDial(desk, seen, dialled, news)) continue;
    if (desk.thirdsByChannel.has(channel.id) || watches.has(channel.id)) continue;
    const spare = ['third', 'watch', 'ear'].some((part) =>
      channel.id.startsWith(`${desk.app}-${part}-`),
    );
    const astray =
      linkOfChannel(desk.app, channel.id) ?? offerOf(desk.app, channel.id) ?? (spare || undefined);
    if (astray !== undefined) {
      desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
      const watched = channel.id.replace('-watch-', '-watching-');
      if (spare) desk.link.send((pbx) => destroyBridge(pbx, watched));
    } else if (!args) {
      if (calledFor !== undefined || dialled !== undefined)
        desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
    } else if (args[0] === 'feature') news.push(() => dialledFeature(desk, channel, args.slice(1)));
    // Half of a transfer that came to nothing while nobody listened.
    else if (args.length === 0) desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
    else if (memo === undefined) news.push(() => enterCaller(desk, channel, args));
    else if (seen.talked) desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
    else adoptCaller(desk, seen, memo);
  }
  for (const leg of desk.legs.values()) news.push(() => missCustomer(desk, leg));
}

/** True: the router waits for this customer, who is taken up. */
function adoptCustomer(desk: Desk, seen: Seen, offer: OfferId, news: (() => void)[]): boolean {
  desk.lastOffer = Math.max(desk.lastOffer, offer);
  const { call, memo, music } = seen;
  if (call === undefined || memo === undefined) return false;
  if (!desk.listener.awaitsCustomer?.(offer)) return false;
  const order = { offer, call, memo, music, record: undefined };
  const customer = addCustomer(desk, order, desk.legs.get(offer));
  news.push(() => compareCustomer(desk, customer, seen));
  return true;
}

/** True: the router waits for the answer, and it is taken up. */
function adoptDial(desk: Desk, seen: Seen, call: CallId, news: (() => void)[]): boolean {
  const { memo, music, listen: listened } = seen;
  if (memo === undefined || !desk.listener.awaitsDial?.(call)) return false;
  const out = addDial(desk, { call, music, memo, listen: listened });
  news.push(() => compareDial(desk, out, seen));
  return true;
}

function adoptCaller(
  desk: Desk,
  { channel, call: id, music, listen: listened }: Seen,
  memo: string,
): void {
  const call = addCall(desk, channel, id);
  call.state = 'held';
  call.music = music;
  call.memo = memo;
  call.listened = listened;
  desk.listener.onFact({
    type: 'call-found',
    call: call.id,
    channel: channel.id,
    memo,
    caller: { ...channel.caller },
    dialled: channel.place.extension,
  });
  // What was being said to it has ended in silence.
  doHold(desk, call);
  listen(desk, call, true);
}
