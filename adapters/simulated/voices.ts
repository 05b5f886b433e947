/** Who hears whom in the simulated PBX: bridges, silenced microphones, channels that snoop. */

import type { Channel } from './model.ts';

/** Into which side of the channel that is listened to the listener speaks. */
export type Whisper = 'none' | 'in' | 'out' | 'both';

/** Those whose voice the far end of this channel hears; music and playbacks apart. */
export function voicesFor(channel: Channel): Set<Channel> {
  const heard = new Set<Channel>();
  for (const other of channel.bridge?.channels ?? []) {
    if (other !== channel) for (const each of voicesFrom(other)) heard.add(each);
  }
  for (const each of whispered(channel, 'out')) heard.add(each);
  heard.delete(channel);
  return heard;
}

/** What this channel brings into its bridge. */
function voicesFrom(channel: Channel): Channel[] {
  const { snoop } = channel;
  if (snoop) {
    const { spied } = snoop;
    return [...(isHeard(spied) ? [spied] : []), ...voicesInBridge(spied)];
  }
  return [...(isHeard(channel) ? [channel] : []), ...whispered(channel, 'in')];
}

const voicesInBridge = (channel: Channel): Channel[] =>
  [...(channel.bridge?.channels ?? [])].filter((each) => each !== channel && isHeard(each));

const isHeard = ({ state, held, muted }: Channel): boolean => state === 'Up' && !held && !muted;

/** Those who speak through the channels that snoop on this one, to this side of it. */
function whispered(channel: Channel, side: 'in' | 'out'): Channel[] {
  const voices: Channel[] = [];
  for (const ear of channel.ears) {
    const whisper = ear.snoop?.whisper;
    if (whisper === side || whisper === 'both') voices.push(...voicesInBridge(ear));
  }
  return voices;
}
