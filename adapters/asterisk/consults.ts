/** Consulting a third party: who is called, and answers, while the caller waits aside. */

import type { TalkCommand } from '../talk-port.ts';
import { offerOfThird } from './channel-ids.ts';
import { type Desk, hangUp, type Third } from './desk.ts';
import type { Kept } from './kept.ts';
import { callOut, endOutgoing } from './outgoing.ts';
import type { SeenChannel } from './picture.ts';
import { talkFailed } from './room.ts';
import { arrange, talking } from './rooms.ts';
import { addThird, thirdGone, thirdRang } from './thirds.ts';

export function consult(
  desk: Desk,
  { offer, endpoint, timeoutMs, show }: Extract<TalkCommand, { readonly type: 'consult' }>,
): void {
  const leg = talking(desk, offer);
  if (!leg || leg.room.third) return;
  const call = desk.calls.get(leg.call);
  if (!call) {
    talkFailed(desk, leg, 'consult', 'the caller has gone');
    return;
  }
  const third = addThird(desk, leg, { endpoint, music: call.music });
  leg.room.caller.aside = true;
  arrange(desk, leg, 'hold-caller');
  // Out of contact: the resync finds no channel, and says so.
  if (!desk.connected) return;
  void desk.ways.ring(leg, true);
  callOut(desk, third, {
    ...{ endpoint, part: 'third', number: offer, originator: leg.channel, timeoutMs, show },
    kept: { call: call.id, music: call.music, memo: '' },
  });
}

export function thirdAnswered(desk: Desk, third: Third): void {
  if (third.answered || third.ending || third.state === 'gone') return;
  third.answered = true;
  third.state = 'answered';
  third.cancelTimer();
  const leg = talking(desk, third.offer);
  if (leg) arrange(desk, leg, 'talk-with');
}

/** After a connection: what became of it meanwhile. `seen`: its channel if there. */
export function renewThird(desk: Desk, third: Third, seen: SeenChannel | undefined): void {
  if (third.state === 'gone') return;
  third.posting = false;
  if (!seen || (third.answered && !seen.args)) thirdGone(desk, third, undefined);
  else if (third.ending) endOutgoing(desk, third);
  else {
    if (seen.channel.state === 'Ringing') thirdRang(desk, third);
    if (seen.args) thirdAnswered(desk, third);
  }
}

/** One of an adapter before this one, taken up if its conversation is. */
export function adoptThird(
  desk: Desk,
  seen: SeenChannel,
  kept: Kept | undefined,
  later: (() => void)[],
): void {
  const { channel, args, bridge } = seen;
  const leg = desk.legs.get(offerOfThird(desk.app, channel.id)!);
  if (leg?.state !== 'talking' || leg.room.third) {
    void hangUp(desk, channel.id);
    return;
  }
  const third = addThird(
    desk,
    leg,
    { endpoint: channel.name, music: kept?.music ?? '' },
    channel.id,
  );
  third.answered = args !== undefined;
  third.state = third.answered ? 'answered' : 'dialling';
  third.inside = args !== undefined && bridge === leg.bridge;
  // Out of the bridge because the agent had gone back to the caller.
  third.aside = args !== undefined && !third.inside && leg.room.caller.inside;
  if (third.aside) third.told = 'talking';
  leg.room.caller.aside = !leg.room.caller.inside;
  later.push(() => renewThird(desk, third, seen));
}
