/**
 * Supervisors who listen: their phone is called, and joined in a bridge of its own with a channel
 * that hears the agent's leg, and speaks to it as the mode says. The conversation knows nothing of
 * it. Another mode is another such channel, put in the place of the first.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import type { SupervisionMode, TalkCommand } from '../talk-port.ts';
import { resultOf } from './causes.ts';
import { earChannelOf, watchBridgeOf, watchChannelOf } from './channel-ids.ts';
import { type Desk, type Ear, hangUp, type Watch } from './desk.ts';
import { callOut, endOutgoing, notYetMade } from './outgoing.ts';
import type { Picture } from './picture.ts';

export function supervise(
  desk: Desk,
  command: Extract<TalkCommand, { readonly type: 'supervise' }>,
): void {
  const { supervision, offer, phone, mode, timeoutMs, show } = command;
  if (desk.watches.has(supervision)) return;
  const leg = desk.legs.get(offer);
  const watch: Watch = {
    ...{ supervision, offer, mode, channel: watchChannelOf(desk.app, supervision) },
    ...{ bridge: watchBridgeOf(desk.app, supervision), ear: undefined, nextEar: undefined },
    ...notYetMade(),
    gone: (cause) => watchGone(desk, watch, cause),
  };
  desk.watches.set(supervision, watch);
  desk.watchesByChannel.set(watch.channel, watch);
  if (!desk.connected) return;
  if (leg?.state !== 'talking') {
    watch.why = 'there is no such conversation';
    watchGone(desk, watch, undefined);
    return;
  }
  callOut(desk, watch, {
    ...{ endpoint: phone, part: 'watch', number: supervision, timeoutMs, show },
    kept: { call: leg.call, music: '', memo: '' },
  });
}

export function watchRang(desk: Desk, watch: Watch): void {
  watch.rang = true;
  if (watch.state !== 'dialling') return;
  watch.state = 'ringing';
  if (watch.ending) return;
  const { supervision } = watch;
  desk.tell({ type: 'supervision-changed', supervision, state: 'ringing' });
}

export function watchAnswered(desk: Desk, watch: Watch): void {
  if ((watch.state !== 'dialling' && watch.state !== 'ringing') || watch.ending) return;
  watch.state = 'answered';
  watch.cancelTimer();
  void openEar(desk, watch);
}

export function changeWatch(desk: Desk, supervision: number, mode: SupervisionMode): void {
  const watch = desk.watches.get(supervision);
  if (!watch || watch.ending || watch.mode === mode) return;
  watch.mode = mode;
  // One that is being opened is looked at when it is there.
  if (watch.state === 'talking' && !watch.nextEar) void openEar(desk, watch);
}

export function endWatch(desk: Desk, supervision: number): void {
  const watch = desk.watches.get(supervision);
  if (watch) endFor(desk, watch, 'withdrawn');
}

/** The conversation of this offer is over. */
export function endWatchesOf(desk: Desk, offer: OfferId): void {
  for (const watch of desk.watches.values()) {
    if (watch.offer === offer) endFor(desk, watch, 'released');
  }
}

function endFor(desk: Desk, watch: Watch, why: 'withdrawn' | 'released'): void {
  if (watch.ending) return;
  watch.ending = why;
  endOutgoing(desk, watch);
}

async function openEar(desk: Desk, watch: Watch): Promise<void> {
  const leg = desk.legs.get(watch.offer);
  if (leg?.state !== 'talking') return;
  const { supervision, mode, bridge } = watch;
  const channel = earChannelOf(desk.app, supervision, desk.nextEar++);
  const ear: Ear = { channel, mode };
  watch.nextEar = ear;
  desk.watchesByEar.set(channel, watch);
  const why = await desk.ways.openEar(bridge, leg.channel, ear, supervision);
  if (why !== undefined && watch.nextEar === ear) earFailed(desk, watch, ear, why);
}

/** The channel that listens is there. */
export async function earOpened(desk: Desk, watch: Watch, channel: string): Promise<void> {
  const ear = watch.nextEar;
  if (ear?.channel !== channel || watch.state === 'gone' || watch.ending) {
    void hangUp(desk, channel);
    return;
  }
  const why = await desk.ways.bringIn(watch.bridge, [watch.channel, channel]);
  if (watch.nextEar !== ear || watch.ending) return;
  if (why !== undefined) {
    earFailed(desk, watch, ear, why);
    return;
  }
  const before = watch.ear;
  watch.ear = ear;
  watch.nextEar = undefined;
  watch.state = 'talking';
  if (before) closeEar(desk, before);
  const { supervision } = watch;
  desk.tell({ type: 'supervision-changed', supervision, state: ear.mode });
  if (watch.mode !== ear.mode) void openEar(desk, watch);
}

function earFailed(desk: Desk, watch: Watch, ear: Ear, why: string): void {
  watch.nextEar = undefined;
  closeEar(desk, ear);
  if (watch.ear) {
    watch.mode = watch.ear.mode;
    desk.tell({ type: 'talk-failed', offer: watch.offer, act: 'change-supervision', why });
    return;
  }
  watch.why = why;
  watch.ending = 'failed';
  endOutgoing(desk, watch);
}

function closeEar(desk: Desk, { channel }: Ear): void {
  desk.watchesByEar.delete(channel);
  void hangUp(desk, channel);
}

/** The channel that listened has ended by itself: what it listened to has gone. */
export function earGone(desk: Desk, watch: Watch, channel: string): void {
  desk.watchesByEar.delete(channel);
  if (watch.ear?.channel === channel) endFor(desk, watch, 'released');
  else if (watch.nextEar?.channel === channel) {
    earFailed(desk, watch, watch.nextEar, 'what it listened to has gone');
  }
}

/** The supervisor's phone has hung up, or could not be reached. */
export function watchGone(desk: Desk, watch: Watch, cause: number | undefined): void {
  if (watch.state === 'gone') return;
  const { supervision, state, ending, rang, why, ear, nextEar } = watch;
  watch.state = 'gone';
  watch.cancelTimer();
  desk.watches.delete(supervision);
  desk.watchesByChannel.delete(watch.channel);
  for (const each of [ear, nextEar]) if (each) closeEar(desk, each);
  if (state === 'answered' || state === 'talking') void desk.ways.part(watch.bridge);
  const failed = ending || cause === undefined ? 'failed' : resultOf(cause, rang);
  const result = ear ? 'ended' : ending === 'withdrawn' ? 'withdrawn' : failed;
  const words = why === undefined ? {} : { why };
  desk.tell({ type: 'supervision-ended', supervision, result, ...words });
}

/** After a connection: what became of it meanwhile. */
export function renewWatch(desk: Desk, watch: Watch, { channels }: Picture): void {
  if (watch.state === 'gone') return;
  const { ear } = watch;
  const deaf = ear && desk.ways.ears === 'channels' && !channels.has(ear.channel);
  watch.posting = false;
  const seen = channels.get(watch.channel);
  const talks = watch.state === 'talking';
  if (!seen || (talks && !seen.args)) watchGone(desk, watch, undefined);
  else if (watch.ending) endOutgoing(desk, watch);
  else if (talks && deaf) endFor(desk, watch, 'released');
  else {
    if (seen.channel.state === 'Ringing') watchRang(desk, watch);
    // Also one that was being opened when contact was lost.
    if (seen.args && !talks) {
      watch.state = 'ringing';
      watchAnswered(desk, watch);
    }
  }
}
