/** What the parts of the queue_log share: where they read, where they write, how they count. */

import type { QueueLogSink } from '../adapters/queue-log/line.ts';
import type { QueueLogSite } from '../config/site.ts';
import type { Ms, OfferId } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import type { View } from './view.ts';

export interface QueueLogParts {
  readonly site: QueueLogSite;
  readonly view: View;
  readonly sink: QueueLogSink;
  directory(): Directory;
  /** Channel of the agent's leg of this offer. */
  legOf(offer: OfferId): string;
  /** Channel of the customer of a callback who was dialled for this offer. */
  customerOf(offer: OfferId): string;
}

/** Writes one line; an agent or call there is none of is `NONE`. */
export type TellQueueLog = (
  at: Ms,
  who: { readonly call?: string; readonly queue?: string; readonly agent?: string },
  event: string,
  ...fields: readonly (string | number)[]
) => void;

/** As `app_queue` counts: in whole seconds of the clock, so that times of lines and waits agree. */
export const secondsOf = (at: Ms): number => Math.floor(at / 1_000);
export const secondsBetween = (from: Ms, to: Ms): number =>
  Math.max(0, secondsOf(to) - secondsOf(from));
