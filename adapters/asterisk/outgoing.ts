/**
 * A channel that we make: to an agent's phone, to a customer who is called back, to the far end of
 * a link, to somebody who is dialled. Asked for when it is its turn, and ended until it has gone,
 * in whatever order replies and events come.
 */

import type { CallerIdentity } from '../port.ts';
import { isDial, isWatch, linkOfChannel, offerOfThird, partOf } from './channel-ids.ts';
import { type Desk, hangUp, type Outgoing } from './desk.ts';
import type { NotMade, OutgoingOrder } from './ways.ts';

/** After hanging up: how long until we look whether the channel has really gone. */
const endCheckMs = 2_000;
const endChecksMax = 3;

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
  const begin = (): void => {
    // Lost contact while it waited for its turn: the resync ends it.
    if (!desk.connected) return;
    out.state = 'dialling';
    out.posting = true;
    void originate(desk, out, order);
  };
  // Agents for callers who wait go first.
  out.cancelTimer = desk.pacer.run(begin, order.part === 'dial' ? 'patient' : undefined);
}

async function originate(desk: Desk, out: Outgoing, order: OutgoingOrder): Promise<void> {
  let notMade: NotMade | undefined;
  try {
    notMade = await desk.ways.originate(out.channel, order);
  } catch (error) {
    out.posting = false;
    if (out.state === 'gone' || !desk.connected) return;
    // Perhaps it rings, perhaps not: end it, and take its end from Asterisk.
    out.ending ??= 'failed';
    out.why = (error as Error).message;
    endOutgoing(desk, out);
    return;
  }
  out.posting = false;
  if (out.state === 'gone') {
    // Who answered before the reply came is a caller by now.
    const goesOn = desk.callsByChannel.has(out.channel) || desk.custodiesByChannel.has(out.channel);
    // Else it was ended while it was being asked for, and nobody else would end the channel.
    if (!notMade && !goesOn) void hangUp(desk, out.channel);
    return;
  }
  if (!notMade) {
    if (out.ending) endOutgoing(desk, out);
    return;
  }
  out.why = notMade.why;
  out.gone(notMade.cause);
}

/** Made by us, by its id or by what we gave it to say; a caller is not. */
export const isOutgoing = (app: string, channel: string, args: readonly string[]): boolean =>
  ['leg', 'customer', 'link', 'dial', 'third', 'watch', 'ear'].includes(args[0] ?? '') ||
  partOf(app, channel) !== undefined ||
  linkOfChannel(app, channel) !== undefined ||
  isDial(app, channel) ||
  offerOfThird(app, channel) !== undefined ||
  isWatch(app, channel);

/** As both interfaces take it: `"name" <number>`. */
export function callerIdOf({ name, number }: CallerIdentity): string {
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
  const there = await desk.ways.isThere(out.channel);
  if ((out.state as Outgoing['state']) === 'gone' || !desk.connected) return;
  if (there === false || check >= endChecksMax) {
    out.gone(undefined);
    return;
  }
  void hangUp(desk, out.channel, out.hangUpReason);
  watchEnd(desk, out, check + 1);
}
