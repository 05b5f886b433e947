/** Days and hours of a zone as spans of real time. Pure. */

import { DAY_MS, momentsOf, offsetAt } from '../../config/time-zone.ts';

/** When a local day begins; where its midnight is skipped, when the clocks have been put on. */
export function dayBegins(zone: string, date: string): number {
  const local = Date.parse(`${date}T00:00:00Z`);
  const [moment] = momentsOf(zone, local);
  return moment ?? offsetAt(zone, local - DAY_MS).untilMs;
}

/** `2026-11-26`, the day that follows this date. */
export const nextDay = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** The local date of a moment. */
export const dateOf = (zone: string, at: number): string =>
  new Date(at + offsetAt(zone, at).offsetMs).toISOString().slice(0, 10);

/** When the local hour of a moment began. */
export function hourBegins(zone: string, at: number): number {
  const { offsetMs } = offsetAt(zone, at);
  const hourMs = 3_600_000;
  return Math.floor((at + offsetMs) / hourMs) * hourMs - offsetMs;
}

/** The dates from one to another, both in it; at most `max` of them. */
export function datesBetween(from: string, until: string, max: number): string[] {
  const dates: string[] = [];
  for (let date = from; date <= until && dates.length < max; date = nextDay(date)) dates.push(date);
  return dates;
}

/** Whether there is such a day. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(Date.parse(text)).toISOString().startsWith(text);
