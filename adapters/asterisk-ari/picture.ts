/** What is on the switch at one moment, as far as it is ours. */

import type { LinkedCall } from '../../core/routing/events.ts';
import type { OfferId } from '../../core/routing/ids.ts';
import type { Desk } from './desk.ts';
import { isLinkBridge, linkOfChannel, partOf } from './desk.ts';
import { lostConnection } from './errors.ts';
import type { AriHttp } from './http.ts';
import { type AriBridge, type AriChannel, messageOf, ok } from './messages.ts';
import { argsOf } from './translate.ts';

export interface SeenChannel {
  readonly channel: AriChannel;
  /** Arguments of `Stasis()`; undefined: it is not in our application. */
  readonly args: readonly string[] | undefined;
  /** The bridge of ours it is in. */
  readonly bridge: string | undefined;
  /** Of a leg of ours, or of a customer we called: the offer. */
  readonly offer: OfferId | undefined;
  readonly part: 'leg' | 'customer' | 'link' | undefined;
  /** Of a channel to the far end of a link. */
  readonly linked: LinkedCall | undefined;
}

export interface Picture {
  /** All channels of the switch. */
  readonly channels: ReadonlyMap<string, SeenChannel>;
  /** Our bridges. */
  readonly bridges: ReadonlyMap<string, readonly string[]>;
}

/** Rejects with an `AriError` when Asterisk does not reply. Goes over HTTP: the lists are long. */
export async function takePicture(desk: Desk, http: AriHttp): Promise<Picture> {
  const list = async <T>(path: string): Promise<readonly T[]> => {
    const reply = await http.send({ method: 'GET', path });
    if (!ok(reply)) {
      throw lostConnection(http.address, `GET ${path}: ${reply.status} ${messageOf(reply)}`);
    }
    return JSON.parse(reply.body) as readonly T[];
  };
  const [channels, bridges] = await Promise.all([
    list<AriChannel>('channels'),
    list<AriBridge>('bridges'),
  ]);
  const ours = new Map<string, readonly string[]>();
  const bridgesByChannel = new Map<string, string>();
  for (const bridge of bridges) {
    const talk = partOf(desk.app, bridge.id)?.part === 'talk';
    if (!talk && !isLinkBridge(desk.app, bridge.id)) continue;
    const inside = bridge.channels ?? [];
    ours.set(bridge.id, inside);
    for (const id of inside) bridgesByChannel.set(id, bridge.id);
  }
  const seen = new Map<string, SeenChannel>();
  for (const channel of channels) {
    const own = partOf(desk.app, channel.id);
    const linked = linkOfChannel(desk.app, channel.id);
    const part = linked ? 'link' : own?.part === 'talk' ? undefined : own?.part;
    seen.set(channel.id, {
      channel,
      args: argsOf(desk.app, channel),
      bridge: bridgesByChannel.get(channel.id),
      offer: part && own?.offer,
      part,
      linked,
    });
  }
  return { channels: seen, bridges: ours };
}
