/** Bridges of the simulated PBX, and the recording of what is said in them. */

import {
  createChannel,
  hangUp,
  inStasis,
  isReply,
  leaveBridge,
  noSuchChannel,
} from './channels.ts';
import { onThread } from './media.ts';
import { type Bridge, type Channel, done, type Pbx, type Recording, type Reply } from './model.ts';
import { nextId, subscribe, tell } from './pbx.ts';

const noSuchBridge: Reply = { status: 404, message: 'Bridge not found' };

/** `POST /bridges/{id}`. */
export function createBridge(
  pbx: Pbx,
  order: Partial<Pick<Bridge, 'id' | 'name' | 'type'>>,
): Reply {
  const id = order.id ?? `bridge-${nextId(pbx)}`;
  if (pbx.bridges.has(id)) {
    return { status: 409, message: 'Bridge with id already exists' };
  }
  const bridge: Bridge = {
    id,
    name: order.name ?? '',
    type: order.type ?? 'mixing',
    createdAt: pbx.clock.now(),
    channels: new Set(),
    recording: undefined,
  };
  pbx.bridges.set(id, bridge);
  return { status: 200, bridge };
}

/** `DELETE /bridges/{id}`: those in it stay in Stasis. */
export function destroyBridge(pbx: Pbx, id: string): Reply {
  const bridge = pbx.bridges.get(id);
  if (!bridge) return noSuchBridge;
  const { recording } = bridge;
  if (recording) {
    // The subscriptions to the bridge end first: nobody hears of the end of its recording.
    for (const app of pbx.apps.values()) app.bridges.delete(id);
    hangUp(pbx, recording.channel, 16);
  }
  for (const channel of [...bridge.channels]) leaveBridge(pbx, channel);
  pbx.bridges.delete(id);
  tell(pbx, { type: 'BridgeDestroyed', bridge });
  for (const app of pbx.apps.values()) app.bridges.delete(id);
  return done;
}

/** `POST /bridges/{id}/addChannel`: waits for the channel's thread. */
export function addChannel(
  pbx: Pbx,
  bridgeId: string,
  channelIds: readonly string[],
  reply: (reply: Reply) => void,
): void {
  const bridge = pbx.bridges.get(bridgeId);
  if (!bridge) {
    reply(noSuchBridge);
    return;
  }
  const channels: Channel[] = [];
  for (const id of channelIds) {
    const found = inStasis(pbx, id);
    if (isReply(found)) {
      reply({ ...found, status: found === noSuchChannel ? 400 : 422 });
      return;
    }
    channels.push(found);
  }
  addNext(pbx, bridge, channels, reply);
}

function addNext(
  pbx: Pbx,
  bridge: Bridge,
  [channel, ...rest]: readonly Channel[],
  reply: (reply: Reply) => void,
): void {
  if (!channel) {
    reply(done);
    return;
  }
  const enter = (): Reply => {
    if (channel.alive && channel.stasis && pbx.bridges.has(bridge.id)) {
      enterBridge(pbx, bridge, channel);
    }
    return done;
  };
  onThread(pbx, channel, enter, () => addNext(pbx, bridge, rest, reply));
}

/**
 * The channel moves into the bridge, out of any other. One that is in it already leaves and enters,
 * and the application's subscription to the bridge is then one too many.
 */
export function enterBridge(pbx: Pbx, bridge: Bridge, channel: Channel): void {
  if (channel.bridge === bridge && channel.stasis) {
    subscribe(pbx, channel.stasis, 'bridges', bridge.id);
  }
  leaveBridge(pbx, channel);
  bridge.channels.add(channel);
  channel.bridge = bridge;
  if (channel.stasis) subscribe(pbx, channel.stasis, 'bridges', bridge.id);
  tell(pbx, { type: 'ChannelEnteredBridge', channel, bridge });
}

/** `POST /bridges/{id}/removeChannel`. */
export function removeChannel(
  pbx: Pbx,
  bridgeId: string,
  channelId: string,
  reply: (reply: Reply) => void,
): void {
  const bridge = pbx.bridges.get(bridgeId);
  if (!bridge) {
    reply(noSuchBridge);
    return;
  }
  const channel = inStasis(pbx, channelId);
  if (isReply(channel)) {
    reply({ ...channel, status: channel === noSuchChannel ? 400 : 422 });
    return;
  }
  if (channel.bridge !== bridge) {
    reply({ status: 422, message: 'Channel not in this bridge' });
    return;
  }
  onThread(
    pbx,
    channel,
    () => {
      leaveBridge(pbx, channel);
      return done;
    },
    reply,
  );
}

/** `POST /bridges/{id}/record`. */
export function recordBridge(pbx: Pbx, bridgeId: string, name: string, format: string): Reply {
  const bridge = pbx.bridges.get(bridgeId);
  if (!bridge) return noSuchBridge;
  if (pbx.recordings.has(name) || pbx.stored.has(name)) {
    return { status: 409, message: `Recording '${name}' already exists` };
  }
  if (!['wav', 'gsm', 'ulaw', 'alaw', 'sln'].includes(format)) {
    return { status: 422, message: 'specified format is unknown on this system' };
  }
  const channel = createChannel(pbx, {
    peer: 'Recorder/ARI',
    state: 'Up',
    caller: { name: '', number: '' },
    place: { context: 'default', extension: 's', priority: 1, app: '', appData: '' },
  });
  const at = pbx.clock.now();
  const recording: Recording = {
    name,
    format,
    bridge,
    channel,
    startedAt: at,
    state: 'recording',
  };
  bridge.recording = recording;
  pbx.recordings.set(name, recording);
  tell(pbx, { type: 'RecordingStarted', recording });
  return { status: 201, recording };
}

/** `POST /recordings/live/{name}/stop`, `POST` and `DELETE …/pause`. */
export function changeRecording(
  pbx: Pbx,
  name: string,
  action: 'pause' | 'resume' | 'stop',
): Reply {
  const recording = pbx.recordings.get(name);
  if (!recording) return { status: 404, message: 'Recording not found' };
  if (action === 'stop') hangUp(pbx, recording.channel, 16);
  else recording.state = action === 'pause' ? 'paused' : 'recording';
  return done;
}
