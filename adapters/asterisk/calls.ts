/**
 * The life of a caller: entering, waiting with music and announcements, being sent away, leaving.
 */

import { isDeepStrictEqual } from 'node:util';
import type { CallId } from '../../core/routing/ids.ts';
import type { Destination } from '../port.ts';
import { type Call, type Channel, type Desk, hangUp, type Leg } from './desk.ts';
import { listen } from './listening.ts';
import { endOutgoing } from './outgoing.ts';
import { dropThird } from './thirds.ts';

/** After sending: how long until we look whether the caller has really gone. */
const leaveCheckMs = 3_000;

export function addCall(desk: Desk, id: CallId, channel: string): Call {
  const call: Call = {
    id,
    channel,
    state: 'entered',
    music: '',
    memo: '',
    up: false,
    held: false,
    playbacks: new Map(),
    listened: false,
    leg: undefined,
    told: true,
    to: undefined,
    stateBefore: 'entered',
    behind: undefined,
  };
  desk.calls.set(id, call);
  desk.callsByChannel.set(channel, call);
  return call;
}

/** `args` as the dialplan gave them: two, then `key=value`. */
export function callerEntered(desk: Desk, channel: Channel, args: readonly string[]): void {
  const former = desk.callsByChannel.get(channel.id);
  // The same channel may come again; its first stay is over, whether we heard of it or not.
  if (former) callLeft(desk, former);
  const call = addCall(desk, desk.listener.mintCall(), channel.id);
  call.up = channel.state === 'Up';
  const variables: Record<string, string> = {};
  for (const arg of args.slice(2)) {
    const equals = arg.indexOf('=');
    if (equals > 0) variables[arg.slice(0, equals).trim()] = arg.slice(equals + 1).trim();
  }
  desk.tell({
    type: 'caller-entered',
    call: call.id,
    channel: channel.id,
    args: args.slice(0, 2),
    caller: channel.caller,
    dialled: channel.dialled,
    variables,
  });
}

/** A key pressed by a caller who waits, or hears the announcement that ends the call. */
export function callerPressed(desk: Desk, channel: string, key: string): void {
  const call = desk.callsByChannel.get(channel);
  if (call?.state !== 'waiting' && !(call && isHearingLast(call))) return;
  desk.tell({ type: 'caller-pressed', call: call.id, key });
}

/** An announcement is said, or about to be, after which the call ends. */
const isHearingLast = ({ state, to }: Call): boolean =>
  state === 'leaving' && to?.kind === 'announcement';

export function hold(desk: Desk, id: CallId, music: string, memo: string): void {
  const call = desk.calls.get(id);
  if (!call || (call.state !== 'entered' && call.state !== 'waiting')) return;
  if (call.state === 'waiting' && call.music === music && call.memo === memo) return;
  call.state = 'waiting';
  call.music = music;
  call.memo = memo;
  void keepHeld(desk, call);
}

/** Brings the channel into the state of a waiting caller; may be done again at any time. */
export async function keepHeld(desk: Desk, call: Call): Promise<void> {
  call.held = false;
  call.held = await desk.ways.hold(call);
}

export function announce(
  desk: Desk,
  id: CallId,
  media: readonly string[],
  interrupts: boolean,
): void {
  const call = desk.calls.get(id);
  if (call?.state !== 'waiting') return;
  // The same again while it is still being said is the same command twice.
  if (media.length > 0 && [...call.playbacks.values()].at(-1) === media.join(',')) return;
  const cutOff = interrupts && call.playbacks.size > 0;
  if (cutOff) void cutSpeech(desk, call);
  if (media.length > 0) void say(desk, call, media);
  else if (cutOff) void desk.ways.music(call);
}

async function say(desk: Desk, call: Call, media: readonly string[]): Promise<boolean> {
  const playback = `${desk.app}-say-${desk.nextPlayback++}`;
  call.playbacks.set(playback, media.join(','));
  if (await desk.ways.say(call, playback, media)) return true;
  call.playbacks.delete(playback);
  return false;
}

/** An announcement has ended: the music does not come back by itself. */
export function playbackFinished(desk: Desk, call: Call, playback: string): void {
  if (!call.playbacks.delete(playback) || call.playbacks.size > 0) return;
  if (call.state === 'waiting') void desk.ways.music(call);
  else if (call.state === 'leaving' && call.to?.kind === 'announcement') {
    // It has ended: nothing else comes of the call any more.
    call.to = { kind: 'hang-up' };
    void hangUp(desk, call.channel);
  }
}

/** What the caller hears ends, and what waits to be said is forgotten. */
export async function fallSilent(desk: Desk, call: Call): Promise<void> {
  const stopped = cutSpeech(desk, call);
  await Promise.all([stopped, desk.ways.fallSilent(call)]);
}

/** What is being said to the caller, or waits to be, ends. */
async function cutSpeech(desk: Desk, call: Call): Promise<void> {
  const playbacks = [...call.playbacks.keys()];
  call.playbacks.clear();
  if (playbacks.length > 0) await desk.ways.cut(call, playbacks);
}

/**
 * A conversation did not come about: the caller waits on, with music as soon as the bridge lets
 * go.
 */
export function backToWaiting(desk: Desk, call: Call, leg: Leg): void {
  const bridged = leg.bridged;
  leg.bridged = false;
  const freed = bridged ? desk.ways.part(leg.bridge) : Promise.resolve(undefined);
  if (call.leg !== leg || call.state !== 'talking') return;
  call.leg = undefined;
  call.state = 'waiting';
  listen(desk, call, true);
  void freed.then(() => {
    if (call.state === 'waiting' && desk.calls.has(call.id)) void desk.ways.music(call);
  });
}

export function send(desk: Desk, id: CallId, to: Destination): void {
  const call = desk.calls.get(id);
  if (!call || call.state === 'away') return;
  if (call.state === 'leaving') {
    // Only an announcement leaves time for another place; the same again is nothing new.
    if (!isHearingLast(call) || isDeepStrictEqual(call.to, to)) return;
  } else call.stateBefore = call.state === 'entered' ? 'entered' : 'waiting';
  call.state = 'leaving';
  call.to = to;
  void depart(desk, call);
}

/** Lets go of a caller who stays; one who is on the way out already goes where it was sent. */
export function release(desk: Desk, id: CallId, to: 'hang-up' | 'dialplan'): void {
  if (desk.calls.get(id)?.state !== 'leaving') send(desk, id, { kind: to });
}

/** Carries out where a leaving call goes; may be done again at any time. */
export async function depart(desk: Desk, call: Call): Promise<void> {
  const { to } = call;
  // Sent elsewhere meanwhile, it is for the later order to do the rest.
  const goes = (): boolean => call.state === 'leaving' && call.to === to;
  const ends = to?.kind === 'hang-up' || to?.kind === 'refuse';
  if (!ends) await fallSilent(desk, call);
  if (!to || !goes()) return;
  if (to.kind === 'announcement') {
    const said = to.media.length > 0 && (await say(desk, call, to.media));
    if (!said && goes()) departFailed(desk, call, 'cannot play the announcement');
    return;
  }
  if (!ends) listen(desk, call, false);
  const why = await desk.ways.leave(call, to);
  if (!goes() || !desk.calls.has(call.id)) return;
  if (why !== undefined) departFailed(desk, call, why);
  else desk.clock.setTimer(leaveCheckMs, () => void checkLeft(desk, call));
}

/** The event that tells of the departure may be lost. */
async function checkLeft(desk: Desk, call: Call): Promise<void> {
  if (call.state !== 'leaving' || !desk.calls.has(call.id) || !desk.connected) return;
  const inside = await desk.ways.isInside(call);
  if (inside === undefined || call.state !== 'leaving') return;
  if (inside) departFailed(desk, call, 'the caller is still in the application');
  else callLeft(desk, call);
}

function departFailed(desk: Desk, call: Call, why: string): void {
  // Without contact nobody knows; the resync tries again.
  if (!desk.connected || !desk.calls.has(call.id)) return;
  const held = call.stateBefore === 'waiting';
  call.state = call.stateBefore;
  call.to = undefined;
  listen(desk, call, true);
  desk.tell({ type: 'send-failed', call: call.id, why });
  if (held) void keepHeld(desk, call);
}

/** The caller's channel has gone from the application, for good or to the dialplan. */
export function callLeft(desk: Desk, call: Call): void {
  if (!desk.calls.delete(call.id)) return;
  if (desk.callsByChannel.get(call.channel) === call) desk.callsByChannel.delete(call.channel);
  const { leg, behind } = call;
  call.leg = undefined;
  if (leg) dropThird(desk, leg);
  if (call.told) desk.tell({ type: 'caller-left', call: call.id });
  if (behind) callLeft(desk, behind);
  const linked = desk.links.get(call.id);
  if (linked && !linked.ending) {
    linked.ending = 'released';
    endOutgoing(desk, linked);
  }
  // The agent stays on the line, in silence, until the router lets go.
  if (leg?.bridged) {
    leg.bridged = false;
    void desk.ways.part(leg.bridge);
  }
}

/** The caller goes on as another channel: its own side has transferred it. */
export function callMoved(desk: Desk, call: Call, channel: string): void {
  const former = desk.callsByChannel.get(channel);
  if (former && former !== call) call.behind = former;
  desk.callsByChannel.delete(call.channel);
  call.channel = channel;
  desk.callsByChannel.set(channel, call);
  // The music may have been asked for on the channel that is no more.
  void keepHeld(desk, call);
}
