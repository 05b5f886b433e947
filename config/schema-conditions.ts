/**
 * The schema of conditions of a queue, as `skip-when` and `overflow` have them. Each condition
 * looks one way: staff at most, calls and waits at least, the service level below. So a bare number
 * is understood, and a comparison is there for who would rather see it.
 */

import { z } from 'zod';
import type { Conditions } from '../core/routing/policy.ts';
import { count, duration, formed, patterns } from './scalars.ts';

const COUNT_MAX = 100_000;

/** The whole number beside a comparison that still satisfies it: `<3` gives 2, `>=20` gives 20. */
function boundOf(comparison: string): number {
  const number = Number(comparison.replace(/^[<>]=? ?/, ''));
  if (comparison[1] === '=') return number;
  return comparison[0] === '<' ? number - 1 : number + 1;
}

/** A count, or a comparison with one sign, as the bound it sets. */
function bound(sign: '<' | '>', least: number, form: string) {
  return z.union([
    count(least, COUNT_MAX, form),
    formed(new RegExp(`^${sign}=? ?\\d{1,6}$`), form)
      .refine((text) => boundOf(text) >= least && boundOf(text) <= COUNT_MAX, {
        error: (issue) => `${issue.input} holds always or never: expected ${form}`,
      })
      .transform(boundOf),
  ]);
}

const fewAgents = bound('<', 0, 'a number of agents: 2 (at most so many), or "<3"');
const manyCalls = bound('>', 1, 'a number of calls: 20 (at least so many), or ">20" in quotes');

/** Ten minutes and more than ten minutes are the same: nobody measures the difference. */
export const expectedWait = formed(
  new RegExp(`^(?:>=? ?)?${patterns.duration}$`),
  'a time: 10m (so long or longer), or ">10m" in quotes',
)
  .transform((text) => text.replace(/^>=? ?/, ''))
  .pipe(duration(1_000));

const below = formed(
  new RegExp(`^< ?${patterns.percentage}$`),
  'a comparison such as "<80%"',
).transform((text) => Number.parseFloat(text.slice(1)) / 100);

/** What is asked of the queue, all of it. */
export const conditions = z
  .strictObject({
    'signed-in': fewAgents
      .optional()
      .describe('At most so many who qualify at the step are signed in: 0, or "<3".'),
    ready: fewAgents
      .optional()
      .describe('At most so many who qualify at the step are ready: 0, or "<1".'),
    waiting: manyCalls
      .optional()
      .describe('At least so many other calls wait in the queue: 20, or ">20".'),
    'expected-wait': expectedWait
      .optional()
      .describe('Who joins now may expect to wait so long or longer: 10m, or ">10m".'),
    'service-level': below
      .optional()
      .describe('The recent service level is below this share: "<80%".'),
  })
  .refine((given) => Object.values(given).some((each) => each !== undefined), {
    error: 'names no condition, so it would never hold',
  })
  .meta({ minProperties: 1 });

/** Conditions with notations turned into numbers. */
export type ConditionsInput = z.output<typeof conditions>;

/** The same in the words of the policy. */
export function compileConditions(given: ConditionsInput): Conditions {
  const named = {
    signedInMax: given['signed-in'],
    readyMax: given.ready,
    waitingMin: given.waiting,
    expectedWaitMin: given['expected-wait'],
    serviceLevelBelow: given['service-level'],
  };
  return Object.fromEntries(Object.entries(named).filter(([, bound]) => bound !== undefined));
}
