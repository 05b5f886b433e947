/** Dates as tables have them, in the zone of the office that wrote them. */

import { momentsOf } from '../../config/time-zone.ts';

/** First year of each Japanese era, less one: 令和8年 is 2026. */
const eras: Readonly<Record<string, number>> = {
  令和: 2018,
  r: 2018,
  平成: 1988,
  h: 1988,
  昭和: 1925,
  s: 1925,
};

const time = '(?:[T\\s]+(\\d{1,2})[:時](\\d{1,2})(?:[:分](\\d{1,2})秒?|分)?)?$';
const yearFirst = new RegExp(`^(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?${time}`);
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const era = new RegExp(
  `^(令和|平成|昭和|[rhs])(\\d{1,2}|元)[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?${time}`,
  'i',
);
const yearLast = new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${time}`);

/**
 * Epoch ms of `2026-10-01`, `2026/10/1 9:30`, `2026年10月1日`, `20261001`, `令和8年10月1日`, and in the
 * Americas `10/1/2026`; undefined for anything else, and for days that are not in the calendar.
 */
export function wallTimeIn(zone: string, written: string): number | undefined {
  const text = written.normalize('NFKC').trim();
  const parts = partsOf(text, zone);
  if (parts === undefined) return undefined;
  const [year, month, day, hour, minute, second] = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(local);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  if (!same || hour > 23 || minute > 59 || second > 59) return undefined;
  // An hour the clocks skip is an hour later.
  return momentsOf(zone, local)[0] ?? momentsOf(zone, local + 3_600_000)[0];
}

type Parts = [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
];

function partsOf(text: string, zone: string): Parts | undefined {
  const first = yearFirst.exec(text) ?? compact.exec(text);
  if (first !== null) return numbers(first.slice(1));
  const japanese = era.exec(text);
  if (japanese !== null) {
    const [, name = '', year = '', ...rest] = japanese;
    const years = year === '元' ? 1 : Number(year);
    return numbers([String(eras[name.toLowerCase()]! + years), ...rest]);
  }
  const last = zone.startsWith('America/') ? yearLast.exec(text) : null;
  if (last === null) return undefined;
  const [, month, day, year, ...rest] = last;
  return numbers([year, month, day, ...rest]);
}

function numbers(texts: readonly (string | undefined)[]): Parts {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = texts.map((text) =>
    Number(text ?? 0),
  );
  return [year, month, day, hour, minute, second];
}
