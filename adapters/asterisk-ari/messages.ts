/**
 * What Asterisk says over ARI, as far as we read it. Every field may be absent: it comes from
 * outside.
 */

import type { Channel } from '../asterisk/desk.ts';

export interface AriChannel {
  readonly id: string;
  /** `PJSIP/1001-0000001f`. */
  readonly name?: string;
  /** `Down`, `Rsrvd`, `Ring`, `Ringing`, `Up`, … */
  readonly state?: string;
  readonly caller?: { readonly name?: string; readonly number?: string };
  /**
   * `exten`; `app_name` and `app_data` (what it was given) of the dialplan application that runs.
   */
  readonly dialplan?: Readonly<Record<string, string | number | undefined>>;
}

export interface AriBridge {
  readonly id: string;
  readonly channels?: readonly string[];
}

export interface AriEndpoint {
  readonly technology: string;
  readonly resource: string;
  /** `online`, `offline` or `unknown`. */
  readonly state?: string;
  readonly channel_ids?: readonly string[];
}

export interface AriEvent {
  readonly type: string;
  /** When Asterisk made it: `2026-11-22T11:15:44.742+0000`. */
  readonly timestamp?: string;
  readonly application?: string;
  readonly channel?: AriChannel;
  readonly bridge?: AriBridge;
  readonly args?: readonly string[];
  readonly cause?: number;
  /** Somebody in the switch asks for the hang-up, not the far end. */
  readonly soft?: boolean;
  readonly digit?: string;
  /**
   * Of a channel that takes another's place: the one replaced (`StasisStart`), or who replaces
   * (transfers).
   */
  readonly replace_channel?: AriChannel;
  /** Of a blind transfer by `channel`. */
  readonly exten?: string;
  readonly context?: string;
  /** Of a transfer: `Success`, or why not. */
  readonly result?: string;
  /** Of an attended transfer: the transferring phone's leg here, and what its other leg was in. */
  readonly transferer_first_leg?: AriChannel;
  readonly transferer_first_leg_bridge?: AriBridge;
  readonly transferer_second_leg_bridge?: AriBridge;
  readonly destination_application?: string;
  readonly playback?: { readonly id: string; readonly target_uri?: string };
  readonly recording?: { readonly name: string; readonly target_uri?: string };
  readonly peer?: AriChannel;
  readonly dialstatus?: string;
  readonly endpoint?: AriEndpoint;
  readonly device_state?: { readonly name: string; readonly state: string };
}

/** Parts of an event that we look things up by, and what names them. */
const namedParts = [
  ['channel', 'id'],
  ['replace_channel', 'id'],
  ['peer', 'id'],
  ['transferer_first_leg', 'id'],
  ['transferer_first_leg_bridge', 'id'],
  ['transferer_second_leg_bridge', 'id'],
  ['bridge', 'id'],
  ['playback', 'id'],
  ['recording', 'name'],
  ['endpoint', 'resource'],
  ['device_state', 'name'],
] as const;

/** Whether each part that is there has the name it is looked up by. Cost: well below parsing. */
export function isWellFormed(event: AriEvent): boolean {
  const parts = event as unknown as Readonly<Record<string, Record<string, unknown> | null>>;
  for (const [part, name] of namedParts) {
    const value = parts[part];
    if (value !== undefined && typeof value?.[name] !== 'string') return false;
  }
  return true;
}

export interface AriRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/ari/`, segments encoded: `channels/17.3/answer`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Asterisk replies when the channel's own thread has done it: others must not wait behind it. */
  readonly slow?: boolean;
  /** A phone rings by it: what may wait, waits for its reply. */
  readonly urgent?: boolean;
  /** Clears up behind a call, which nobody hears: lets urgent requests pass. */
  readonly patient?: boolean;
  /** Doing it twice would be heard: never sent again when nobody knows whether it was done. */
  readonly once?: boolean;
}

/** A reply of any status; `body` is the JSON text, empty when there was none. */
export interface AriReply {
  readonly status: number;
  readonly body: string;
}

/** Whoever brings a request to Asterisk. The promise always settles, within the time-out. */
export interface AriRest {
  /** Rejects with `AriError` only when there is no reply; a refusal by Asterisk is a reply. */
  send(request: AriRequest): Promise<AriReply>;
}

/** The request's place: path and query, below `/ari/`. */
export function targetOf(request: AriRequest): string {
  if (!request.query) return request.path;
  let query = '';
  for (const key in request.query) {
    const value = encodeURIComponent(request.query[key] ?? '');
    query += `${query === '' ? '?' : '&'}${key}=${value}`;
  }
  return request.path + query;
}

export const ok = (reply: AriReply): boolean => reply.status >= 200 && reply.status < 300;

/** What Asterisk says was wrong; empty when it says nothing. */
export function messageOf(reply: AriReply): string {
  try {
    const body = JSON.parse(reply.body) as { message?: unknown; error?: unknown };
    return String(body.message ?? body.error ?? '');
  } catch {
    return reply.body.slice(0, 200);
  }
}

/** A channel as the shared parts know it. */
export const channelOf = (channel: AriChannel): Channel => ({
  id: channel.id,
  name: channel.name ?? '',
  state: channel.state ?? '',
  caller: { number: channel.caller?.number ?? '', name: channel.caller?.name ?? '' },
  dialled: String(channel.dialplan?.exten ?? ''),
});

/** Arguments of `Stasis()` as the dialplan gave them, of a channel that is in our application. */
export function argsOf(app: string, channel: AriChannel): readonly string[] | undefined {
  if (channel.dialplan?.app_name !== 'Stasis') return undefined;
  const [name, ...args] = String(channel.dialplan.app_data ?? '').split(',');
  return name === app ? args : undefined;
}
