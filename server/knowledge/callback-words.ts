/**
 * When to call again, as agents write it in the middle of a conversation: `tomorrow 18:30`,
 * `明日 18時半`, `in 20 minutes`, `来週月曜 10時`, `12/1 午後3時`. What was understood is said back, so that
 * the agent sees it before it is promised.
 */

import { DAY_MS, localParts, MINUTE_MS, momentsOf, offsetAt } from '../../config/time-zone.ts';
import { readClock } from './clock-words.ts';
import { type Day, readDay } from './day-words.ts';

/** A moment, epoch ms, and how it is said back; or why there is none. */
export type Understood =
  | { readonly at: number; readonly said: { readonly en: string; readonly ja: string } }
  | { readonly why: 'not-understood' | 'no-time' | 'no-such-time' | 'past' };

const hourMs = 60 * MINUTE_MS;

/** Reads them as of `now`, in the customer's zone. Changes nothing, asks nobody. */
export function understand(words: string, now: number, zone: string): Understood {
  const text = plain(words);
  const span = readSpan(text);
  if (span !== undefined) return told(now + span, now, zone);
  const nowLocal = now + offsetAt(zone, now).offsetMs;
  const day = readDay(text, Math.floor(nowLocal / DAY_MS));
  const clock = readClock(day?.rest ?? text, day !== undefined);
  if (day === undefined && clock === undefined) return { why: 'not-understood' };
  if (clock === undefined) {
    return { why: hasWords(day!.rest) ? 'not-understood' : 'no-time' };
  }
  if (hasWords(clock.rest)) return { why: 'not-understood' };
  if (clock.minute === undefined || (day && Number.isNaN(day.days[0]))) {
    return { why: 'no-such-time' };
  }
  return first(day ?? eitherDay(nowLocal), clock.minute, now, zone);
}

/** An hour alone is today's, or tomorrow's when it is over. */
const eitherDay = (nowLocal: number): Day => {
  const today = Math.floor(nowLocal / DAY_MS);
  return { days: [today, today + 1], rest: '' };
};

/** The first of these days on which it is yet to come. */
function first({ days }: Day, minute: number, now: number, zone: string): Understood {
  let answer: Understood = { why: 'past' };
  for (const day of days) {
    const local = day * DAY_MS + minute * MINUTE_MS;
    // An hour that the clocks skip is an hour later.
    const at = momentsOf(zone, local)[0] ?? momentsOf(zone, local + hourMs)[0];
    if (at === undefined) return { why: 'no-such-time' };
    answer = told(at, now, zone);
    if ('at' in answer) return answer;
  }
  return answer;
}

/** Full-width and half-width alike, numerals as digits, without what only binds words. */
const plain = (words: string): string =>
  digitsOf(words.normalize('NFKC').toLowerCase())
    .replace(/[、,]/g, ' ')
    .replace(/(?:頃|ごろ|くらい|ぐらい)/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const numeral = '一二三四五六七八九';

/** `十二` is 12. */
const digitsOf = (text: string): string =>
  text
    .replace(new RegExp(`([${numeral}])?十([${numeral}])?`, 'g'), (_, tens, ones) =>
      String((tens ? numeral.indexOf(tens) + 1 : 1) * 10 + (ones ? numeral.indexOf(ones) + 1 : 0)),
    )
    .replace(new RegExp(`[${numeral}]`, 'g'), (each) => String(numeral.indexOf(each) + 1));

/** Anything left but what binds words. */
const hasWords = (rest: string): boolean =>
  rest.replace(/(?:\bat\b|\bon\b|\bthe\b|に|の|へ|で|[\s.])/g, '') !== '';

const english =
  /^in (?:about )?(an?|half an|\d{1,3})(?: ?(and a half))? ?(minutes?|mins?|m|hours?|hrs?|h)$/;
const japanese = /^(?:あと)?(?:(\d{1,3})時間(半)?)?(?:(\d{1,3})分)?後?に?$/;

/** `in 20 minutes`, `1時間半後`: its length in milliseconds. */
function readSpan(text: string): number | undefined {
  const [, many, half, unit] = english.exec(text) ?? [];
  if (many !== undefined) {
    const count = many === 'half an' ? 0.5 : /^an?$/.test(many) ? 1 : Number(many);
    const unitMs = unit!.startsWith('m') ? MINUTE_MS : hourMs;
    return (count + (half === undefined ? 0 : 0.5)) * unitMs;
  }
  if (!/後|^あと|時間/.test(text)) return undefined;
  const [, hours, halfHour, minutes] = japanese.exec(text) ?? [];
  if (hours === undefined && minutes === undefined) return undefined;
  const halfMs = halfHour === undefined ? 0 : hourMs / 2;
  return Number(hours ?? 0) * hourMs + halfMs + Number(minutes ?? 0) * MINUTE_MS;
}

const weekdaysEn = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const monthsEn = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function told(at: number, now: number, zone: string): Understood {
  return at <= now ? { why: 'past' } : { at, said: momentText(at, zone) };
}

/** `Fri 27 Nov 2026, 18:30`, `2026年11月27日(金) 18:30`: in the zone's own time. */
export function momentText(at: number, zone: string): { readonly en: string; readonly ja: string } {
  const { date, weekday, minute } = localParts(at + offsetAt(zone, at).offsetMs);
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const clock = `${Math.floor(minute / 60)}:${String(Math.floor(minute % 60)).padStart(2, '0')}`;
  return {
    en: `${weekdaysEn[weekday]} ${day} ${monthsEn[month - 1]} ${year}, ${clock}`,
    ja: `${year}年${month}月${day}日(${'月火水木金土日'[weekday]}) ${clock}`,
  };
}
