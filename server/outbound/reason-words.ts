/** A reason in a word or two, for lists with counts: why leads wait, are through or passed over. */

import type { Language } from '../may-dial-text.ts';

type Words = readonly [en: string, ja: string];

const words: Readonly<Record<string, Words>> = {
  // Of a lead before it is dialled.
  fresh: ['not tried yet', '未発信'],
  'lease-ended': ['taken back', '割当て解除'],
  shown: ['on an agent’s screen', 'オペレーターに表示中'],
  'by-hand': ['asked for by hand', '手動発信待ち'],
  'not-in-segment': ['no longer in the segment', '抽出条件から外れた'],
  'no-number': ['no number that works', '使える番号なし'],
  'person-gone': ['no longer in the store', '登録削除済み'],
  erased: ['erased', '消去済み'],
  callback: ['promised a call', '折り返しの約束'],
  // Of attempts.
  talked: ['talked', '通話済み'],
  person: ['talked', '通話済み'],
  busy: ['busy', '話し中'],
  'no-answer': ['no answer', '応答なし'],
  declined: ['declined', '着信拒否'],
  unallocated: ['no such number', '欠番'],
  unreachable: ['unreachable', '到達不能'],
  congested: ['network congested', '回線混雑'],
  failed: ['failed', '発信失敗'],
  withdrawn: ['given up before ringing', '呼出前に取りやめ'],
  machine: ['machine', '機械応答'],
  abandoned: ['found no agent', 'オペレーター不在の応答'],
  'hung-up-early': ['hung up early', '早期切断'],
  answered: ['answered', '応答'],
  // Why the cadence tries no more.
  attempts: ['tried as often as planned', '予定回数に到達'],
  days: ['tried for as long as planned', '予定期間が終了'],
  faults: ['too many faults', '障害が続いた'],
  // Of the rules.
  'tenant-suspended': ['client suspended', '委託元停止中'],
  'campaign-paused': ['campaign paused', 'キャンペーン一時停止'],
  'campaign-ended': ['campaign ended', 'キャンペーン終了'],
  'campaign-not-begun': ['campaign not begun', 'キャンペーン開始前'],
  'place-unknown': ['country unknown', '国が不明'],
  'no-pack': ['no rule pack for the country', '国の規則集なし'],
  forbidden: ['forbidden there', '法令で禁止'],
  'licence-missing': ['licence missing', '登録・許可なし'],
  'refused-wide': ['refused all calls', '全社への拒否'],
  'refused-client': ['refused this client', '委託元への拒否'],
  'refused-product': ['refused this product', '商品への拒否'],
  'registry-listed': ['on a do-not-call registry', '拒否登録簿に記載'],
  'number-reassigned': ['number has a new owner', '番号の持ち主が変更'],
  'consent-withdrawn': ['consent withdrawn', '同意撤回'],
  'consent-expired': ['consent expired', '同意期限切れ'],
  'consent-missing': ['consent missing', '同意なし'],
  holiday: ['holiday', '祝休日'],
  'outside-hours': ['outside calling hours', '通話可能時間外'],
  'never-open': ['no hours that suit', '適する時間なし'],
  'attempts-to-number': ['number tried often enough', '番号への発信回数の上限'],
  'attempts-to-person': ['person tried often enough', 'お客様への発信回数の上限'],
  'rest-after-refusal': ['rest after a no', 'お断り後の間隔'],
  'rest-after-abandoned': ['rest after finding no agent', '放棄呼後の間隔'],
  'rest-after-machine': ['rest after a machine', '機械応答後の間隔'],
  'caller-id-withheld': ['caller id withheld', '発信者番号が非通知'],
  'caller-id-not-ours': ['caller id not ours or not verified', '発信者番号の権利が未確認'],
  'caller-id-unanswered': ['caller id not answered', '発信者番号への折り返しに応答なし'],
  'caller-id-forbidden': ['caller id of a forbidden kind', '表示できない種類の発信者番号'],
  'registry-not-checked': ['registry not checked', '拒否登録簿と未照合'],
  'registry-stale': ['registry copy too old', '拒否登録簿の写しが古い'],
  'reassignment-not-checked': ['new owner not asked for', '持ち主の変更が未確認'],
  // Of pacing.
  risk: ['the risk that is permitted', '許容される放棄リスク'],
  mode: ['the mode of dialling', '発信モード'],
  surge: ['answers that are waited for', '直前の発信の応答待ち'],
  'no-agents': ['agents who could take a call', '対応できるオペレーター数'],
  'no-leads': ['leads that are due', '発信時刻の来た対象者数'],
  'no-channels': ['lines of the trunk', '回線数'],
  'calls-per-second': ['calls a second', '毎秒発信数'],
  'window-small': ['few answers in the legal window', '法定期間の応答数不足'],
  'window-spent': ['the abandonment budget', '放棄呼の枠'],
  burst: ['abandoned calls just now', '直前の放棄呼'],
  'team-small': ['a small team', '少人数'],
  'class-unknown': ['an answer rate not known yet', '応答率が未知'],
  'trunk-errors': ['faults of the trunk', '回線障害'],
  'connect-slow': ['slow connections', '接続の遅れ'],
  'clock-skew': ['clocks that differ', '時計のずれ'],
  'idle-met': ['agents who are busy enough', '稼働目標に到達'],
  'pacing-held': ['abandonment budget spent', '放棄呼の枠を消化'],
};

/** The words of a reason; one that is a campaign's own, such as an outcome, is its own word. */
export function reasonWords(reason: string, language: Language): string {
  if (!Object.hasOwn(words, reason)) return reason;
  return words[reason]![language === 'en' ? 0 : 1];
}

/** Whether it is known here. */
export const hasWords = (reason: string): boolean => Object.hasOwn(words, reason);
