/** What follows each result of an attempt unless a campaign says otherwise. */

import type { TryResult } from '../core/outreach/cadence/results.ts';
import type { After } from '../core/outreach/cadence/rule.ts';
import { type Ms, NEVER } from '../core/routing/ids.ts';

const minute = 60_000;
const hour = 60 * minute;
const again = (waitMs: Ms, samePart = false): After => ({ waitMs, samePart });

/**
 * A busy line is somebody at home: minutes. Nobody there: another part of the day. Who was left
 * without an agent is let be for three days (Ofcom, policy on persistent misuse, 2016), a machine
 * one.
 */
export const afterDefaults: Readonly<Record<TryResult, After>> = {
  busy: again(20 * minute, true),
  'no-answer': again(4 * hour),
  declined: again(24 * hour),
  unallocated: again(hour),
  unreachable: again(4 * hour),
  congested: again(2 * minute, true),
  failed: again(2 * minute, true),
  withdrawn: again(2 * minute, true),
  person: again(NEVER),
  machine: again(24 * hour),
  abandoned: again(72 * hour),
  'hung-up-early': again(24 * hour),
};
