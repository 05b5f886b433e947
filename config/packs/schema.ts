/**
 * The form of a pack: a country's rules, or a firm's own on top of them. Every rule has its source,
 * how sure we are of it, and the days from and until which it holds.
 */

import { z } from 'zod';
import {
  consentUses,
  dialPaths,
  LATEST_MAX,
  legalClasses,
  lines,
  relationshipKinds,
  voices,
} from '../../core/outreach/may-dial/facts.ts';
import {
  count,
  dateKey,
  duration,
  formed,
  id,
  openRange,
  percentage,
  text,
  weekKey,
} from '../scalars.ts';

const date = dateKey.refine((day) => !day.startsWith('*'), {
  error: () => 'expected a day with its year, such as 2026-08-11',
});
/** A country or region by its ISO 3166 code. */
export const placeCode = formed(
  /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/,
  'a country or region as US or US-FL',
);
const version = formed(/^\d{4}\.\d{1,3}$/, 'a version such as "2026.1", in quotes');
const long = (what: string) =>
  z
    .string({ error: `expected ${what}` })
    .trim()
    .min(1)
    .max(2_000);

const orAll = <T extends readonly [string, ...string[]]>(values: T, all: string) =>
  z
    .union([z.literal(all), z.array(z.enum(values)).min(1)])
    .transform((given): readonly T[number][] => (given === all ? values : (given as T[number][])));

const exemption = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('business') }),
  z.strictObject({ kind: z.literal('agent-reserved') }),
  z.strictObject({
    kind: z.literal('consent'),
    use: z.enum(consentUses),
    written: z.boolean().prefault(false),
  }),
  z.strictObject({
    kind: z.literal('relationship'),
    of: z.enum(relationshipKinds),
    months: count(1, 240).optional().describe('Through the same day of the month; absent: always.'),
  }),
]);

const common = {
  where: z
    .union([placeCode, z.literal('everywhere'), z.array(placeCode).min(1)])
    .optional()
    .describe('Where it holds; absent: in the country of the pack.'),
  from: date.optional().describe('First local day it is in force.'),
  until: date.optional().describe('First local day it is no longer.'),
  classes: orAll(legalClasses, 'all'),
  paths: orAll(dialPaths, 'all').prefault('all'),
  voices: orAll(voices, 'all').prefault('all'),
  lines: orAll(lines, 'all').prefault('all'),
  sectors: z.array(id).min(1).optional().describe('Only in these trades; absent: in all.'),
  unless: z.array(exemption).prefault([]).describe('What sets a call free of it.'),
  source: long('the source: statute, rule or decision, and where in it'),
  mark: z.enum(['V', 'S', 'K']).describe('V read in the source, S in a second hand, K known only.'),
  note: long('a note').optional(),
};

const DAYS = /^([1-9]\d{0,2}) days$/;
/** `30 days` of the local calendar; `24h` counts back from the moment. */
const calendarDays = formed(DAYS, 'a number of days such as 30 days').transform((text) => ({
  kind: 'days' as const,
  days: Number(DAYS.exec(text)![1]),
}));
const rolling = duration(60_000).transform((ms) => ({ kind: 'rolling' as const, ms }));
const window = z.union([
  z.literal('day').transform(() => ({ kind: 'days' as const, days: 1 })),
  z.literal('month').transform(() => ({ kind: 'month' as const })),
  calendarDays,
  rolling,
]);
const ranges = z
  .union([openRange, z.literal('closed').transform(() => []), z.array(openRange)])
  .transform((given) => [given].flat());

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('forbidden'), ...common }),
  z.strictObject({ kind: z.literal('licence'), licence: id, ...common }),
  z.strictObject({
    kind: z.literal('registry'),
    registry: id,
    'age-max': duration(60_000),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('consent'),
    use: z.enum(consentUses),
    written: z.boolean().prefault(false),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('hours'),
    week: z.record(weekKey, ranges).describe('Days not named are closed.'),
    holidays: id.optional().describe('A list of the pack: no calls on these days.'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('attempts'),
    to: z.enum(['number', 'person']),
    by: z.enum(['all', 'client']),
    within: window,
    most: count(1, LATEST_MAX),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('rest'),
    after: z.enum(['refusal', 'abandoned', 'machine']),
    for: z.union([calendarDays, rolling]),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('caller-id'),
    shown: z.literal(true).optional(),
    answered: z.literal(true).optional(),
    forbidden: z
      .array(formed(/^\+[1-9]\d{0,6}$/, 'the begin of a number such as "+336", in quotes'))
      .prefault([]),
    ...common,
  }),
  z.strictObject({ kind: z.literal('reassigned'), 'age-max': duration(60_000), ...common }),
  z.strictObject({
    kind: z.literal('abandonment'),
    most: z.union([z.literal('none').transform(() => 0), percentage]),
    within: window,
    'answer-within': duration(),
    clock: z.enum(['answer', 'greeting-begins', 'greeting-ends']),
    'ring-least': duration(),
    'false-machines': z
      .boolean()
      .prefault(false)
      .describe('People whom a program takes for machines count as abandoned.'),
    ...common,
  }),
]);

/** Days of a list of holidays: fixed, movable, or by Easter. */
export const holidayForm =
  /^(?:\d{2}-\d{2}|\d{4}-\d{2}-\d{2}|easter(?:[+-]\d{1,2})?|(?:1st|2nd|3rd|4th|last) (?:mon|tue|wed|thu|fri|sat|sun) (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:\+\d)?|mon before \d{2}-\d{2}|wed before \d{2}-\d{2})$/;
const holidayKey = formed(
  holidayForm,
  'a day such as "01-01", "2026-12-24", easter+1 or 4th thu nov',
);
const year = count(1900, 2199);
const holiday = z.union([
  text('the name of the day').transform((name) => ({ name, observed: undefined })),
  z.strictObject({
    name: text('the name of the day'),
    observed: z
      .enum(['monday', 'nearest'])
      .optional()
      .describe('Also the Monday after a Sunday; with nearest also the Friday before a Saturday.'),
    since: year.optional().describe('First year of it.'),
    until: year.optional().describe('First year without it.'),
  }),
]);

/** One file. */
export const packSchema = z.strictObject({
  pack: id.describe('Its id: first part of the ids of its rules.'),
  version,
  name: text('the name of the country or firm'),
  country: placeCode.optional().describe('ISO code; absent in the pack of a firm.'),
  registries: z.record(id, long('what registry this is')).prefault({}),
  regions: z.array(placeCode).prefault([]).describe('Regions that the numbers do not tell.'),
  holidays: z.record(id, z.record(holidayKey, holiday)).prefault({}),
  rules: z.record(id, rule),
});

/** A pack as read. */
export type PackInput = z.output<typeof packSchema>;
/** One of its rules. */
export type RuleInput = PackInput['rules'][string];
/** One of its days of no calls. */
export type HolidayInput = PackInput['holidays'][string][string];
