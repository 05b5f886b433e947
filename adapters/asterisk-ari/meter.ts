/** What the adapter measures of the switch, handed to whoever keeps the figures. */

/** How a request ended: the class of its status, `none` when no answer came. */
export type RequestCode = '2xx' | '4xx' | '5xx' | 'none';

export interface AriMeter {
  /** One request, from handing it over to its reply. Cost: as `Gauges.observe`. */
  request(seconds: number, code: RequestCode): void;
  /** One event, from Asterisk's own time stamp to us; only as true as both clocks agree. */
  eventLag(seconds: number): void;
}

/** Measures nothing. */
export const noMeter: AriMeter = { request() {}, eventLag() {} };

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
