/** The schema of opening hours and lists of holidays. */

import { z } from 'zod';
import { dateKey, id, openRange, reference, text, timeZone, weekKey } from './scalars.ts';

const ranges = z.union([openRange, z.array(openRange)]);
const dayName = text('the name of the day (text in one line)');

const day = z.union([
  dayName,
  z.strictObject({
    name: dayName.optional(),
    open: ranges.optional().describe('Hours of that day; absent: closed all day.'),
  }),
]);

export const hourKinds = {
  hours: z
    .record(
      id,
      z.strictObject({
        'time-zone': timeZone.optional().describe('IANA zone; absent: that of the centre.'),
        week: z
          .record(weekKey, ranges)
          .describe('Hours of the days of the week: mon-fri: 9:00-18:00, or a list.'),
        holidays: z
          .array(reference('a list of holidays'))
          .prefault([])
          .describe('Lists of holidays that apply.'),
        days: z
          .record(dateKey, day)
          .prefault({})
          .describe('Days with their own hours: a name (closed all day) or { name, open }.'),
      }),
    )
    .prefault({})
    .describe('Opening hours.'),
  holidays: z
    .record(id, z.record(dateKey, day))
    .prefault({})
    .describe('Lists of holidays, used by hours.'),
};
