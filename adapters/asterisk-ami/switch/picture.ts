/** Takes the picture by one `Status`, which tells channels, bridges and variables at one moment. */

import {
  bridgeOf,
  linkBridgeOf,
  linkOfChannel,
  offerOfThird,
  partOf,
} from '../../asterisk/channel-ids.ts';
import type { Channel, Desk } from '../../asterisk/desk.ts';
import { type Kept, keptName, keptOf } from '../../asterisk/kept.ts';
import { type Picture, type PictureSource, pictureOf } from '../../asterisk/picture.ts';
import type { CallerIdentity } from '../../port.ts';
import type { AmiMessage } from '../message.ts';
import type { AmiAsker } from '../questions.ts';
import { argsAt, decoded, variables } from './dialplan.ts';

const wanted = [keptName, variables.args, variables.dialled];

/** `seen` is told of the name of each channel there is. */
export const pictureSource = (
  ami: AmiAsker,
  desk: Desk,
  seen: (channel: string, name: string) => void,
): PictureSource => ({
  take: async () => {
    const channels = await statusOf(ami);
    for (const each of channels) seen(each.text('Uniqueid'), each.text('Channel'));
    return takePicture(desk, channels);
  },
  readKept: async (channels) => {
    const kept = new Map<string, Kept>();
    for (const each of await statusOf(ami)) {
      const found = keptOf(variableOf(each, keptName));
      const id = each.text('Uniqueid');
      if (found && channels.includes(id)) kept.set(id, found);
    }
    return kept;
  },
});

const statusOf = async (ami: AmiAsker): Promise<readonly AmiMessage[]> =>
  (await ami.list({ Action: 'Status', Variables: wanted.join(',') })).filter(
    ({ event }) => event === 'Status',
  );

/** Who is together with this channel, by bridge. Rejects as `ami.list` does. */
export async function togetherWith(ami: AmiAsker, channel: string): Promise<readonly string[]> {
  const channels = await ami.list({ Action: 'CoreShowChannels' });
  const own = channels.find((each) => each.text('Uniqueid') === channel)?.text('BridgeId');
  if (!own) return [];
  return channels
    .filter((each) => each.text('BridgeId') === own)
    .map((each) => each.text('Uniqueid'));
}

function takePicture(desk: Desk, channels: readonly AmiMessage[]): Picture {
  const insides = new Map<string, string[]>();
  for (const each of channels) {
    const bridge = each.text('BridgeID');
    if (bridge === '') continue;
    const inside = insides.get(bridge) ?? [];
    inside.push(each.text('Uniqueid'));
    insides.set(bridge, inside);
  }
  const seen = channels.map((each) => [channelOf(each), argsOf(desk.app, each)] as const);
  const ours = new Set(seen.flatMap(([{ id }, args]) => (args === undefined ? [] : [id])));
  const bridges = new Map<string, readonly string[]>();
  for (const [bridge, inside] of insides) {
    if (inside.some((id) => ours.has(id))) bridges.set(nameOf(desk, bridge, inside), inside);
  }
  return pictureOf(desk.app, seen, bridges);
}

/**
 * The conversation of the leg that is in this bridge, or of the leg that was there with the caller;
 * of others Asterisk's own name.
 */
function nameOf(desk: Desk, bridge: string, inside: readonly string[]): string {
  for (const id of inside) {
    const own = partOf(desk.app, id);
    if (own?.part === 'leg') return bridgeOf(desk.app, own.offer);
    const linked = linkOfChannel(desk.app, id);
    if (linked) return linkBridgeOf(desk.app, linked.call);
    const third = offerOfThird(desk.app, id);
    if (third !== undefined) return bridgeOf(desk.app, third);
  }
  for (const id of inside) {
    const leg = desk.callsByChannel.get(id)?.leg;
    if (leg) return leg.bridge;
  }
  return bridge;
}

const argsOf = (app: string, channel: AmiMessage): readonly string[] | undefined =>
  argsAt(
    app,
    {
      id: channel.text('Uniqueid'),
      context: channel.text('Context'),
      extension: channel.text('Exten'),
      up: channel.text('ChannelStateDesc') === 'Up',
    },
    variableOf(channel, variables.args),
  );

/** A channel of a `Status`, or of an event about it. */
export function channelOf(message: AmiMessage): Channel {
  return {
    id: message.text('Uniqueid'),
    name: message.text('Channel'),
    state: message.text('ChannelStateDesc'),
    caller: callerOf(message),
    dialled: decoded(message.get('Dialled') ?? variableOf(message, variables.dialled)),
  };
}

const callerOf = (message: AmiMessage): CallerIdentity => ({
  number: known(message.text('CallerIDNum')),
  name: known(message.text('CallerIDName')),
});

/** What AMI says in place of nothing. */
const known = (text: string): string => (text === '<unknown>' ? '' : text);

/** A variable of a `Status`: `Variable: NAME=value`; empty: it is not set. */
function variableOf(message: AmiMessage, name: string): string {
  const found = message.all('Variable').find((each) => each.startsWith(`${name}=`));
  const value = found?.slice(name.length + 1) ?? '';
  return value === '(null)' ? '' : value;
}
