/** What an agent cannot do in a conversation here, and why: pages show it beside the control. */

import type { Site } from '../../config/site.ts';
import { showActs } from '../presenters-talks.ts';
import type { ServerStatus } from '../status.ts';
import type { CallAct, CannotPart } from '../wire/desk.ts';
import type { Named } from '../wire/named.ts';

const away: Named = { en: 'the switch is not connected', ja: '交換機に接続していません' };

/** What a switch says of itself is English; the same in Japanese, by act. */
const japanese: Readonly<Partial<Record<CallAct, string>>> = {
  answer: '交換機から電話機に応答させることはできません。電話機で応答してください',
  dial: '設定に内線へ発信するコンテキストがありません(transfers: {context})',
  record: '交換機は録音しません',
};
const notHere = 'この交換機ではできません。電話機で操作してください';

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
  for (const { act, why } of showActs(site, capabilities)) {
    if (!acts.has(act) || (why === null && switchConnected)) continue;
    const own = act as CallAct;
    cannot[own] = why === null ? away : { en: why, ja: japanese[own] ?? notHere };
  }
  return switchConnected ? cannot : { ...cannot, 'hang-up': away };
}
