/**
 * Callers on the way to the far end of a link: called while they hear music, joined with it in a
 * bridge of their own, then in our custody until one side hangs up.
 */

import type { CallId, LinkId } from '../../core/routing/ids.ts';
import type { LinkResult } from '../../core/routing/outcomes.ts';
import type { SwitchCommand } from '../port.ts';
import { fallSilent } from './calls.ts';
import { resultOf } from './causes.ts';
import { linkBridgeOf, linkChannelOf } from './channel-ids.ts';
import type { Call, Desk, LinkLeg } from './desk.ts';
import { listen } from './listening.ts';
import { callOut, endOutgoing, notYetMade } from './outgoing.ts';
import { takeCustody } from './transfers.ts';

/** From the answer to both channels in the bridge. */
const joinMs = 4_000;

export function addLink(desk: Desk, call: CallId, link: LinkId, channel: string): LinkLeg {
  const leg: LinkLeg = {
    call,
    link,
    channel,
    bridge: linkBridgeOf(desk.app, call),
    ...notYetMade(),
    bridged: false,
    gone: (cause) => linkGone(desk, leg, cause),
  };
  desk.links.set(call, leg);
  desk.linksByChannel.set(leg.channel, leg);
  desk.linksByBridge.set(leg.bridge, leg);
  return leg;
}

export function link(desk: Desk, command: Extract<SwitchCommand, { type: 'link' }>): void {
  if (desk.links.has(command.call)) return;
  const { call: id, link: to } = command;
  const leg = addLink(desk, id, to, linkChannelOf(desk.app, id, desk.nextLinkAttempt++, to));
  const call = desk.calls.get(command.call);
  // Out of contact: the resync finds no channel, and says so.
  if (!desk.connected) return;
  if (call?.state !== 'entered' && call?.state !== 'waiting') {
    leg.why = 'the caller has gone';
    linkGone(desk, leg, undefined);
    return;
  }
  callOut(desk, leg, {
    endpoint: command.endpoint,
    part: 'link',
    number: command.call,
    originator: call.channel,
    timeoutMs: command.timeoutMs,
    show: command.show,
    kept: { call: command.call, music: '', memo: '' },
    headers: command.headers,
  });
}

/** The router, or the caller, does not want it any more. */
export function unlink(desk: Desk, id: CallId): void {
  const leg = desk.links.get(id);
  if (!leg || leg.ending || leg.state === 'talking') return;
  leg.ending = 'withdrawn';
  endOutgoing(desk, leg);
}

/** The far end rings, or is being called beyond it. */
export function linkRang(leg: LinkLeg): void {
  leg.rang = true;
  if (leg.state === 'dialling') leg.state = 'ringing';
}

/** The far end has answered. */
export function linkAnswered(desk: Desk, leg: LinkLeg): void {
  if ((leg.state !== 'dialling' && leg.state !== 'ringing') || leg.ending) return;
  const call = desk.calls.get(leg.call);
  if (call?.state !== 'waiting' && call?.state !== 'entered') {
    joinFailed(desk, leg, 'the caller has gone');
    return;
  }
  leg.state = 'joining';
  call.state = 'talking';
  listen(desk, call, false);
  leg.cancelTimer();
  leg.cancelTimer = desk.clock.setTimer(joinMs, () => void checkJoined(desk, leg));
  void join(desk, call, leg);
}

async function join(desk: Desk, call: Call, leg: LinkLeg): Promise<void> {
  leg.bridged = true;
  const [unready] = await Promise.all([desk.ways.prepareJoin(call, leg), fallSilent(desk, call)]);
  if (leg.state !== 'joining' || leg.ending) {
    // It may have been made after it was destroyed.
    if (!leg.bridged || leg.state === 'gone') void desk.ways.part(leg.bridge);
    return;
  }
  if (unready !== undefined) {
    joinFailed(desk, leg, unready);
    return;
  }
  const refused = await desk.ways.join(call, leg);
  // That it was accepted is no proof; the events are. A refusal is.
  if (leg.state === 'joining' && refused !== undefined) joinFailed(desk, leg, refused);
}

/** The switch says that it has not joined them. */
export function linkRefused(desk: Desk, leg: LinkLeg, why: string): void {
  if (leg.state === 'joining') joinFailed(desk, leg, why);
}

/** Somebody has entered the bridge of this leg; `inside`: who is in it. */
export function linkEntered(desk: Desk, leg: LinkLeg, inside: readonly string[]): void {
  const call = desk.calls.get(leg.call);
  if (leg.state !== 'joining' || leg.ending || !call) return;
  if (!inside.includes(call.channel) || !inside.includes(leg.channel)) return;
  leg.cancelTimer();
  leg.state = 'talking';
  leg.bridged = false;
  // The caller is none of the router's any more, and its end is told by that of the leg.
  desk.calls.delete(call.id);
  desk.callsByChannel.delete(call.channel);
  takeCustody(desk, leg.bridge, [call.channel, leg.channel]);
  desk.tell({ type: 'link-accepted', call: leg.call });
}

/** The first event of a bridge may come before the application hears of it: ask first. */
async function checkJoined(desk: Desk, leg: LinkLeg): Promise<void> {
  const inside = await desk.ways.together(leg);
  if (leg.state !== 'joining') return;
  if (inside) linkEntered(desk, leg, inside);
  if (leg.state === 'joining') {
    joinFailed(desk, leg, `caller and far end were not in one bridge within ${joinMs} ms`);
  }
}

function joinFailed(desk: Desk, leg: LinkLeg, why: string): void {
  if (leg.ending) return;
  leg.ending = 'failed';
  leg.why = why;
  endOutgoing(desk, leg);
}

/** The channel to the far end has gone; a caller it was not joined with waits on. */
export function linkGone(desk: Desk, leg: LinkLeg, cause: number | undefined): void {
  if (leg.state === 'gone') return;
  const result = resultFor(desk, leg, cause);
  leg.state = 'gone';
  leg.cancelTimer();
  desk.links.delete(leg.call);
  desk.linksByChannel.delete(leg.channel);
  desk.linksByBridge.delete(leg.bridge);
  const freed = leg.bridged ? desk.ways.part(leg.bridge) : Promise.resolve(undefined);
  leg.bridged = false;
  const call = desk.calls.get(leg.call);
  if (call?.state === 'talking' && !call.leg) {
    call.state = 'waiting';
    listen(desk, call, true);
    void freed.then(() => {
      if (call.state === 'waiting' && desk.calls.has(call.id)) void desk.ways.music(call);
    });
  }
  const { call: id, why } = leg;
  desk.tell({ type: 'link-ended', call: id, result, ...(why === undefined ? {} : { why }) });
}

function resultFor(desk: Desk, leg: LinkLeg, cause: number | undefined): LinkResult {
  if (leg.state === 'talking' || !desk.calls.has(leg.call)) return 'ended';
  if (leg.ending === 'withdrawn') return 'withdrawn';
  if (leg.ending || leg.state === 'joining' || cause === undefined) return 'failed';
  return resultOf(cause, leg.rang);
}

/** After a connection: what became of the leg meanwhile. `seen`: its channel if there. */
export function renewLink(
  desk: Desk,
  leg: LinkLeg,
  seen: { readonly args: readonly string[] | undefined } | undefined,
  inside: readonly string[] | undefined,
): void {
  if (leg.state === 'gone') return;
  leg.posting = false;
  if (!seen) linkGone(desk, leg, undefined);
  else if (leg.ending) endOutgoing(desk, leg);
  else {
    if (seen.args) linkAnswered(desk, leg);
    if (inside) linkEntered(desk, leg, inside);
  }
}
