/**
 * The life of a caller: entering, waiting with music and announcements, being sent away, leaving.
 */

import type { CallId } from '../../core/routing/ids.ts';
import type { Destination } from '../port.ts';
import { type Call, type Desk, destroyBridge, hangUp, type Leg, refused, request } from './desk.ts';
import { keptVariable } from './kept.ts';
import { type AriReply, messageOf, ok } from './messages.ts';
import { endOutgoing } from './outgoing.ts';

const refusalMs = 1_000;
/** After sending: how long until we look whether the caller has really gone. */
const leaveCheckMs = 3_000;

export function addCall(desk: Desk, id: CallId, channel: string): Call {
  const call: Call = {
    id,
    channel,
    state: 'entered',
    music: '',
    memo: '',
    answered: undefined,
    held: false,
    playbacks: new Map(),
    tuning: undefined,
    leg: undefined,
    told: true,
    to: undefined,
    stateBefore: 'entered',
  };
  desk.calls.set(id, call);
  desk.callsByChannel.set(channel, call);
  return call;
}

const pathOf = (call: Call): string => `channels/${encodeURIComponent(call.channel)}`;

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
  if (!(await answer(desk, call)) || !desk.calls.has(call.id)) return;
  // Meanwhile the caller may be on the way to an agent.
  const music = call.state === 'waiting' ? startMusic(desk, call) : Promise.resolve(undefined);
  const [tuned, kept] = await Promise.all([music, keepMemo(desk, call)]);
  call.held = kept && tuned !== undefined && ok(tuned);
}

/** With this an adapter that starts anew can take the caller over. */
async function keepMemo(desk: Desk, call: Call): Promise<boolean> {
  const { id, music, memo } = call;
  const [variable, value] = keptVariable({ call: id, music, memo });
  const reply = await request(desk, {
    method: 'POST',
    path: `${pathOf(call)}/variable`,
    query: { variable, value },
    slow: true,
  });
  return reply !== undefined && ok(reply);
}

export function answer(desk: Desk, call: Call): Promise<boolean> {
  call.answered ??= tryAnswer(desk, call);
  return call.answered;
}

async function tryAnswer(desk: Desk, call: Call): Promise<boolean> {
  const what = { method: 'POST', path: `${pathOf(call)}/answer`, slow: true } as const;
  const reply = await request(desk, what, 'quietly');
  if (reply && ok(reply)) return true;
  call.answered = undefined;
  // Refused in most cases because the caller has just hung up, which is told by its own event.
  desk.clock.setTimer(refusalMs, () => {
    if (reply && desk.calls.has(call.id)) refused(desk, what, reply);
  });
  return false;
}

export function startMusic(desk: Desk, call: Call): Promise<AriReply | undefined> {
  const started = request(desk, {
    method: 'POST',
    path: `${pathOf(call)}/moh`,
    query: call.music ? { mohClass: call.music } : {},
  });
  call.tuning = started;
  return started;
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
  else if (cutOff) void startMusic(desk, call);
}

async function say(desk: Desk, call: Call, media: readonly string[]): Promise<boolean> {
  const state = call.state;
  const playback = `${desk.app}-say-${desk.nextPlayback++}`;
  call.playbacks.set(playback, media.join(','));
  if ((await answer(desk, call)) && call.state === state && call.playbacks.has(playback)) {
    const reply = await request(desk, {
      method: 'POST',
      path: `${pathOf(call)}/play/${playback}`,
      query: { media: media.join(',') },
      once: true,
    });
    if (reply && ok(reply)) {
      // Cut off while it was being asked for.
      if (!call.playbacks.has(playback)) stopPlayback(desk, playback);
      return true;
    }
  }
  call.playbacks.delete(playback);
  return false;
}

/** An announcement has ended: the music does not come back by itself. */
export function playbackFinished(desk: Desk, call: Call, playback: string): void {
  if (!call.playbacks.delete(playback) || call.playbacks.size > 0) return;
  if (call.state === 'waiting') void startMusic(desk, call);
  else if (call.state === 'leaving' && call.to?.kind === 'announcement') {
    void hangUp(desk, call.channel);
  }
}

const stopPlayback = (desk: Desk, playback: string): Promise<AriReply | undefined> =>
  request(desk, { method: 'DELETE', path: `playbacks/${playback}` });

/**
 * Ends what the caller hears. Commands to a channel wait behind an announcement; music does not
 * end by itself, neither in a bridge nor in the dialplan: the caller would hear it beneath the
 * agent.
 */
export async function fallSilent(desk: Desk, call: Call): Promise<void> {
  const stopped = cutSpeech(desk, call);
  // Stopped by way of another connection, it must not overtake its start.
  await call.tuning;
  const silenced = call.tuning && request(desk, { method: 'DELETE', path: `${pathOf(call)}/moh` });
  call.tuning = undefined;
  await Promise.all([stopped, silenced]);
}

/** What is being said to the caller, or waits to be, ends. */
async function cutSpeech(desk: Desk, call: Call): Promise<void> {
  const playbacks = [...call.playbacks.keys()];
  call.playbacks.clear();
  await Promise.all(playbacks.map((playback) => stopPlayback(desk, playback)));
}

/**
 * A conversation did not come about: the caller waits on, with music as soon as the bridge lets
 * go.
 */
export function backToWaiting(desk: Desk, call: Call, leg: Leg): void {
  const bridged = leg.bridged;
  leg.bridged = false;
  const freed = bridged ? destroyBridge(desk, leg.bridge) : Promise.resolve(undefined);
  if (call.leg !== leg || call.state !== 'talking') return;
  call.leg = undefined;
  call.state = 'waiting';
  void freed.then(() => {
    if (call.state === 'waiting' && desk.calls.has(call.id)) void startMusic(desk, call);
  });
}

export function send(desk: Desk, id: CallId, to: Destination): void {
  const call = desk.calls.get(id);
  if (!call || call.state === 'leaving' || call.state === 'away') return;
  call.stateBefore = call.state === 'entered' ? 'entered' : 'waiting';
  call.state = 'leaving';
  call.to = to;
  void depart(desk, call);
}

/** Carries out where a leaving call goes; may be done again at any time. */
export async function depart(desk: Desk, call: Call): Promise<void> {
  const { to } = call;
  const ends = to?.kind === 'hang-up' || to?.kind === 'refuse';
  if (!ends) await fallSilent(desk, call);
  if (!to || call.state !== 'leaving') return;
  if (to.kind === 'announcement') {
    const said = to.media.length > 0 && (await say(desk, call, to.media));
    if (!said && call.state === 'leaving') departFailed(desk, call, 'cannot play the announcement');
    return;
  }
  const path = pathOf(call);
  const reply = await request(
    desk,
    ends
      ? { method: 'DELETE', path, query: { reason: reasonOf(to) }, patient: true }
      : { method: 'POST', path: `${path}/continue`, query: placeOf(to) },
  );
  if (call.state !== 'leaving' || !desk.calls.has(call.id)) return;
  // 404, 409: it has left already; the event is on its way.
  if (reply && (ok(reply) || reply.status === 404 || reply.status === 409)) {
    desk.clock.setTimer(leaveCheckMs, () => void checkLeft(desk, call));
  } else departFailed(desk, call, reply ? messageOf(reply) : 'no reply from Asterisk');
}

const reasonOf = (to: Destination): string => (to.kind === 'refuse' ? 'busy' : 'normal');

const placeOf = (to: Destination): Readonly<Record<string, string>> =>
  to.kind === 'extension' ? { context: to.context, extension: to.extension, priority: '1' } : {};

/** The event that tells of the departure may be lost. */
async function checkLeft(desk: Desk, call: Call): Promise<void> {
  if (call.state !== 'leaving' || !desk.calls.has(call.id) || !desk.connected) return;
  const reply = await request(desk, { method: 'GET', path: pathOf(call) });
  if (!reply || call.state !== 'leaving') return;
  if (reply.status === 404 || !reply.body.includes('"Stasis"')) callLeft(desk, call);
  else departFailed(desk, call, 'the caller is still in the application');
}

function departFailed(desk: Desk, call: Call, why: string): void {
  // Without contact nobody knows; the resync tries again.
  if (!desk.connected || !desk.calls.has(call.id)) return;
  const held = call.stateBefore === 'waiting';
  call.state = call.stateBefore;
  call.to = undefined;
  desk.tell({ type: 'send-failed', call: call.id, why });
  if (held) void keepHeld(desk, call);
}

/** The caller's channel has gone from the application, for good or to the dialplan. */
export function callLeft(desk: Desk, call: Call): void {
  if (!desk.calls.delete(call.id)) return;
  desk.callsByChannel.delete(call.channel);
  const { leg } = call;
  call.leg = undefined;
  if (call.told) desk.tell({ type: 'caller-left', call: call.id });
  const linked = desk.links.get(call.id);
  if (linked && !linked.ending) {
    linked.ending = 'released';
    endOutgoing(desk, linked);
  }
  // The agent stays on the line, in silence, until the router lets go.
  if (leg?.bridged) {
    leg.bridged = false;
    void destroyBridge(desk, leg.bridge);
  }
}

/** The caller goes on as another channel: its own side has transferred it. */
export function callMoved(desk: Desk, call: Call, channel: string): void {
  desk.callsByChannel.delete(call.channel);
  call.channel = channel;
  desk.callsByChannel.set(channel, call);
  // The music may have been asked for on the channel that is no more.
  if (call.state === 'waiting') void keepHeld(desk, call);
  else void keepMemo(desk, call);
}
