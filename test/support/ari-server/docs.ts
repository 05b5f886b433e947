/**
 * The API description (`/ari/api-docs`), made from the table of operations: what `ari-client`
 * connects by.
 */

import { channelOperations } from './channels.ts';
import type { Operation } from './operation.ts';
import { resourceOperations } from './resources.ts';
import { parameterJson } from './translate.ts';

export const operations: readonly Operation[] = [...channelOperations, ...resourceOperations];

/** Events with the types of their parts; the first word is the event, the rest `name:Type`. */
const events = [
  'StasisStart args:List[string] channel:Channel replace_channel:Channel',
  'StasisEnd channel:Channel',
  'ChannelStateChange channel:Channel',
  'ChannelDestroyed cause:int cause_txt:string channel:Channel',
  'ChannelHangupRequest cause:int soft:boolean channel:Channel',
  'ChannelDtmfReceived digit:string duration_ms:int channel:Channel',
  'ChannelVarset variable:string value:string channel:Channel',
  'ChannelHold channel:Channel musicclass:string',
  'ChannelUnhold channel:Channel',
  'ChannelTalkingStarted channel:Channel',
  'ChannelTalkingFinished channel:Channel duration:int',
  'ChannelEnteredBridge bridge:Bridge channel:Channel',
  'ChannelLeftBridge bridge:Bridge channel:Channel',
  'BridgeDestroyed bridge:Bridge',
  'BridgeBlindTransfer channel:Channel bridge:Bridge replace_channel:Channel result:string',
  'BridgeAttendedTransfer transferer_first_leg:Channel transferer_second_leg:Channel',
  'PlaybackStarted playback:Playback',
  'PlaybackContinuing playback:Playback',
  'PlaybackFinished playback:Playback',
  'RecordingStarted recording:LiveRecording',
  'RecordingFinished recording:LiveRecording',
  'RecordingFailed recording:LiveRecording',
  'Dial peer:Channel dialstatus:string dialstring:string',
  'DeviceStateChanged device_state:DeviceState',
  'PeerStatusChange endpoint:Endpoint',
  'ContactStatusChange endpoint:Endpoint',
  'ApplicationReplaced',
];

const head = { apiVersion: '2.0.0', swaggerVersion: '1.1' };

/** The document of this name (`resources`, `channels`, …); undefined: there is none. */
export function apiDocument(name: string, origin: string): object | undefined {
  const basePath = `${origin}/ari`;
  const resources = [...new Set(operations.map((each) => each.resource)), 'events'];
  if (name === 'resources') {
    const apis = resources.map((each) => ({
      path: `/api-docs/${each}.{format}`,
      description: each,
    }));
    return { ...head, basePath, apis };
  }
  if (!resources.includes(name)) return undefined;
  const resourcePath = `/api-docs/${name}.{format}`;
  return { ...head, basePath, resourcePath, apis: apisOf(name), models: modelsOf(name) };
}

function apisOf(resource: string): object[] {
  const paths = new Map<string, Operation[]>();
  for (const each of operations.filter((one) => one.resource === resource)) {
    paths.set(each.path, [...(paths.get(each.path) ?? []), each]);
  }
  return [...paths].map(([path, list]) => ({
    path,
    description: path,
    operations: list.map((each) => ({
      httpMethod: each.method,
      summary: each.nickname,
      nickname: each.nickname,
      responseClass: each.gives,
      parameters: each.parameters.map(parameterJson),
      errorResponses: [],
    })),
  }));
}

function modelsOf(resource: string): Record<string, object> {
  if (resource !== 'events') return {};
  const models: Record<string, object> = {};
  for (const line of events) {
    const [id = '', ...parts] = line.split(' ');
    const properties: Record<string, object> = {};
    for (const part of ['type:string', 'application:string', 'timestamp:Date', ...parts]) {
      const [name = '', type = ''] = part.split(':');
      properties[name] = { type, required: false };
    }
    models[id] = { id, properties };
  }
  return models;
}
