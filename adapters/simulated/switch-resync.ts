/**
 * After each connection: the PBX's own picture against the desk's, and what follows from the
 * difference.
 */

import { hangUpById } from './channels.ts';
import type { Channel, Pbx } from './model.ts';
import { callLeft, clearBridge, connected, doEndLeg, doHold, doSend } from './switch-commands.ts';
import {
  addCall,
  dialledFeature,
  enterCaller,
  legEnded,
  onAnswered,
  onRinging,
} from './switch-events.ts';
import { subscribe } from './switch-phones.ts';
import { type AgentLeg, type Desk, type HeldCall, MEMO, TALKED } from './switch-state.ts';

/** A channel as it was when the picture was taken. */
interface Seen {
  readonly channel: Channel;
  readonly state: Channel['state'];
  /** Arguments of our application; undefined: not in it. */
  readonly args: readonly string[] | undefined;
  readonly memo: string | undefined;
  readonly talked: boolean;
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
    channels.set(channel.id, {
      channel,
      state: channel.state,
      args: channel.stasis === app ? channel.place.appData.split(',').slice(1) : undefined,
      memo: channel.variables.get(MEMO),
      talked: channel.variables.has(TALKED),
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
  const known = { calls: [...desk.calls.values()], legs: [...desk.legs.values()] };
  const postponed = desk.postponed ?? [];
  desk.postponed = undefined;
  adoptBridges(desk, picture);
  adoptChannels(desk, picture, news);
  const alive = (id: string): boolean => picture.channels.get(id)?.args !== undefined;
  const legAlive = (leg: AgentLeg): boolean => picture.channels.has(leg.channel);
  desk.listener.onFact({
    type: 'switch-restored',
    calls: [...desk.calls.values()]
      .filter((call) => call.state !== 'away' && alive(call.channel))
      .map((call) => call.id),
    offers: [...desk.legs.values()].filter(legAlive).map((leg) => leg.id),
  });
  for (const fact of postponed) desk.listener.onFact(fact);
  for (const call of known.calls) compareCall(desk, call, alive(call.channel));
  for (const leg of known.legs) compareLeg(desk, leg, picture);
  for (const tell of news) tell();
}

function compareCall(desk: Desk, call: HeldCall, alive: boolean): void {
  if (!alive) callLeft(desk, call);
  else if (call.state === 'leaving') doSend(desk, call, 'leaving');
  else if (call.state === 'held') {
    // What was said during the loss has ended, and nobody told us so.
    call.saying.length = 0;
    doHold(desk, call);
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
  if (seen.state === 'Ringing') onRinging(desk, leg);
  if (seen.args) onAnswered(desk, leg);
  const caller = desk.calls.get(leg.call)?.channel ?? '';
  const together = picture.bridges.get(leg.bridge)?.includes(leg.channel);
  if (leg.state === 'connecting' && together && picture.bridges.get(leg.bridge)?.includes(caller)) {
    connected(desk, leg);
  }
}

/**
 * Conversations that no leg of ours accounts for: of a router before this one, or transferred
 * meanwhile.
 */
function adoptBridges(desk: Desk, picture: Picture): void {
  const ours = new Map([...desk.legs.values()].map((leg) => [leg.bridge, leg]));
  for (const [bridge, ids] of picture.bridges) {
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
    if (channel.id.startsWith(`${desk.app}-offer-`)) {
      desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
    } else if (!args) continue;
    else if (args[0] === 'feature') news.push(() => dialledFeature(desk, channel, args.slice(1)));
    else if (memo === undefined) news.push(() => enterCaller(desk, channel, args));
    else if (seen.talked) desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
    else adoptCaller(desk, channel, memo);
  }
}

function adoptCaller(desk: Desk, channel: Channel, memo: string): void {
  const call = addCall(desk, channel);
  call.state = 'entered';
  desk.listener.onFact({
    type: 'call-found',
    call: call.id,
    channel: channel.id,
    memo,
    caller: { ...channel.caller },
    dialled: channel.place.extension,
  });
}
