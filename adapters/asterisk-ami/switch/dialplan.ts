/**
 * The names of config/asterisk/extensions-ami.conf: extensions of our context, variables of
 * channels, and what its events say.
 */

import {
  isDial,
  isWatch,
  linkOfChannel,
  offerOfThird,
  partOf,
} from '../../asterisk/channel-ids.ts';
import type { OutgoingOrder } from '../../asterisk/ways.ts';
import type { AmiMessage } from '../message.ts';
import { whyUnsayable } from './capabilities.ts';

/** Extensions a channel is moved to. */
export type Station =
  | 'wait'
  | 'say'
  | 'talk'
  | 'back'
  | 'leave'
  | 'calling'
  | 'quiet'
  | 'alone'
  | 'spy'
  | 'feature';

/** Extensions at which a channel may be that nobody but a caller is moved to. */
export const stationsOfCallers: ReadonlySet<string> = new Set(['caller', 'wait', 'say', 'talk']);

/** Where those are who have left us already. */
const waysOut: ReadonlySet<string> = new Set(['back', 'leave'] satisfies Station[]);

/** Variables of a channel. */
export const variables = {
  /** Encoded arguments, as in the event. */
  args: 'TSUNAGI_ARGS',
  dialled: 'TSUNAGI_DIALLED',
  music: 'TSUNAGI_MUSIC',
  say: 'TSUNAGI_SAY',
  saying: 'TSUNAGI_SAYING',
  to: 'TSUNAGI_TO',
  peer: 'TSUNAGI_PEER',
  record: 'TSUNAGI_RECORD',
  again: 'TSUNAGI_AGAIN',
  spied: 'TSUNAGI_SPIED',
  spying: 'TSUNAGI_SPYING',
  ear: 'TSUNAGI_EAR',
} as const;

/** Where an answered channel of ours begins. */
export const stationOf = (part: OutgoingOrder['part'], number: number): string =>
  // In a pattern of the dialplan an N is a digit.
  `${part === 'link' ? 'far' : part}-${number}`;

/** What the dialplan tells of a channel. */
export interface Told {
  readonly kind: 'caller' | 'left' | 'said' | 'recorded' | 'parted' | 'answered' | 'spies';
  readonly channel: string;
}

/** Undefined: the event is not of our context. */
export function toldOf(app: string, event: AmiMessage): Told | undefined {
  if (event.text('UserEvent') !== 'Tsunagi' || event.text('App') !== app) return undefined;
  return { kind: event.text('Kind') as Told['kind'], channel: event.text('Uniqueid') };
}

/** Arguments as the dialplan was given them; those at the end that were not given are left out. */
export function argsOf(encoded: string): string[] {
  const args = encoded.split('&').map(decoded);
  while (args.at(-1) === '') args.pop();
  return args;
}

/** A value of `URIENCODE()`; one that is none stands as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * What a channel in this place came with; undefined: it is not with us. `args`: of its variable.
 */
export function argsAt(
  app: string,
  { id, context, extension, up }: Whereabouts,
  args: string,
): readonly string[] | undefined {
  if (context !== app || waysOut.has(extension)) return undefined;
  const own = partOf(app, id)?.part;
  if (own === 'leg' || own === 'customer') return up ? [own] : undefined;
  if (linkOfChannel(app, id)) return up ? ['link'] : undefined;
  if (isDial(app, id)) return up ? ['dial'] : undefined;
  if (offerOfThird(app, id) !== undefined) return up ? ['third'] : undefined;
  if (isWatch(app, id)) return up ? ['watch'] : undefined;
  return argsOf(args);
}

export interface Whereabouts {
  /** Of the channel. */
  readonly id: string;
  readonly context: string;
  readonly extension: string;
  /** It has been answered. */
  readonly up: boolean;
}

/** As the dialplan takes it: `sound:a&number:3`; undefined: some of it cannot be played. */
export const sayable = (media: readonly string[]): string | undefined =>
  media.length > 0 && media.every((each) => whyUnsayable(each) === undefined)
    ? media.join('&')
    : undefined;

const recordable = /^[^\p{Cc},&|;^$`'"\\<>(){}]+$/u;

/**
 * A recording's file below the folder of recordings; undefined: the name would be read as something
 * else than a name.
 */
export function recordingFile(name: string, format: string): string | undefined {
  const file = `${name}.${format}`;
  return recordable.test(file) && !file.split('/').includes('..') ? file : undefined;
}
