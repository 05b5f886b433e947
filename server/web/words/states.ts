import { wordsOf } from '../language.ts';

/** States of agents and calls, by the words of the router. */
export const states = wordsOf({
  en: {
    'signed-out': 'signed out',
    ready: 'free',
    offered: 'ringing',
    talking: 'talking',
    'wrap-up': 'wrap-up',
    paused: 'paused',
    unreachable: 'unreachable',
    'busy-elsewhere': 'on another call',
    waiting: 'waiting',
    connecting: 'connecting',
    linking: 'going to another site',
    resting: 'to be called later',
    leaving: 'leaving',
    entered: 'arriving',
    draft: 'draft',
    running: 'running',
    ended: 'ended',
  },
  ja: {
    'signed-out': 'ログアウト',
    ready: '待機中',
    offered: '呼出中',
    talking: '通話中',
    'wrap-up': '後処理中',
    paused: '離席中',
    unreachable: '接続不可',
    'busy-elsewhere': '別の通話中',
    waiting: '待ち',
    connecting: '接続中',
    linking: '他拠点へ転送中',
    resting: '後で発信',
    leaving: '退出中',
    entered: '着信処理中',
    draft: '下書き',
    running: '実施中',
    ended: '終了',
  },
});

/** The word of a state; one that is not known here stands for itself. */
export const stateWord = (state: string): string =>
  (states.value as Readonly<Record<string, string | undefined>>)[state] ?? state;

/** A sign beside the word, so that states differ without colour. */
export const stateSign = (state: string): string => signs[state] ?? '·';

const signs: Readonly<Record<string, string>> = {
  ready: '○',
  offered: '◔',
  talking: '●',
  'wrap-up': '✎',
  paused: '‖',
  unreachable: '✕',
  'busy-elsewhere': '◐',
  'signed-out': '–',
};
