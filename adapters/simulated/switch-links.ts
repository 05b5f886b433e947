/**
 * Callers on the way to the far end of a link, and those whom it has: the channel to it from the
 * command to its end.
 */

import { asCallId, asLinkId, type CallId, type LinkId } from '../../core/routing/ids.ts';
import type { LinkResult } from '../../core/routing/outcomes.ts';
import type { SwitchCommand } from '../port.ts';
import { addChannel, createBridge, destroyBridge } from './bridges.ts';
import { hangUpById, setVariable } from './channels.ts';
import { originate } from './originate.ts';
import { listen } from './switch-dials.ts';
import { fallSilent, sayNext } from './switch-sounds.ts';
import {
  CALL,
  type Desk,
  forgetCall,
  isWaiting,
  type LinkLeg,
  refusalMs,
  TALKED,
  tellFact,
} from './switch-state.ts';

export const linkBridgeId = (app: string, call: CallId): string => `${app}-talk-link-${call}`;

/** Call and link of a channel to a far end; undefined: it is none. */
export function linkOfChannel(
  app: string,
  channel: string,
): { readonly call: CallId; readonly link: LinkId } | undefined {
  if (!channel.startsWith(`${app}-link-`)) return undefined;
  const [, call, link] = /^(\d+)-(.+)$/.exec(channel.slice(app.length + 6)) ?? [];
  return link === undefined ? undefined : { call: asCallId(Number(call)), link: asLinkId(link) };
}

export function addLink(desk: Desk, call: CallId, link: LinkId): LinkLeg {
  const leg: LinkLeg = {
    call,
    link,
    channel: `${desk.app}-link-${call}-${link}`,
    bridge: linkBridgeId(desk.app, call),
    state: 'dialling',
    rang: false,
    ending: undefined,
    joined: new Set(),
  };
  desk.links.set(call, leg);
  desk.linksByChannel.set(leg.channel, leg);
  return leg;
}

export function link(desk: Desk, order: Extract<SwitchCommand, { type: 'link' }>): void {
  if (desk.links.has(order.call)) return;
  const leg = addLink(desk, order.call, order.link);
  const call = desk.calls.get(order.call);
  if (!call || !isWaiting(call)) {
    desk.clock.setTimer(refusalMs, () => linkEnded(desk, leg, 'ended', 'the caller has gone'));
    return;
  }
  const headers = Object.entries(order.headers).map(
    ([name, value]) => [`PJSIP_HEADER(add,${name})`, value] as const,
  );
  desk.link.send(
    (pbx, reply) =>
      reply(
        originate(pbx, {
          id: leg.channel,
          endpoint: order.endpoint,
          app: desk.app,
          args: ['link', `${order.call}`],
          timeoutMs: order.timeoutMs,
          caller: order.show,
          originator: call.channel,
          variables: { ...Object.fromEntries(headers), [CALL]: `${order.call}` },
        }),
      ),
    ({ status, message }) => {
      if (status < 300) return;
      linkEnded(desk, leg, status === 500 ? 'unreachable' : 'failed', message ?? `${status}`);
    },
  );
}

/** The router, or the caller, does not want it any more. */
export function unlink(desk: Desk, id: CallId, why: 'withdrawn' | 'failed' | 'ended'): void {
  const leg = desk.links.get(id);
  if (!leg || leg.ending || leg.state === 'accepted') return;
  leg.ending = why;
  endLink(desk, leg);
}

export function endLink(desk: Desk, { channel }: LinkLeg): void {
  desk.link.send((pbx) => hangUpById(pbx, channel, 16));
}

/** The far end has answered. */
export function linkAnswered(desk: Desk, leg: LinkLeg): void {
  if (leg.state !== 'dialling' || leg.ending) return;
  const call = desk.calls.get(leg.call);
  if (!call || !isWaiting(call)) {
    unlink(desk, leg.call, 'failed');
    return;
  }
  leg.state = 'joining';
  call.state = 'talking';
  fallSilent(desk, call);
  listen(desk, call, false);
  desk.link.send((pbx) => createBridge(pbx, { id: leg.bridge, name: 'tsunagi' }));
  desk.link.send(
    (pbx, reply) => addChannel(pbx, leg.bridge, [call.channel, leg.channel], reply),
    ({ status }) => {
      if (status >= 300) unlink(desk, leg.call, 'failed');
    },
  );
}

/** Somebody has entered the bridge of this leg. */
export function linkJoined(desk: Desk, leg: LinkLeg, channel: string): void {
  leg.joined.add(channel);
  const call = desk.calls.get(leg.call);
  if (!call || leg.state !== 'joining' || leg.ending) return;
  if (!leg.joined.has(call.channel) || !leg.joined.has(leg.channel)) return;
  leg.state = 'accepted';
  forgetCall(desk, call);
  desk.strays.set(leg.bridge, {
    bridge: leg.bridge,
    channels: new Set([call.channel, leg.channel]),
  });
  desk.link.send((pbx) => setVariable(pbx, call.channel, TALKED, '1', () => {}));
  tellFact(desk, { type: 'link-accepted', call: leg.call });
}

/** The channel to the far end has gone; a caller it was not joined with waits on. */
export function linkEnded(desk: Desk, leg: LinkLeg, result: LinkResult, why: string): void {
  if (desk.links.get(leg.call) !== leg) return;
  desk.links.delete(leg.call);
  desk.linksByChannel.delete(leg.channel);
  const call = desk.calls.get(leg.call);
  const ended = leg.state === 'accepted' || !call;
  if (call && leg.state === 'joining') {
    desk.link.send((pbx) => destroyBridge(pbx, leg.bridge));
    if (call.state === 'talking') {
      call.state = 'held';
      sayNext(desk, call);
      listen(desk, call, true);
    }
  }
  const told = ended ? 'ended' : (leg.ending ?? (leg.state === 'joining' ? 'failed' : result));
  tellFact(desk, { type: 'link-ended', call: leg.call, result: told, why });
}
