/** Takes the picture over HTTP: the lists are long. */

import { isLinkBridge, isWatchBridge, partOf } from '../asterisk/channel-ids.ts';
import { type Picture, type PictureSource, pictureOf } from '../asterisk/picture.ts';
import { lostConnection } from './errors.ts';
import type { AriHttp } from './http.ts';
import { readKept } from './kept.ts';
import { type AriBridge, type AriChannel, argsOf, channelOf, messageOf, ok } from './messages.ts';

/** Of the application `app`. */
export const pictureSource = (http: AriHttp, app: string): PictureSource => ({
  take: () => takePicture(http, app),
  readKept: (channels) => readKept(http, channels),
});

async function takePicture(http: AriHttp, app: string): Promise<Picture> {
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
  for (const bridge of bridges) {
    const talk = partOf(app, bridge.id)?.part === 'talk';
    const known = talk || isLinkBridge(app, bridge.id) || isWatchBridge(app, bridge.id);
    if (known) ours.set(bridge.id, bridge.channels ?? []);
  }
  const seen = channels.map((channel) => [channelOf(channel), argsOf(app, channel)] as const);
  return pictureOf(app, seen, ours);
}
