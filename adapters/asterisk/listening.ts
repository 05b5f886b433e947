/**
 * Listening to who has answered a dial, until connected: Asterisk's TALK_DETECT() tells when speech
 * begins and, after a silence, that it has ended.
 */

import type { Call, Desk } from './desk.ts';
import type { Ways } from './ways.ts';

/**
 * Silence after which speech has ended: longer than the pauses within a greeting, and short against
 * the two seconds from its end in which an agent must be there.
 */
export const silenceMs = 500;

/** The function to set, and its value. */
export const talkDetect = (on: boolean): readonly [name: string, value: string] =>
  on ? ['TALK_DETECT(set)', `${silenceMs}`] : ['TALK_DETECT(remove)', ''];

/** Begins or ends it, if this call is listened to at all. May be done again at any time. */
export function listen({ ways }: { readonly ways: Ways }, call: Call, on: boolean): void {
  if (call.listened) void ways.listen(call, on);
}

/** Connected: also an adapter that starts anew must not listen any more. */
export function heardEnough({ ways }: { readonly ways: Ways }, call: Call): void {
  if (!call.listened) return;
  call.listened = false;
  void ways.keep(call);
}

/** Speech on this channel has begun or ended. */
export function channelHeard(desk: Desk, id: string, speaking: boolean): void {
  const call = desk.callsByChannel.get(id);
  if (!call?.listened || call.state === 'talking' || call.state === 'away') return;
  desk.tell({ type: 'caller-heard', call: call.id, speaking });
}
