/**
 * The simulated PBX itself: making it, its applications and what they are told, what is left over
 * in it.
 */

import type { App, AppConnection, Pbx, PbxEvent, PbxOptions } from './model.ts';

const soundMs = (media: string): number | undefined => {
  if (media.includes('missing')) return undefined;
  if (media.startsWith('sound:')) return 2_000;
  return 600 * Math.max(1, media.length - media.indexOf(':') - 1);
};

export function createPbx(options: Partial<PbxOptions> & Pick<PbxOptions, 'clock'>): Pbx {
  return {
    version: 22,
    extensions: [
      { context: 'phones', extension: '800' },
      { context: 'phones', extension: '801' },
      { context: 'away', extension: '900' },
    ],
    soundMs,
    deviceLagMs: 20,
    ...options,
    channels: new Map(),
    bridges: new Map(),
    playbacks: new Map(),
    recordings: new Map(),
    stored: new Map(),
    phones: new Map(),
    apps: new Map(),
    modules: new Set(['func_talkdetect.so']),
    witnesses: new Set(),
    outside: undefined,
    nextId: 1,
  };
}

/** A number never given before in this PBX; also across its restarts. */
export const nextId = (pbx: Pbx): number => pbx.nextId++;

/**
 * Connects an application. The one that was connected under the name is told `ApplicationReplaced`
 * and hears no more. The result disconnects; what is in Stasis stays where it is.
 */
export function connectApp(pbx: Pbx, name: string, connection: AppConnection): () => void {
  let app = pbx.apps.get(name);
  if (!app) {
    app = {
      name,
      connection: undefined,
      channels: new Map(),
      bridges: new Map(),
      endpoints: new Set(),
      devices: new Set(),
    };
    pbx.apps.set(name, app);
  }
  app.connection?.onEvent({ type: 'ApplicationReplaced', app: name });
  app.connection = connection;
  return () => {
    if (app.connection !== connection) return;
    app.connection = undefined;
    // An application that nobody is connected to and that is subscribed to nothing is forgotten.
    if (app.channels.size + app.bridges.size + app.endpoints.size + app.devices.size === 0) {
      pbx.apps.delete(name);
    }
  };
}

export const isActive = (pbx: Pbx, app: string): boolean =>
  pbx.apps.get(app)?.connection !== undefined;

/**
 * Tells each application that is subscribed to something of the event. Dropped while it is away.
 */
export function tell(pbx: Pbx, event: PbxEvent): void {
  for (const witness of pbx.witnesses) witness(event);
  for (const app of pbx.apps.values()) {
    if (concerns(app, event)) app.connection?.onEvent(event);
  }
}

function concerns(app: App, event: PbxEvent): boolean {
  switch (event.type) {
    case 'BridgeDestroyed':
      return app.bridges.has(event.bridge.id);
    case 'BridgeBlindTransfer':
    case 'ChannelEnteredBridge':
    case 'ChannelLeftBridge':
      return app.channels.has(event.channel.id) || app.bridges.has(event.bridge.id);
    case 'BridgeAttendedTransfer':
      return app.channels.has(event.first.id) || app.bridges.has(event.bridge.id);
    case 'PlaybackStarted':
    case 'PlaybackContinuing':
    case 'PlaybackFinished':
      return app.channels.has(event.playback.channel.id);
    case 'RecordingStarted':
    case 'RecordingFinished':
    case 'RecordingFailed':
      return app.bridges.has(event.recording.bridge.id);
    case 'Dial':
      return app.channels.has(event.peer.id);
    case 'DeviceStateChanged':
      return app.devices.has(event.peer);
    case 'PeerStatusChange':
    case 'ContactStatusChange':
    case 'EndpointStateChange':
      return app.endpoints.has(event.phone.peer);
    case 'ApplicationReplaced':
      return false;
    default:
      return app.channels.has(event.channel.id);
  }
}

/** The application hears of this channel or bridge, once more. */
export function subscribe(pbx: Pbx, app: string, to: 'channels' | 'bridges', id: string): void {
  const counts = pbx.apps.get(app)?.[to];
  counts?.set(id, (counts.get(id) ?? 0) + 1);
}

/** One subscription less; what reaches zero is heard of no more. */
export function unsubscribe(pbx: Pbx, app: string, to: 'channels' | 'bridges', id: string): void {
  const counts = pbx.apps.get(app)?.[to];
  const count = counts?.get(id) ?? 0;
  if (count <= 1) counts?.delete(id);
  else counts?.set(id, count - 1);
}

/** Channels and bridges that are there; none in a PBX at rest. */
export function leftovers(pbx: Pbx): string[] {
  return [
    ...[...pbx.channels.values()].map(
      (channel) =>
        `channel ${channel.id} (${channel.name}, ${channel.state}, ` +
        `${channel.stasis ? `in ${channel.stasis}` : channel.place.app || 'no application'})`,
    ),
    ...[...pbx.bridges.values()].map(
      (bridge) => `bridge ${bridge.id} (${bridge.channels.size} channels)`,
    ),
  ];
}

/**
 * The PBX process ends and starts anew: every call, bridge and application is lost, without an
 * event.
 */
export function restartPbx(pbx: Pbx): void {
  const connections = [...pbx.apps.values()].map((app) => app.connection);
  for (const channel of pbx.channels.values()) {
    channel.alive = false;
    channel.behind.length = 0;
    for (const cancel of channel.plans) cancel();
    channel.playback?.timer();
  }
  for (const phone of pbx.phones.values()) {
    phone.channels.clear();
    phone.device = phone.registered ? 'NOT_INUSE' : 'UNAVAILABLE';
  }
  for (const map of [pbx.channels, pbx.bridges, pbx.playbacks, pbx.recordings, pbx.apps])
    map.clear();
  for (const connection of connections) connection?.onClosed();
}
