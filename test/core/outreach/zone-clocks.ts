/** Clocks of real zones for a few years, from the zone rules of Intl. */

import { offsetAt } from '../../../config/time-zone.ts';
import type { ZoneClock } from '../../../core/outreach/may-dial/zones.ts';
import type { Ms } from '../../../core/routing/ids.ts';

/** From the beginning of one year to that of another. */
export function clockOf(name: string, fromYear: number, untilYear: number): ZoneClock {
  const fromMs: Ms[] = [];
  const offsetMs: Ms[] = [];
  const end = Date.UTC(untilYear, 0, 1);
  for (let at = Date.UTC(fromYear, 0, 1); at < end; ) {
    const span = offsetAt(name, at);
    fromMs.push(at);
    offsetMs.push(span.offsetMs);
    at = span.untilMs;
  }
  return { name, fromMs, offsetMs };
}
