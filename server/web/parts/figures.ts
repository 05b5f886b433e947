/** Figures as people read them, in the language shown. */

import { language } from '../language.ts';

/** `81 %`, `81.3 %`; null: a dash. */
export const percent = (share: number | null, digits = 0): string =>
  share === null
    ? '–'
    : new Intl.NumberFormat(language.value, {
        style: 'percent',
        maximumFractionDigits: digits,
      }).format(share);

export const whole = (value: number): string => new Intl.NumberFormat(language.value).format(value);
