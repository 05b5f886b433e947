/** The things of the simulated PBX as ARI writes them in JSON. */

import { deviceState } from '../../../adapters/simulated/devices.ts';
import {
  type App,
  type Bridge,
  type Channel,
  causes,
  type Pbx,
  type PbxEvent,
  type Phone,
  type Playback,
  type Recording,
} from '../../../adapters/simulated/model.ts';
import type { Parameter } from './operation.ts';

type Json = Record<string, unknown>;

const timeOf = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

export const channelJson = (channel: Channel): Json => ({
  id: channel.id,
  name: channel.name,
  state: channel.state,
  protocol_id: channel.id,
  caller: channel.caller,
  connected: channel.connected,
  accountcode: '',
  dialplan: {
    context: channel.place.context,
    exten: channel.place.extension,
    priority: channel.place.priority,
    app_name: channel.place.app,
    app_data: channel.place.appData,
  },
  creationtime: timeOf(channel.createdAt),
  language: 'en',
});

export const bridgeJson = (bridge: Bridge): Json => ({
  id: bridge.id,
  technology: 'simple_bridge',
  bridge_type: bridge.type,
  bridge_class: 'stasis',
  creator: 'Stasis',
  name: bridge.name,
  channels: [...bridge.channels].map((channel) => channel.id),
  creationtime: timeOf(bridge.createdAt),
  video_mode: 'none',
});

export const playbackJson = (playback: Playback): Json => ({
  id: playback.id,
  media_uri: playback.media[Math.min(playback.at, playback.media.length - 1)],
  target_uri: `channel:${playback.channel.id}`,
  language: 'en',
  state: playback.state,
});

export const recordingJson = (recording: Recording): Json => ({
  name: recording.name,
  format: recording.format,
  target_uri: `bridge:${recording.bridge.id}`,
  state: recording.state,
});

export const endpointJson = (phone: Phone): Json => {
  const [technology, resource] = phone.peer.split('/');
  return {
    technology,
    resource,
    state: phone.registered ? 'online' : 'offline',
    channel_ids: [...phone.channels].map((channel) => channel.id),
  };
};

/** Of the API description. */
export const parameterJson = (parameter: Parameter): Json => ({
  name: parameter.name,
  description: parameter.name,
  paramType: parameter.in,
  required: parameter.required ?? false,
  allowMultiple: parameter.list ?? false,
  dataType: parameter.type ?? 'string',
});

/** Asterisk calls a peer it has no endpoint for INVALID. */
export const deviceJson = (pbx: Pbx, name: string): Json => {
  const phone = pbx.phones.get(name);
  return { name, state: phone ? deviceState(phone) : 'INVALID' };
};

export const appJson = (app: App): Json => ({
  name: app.name,
  channel_ids: [...app.channels.keys()],
  bridge_ids: [...app.bridges.keys()],
  endpoint_ids: [...app.endpoints],
  device_names: [...app.devices],
  events_allowed: [],
  events_disallowed: [],
});

/** An event without the fields that every event has. */
export function eventJson(event: PbxEvent): Json {
  const { type } = event;
  switch (event.type) {
    case 'StasisStart': {
      const replaced = event.replaced && { replace_channel: channelJson(event.replaced) };
      return { type, args: event.args, channel: channelJson(event.channel), ...replaced };
    }
    case 'ChannelHangupRequest':
      return {
        type,
        cause: event.cause,
        ...(event.soft && { soft: true }),
        channel: channelJson(event.channel),
      };
    case 'ChannelDestroyed': {
      const { cause, channel } = event;
      return { type, cause, cause_txt: causes[cause], channel: channelJson(channel) };
    }
    case 'ChannelDtmfReceived':
      return { type, digit: event.digit, duration_ms: 100, channel: channelJson(event.channel) };
    case 'ChannelVarset': {
      const { variable, value, channel } = event;
      return { type, variable, value, channel: channelJson(channel) };
    }
    case 'ChannelEnteredBridge':
    case 'ChannelLeftBridge':
      return { type, bridge: bridgeJson(event.bridge), channel: channelJson(event.channel) };
    case 'BridgeDestroyed':
      return { type, bridge: bridgeJson(event.bridge) };
    case 'BridgeBlindTransfer':
    case 'BridgeAttendedTransfer':
      return transferJson(event);
    case 'PlaybackStarted':
    case 'PlaybackContinuing':
    case 'PlaybackFinished':
      return { type, playback: playbackJson(event.playback) };
    case 'RecordingStarted':
    case 'RecordingFinished':
    case 'RecordingFailed':
      return { type, recording: recordingJson(event.recording) };
    case 'Dial': {
      const dialstring = event.peer.peer.split('/')[1];
      return { type, dialstatus: event.status, dialstring, peer: channelJson(event.peer) };
    }
    case 'DeviceStateChanged':
      return { type, device_state: { name: event.peer, state: event.state } };
    case 'PeerStatusChange':
    case 'ContactStatusChange':
    case 'EndpointStateChange':
      return endpointEventJson(type, event.phone);
    case 'ApplicationReplaced':
      return { type };
    default:
      return { type, channel: channelJson(event.channel) };
  }
}

function transferJson(
  event: Extract<PbxEvent, { type: 'BridgeBlindTransfer' | 'BridgeAttendedTransfer' }>,
): Json {
  const { type, bridge, replacement } = event;
  if (event.type === 'BridgeBlindTransfer') {
    return {
      type,
      bridge: bridgeJson(bridge),
      channel: channelJson(event.channel),
      context: event.place.context,
      exten: event.place.extension,
      is_external: true,
      replace_channel: channelJson(replacement),
      result: 'Success',
    };
  }
  return {
    type,
    transferer_first_leg: channelJson(event.first),
    transferer_first_leg_bridge: bridgeJson(bridge),
    transferer_second_leg: channelJson(event.second),
    replace_channel: channelJson(replacement),
    destination_type: 'application',
    destination_application: event.second.place.app,
    is_external: true,
    result: 'Success',
  };
}

function endpointEventJson(type: string, phone: Phone): Json {
  const endpoint = endpointJson(phone);
  if (type === 'PeerStatusChange') {
    const status = phone.registered ? 'Reachable' : 'Unreachable';
    return { type, endpoint, peer: { peer_status: status } };
  }
  if (type === 'EndpointStateChange') return { type, endpoint };
  const about = {
    uri: `sip:${endpoint.resource}@127.0.0.1:5060`,
    contact_status: phone.registered ? 'NonQualified' : 'Removed',
    aor: endpoint.resource,
    roundtrip_usec: '0',
  };
  return { type, endpoint, contact_info: about };
}
