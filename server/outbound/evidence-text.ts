/** Evidence about a number in lines for people: English and Japanese. */

import type { AttemptRecord } from '../../adapters/store/attempts.ts';
import type { DialRecord } from '../../core/outreach/may-dial/record.ts';
import { answerText, type Language, localTime, type Telling } from '../may-dial-text.ts';
import type { Replayed } from './evidence-replay.ts';
import type { AttemptEvidence, EvidenceReport, RefusalEvidence } from './evidence-report.ts';
import { reasonWords } from './reason-words.ts';

type Words = (language: Language) => string;
const say =
  (en: string, ja: string): Words =>
  (language) =>
    language === 'en' ? en : ja;

const words = {
  nothing: say('nobody was called and nothing was decided', '発信も判定の記録もありません'),
  attempt: say('attempt', '発信'),
  notCalled: say('not called', '発信せず'),
  campaign: say('campaign', 'キャンペーン'),
  noCampaign: say('of no campaign', 'キャンペーンなし'),
  shown: say('shown', '発信者番号'),
  withheld: say('withheld', '非通知'),
  allowed: say('decided', '判定'),
  packs: say('rule packs', '規則集'),
  facts: say('facts', '根拠とした事実'),
  times: say('times', '時刻'),
  result: say('result', '結果'),
  replay: say('decided again', '再判定'),
  over: say('its time is over, or it was not kept', '保存期間が終了したか、記録がありません'),
  agent: say('agent', 'オペレーター'),
  recording: say('recording', '録音'),
} as const;

/** Everything, a paragraph each. `replayed`: what deciding again came to, by the decision. */
export function evidenceText(
  report: EvidenceReport,
  telling: Telling,
  replayed: ReadonlyMap<DialRecord, Replayed> = new Map(),
): string {
  const { language, zone } = telling;
  const span = `${localTime(report.from, language, zone)} – ${localTime(report.until, language, zone)}`;
  const paragraphs = [
    ...report.attempts.map((each) => ({
      at: each.attempt.requestedAt,
      text: attemptText(each, telling, replayed),
    })),
    ...report.refused.map((each) => ({ at: each.at, text: refusedText(each, telling, replayed) })),
  ].sort((a, b) => a.at - b.at);
  const all = paragraphs.map(({ text }) => text);
  if (all.length === 0) all.push(`  ${words.nothing(language)}`);
  return `${report.number}  ${span}\n\n${all.join('\n\n')}\n`;
}

function attemptText(
  { attempt, decision }: AttemptEvidence,
  telling: Telling,
  replayed: ReadonlyMap<DialRecord, Replayed>,
): string {
  const { language, zone } = telling;
  const { campaignCode, callerId } = attempt;
  const whose =
    campaignCode === null
      ? words.noCampaign(language)
      : `${words.campaign(language)} ${campaignCode}`;
  const shown = callerId === null ? words.withheld(language) : `+${callerId}`;
  const when = localTime(attempt.requestedAt, language, zone);
  return [
    `${words.attempt(language)} ${attempt.id}  ${when}  ${whose}, ${attempt.path}, ` +
      `${words.shown(language)} ${shown}`,
    ...(decision === null
      ? [`  ${words.allowed(language)}: ${words.over(language)}`]
      : decisionLines(decision, telling, replayed)),
    `  ${words.times(language)}: ${timesText(attempt, telling)}`,
    `  ${words.result(language)}: ${resultText(attempt, language)}`,
  ].join('\n');
}

function refusedText(
  { at, decision }: RefusalEvidence,
  telling: Telling,
  replayed: ReadonlyMap<DialRecord, Replayed>,
): string {
  const { language, zone } = telling;
  const head = `${words.notCalled(language)}  ${localTime(at, language, zone)}`;
  return [head, ...decisionLines(decision, telling, replayed)].join('\n');
}

function decisionLines(
  record: DialRecord,
  telling: Telling,
  replayed: ReadonlyMap<DialRecord, Replayed>,
): readonly string[] {
  const { language } = telling;
  const again = replayed.get(record);
  return [
    `  ${words.allowed(language)}: ${answerText(record.answer, telling)}`,
    `  ${words.packs(language)}: ${record.packs.join(', ')}`,
    `  ${words.facts(language)}: ${factsText(record, telling)}`,
    ...(again === undefined ? [] : [`  ${words.replay(language)}: ${againText(again, telling)}`]),
  ];
}

/** What the decision was told, in short; all of it is in the JSON. */
function factsText({ facts }: DialRecord, { language, zone }: Telling): string {
  const { address } = facts.person;
  const day = (at: number) => localTime(at, language, zone);
  const registries = facts.registries.map(
    ({ registry, listed, snapshot }) => `${registry} ${listed ? '+' : '-'} (${snapshot})`,
  );
  const parts: readonly (readonly [Words, string])[] = [
    [say('class', '目的'), facts.campaign.class],
    [say('line', '回線種別'), facts.line ?? '?'],
    [say('address', '住所'), address === null ? '?' : (address.region ?? address.country)],
    [say('refusals', '拒否'), String(facts.refusals.length)],
    [say('registries', '拒否登録簿'), registries.join(', ') || '0'],
    [say('consents', '同意'), facts.consents.map(({ proof }) => proof).join(', ') || '0'],
    [
      say('relationships', '取引関係'),
      facts.relationships.map(({ kind, at }) => `${kind} ${day(at)}`).join(', ') || '0',
    ],
    [say('rings at most', '最長呼出'), `${facts.ringMs} ms`],
  ];
  return parts.map(([name, value]) => `${name(language)} ${value}`).join('; ');
}

function againText(replayed: Replayed, telling: Telling): string {
  const { language } = telling;
  switch (replayed.result) {
    case 'same':
      return say('the same answer', '同じ答えです')(language);
    case 'different':
      return (
        say('ANOTHER ANSWER: ', '答えが異なります: ')(language) +
        answerText(replayed.answer, telling)
      );
    case 'other-packs':
      return (
        say('other packs count now: ', '適用される規則集が異なります: ')(language) +
        replayed.packs.join(', ')
      );
    case 'packs-missing':
      return say(
        'a pack it names is not on the shelf',
        '記録にある規則集が見つかりません',
      )(language);
  }
}

const marks: readonly (readonly [keyof AttemptRecord & `${string}At`, Words])[] = [
  ['rangAt', say('rang', '呼出')],
  ['answeredAt', say('answered', '応答')],
  ['voiceAt', say('voice', '発声')],
  ['greetingEndedAt', say('greeting ended', '第一声の終わり')],
  ['agentAt', say('agent', 'オペレーター接続')],
  ['endedAt', say('ended', '終了')],
];

/** Seconds after the dialling, to the millisecond. */
function timesText(attempt: AttemptRecord, { language }: Telling): string {
  const told = marks.flatMap(([mark, name]) => {
    const at = attempt[mark] as number | null;
    if (at === null) return [];
    const after = ((at - attempt.requestedAt) / 1_000).toFixed(3);
    return [`${name(language)} +${after} s`];
  });
  return told.join(', ') || '–';
}

function resultText(attempt: AttemptRecord, language: Language): string {
  const { network, answeredBy, cause, abandoned, outcome, reason, agent, recordingHash } = attempt;
  if (network === null) return say('under way', '通信中')(language);
  const axes = [
    reasonWords(network, language),
    ...(cause === null ? [] : [`Q.850 ${cause}`]),
    ...(answeredBy === null || answeredBy === 'nobody' ? [] : [reasonWords(answeredBy, language)]),
    ...(abandoned === 1 ? [reasonWords('abandoned', language)] : []),
    ...(outcome === null ? [] : [reason === null ? outcome : `${outcome} (${reason})`]),
    ...(agent === null ? [] : [`${words.agent(language)} ${agent}`]),
    ...(recordingHash === null ? [] : [`${words.recording(language)} ${recordingHash}`]),
  ];
  return axes.join(', ');
}
