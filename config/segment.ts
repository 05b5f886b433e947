/**
 * Segments: which people, as conditions over what is known of them, and who of them first.
 * Written by users; what they write is data and never SQL.
 *
 *   lapsed-regulars:
 *     where:
 *       - orders: { at-least: 3 }
 *       - last-order: { before: 365d }
 *       - not: { complaint: open }
 *     score:
 *       - { per: orders, add: 2, at-most: 20 }
 */

import { parseDocument } from 'yaml';
import { z } from 'zod';
import { id } from './scalars.ts';

const dayMs = 86_400_000;
const unitMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: dayMs,
  w: 7 * dayMs,
  y: 365 * dayMs,
};

const span = z
  .string()
  .regex(/^\d{1,5}[hdwy]$/, { error: 'expected a time such as 12h, 90d, 8w or 2y' })
  .transform((text) => Number.parseInt(text, 10) * unitMs[text.at(-1)!]!);

const value = z.union([z.string().max(200), z.number(), z.boolean()]);
const name = z
  .string()
  .regex(/^[^"\\\p{Cc}]{1,100}$/u, { error: 'expected the name of an attribute, without quotes' });
const word = z.string().min(1).max(200);

const least = z.number().int().optional();
const range = z
  .strictObject({ 'at-least': least, 'at-most': least })
  .refine((each) => each['at-least'] !== undefined || each['at-most'] !== undefined, {
    error: 'expected at-least, at-most or both',
  });

const one = (each: object): boolean =>
  Object.values(each).filter((part) => part !== undefined).length === 1;

const moment = z
  .strictObject({
    within: span.optional(),
    before: span.optional(),
    never: z.literal(true).optional(),
  })
  .refine(one, { error: 'expected one of within, before and never: true' });

const attribute = z
  .strictObject({
    name,
    is: value.optional(),
    in: z.array(value).min(1).max(1000).optional(),
    'at-least': z.number().optional(),
    'at-most': z.number().optional(),
    known: z.boolean().optional(),
  })
  .refine(({ name: _, 'at-least': from, 'at-most': to, ...rest }) => {
    const isRange = from !== undefined || to !== undefined;
    return isRange !== one(rest) && (!isRange || Object.values(rest).every((v) => v === undefined));
  }, 'expected one of is, in, known, or at-least and at-most');

/** Sums over a person, and the last time of something. */
export const counted = ['orders', 'spent', 'attempts', 'talks'] as const;
export const moments = ['first-order', 'last-order', 'last-attempt', 'last-talk'] as const;

const leaf = z.strictObject({
  attribute: attribute.optional(),
  address: z
    .strictObject({ region: word.optional(), city: word.optional(), country: word.optional() })
    .refine((each) => Object.keys(each).length > 0, 'expected region, city or country')
    .optional(),
  number: z.strictObject({ kind: z.enum(['mobile', 'fixed', 'voip']) }).optional(),
  list: word.optional(),
  orders: range.optional(),
  spent: range.optional(),
  attempts: range.optional(),
  talks: range.optional(),
  'first-order': moment.optional(),
  'last-order': moment.optional(),
  'last-attempt': moment.optional(),
  'last-talk': moment.optional(),
  bought: z
    .strictObject({
      product: word,
      within: span.optional(),
      before: span.optional(),
      'at-least': z.number().int().min(1).optional(),
    })
    .optional(),
  outcome: z
    .strictObject({ is: word, campaign: word.optional(), within: span.optional() })
    .optional(),
  complaint: z.enum(['open', 'any']).optional(),
});

/** One thing about a person; exactly one of these is there. */
export type Leaf = z.output<typeof leaf>;

/** A condition: one thing about a person, or others put together. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Leaf;

/** Conditions inside conditions. */
const depthMax = 8;

function condition(depth: number): z.ZodType<Condition> {
  const lone = leaf.refine(one, 'expected one condition in each entry');
  if (depth === 0) return lone as unknown as z.ZodType<Condition>;
  const below = z.lazy(() => conditions(depth - 1));
  const written = leaf
    .extend({
      all: below.optional(),
      any: below.optional(),
      not: z.lazy(() => condition(depth - 1)).optional(),
    })
    .refine(one, 'expected one condition in each entry');
  return written as unknown as z.ZodType<Condition>;
}

const conditions = (depth: number) => z.array(condition(depth)).min(1).max(100);

const points = z.number().int().min(-10_000).max(10_000);
const scoreRule = z.union([
  z.strictObject({ when: condition(depthMax), add: points }),
  z.strictObject({ per: z.enum(counted), add: points, 'at-most': points.optional() }),
]);

/** A segment as it is read: spans are milliseconds. */
export const segmentSchema = z.strictObject({
  name: z.string().max(200).optional(),
  where: conditions(depthMax).prefault([{ not: { complaint: 'open' } }]),
  score: z.array(scoreRule).max(100).prefault([]),
});

/** A segment, and one of its rules, as they are read. */
export type Segment = z.output<typeof segmentSchema>;
export type ScoreRule = Segment['score'][number];

/** Segments by id, or what is wrong with their text, a sentence each. */
export type SegmentsRead =
  | { readonly segments: ReadonlyMap<string, Segment> }
  | { readonly faults: readonly string[] };

/** Reads a YAML file of segments. */
export function readSegments(text: string): SegmentsRead {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) return { faults: document.errors.map(({ message }) => message) };
  const read = z.record(id, segmentSchema).safeParse(document.toJS());
  if (read.success) return { segments: new Map(Object.entries(read.data)) };
  return { faults: read.error.issues.flatMap((issue) => faultOf(issue, [])) };
}

/** What is wrong, and where, as sentences. */
export function faultOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    // Of the forms it may have, the one whose keys are there is the one that was meant.
    const meant = issue.errors.toSorted((x, y) => strangeKeys(x) - strangeKeys(y))[0] ?? [];
    return meant.flatMap((each) => faultOf(each, path));
  }
  return [`${path.map(String).join('.')}: ${issue.message}`];
}

const strangeKeys = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.filter(({ code, path }) => code === 'unrecognized_keys' && path.length === 0).length;
