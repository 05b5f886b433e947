/**
 * What stands in the way of a campaign, as the second half of one sentence. `{about}`, `{until}`,
 * `{busy}`, `{reserve}`, `{kept}`, `{abandoned}`, `{answered}`, `{most}` and `{queue}` are filled
 * in.
 */

import type { Reason } from '../../core/outreach/may-dial/reasons.ts';
import type { ObstacleCode } from './obstacles.ts';

/** What it is, and what to do about it. */
export type ObstacleWords = readonly [en: string, ja: string];

/** Those that the rules of dialling do not give: theirs are made of their own words. */
type Own = Exclude<ObstacleCode, Reason>;

export const obstacleWords: Readonly<Record<Own, ObstacleWords>> = {
  draft: ['it is a draft and has not been started', '下書きのままで、開始されていません'],
  paused: ['it is paused', '一時停止中です'],
  ended: ['it has been ended', '終了しています'],
  'campaign-faulty': [
    'what is written of it cannot be dialled ({about})',
    '記述に誤りがあり、発信できません({about})',
  ],
  over: ['its last day is over', '実施期間が終わっています'],
  'not-begun': ['it begins on {until}', '開始は{until}です'],
  'mode-by-hand': [
    'in mode {about} agents dial, nothing is dialled by itself',
    '{about}モードではオペレーターが発信し、自動では発信しません',
  ],
  'never-enrolled': [
    'it has no leads: nobody is on its lists and in its segment',
    '対象者がいません。リストと抽出条件に当てはまる人がいません',
  ],
  'leads-through': ['all its leads are through', '対象者全員が終了しています'],
  starting: [
    'it was started just now and is being taken up',
    '開始されたばかりで、まもなく発信を始めます',
  ],
  'no-dialer': [
    'no server that dials is running on this store',
    'このストアで発信するサーバーが動いていません',
  ],
  'queue-unknown': [
    'the running configuration has no queue {about}',
    '稼働中の設定にキュー{about}がありません',
  ],
  'queue-without-deadline': [
    'its queue {queue} lets people who answered wait longer than {about} for an agent',
    'キュー{queue}では応答したお客様がオペレーターを{about}より長く待つことになります',
  ],
  'trunk-unknown': [
    'the running configuration has no trunk {about}',
    '稼働中の設定に回線{about}がありません',
  ],
  'caller-id-unknown': [
    'the running configuration has no caller id {about}',
    '稼働中の設定に発信者番号{about}がありません',
  ],
  'switch-down': ['the switch is not connected', '交換機とつながっていません'],
  'all-wait': [
    'all leads that are left wait until {until} ({about})',
    '残る対象者は全員{until}まで待っています({about})',
  ],
  'no-estimate': [
    'machines are to be told from people, and nobody says how often that is wrong: {about} wants it',
    '機械応答の判定には誤判定率(false-machines)が必要です({about})',
  ],
  'nobody-signed-in': [
    'nobody of queue {queue} is signed in',
    'キュー{queue}のオペレーターが誰もログインしていません',
  ],
  'agents-away': [
    'all agents of queue {queue} are paused or unreachable',
    'キュー{queue}のオペレーターは全員が離席中か接続できません',
  ],
  'agents-kept': [
    'all idle agents of queue {queue} are kept for calls that come in ({reserve}{kept})',
    'キュー{queue}の待機中のオペレーターは全員が着信のために確保されています({reserve}名{kept})',
  ],
  'agents-busy': [
    'all agents of queue {queue} are busy ({busy})',
    'キュー{queue}のオペレーターは全員が対応中です({busy}名)',
  ],
  'agents-shared': [
    'another campaign dials for the agents of queue {queue}',
    'キュー{queue}のオペレーターには別のキャンペーンが発信しています',
  ],
  'no-leads': [
    'no lead could be taken up at this moment',
    '今この時点で取り出せる対象者がいません',
  ],
  'no-channels': ['all lines of its trunk are in use', '回線がすべて使用中です'],
  'calls-per-second': [
    'its trunk begins as many calls a second as it may',
    '回線の毎秒発信数が上限に達しています',
  ],
  'window-small': [
    'all agents are busy ({busy}), and too few people have answered in the legal window ({answered}) to risk that one finds no agent',
    'オペレーターは全員が対応中で({busy}名)、法定期間の応答数({answered}件)が少なく放棄呼の余裕がありません',
  ],
  'window-spent': [
    'all agents are busy ({busy}), and the abandonment budget is spent ({abandoned} of {answered}, {most} allowed)',
    'オペレーターは全員が対応中で({busy}名)、放棄呼の枠を使い切りました({answered}件中{abandoned}件、上限{most})',
  ],
  burst: [
    'all agents are busy ({busy}), and several people found no agent just now',
    'オペレーターは全員が対応中で({busy}名)、直前に放棄呼が続きました',
  ],
  'team-small': [
    'all agents are busy ({busy}), and they are too few to dial ahead of them',
    'オペレーターは全員が対応中で({busy}名)、先行して発信するには人数が足りません',
  ],
  'class-unknown': [
    'all agents are busy ({busy}), and how often these numbers answer is not known yet',
    'オペレーターは全員が対応中で({busy}名)、応答率がまだ分かりません',
  ],
  'trunk-errors': [
    'all agents are busy ({busy}), and the trunk fails too often to dial ahead of them',
    'オペレーターは全員が対応中で({busy}名)、回線の障害が多く先行して発信できません',
  ],
  'connect-slow': [
    'all agents are busy ({busy}), and answers reach their phones too slowly to dial ahead of them',
    'オペレーターは全員が対応中で({busy}名)、応答の接続が遅く先行して発信できません',
  ],
  'clock-skew': [
    'all agents are busy ({busy}), and the clocks of router and switch differ too much to dial ahead of them',
    'オペレーターは全員が対応中で({busy}名)、時計のずれが大きく先行して発信できません',
  ],
  'idle-met': [
    'all agents are as busy as they should be ({busy})',
    'オペレーターの稼働は目標に達しています({busy}名)',
  ],
};
