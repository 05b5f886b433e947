/** The schema of links to other sites and PBXs. */

import { z } from 'zod';
import { count, duration, id, phone, reference } from './scalars.ts';

const link = z.strictObject({
  trunk: phone.describe('Technology and peer of the trunk, such as PJSIP/osaka.'),
  site: id.optional().describe('Site name of the Tsunagi at its far end; absent: none is there.'),
  channels: count(1, 10_000).describe('Calls on the link at one time.'),
  hours: reference('hours').optional().describe('Used only while they are open.'),
  cost: count(0, 1_000_000).prefault(0).describe('Cheaper links first; equal ones as listed.'),
  ring: duration(1_000).prefault('15s').describe('The far end may take this long to accept.'),
  rest: duration(1_000).prefault('10s').describe('Not tried for so long after a refusal.'),
});

/** A link as it is read. */
export type LinkInput = z.output<typeof link>;

/** What a configuration says of this site's name and of its links. */
export const linkKinds = {
  site: id.optional().describe('What other sites call this one; calls come back to none.'),
  links: z.record(id, link).prefault({}).describe('Ways to other sites and PBXs.'),
};
