/**
 * Opening hours: days of the week to minutes of the week, lists of holidays and own days put
 * together.
 */

import { asHoursId } from '../core/routing/ids.ts';
import type { Compiling } from './compiling.ts';
import type { Path } from './report.ts';
import { daysOf, type MinuteRange, weekdays } from './scalars.ts';
import type { ConfigInput } from './schema.ts';
import type { HoursSite } from './site.ts';
import { nearest } from './suggest.ts';
import { isTimeZone } from './time-zone.ts';

type HoursInput = ConfigInput['hours'][string];
type DayInput = HoursInput['days'][string];

export function compileHours(compiling: Compiling, id: string, hours: HoursInput): HoursSite {
  const path = ['hours', id];
  return {
    id: asHoursId(id),
    timeZone: zoneOf(compiling, id, hours),
    week: weekOf(compiling, [...path, 'week'], hours.week),
    days: daysListed(compiling, path, hours),
  };
}

function zoneOf({ input, report }: Compiling, id: string, hours: HoursInput): string {
  const own = hours['time-zone'];
  const zone = own ?? input['time-zone'];
  if (zone === undefined) {
    if (report.valueOf(['time-zone']) === undefined) {
      const message = `hours \`${id}\` need a time zone, their own or that of the centre`;
      report.tell('missing-time-zone', ['hours', id], message, {
        at: 'key',
        hint: 'add `time-zone: Asia/Tokyo` at the top of a file',
      });
    }
    return 'UTC';
  }
  if (own === undefined) return isTimeZone(zone) ? zone : 'UTC';
  return checkZone(report, ['hours', id, 'time-zone'], zone);
}

/** The zone if there is such a one; told otherwise. */
export function checkZone(report: Compiling['report'], path: Path, zone: string): string {
  if (isTimeZone(zone)) return zone;
  const near = nearest(zone, Intl.supportedValuesOf('timeZone'));
  report.tell('wrong-value', path, `there is no time zone \`${zone}\``, {
    hint: near === undefined ? 'IANA names look like Asia/Tokyo' : `did you mean \`${near}\`?`,
  });
  return 'UTC';
}

const listOf = (
  ranges: MinuteRange | readonly MinuteRange[] | undefined,
): readonly MinuteRange[] => (ranges === undefined ? [] : 'from' in ranges ? [ranges] : ranges);

/** Minutes of the week. A day that is named twice is an error: nobody could say which holds. */
function weekOf({ report }: Compiling, path: Path, week: HoursInput['week']): HoursSite['week'] {
  const owners = new Map<number, string>();
  const spans: MinuteRange[] = [];
  for (const [key, ranges] of Object.entries(week)) {
    const sorted = sortedRanges(report, [...path, key], ranges);
    for (const day of daysOf(key)) {
      const owner = owners.get(day);
      if (owner !== undefined) {
        const message = `${weekdays[day]} is in \`${owner}\` already`;
        const hint = 'name each day once, such as mon-tue, wed, thu-fri';
        report.tell('day-twice', [...path, key], message, { at: 'key', hint });
        continue;
      }
      owners.set(day, key);
      spans.push(
        ...sorted.map(({ from, to }) => ({ from: day * 1_440 + from, to: day * 1_440 + to })),
      );
    }
  }
  return spans.sort((a, b) => a.from - b.from);
}

/** In order; two that overlap are told. */
function sortedRanges(
  report: Compiling['report'],
  path: Path,
  ranges: MinuteRange | readonly MinuteRange[] | undefined,
): readonly MinuteRange[] {
  const sorted = [...listOf(ranges)].sort((a, b) => a.from - b.from);
  for (const [index, range] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before === undefined || range.from >= before.to) continue;
    const message = `${rangeText(before)} and ${rangeText(range)} overlap`;
    report.tell('hours-overlap', path, message, { at: 'key' });
  }
  return sorted;
}

/** `9:05` from minutes of the day. */
export const clockText = (minute: number): string =>
  `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
const rangeText = ({ from, to }: MinuteRange): string => `${clockText(from)}-${clockText(to)}`;

/** Own days win over lists of holidays, earlier lists over later ones. In order of date. */
function daysListed(compiling: Compiling, path: Path, hours: HoursInput): HoursSite['days'] {
  const { input, report } = compiling;
  const days = new Map<string, HoursSite['days'][number]>();
  const add = (date: string, day: DayInput, place: Path) => {
    if (days.has(date)) return;
    const name = typeof day === 'string' ? day : (day.name ?? date);
    const open = typeof day === 'string' ? [] : sortedRanges(report, place, day.open);
    days.set(date, { date, name, open });
  };
  for (const [date, day] of Object.entries(hours.days)) add(date, day, [...path, 'days', date]);
  for (const list of hours.holidays) {
    for (const [date, day] of Object.entries(input.holidays[list] ?? {})) {
      add(date, day, ['holidays', list, date]);
    }
  }
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}
