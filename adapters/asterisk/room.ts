/** Who is with the agent in a conversation, as it is told. */

import type { ConversationBelief, TalkAct } from '../talk-port.ts';
import type { Desk, Leg, Room, Third } from './desk.ts';

/** Nobody is joined yet. */
export const newRoom = (): Room => ({
  caller: { aside: false, inside: false },
  third: undefined,
  arranging: undefined,
  act: 'hold-caller',
  handingOver: false,
  sending: undefined,
  muted: false,
  silenced: false,
  toldHeld: false,
});

/** Of a conversation that an adapter before this one led. */
export function believe({ room }: Leg, { held, muted }: ConversationBelief): void {
  room.toldHeld = held;
  room.muted = muted;
  room.silenced = muted;
}

/** Agent, caller and third party hear each other. */
export const isConference = ({ state, room }: Leg): boolean =>
  state === 'talking' && room.caller.inside && room.third?.inside === true;

/** What has changed since it was last told. */
export function tellRoom(desk: Desk, leg: Leg): void {
  const { room, offer } = leg;
  const held = leg.held || !room.caller.inside;
  if (room.toldHeld !== held) {
    room.toldHeld = held;
    desk.tell({ type: 'hold-changed', offer, on: held });
  }
  const { third } = room;
  if (third) tellThird(desk, third, room.caller.inside);
}

function tellThird(desk: Desk, third: Third, withCaller: boolean): void {
  const spoken = third.told !== undefined && third.told !== 'ringing';
  // Answered, and on the way to the agent.
  if (!third.answered || (!third.inside && !spoken)) return;
  const together = withCaller ? 'conference' : 'talking';
  const state = third.inside ? together : 'held';
  if (third.told === state) return;
  third.told = state;
  desk.tell({ type: 'consult-changed', offer: third.offer, state });
}

/**
 * Asks when all that was asked in turn before has its answer: over HTTP each request has a
 * connection of its own, and what is ordered later may come first.
 */
export function inTurn(leg: Leg, ask: () => Promise<void>): void {
  leg.turn = leg.turn.then(ask);
}

/** It cannot be done, and all is as before. */
export const talkFailed = (desk: Desk, { offer }: Pick<Leg, 'offer'>, act: TalkAct, why: string) =>
  desk.tell({ type: 'talk-failed', offer, act, why });
