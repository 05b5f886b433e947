/** What several documents of one moment need, worked out once for all of them. */

import type { QueueId } from '../../core/routing/ids.ts';
import { type PresentParts, type QueueShown, showQueue } from '../presenters.ts';

/**
 * Queues as they are now. Kept until the next call of `fresh`, which whoever knows that something
 * has changed makes.
 */
export class Moment {
  readonly parts: PresentParts;
  #waiting: ReturnType<PresentParts['view']['waiting']> | undefined;
  readonly #queues = new Map<QueueId, QueueShown>();

  constructor(parts: PresentParts) {
    this.parts = parts;
  }

  fresh(): void {
    this.#waiting = undefined;
    this.#queues.clear();
  }

  waiting(): ReturnType<PresentParts['view']['waiting']> {
    this.#waiting ??= this.parts.view.waiting();
    return this.#waiting;
  }

  /** Undefined: the configuration has it no more. */
  queue(id: QueueId): QueueShown | undefined {
    const known = this.#queues.get(id);
    if (known) return known;
    const site = this.parts.directory().queue(id);
    if (!site) return undefined;
    const shown = showQueue(site, this.parts, this.waiting());
    this.#queues.set(id, shown);
    return shown;
  }
}
