/** `POST /channels/{id}/snoop/{snoopId}`: a channel that hears another, and may speak to it. */

import { createChannel, enterStasis, hangUp, inStasis, isReply } from './channels.ts';
import { done, type Pbx, type Reply } from './model.ts';
import type { Whisper } from './voices.ts';

export interface Snooping {
  /** Of the new channel. */
  readonly id: string;
  readonly whisper: Whisper;
  readonly app: string;
  readonly args: readonly string[];
}

export function snoop(pbx: Pbx, on: string, { id, whisper, app, args }: Snooping): Reply {
  const spied = inStasis(pbx, on);
  if (isReply(spied)) return spied;
  if (pbx.channels.has(id)) return { status: 409, message: 'Channel with given unique ID exists' };
  const channel = createChannel(pbx, {
    ...{ id, peer: `Snoop/${on}`, state: 'Up', caller: { name: '', number: '' } },
    place: { context: 'default', extension: 's', priority: 1, app: '', appData: '' },
  });
  channel.snoop = { spied, whisper };
  spied.ears.add(channel);
  if (!enterStasis(pbx, channel, app, args)) hangUp(pbx, channel, 16);
  return { ...done, status: 200, channel };
}
