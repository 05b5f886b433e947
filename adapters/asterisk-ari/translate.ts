/**
 * Asterisk's events, each to the part it concerns. The hot path of the adapter: one look-up by id.
 */

import { customerAnswered } from './callbacks.ts';
import { addCall, callLeft, callMoved, playbackFinished } from './calls.ts';
import {
  callerGone,
  enteredBridge,
  recordingFailed,
  recordingFinished,
  recordingStarted,
} from './conversations.ts';
import { customerGone, customerRang } from './customers.ts';
import { type Desk, hangUp, type Leg, type LinkLeg, linkOfChannel, partOf } from './desk.ts';
import { featureDialled, featureLeft, featurePlayed } from './features.ts';
import { legAnswered, legGone, legHungUp, legLeftStasis, legRang } from './legs.ts';
import { linkAnswered, linkEntered, linkGone } from './links.ts';
import type { AriChannel, AriEvent } from './messages.ts';
import type { Phones } from './phones.ts';
import { custodyLeft, custodyReplaced, legReplaced, transferredTo } from './transfers.ts';

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
      if (channel && !event.soft) hungUp(desk, channel);
      break;
    case 'ChannelDestroyed':
      if (channel) destroyed(desk, channel, event.cause ?? 0);
      break;
    case 'Dial':
      // Early media instead of a ring tone: the far end is being called all the same.
      if (event.dialstatus === 'RINGING' || event.dialstatus === 'PROGRESS') rang(desk, event.peer);
      break;
    case 'ChannelEnteredBridge': {
      const leg = event.bridge && desk.legsByBridge.get(event.bridge.id);
      const linked = event.bridge && desk.linksByBridge.get(event.bridge.id);
      if (leg && event.bridge) enteredBridge(desk, leg, event.bridge);
      else if (linked && event.bridge) linkEntered(desk, linked, event.bridge);
      break;
    }
    case 'ChannelHold':
    case 'ChannelUnhold':
      if (channel) held(desk, channel, event.type === 'ChannelHold');
      break;
    case 'ChannelDtmfReceived':
      if (channel && event.digit) pressed(desk, channel, event.digit);
      break;
    case 'BridgeBlindTransfer':
    case 'BridgeAttendedTransfer':
      if (event.result === 'Success') transferredTo(desk, event);
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
      if (event.endpoint) phones.endpointChanged(event.endpoint);
      break;
  }
}

function started(desk: Desk, channel: AriChannel, event: AriEvent): void {
  const { args = [], replace_channel: replaced } = event;
  const leg = desk.legsByChannel.get(channel.id);
  const customer = desk.customersByChannel.get(channel.id);
  const linked = desk.linksByChannel.get(channel.id);
  if (replaced) channelReplaced(desk, replaced.id, channel);
  else if (leg) legAnswered(desk, leg);
  else if (customer) customerAnswered(desk, customer);
  else if (linked) linkAnswered(desk, linked);
  else if (isOutgoing(desk.app, channel.id, args)) {
    // A leg whose offer has ended, or a phone that forwarded the call to where nobody was asked.
    void hangUp(desk, channel.id);
  } else if (args[0] === 'feature') featureDialled(desk, channel, args.slice(1));
  else callerEntered(desk, channel, args);
}

/** Made by us, by its id or by what we gave it to say; a caller is not. */
export const isOutgoing = (app: string, channel: string, args: readonly string[]): boolean =>
  ['leg', 'customer', 'link'].includes(args[0] ?? '') ||
  partOf(app, channel) !== undefined ||
  linkOfChannel(app, channel) !== undefined;

export function callerEntered(desk: Desk, channel: AriChannel, args: readonly string[]): void {
  const former = desk.callsByChannel.get(channel.id);
  // The same channel may come again; its first stay is over, whether we heard of it or not.
  if (former) callLeft(desk, former);
  const call = addCall(desk, desk.listener.mintCall(), channel.id);
  if (channel.state === 'Up') call.answered = Promise.resolve(true);
  const variables: Record<string, string> = {};
  for (const arg of args.slice(2)) {
    const equals = arg.indexOf('=');
    if (equals > 0) variables[arg.slice(0, equals).trim()] = arg.slice(equals + 1).trim();
  }
  desk.tell({
    type: 'caller-entered',
    call: call.id,
    channel: channel.id,
    args: args.slice(0, 2),
    ...partiesOf(channel),
    variables,
  });
}

/** Caller and dialled number, as the router is told. */
export const partiesOf = (channel: AriChannel) => ({
  caller: { number: channel.caller?.number ?? '', name: channel.caller?.name ?? '' },
  dialled: String(channel.dialplan?.exten ?? ''),
});

/** Arguments of `Stasis()` as the dialplan gave them, of a channel that is in our application. */
export function argsOf(app: string, channel: AriChannel): readonly string[] | undefined {
  if (channel.dialplan?.app_name !== 'Stasis') return undefined;
  const [name, ...args] = String(channel.dialplan.app_data ?? '').split(',');
  return name === app ? args : undefined;
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
  else gone(desk, id);
}

function hungUp(desk: Desk, { id }: AriChannel): void {
  const leg = desk.legsByChannel.get(id);
  if (leg) legHungUp(desk, leg);
}

function destroyed(desk: Desk, { id }: AriChannel, cause: number): void {
  const leg = desk.legsByChannel.get(id);
  const customer = desk.customersByChannel.get(id);
  const linked = desk.linksByChannel.get(id);
  if (leg) legGone(desk, leg, cause);
  else if (customer) customerGone(desk, customer, cause);
  else gone(desk, id);
  if (linked) linkGone(desk, linked, cause);
}

function gone(desk: Desk, id: string): void {
  const call = desk.callsByChannel.get(id);
  const custody = desk.custodiesByChannel.get(id);
  const feature = desk.featuresByChannel.get(id);
  if (call) {
    const { leg } = call;
    callLeft(desk, call);
    if (leg) callerGone(desk, leg);
  }
  if (custody) custodyLeft(desk, custody, id);
  if (feature) featureLeft(desk, feature);
}

function rang(desk: Desk, channel: AriChannel | undefined): void {
  const leg = channel && desk.legsByChannel.get(channel.id);
  const customer = channel && desk.customersByChannel.get(channel.id);
  if (leg) legRang(desk, leg);
  else if (customer) customerRang(customer);
  else if (channel) linkRang(desk.linksByChannel.get(channel.id));
}

function linkRang(linked: LinkLeg | undefined): void {
  if (!linked) return;
  linked.rang = true;
  if (linked.state === 'dialling') linked.state = 'ringing';
}

function held(desk: Desk, { id }: AriChannel, on: boolean): void {
  const leg = desk.legsByChannel.get(id);
  if (leg?.state === 'talking' && leg.held !== on) {
    leg.held = on;
    desk.tell({ type: 'hold-changed', offer: leg.offer, on });
  }
}

function pressed(desk: Desk, { id }: AriChannel, key: string): void {
  const call = desk.callsByChannel.get(id);
  if (call?.state === 'waiting') desk.tell({ type: 'caller-pressed', call: call.id, key });
}

function played(desk: Desk, playback: NonNullable<AriEvent['playback']>): void {
  const channel = (playback.target_uri ?? '').replace(/^channel:/, '');
  const call = desk.callsByChannel.get(channel);
  const feature = desk.featuresByChannel.get(channel);
  if (call) playbackFinished(desk, call, playback.id);
  else if (feature) featurePlayed(desk, feature, playback.id);
}

function recorded(desk: Desk, { type, recording }: AriEvent): void {
  const bridge = (recording?.target_uri ?? '').replace(/^bridge:/, '');
  const leg: Leg | undefined = desk.legsByBridge.get(bridge);
  if (!leg || leg.record?.name !== recording?.name) return;
  if (type === 'RecordingStarted') recordingStarted(desk, leg);
  else if (type === 'RecordingFinished') recordingFinished(desk, leg);
  else recordingFailed(desk, leg);
}
