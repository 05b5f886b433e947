/** Lists of holidays as days: fixed ones, movable ones, and those that go by Easter. */

import { civilOf, dayNumber, monthStart } from '../../core/outreach/may-dial/civil.ts';
import type { Day } from '../../core/outreach/may-dial/rules.ts';
import { weekdayOf } from '../../core/outreach/may-dial/zones.ts';
import { weekdays } from '../scalars.ts';
import type { HolidayInput } from './schema.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const PLACES: Readonly<Record<string, number>> = { '1st': 0, '2nd': 1, '3rd': 2, '4th': 3 };

/**
 * Easter Sunday of the Western churches. After the Anonymous Gregorian algorithm (Nature, 1876).
 */
export function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayNumber(year, Math.floor(n / 31), (n % 31) + 1);
}

/** The day a notation means in a year; undefined: none, as of 29 February or a date of its own. */
export function holidayIn(notation: string, year: number): Day | undefined {
  const fixed = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(notation);
  if (fixed) {
    if (fixed[1] !== undefined && Number(fixed[1]) !== year) return undefined;
    const day = dayNumber(year, Number(fixed[2]), Number(fixed[3]));
    return civilOf(day).month === Number(fixed[2]) ? day : undefined;
  }
  const [, plus] = /^easter([+-]\d+)?$/.exec(notation) ?? [];
  if (notation.startsWith('easter')) return easter(year) + Number(plus ?? 0);
  const before = /^(mon|wed) before (\d{2})-(\d{2})$/.exec(notation);
  if (before) {
    const [, name, month, date] = before;
    const limit = dayNumber(year, Number(month), Number(date)) - 1;
    return limit - ((weekdayOf(limit) - weekdays.indexOf(name as 'mon') + 7) % 7);
  }
  return movable(notation, year);
}

/** `4th thu nov`, `last mon may`, `4th thu nov+1`. */
function movable(notation: string, year: number): Day {
  const [day = '', plus = '0'] = notation.split('+');
  const [place = '', name = '', month = ''] = day.split(' ');
  const start = dayNumber(year, MONTHS.indexOf(month) + 1, 1);
  const wanted = weekdays.indexOf(name as 'mon');
  const first = start + ((wanted - weekdayOf(start) + 7) % 7);
  if (place !== 'last') return first + 7 * PLACES[place]! + Number(plus);
  const end = monthStart(start, 1) - 1;
  return end - ((weekdayOf(end) - wanted + 7) % 7) + Number(plus);
}

/** Every day of a list within years, those kept in place of a Sunday or Saturday too. */
export function daysOfList(
  list: Readonly<Record<string, HolidayInput>>,
  fromYear: number,
  untilYear: number,
): ReadonlySet<Day> {
  const days = new Set<Day>();
  for (const [notation, holiday] of Object.entries(list)) {
    const { since = fromYear, until = untilYear } = 'since' in holiday ? holiday : {};
    for (let year = Math.max(fromYear, since); year < Math.min(untilYear, until); year++) {
      const day = holidayIn(notation, year);
      if (day === undefined) continue;
      days.add(day);
      const weekday = weekdayOf(day);
      if (holiday.observed !== undefined && weekday === 6) days.add(day + 1);
      if (holiday.observed === 'nearest' && weekday === 5) days.add(day - 1);
    }
  }
  return days;
}
