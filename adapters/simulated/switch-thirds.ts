/** The third party of a consultation: called, let go, ended. */

import type { ConsultResult } from '../talk-port.ts';
import { hangUpById, inStasis, isReply } from './channels.ts';
import { stopRinging } from './media.ts';
import { type AgentLeg, type Desk, type Third, tellFact } from './switch-state.ts';

export function addThird(
  desk: Desk,
  leg: AgentLeg,
  { endpoint, music }: Pick<Third, 'endpoint' | 'music'>,
  channel = `${desk.app}-third-${leg.id}-${desk.nextThird++}`,
): Third {
  const third: Third = {
    ...{ offer: leg.id, endpoint, music, channel },
    ...{ aside: false, inside: false, answered: false, told: undefined },
  };
  leg.room.third = third;
  desk.thirdsByChannel.set(channel, third);
  return third;
}

export function thirdRang(desk: Desk, third: Third): void {
  if (third.told || third.answered || desk.legs.get(third.offer)?.room.third !== third) return;
  third.told = 'ringing';
  tellFact(desk, { type: 'consult-changed', offer: third.offer, state: 'ringing' });
}

/** The agent does without the third party, who is hung up. */
export function letGo(desk: Desk, leg: AgentLeg): void {
  const { third } = leg.room;
  if (!third) return;
  endConsult(desk, leg, third.answered ? 'ended' : 'withdrawn');
  hangUpThird(desk, third);
}

export function hangUpThird(desk: Desk, { channel }: Third): void {
  desk.link.send((pbx) => hangUpById(pbx, channel, 16));
}

/** Its channel has ended, or could not be made. */
export function thirdEnded(desk: Desk, third: Third, result: ConsultResult, why: string): void {
  forgetThird(desk, third);
  const leg = desk.legs.get(third.offer);
  // Let go by the agent, which has been told.
  if (leg?.room.third !== third) return;
  if (third.answered) endConsult(desk, leg, 'ended');
  else endConsult(desk, leg, result, why);
}

/** The third party belongs to no consultation any more. */
export function endConsult(desk: Desk, leg: AgentLeg, result: ConsultResult, why?: string): void {
  const { room } = leg;
  const { third } = room;
  if (!third) return;
  room.third = undefined;
  if (room.handingOver && result !== 'handed-over') {
    // Nobody is left to hand over to: the agent goes on with the caller.
    room.handingOver = false;
    room.caller.aside = false;
  }
  if (!third.answered) {
    desk.link.send((pbx) => {
      const own = inStasis(pbx, leg.channel);
      if (!isReply(own)) stopRinging(pbx, own);
    });
  }
  const words = why === undefined ? {} : { why };
  tellFact(desk, { type: 'consult-ended', offer: leg.id, result, ...words });
}

export function forgetThird(desk: Desk, { channel }: Third): void {
  desk.thirdsByChannel.delete(channel);
}
