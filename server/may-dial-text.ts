/** A decision about a number in words, for `tsunagi why` and the desk: English and Japanese. */

import type { Answer, Ground, Stop } from '../core/outreach/may-dial/answer.ts';
import type { Ms } from '../core/routing/ids.ts';
import { english, type Sentences } from './may-dial-english.ts';
import { japanese } from './may-dial-japanese.ts';

export type Language = 'en' | 'ja';

/** How to say it, and what the packs say of their rules. */
export interface Telling {
  readonly language: Language;
  /** IANA zone the times are told in. */
  readonly zone: string;
  /** Source of a rule by id: statute and where in it; undefined: not on the shelf any more. */
  readonly sourceOf: (rule: string) => string | undefined;
}

const texts = { en: english, ja: japanese } as const;
const locales = { en: 'en-GB', ja: 'ja-JP' } as const;
const everywhere = { en: 'the rules of the house', ja: '社内規則' } as const;
const allowed = { en: 'May be dialled.', ja: '発信できます。' } as const;

/** One paragraph: what stands in the way, since when, by which rule, and what to do. */
export function answerText(answer: Answer, telling: Telling): string {
  const { language } = telling;
  if (answer.verdict !== 'allow') return stopText(answer, telling);
  const grounds = answer.grounds.map((ground) => groundText(ground, telling));
  return joined(language, [allowed[language], ...grounds]);
}

function stopText(stop: Stop, telling: Telling): string {
  const { language } = telling;
  const { what, since, act }: Sentences = texts[language][stop.reason];
  const words = {
    place: stop.place === 'everywhere' ? everywhere[language] : placeText(stop.place, language),
    since: timeText(stop.since, telling),
    until: timeText(stop.until, telling),
    proof: stop.proof ?? undefined,
  };
  const lapsed = stop.lapsed === null ? '' : lapsedText(stop.lapsed, telling);
  return joined(language, [
    filled(what, words),
    filled(since, words),
    ruleText(stop.rule, telling),
    lapsed,
    filled(act, words),
  ]);
}

type Words = Readonly<Record<string, string | undefined>>;

/**
 * A sentence with its words, or nothing when one of them is missing; a missing proof alone is left
 * out.
 */
function filled(sentence: string, words: Words): string {
  const whole = words.proof === undefined ? sentence.replace(/ ?\(\{proof\}\)/, '') : sentence;
  let isWhole = true;
  const text = whole.replace(/\{(\w+)\}/g, (_, word: string) => {
    isWhole &&= words[word] !== undefined;
    return words[word] ?? '';
  });
  return isWhole ? text : '';
}

function placeText(place: string | null, language: Language): string | undefined {
  if (place === null) return undefined;
  const codes = place.split(' ');
  const names = new Intl.DisplayNames([locales[language]], { type: 'region' });
  const named = codes.map((code) => {
    const name = code.length === 2 ? (names.of(code) ?? code) : code;
    return language === 'en' && name.startsWith('United ') ? `the ${name}` : name;
  });
  return named.join(language === 'ja' ? '・' : ', ');
}

function timeText(at: Ms | null, { language, zone }: Telling): string | undefined {
  return at === null ? undefined : localTime(at, language, zone);
}

/** A moment as people of the language write it, in that zone, which it names. */
export function localTime(at: Ms, language: Language, zone: string): string {
  const format = new Intl.DateTimeFormat(locales[language], {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  return `${format.format(at)} (${zone})`;
}

function ruleText(rule: string | null, { language, sourceOf }: Telling): string {
  if (rule === null) return '';
  const source = sourceOf(rule);
  const whence = source === undefined ? '' : `: ${source}`;
  return language === 'en' ? `Rule ${rule}${whence}.` : `規則 ${rule}${whence}。`;
}

function lapsedText({ kind, proof, until }: Ground, telling: Telling): string {
  const time = timeText(until, telling);
  return telling.language === 'en'
    ? `A ${kind} (${proof}) would have set it free until ${time}.`
    : `${kind}(${proof})による例外は${time}に終わりました。`;
}

function groundText({ rule, kind, proof, until }: Ground, telling: Telling): string {
  const time = timeText(until, telling);
  if (telling.language === 'ja') {
    return `${rule}: ${kind}(${proof})${time === undefined ? '' : `、${time}まで`}。`;
  }
  return `${rule}: ${kind} (${proof})${time === undefined ? '' : `, until ${time}`}.`;
}

/** Sentences in a row; Japanese sets no space between them. */
const joined = (language: Language, sentences: readonly string[]): string =>
  sentences.filter((each) => each !== '').join(language === 'ja' ? '' : ' ');
