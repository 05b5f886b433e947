import { wordsOf } from '../language.ts';

/** Words of the wall. */
export const wall = wordsOf({
  en: {
    noToken: 'This address has no token: …/wall#token=…',
    refused: 'The token of this wall is not known, or was taken back.',
    connecting: 'Connecting …',
    stale: 'Not live',
    staleFor: (span: string) => `Nothing heard for ${span}`,
    staleHint: 'The figures behind this are old.',
    view: (at: number, of: number) => `${at} / ${of}`,
    pauseTurning: 'Stop or go on turning',
    before: 'View before',
    next: 'Next view',
    stopped: 'stopped',
    agents: 'Agents',
    noQueues: 'No queue in sight.',
  },
  ja: {
    noToken: 'このアドレスにはトークンがありません: …/wall#token=…',
    refused: 'このトークンは無効か、取り消されています。',
    connecting: '接続中…',
    stale: '最新ではありません',
    staleFor: (span: string) => `${span}間応答がありません`,
    staleHint: '背後の数値は古いものです。',
    view: (at: number, of: number) => `${at} / ${of}`,
    pauseTurning: '切替の停止・再開',
    before: '前の画面',
    next: '次の画面',
    stopped: '停止中',
    agents: 'オペレーター',
    noQueues: '表示できるキューがありません。',
  },
});
