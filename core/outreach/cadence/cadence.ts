/**
 * When a person is tried next: attempts x parts of the day x days. A part of the day comes again
 * only when every other has been tried as often, and never twice in a row, so that somebody who is
 * never at home in the morning is not called each morning; among those that are due, the one in
 * which people answered most. Whether the law allows it at that moment is another question
 * (may-dial).
 */

import { type Ms, NEVER } from '../../routing/ids.ts';
import {
  DAY_MS,
  dayOf,
  momentOf,
  startOfDay,
  weekdayOf,
  type ZoneClock,
} from '../may-dial/zones.ts';
import type { PartRates } from './part-rates.ts';
import { isOurs, type TryResult } from './results.ts';
import type { CadenceRule } from './rule.ts';

/** An attempt that has ended. */
export interface Try {
  readonly at: Ms;
  readonly result: TryResult;
}

/** Why a person is tried no more in this campaign. */
export type Ended =
  /** The last result ends it. */
  | 'result'
  | 'attempts'
  | 'days'
  /** `faultsMax` faults in a row that were not the number's. */
  | 'faults';

/** When to try next, or why no more. */
export type Next =
  /** Not before `at`, best in that part; the part lasts until `until`. */
  { readonly at: Ms; readonly until: Ms; readonly part: number } | { readonly ended: Ended };

/**
 * When to try next. `tries`: all of this person in this campaign, oldest first, at whichever
 * number. Cost: O(tries + daysMax × parts). Allocates: a few objects.
 */
export function nextTry(
  rule: CadenceRule,
  tries: readonly Try[],
  clock: ZoneClock,
  now: Ms,
  rates: PartRates,
): Next {
  const ended = endOf(rule, tries);
  if (ended !== undefined) return { ended };
  const last = tries.at(-1);
  const after = last === undefined ? undefined : rule.after[last.result];
  const earliest = Math.max(now, last === undefined || !after ? now : last.at + after.waitMs);
  const counted = tries.filter(({ result }) => !isOurs(result));
  const firstDay = counted.length === 0 ? dayOf(clock, earliest) : dayOf(clock, counted[0]!.at);
  const calendar: Calendar = { rule, clock, earliest, lastDay: firstDay + rule.daysMax - 1 };
  const used = countsOf(rule, counted, clock);
  const fewest = Math.min(...used.parts);
  const lastPart = last === undefined ? -1 : partAt(rule, clock, last.at);
  const due = (part: number): boolean => {
    if (part !== lastPart || rule.parts.length === 1) return used.parts[part] === fewest;
    return after?.samePart === true;
  };
  return (
    search(calendar, used.days, due, rates) ??
    search(calendar, used.days, () => true, rates) ?? { ended: 'days' }
  );
}

function endOf(rule: CadenceRule, tries: readonly Try[]): Ended | undefined {
  const last = tries.at(-1);
  if (last === undefined) return undefined;
  if (rule.after[last.result].waitMs === NEVER) return 'result';
  if (faultsInARow(tries) >= rule.faultsMax) return 'faults';
  const counted = tries.filter(({ result }) => !isOurs(result)).length;
  return counted >= rule.attemptsMax ? 'attempts' : undefined;
}

/** How many of the latest learned nothing about the number. */
function faultsInARow(tries: readonly Try[]): number {
  const sound = tries.findLastIndex(({ result }) => !isOurs(result));
  return tries.length - 1 - sound;
}

interface Calendar {
  readonly rule: CadenceRule;
  readonly clock: ZoneClock;
  readonly earliest: Ms;
  readonly lastDay: number;
}

/** Attempts in each part of the day, and on each local day. */
function countsOf(rule: CadenceRule, tries: readonly Try[], clock: ZoneClock) {
  const parts = rule.parts.map(() => 0);
  const days = new Map<number, number>();
  for (const { at } of tries) {
    const part = partAt(rule, clock, at);
    if (part >= 0) parts[part]! += 1;
    const day = dayOf(clock, at);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return { parts, days };
}

/** The part of the day of a moment; -1: none, somebody called outside of them. */
export function partAt({ parts }: CadenceRule, clock: ZoneClock, at: Ms): number {
  const day = dayOf(clock, at);
  return parts.findIndex((_, part) => {
    const { from, until } = momentsOf(parts[part]!, clock, day);
    return at >= from && at < until;
  });
}

/** A part on a day, on the clock of the wall: an hour that is skipped makes it shorter. */
function momentsOf(
  part: { readonly fromMs: Ms; readonly untilMs: Ms },
  clock: ZoneClock,
  day: number,
) {
  const from = momentOf(clock, day * DAY_MS + part.fromMs);
  const until =
    part.untilMs === DAY_MS
      ? startOfDay(clock, day + 1)
      : momentOf(clock, day * DAY_MS + part.untilMs);
  return { from, until };
}

/** The first day with a part that is due, and of its parts the best. */
function search(
  { rule, clock, earliest, lastDay }: Calendar,
  days: ReadonlyMap<number, number>,
  due: (part: number) => boolean,
  rates: PartRates,
): Next | undefined {
  for (let day = dayOf(clock, earliest); day <= lastDay; day++) {
    if ((days.get(day) ?? 0) >= rule.dayMax) continue;
    let best: Next | undefined;
    let bestRate = -1;
    for (const [part, times] of rule.parts.entries()) {
      const { from, until } = momentsOf(times, clock, day);
      const at = Math.max(from, earliest);
      const rate = rates.rate(part, weekdayOf(day));
      if (at >= until || !due(part) || rate <= bestRate) continue;
      best = { at, until, part };
      bestRate = rate;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}
