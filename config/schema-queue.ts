/** The schema of a queue: its steps, exits and escapes. */

import { z } from 'zod';
import {
  count,
  duration,
  escapeKey,
  id,
  levelCondition,
  percentage,
  reference,
  text,
} from './scalars.ts';
import { callback } from './schema-callback.ts';
import { conditions, expectedWait } from './schema-conditions.ts';
import { wrapUp } from './schema-desk.ts';
import { displayName, renamedFrom } from './schema-names.ts';

const go = reference('a target').describe('A target, or dialplan, or hang-up.');

const teamList = z.array(
  z.union([
    reference('a team'),
    z.strictObject({
      team: reference('a team'),
      rank: count(0, 1000).prefault(0).describe('Lower ranks are offered calls first. Default 0.'),
    }),
  ]),
);

const step = z.strictObject({
  for: duration(1).optional().describe('How long the step lasts, counted from its start.'),
  require: z
    .record(id, levelCondition)
    .optional()
    .describe(
      'Skills and least levels; absent: as in the step before. Never stricter than before.',
    ),
  prefer: z
    .record(id, levelCondition)
    .optional()
    .describe(
      'Who satisfies more of these goes first, behind rank; nobody is kept out or waited for. ' +
        'Absent: as in the step before.',
    ),
  'add-teams': teamList.prefault([]).describe('Teams that serve from this step on.'),
  'skip-when': conditions.optional().describe('Pass over the step when all of these hold.'),
  say: reference('an announcement').optional().describe('Said when the step begins.'),
  // biome-ignore lint/suspicious/noThenProperty: the word a reader of the configuration expects
  then: z
    .strictObject({
      after: duration(1)
        .optional()
        .describe('The step ends this long after the call joined the queue.'),
      go: go.optional(),
    })
    .optional()
    .describe('When the step ends, and on the last step where the call goes.'),
});

const exits = z.strictObject({
  full: z
    .strictObject({ at: count(1, 100_000).describe('Calls waiting that make it full.'), go })
    .optional(),
  'too-long': z
    .strictObject({
      waited: duration(1).optional().describe('Longest wait in this queue.'),
      'expected-wait': expectedWait
        .optional()
        .describe('Who joins, or enters a step, may expect to wait so long: ">10m".'),
      go,
    })
    .refine((exit) => (exit.waited ?? exit['expected-wait']) !== undefined, {
      error: 'too-long needs `waited`, `expected-wait` or both',
    })
    .meta({ anyOf: [{ required: ['waited'] }, { required: ['expected-wait'] }] })
    .optional(),
  nobody: z
    .strictObject({
      go,
      'count-paused': z.boolean().prefault(false).describe('Paused agents count as staff.'),
    })
    .optional()
    .describe('No agent who could ever take the call is signed in and reachable.'),
  closed: z
    .strictObject({
      go,
      waiting: z.boolean().prefault(false).describe('Closing time sends away who waits, too.'),
    })
    .optional(),
  overflow: z
    .array(z.strictObject({ when: conditions.describe('All of these must hold.'), go }))
    .prefault([])
    .describe('Looked at on joining and on entering each step; the first that holds counts.'),
});

/** Most phones that ring at once for one call. */
export const PARALLEL_MAX = 20;

/** Where calls of one purpose wait. */
export const queue = z.strictObject({
  name: displayName.optional(),
  tenant: reference('a tenant').optional(),
  class: reference('a class').prefault('normal').describe('Class of calls that bring none.'),
  'head-start': duration().prefault('0s').describe('Bonus of routing age.'),
  target: z
    .strictObject({
      answer: percentage.prefault('80%').describe('Share of calls to be answered …'),
      within: duration(1).prefault('20s').describe('… within this time.'),
      'short-abandon': duration()
        .prefault('5s')
        .describe('Hang-ups earlier than this do not count against the service level.'),
    })
    .prefault({}),
  teams: z
    .union([z.literal('everybody'), teamList])
    .prefault([])
    .describe('Teams that serve from the first step, or everybody (of the tenant).'),
  ring: duration(1_000).prefault('15s').describe('How long a phone rings before it is a miss.'),
  'wrap-up': wrapUp
    .prefault('0s')
    .describe('Time after a call before the next; or with codes: { for, required, codes }.'),
  script: id.optional().describe('Talk script of its conversations; kept in the store.'),
  order: z
    .enum([
      'longest-idle',
      'most-skilled',
      'least-skilled',
      'fewest-calls',
      'least-occupied',
      'round-robin',
      'random',
      'ring-all',
    ])
    .prefault('longest-idle')
    .describe('Who first, among agents of equal rank and preference.'),
  parallel: count(1, PARALLEL_MAX)
    .optional()
    .describe(`With ring-all: phones that ring at once for one call. Default: ${PARALLEL_MAX}.`),
  medium: z.enum(['voice']).prefault('voice').describe('What calls of this queue come by.'),
  misses: count(1, 100).prefault(1).describe('Missed offers in a row that pause an agent.'),
  exclude: duration(1_000)
    .prefault('30s')
    .describe('How long a call keeps away from an agent who missed or declined it.'),
  'preferred-wait': duration()
    .prefault('0s')
    .describe('How long a call waits for the agent its caller talked with last.'),
  'resume-age': duration()
    .prefault('0s')
    .describe('A caller who calls again within this time goes on with the routing age earned.'),
  callback: callback
    .optional()
    .describe('How callers are called back; absent: by the defaults, where a target offers it.'),
  music: text('a music class').prefault('default').describe('Music class of the switch.'),
  positions: z
    .strictObject({
      first: duration(1_000).prefault('10s'),
      every: duration(5_000).prefault('60s'),
      wait: z.boolean().prefault(false),
    })
    .optional()
    .describe('Tell callers their position, and the wait to expect: first after …, then every ….'),
  record: z.boolean().prefault(false).describe('Record conversations.'),
  'record-format': z.enum(['wav', 'wav49', 'gsm', 'ulaw', 'alaw', 'sln']).prefault('wav'),
  'after-call': z
    .enum(['hang-up', 'dialplan'])
    .prefault('hang-up')
    .describe('What becomes of a caller whose agent hangs up first.'),
  hours: reference('opening hours').optional().describe('Opening hours; absent: always open.'),
  reload: z
    .enum(['keep', 'live'])
    .prefault('keep')
    .describe('Waiting calls keep the steps they joined with, or take new ones at once.'),
  steps: z.array(step).min(1).describe('How the requirement relaxes while a call waits.'),
  exits: exits.prefault({}).describe('Ways out: full, too-long, nobody, closed, overflow.'),
  escapes: z
    .record(escapeKey, go)
    .prefault({})
    .describe('Keys of the telephone that leave the queue.'),
  'renamed-from': renamedFrom.optional(),
});
