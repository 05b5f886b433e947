/** What the simulated PBX tells, as facts of the port. */

import type { OfferFailure } from '../../core/routing/events.ts';
import type { CustomerFailure } from '../port.ts';
import type { TransferTarget } from '../talk-port.ts';
import { addChannel, destroyBridge } from './bridges.ts';
import { hangUpById } from './channels.ts';
import type { SeenEvent } from './link.ts';
import type { Cause, Channel, PbxEvent, Playback } from './model.ts';
import { customerAnswered } from './switch-callbacks.ts';
import { callLeft } from './switch-calls.ts';
import { hangUpCaller } from './switch-commands.ts';
import { departed, thirdAnswered } from './switch-consults.ts';
import { customerEnded, dismissCustomer } from './switch-customers.ts';
import { channelHeard, dialAnswered, dialEnded, dialRang, listen } from './switch-dials.ts';
import { linkAnswered, linkEnded, linkJoined } from './switch-links.ts';
import { phoneMayHaveChanged } from './switch-phones.ts';
import { isConference, leaveThem, tellRoom } from './switch-room.ts';
import { fallSilent, sayNext } from './switch-sounds.ts';
import {
  type AgentLeg,
  addCall,
  type Desk,
  forgetLeg,
  type HeldCall,
  isHearingLast,
  offerOf,
  tellFact,
} from './switch-state.ts';
import { clearBridge, connected } from './switch-talk.ts';
import { letGo, thirdEnded, thirdRang } from './switch-thirds.ts';
import {
  earEnded,
  endWatchesOf,
  watchAnswered,
  watchEnded,
  watchOf,
  watchRang,
} from './switch-watches.ts';

export function onEvent(desk: Desk, { event, state }: SeenEvent): void {
  switch (event.type) {
    case 'StasisStart':
      onStart(desk, event);
      break;
    case 'StasisEnd':
      onEnd(desk, event.channel, undefined);
      break;
    case 'ChannelDestroyed':
      onEnd(desk, event.channel, event.cause);
      break;
    case 'ChannelStateChange':
      if (state === 'Ringing') onRinging(desk, event.channel.id);
      break;
    case 'ChannelEnteredBridge':
      onJoined(desk, event.channel, event.bridge.id);
      break;
    case 'ChannelDtmfReceived':
      onKey(desk, event.channel, event.digit);
      break;
    case 'ChannelHold':
    case 'ChannelUnhold':
      onHold(desk, event.channel, event.type === 'ChannelHold');
      break;
    case 'ChannelTalkingStarted':
    case 'ChannelTalkingFinished':
      channelHeard(desk, event.channel.id, event.type === 'ChannelTalkingStarted');
      break;
    case 'BridgeBlindTransfer':
      onTransfer(desk, event.channel.id, event.replacement.id, { kind: 'blind', ...event.place });
      break;
    case 'BridgeAttendedTransfer':
      onTransfer(desk, event.first.id, event.replacement.id, {
        kind: 'app',
        app: event.second.place.app,
      });
      break;
    case 'PlaybackFinished':
      onSaid(desk, event.playback);
      break;
    case 'RecordingStarted':
      onRecording(desk, event.recording.name, 'started');
      break;
    case 'RecordingFinished':
      onRecording(desk, event.recording.name, 'stopped');
      break;
    case 'RecordingFailed':
      onRecording(desk, event.recording.name, 'failed');
      break;
    case 'DeviceStateChanged':
      phoneMayHaveChanged(desk, event.peer);
      break;
  }
}

function onStart(desk: Desk, event: Extract<PbxEvent, { type: 'StasisStart' }>): void {
  const { channel, args, replaced } = event;
  // A Local channel that took a leg's place: `onTransfer` has already taken note of it.
  if (replaced) return;
  const leg = desk.legsByChannel.get(channel.id);
  const customer = desk.customersByChannel.get(channel.id);
  const linked = desk.linksByChannel.get(channel.id);
  const dialled = desk.dialsByChannel.get(channel.id);
  const third = desk.thirdsByChannel.get(channel.id);
  const watched = watchOf(desk, channel.id);
  if (leg) onAnswered(desk, leg);
  else if (customer) customerAnswered(desk, customer, channel);
  else if (linked) linkAnswered(desk, linked);
  else if (dialled) dialAnswered(desk, dialled, channel);
  else if (args[0] === 'feature') dialledFeature(desk, channel, args.slice(1));
  else if (third) thirdAnswered(desk, third);
  else if (watched) watchAnswered(desk, watched);
  else if (args[0] === 'ear') return;
  else if (['agent', 'customer', 'link', 'dial', 'third', 'watch'].includes(args[0] ?? '')) {
    desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
  } else if (!desk.callsByChannel.has(channel.id)) enterCaller(desk, channel, args);
}

/** A caller that is new to the router. */
export function enterCaller(desk: Desk, channel: Channel, args: readonly string[]): void {
  const call = addCall(desk, channel);
  const variables: Record<string, string> = {};
  for (const arg of args.slice(2)) {
    const at = arg.indexOf('=');
    if (at > 0) variables[arg.slice(0, at)] = arg.slice(at + 1);
  }
  tellFact(desk, {
    type: 'caller-entered',
    call: call.id,
    channel: channel.id,
    args: args.slice(0, 2),
    caller: { ...channel.caller },
    dialled: channel.place.extension,
    variables,
  });
}

/** A phone dialled a feature code; it is hung up when nobody answers it. */
export function dialledFeature(desk: Desk, channel: Channel, args: readonly string[]): void {
  const feature = desk.nextFeature++;
  desk.features.set(feature, { channel: channel.id, phone: channel.peer, answered: false });
  desk.clock.setTimer(desk.limits.featureMs, () => {
    if (desk.features.get(feature)?.answered !== false) return;
    desk.link.send((pbx) => hangUpById(pbx, channel.id, 16));
  });
  tellFact(desk, { type: 'feature-dialled', feature, phone: channel.peer, args });
}

export function onRinging(desk: Desk, channel: string): void {
  const leg = desk.legsByChannel.get(channel);
  const customer = desk.customersByChannel.get(channel);
  const linked = desk.linksByChannel.get(channel);
  const dialled = desk.dialsByChannel.get(channel);
  if (customer) customer.rang = true;
  if (linked) linked.rang = true;
  if (dialled) dialRang(desk, dialled);
  const third = desk.thirdsByChannel.get(channel);
  const watched = watchOf(desk, channel);
  if (third) thirdRang(desk, third);
  if (watched) watchRang(desk, watched);
  if (leg?.state !== 'set-up') return;
  leg.state = 'ringing';
  if (!leg.ending) tellFact(desk, { type: 'offer-ringing', offer: leg.id });
}

export function onAnswered(desk: Desk, leg: AgentLeg): void {
  if (leg.state !== 'set-up' && leg.state !== 'ringing') return;
  leg.state = 'answered';
  tellFact(desk, { type: 'offer-answered', offer: leg.id });
}

function onJoined(desk: Desk, channel: Channel, bridge: string): void {
  for (const linked of desk.links.values()) {
    if (linked.bridge === bridge) linkJoined(desk, linked, channel.id);
  }
  for (const leg of desk.legs.values()) {
    if (leg.bridge !== bridge || leg.state !== 'connecting') continue;
    leg.joined.add(channel.id);
    const caller = desk.calls.get(leg.call)?.channel ?? '';
    if (leg.ending || !leg.joined.has(leg.channel) || !leg.joined.has(caller)) continue;
    connected(desk, leg);
  }
}

function onKey(desk: Desk, channel: Channel, key: string): void {
  const call = desk.callsByChannel.get(channel.id);
  if (call?.state !== 'held' && !(call && isHearingLast(call))) return;
  tellFact(desk, { type: 'caller-pressed', call: call.id, key });
}

function onHold(desk: Desk, channel: Channel, on: boolean): void {
  const leg = desk.legsByChannel.get(channel.id);
  if (leg?.state !== 'connected') return;
  leg.room.heldByPhone = on;
  tellRoom(desk, leg);
}

/**
 * The phone of a leg has transferred the caller: who is in the bridge now is no longer the
 * router's.
 */
function onTransfer(desk: Desk, legChannel: string, replacement: string, to: TransferTarget): void {
  const leg = desk.legsByChannel.get(legChannel);
  if (!leg) {
    // The desk was quicker: the caller is elsewhere, and nobody is left to talk to.
    if (offerOf(desk.app, legChannel) !== undefined) {
      desk.link.send((pbx) => hangUpById(pbx, replacement, 16));
    }
    return;
  }
  leg.transferred = true;
  if (leg.state === 'connected') tellFact(desk, { type: 'transferred-to', offer: leg.id, to });
  const call = desk.calls.get(leg.call);
  if (!call) {
    // The caller had gone: nobody is there whom the target could talk to.
    clearBridge(desk, leg.bridge, [replacement]);
    return;
  }
  call.state = 'away';
  letGo(desk, leg);
  // Also one whom the desk is giving back just now: the phone was quicker.
  const { caller, sending } = leg.room;
  if (!caller.inside || sending?.kind === 'call') fetch(desk, leg.bridge, call);
  const channels = new Set([replacement, call.channel]);
  desk.strays.set(leg.bridge, { bridge: leg.bridge, channels });
}

/** It is the caller who has been transferred, whoever was aside. */
function fetch(desk: Desk, bridge: string, call: HeldCall): void {
  fallSilent(desk, call);
  desk.link.send((pbx, reply) => addChannel(pbx, bridge, [call.channel], reply));
}

/** A channel has left the application (`cause` undefined) or died. */
function onEnd(desk: Desk, channel: Channel, cause: Cause | undefined): void {
  const call = desk.callsByChannel.get(channel.id);
  if (call) callerEnded(desk, call, cause);
  const leg = desk.legsByChannel.get(channel.id);
  // One that has answered ends here: of a leg that was replaced no more would be told.
  if (leg) legEnded(desk, leg, cause);
  const customer = desk.customersByChannel.get(channel.id);
  if (customer) {
    customerEnded(desk, customer, failureOf(cause, customer.rang), whyOf(cause));
  }
  const out = desk.dialsByChannel.get(channel.id);
  if (out) dialEnded(desk, out, { result: failureOf(cause, out.rang), cause, why: whyOf(cause) });
  const third = desk.thirdsByChannel.get(channel.id);
  if (third && (cause !== undefined || third.answered)) {
    thirdEnded(desk, third, failureOf(cause, third.told !== undefined), whyOf(cause));
  }
  const watched = watchOf(desk, channel.id);
  if (watched) watchEnded(desk, watched, failureOf(cause, watched.rang), whyOf(cause));
  earEnded(desk, channel.id);
  for (const [feature, dialled] of desk.features) {
    if (dialled.channel !== channel.id) continue;
    desk.features.delete(feature);
    tellFact(desk, { type: 'feature-left', feature });
  }
  for (const stray of desk.strays.values()) {
    if (stray.channels.delete(channel.id)) clearStray(desk, stray.bridge, stray.channels);
  }
  const linked = desk.linksByChannel.get(channel.id);
  if (linked && cause !== undefined) {
    linkEnded(desk, linked, failureOf(cause, linked.rang), whyOf(cause));
  }
}

function callerEnded(desk: Desk, call: HeldCall, cause: Cause | undefined): void {
  for (const leg of desk.legs.values()) {
    if (leg.call === call.id && cause === undefined) departed(desk, leg);
  }
  callLeft(desk, call);
}

function clearStray(desk: Desk, bridge: string, rest: ReadonlySet<string>): void {
  desk.strays.delete(bridge);
  clearBridge(desk, bridge, rest);
}

/** The agent's part is over, one way or another. */
export function legEnded(desk: Desk, leg: AgentLeg, cause: Cause | undefined): void {
  if (isConference(leg) && !leg.ending && !leg.transferred) {
    leaveThem(desk, leg);
    return;
  }
  letGo(desk, leg);
  endWatchesOf(desk, leg.id);
  tellRecording(desk, leg, 'stopped');
  forgetLeg(desk, leg);
  dismissCustomer(desk, leg);
  if (leg.state === 'connected') {
    const { transferred } = leg;
    tellFact(desk, { type: 'agent-left', offer: leg.id, ...(transferred && { transferred }) });
  } else {
    const result = resultOf(leg, cause);
    tellFact(desk, { type: 'offer-ended', offer: leg.id, result, why: whyOf(cause) });
  }
  if (leg.transferred) return;
  // The caller, if there is one, waits unbridged for what the router decides.
  if (leg.state === 'connecting' || leg.state === 'connected') {
    desk.link.send((pbx) => destroyBridge(pbx, leg.bridge));
  }
  const call = desk.calls.get(leg.call);
  // Of several phones that rang only the one about to be connected had silenced the music.
  if (leg.state !== 'connecting' || call?.state !== 'held') return;
  sayNext(desk, call);
  listen(desk, call, true);
}

function resultOf(leg: AgentLeg, cause: Cause | undefined): OfferFailure {
  if (leg.ending) return leg.ending === 'released' ? 'withdrawn' : leg.ending;
  if (leg.state === 'answered' || leg.state === 'connecting') return 'failed';
  return failureOf(cause, leg.state === 'ringing');
}

const whyOf = (cause: Cause | undefined): string =>
  cause === undefined ? 'the channel has gone' : `cause ${cause}`;

function failureOf(cause: Cause | undefined, rang: boolean): CustomerFailure {
  switch (cause) {
    case 17:
      return 'busy';
    case 21:
      return 'declined';
    case 3:
    case 20:
    case 27:
      return 'unreachable';
    case 0:
    case 19:
      // A phone that never rang was not missed.
      return rang ? 'missed' : 'unreachable';
    default:
      return 'failed';
  }
}

function onSaid(desk: Desk, playback: Playback): void {
  const call = desk.callsByChannel.get(playback.channel.id);
  if (call) {
    const at = call.saying.findIndex((each) => each.playback === playback.id);
    if (at < 0) return;
    call.saying.splice(at, 1);
    if (call.state === 'leaving') {
      // It has ended: nothing else comes of the call any more.
      call.to = { kind: 'hang-up' };
      hangUpCaller(desk, call);
    } else sayNext(desk, call);
  } else if (playback.id.startsWith(`${desk.app}-feature-`)) {
    desk.link.send((pbx) => hangUpById(pbx, playback.channel.id, 16));
  }
}

function onRecording(desk: Desk, name: string, state: 'started' | 'stopped' | 'failed'): void {
  for (const leg of desk.legs.values()) {
    if (leg.record?.name === name) tellRecording(desk, leg, state);
  }
}

/**
 * The end of a recording may be told by the PBX, or follow from the end of the bridge; it is told
 * once.
 */
function tellRecording(desk: Desk, leg: AgentLeg, state: 'started' | 'stopped' | 'failed'): void {
  const on = state === 'started';
  if (leg.recording === on) return;
  leg.recording = on;
  tellFact(desk, { type: 'recording-changed', offer: leg.id, state });
}
