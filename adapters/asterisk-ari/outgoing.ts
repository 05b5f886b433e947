/**
 * A channel that we make: to an agent's phone, or to a customer who is called back. Asked for when
 * it is its turn, and ended until it has gone, in whatever order replies and events come.
 */

import type { Ms } from '../../core/routing/ids.ts';
import type { CallerIdentity } from '../port.ts';
import { type Desk, hangUp, type Outgoing, request } from './desk.ts';
import { AriError } from './errors.ts';
import { type Kept, keptVariable } from './kept.ts';
import { type AriReply, messageOf, ok } from './messages.ts';

/** After hanging up: how long until we look whether the channel has really gone. */
const endCheckMs = 2_000;
const endChecksMax = 3;

export interface OutgoingOrder {
  /** Technology and peer. */
  readonly endpoint: string;
  /** Arguments of `Stasis()` when it has been answered. */
  readonly args: string;
  /** A channel that must still be there. */
  readonly originator?: string;
  readonly timeoutMs: Ms;
  readonly show: CallerIdentity;
  readonly kept: Kept;
  /** For the far end of a trunk; technologies without such ignore them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a channel of ours is before Asterisk has been asked for it. */
export const notYetMade = () => ({
  state: 'queued' as const,
  rang: false,
  posting: false,
  ending: undefined,
  hangUpReason: 'normal' as const,
  why: undefined,
  cancelTimer: () => {},
});

/**
 * Makes the channel when it is its turn. Everything must be known of it before: events may overtake
 * the reply.
 */
export function callOut(desk: Desk, out: Outgoing, order: OutgoingOrder): void {
  out.cancelTimer = desk.pacer.run(() => {
    // Lost contact while it waited for its turn: the resync ends it.
    if (!desk.connected) return;
    out.state = 'dialling';
    out.posting = true;
    void originate(desk, out, order);
  });
}

async function originate(desk: Desk, out: Outgoing, order: OutgoingOrder): Promise<void> {
  let reply: AriReply;
  try {
    reply = await desk.rest.send({
      method: 'POST',
      path: 'channels',
      urgent: true,
      query: {
        endpoint: order.endpoint,
        app: desk.app,
        appArgs: order.args,
        channelId: out.channel,
        ...(order.originator === undefined ? {} : { originator: order.originator }),
        timeout: String(Math.max(1, Math.ceil(order.timeoutMs / 1_000))),
        callerId: callerIdOf(order.show),
      },
      body: { variables: variablesOf(order) },
    });
  } catch (error) {
    out.posting = false;
    if (out.state === 'gone' || !desk.connected) return;
    // Perhaps it rings, perhaps not: end it, and take its end from Asterisk.
    out.ending ??= 'failed';
    out.why = error instanceof AriError ? error.message : String(error);
    endOutgoing(desk, out);
    return;
  }
  out.posting = false;
  if (out.state === 'gone') {
    // A customer who answered before the reply came is a caller by now.
    const goesOn = desk.callsByChannel.has(out.channel) || desk.custodiesByChannel.has(out.channel);
    // Else it was ended while it was being asked for, and nobody else would end the channel.
    if (ok(reply) && !goesOn) void hangUp(desk, out.channel);
    return;
  }
  if (ok(reply) || reply.status === 409) {
    if (out.ending) endOutgoing(desk, out);
    return;
  }
  out.why = `${order.endpoint}: ${messageOf(reply)}`;
  // 500 "Allocation failed": no such phone, or nobody registered there. 400: the originator left
  // just now.
  out.gone(reply.status === 500 ? 20 : undefined);
}

/** Headers are set by a function of the dialplan, written as a variable. */
function variablesOf({ endpoint, kept, headers = {} }: OutgoingOrder): Record<string, string> {
  const given = endpoint.startsWith('PJSIP/') ? Object.entries(headers) : [];
  return Object.fromEntries([
    keptVariable(kept),
    ...given.map(([name, value]) => [`PJSIP_HEADER(add,${name})`, value] as const),
  ]);
}

function callerIdOf({ name, number }: CallerIdentity): string {
  const quoted = name.replace(/["\\]/g, '\\$&');
  return `"${quoted}" <${number.replace(/[<>"]/g, '')}>`;
}

/** Ends the channel; its end is told when it has gone. May be done again at any time. */
export function endOutgoing(desk: Desk, out: Outgoing): void {
  out.cancelTimer();
  if (!desk.connected || out.posting) return;
  if (out.state === 'queued') {
    out.gone(undefined);
    return;
  }
  void hangUp(desk, out.channel, out.hangUpReason);
  watchEnd(desk, out, 1);
}

/** Looks whether the channel has ended, and ends it if not, until it has. */
export function watchEnd(desk: Desk, out: Outgoing, check: number): void {
  out.cancelTimer = desk.clock.setTimer(endCheckMs, () => void checkEnded(desk, out, check));
}

async function checkEnded(desk: Desk, out: Outgoing, check: number): Promise<void> {
  if (out.state === 'gone' || !desk.connected) return;
  const path = `channels/${encodeURIComponent(out.channel)}`;
  const reply = await request(desk, { method: 'GET', path });
  if ((out.state as Outgoing['state']) === 'gone' || !desk.connected) return;
  if (reply?.status === 404 || check >= endChecksMax) {
    out.gone(undefined);
    return;
  }
  void hangUp(desk, out.channel, out.hangUpReason);
  watchEnd(desk, out, check + 1);
}
