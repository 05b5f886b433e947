/** Opening hours: calendars become facts for the router at the minute they change. */

import type { Clock } from '../adapters/clock.ts';
import { isOpen, nextChange } from '../config/hours.ts';
import type { HoursSite } from '../config/site.ts';
import type { HoursId } from '../core/routing/ids.ts';

/** However far the next change is, the calendar is looked at again: a wall clock may be set. */
const lookMsMax = 60_000;

export interface HoursParts {
  /** Its timers are used; its `now` may differ from the wall clock. */
  readonly clock: Clock;
  /** The wall clock, milliseconds since the epoch. */
  readonly wall: () => number;
  readonly onChange: (hours: HoursId, open: boolean) => void;
}

export interface HoursWatch {
  /** Takes the calendars of a new configuration and tells the state of each. */
  use(hours: readonly HoursSite[]): void;
  stop(): void;
}

export function watchHours({ clock, wall, onChange }: HoursParts): HoursWatch {
  let calendars: readonly HoursSite[] = [];
  const told = new Map<HoursId, boolean>();
  let cancel = () => {};

  function look(): void {
    cancel();
    const now = wall();
    let next = lookMsMax;
    for (const hours of calendars) {
      const open = isOpen(hours, now);
      if (told.get(hours.id) !== open) {
        told.set(hours.id, open);
        onChange(hours.id, open);
      }
      next = Math.min(next, Math.max(1, nextChange(hours, now, next) - now));
    }
    cancel = calendars.length > 0 ? clock.setTimer(next, look) : () => {};
  }

  return {
    use(hours) {
      calendars = hours;
      told.clear();
      look();
    },
    stop: () => cancel(),
  };
}
