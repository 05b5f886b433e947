/** A campaign in lines for a terminal, its goal first: English and Japanese. */

import { type Language, localTime } from '../may-dial-text.ts';
import { inColumns } from '../text-width.ts';
import type { CampaignShown } from './campaign-shown.ts';
import { reasonWords } from './reason-words.ts';
import { countsText, type WhyTelling, whyText } from './why-text.ts';

type Label =
  | 'goal'
  | 'lists'
  | 'leads'
  | 'attempts'
  | 'answered'
  | 'outcomes'
  | 'abandoned'
  | 'agents'
  | 'none'
  | 'flying';

const labels: Readonly<Record<Language, Readonly<Record<Label, string>>>> = {
  en: {
    goal: 'goal',
    lists: 'lists',
    leads: 'leads',
    attempts: 'attempts',
    answered: 'answered by',
    outcomes: 'outcomes',
    abandoned: 'found no agent',
    agents: 'agents',
    none: 'none',
    flying: 'under way',
  },
  ja: {
    goal: '目標',
    lists: 'リスト',
    leads: '対象者',
    attempts: '発信',
    answered: '応答者',
    outcomes: '結果',
    abandoned: '放棄呼',
    agents: 'オペレーター',
    none: 'なし',
    flying: '通信中',
  },
};

const answerers: Readonly<Record<string, readonly [en: string, ja: string]>> = {
  person: ['person', '本人'],
  machine: ['machine', '機械'],
  fax: ['fax', 'ファクス'],
  unknown: ['unknown', '不明'],
  nobody: ['nobody', '応答なし'],
};

const states = {
  ready: ['ready', '発信可能'],
  waiting: ['wait', '待機'],
  claimed: ['being called', '通話・呼出中'],
  done: ['through', '終了'],
  withdrawn: ['withdrawn', '対象外'],
} as const;

const labelWidth = 16;

/** All lines, with a newline at the end. */
export function shownText(shown: CampaignShown, telling: WhyTelling): string {
  const { language } = telling;
  const words = labels[language];
  const line = (label: Label, text: string): string =>
    `  ${inColumns(words[label], labelWidth)}${text === '' ? words.none : text}`;
  return `${[
    `${shown.code}  ${shown.name}  ${shown.state}`,
    line('goal', goalText(shown, language)),
    ...leadLines(shown, language).map((text, i) =>
      i === 0 ? line('leads', text) : `  ${' '.repeat(labelWidth)}${text}`,
    ),
    line('lists', listsText(shown, language)),
    line('attempts', attemptsText(shown, language)),
    line('answered', answeredText(shown, language)),
    line('outcomes', outcomesText(shown, language)),
    line('abandoned', abandonedText(shown, telling)),
    line('agents', agentsText(shown, language)),
    '',
    whyText(shown.why, telling),
  ].join('\n')}\n`;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

function goalText({ goal }: CampaignShown, language: Language): string {
  const share = goal.share === null ? '' : percent(goal.share);
  if (language === 'en') {
    return `${goal.name}: ${goal.reached} reached${share === '' ? '' : `, ${share} of all leads`}`;
  }
  return `${goal.name}: ${goal.reached}件達成${share === '' ? '' : `、全対象者の${share}`}`;
}

function leadLines({ leads }: CampaignShown, language: Language): readonly string[] {
  const lines = Object.entries(states).flatMap(([state, [en, ja]]) => {
    const rows = leads.filter((each) => each.state === state);
    if (rows.length === 0) return [];
    const sum = rows.reduce((total, each) => total + each.leads, 0);
    const by = countsText(rows, language);
    return [language === 'en' ? `${sum} ${en}: ${by}` : `${ja}${sum}件: ${by}`];
  });
  return lines.length > 0 ? lines : [''];
}

const listsText = ({ lists }: CampaignShown, language: Language): string =>
  lists
    .map(({ list, leads, share }) =>
      language === 'en' ? `${list} ${leads} (share ${share})` : `${list} ${leads}件(比率${share})`,
    )
    .join(', ');

function attemptsText({ attempts }: CampaignShown, language: Language): string {
  if (attempts.attempts === 0) return '';
  const by = countsText(
    attempts.network.map((each) => ({
      reason: each.network ?? labels[language].flying,
      leads: each.attempts,
    })),
    language,
  );
  return `${attempts.attempts}: ${by}`;
}

const answeredText = ({ attempts }: CampaignShown, language: Language): string =>
  attempts.answered
    .map(({ answeredBy, attempts: n }) => {
      const [en, ja] = answerers[answeredBy] ?? [answeredBy, answeredBy];
      return language === 'en' ? `${n} ${en}` : `${ja}${n}件`;
    })
    .join(language === 'en' ? ', ' : '、');

const outcomesText = ({ attempts }: CampaignShown, language: Language): string =>
  attempts.outcomes
    .map(({ outcome, reason, attempts: n }) => {
      const what = reason === null ? outcome : `${outcome} (${reason})`;
      return language === 'en' ? `${n} ${what}` : `${what}${n}件`;
    })
    .join(language === 'en' ? ', ' : '、');

function abandonedText(
  { abandonment, why }: CampaignShown,
  { language, zone }: WhyTelling,
): string {
  if (abandonment === null) return '';
  const { answered, abandoned, share, most, rule, at } = abandonment;
  const time = localTime(at, language, zone ?? why.facts.zone ?? 'UTC');
  const part = share === null ? '' : ` = ${percent(share)}`;
  const from = rule === null ? '' : `, ${rule}`;
  return language === 'en'
    ? `${abandoned} of ${answered} who answered${part}, at most ${percent(most)}${from}; as of ${time}`
    : `応答${answered}件中${abandoned}件${part}、上限${percent(most)}${from}、${time}現在`;
}

function agentsText({ why: { facts } }: CampaignShown, language: Language): string {
  if (facts.agents === null) return '';
  const { idle, busy, away, reserve } = facts.agents;
  const pace = facts.pacing === null ? '' : reasonWords(facts.pacing, language);
  return language === 'en'
    ? `${idle} idle, ${busy} busy, ${away} away, ${reserve} kept for calls that come in; ` +
        `${facts.flying} ring, ${facts.waiting} wait for an agent; bound by ${pace}`
    : `待機${idle}名、対応中${busy}名、離席${away}名、着信用に確保${reserve}名、` +
        `呼出中${facts.flying}件、オペレーター待ち${facts.waiting}件、制約: ${pace}`;
}
