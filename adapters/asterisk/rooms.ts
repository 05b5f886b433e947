/**
 * Who is with the agent in a conversation, as the desk wants it. The agent stays in the bridge;
 * the caller and a third party are in it or out of it, with music. Every act says who is to be
 * where, and `arrange` moves one after the other until it is so: those who leave first, so that
 * nobody hears what is not for them.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import type { TalkAct, TalkPartner } from '../talk-port.ts';
import { fallSilent } from './calls.ts';
import type { Desk, Leg, Party, Third } from './desk.ts';
import { legGone, legHungUp } from './legs.ts';
import { inTurn, isConference, talkFailed, tellRoom } from './room.ts';
import { dropThird, endConsult, forgetThird } from './thirds.ts';
import { legTransferred, takeCustody } from './transfers.ts';

/** The leg of an offer that talks and is not about to end. */
export function talking(desk: Desk, offer: OfferId): Leg | undefined {
  const leg = desk.legs.get(offer);
  return leg?.state === 'talking' && !leg.ending ? leg : undefined;
}

export function holdCaller(desk: Desk, offer: OfferId, on: boolean): void {
  const leg = talking(desk, offer);
  if (!leg || leg.room.caller.aside === on) return;
  leg.room.caller.aside = on;
  arrange(desk, leg, 'hold-caller');
}

export function talkWith(desk: Desk, offer: OfferId, who: TalkPartner): void {
  const leg = talking(desk, offer);
  if (!leg) return;
  const { caller, third } = leg.room;
  if (!third?.answered) {
    talkFailed(desk, leg, 'talk-with', 'no third party has answered');
    return;
  }
  caller.aside = who === 'third';
  third.aside = who === 'caller';
  arrange(desk, leg, 'talk-with');
}

/** The third party is let go, and the caller is back. */
export function cancelConsult(desk: Desk, offer: OfferId): void {
  const leg = talking(desk, offer);
  if (!leg) return;
  dropThird(desk, leg);
  leg.room.caller.aside = false;
  arrange(desk, leg, 'end-consult');
}

/** Caller and third party are left to each other. */
export function handOver(desk: Desk, offer: OfferId): void {
  const leg = talking(desk, offer);
  if (!leg || leg.room.handingOver) return;
  const { caller, third } = leg.room;
  if (!third?.answered || !desk.calls.has(leg.call)) {
    talkFailed(desk, leg, 'hand-over', third ? 'it has not been answered' : 'nobody is consulted');
    return;
  }
  caller.aside = false;
  third.aside = false;
  leg.room.handingOver = true;
  arrange(desk, leg, 'hand-over');
}

export function mute(desk: Desk, offer: OfferId, on: boolean): void {
  const leg = talking(desk, offer);
  if (!leg || leg.room.muted === on) return;
  leg.room.muted = on;
  inTurn(leg, () => silence(desk, leg));
}

/** Brings the agent's channel to where it is to be by now. */
async function silence(desk: Desk, leg: Leg): Promise<void> {
  const { room, offer } = leg;
  const on = room.muted;
  if (leg.state !== 'talking' || room.silenced === on) return;
  const done = await desk.ways.mute(leg, on);
  if (leg.state !== 'talking') return;
  if (done) {
    room.silenced = on;
    desk.tell({ type: 'mute-changed', offer, on });
  } else if (room.muted === on) {
    room.muted = !on;
    talkFailed(desk, leg, 'mute', 'Asterisk did not do it');
  }
}

export function sendKeys(desk: Desk, offer: OfferId, keys: string): void {
  const leg = talking(desk, offer);
  if (leg) inTurn(leg, () => press(desk, leg, keys));
}

async function press(desk: Desk, leg: Leg, keys: string): Promise<void> {
  if (leg.state !== 'talking') return;
  const { caller, third } = leg.room;
  const call = desk.calls.get(leg.call);
  const heard = [
    ...(call && caller.inside ? [call.channel] : []),
    ...(third?.inside ? [third.channel] : []),
  ];
  const done = await Promise.all(heard.map((channel) => desk.ways.press(channel, keys)));
  if (heard.length > 0 && done.every(Boolean)) return;
  const why = heard.length === 0 ? 'nobody is there to hear them' : 'Asterisk did not do it';
  if (leg.state === 'talking') talkFailed(desk, leg, 'send-keys', why);
}

/** Moves everybody to where they are to be; may be asked for at any time. */
export function arrange(desk: Desk, leg: Leg, act: TalkAct = leg.room.act): void {
  leg.room.act = act;
  if (leg.room.arranging) return;
  leg.room.arranging = settle(desk, leg).finally(() => {
    leg.room.arranging = undefined;
  });
}

interface Step {
  readonly party: Party;
  /** In, or out. */
  readonly into: boolean;
  /** Undefined: done. */
  run(): Promise<string | undefined>;
}

async function settle(desk: Desk, leg: Leg): Promise<void> {
  const { room } = leg;
  const goes = (): boolean => leg.state === 'talking' && !leg.ending && desk.connected;
  for (let step = nextStep(desk, leg); goes() && step; step = nextStep(desk, leg)) {
    const why = await step.run();
    // After a loss the resync looks who is where, and goes on.
    if (!goes()) return;
    const { party, into } = step;
    if (party !== room.caller && party !== room.third) continue;
    if (why === undefined) party.inside = into;
    else {
      party.aside = !party.inside;
      room.handingOver = false;
      talkFailed(desk, leg, room.act, why);
    }
    if (!room.handingOver) tellRoom(desk, leg);
  }
  if (goes() && room.handingOver) leaveThem(desk, leg);
}

function nextStep(desk: Desk, leg: Leg): Step | undefined {
  const { caller, third } = leg.room;
  const call = desk.calls.get(leg.call);
  // About to leave for good, by a way of its own.
  if (!call || leg.room.sending) return undefined;
  const parties: readonly (Party & { readonly answered?: boolean })[] = third
    ? [caller, third]
    : [caller];
  const astray = parties.filter(
    ({ aside, inside, answered = true }) => answered && aside === inside,
  );
  const party = astray.find(({ aside }) => aside) ?? astray[0];
  if (!party) return undefined;
  const into = !party.aside;
  if (party === third) return { party, into, run: () => moveThird(desk, leg, third, into) };
  return { party, into, run: () => moveCaller(desk, leg, into) };
}

async function moveCaller(desk: Desk, leg: Leg, into: boolean): Promise<string | undefined> {
  const call = desk.calls.get(leg.call);
  if (!call) return 'the caller has gone';
  if (into) {
    await fallSilent(desk, call);
    return desk.ways.bringIn(leg.bridge, [call.channel]);
  }
  const why = await desk.ways.takeOut(leg.bridge, call.channel);
  if (why === undefined && desk.calls.get(call.id) === call) void desk.ways.music(call);
  return why;
}

async function moveThird(
  desk: Desk,
  leg: Leg,
  third: Third,
  into: boolean,
): Promise<string | undefined> {
  const { channel, music } = third;
  if (into) {
    const first = third.told === undefined || third.told === 'ringing';
    await (first ? desk.ways.ring(leg, false) : desk.ways.soothe(channel, undefined));
    return desk.ways.bringIn(leg.bridge, [channel]);
  }
  const why = await desk.ways.takeOut(leg.bridge, channel);
  // Nor may its end, when it comes back, overtake its beginning.
  if (why === undefined) await desk.ways.soothe(channel, music);
  return why;
}

/** All are in one bridge, and the agent is not needed any more. */
function leaveThem(desk: Desk, leg: Leg): void {
  const { third } = leg.room;
  const call = desk.calls.get(leg.call);
  if (!third || !call) return;
  endConsult(desk, leg, 'handed-over');
  forgetThird(desk, third);
  const to = { kind: 'third', endpoint: third.endpoint } as const;
  legTransferred(desk, leg, 'now');
  desk.tell({ type: 'transferred-to', offer: leg.offer, to });
  takeCustody(desk, leg.bridge, [call.channel, third.channel]);
}

/** The phone has hung up; in a conference the others talk on. */
export function agentHungUp(desk: Desk, leg: Leg): void {
  if (isConference(leg) && !leg.ending) leaveThem(desk, leg);
  else legHungUp(desk, leg);
}

/** The agent's channel has ended; in a conference the others talk on. */
export function agentGone(desk: Desk, leg: Leg, cause: number | undefined): void {
  if (isConference(leg) && !leg.ending) leaveThem(desk, leg);
  else legGone(desk, leg, cause);
}

/** The ringing phone of this offer answers. */
export async function pickUp(desk: Desk, offer: OfferId): Promise<void> {
  const leg = desk.legs.get(offer);
  if (leg?.state !== 'ringing' || leg.ending) return;
  const why = await desk.ways.pickUp(leg);
  if (why !== undefined && leg.state === 'ringing') talkFailed(desk, leg, 'pick-up', why);
}
