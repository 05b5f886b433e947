/** Lines and rows that put an agent into a queue, and numbers in them. */

import { type ConfLine, splitArguments } from './conf-file.ts';
import type { Place, Seat, SourceError } from './source.ts';

/** Ten years in seconds: nothing in a queue is longer. */
const NUMBER_MAX = 315_360_000;

/** A whole number, or an error at its place. Empty gives `otherwise`. */
export function wholeNumber(
  text: string,
  what: string,
  at: Place,
  errors: SourceError[],
  otherwise = 0,
): number {
  if (text.trim() === '') return otherwise;
  const value = Number(text);
  if (/^-?\d+$/.test(text.trim()) && Math.abs(value) <= NUMBER_MAX) return value;
  errors.push({ at, message: `${what} is a whole number, got ${JSON.stringify(text)}` });
  return otherwise;
}

/** What Asterisk takes for yes. Everything else is no. */
export const isYes = (text: string): boolean => /^(yes|true|y|t|1|on)$/i.test(text.trim());

/** Columns of `queue_members`, and the order of what stands in `member => …`. */
const columns = [
  'interface',
  'penalty',
  'membername',
  'state_interface',
  'ringinuse',
  'wrapuptime',
  'paused',
] as const;
type Column = (typeof columns)[number];

/** `member => PJSIP/1001,0,Yui Tanaka,PJSIP/1001,no,10,1`. Undefined after telling why not. */
export function seatOf({ value, at }: ConfLine, errors: SourceError[]): Seat | undefined {
  const parts = splitArguments(value);
  if (parts.length > columns.length) {
    const order = columns.join(',');
    const hint = `the order is ${order}; a name with a comma stands in quotes`;
    errors.push({ at, message: `a member has ${columns.length} parts at most`, hint });
    return undefined;
  }
  const part = (column: Column) => parts[columns.indexOf(column)] ?? '';
  return seatFrom(part, `member => ${value}`, at, errors);
}

/** The same from a row; `part` gives a column's text, empty where there is none. */
export function seatFrom(
  part: (column: Column) => string,
  written: string,
  at: Place,
  errors: SourceError[],
): Seat | undefined {
  const phone = part('interface');
  if (!/^[A-Za-z0-9]+\/\S+$/.test(phone)) {
    const form = 'a member begins with its phone, such as PJSIP/1001';
    errors.push({ at, message: `${form}, got ${JSON.stringify(phone)}` });
    return undefined;
  }
  return {
    at,
    written,
    phone,
    rank: wholeNumber(part('penalty'), 'a penalty', at, errors),
    name: part('membername'),
    state: part('state_interface'),
    ringInUse: part('ringinuse'),
    wrapUp: part('wrapuptime'),
    paused: isYes(part('paused')) || Number(part('paused')) > 0,
  };
}
