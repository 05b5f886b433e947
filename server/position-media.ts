/** What a caller is told of place and wait, in the sounds every Asterisk has. */

import { type Ms, POSITION_MAX, type WaitOutlook } from '../core/index.ts';

const minuteMs = 60_000;

/** The place, and the wait where it is wanted and sure enough. */
export const outlookMedia = (outlook: WaitOutlook, tellWait: boolean): readonly string[] => [
  ...positionMedia(outlook.position),
  ...(tellWait && outlook.band ? waitMedia(outlook.band) : []),
];

/** Media that tell this place; 1 is next. Beyond what is counted: that more wait than that. */
export function positionMedia(place: number): readonly string[] {
  if (place === 1) return ['sound:queue-youarenext'];
  if (place >= POSITION_MAX) {
    return ['sound:queue-quantity1', `number:${POSITION_MAX - 1}`, 'sound:queue-quantity2'];
  }
  return ['sound:queue-thereare', `number:${place}`, 'sound:queue-callswaiting'];
}

/**
 * Media that tell a band, in whole minutes from the low end down to the high end up: "the estimated
 * hold time is currently · two · dash · four · minutes", "… · less than · two · minutes". The dash
 * keeps two and four from being heard as twenty-four.
 */
export function waitMedia({ lowMs, highMs }: { lowMs: Ms; highMs: Ms }): readonly string[] {
  const low = Math.floor(lowMs / minuteMs);
  const high = Math.max(1, Math.ceil(highMs / minuteMs));
  const unit = high === 1 ? 'sound:queue-minute' : 'sound:queue-minutes';
  if (low < 1) return ['sound:queue-holdtime', 'sound:queue-less-than', `number:${high}`, unit];
  const from = low < high ? [`number:${low}`, 'sound:letters/dash'] : [];
  return ['sound:queue-holdtime', ...from, `number:${high}`, unit];
}
