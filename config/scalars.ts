/**
 * * The small notations of the configuration: durations, percentages, levels, names, ranges of
 * hours. Each is a zod schema from text to the value the program uses, with an error sentence that
 * says what to write.
 */

import { z } from 'zod';
import type { Ms } from '../core/routing/ids.ts';

const UNIT_MS: Readonly<Record<string, Ms>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** Patterns of the notations that others are made of. */
export const patterns = {
  duration: String.raw`(?:\d{1,9}(?:ms|s|m|h|d))+`,
  percentage: String.raw`(?:100|(?!0+(?:\.0+)?%)\d{1,2}(?:\.\d{1,3})?)%`,
} as const;
const DURATION = new RegExp(`^${patterns.duration}$`);

/** Longest duration anything may have: a year and a day. */
export const DURATION_MS_MAX: Ms = 366 * UNIT_MS.d!;

/** `20s`, `3m`, `1h30m`, `500ms` in milliseconds; undefined if it is no duration. */
export function parseDuration(text: string): Ms | undefined {
  if (!DURATION.test(text)) return undefined;
  let totalMs = 0;
  for (const part of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    totalMs += Number(part[1]) * UNIT_MS[part[2]!]!;
  }
  return totalMs;
}

/** Milliseconds as people write them: `90000` is `1m30s`. */
export function durationText(ms: Ms): string {
  if (!Number.isFinite(ms)) return 'ever';
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const count = Math.floor(rest / UNIT_MS[unit]!);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNIT_MS[unit]!;
  }
  return text;
}

/** How a value is named in an error: `the number 20`, `"abc"`, `a list`. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `${value}`;
  const text = String(value);
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}

/** Text of a form; the error names the form, and what was found instead. */
export function formed(pattern: RegExp, form: string): z.ZodString {
  const error = (issue: { input?: unknown }) => `expected ${form}, got ${valueText(issue.input)}`;
  return z.string({ error }).regex(pattern, { error, abort: true });
}

/** A duration with its unit, at least `leastMs`. */
export function duration(leastMs: Ms = 0) {
  const form = 'a duration with its unit, such as 20s, 3m or 1h30m';
  return formed(DURATION, form)
    .refine((text) => (parseDuration(text) ?? 0) >= leastMs, {
      error: (issue) => `must be at least ${durationText(leastMs)}, got ${issue.input}`,
    })
    .refine((text) => (parseDuration(text) ?? 0) <= DURATION_MS_MAX, {
      error: (issue) => `must be at most 366d, got ${issue.input}`,
    })
    .transform((text) => parseDuration(text)!);
}

/** `80%` as 0.8; above 0, up to 100 %. */
export const percentage = formed(
  new RegExp(`^${patterns.percentage}$`),
  'a percentage such as 80%',
).transform((text) => Number.parseFloat(text) / 100);

/** `">=5"` as 5. Only this comparison exists: an absent skill satisfies nothing. */
export const levelCondition = formed(
  /^>= ?(?:[1-9]|10)$/,
  'a condition such as ">=5" (levels are 1 to 10, in quotes)',
).transform((text) => Number(text.slice(2)));

const wholeNumber = (form: string, least: number, most: number) =>
  z
    .number({ error: (issue) => `expected ${form}, got ${valueText(issue.input)}` })
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, {
      error: (issue) => `expected ${form}, got ${valueText(issue.input)}`,
    })
    .meta({ type: 'integer', minimum: least, maximum: most });

/** Level of a skill. */
export const level = wholeNumber('a level from 1 to 10', 1, 10);
/** A whole number within limits; `form` says what it counts. */
export const count = (
  least: number,
  most: number,
  form = `a whole number from ${least} to ${most}`,
) => wholeNumber(form, least, most);

/** Ids are what commands, labels and links are made of: plain characters, no spaces. */
export const id = formed(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  'an id of letters, digits, "-", "_" and "." (at most 64, starting with a letter or digit)',
);
export const entryId = formed(
  /^[A-Za-z0-9+*#][A-Za-z0-9+*#._-]{0,63}$/,
  'a dialled number or name of letters, digits and "+*#-_." without spaces',
);
/** A reference to something defined elsewhere; whether it exists is looked at later. */
export const reference = (kind: string) =>
  z.string({
    error: (issue) =>
      typeof issue.input === 'number'
        ? `expected the id of ${kind}, got ${valueText(issue.input)}: write it in quotes`
        : `expected the id of ${kind}, got ${valueText(issue.input)}`,
  });

/** Technology and peer: one phone, and nothing a dial string could hide beside it. */
export const phoneForm = /^(?:Local|[A-Z][A-Z0-9]*)\/[^\s/&,()]{1,80}$/;
export const phone = formed(phoneForm, 'a phone as TECH/peer, such as PJSIP/1001');
/** A key a caller can press. */
export const escapeKey = formed(
  /^[0-9*#]$/,
  'one key of the telephone: 0-9, "*" or "#" (in quotes)',
);
/** What the switch can play. */
export const media = formed(
  /^(?:sound|recording|number|digits|characters|tone):\S{1,200}$/,
  'a media address such as sound:queue-youarenext',
);
// The value is not repeated in the error: it may be a secret.
const secretError =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the notation itself
  'secrets are never written here: expected a reference to the environment such as ${TSUNAGI_KEY}';
/** The name of a variable of the environment. */
export const secret = z
  .string({ error: secretError })
  .regex(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, { error: secretError });
/** A name of the IANA database; whether it exists is looked at later. */
export const timeZone = formed(
  /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/,
  'an IANA time zone such as Asia/Tokyo',
);
/** One line of text; `what` names it in the error. */
export const text = (what: string) => formed(/^[^\p{Cc}]{1,200}$/u, what);

const CLOCK = String.raw`(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)`;
const RANGE = new RegExp(`^(${CLOCK}) ?- ?(${CLOCK})$`);

/** From inclusive, to exclusive. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

const minutes = (clock: string): number => {
  const [hour, minute] = clock.split(':');
  return Number(hour) * 60 + Number(minute);
};

/** `9:00-18:00` as minutes of the day. */
export const openRange = formed(RANGE, 'opening hours such as 9:00-18:00')
  .refine((range) => rangeOf(range) !== undefined, {
    error: (issue) =>
      `${issue.input} ends before it starts: write X-24:00 here and 0:00-Y on the next day`,
  })
  .transform((range) => rangeOf(range)!);

function rangeOf(range: string): MinuteRange | undefined {
  const parts = RANGE.exec(range);
  if (!parts) return undefined;
  const [from, to] = [minutes(parts[1]!), minutes(parts[2]!)];
  return from < to ? { from, to } : undefined;
}

/** Days of the week, Monday first, as they are written. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY = `(?:${weekdays.join('|')})`;
export const weekKey = formed(
  new RegExp(`^(?:daily|${DAY}(?:-${DAY})?)$`),
  'a day or days such as mon, mon-fri or daily',
);
/** `mon-fri` as day numbers, Monday 0; `sat-mon` goes round. */
export function daysOf(key: string): readonly number[] {
  if (key === 'daily') return [0, 1, 2, 3, 4, 5, 6];
  const [first, last] = key.split('-').map((day) => weekdays.indexOf(day as 'mon'));
  const days = [first!];
  while (last !== undefined && days.at(-1) !== last) days.push((days.at(-1)! + 1) % 7);
  return days;
}

const DATE = /^(?:\*|(?:19|20|21)\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const dateForm = 'a date such as 2026-12-31, or "*-01-01" for every year';
/** A date, or a day of every year. */
export const dateKey = formed(DATE, dateForm).refine(isRealDate, {
  error: (issue) => `there is no day ${issue.input}`,
});

function isRealDate(date: string): boolean {
  const [year, month, day] = date.split('-');
  const at = new Date(Date.UTC(year === '*' ? 2024 : Number(year), Number(month) - 1, Number(day)));
  return at.getUTCMonth() === Number(month) - 1;
}
