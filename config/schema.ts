/**
 * * What may stand in a configuration file. Every file holds any of these kinds; files of a
 * directory are merged by kind. The same schemas give the JSON Schema for editors. References
 * between things are checked in `references.ts`, once everything is merged.
 */

import { z } from 'zod';
import {
  count,
  duration,
  entryId,
  id,
  level,
  media,
  phone,
  reference,
  text,
  timeZone,
} from './scalars.ts';
import { hourKinds } from './schema-hours.ts';
import { displayName, renamedFrom } from './schema-names.ts';
import { queue } from './schema-queue.ts';
import { serverKind, switchKind } from './schema-server.ts';
import { exampleTest } from './schema-tests.ts';

const named = z.strictObject({
  name: displayName.optional(),
  'renamed-from': renamedFrom.optional(),
});
const tenant = reference('a tenant').describe(
  'The tenant it belongs to; may be left out when there is only one.',
);

const agent = z.strictObject({
  name: displayName.optional(),
  furigana: text('a reading (text in one line)')
    .optional()
    .describe('Reading of the Japanese name.'),
  tenant: tenant.optional(),
  phone: phone.describe('Technology and peer, such as PJSIP/1001.'),
  skills: z
    .record(id, level)
    .prefault({})
    .describe('Levels 1 to 10. A skill that is absent satisfies nothing.'),
  teams: z.array(reference('a team')).prefault([]).describe('Teams the agent works in.'),
  queues: z
    .array(
      z.union([
        reference('a queue'),
        z.strictObject({
          queue: reference('a queue'),
          delay: duration()
            .prefault('0s')
            .describe('The agent sees only calls that have waited this long.'),
          rank: count(0, 1000).optional().describe('Lower ranks first; wins over the team’s rank.'),
        }),
      ]),
    )
    .prefault([])
    .describe('Queues served by name, at every step, beside those served through teams.'),
  'renamed-from': renamedFrom.optional(),
});

const entry = z.strictObject({
  queue: reference('a queue').describe('Where the call waits.'),
  class: reference('a class').optional().describe('Class of the call; the queue’s when absent.'),
  'head-start': duration()
    .optional()
    .describe('Bonus of routing age: the call counts as if it had waited this much longer.'),
});

const target = z
  .strictObject({
    queue: reference('a queue').optional().describe('Another queue.'),
    'keep-age': z
      .boolean()
      .optional()
      .describe('With `queue`: the call keeps its place by age. Default true.'),
    extension: text('an extension in quotes').optional().describe('An extension of the dialplan.'),
    context: text('a dialplan context')
      .optional()
      .describe('With `extension`: its context. Default: default.'),
    announcement: reference('an announcement').optional().describe('Say this, then hang up.'),
  })
  .meta({
    oneOf: [{ required: ['queue'] }, { required: ['extension'] }, { required: ['announcement'] }],
  });

const callClass = z.union([
  id,
  z.strictObject({
    id,
    name: displayName.optional(),
    'may-starve': z
      .boolean()
      .prefault(false)
      .describe('Calls of this class may keep those below waiting; check does not warn of it.'),
    'renamed-from': renamedFrom.optional(),
  }),
]);

const kinds = {
  name: displayName.optional().describe('Name of the centre.'),
  'time-zone': timeZone.optional().describe('IANA zone of hours, reports and logs. Default: UTC.'),
  tenants: z.record(id, named.nullable()).prefault({}).describe('Customers of the centre.'),
  skills: z.record(id, named.nullable()).prefault({}).describe('What agents can do.'),
  classes: z
    .array(callClass)
    .prefault([])
    .describe('Classes of calls, most urgent first; compared strictly. Default: normal.'),
  teams: z
    .record(id, named.extend({ tenant: tenant.optional() }).nullable())
    .prefault({})
    .describe('Groups of agents that serve queues together.'),
  agents: z.record(id, agent).prefault({}).describe('The people who talk.'),
  queues: z.record(id, queue).prefault({}).describe('Where calls wait, and who takes them.'),
  entries: z
    .record(entryId, entry)
    .prefault({})
    .describe('Dialled numbers and dialplan points, and the queue each leads to.'),
  ...hourKinds,
  targets: z
    .record(id, target)
    .prefault({})
    .describe('Places a call can leave a queue for. `dialplan` and `hang-up` always exist.'),
  announcements: z
    .record(id, z.union([media, z.array(media).min(1)]))
    .prefault({})
    .describe('What can be said to callers: one media address or a list.'),
  'pause-reasons': z
    .record(id, named.nullable())
    .prefault({})
    .describe('Why an agent pauses. `no-answer` always exists.'),
  switches: z.record(id, switchKind).prefault({}).describe('The telephony switch.'),
  server: serverKind.prefault({}).describe('Listeners, keys, journal and log of the process.'),
  tests: z
    .array(exampleTest)
    .prefault([])
    .describe('Examples: given agents, a call and a time, what is expected. Run by check.'),
};

export const configSchemaOf = z.strictObject(kinds);

/** All files of a directory merged, with defaults filled in and notations turned into values. */
export type ConfigInput = z.output<typeof configSchemaOf>;
export type AgentInput = ConfigInput['agents'][string];
export type QueueInput = ConfigInput['queues'][string];
export type StepInput = QueueInput['steps'][number];
export type TargetInput = ConfigInput['targets'][string];
export type TestInput = ConfigInput['tests'][number];

/** Kinds that may stand in several files; their entries are merged. The others are given once. */
export const mergedKinds: ReadonlySet<string> = new Set(
  Object.keys(kinds).filter((kind) => !['name', 'time-zone', 'classes'].includes(kind)),
);

/** Words kept for what comes later: refused with a sentence, never ignored. */
export const reservedWords: Readonly<Record<string, string>> = {
  'expected-wait': 'waiting times are not predicted yet; use `waited: 10m` (time really waited)',
  'least-occupied': 'occupancy is not measured yet; use longest-idle or fewest-calls',
  'ring-all': 'a call rings one phone at a time as yet; use a short `ring` instead',
  'class-cap': 'a class does not promote calls yet; use `head-start` within one class',
  prefer: 'soft preferences do not exist yet; use ranks of teams, or `order: most-skilled`',
};
