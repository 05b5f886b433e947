/**
 * The third party of a consultation: a channel of ours to somebody whom the agent calls while the
 * caller waits aside. What an answer begins is in `consults.ts`.
 */

import type { ConsultResult } from '../talk-port.ts';
import { resultOf } from './causes.ts';
import { thirdChannelOf } from './channel-ids.ts';
import type { Desk, Leg, Third } from './desk.ts';
import { endOutgoing, notYetMade } from './outgoing.ts';

export function addThird(
  desk: Desk,
  leg: Leg,
  { endpoint, music }: Pick<Third, 'endpoint' | 'music'>,
  channel = thirdChannelOf(desk.app, leg.offer, desk.nextThird++),
): Third {
  const third: Third = {
    ...{ offer: leg.offer, endpoint, music, channel },
    ...notYetMade(),
    ...{ aside: false, inside: false, answered: false, told: undefined },
    gone: (cause) => thirdGone(desk, third, cause),
  };
  leg.room.third = third;
  desk.thirdsByChannel.set(channel, third);
  return third;
}

export function thirdRang(desk: Desk, third: Third): void {
  third.rang = true;
  if (third.state !== 'dialling') return;
  third.state = 'ringing';
  if (third.ending || third.told) return;
  third.told = 'ringing';
  desk.tell({ type: 'consult-changed', offer: third.offer, state: 'ringing' });
}

/** The agent does without the third party, who is hung up. */
export function dropThird(desk: Desk, leg: Leg): void {
  const { third } = leg.room;
  if (!third) return;
  third.ending = 'withdrawn';
  endConsult(desk, leg, third.answered ? 'ended' : 'withdrawn');
  endOutgoing(desk, third);
}

/** The third party's channel has ended. */
export function thirdGone(desk: Desk, third: Third, cause: number | undefined): void {
  if (third.state === 'gone') return;
  forgetThird(desk, third);
  const leg = desk.legs.get(third.offer);
  // Let go by the agent, which has been told.
  if (leg?.room.third !== third) return;
  const failed = cause === undefined ? 'failed' : resultOf(cause, third.rang);
  endConsult(desk, leg, third.answered ? 'ended' : failed, third.why);
}

/** The third party belongs to no consultation any more. */
export function endConsult(
  desk: Desk,
  leg: Leg,
  result: ConsultResult,
  why: string | undefined = undefined,
): void {
  const { room, offer } = leg;
  const { third } = room;
  if (!third) return;
  room.third = undefined;
  if (room.handingOver && result !== 'handed-over') {
    // Nobody is left to hand over to: the agent goes on with the caller.
    room.handingOver = false;
    room.caller.aside = false;
  }
  if (!third.answered && leg.state === 'talking') void desk.ways.ring(leg, false);
  desk.tell({ type: 'consult-ended', offer, result, ...(why === undefined ? {} : { why }) });
}

export function forgetThird(desk: Desk, third: Third): void {
  third.state = 'gone';
  third.cancelTimer();
  desk.thirdsByChannel.delete(third.channel);
}
