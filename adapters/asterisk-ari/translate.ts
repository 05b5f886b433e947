/**
 * Asterisk's events, each to the part it concerns. The hot path of the adapter: one look-up by id.
 */

import {
  channelEnded,
  channelGone,
  channelHeld,
  channelHungUp,
  channelPlayed,
  channelRang,
} from '../asterisk/by-channel.ts';
import { customerAnswered } from '../asterisk/callbacks.ts';
import { callerEntered, callerPressed, callMoved } from '../asterisk/calls.ts';
import { thirdAnswered } from '../asterisk/consults.ts';
import {
  enteredBridge,
  recordingFailed,
  recordingFinished,
  recordingStarted,
} from '../asterisk/conversations.ts';
import { type Desk, hangUp, type Leg } from '../asterisk/desk.ts';
import { dialAnswered } from '../asterisk/dials.ts';
import { featureDialled } from '../asterisk/features.ts';
import { legAnswered, legLeftStasis } from '../asterisk/legs.ts';
import { linkAnswered, linkEntered } from '../asterisk/links.ts';
import { channelHeard } from '../asterisk/listening.ts';
import { isOutgoing } from '../asterisk/outgoing.ts';
import type { Phones } from '../asterisk/phones.ts';
import { custodyReplaced, legReplaced, transferredTo } from '../asterisk/transfers.ts';
import { earOpened, watchAnswered } from '../asterisk/watches.ts';
import type { TransferTarget } from '../talk-port.ts';
import { type AriChannel, type AriEndpoint, type AriEvent, channelOf } from './messages.ts';

/**
 * Events we never look at, because nothing of ours hangs on them or another event says the same
 * (`Dial` that a phone rings, `StasisEnd` that a channel has left its bridge); Asterisk is asked
 * not to send them: each would cost both sides some tenth of a millisecond, several times a call.
 */
export const unwantedEvents = [
  'ChannelStateChange',
  'ChannelLeftBridge',
  'ChannelVarset',
  'ChannelDialplan',
  'ChannelConnectedLine',
  'ChannelCallerId',
  'ChannelCreated',
  'BridgeCreated',
  'PlaybackStarted',
  'PlaybackContinuing',
  'BridgeDestroyed',
] as const;

export function translate(desk: Desk, phones: Phones, event: AriEvent): void {
  const { channel } = event;
  switch (event.type) {
    case 'StasisStart':
      if (channel) started(desk, channel, event);
      break;
    case 'StasisEnd':
      if (channel) ended(desk, channel);
      break;
    case 'ChannelHangupRequest':
      // Of one that is asked for here the phone does not know yet, and would refuse a call.
      if (channel && !event.soft) channelHungUp(desk, channel.id);
      break;
    case 'ChannelDestroyed':
      if (channel) channelEnded(desk, channel.id, event.cause ?? 0);
      break;
    case 'Dial':
      // Early media instead of a ring tone: the far end is being called all the same.
      if ((event.dialstatus === 'RINGING' || event.dialstatus === 'PROGRESS') && event.peer) {
        channelRang(desk, event.peer.id);
      }
      break;
    case 'ChannelEnteredBridge': {
      const leg = event.bridge && desk.legsByBridge.get(event.bridge.id);
      const linked = event.bridge && desk.linksByBridge.get(event.bridge.id);
      const inside = event.bridge?.channels ?? [];
      if (leg) enteredBridge(desk, leg, inside);
      else if (linked) linkEntered(desk, linked, inside);
      break;
    }
    case 'ChannelHold':
    case 'ChannelUnhold':
      if (channel) channelHeld(desk, channel.id, event.type === 'ChannelHold');
      break;
    case 'ChannelDtmfReceived':
      if (channel && event.digit) callerPressed(desk, channel.id, event.digit);
      break;
    case 'ChannelTalkingStarted':
    case 'ChannelTalkingFinished':
      if (channel) channelHeard(desk, channel.id, event.type === 'ChannelTalkingStarted');
      break;
    case 'BridgeBlindTransfer':
    case 'BridgeAttendedTransfer':
      if (event.result === 'Success') transferred(desk, event);
      break;
    case 'PlaybackFinished':
      if (event.playback) played(desk, event.playback);
      break;
    case 'RecordingStarted':
    case 'RecordingFinished':
    case 'RecordingFailed':
      recorded(desk, event);
      break;
    case 'DeviceStateChanged':
      if (event.device_state) {
        phones.deviceChanged(event.device_state.name, event.device_state.state);
      }
      break;
    case 'PeerStatusChange':
    case 'ContactStatusChange':
    case 'EndpointStateChange':
      if (event.endpoint) endpointChanged(phones, event.endpoint);
      break;
  }
}

function started(desk: Desk, channel: AriChannel, event: AriEvent): void {
  const { args = [], replace_channel: replaced } = event;
  const leg = desk.legsByChannel.get(channel.id);
  const customer = desk.customersByChannel.get(channel.id);
  const linked = desk.linksByChannel.get(channel.id);
  const dialled = desk.dialsByChannel.get(channel.id);
  const third = desk.thirdsByChannel.get(channel.id);
  const watch = desk.watchesByChannel.get(channel.id);
  const heardBy = desk.watchesByEar.get(channel.id);
  if (replaced) channelReplaced(desk, replaced.id, channel);
  else if (leg) legAnswered(desk, leg);
  else if (customer) customerAnswered(desk, customer);
  else if (linked) linkAnswered(desk, linked);
  else if (dialled) dialAnswered(desk, dialled);
  else if (third) thirdAnswered(desk, third);
  else if (watch) watchAnswered(desk, watch);
  else if (heardBy) void earOpened(desk, heardBy, channel.id);
  else if (isOutgoing(desk.app, channel.id, args)) {
    // Whose answer was found after a connection, before it was told.
    if (desk.callsByChannel.has(channel.id)) return;
    // A leg whose offer has ended, or a phone that forwarded the call to where nobody was asked.
    void hangUp(desk, channel.id);
  } else if (args[0] === 'feature') featureDialled(desk, channelOf(channel), args.slice(1));
  else callerEntered(desk, channelOf(channel), args);
}

function channelReplaced(desk: Desk, old: string, channel: AriChannel): void {
  const leg = desk.legsByChannel.get(old);
  const custody = desk.custodiesByChannel.get(old);
  const call = desk.callsByChannel.get(old);
  if (custody) custodyReplaced(desk, custody, old, channel.id);
  if (call) callMoved(desk, call, channel.id);
  if (leg) legReplaced(desk, leg, channel.id);
  if (!leg && !custody && !call) void hangUp(desk, channel.id);
}

function ended(desk: Desk, { id }: AriChannel): void {
  const leg = desk.legsByChannel.get(id);
  if (leg) legLeftStasis(desk, leg);
  else channelGone(desk, id);
}

function transferred(desk: Desk, event: AriEvent): void {
  const transferer = event.channel ?? event.transferer_first_leg;
  const to = targetOf(event);
  if (transferer && to) transferredTo(desk, transferer.id, to);
}

function targetOf(event: AriEvent): TransferTarget | undefined {
  const { exten, context, destination_application: app } = event;
  if (event.type === 'BridgeBlindTransfer') {
    return { kind: 'blind', extension: exten ?? '', context: context ?? '' };
  }
  // Our bridge stays; Asterisk links it to the one in which the phone had asked.
  const asked = event.transferer_second_leg_bridge;
  if (asked) return { kind: 'bridge', bridge: asked.id };
  return app === undefined ? undefined : { kind: 'app', app };
}

function played(desk: Desk, playback: NonNullable<AriEvent['playback']>): void {
  const channel = (playback.target_uri ?? '').replace(/^channel:/, '');
  channelPlayed(desk, channel, playback.id);
}

function endpointChanged(phones: Phones, { technology, resource, state }: AriEndpoint): void {
  if (state !== 'online' && state !== 'offline') return;
  phones.reachabilityChanged(`${technology}/${resource}`, state === 'online');
}

function recorded(desk: Desk, { type, recording }: AriEvent): void {
  const bridge = (recording?.target_uri ?? '').replace(/^bridge:/, '');
  const leg: Leg | undefined = desk.legsByBridge.get(bridge);
  if (!leg || leg.record?.name !== recording?.name) return;
  if (type === 'RecordingStarted') recordingStarted(desk, leg);
  else if (type === 'RecordingFinished') recordingFinished(desk, leg);
  else recordingFailed(desk, leg);
}
