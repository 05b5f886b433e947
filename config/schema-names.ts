/** Schemas used by several kinds: names, former ids, further queues of a call. */

import { z } from 'zod';
import { defaultLimits } from '../core/routing/limits.ts';
import { id, reference, text } from './scalars.ts';

const plainName = text('a name (text in one line)');

/** One text, or one for each language. */
export const displayName = z
  .union([plainName, z.strictObject({ en: plainName.optional(), ja: plainName.optional() })])
  .describe('Name people read: one text, or one per language: { en: …, ja: … }.');

/** Ids it had before. */
export const renamedFrom = z
  .array(id)
  .describe('Former ids, so that history and calls that wait survive a new id.');

const FURTHER_MAX = defaultLimits.placesMax - 1;
/** Queues a call waits in beside its first. */
export const alsoQueues = z.array(reference('a queue')).max(FURTHER_MAX, {
  error: `a call waits in one queue and ${FURTHER_MAX} more at most`,
});

/** A name as written. */
export type NameInput = z.output<typeof displayName>;
