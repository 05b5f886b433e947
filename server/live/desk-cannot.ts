/** What an agent cannot do in a conversation here, and why: pages show it beside the control. */

import type { Site } from '../../config/site.ts';
import { notReached, showActs } from '../presenters-talks.ts';
import type { ServerStatus } from '../status.ts';
import type { CallAct, CannotPart } from '../wire/desk.ts';
import type { Named } from '../wire/named.ts';
import type { ActShown, DeskAct } from '../wire/talk.ts';

const away: Named = { en: 'the switch is not connected', ja: '交換機に接続していません' };

const cannotListen = '交換機にモニターの機能がありません(Asteriskのモジュールが必要です)';

/** What a switch says of itself is English; the same in Japanese, by act. */
const japanese: Readonly<Partial<Record<DeskAct, string>>> = {
  answer: '交換機から電話機に応答させることはできません。電話機で応答してください',
  dial: '設定に内線へ発信するコンテキストがありません(transfers: {context})',
  record: '交換機は録音しません',
  ...{ listen: cannotListen, whisper: cannotListen, barge: cannotListen },
};
const notHere = 'この交換機ではできません。電話機で操作してください';

/** Why an act cannot be done here, in both languages; null: it can. */
export const cannotInWords = ({ act, why }: ActShown): Named | null =>
  why === null
    ? null
    : { en: why, ja: why === notReached ? notReachedYet : (japanese[act] ?? notHere) };

const notReachedYet = '交換機にまだ接続していません';

const acts: ReadonlySet<string> = new Set<CallAct>([
  ...(['answer', 'decline', 'hold', 'mute', 'keys', 'transfer', 'dial'] as const),
  ...(['consult', 'conference', 'complete', 'record'] as const),
]);

/** Everything else can be done. */
export function cannotOf(
  site: Site,
  { switchConnected, capabilities }: Pick<ServerStatus, 'switchConnected' | 'capabilities'>,
): CannotPart {
  const cannot: Partial<Record<CallAct, Named>> = {};
  for (const shown of showActs(site, capabilities)) {
    if (!acts.has(shown.act) || (shown.why === null && switchConnected)) continue;
    cannot[shown.act as CallAct] = cannotInWords(shown) ?? away;
  }
  return switchConnected ? cannot : { ...cannot, 'hang-up': away };
}
