/** The schema of callbacks of a queue: how customers are called back, and how they are asked. */

import { z } from 'zod';
import { count, duration, formed, reference, text } from './scalars.ts';

const announcement = reference('an announcement');

/** How callbacks of a queue are carried out; every key has a default. */
export const callback = z.strictObject({
  first: z
    .enum(['agent', 'customer'])
    .prefault('agent')
    .describe(
      'Whose phone rings first: the agent’s, and the customer is dialled then; or the customer’s.',
    ),
  dial: duration(5_000)
    .prefault('45s')
    .describe('How long the customer’s phone may take to answer.'),
  retry: duration(1_000).prefault('5m').describe('Rest after a customer was not reached.'),
  attempts: count(1, 20).prefault(3).describe('Diallings after which it is given up.'),
  expires: duration(60_000).prefault('4h').describe('It is given up after this time in any case.'),
  context: text('a dialplan context')
    .prefault('callbacks')
    .describe('The customer’s number is dialled in this context; it decides what may be dialled.'),
  show: formed(/^\+?\d{1,20}$/, 'a telephone number in quotes')
    .optional()
    .describe('Number shown to the customer; absent: what the trunk shows.'),
  confirm: z
    .boolean()
    .prefault(true)
    .describe('Read the caller’s number back and have it confirmed by key.'),
  'other-number': z
    .boolean()
    .prefault(false)
    .describe('Callers may key in another number, and must when theirs is withheld.'),
  say: z
    .strictObject({
      offer: announcement
        .optional()
        .describe('To callers an exit sends here: 1 to be called back, keeping the place.'),
      number: announcement.optional().describe('Before the number is read back.'),
      confirm: announcement
        .optional()
        .describe('After it: 1 if it is right, 2 for another (with other-number).'),
      enter: announcement.optional().describe('Key in your number, then #.'),
      goodbye: announcement.optional().describe('You will be called back. Then the call ends.'),
      failed: announcement.optional().describe('It could not be done.'),
      greet: announcement.optional().describe('To a customer who is called first, on answering.'),
    })
    .prefault({})
    .describe('What is said; the sounds of Asterisk stand in, but for offer and greet.'),
});

/** Callbacks as written, with defaults filled in. */
export type CallbackInput = z.output<typeof callback>;
