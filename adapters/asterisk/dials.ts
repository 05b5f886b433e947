/**
 * Somebody who is dialled while no agent is held: a channel of ours until the answer, which makes
 * it a caller, or until it has come to nothing.
 */

import { asCallId, type CallId } from '../../core/routing/ids.ts';
import type { SwitchCommand } from '../port.ts';
import { addCall } from './calls.ts';
import { resultOf } from './causes.ts';
import { dialChannelOf } from './channel-ids.ts';
import { type Desk, type Dial, hangUp } from './desk.ts';
import type { Kept } from './kept.ts';
import { listen } from './listening.ts';
import { callOut, endOutgoing, notYetMade } from './outgoing.ts';
import type { SeenChannel } from './picture.ts';

function addDial(desk: Desk, order: Pick<Dial, 'call' | 'music' | 'memo' | 'listen'>): Dial {
  const { call, music, memo, listen } = order;
  const out: Dial = {
    ...{ call, music, memo, listen },
    channel: dialChannelOf(desk.app, call),
    ...notYetMade(),
    gone: (cause) => dialGone(desk, out, cause),
  };
  desk.dials.set(call, out);
  desk.dialsByChannel.set(out.channel, out);
  desk.dialled.add(call);
  return out;
}

export function dial(desk: Desk, command: Extract<SwitchCommand, { type: 'dial' }>): void {
  const { call, endpoint, timeoutMs, show, music, memo, listen = false } = command;
  if (desk.dialled.has(call) || desk.calls.has(call)) return;
  const out = addDial(desk, { call, music, memo, listen });
  // Out of contact: the resync finds no channel, and says so.
  if (!desk.connected) return;
  callOut(desk, out, {
    ...{ endpoint, part: 'dial', number: call, timeoutMs, show },
    kept: { call, music, memo, listen },
  });
}

/** The router does not want it any more. */
export function undial(desk: Desk, call: CallId): void {
  const out = desk.dials.get(call);
  if (!out && !desk.connected) desk.undialledUnseen.add(call);
  if (!out || out.ending) return;
  out.ending = 'withdrawn';
  endOutgoing(desk, out);
}

/** It rings, or is being called beyond a trunk. */
export function dialRang(desk: Desk, out: Dial): void {
  out.rang = true;
  if (out.state !== 'dialling') return;
  out.state = 'ringing';
  if (!out.ending) desk.tell({ type: 'dial-rang', call: out.call });
}

/** Who has answered is a caller from now on. */
export function dialAnswered(desk: Desk, out: Dial): void {
  // About to be ended: nobody waits any more.
  if (out.state === 'gone' || out.ending) return;
  const { channel } = out;
  forgetDial(desk, out);
  const call = addCall(desk, out.call, channel);
  call.state = 'waiting';
  call.music = out.music;
  call.memo = out.memo;
  call.up = true;
  // What is to be kept with the channel was given to it when it was made.
  call.held = true;
  call.listened = out.listen;
  listen(desk, call, true);
  void desk.ways.music(call);
  desk.tell({ type: 'dial-answered', call: call.id, channel });
}

/** Its channel has ended before it was answered. */
export function dialGone(desk: Desk, out: Dial, cause: number | undefined): void {
  if (out.state === 'gone') return;
  forgetDial(desk, out);
  const { call, ending, rang, why } = out;
  const failed = ending || cause === undefined ? 'failed' : resultOf(cause, rang);
  // Of a channel we ended, or could not make, the network has told no cause.
  const told = !ending && why === undefined && cause ? { cause } : {};
  desk.tell({
    ...{ type: 'dial-ended', call, result: ending === 'withdrawn' ? ending : failed },
    ...told,
    ...(why === undefined ? {} : { why }),
  });
}

function forgetDial(desk: Desk, out: Dial): void {
  out.state = 'gone';
  out.cancelTimer();
  desk.dials.delete(out.call);
  desk.dialsByChannel.delete(out.channel);
}

/** After a connection: what became of it meanwhile. `seen`: its channel if there. */
export function renewDial(desk: Desk, out: Dial, seen: SeenChannel | undefined): void {
  if (out.state === 'gone') return;
  out.posting = false;
  if (!seen) dialGone(desk, out, undefined);
  else if (out.ending) endOutgoing(desk, out);
  else {
    if (seen.channel.state === 'Ringing') dialRang(desk, out);
    if (seen.args) dialAnswered(desk, out);
  }
}

/**
 * One of an adapter before this one, with what its channel keeps: taken up if the router waits for
 * the answer. False: it is a caller by now.
 */
export function adoptDial(
  desk: Desk,
  seen: SeenChannel,
  kept: Kept | undefined,
  later: (() => void)[],
): boolean {
  const call = kept && asCallId(kept.call);
  if (call === undefined || desk.listener.awaitsDial?.(call) !== true) {
    if (kept && seen.args) return false;
    void hangUp(desk, seen.channel.id);
    return true;
  }
  const out = addDial(desk, { ...kept!, call, listen: kept!.listen ?? false });
  out.state = 'dialling';
  const undialled = desk.undialledUnseen.has(call);
  later.push(() => (undialled ? undial(desk, call) : renewDial(desk, out, seen)));
  return true;
}
