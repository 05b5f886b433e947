/** Why one person is not dialled, in sentences: English and Japanese. */

import type { Lead } from '../../adapters/store/leads.ts';
import { answerText, type Language, localTime, type Telling } from '../may-dial-text.ts';
import { reasonWords } from './reason-words.ts';
import type { LeadWhy, NumberWhy } from './why-lead.ts';

/** One line for the lead, and for each number a line for everything in its way. */
export function whyLeadText(answer: LeadWhy, telling: Telling): string {
  const lines = [leadText(answer, telling)];
  for (const number of answer.numbers) lines.push(...numberLines(number, telling));
  if (answer.numbers.length === 0) lines.push(`  ${numberText(undefined, telling)}`);
  return lines.join('\n');
}

type Told = readonly [en: string, ja: string];

const states: Readonly<Record<Lead['state'], Told>> = {
  ready: ['may be dialled at any moment ({reason})', 'いつでも発信できます({reason})'],
  waiting: ['waits until {due} ({reason})', '{due}まで待機中です({reason})'],
  claimed: ['is being called now', '発信中または通話中です'],
  done: ['is through ({reason})', '終了しています({reason})'],
  withdrawn: ['has been withdrawn ({reason})', '対象から外れています({reason})'],
};
const noLead: Told = [
  'is no lead of this campaign: not on its lists, or not in its segment, when it was enrolled last',
  'このキャンペーンの対象者ではありません。最後の登録時にリストか抽出条件に含まれていません',
];

function leadText({ lead, dueAt, ...answer }: LeadWhy, { language, zone }: Telling): string {
  const told = (lead === null ? noLead : states[lead.state])[language === 'en' ? 0 : 1]
    .replace('{reason}', reasonWords(lead?.reason ?? '', language))
    .replace('{due}', dueAt === null ? '' : localTime(dueAt, language, zone));
  const who = answer.name === '' ? '' : ` ${answer.name}`;
  const tries = triesText(lead?.attempts ?? 0, language);
  return language === 'en'
    ? `Person ${answer.person}${who} in ${answer.campaign}: ${told}; ${tries}.`
    : `お客様${answer.person}${who}(${answer.campaign}): ${told}。${tries}。`;
}

const triesText = (n: number, language: Language): string =>
  language === 'en' ? `${n} ${n === 1 ? 'attempt' : 'attempts'}` : `発信${n}回`;

/** The first thing that keeps a number from being dialled; undefined: there is no number. */
export function numberText(number: NumberWhy | undefined, telling: Telling): string {
  const isEnglish = telling.language === 'en';
  if (number === undefined) return isEnglish ? 'No number.' : '電話番号がありません。';
  if (number.state === 'dead') {
    return isEnglish
      ? 'The network knows no such number; it is not dialled.'
      : '欠番のため発信しません。';
  }
  const [first] = number.stops;
  return answerText(first ?? { verdict: 'allow', grounds: [], places: [] }, telling);
}

function numberLines(number: NumberWhy, telling: Telling): string[] {
  const head = `  ${number.number} (${number.kind})`;
  const { state, stops } = number;
  if (state === 'dead' || stops.length === 0) return [`${head} ${numberText(number, telling)}`];
  return stops.map((stop) => `${head} ${answerText(stop, telling)}`);
}
