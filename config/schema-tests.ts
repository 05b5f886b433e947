/** The schema of `tests:`: examples that stand beside the rules and are run by `check`. */

import { z } from 'zod';
import { dispositions } from '../core/routing/outcomes.ts';
import {
  count,
  duration,
  id,
  levelCondition,
  patterns,
  reference,
  text,
  valueText,
} from './scalars.ts';
import { alsoQueues } from './schema-names.ts';

const AGENT_STATE = new RegExp(
  `^(?:signed-out|paused|unreachable|busy|ready(?: for ${patterns.duration})?)$`,
);
const states = 'ready, "ready for 5m", busy, paused, unreachable or signed-out';
const stateError = (issue: { input?: unknown }) =>
  `expected ${states}, got ${valueText(issue.input)}`;

const WHEN = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d$/;
const whenError = (issue: { input?: unknown }) =>
  `expected a local date and time such as "2026-12-31 10:00", got ${valueText(issue.input)}`;

export const exampleTest = z.strictObject({
  name: text('a sentence that says what is shown'),
  when: z
    .string({ error: whenError })
    .regex(WHEN, { error: whenError })
    .optional()
    .describe('Local time of the centre at which the call arrives; absent: everything is open.'),
  agents: z
    .record(id, z.string({ error: stateError }).regex(AGENT_STATE, { error: stateError }))
    .prefault({})
    .describe('States when the call arrives. Agents that are not named are signed out.'),
  call: z
    .strictObject({
      queue: reference('a queue').optional(),
      entry: reference('an entry').optional(),
      class: reference('a class').optional(),
      also: alsoQueues
        .optional()
        .describe('Further queues it waits in at the same time; absent: those of the entry.'),
      skills: z
        .record(id, levelCondition)
        .optional()
        .describe('Asked of the agent beside what the step asks; absent: as the entry says.'),
      preferred: reference('an agent').optional().describe('Whom this caller talked with last.'),
    })
    .describe('Where the call arrives: a queue or an entry.'),
  at: duration().prefault('0s').describe('When to look, counted from the arrival of the call.'),
  expect: z
    .strictObject({
      agent: reference('an agent').optional().describe('Who has been offered the call.'),
      step: count(1, 100)
        .optional()
        .describe('The step it waits in or was offered in; the first is 1.'),
      queue: reference('a queue').optional().describe('The queue the call is in, or was in last.'),
      exit: z.enum(dispositions).optional().describe('How the call left its last queue.'),
      go: reference('a target').optional().describe('Where it was sent.'),
    })
    .describe('What is so at that time; everything named must hold.'),
});
