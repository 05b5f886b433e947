/** The schema of names and former ids, used by every kind. */

import { z } from 'zod';
import { id, text } from './scalars.ts';

const plainName = text('a name (text in one line)');

/** One text, or one for each language. */
export const displayName = z
  .union([plainName, z.strictObject({ en: plainName.optional(), ja: plainName.optional() })])
  .describe('Name people read: one text, or one per language: { en: …, ja: … }.');

/** Ids it had before. */
export const renamedFrom = z
  .array(id)
  .describe('Former ids, so that history and calls that wait survive a new id.');

/** A name as written. */
export type NameInput = z.output<typeof displayName>;
