/** The schema of what agents have before them: codes of wrap-up, fields of the sheet, greetings. */

import { z } from 'zod';
import { duration, formed, id, text } from './scalars.ts';
import { displayName, type NameInput } from './schema-names.ts';

/** A reason as it is written: its name alone, or with finer ones below it. */
export type ReasonInput =
  | string
  | { name?: NameInput; reasons?: Readonly<Record<string, ReasonInput>> };

type Reasons = Readonly<Record<string, ReasonInput>>;
const reasonName = text('a name (text in one line)');

/** Reasons and finer ones below them, so deep: more than an agent picks by key in a few seconds. */
const reasonsDown = (deep: number): z.ZodType<Reasons> =>
  z.record(
    id,
    z.union([
      reasonName,
      deep > 1
        ? z.strictObject({
            name: displayName.optional(),
            reasons: reasonsDown(deep - 1).optional(),
          })
        : z.strictObject({ name: displayName.optional() }),
    ]),
  );
const reasons = reasonsDown(4);

const code = z.strictObject({
  name: displayName.optional(),
  reasons: reasons
    .optional()
    .describe('Why: one must be named, down to one without reasons below it.'),
  'is-goal': z.boolean().prefault(false).describe('What the calls of the queue are for.'),
  'is-refusal': z.boolean().prefault(false).describe('They are not to be called again.'),
});

/** The time after a call alone, or with what the agent is to say of it. */
export const wrapUp = z.union([
  duration(),
  z.strictObject({
    for: duration().prefault('0s').describe('Time after a call before the next.'),
    required: z
      .boolean()
      .prefault(false)
      .describe('A contact is to be saved with a code; those that are not are listed.'),
    codes: z.record(id, code).prefault({}).describe('What may come of a call, in this order.'),
  }),
]);

/** Wrap-up as it is read. */
export type WrapUpInput = z.output<typeof wrapUp>;

const words = formed(/^[^\p{Cc}]{1,500}$/u, 'a text in one line');
/** One text to say, or one for each language. */
export const spoken = z
  .union([words, z.strictObject({ en: words.optional(), ja: words.optional() })])
  .describe('One text, or one per language: { en: …, ja: … }.');

const field = z.strictObject({
  name: displayName.optional(),
  attribute: formed(/^[^\p{Cc}]{1,100}$/u, 'the name of an attribute')
    .optional()
    .describe('Attribute of the person it shows. Default: its own id.'),
  kind: z.enum(['text', 'number', 'yes-no', 'date', 'choice']).prefault('text'),
  choices: z.array(text('a choice (text in one line)')).prefault([]).describe('Of a `choice`.'),
  editable: z.boolean().prefault(true).describe('Agents may change it.'),
});

/** What desks of agents show. */
export const deskKind = z.strictObject({
  country: formed(/^[A-Z]{2}$/, 'two letters such as JP')
    .prefault('JP')
    .describe('Callers’ numbers without a country are of this one.'),
  sheet: z
    .strictObject({
      fields: z.record(id, field).prefault({}).describe('Fields of the customer sheet, in order.'),
    })
    .prefault({}),
});

/** Desks as they are read. */
export type DeskInput = z.output<typeof deskKind>;
