/** Days of the calendar as numbers: arithmetic of months without a clock or zone. */

import type { Day } from './rules.ts';

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** The date of a day number. After H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function civilOf(days: Day): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1_460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/** The number of a date; the inverse of `civilOf`. */
export function dayNumber(year: number, month: number, day: number): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146_097 + doe - 719_468;
}

/** First day of the month a day lies in, `months` later (or earlier). */
export function monthStart(day: Day, months = 0): Day {
  const { year, month } = civilOf(day);
  const index = year * 12 + month - 1 + months;
  return dayNumber(Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, 1);
}

/** The same day of the month so many months later; its last day where that month is shorter. */
export function addMonths(day: Day, months: number): Day {
  const start = monthStart(day, months);
  const length = monthStart(start, 1) - start;
  return start + Math.min(civilOf(day).day, length) - 1;
}
