/**
 * * Local time of IANA zones, exact over every change of the clocks. The zone rules come from Intl;
 * a year of them is looked up once and kept as a few spans of constant offset.
 */

import type { Ms } from '../core/routing/ids.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A stretch of time in which local time is UTC plus a constant. */
export interface OffsetSpan {
  readonly fromMs: Ms;
  readonly untilMs: Ms;
  /** Local time minus UTC. */
  readonly offsetMs: Ms;
}

/** True for zones the system knows, such as `Asia/Tokyo`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

/**
 * The span of constant offset around a moment. Cost: a year of zone rules the first time, then a
 * search.
 */
export function offsetAt(zone: string, at: Ms): OffsetSpan {
  const year = new Date(at).getUTCFullYear();
  const spans = spansOf(zone, year);
  return spans.find((span) => at < span.untilMs) ?? spans.at(-1)!;
}

/** Local date, day of the week (Monday 0) and minute of the day of a local time in milliseconds. */
export function localParts(localMs: Ms): { date: string; weekday: number; minute: number } {
  const day = Math.floor(localMs / DAY_MS);
  return {
    date: new Date(day * DAY_MS).toISOString().slice(0, 10),
    // 1 January 1970 was a Thursday.
    weekday: (((day + 3) % 7) + 7) % 7,
    minute: Math.floor((localMs - day * DAY_MS) / MINUTE_MS),
  };
}

/**
 * * Moments at which the clocks of a zone show a local time (milliseconds as if it were UTC): none
 * when it is skipped, two when it comes twice, in order.
 */
export function momentsOf(zone: string, localMs: Ms): readonly Ms[] {
  const moments = new Set<Ms>();
  for (const near of [localMs - DAY_MS, localMs, localMs + DAY_MS]) {
    const moment = localMs - offsetAt(zone, near).offsetMs;
    if (moment + offsetAt(zone, moment).offsetMs === localMs) moments.add(moment);
  }
  return [...moments].sort((a, b) => a - b);
}

/** Moments between two at which the clocks of a zone are changed. */
export function clockChanges(zone: string, fromMs: Ms, untilMs: Ms): readonly OffsetSpan[] {
  const changes: OffsetSpan[] = [];
  let span = offsetAt(zone, fromMs);
  while (span.untilMs < untilMs) {
    const next = offsetAt(zone, span.untilMs);
    if (next.offsetMs !== span.offsetMs) changes.push(next);
    span = next;
  }
  return changes;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Asks Intl. Cost: some microseconds, and it allocates; hence the spans. */
function lookUpOffset(zone: string, at: Ms): Ms {
  const fields: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) fields[type] = Number(value);
  const { year, month, day, hour, minute, second } = fields;
  const local = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  return local - Math.floor(at / 1_000) * 1_000;
}

/** Two changes within four days have never been: such a stretch is looked at by its two ends. */
const STRIDE_MS = 4 * DAY_MS;

const years = new Map<string, readonly OffsetSpan[]>();

/**
 * Spans that cover one year of UTC, found by looking every few days and halving where two differ.
 */
function spansOf(zone: string, year: number): readonly OffsetSpan[] {
  const key = `${zone} ${year}`;
  const known = years.get(key);
  if (known !== undefined) return known;
  const end = Date.UTC(year + 1, 0, 1);
  const spans: OffsetSpan[] = [];
  let fromMs = Date.UTC(year, 0, 1);
  let offsetMs = lookUpOffset(zone, fromMs);
  for (let at = fromMs; at < end; at += STRIDE_MS) {
    const next = lookUpOffset(zone, at + STRIDE_MS);
    if (next === offsetMs) continue;
    const change = changeBetween(zone, at, at + STRIDE_MS, offsetMs);
    if (change >= end) break;
    spans.push({ fromMs, untilMs: change, offsetMs });
    [fromMs, offsetMs] = [change, next];
  }
  spans.push({ fromMs, untilMs: end, offsetMs });
  years.set(key, spans);
  return spans;
}

/** First moment after `low` with another offset, to the second. */
function changeBetween(zone: string, low: Ms, high: Ms, offsetMs: Ms): Ms {
  let [same, other] = [low, high];
  while (other - same > 1_000) {
    const middle = same + Math.floor((other - same) / 2_000) * 1_000;
    if (lookUpOffset(zone, middle) === offsetMs) same = middle;
    else other = middle;
  }
  return other;
}
