/**
 * Customers who are called back, from the dialling to the answer. One who answers when the router
 * does not wait for it any more is let go of: nobody else would.
 */

import type { SwitchFact, SwitchPort } from '../adapters/port.ts';
import type { CallId, OfferId } from '../core/routing/ids.ts';
import type { Outcome } from '../core/routing/outcomes.ts';
import type { Directory } from './directory.ts';
import type { Log } from './log.ts';
import type { Loop } from './loop.ts';
import type { View } from './view.ts';
import { isCallback } from './view-places.ts';

export interface CustomersParts {
  readonly loop: Loop;
  readonly view: View;
  readonly port: SwitchPort;
  readonly log: Log;
  directory(): Directory;
}

type Fact<T extends SwitchFact['type']> = SwitchFact & { readonly type: T };

export class Customers {
  readonly #parts: CustomersParts;
  /** Calls of the offers whose customers are dialled; also when the router has taken one back. */
  readonly #dialled = new Map<OfferId, CallId>();

  constructor(parts: CustomersParts) {
    this.#parts = parts;
  }

  dialled(offer: OfferId, call: CallId): void {
    this.#dialled.set(offer, call);
  }

  /** Nothing more comes of this offer. */
  ended(offer: OfferId): void {
    this.#dialled.delete(offer);
  }

  /** The switch knows of these offers only. */
  restored(offers: readonly OfferId[]): void {
    const alive = new Set(offers);
    for (const offer of this.#dialled.keys()) if (!alive.has(offer)) this.ended(offer);
  }

  /** What goes by this id is to be called back; a channel that has gone was given up before. */
  waits(id: CallId): boolean {
    const call = this.#parts.view.calls.get(id);
    return call !== undefined && isCallback(call);
  }

  /** Who is on the line as a callback that waits is nobody's; it is called again later. */
  letGo(call: CallId): void {
    const { view, log, port } = this.#parts;
    if (view.calls.has(call) && !this.waits(call)) return;
    log.info({ call }, 'customer answered too late, and is let go');
    port.execute({ type: 'release-call', call, to: 'hang-up' });
  }

  answered({ offer, call, channel }: Fact<'customer-answered'>): void {
    const { loop, view, port, directory } = this.#parts;
    loop.post({ type: 'customer-answered', offer }, (outcome) => {
      if (outcome !== 'applied') {
        this.letGo(call);
        return;
      }
      loop.note({ type: 'customer', call, channel });
      const queue = view.offers.get(offer)?.queue;
      const media = queue && directory().queue(queue)?.callback?.media.greet;
      if (media?.length) port.execute({ type: 'announce', call, media });
    });
  }

  /** Two have been joined; the caller may be such a customer. */
  connected({ offer }: Fact<'call-connected'>): (outcome: Outcome) => void {
    const call = this.#dialled.get(offer) ?? this.#parts.view.offers.get(offer)?.call;
    return (outcome) => {
      if (outcome !== 'applied' && call !== undefined) this.letGo(call);
    };
  }

  failed({ offer, result, why }: Fact<'customer-failed'>): void {
    const { log, loop, view } = this.#parts;
    const call = view.offers.get(offer)?.call;
    log.info({ offer, call, result, why }, 'the customer was not reached');
    loop.post({ type: 'customer-failed', offer });
  }
}
