/** Why a campaign is not dialling, in one sentence with counts by reason: English and Japanese. */

import type { LeadCount } from '../../adapters/store/leads.ts';
import { type Reason, reasons } from '../../core/outreach/may-dial/reasons.ts';
import { type Language, localTime } from '../may-dial-text.ts';
import { obstacleWords } from './obstacle-words.ts';
import type { Obstacle } from './obstacles.ts';
import { reasonWords } from './reason-words.ts';
import type { Why } from './why.ts';

/** The zone times are told in, and names a sentence may need. */
export interface WhyTelling {
  readonly language: Language;
  /** IANA zone; null: the campaign's own, or UTC. */
  readonly zone: string | null;
  /** Of the campaign; null: its file cannot be read. */
  readonly queue: string | null;
}

/** The whole sentence. */
export function whyText(answer: Why, telling: WhyTelling): string {
  const { language } = telling;
  const { campaign, obstacle } = answer;
  const counts = sumsText(answer, language);
  if (obstacle === null) return dialsText(answer, telling);
  const because = obstacleText(obstacle, answer, telling);
  return language === 'en'
    ? `${campaign} is not dialling: ${because}; ${counts}.`
    : `${campaign}は発信していません: ${because}(${counts})。`;
}

/** One obstacle, as half a sentence. */
export function obstacleText(obstacle: Obstacle, answer: Why, telling: WhyTelling): string {
  const { language } = telling;
  const place = language === 'en' ? 0 : 1;
  const { code, about, until, leads } = obstacle;
  if (isReason(code)) return stoppedText(code, until, leads, answer, telling);
  const { agents, window } = answer.facts;
  const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
  const words: Readonly<Record<string, string | undefined>> = {
    about: about === null ? undefined : reasonWords(about, language),
    until: until === null ? undefined : timeText(until, answer, telling),
    queue: telling.queue ?? '?',
    busy: String(agents?.busy ?? 0),
    reserve: String(agents?.reserve ?? 0),
    kept: keptText(agents, language),
    abandoned: String(window?.abandoned ?? 0),
    answered: String(window?.answered ?? 0),
    most: percent(window?.most ?? 0),
  };
  return obstacleWords[code][place].replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '–');
}

/** `: support has 1 of 2`, for each skill that needs somebody; nothing where that is not told. */
function keptText(agents: Why['facts']['agents'], language: Language): string {
  const { kept = [], behind = 0 } = agents ?? {};
  if (kept.length === 0) return '';
  const skills = kept.map(({ queues, need, idle }) =>
    language === 'en'
      ? `${queues.join(' and ')} has ${idle} of ${need} it needs`
      : `${queues.join('・')}は必要${need}名中${idle}名`,
  );
  const english = `; ${behind} cannot take those, but the queue's order takes others first`;
  const japanese = `。うち${behind}名は対象外ですが、キューの順序で後になります`;
  const after = behind === 0 ? '' : language === 'en' ? english : japanese;
  return (language === 'en' ? `: ${skills.join(', ')}` : `: ${skills.join('、')}`) + after;
}

const isReason = (code: string): code is Reason => (reasons as readonly string[]).includes(code);

/** Of what the rules say: the leads they hold, and until when. */
function stoppedText(
  code: Reason,
  until: number | null,
  leads: number | null,
  answer: Why,
  telling: WhyTelling,
): string {
  const { language } = telling;
  const what = reasonWords(code, language);
  const held = leads ?? 0;
  const time = until === null ? undefined : timeText(until, answer, telling);
  if (language === 'en') {
    const who = held === 1 ? '1 lead is held up' : `${held} leads are held up`;
    return `${who} (${what}${time === undefined ? '' : `, until ${time} at the earliest`})`;
  }
  const when = time === undefined ? '' : `、早くとも${time}まで`;
  return `対象者${held}件を発信できません(${what}${when})`;
}

function timeText(at: number, { facts }: Why, { language, zone }: WhyTelling): string {
  return localTime(at, language, zone ?? facts.zone ?? 'UTC');
}

function dialsText(answer: Why, { language }: WhyTelling): string {
  const { campaign, facts } = answer;
  const counts = sumsText(answer, language);
  if (language === 'en') {
    return `${campaign} is dialling: ${facts.flying} ring, ${facts.waiting} wait for an agent; ${counts}.`;
  }
  return `${campaign}は発信中です: 呼出中${facts.flying}件、オペレーター待ち${facts.waiting}件(${counts})。`;
}

/** `120 ready, 3 wait (2 busy, 1 no answer), 40 through (40 talked)`. */
export function sumsText({ leads }: Why, language: Language): string {
  const { ready, waiting, claimed, through } = leads;
  const by = (...states: readonly LeadCount['state'][]) =>
    countsText(
      leads.reasons.filter(({ state }) => states.includes(state)),
      language,
    );
  const parts: readonly (readonly [number, string, string, string])[] = [
    [ready, 'ready', '発信可能', ''],
    [claimed, 'being called', '通話・呼出中', ''],
    [waiting, 'wait', '待機', by('waiting')],
    [through, 'through', '終了', by('done', 'withdrawn')],
  ];
  const told = parts.filter(([n]) => n > 0);
  if (told.length === 0) return language === 'en' ? 'no leads' : '対象者なし';
  return language === 'en'
    ? told.map(([n, en, , why]) => `${n} ${en}${why === '' ? '' : ` (${why})`}`).join(', ')
    : told.map(([n, , ja, why]) => `${ja}${n}件${why === '' ? '' : `(${why})`}`).join('、');
}

/** `2 busy, 1 no answer`: rows of the same words together, most first. */
export function countsText(
  rows: readonly { readonly reason: string; readonly leads: number }[],
  language: Language,
): string {
  const sums = new Map<string, number>();
  for (const { reason, leads } of rows) {
    const word = reasonWords(reason, language);
    sums.set(word, (sums.get(word) ?? 0) + leads);
  }
  const sorted = [...sums].sort((a, b) => b[1] - a[1]);
  return language === 'en'
    ? sorted.map(([word, n]) => `${n} ${word}`).join(', ')
    : sorted.map(([word, n]) => `${word}${n}件`).join('、');
}
