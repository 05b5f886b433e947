/**
 * After each connection: the PBX's own picture against the desk's, and what follows from the
 * difference.
 */

import { asCallId, type CallId, type OfferId } from '../../core/routing/ids.ts';
import { hangUpById } from './channels.ts';
import type { Channel, Pbx } from './model.ts';
import { customerAnswered } from './switch-callbacks.ts';
import { callLeft, doHold, doSend } from './switch-commands.ts';
import { addCustomer, customerEnded, customerLost, endCustomer } from './switch-customers.ts';
import {
  addDial,
  dialAnswered,
  dialEnded,
  dialOfChannel,
  dialRang,
  endDial,
  listen,
} from './switch-dials.ts';
import { dialledFeature, enterCaller, legEnded, onAnswered, onRinging } from './switch-events.ts';
import {
  addLink,
  endLink,
  linkAnswered,
  linkEnded,
  linkJoined,
  linkOfChannel,
} from './switch-links.ts';
import { subscribe } from './switch-phones.ts';
import {
  type AgentLeg,
  addCall,
  addLeg,
  CALL,
  type Desk,
  type Dial,
  type DialledCustomer,
  type HeldCall,
  LISTEN,
  type LinkLeg,
  MEMO,
  offerOf,
  TALKED,
} from './switch-state.ts';
import { clearBridge, connected, doEndLeg } from './switch-talk.ts';

/** A channel as it was when the picture was taken. */
interface Seen {
  readonly channel: Channel;
  readonly state: Channel['state'];
  /** Arguments of our application; undefined: not in it. */
  readonly args: readonly string[] | undefined;
  readonly memo: string | undefined;
  readonly talked: boolean;
  readonly listen: boolean;
  /** Kept with the channel: the call, and a caller's music. */
  readonly call: CallId | undefined;
  readonly music: string;
  readonly bridge: string | undefined;
}

interface Picture {
  readonly channels: ReadonlyMap<string, Seen>;
  readonly bridges: ReadonlyMap<string, readonly string[]>;
}

/**
 * Asks the PBX what is there, then tells `call-found`, `switch-restored` and what was missed, and
 * calls back.
 */
export function resync(desk: Desk, whenDone: () => void): void {
  let picture: Picture | undefined;
  desk.link.send(
    (pbx, reply) => {
      picture = takePicture(pbx, desk.app);
      reply({ status: 200 });
    },
    () => {
      if (picture) compare(desk, picture);
      subscribe(desk);
      whenDone();
    },
  );
}

function takePicture(pbx: Pbx, app: string): Picture {
  const channels = new Map<string, Seen>();
  for (const channel of pbx.channels.values()) {
    const [call = '', music = ''] = channel.variables.get(CALL)?.split(',') ?? [];
    channels.set(channel.id, {
      channel,
      call: call === '' ? undefined : asCallId(Number(call)),
      music,
      state: channel.state,
      args: channel.stasis === app ? channel.place.appData.split(',').slice(1) : undefined,
      memo: channel.variables.get(MEMO),
      talked: channel.variables.has(TALKED),
      listen: channel.variables.has(LISTEN),
      bridge: channel.bridge?.id,
    });
  }
  const bridges = new Map<string, readonly string[]>();
  for (const bridge of pbx.bridges.values()) {
    if (!bridge.id.startsWith(`${app}-talk-`)) continue;
    bridges.set(
      bridge.id,
      [...bridge.channels].map((channel) => channel.id),
    );
  }
  return { channels, bridges };
}

function compare(desk: Desk, picture: Picture): void {
  const news: (() => void)[] = [];
  const known = {
    calls: [...desk.calls.values()],
    legs: [...desk.legs.values()],
    customers: [...desk.customersByChannel.values()],
    links: [...desk.links.values()],
    dials: [...desk.dials.values()],
  };
  const postponed = desk.postponed ?? [];
  desk.postponed = undefined;
  adoptLegs(desk, picture, news);
  adoptLinks(desk, picture, news);
  adoptBridges(desk, picture);
  adoptChannels(desk, picture, news);
  const alive = (id: string): boolean => picture.channels.get(id)?.args !== undefined;
  const there = ({ channel }: { readonly channel: string }) => picture.channels.has(channel);
  const legs = [...desk.legs.values()].filter(there);
  const customers = [...desk.customersByChannel.values()].filter(
    (each) => !each.leg && there(each),
  );
  const links = [...desk.links.values()].filter(there);
  const linked = links.map(({ call, link }) => ({ call, link }));
  const dials = [...desk.dials.values()].filter(there).map(({ call }) => call);
  desk.listener.onFact({
    type: 'switch-restored',
    calls: [...desk.calls.values()]
      .filter((call) => call.told && call.state !== 'away' && alive(call.channel))
      .map((call) => call.id),
    offers: [...legs.map(({ id }) => id), ...customers.map(({ offer }) => offer)],
    ...(linked.length === 0 ? {} : { linked }),
    ...(dials.length === 0 ? {} : { dials }),
  });
  for (const fact of postponed) desk.listener.onFact(fact);
  for (const call of known.calls) compareCall(desk, call, alive(call.channel));
  for (const leg of known.legs) compareLeg(desk, leg, picture);
  for (const customer of known.customers) {
    compareCustomer(desk, customer, picture.channels.get(customer.channel));
  }
  for (const leg of known.links) compareLink(desk, leg, picture);
  for (const out of known.dials) compareDial(desk, out, picture.channels.get(out.channel));
  for (const tell of news) tell();
}

function compareCall(desk: Desk, call: HeldCall, alive: boolean): void {
  if (!alive) callLeft(desk, call);
  else if (call.state === 'leaving') doSend(desk, call, 'leaving');
  else if (call.state === 'held') {
    // What was said during the loss has ended, and nobody told us so.
    call.saying.length = 0;
    doHold(desk, call);
    listen(desk, call, true);
  }
}

function compareLeg(desk: Desk, leg: AgentLeg, picture: Picture): void {
  const seen = picture.channels.get(leg.channel);
  if (!seen || (leg.state === 'connected' && !seen.args)) {
    legEnded(desk, leg, undefined);
    return;
  }
  if (leg.ending) {
    doEndLeg(desk, leg);
    return;
  }
  if (seen.state === 'Ringing') onRinging(desk, leg.channel);
  if (seen.args) onAnswered(desk, leg);
  const caller = desk.calls.get(leg.call)?.channel ?? '';
  const together = picture.bridges.get(leg.bridge)?.includes(leg.channel);
  if (leg.state === 'connecting' && together && picture.bridges.get(leg.bridge)?.includes(caller)) {
    connected(desk, leg);
  }
}

function compareCustomer(desk: Desk, customer: DialledCustomer, seen: Seen | undefined): void {
  if (customer.state === 'gone') return;
  if (!seen) customerEnded(desk, customer, 'failed', 'the channel has gone');
  else if (customer.withdrawn) endCustomer(desk, customer);
  else {
    if (seen.state === 'Ringing') customer.rang = true;
    if (seen.args) customerAnswered(desk, customer, seen.channel);
  }
}

function compareLink(desk: Desk, leg: LinkLeg, picture: Picture): void {
  const seen = picture.channels.get(leg.channel);
  if (!seen) linkEnded(desk, leg, 'failed', 'the channel has gone');
  else if (leg.ending) endLink(desk, leg);
  else {
    if (seen.state === 'Ringing') leg.rang = true;
    if (seen.args) linkAnswered(desk, leg);
    for (const id of picture.bridges.get(leg.bridge) ?? []) linkJoined(desk, leg, id);
  }
}

function compareDial(desk: Desk, out: Dial, seen: Seen | undefined): void {
  if (!seen) dialEnded(desk, out, { result: 'failed', why: 'the channel has gone' });
  else if (out.withdrawn) endDial(desk, out);
  else {
    if (seen.state === 'Ringing') dialRang(desk, out);
    if (seen.args) dialAnswered(desk, out, seen.channel);
  }
}

/** Far ends called by a router before this one: conversations go on, else if this one waits. */
function adoptLinks(desk: Desk, picture: Picture, news: (() => void)[]): void {
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
function adoptLegs(desk: Desk, picture: Picture, news: (() => void)[]): void {
  for (const { channel, call } of picture.channels.values()) {
    const offer = offerOf(desk.app, channel.id);
    if (offer === undefined || call === undefined || desk.legsByChannel.has(channel.id)) continue;
    desk.lastOffer = Math.max(desk.lastOffer, offer);
    if (!desk.listener.holdsOffer?.(offer)) continue;
    const leg = addLeg(desk, { offer, call, phone: channel.peer });
    const inside = picture.bridges.get(leg.bridge) ?? [];
    const caller = inside
      .map((id) => picture.channels.get(id))
      .find((one) => one?.args?.[0] !== 'agent');
    if (caller?.call === call) {
      const found = addCall(desk, caller.channel, call);
      found.state = 'talking';
      found.told = desk.listener.awaitsCustomer?.(offer) !== true;
      found.memo = caller.memo;
      leg.state = 'connecting';
      news.push(() => connected(desk, leg));
    } else news.push(() => compareLeg(desk, leg, picture));
  }
}

/**
 * Conversations that no leg of ours accounts for: of a router before this one, or transferred
 * meanwhile.
 */
function adoptBridges(desk: Desk, picture: Picture): void {
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
    const replaced = ids.some((id) => id !== leg?.channel && id !== call?.channel);
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

function adoptChannels(desk: Desk, picture: Picture, news: (() => void)[]): void {
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
    const astray = linkOfChannel(desk.app, channel.id) ?? offerOf(desk.app, channel.id);
    if (astray !== undefined) {
      desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
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
