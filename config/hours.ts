/**
 * * Opening hours on the clock of the wall: open or not at a moment, and when that next changes.
 * Exact over daylight saving: an hour that comes twice is open twice, an hour that is skipped is
 * not there.
 */

import { type Ms, NEVER } from '../core/routing/ids.ts';
import type { HoursSite } from './site.ts';
import { DAY_MS, localParts, MINUTE_MS, offsetAt } from './time-zone.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** How far ahead a change is looked for: `*-02-29` may be eight years away. */
const HORIZON_DAYS = 9 * 366;

/** Whether the hours are open at a moment. Cost: about a microsecond. */
export function isOpen(hours: HoursSite, at: Ms): boolean {
  const { date, weekday, minute } = localParts(at + offsetAt(hours.timeZone, at).offsetMs);
  return isIn(spansOf(calendarOf(hours), date, weekday), minute);
}

/**
 * First moment after `at` at which `isOpen` changes; NEVER if it does not within the horizon. Cost:
 * O(days until then): some 25 ms for hours that never close, unless the horizon is near.
 */
export function nextChange(hours: HoursSite, at: Ms, horizonMs = HORIZON_DAYS * DAY_MS): Ms {
  const calendar = calendarOf(hours);
  const open = isOpen(hours, at);
  const horizon = at + horizonMs;
  let span = offsetAt(hours.timeZone, at);
  let from = at;
  while (from < horizon) {
    const { offsetMs } = span;
    const until = Math.min(span.untilMs, horizon);
    const local = nextLocalChange(calendar, from + offsetMs, until + offsetMs, open);
    if (local !== undefined) return local - offsetMs;
    from = span.untilMs;
    if (from >= horizon) return NEVER;
    if (isOpen(hours, from) !== open) return from;
    span = offsetAt(hours.timeZone, from);
  }
  return NEVER;
}

/** First local time in `[fromMs, untilMs)` at which the hours are not as `open` says. */
function nextLocalChange(
  calendar: Calendar,
  fromMs: Ms,
  untilMs: Ms,
  open: boolean,
): Ms | undefined {
  for (let day = Math.floor(fromMs / DAY_MS) * DAY_MS; day < untilMs; day += DAY_MS) {
    const { date, weekday } = localParts(day);
    const spans = spansOf(calendar, date, weekday);
    for (const minute of [0, ...spans.flatMap(({ from, to }) => [from, to])]) {
      const at = Math.max(fromMs, day + minute * MINUTE_MS);
      if (at >= untilMs || minute === 1_440) break;
      if (isIn(spans, Math.floor((at - day) / MINUTE_MS)) !== open) return at;
    }
  }
  return undefined;
}

const isIn = (spans: readonly Span[], minute: number): boolean =>
  spans.some(({ from, to }) => minute >= from && minute < to);

interface Calendar {
  /** By date, `2026-01-01` or `*-01-01`. */
  readonly days: ReadonlyMap<string, readonly Span[]>;
  /** By day of the week, Monday first, in minutes of the day. */
  readonly week: readonly (readonly Span[])[];
}

const calendars = new WeakMap<HoursSite, Calendar>();

function calendarOf(hours: HoursSite): Calendar {
  const known = calendars.get(hours);
  if (known !== undefined) return known;
  const week: Span[][] = [[], [], [], [], [], [], []];
  for (const { from, to } of hours.week) {
    for (let day = Math.floor(from / 1_440); day * 1_440 < to; day++) {
      const start = day * 1_440;
      week[day]!.push({ from: Math.max(from - start, 0), to: Math.min(to - start, 1_440) });
    }
  }
  const days = new Map(hours.days.map((day) => [day.date, sorted(day.open)]));
  const calendar = { days, week: week.map(sorted) };
  calendars.set(hours, calendar);
  return calendar;
}

const sorted = (spans: readonly Span[]): readonly Span[] =>
  [...spans].sort((a, b) => a.from - b.from);

/** A date of its own wins over one of every year, and both over the week. */
function spansOf(calendar: Calendar, date: string, weekday: number): readonly Span[] {
  return (
    calendar.days.get(date) ?? calendar.days.get(`*${date.slice(4)}`) ?? calendar.week[weekday]!
  );
}
