/** What the adapter measures of the switch, handed to whoever keeps the figures. */

import type { AriRequest } from './messages.ts';

/** How a request ended: the class of its status, `none` when no answer came. */
export const requestCodes = ['2xx', '4xx', '5xx', 'none'] as const;
export type RequestCode = (typeof requestCodes)[number];

/** What a request was for. */
export const requestOps = [
  'originate',
  'hang-up',
  'answer',
  'hold',
  'say',
  'send',
  'join',
  'record',
  'read',
  'other',
] as const;
export type RequestOp = (typeof requestOps)[number];

export interface AriMeter {
  /** One request, from handing it over to its reply. Cost: as `Gauges.observe`. */
  request(seconds: number, op: RequestOp, code: RequestCode): void;
  /** One event, from Asterisk's own time stamp to us; only as true as both clocks agree. */
  eventLag(seconds: number): void;
}

/** Measures nothing. */
export const noMeter: AriMeter = { request() {}, eventLag() {} };

/** Last parts of paths, `moh` of `channels/17.3/moh`. */
const opOfTail: Readonly<Record<string, RequestOp>> = {
  answer: 'answer',
  moh: 'hold',
  ring: 'hold',
  variable: 'hold',
  continue: 'send',
  addChannel: 'join',
  record: 'record',
};
const opOfHead: Readonly<Record<string, RequestOp>> = {
  bridges: 'join',
  playbacks: 'say',
  recordings: 'record',
};

/** What this request is for. Cost: one split of a short path. */
export function opOf({ method, path }: AriRequest): RequestOp {
  if (method === 'GET') return 'read';
  const [head = '', , tail = ''] = path.split('/');
  if (head === 'channels' && tail === '') return method === 'POST' ? 'originate' : 'hang-up';
  if (tail === 'play') return 'say';
  return opOfTail[tail] ?? opOfHead[head] ?? 'other';
}

/** Class of a status. */
export function codeOf(status: number): RequestCode {
  if (status >= 500) return '5xx';
  return status >= 400 ? '4xx' : '2xx';
}

/** Seconds since an event's time stamp (`2026-11-22T11:15:44.742+0000`); undefined: it has none. */
export function lagOf(timestamp: string | undefined, nowMs: number): number | undefined {
  if (timestamp === undefined) return undefined;
  const sentMs = Date.parse(timestamp);
  return Number.isNaN(sentMs) ? undefined : Math.max(0, (nowMs - sentMs) / 1_000);
}
