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
  formed,
  id,
  level,
  levelCondition,
  media,
  phone,
  reference,
  text,
  timeZone,
} from './scalars.ts';
import { deskKind, spoken } from './schema-desk.ts';
import { hourKinds } from './schema-hours.ts';
import { linkKinds } from './schema-links.ts';
import { alsoQueues, displayName, renamedFrom } from './schema-names.ts';
import { queue } from './schema-queue.ts';
import { agentSoftphone, serverKind, switchKind } from './schema-server.ts';
import { talkKinds } from './schema-talk.ts';
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
  softphone: agentSoftphone
    .optional()
    .describe('The agent may talk in the browser, as this endpoint of PJSIP; absent: not.'),
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
  capacity: z
    .strictObject({
      voice: count(0, 1, '0 or 1 (nobody talks with two callers at a time)')
        .prefault(1)
        .describe('Voice calls at one time: 0 or 1.'),
    })
    .optional()
    .describe('Calls of each medium the agent may have at one time. Default: one voice call.'),
  'renamed-from': renamedFrom.optional(),
});

const entry = z.strictObject({
  queue: reference('a queue').describe('Where the call waits.'),
  also: alsoQueues
    .prefault([])
    .describe('Further queues it waits in at the same time; the first to answer has it.'),
  skills: z
    .record(id, levelCondition)
    .prefault({})
    .describe('Asked of the agent beside what the steps ask, for as long as the call waits.'),
  class: reference('a class').optional().describe('Class of the call; the queue’s when absent.'),
  'head-start': duration()
    .optional()
    .describe('Bonus of routing age: the call counts as if it had waited this much longer.'),
  company: spoken.optional().describe('The firm the caller means to have called.'),
  greeting: spoken.optional().describe('What the agent says first, shown with the offer.'),
});

/** A target has exactly one of these. */
export const targetKinds = ['queue', 'links', 'extension', 'announcement', 'callback'] as const;

const target = z
  .strictObject({
    queue: reference('a queue').optional().describe('Another queue.'),
    'keep-age': z
      .boolean()
      .optional()
      .describe('With `queue`: the call keeps its place by age. Default true.'),
    links: z
      .array(reference('a link'))
      .min(1)
      .optional()
      .describe('The best of these links that is usable; the call keeps its place until then.'),
    dial: formed(/^[0-9A-Za-z+*#._-]{1,64}$/, 'a number or name to dial, in quotes')
      .optional()
      .describe('With `links`: what is dialled at the far end.'),
    extension: text('an extension in quotes').optional().describe('An extension of the dialplan.'),
    context: text('a dialplan context')
      .optional()
      .describe('With `extension`: its context. Default: default.'),
    announcement: reference('an announcement').optional().describe('Say this, then hang up.'),
    callback: z
      .literal(true)
      .optional()
      .describe('Offer to call back. Who accepts hangs up and keeps the place in the queue.'),
    otherwise: reference('a target')
      .optional()
      .describe(
        'With `callback`: for callers who decline; default: dialplan. With `links`: for callers no link takes; default: they wait on.',
      ),
  })
  .meta({ oneOf: targetKinds.map((kind) => ({ required: [kind] })) });

const callClass = z.union([
  id,
  z.strictObject({
    id,
    name: displayName.optional(),
    'may-starve': z
      .boolean()
      .prefault(false)
      .describe('Calls of this class may keep those below waiting; check does not warn of it.'),
    cap: duration(1_000)
      .optional()
      .describe('A call that has been in the class this long goes to the next more urgent one.'),
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
  ...linkKinds,
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
  desk: deskKind.optional().describe('What desks of agents show.'),
  ...talkKinds,
  switches: z.record(id, switchKind).prefault({}).describe('The telephony switch.'),
  server: serverKind.prefault({}).describe('Listeners, keys, journal and log of the process.'),
  tests: z
    .array(exampleTest)
    .prefault([])
    .describe('Examples: given agents, a call and a time, what is expected. Run by check.'),
};

/** A whole configuration. */
export const configSchemaOf = z.strictObject(kinds);

/** All files of a directory merged, with defaults filled in and notations turned into values. */
export type ConfigInput = z.output<typeof configSchemaOf>;
export type AgentInput = ConfigInput['agents'][string];
export type QueueInput = ConfigInput['queues'][string];
export type StepInput = QueueInput['steps'][number];
export type EntryInput = ConfigInput['entries'][string];
export type TargetInput = ConfigInput['targets'][string];
export type TestInput = ConfigInput['tests'][number];

/** Kinds that may stand in several files; their entries are merged. The others are given once. */
export const mergedKinds: ReadonlySet<string> = new Set(
  Object.keys(kinds).filter(
    (kind) => !['name', 'site', 'time-zone', 'classes', 'desk'].includes(kind),
  ),
);

const otherMedia = 'agents and queues know voice only, as yet';

/**
 * Words kept for what comes later, by the key they stand under: refused with a sentence, never
 * ignored.
 */
export const reservedWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  capacity: { chat: otherMedia, email: otherMedia, message: otherMedia, video: otherMedia },
  medium: { chat: otherMedia, email: otherMedia, message: otherMedia, video: otherMedia },
};

/** Words that exist, but are written elsewhere or otherwise. */
export const hintsByKey: Readonly<Record<string, string>> = {
  'ring-all': 'write `order: ring-all`, and `parallel: 3` for three phones at most',
  'class-cap': 'write `cap: 10m` in the class, under `classes:`',
  'expected-wait': 'write `too-long: { expected-wait: ">10m", go: … }` under `exits:`',
  overflow: 'write it under `exits:`',
  also: 'write it in the entry, under `entries:`',
};
