/**
 * Step 5: hours, holidays, and the whole of the ringing inside them, in every zone it may ring in.
 */

import { type Ms, NEVER } from '../../routing/ids.ts';
import { defer, deny, type Stop } from './answer.ts';
import { type Case, speaksOf } from './case.ts';
import { freeUntil, isFree } from './exempt.ts';
import { closingIn, isHoliday, roomAfter } from './hours.ts';
import type { HoursReading } from './openings.ts';
import type { HoursRule } from './rules.ts';
import { DAY_MS, dayOf, type ZoneClock } from './zones.ts';

/** How far ahead an opening is looked for: two weeks of any hours, and a row of holidays. */
const HORIZON_MS = 16 * DAY_MS;

/** A reading of which the call is free until a moment. */
interface LateReading extends HoursReading {
  readonly free: Ms;
}

/** All readings that count, now or from some moment on. */
interface Readings {
  /** Those that count now, and what they are named by together. */
  readonly firm: readonly HoursReading[];
  readonly key: string;
  readonly late: readonly LateReading[];
}

/** Step 5. Deferred to the first moment at which every plausible zone is open with room to ring. */
export function checkHours(c: Case): Stop | null {
  const { facts, now } = c;
  const till = now + facts.ringMs;
  for (const site of c.sites) {
    for (const rule of site.place.hours) {
      if (!speaksOf(c, rule)) continue;
      for (const zone of rule.zones ?? site.zones) {
        const clock = c.rules.zones.clocks[zone]!;
        if (closingIn(rule, clock, now, till) === NEVER) continue;
        if (isFree(c, rule, site)) break;
        return closed(c, rule, clock);
      }
    }
  }
  return null;
}

/** The answer for the first reading that is closed. */
function closed(c: Case, rule: HoursRule, clock: ZoneClock): Stop {
  const until = openAgain(c);
  const about = { rule: rule.id, place: rule.place };
  if (until === NEVER) return deny('never-open', about);
  const reason = isHoliday(rule, dayOf(clock, c.now)) ? 'holiday' : 'outside-hours';
  return defer(reason, until, about);
}

/** First moment that suits all readings at once: each moves it on until none does. */
function openAgain(c: Case): Ms {
  const { firm, key, late } = readingsOf(c);
  const { ringMs } = c.facts;
  const { openings, zones } = c.rules;
  const horizon = Math.min(c.now + HORIZON_MS, zones.untilMs);
  let moment = c.now;
  for (;;) {
    moment = openings.roomAfter(key, firm, moment, ringMs, horizon);
    const before = moment;
    for (const { free, rule, clock } of late) {
      if (moment >= free) moment = roomAfter(rule, clock, moment, ringMs, horizon);
    }
    if (moment === before || moment === NEVER) return moment;
  }
}

function readingsOf(c: Case): Readings {
  const firm: HoursReading[] = [];
  const late: LateReading[] = [];
  let key = '';
  for (const site of c.sites) {
    for (const rule of site.place.hours) {
      if (!speaksOf(c, rule)) continue;
      const free = freeUntil(c, rule, site);
      for (const zone of free === NEVER ? [] : (rule.zones ?? site.zones)) {
        const clock = c.rules.zones.clocks[zone]!;
        if (free > c.now) {
          late.push({ free, rule, clock });
        } else {
          firm.push({ rule, clock });
          key += String.fromCharCode(rule.row, zone);
        }
      }
    }
  }
  return { firm, key, late };
}
