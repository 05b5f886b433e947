/**
 * Channels of the simulated PBX: their life, their way into and out of Stasis, their one thread.
 */

import { deviceChanged } from './devices.ts';
import { cutPlayback, onThread, runBehind } from './media.ts';
import {
  type Cause,
  type Channel,
  done,
  type Party,
  type Pbx,
  type Place,
  type Reply,
} from './model.ts';
import { isActive, nextId, subscribe, tell, unsubscribe } from './pbx.ts';
import { setTalkDetect } from './talking.ts';

export interface NewChannel {
  readonly id?: string;
  readonly peer: string;
  readonly state: Channel['state'];
  readonly caller: Party;
  readonly place: Place;
  /** End of the name; drawn when absent. */
  readonly suffix?: string;
}

export function createChannel(pbx: Pbx, order: NewChannel): Channel {
  const number = nextId(pbx);
  const at = pbx.clock.now();
  const suffix = order.suffix ?? number.toString(16).padStart(8, '0');
  const channel: Channel = {
    id: order.id ?? `${Math.floor(at / 1000)}.${number}`,
    name: `${order.peer}-${suffix}`,
    peer: order.peer,
    createdAt: at,
    state: order.state,
    caller: order.caller,
    connected: { name: '', number: '' },
    place: order.place,
    stasis: undefined,
    variables: new Map(),
    bridge: undefined,
    music: undefined,
    ringing: false,
    playback: undefined,
    behind: [],
    asleep: false,
    held: false,
    muted: false,
    keys: '',
    snoop: undefined,
    ears: new Set(),
    alive: true,
    half: undefined,
    speech: undefined,
    plans: [],
    rung: undefined,
  };
  pbx.channels.set(channel.id, channel);
  pbx.phones.get(order.peer)?.channels.add(channel);
  deviceChanged(pbx, order.peer);
  return channel;
}

export function changeState(pbx: Pbx, channel: Channel, state: Channel['state']): void {
  if (channel.state === state) return;
  channel.state = state;
  tell(pbx, { type: 'ChannelStateChange', channel });
  deviceChanged(pbx, channel.peer);
}

/** Enters `Stasis()`; with the application away the dialplan goes on instead (false). */
export function enterStasis(
  pbx: Pbx,
  channel: Channel,
  app: string,
  args: readonly string[],
  replaced?: Channel,
): boolean {
  if (!isActive(pbx, app)) return false;
  channel.stasis = app;
  channel.place = { ...channel.place, app: 'Stasis', appData: [app, ...args].join(',') };
  subscribe(pbx, app, 'channels', channel.id);
  tell(pbx, { type: 'StasisStart', channel, args, ...(replaced && { replaced }) });
  return true;
}

/** Leaves its bridge and Stasis, still alive. `replaced`: another took its place in the bridge. */
export function leaveStasis(pbx: Pbx, channel: Channel, replaced = false): void {
  const app = channel.stasis;
  if (!app) return;
  leaveBridge(pbx, channel);
  channel.stasis = undefined;
  tell(pbx, { type: 'StasisEnd', channel });
  if (replaced) pbx.apps.get(app)?.channels.delete(channel.id);
  else unsubscribe(pbx, app, 'channels', channel.id);
}

/** Out of its bridge, whether it stays in Stasis or not. */
export function leaveBridge(pbx: Pbx, channel: Channel): void {
  const bridge = channel.bridge;
  if (!bridge) return;
  bridge.channels.delete(channel);
  channel.bridge = undefined;
  tell(pbx, { type: 'ChannelLeftBridge', channel, bridge });
  if (channel.stasis) unsubscribe(pbx, channel.stasis, 'bridges', bridge.id);
}

export interface HangUp {
  /** Nobody asked for it: a time ran out. */
  readonly unasked?: boolean;
  /** The PBX asks for it, not the far end. */
  readonly soft?: boolean;
  /** Another channel has taken its place in the bridge. */
  readonly replaced?: boolean;
  /** Of a call that never came about: what its `Dial` event says. */
  readonly dialStatus?: string;
}

/** Ends the channel, whoever wanted it. Its bridge and the other channels in it stay. */
export function hangUp(pbx: Pbx, channel: Channel, cause: Cause, how: HangUp = {}): void {
  if (!channel.alive) return;
  channel.alive = false;
  for (const cancel of channel.plans.splice(0)) cancel();
  if (!how.unasked) {
    tell(pbx, { type: 'ChannelHangupRequest', channel, cause, soft: how.soft ?? false });
  }
  const phone = pbx.phones.get(channel.peer);
  const refused = how.dialStatus !== undefined;
  if (phone && channel.rung && channel.state === 'Ringing' && !refused && cause !== 26) {
    phone.missed++;
  }
  if (channel.rung && !how.unasked) {
    tell(pbx, { type: 'Dial', peer: channel, status: how.dialStatus ?? 'NOANSWER' });
  }
  channel.rung = undefined;
  cutPlayback(pbx, channel);
  finishRecording(pbx, channel);
  if (channel.stasis) leaveStasis(pbx, channel, how.replaced);
  else leaveBridge(pbx, channel);
  channel.asleep = false;
  runBehind(channel);
  pbx.channels.delete(channel.id);
  phone?.channels.delete(channel);
  tell(pbx, { type: 'ChannelDestroyed', channel, cause });
  for (const app of pbx.apps.values()) app.channels.delete(channel.id);
  deviceChanged(pbx, channel.peer);
  channel.snoop?.spied.ears.delete(channel);
  for (const ear of channel.ears) hangUp(pbx, ear, cause);
  const half = channel.half;
  channel.half = undefined;
  if (half) hangUp(pbx, half, cause);
}

/** A recorder that goes leaves its file. */
function finishRecording(pbx: Pbx, recorder: Channel): void {
  for (const recording of pbx.recordings.values()) {
    if (recording.channel !== recorder) continue;
    pbx.recordings.delete(recording.name);
    recording.state = 'done';
    recording.bridge.recording = undefined;
    pbx.stored.set(recording.name, recording.format);
    tell(pbx, { type: 'RecordingFinished', recording });
  }
}

/** `DELETE /channels/{id}`: works on any channel, in Stasis or not. */
export function hangUpById(pbx: Pbx, id: string, cause: Cause): Reply {
  const channel = pbx.channels.get(id);
  if (!channel) return noSuchChannel;
  hangUp(pbx, channel, cause, { soft: true });
  return done;
}

export const noSuchChannel: Reply = { status: 404, message: 'Channel not found' };
export const notInStasis: Reply = {
  status: 409,
  message: 'Channel not in Stasis application',
};

/** The channel if it is in Stasis, else the reply that says why not. */
export function inStasis(pbx: Pbx, id: string): Channel | Reply {
  const channel = pbx.channels.get(id);
  if (!channel) return noSuchChannel;
  return channel.stasis ? channel : notInStasis;
}

export const isReply = (found: object): found is Reply => 'status' in found;

/** `POST /channels/{id}/answer`. */
export function answer(pbx: Pbx, id: string, reply: (reply: Reply) => void): void {
  const channel = inStasis(pbx, id);
  if (isReply(channel)) {
    reply(channel);
    return;
  }
  onThread(
    pbx,
    channel,
    () => {
      changeState(pbx, channel, 'Up');
      return done;
    },
    reply,
  );
}

/** `POST` and `DELETE /channels/{id}/mute?direction=in`. */
export function mute(pbx: Pbx, id: string, on: boolean): Reply {
  const channel = inStasis(pbx, id);
  if (isReply(channel)) return channel;
  const change = (): Reply => {
    channel.muted = on;
    return done;
  };
  onThread(pbx, channel, change, () => {});
  return done;
}

/** `POST /channels/{id}/dtmf`. */
export function pressKeys(pbx: Pbx, id: string, keys: string): Reply {
  const channel = inStasis(pbx, id);
  if (isReply(channel)) return channel;
  const press = (): Reply => {
    channel.keys += keys;
    return done;
  };
  onThread(pbx, channel, press, () => {});
  return done;
}

/** Whether the dialplan has it. */
export const hasExtension = (pbx: Pbx, context: string, extension: string): boolean =>
  pbx.extensions.some((each) => each.context === context && each.extension === extension);

export function getVariable(pbx: Pbx, id: string, name: string): Reply & { value?: string } {
  const channel = pbx.channels.get(id);
  if (!channel) return noSuchChannel;
  const [, context, extension] = /^DIALPLAN_EXISTS\((.*),(.*),1\)$/.exec(name) ?? [];
  const exists = context !== undefined && (hasExtension(pbx, context, extension!) ? '1' : '0');
  const value = exists || channel.variables.get(name);
  if (value === undefined) {
    return { status: 404, message: 'Provided variable was not found' };
  }
  return { status: 200, value };
}

export function setVariable(
  pbx: Pbx,
  id: string,
  variable: string,
  value: string,
  reply: (reply: Reply) => void,
): void {
  const channel = inStasis(pbx, id);
  if (isReply(channel)) {
    reply(channel);
    return;
  }
  onThread(
    pbx,
    channel,
    () => {
      if (setTalkDetect(pbx, channel, variable, value)) return done;
      channel.variables.set(variable, value);
      tell(pbx, { type: 'ChannelVarset', channel, variable, value });
      return done;
    },
    reply,
  );
}

/**
 * The dialplan goes on with the channel; without a place of its own: with the fallback after
 * `Stasis()`.
 */
export function enterDialplan(
  channel: Channel,
  to: { readonly context: string; readonly extension: string } | undefined,
): void {
  const app = to ? 'Wait' : 'Queue';
  channel.place = { ...channel.place, ...to, priority: 2, app, appData: to ? '' : 'fallback' };
}

/** `POST /channels/{id}/continue`: to a place in the dialplan; undefined: the next priority. */
export function continueInDialplan(
  pbx: Pbx,
  id: string,
  to: { readonly context: string; readonly extension: string } | undefined,
): Reply {
  const channel = inStasis(pbx, id);
  if (isReply(channel)) return channel;
  if (channel.state !== 'Up' && channel.state !== 'Ring') {
    return { status: 412, message: 'Channel in invalid state' };
  }
  const go = (): Reply => {
    leaveStasis(pbx, channel);
    const known = !to || hasExtension(pbx, to.context, to.extension);
    if (!known) hangUp(pbx, channel, 16);
    else enterDialplan(channel, to);
    return done;
  };
  // Asterisk replies at once and the channel's thread goes when it is free.
  onThread(pbx, channel, go, () => {});
  return done;
}
