/** Orders of supervisions, each with a number of its own. */

import type { SupervisionMode } from '../../adapters/talk-port.ts';
import type { OfferId } from '../../core/routing/ids.ts';

let nextSupervision = 1;

export function supervisionOf(
  offer: OfferId,
  phone: { readonly peer: string },
  mode: SupervisionMode,
) {
  const supervision = nextSupervision++;
  const show = { number: '', name: 'Supervision' };
  const order = { supervision, offer, phone: phone.peer, mode, timeoutMs: 30_000, show };
  return { type: 'supervise', ...order } as const;
}
