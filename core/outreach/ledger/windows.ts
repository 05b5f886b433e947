/** Stretches of time that attempts and abandoned calls are counted in, on the clocks of a place. */

import type { Ms } from '../../routing/ids.ts';
import { monthStart } from '../may-dial/civil.ts';
import { dayOf, startOfDay, type ZoneClock } from '../may-dial/zones.ts';

/**
 * Where attempts are counted. `rolling`: the last so many milliseconds; `day` and `month`: those of
 * the calendar on the clocks of the called person; `ever`: all that is known.
 */
export type AttemptWindow =
  | { readonly kind: 'rolling'; readonly ms: Ms }
  | { readonly kind: 'day' | 'month'; readonly clock: ZoneClock }
  | { readonly kind: 'ever' };

/** First moment inside a window that ends now. Cost: a search among the changes of the clocks. */
export function windowStart(window: AttemptWindow, now: Ms): Ms {
  switch (window.kind) {
    case 'rolling':
      return now - window.ms + 1;
    case 'day':
      return startOfDay(window.clock, dayOf(window.clock, now));
    case 'month':
      return startOfDay(window.clock, monthStart(dayOf(window.clock, now)));
    case 'ever':
      return Number.NEGATIVE_INFINITY;
  }
}

/** First moment at which what happened at `at`, inside the window of now, is outside. */
export function windowLeft(window: AttemptWindow, at: Ms, now: Ms): Ms {
  switch (window.kind) {
    case 'rolling':
      return at + window.ms;
    case 'day':
      return startOfDay(window.clock, dayOf(window.clock, now) + 1);
    case 'month':
      return startOfDay(window.clock, monthStart(dayOf(window.clock, now), 1));
    case 'ever':
      return Number.POSITIVE_INFINITY;
  }
}
