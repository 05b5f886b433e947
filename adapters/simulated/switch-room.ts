/**
 * Who is with the agent in a conversation, as the desk wants it: everybody is moved one after the
 * other until it is so, those who leave first.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import type { TalkAct, TalkPartner } from '../talk-port.ts';
import { addChannel, removeChannel } from './bridges.ts';
import { inStasis, isReply, mute as muteChannel, pressKeys } from './channels.ts';
import { startMusic, stopMusic, stopRinging } from './media.ts';
import type { Pbx, Reply } from './model.ts';
import { partWithAgent } from './switch-parting.ts';
import type { AgentLeg, Desk, Party } from './switch-state.ts';
import { tellFact } from './switch-state.ts';
import { endConsult, forgetThird, letGo } from './switch-thirds.ts';

/** The leg of an offer that talks and is not about to end. */
export function talking(desk: Desk, offer: OfferId): AgentLeg | undefined {
  const leg = desk.legs.get(offer);
  return leg?.state === 'connected' && !leg.ending && !leg.transferred ? leg : undefined;
}

export function talkFailed(desk: Desk, { id }: AgentLeg, act: TalkAct, why: string): void {
  tellFact(desk, { type: 'talk-failed', offer: id, act, why });
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

export function cancelConsult(desk: Desk, offer: OfferId): void {
  const leg = talking(desk, offer);
  if (!leg) return;
  letGo(desk, leg);
  leg.room.caller.aside = false;
  arrange(desk, leg, 'end-consult');
}

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
  desk.link.send(
    (pbx, reply) => reply(muteChannel(pbx, leg.channel, on)),
    ({ status, message }) => {
      if (talking(desk, offer) !== leg || leg.room.muted !== on) return;
      if (status < 300) tellFact(desk, { type: 'mute-changed', offer, on });
      else {
        leg.room.muted = !on;
        talkFailed(desk, leg, 'mute', message ?? `${status}`);
      }
    },
  );
}

export function sendKeys(desk: Desk, offer: OfferId, keys: string): void {
  const leg = talking(desk, offer);
  if (!leg) return;
  const { caller, third } = leg.room;
  const call = desk.calls.get(leg.call);
  const heard = [
    ...(call && caller.inside ? [call.channel] : []),
    ...(third?.inside ? [third.channel] : []),
  ];
  for (const channel of heard) desk.link.send((pbx) => pressKeys(pbx, channel, keys));
  if (heard.length === 0) talkFailed(desk, leg, 'send-keys', 'nobody is there to hear them');
}

/** What has changed since it was last told. */
export function tellRoom(desk: Desk, leg: AgentLeg): void {
  const { room, id: offer } = leg;
  const held = room.heldByPhone || !room.caller.inside;
  if (room.toldHeld !== held) {
    room.toldHeld = held;
    tellFact(desk, { type: 'hold-changed', offer, on: held });
  }
  const { third } = room;
  const spoken = third?.told !== undefined && third.told !== 'ringing';
  if (!third?.answered || (!third.inside && !spoken)) return;
  const together = room.caller.inside ? 'conference' : 'talking';
  const state = third.inside ? together : 'held';
  if (third.told === state) return;
  third.told = state;
  tellFact(desk, { type: 'consult-changed', offer, state });
}

/** Moves everybody to where they are to be; may be asked for at any time. */
export function arrange(desk: Desk, leg: AgentLeg, act: TalkAct = leg.room.act): void {
  leg.room.act = act;
  if (leg.room.arranging) return;
  const goes = (): boolean => talking(desk, leg.id) === leg;
  const party = goes() ? astray(desk, leg) : undefined;
  if (!party) {
    if (goes() && leg.room.handingOver) leaveThem(desk, leg);
    return;
  }
  const { room } = leg;
  const into = !party.aside;
  const order = Symbol(act);
  room.arranging = order;
  move(desk, leg, party, into, ({ status, message }) => {
    if (room.arranging !== order) return;
    room.arranging = undefined;
    if (!goes()) return;
    if (party === room.caller || party === room.third) {
      if (status < 300) party.inside = into;
      else {
        party.aside = !party.inside;
        room.handingOver = false;
        talkFailed(desk, leg, room.act, message ?? `${status}`);
      }
      if (!room.handingOver) tellRoom(desk, leg);
    }
    arrange(desk, leg);
  });
}

/** Whoever is not where they are to be; first who is to be out. */
function astray(desk: Desk, leg: AgentLeg): Party | undefined {
  const { caller, third, sending } = leg.room;
  // About to leave for good, by a way of its own.
  if (!desk.calls.has(leg.call) || sending) return undefined;
  const parties: readonly Party[] = third?.answered ? [caller, third] : [caller];
  const moving = parties.filter(({ aside, inside }) => aside === inside);
  return moving.find(({ aside }) => aside) ?? moving[0];
}

function move(
  desk: Desk,
  leg: AgentLeg,
  party: Party,
  into: boolean,
  onReply: (reply: Reply) => void,
): void {
  const { third } = leg.room;
  const call = desk.calls.get(leg.call);
  const [channel, music] =
    party === third ? [third.channel, third.music] : [call?.channel ?? '', call?.music ?? ''];
  desk.link.send((pbx, reply) => {
    if (party === third && into) withChannel(pbx, leg.channel, (own) => stopRinging(pbx, own));
    if (into) {
      withChannel(pbx, channel, (own) => stopMusic(pbx, own));
      addChannel(pbx, leg.bridge, [channel], reply);
      return;
    }
    removeChannel(pbx, leg.bridge, channel, (removed) => {
      withChannel(pbx, channel, (own) => startMusic(pbx, own, music));
      reply(removed);
    });
  }, onReply);
}

function withChannel(
  pbx: Pbx,
  id: string,
  run: (channel: Exclude<ReturnType<typeof inStasis>, Reply>) => void,
): void {
  const found = inStasis(pbx, id);
  if (!isReply(found)) run(found);
}

/** Agent, caller and third party hear each other. */
export const isConference = ({ state, room }: AgentLeg): boolean =>
  state === 'connected' && room.caller.inside && room.third?.inside === true;

/** All are in one bridge, and the agent is not needed any more. */
export function leaveThem(desk: Desk, leg: AgentLeg): void {
  const { third } = leg.room;
  const call = desk.calls.get(leg.call);
  if (!third || !call) return;
  endConsult(desk, leg, 'handed-over');
  forgetThird(desk, third);
  call.state = 'away';
  partWithAgent(desk, leg, { kind: 'third', endpoint: third.endpoint });
  const channels = new Set([call.channel, third.channel]);
  desk.strays.set(leg.bridge, { bridge: leg.bridge, channels });
}

/** After a connection: who is where. */
export function renewRoom(desk: Desk, leg: AgentLeg, inside: readonly string[]): void {
  const { caller, third } = leg.room;
  caller.inside = inside.includes(desk.calls.get(leg.call)?.channel ?? '');
  if (third) third.inside = inside.includes(third.channel);
  leg.room.arranging = undefined;
  leg.room.sending = undefined;
  tellRoom(desk, leg);
  arrange(desk, leg);
}
