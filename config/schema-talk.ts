/** The schema of what agents and supervisors may do with a conversation by the desk. */

import { z } from 'zod';
import { duration, text } from './scalars.ts';

/** What a configuration says of transfers and supervision. */
export const talkKinds = {
  transfers: z
    .strictObject({
      context: text('a dialplan context')
        .optional()
        .describe('Context of the dialplan in which agents transfer and consult; absent: none.'),
      'wait-for-agent': duration(1_000)
        .prefault('30s')
        .describe('A call given to an agent waits so long for that one alone.'),
    })
    .optional()
    .describe('What agents may do with a call by the desk.'),
  supervision: z
    .strictObject({
      visible: z.boolean().prefault(true).describe('Agents see who listens to them.'),
    })
    .optional()
    .describe('Listening, whispering and barging in.'),
};
