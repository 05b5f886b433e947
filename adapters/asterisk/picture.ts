/** What the switch has at one moment: every channel, and who is together in our conversations. */

import type { LinkedCall } from '../../core/routing/events.ts';
import type { OfferId } from '../../core/routing/ids.ts';
import { isDial, isWatch, linkOfChannel, offerOfThird, partOf } from './channel-ids.ts';
import type { Channel } from './desk.ts';
import type { Kept } from './kept.ts';

export interface SeenChannel {
  readonly channel: Channel;
  /** What the dialplan gave with it; undefined: it is not with us. */
  readonly args: readonly string[] | undefined;
  /** The conversation of ours it is in. */
  readonly bridge: string | undefined;
  /** Of a leg of ours, or of a customer we called: the offer. */
  readonly offer: OfferId | undefined;
  /** What it is of ours by its id; a dial may be a caller by now. */
  readonly part: 'leg' | 'customer' | 'link' | 'dial' | 'third' | 'watch' | undefined;
  /** Of a channel to the far end of a link. */
  readonly linked: LinkedCall | undefined;
}

export interface Picture {
  /** All channels of the switch. */
  readonly channels: ReadonlyMap<string, SeenChannel>;
  /** Our conversations, by `Leg.bridge`. */
  readonly bridges: ReadonlyMap<string, readonly string[]>;
}

/** Where pictures come from. Both reject when Asterisk does not reply. */
export interface PictureSource {
  take(): Promise<Picture>;
  /** What these channels keep; those without it are missing. */
  readKept(channels: readonly string[]): Promise<ReadonlyMap<string, Kept>>;
}

/** A picture of these channels, each with its `args`, and these conversations. */
export function pictureOf(
  app: string,
  channels: Iterable<readonly [Channel, args: readonly string[] | undefined]>,
  bridges: ReadonlyMap<string, readonly string[]>,
): Picture {
  const bridgesByChannel = new Map<string, string>();
  for (const [bridge, inside] of bridges) {
    for (const id of inside) bridgesByChannel.set(id, bridge);
  }
  const seen = new Map<string, SeenChannel>();
  for (const [channel, args] of channels) {
    const own = partOf(app, channel.id);
    const linked = linkOfChannel(app, channel.id);
    const part = linked ? 'link' : partNamed(app, channel.id, own?.part);
    const bridge = bridgesByChannel.get(channel.id);
    seen.set(channel.id, { channel, args, bridge, offer: part && own?.offer, part, linked });
  }
  return { channels: seen, bridges };
}

function partNamed(
  app: string,
  id: string,
  part: 'leg' | 'customer' | 'talk' | undefined,
): SeenChannel['part'] {
  if (isDial(app, id)) return 'dial';
  if (offerOfThird(app, id) !== undefined) return 'third';
  if (isWatch(app, id)) return 'watch';
  return part === 'talk' ? undefined : part;
}
