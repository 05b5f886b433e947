/**
 * Lints about opening hours: gaps nobody means, clocks that skip or repeat an opening, old
 * holidays.
 */

import type { Ms } from '../core/routing/ids.ts';
import { clockText } from './compile-hours.ts';
import type { Report } from './report.ts';
import { weekdays } from './scalars.ts';
import type { CompiledConfig, HoursSite } from './site.ts';
import { clockChanges, DAY_MS, localParts, MINUTE_MS, offsetAt } from './time-zone.ts';

/** Closed for no longer than this between two openings is a slip of the pen, as in 9:00-23:59. */
const GAP_MINUTES_MAX = 5;
/** How far ahead changes of the clocks are looked at. */
const AHEAD_MS = 400 * DAY_MS;
const WEEK_MINUTES = 7 * 1_440;

export function lintHours({ site }: CompiledConfig, report: Report, now: Ms): void {
  for (const hours of site.hours) {
    if (hours.week.length === 0 && hours.days.every(({ open }) => open.length === 0)) {
      const message = `hours \`${hours.id}\` are never open`;
      report.tell('hours-never-open', ['hours', hours.id], message, { at: 'key' });
    }
    lintGaps(hours, report);
    lintClockChanges(hours, report, now);
    lintHolidays(hours, report, now);
  }
}

function lintGaps(hours: HoursSite, report: Report): void {
  for (const [index, { to }] of hours.week.entries()) {
    const next = hours.week[index + 1] ?? hours.week[0]!;
    const gap = (next.from - to + WEEK_MINUTES) % WEEK_MINUTES;
    if (gap === 0 || gap > GAP_MINUTES_MAX) continue;
    const day = weekdays[Math.floor((to - 1) / 1_440)]!;
    const at = clockText(to % 1_440);
    const message = `closed for ${gap} min on ${day} at ${at}, before it opens again`;
    const hint = 'the end is not part of the range: 9:00-24:00 lasts until midnight';
    report.tell('hours-gap', ['hours', hours.id, 'week'], message, { at: 'key', hint });
    return;
  }
}

/**
 * Openings and closings at a time the clocks skip or show twice; the next one of each kind is told.
 */
function lintClockChanges(hours: HoursSite, report: Report, now: Ms): void {
  for (const change of clockChanges(hours.timeZone, now, now + AHEAD_MS)) {
    const before = offsetAt(hours.timeZone, change.fromMs - 1).offsetMs;
    const skipped = change.offsetMs > before;
    const firstMs = change.fromMs + Math.min(before, change.offsetMs);
    const lastMs = change.fromMs + Math.max(before, change.offsetMs);
    // A boundary at either end of the hour in question is as exact as ever.
    const boundary = boundaryWithin(hours, firstMs, lastMs);
    if (boundary === undefined) continue;
    const { date } = localParts(firstMs);
    const what = skipped ? 'does not exist' : 'comes twice';
    const then = skipped
      ? `it counts from ${clockText(localParts(lastMs).minute)}`
      : 'both times count';
    const message = `${clockText(boundary)} ${what} on ${date} in ${hours.timeZone}: ${then}`;
    const hint = 'if that is not meant, give the day its own hours under `days:`';
    report.tell('hours-dst', ['hours', hours.id], message, { at: 'key', hint });
    return;
  }
}

/** Minute of the day of an opening or closing inside a stretch of local time. */
function boundaryWithin(hours: HoursSite, firstMs: Ms, lastMs: Ms): number | undefined {
  const { date, weekday, minute } = localParts(firstMs);
  const minutes = (lastMs - firstMs) / MINUTE_MS;
  const own =
    hours.days.find((day) => day.date === date) ??
    hours.days.find((day) => day.date === `*${date.slice(4)}`);
  const start = weekday * 1_440;
  const spans =
    own?.open ?? hours.week.map(({ from, to }) => ({ from: from - start, to: to - start }));
  return spans
    .flatMap(({ from, to }) => [from, to])
    .find((each) => each > minute && each < minute + minutes);
}

/** Lists of dates that have all passed: the coming year is missing. */
function lintHolidays(hours: HoursSite, report: Report, now: Ms): void {
  const dated = hours.days.filter(({ date }) => !date.startsWith('*'));
  const last = dated.at(-1);
  const today = new Date(now).toISOString().slice(0, 10);
  if (last === undefined || last.date >= today) return;
  const message = `the last day listed for hours \`${hours.id}\` was ${last.date}`;
  const hint = 'add the holidays of the coming year';
  report.tell('holidays-over', ['hours', hours.id], message, { at: 'key', hint });
}
