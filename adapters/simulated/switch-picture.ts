/** The PBX as it is at one moment, as a port that has just connected sees it. */

import { asCallId, type CallId } from '../../core/routing/ids.ts';
import type { Channel, Pbx } from './model.ts';
import { CALL, LISTEN, MEMO, TALKED } from './switch-state.ts';

/** A channel as it was when the picture was taken. */
export interface Seen {
  readonly channel: Channel;
  readonly state: Channel['state'];
  /** Arguments of our application; undefined: not in it. */
  readonly args: readonly string[] | undefined;
  readonly memo: string | undefined;
  readonly talked: boolean;
  readonly listen: boolean;
  /** Kept with the channel: the call, and a caller's music. */
  readonly call: CallId | undefined;
  readonly music: string;
  readonly bridge: string | undefined;
}

export interface Picture {
  readonly channels: ReadonlyMap<string, Seen>;
  readonly bridges: ReadonlyMap<string, readonly string[]>;
}

export function takePicture(pbx: Pbx, app: string): Picture {
  const channels = new Map<string, Seen>();
  for (const channel of pbx.channels.values()) {
    const [call = '', music = ''] = channel.variables.get(CALL)?.split(',') ?? [];
    channels.set(channel.id, {
      channel,
      call: call === '' ? undefined : asCallId(Number(call)),
      music,
      state: channel.state,
      args: channel.stasis === app ? channel.place.appData.split(',').slice(1) : undefined,
      memo: channel.variables.get(MEMO),
      talked: channel.variables.get(TALKED) === '1',
      listen: channel.variables.has(LISTEN),
      bridge: channel.bridge?.id,
    });
  }
  const bridges = new Map<string, readonly string[]>();
  for (const bridge of pbx.bridges.values()) {
    if (!bridge.id.startsWith(`${app}-talk-`)) continue;
    bridges.set(
      bridge.id,
      [...bridge.channels].map((channel) => channel.id),
    );
  }
  return { channels, bridges };
}
