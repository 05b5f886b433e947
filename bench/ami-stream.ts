/**
 * Events as `app_queue` and its channels tell them, written once and sent again and again, with
 * what it takes to know that none was lost, doubled, moved or changed on the way.
 */

import { AmiMessage } from '../adapters/asterisk-ami/message.ts';
import { type Chance, createChance } from '../adapters/simulated/random.ts';

type Headers = readonly (readonly [name: string, value: string])[];

export interface EventStream {
  /** All messages in order; the last header of each is its place, `Place: 17`. */
  readonly bytes: Buffer;
  /** Message n stands from `offsets[n]` to `offsets[n + 1]`. */
  readonly offsets: readonly number[];
  readonly messages: readonly AmiMessage[];
  /** Checksum of all of them. */
  readonly sum: number;
}

export const greeting = 'Asterisk Call Manager/7.0.3\r\n';
/** After the last message. */
export const farewell = 'Event: Shutdown\r\nShutdown: Cleanly\r\nRestart: False\r\n\r\n';

const names = ['田中 結衣', '佐藤 蓮', 'Zoë Çelik', 'Jan van den Berg', '山田 🙂', 'Иван Петров'];
const queues = ['support', 'サポート', 'billing-second-line', 'sales'];

/** A given number of messages; the same seed gives the same bytes. */
export function createEventStream(seed: number, count: number): EventStream {
  const chance = createChance(seed);
  const offsets = [0];
  const parts: string[] = [];
  const messages: AmiMessage[] = [];
  let sum = 0;
  for (let place = 0; place < count; place++) {
    const make = chance.pick([queueState, variable, variable, channelState]);
    const headers: Headers = [...make(chance), ['Place', String(place)]];
    const text = `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    const message = new AmiMessage(
      headers.map(([name]) => name),
      headers.map(([, value]) => value),
    );
    parts.push(text);
    messages.push(message);
    offsets.push(offsets.at(-1)! + Buffer.byteLength(text));
    sum = (sum + sumOf(message.names, message.values)) >>> 0;
  }
  return { bytes: Buffer.from(parts.join('')), offsets, messages, sum };
}

/** Checksum of one message, whatever the order of its headers and the case of their names. */
export function sumOf(headers: readonly string[], values: readonly string[]): number {
  let sum = 0;
  for (let i = 0; i < headers.length; i++) sum += sumOfHeader(headers[i]!, values[i]!);
  return sum >>> 0;
}

/** Checksum of one header (FNV-1a, 32 bits). Cost: some nanoseconds a character. */
export function sumOfHeader(name: string, value: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = mixed(hash, name.charCodeAt(i) | 32);
  hash = mixed(hash, 58);
  for (let i = 0; i < value.length; i++) hash = mixed(hash, value.charCodeAt(i));
  return hash >>> 0;
}

const mixed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

function queueState(chance: Chance): Headers {
  const phone = chance.between(1_000, 1_999);
  return [
    ['Event', 'QueueMemberStatus'],
    ['Privilege', 'agent,all'],
    ['Queue', chance.pick(queues)],
    ['MemberName', chance.pick(names)],
    ['Interface', `Local/${phone}@agents/n`],
    ['StateInterface', `PJSIP/${phone}`],
    ['Membership', 'dynamic'],
    ['Penalty', String(chance.between(0, 9))],
    ['CallsTaken', String(chance.between(0, 400))],
    ['LastCall', String(chance.between(1_700_000_000, 1_800_000_000))],
    ['LastPause', '0'],
    ['LoginTime', '1700000000'],
    ['InCall', '0'],
    ['Status', String(chance.between(1, 8))],
    ['Paused', '0'],
    ['PausedReason', ''],
    ['Ringinuse', '0'],
    ['Wrapuptime', '15'],
  ];
}

function channelState(chance: Chance): Headers {
  return [['Event', 'Newstate'], ['Privilege', 'call,all'], ...channel(chance)];
}

function variable(chance: Chance): Headers {
  return [
    ['Event', 'VarSet'],
    ['Privilege', 'dialplan,all'],
    ...channel(chance),
    ['Variable', chance.pick(['QEHOLDTIME', 'QUEUEPOSITION', 'SIPCALLID', 'BRIDGEPEER'])],
    ['Value', chance.pick(['', '17', 'a: b = c', '5f3e0c2b-aa31-4d0e-9c8e@192.0.2.10'])],
  ];
}

function channel(chance: Chance): Headers {
  const id = `1764139${chance.between(100, 999)}.${chance.between(1, 99_999)}`;
  const serial = chance.between(0, 0xffff_ffff).toString(16).padStart(8, '0');
  return [
    ['Channel', `PJSIP/trunk-${serial}`],
    ['ChannelState', '6'],
    ['ChannelStateDesc', 'Up'],
    ['CallerIDNum', `03${chance.between(10_000_000, 99_999_999)}`],
    ['CallerIDName', chance.pick(names)],
    ['ConnectedLineNum', '<unknown>'],
    ['ConnectedLineName', '<unknown>'],
    ['Language', 'ja'],
    ['AccountCode', ''],
    ['Context', 'from-trunk'],
    ['Exten', String(chance.between(5_000, 5_999))],
    ['Priority', '1'],
    ['Uniqueid', id],
    ['Linkedid', id],
  ];
}
