/**
 * When a telephone may ring again, found the plain way: every rule on every clock is asked in turn,
 * each moving the moment on, until all agree. What `checkHours` remembers must say the same.
 */

import type { Case } from '../../core/outreach/may-dial/case.ts';
import { speaksOf } from '../../core/outreach/may-dial/case.ts';
import { freeUntil } from '../../core/outreach/may-dial/exempt.ts';
import { roomAfter } from '../../core/outreach/may-dial/hours.ts';
import type { HoursRule } from '../../core/outreach/may-dial/rules.ts';
import { DAY_MS, type ZoneClock } from '../../core/outreach/may-dial/zones.ts';
import { type Ms, NEVER } from '../../core/routing/ids.ts';

const HORIZON_MS = 16 * DAY_MS;

interface Reading {
  readonly free: Ms;
  readonly rule: HoursRule;
  readonly clock: ZoneClock;
}

/** First moment that suits all rules; NEVER: none within sixteen days. */
export function naiveOpening(c: Case): Ms {
  const readings = readingsOf(c);
  const horizon = Math.min(c.now + HORIZON_MS, c.rules.zones.untilMs);
  let moment = c.now;
  for (let suited = 0, i = 0; suited < readings.length; i = (i + 1) % readings.length) {
    const { free, rule, clock } = readings[i]!;
    const room = moment < free ? moment : roomAfter(rule, clock, moment, c.facts.ringMs, horizon);
    if (room === NEVER) return NEVER;
    suited = room === moment ? suited + 1 : 1;
    moment = room;
  }
  return moment;
}

const readingsOf = (c: Case): Reading[] =>
  c.sites.flatMap((site) =>
    site.place.hours
      .filter((rule) => speaksOf(c, rule))
      .flatMap((rule) =>
        (rule.zones ?? site.zones).map((zone) => ({
          free: freeUntil(c, rule, site),
          rule,
          clock: c.rules.zones.clocks[zone]!,
        })),
      ),
  );
