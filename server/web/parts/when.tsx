/** Moments as people read them, in the zone of this machine and the language shown. */

import { language } from '../language.ts';

const format = (at: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language.value === 'ja' ? 'ja-JP' : 'en-GB', options).format(at);

/** `26 Nov 2026, 18:30`. */
export const momentText = (at: number): string =>
  format(at, { dateStyle: 'medium', timeStyle: 'short' });

/** `18:30`. */
export const timeText = (at: number): string => format(at, { timeStyle: 'short' });

/** `26 Nov 2026`. */
export const dayText = (at: number): string => format(at, { dateStyle: 'medium' });

/** A moment, told in full when it is pointed at. */
export const When = ({ at, day = false }: { readonly at: number; readonly day?: boolean }) => (
  <time dateTime={new Date(at).toISOString()} title={momentText(at)} class="when">
    {day ? dayText(at) : momentText(at)}
  </time>
);
