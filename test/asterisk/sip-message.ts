/** SIP messages as text: just what a phone on loopback needs. */

import { createHash, randomBytes } from 'node:crypto';

export interface SipMessage {
  /** `INVITE sip:1001@127.0.0.1 SIP/2.0` or `SIP/2.0 200 OK`. */
  readonly start: string;
  /** Names in lower case; a header that came several times has several values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** Reads one datagram. Undefined when it is no SIP message (a keep-alive, for instance). */
export function parseSip(text: string): SipMessage | undefined {
  const split = text.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const [start = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const values = headers.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    headers.set(name, values);
  }
  return { start, headers, body: text.slice(split + 4) };
}

/** First value of a header; empty when absent. */
export const header = (message: SipMessage, name: string): string =>
  message.headers.get(name)?.[0] ?? '';

/** Method of a request; undefined for an answer. */
export const methodOf = (message: SipMessage): string | undefined =>
  message.start.startsWith('SIP/2.0') ? undefined : message.start.split(' ')[0];

/** Status of an answer; 0 for a request. */
export const statusOf = (message: SipMessage): number =>
  message.start.startsWith('SIP/2.0') ? Number(message.start.split(' ')[1]) : 0;

/** `"Name" <sip:user@host>;tag=x` in its parts. */
export function parseAddress(value: string): {
  name: string;
  user: string;
  uri: string;
  tag: string;
} {
  const uri = /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0] ?? '';
  return {
    name: /^"?([^"<]*?)"?\s*</.exec(value)?.[1]?.trim() ?? '',
    user: /^sips?:([^@;]*)@/.exec(uri)?.[1] ?? '',
    uri,
    tag: /;tag=([^;]+)/.exec(value.slice(value.indexOf('>') + 1))?.[1] ?? '',
  };
}

/** The datagram of a message; adds the length of the body. */
export function formatSip(
  start: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  if (body !== '') lines.push('Content-Type: application/sdp');
  lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${start}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

export const freshTag = (): string => randomBytes(6).toString('hex');

/** The `Authorization` value that answers a digest challenge. */
export function answerChallenge(
  challenge: string,
  request: { method: string; uri: string; user: string; password: string },
): string {
  const part = (name: string): string =>
    new RegExp(`${name}="?([^",]*)"?`).exec(challenge)?.[1] ?? '';
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const realm = part('realm');
  const nonce = part('nonce');
  const once = freshTag();
  const ha1 = md5(`${request.user}:${realm}:${request.password}`);
  const ha2 = md5(`${request.method}:${request.uri}`);
  const response = challenge.includes('qop=')
    ? md5(`${ha1}:${nonce}:00000001:${once}:auth:${ha2}`)
    : md5(`${ha1}:${nonce}:${ha2}`);
  const fields = [
    `username="${request.user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${request.uri}"`,
    `response="${response}"`,
    'algorithm=MD5',
    ...(part('opaque') === '' ? [] : [`opaque="${part('opaque')}"`]),
    ...(challenge.includes('qop=') ? ['qop=auth', 'nc=00000001', `cnonce="${once}"`] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}
