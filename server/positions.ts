/** Tells waiting callers their place in line and the wait to expect, when their queue says so. */

import type { Clock } from '../adapters/clock.ts';
import type { SwitchPort } from '../adapters/port.ts';
import { type Router, waitOutlook } from '../core/index.ts';
import type { CallId, Ms } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import { outlookMedia } from './position-media.ts';
import type { View } from './view.ts';
import { isCallback } from './view-places.ts';
import type { CallView } from './view-types.ts';

/** Due announcements are looked for this often; a second late is not heard. */
const lookMs = 1_000;
/**
 * Calls are asked for a few at a time, with room for routing between: one takes a tenth of a
 * millisecond where a thousand wait. So a hundred hear their place in a second; in a longer line
 * the one that has waited longest for it comes first, and all hear it less often.
 */
const portion = 5;
const portionMs = 50;

export interface PositionParts {
  readonly clock: Clock;
  readonly router: Router;
  readonly view: View;
  readonly port: SwitchPort;
  directory(): Directory;
  /** The caller is being asked something: nothing is said meanwhile. */
  isBusy(call: CallId): boolean;
}

interface Due {
  readonly call: CallId;
  readonly at: Ms;
  readonly everyMs: Ms;
  readonly tellWait: boolean;
}

/**
 * Starts telling; the result stops it. Cost each second, where a queue tells places: O(calls), and
 * at most a hundred questions about calls that are due.
 */
export function tellPositions(parts: PositionParts): () => void {
  const { clock, view, port, router } = parts;
  const nextAt = new Map<CallId, Ms>();
  let due: Due[] = [];
  let cancel = clock.setTimer(lookMs, look);
  let cancelPortion = () => {};

  function look(): void {
    cancel = clock.setTimer(lookMs, look);
    cancelPortion();
    for (const id of nextAt.keys()) if (!view.calls.has(id)) nextAt.delete(id);
    due = port.connected ? dueCalls(parts.directory(), now()) : [];
    tellSome();
  }

  const now = () => Math.max(clock.now(), view.at);

  /** Calls to be told something, the longest overdue first. Of several queues the first counts. */
  function dueCalls(directory: Directory, at: Ms): Due[] {
    const found: Due[] = [];
    if (!directory.site.queues.some(({ positions }) => positions)) return found;
    for (const call of view.calls.values()) {
      const [first] = call.places;
      const positions = first && directory.queue(first.queue)?.positions;
      if (!positions || !mayHear(call)) continue;
      const dueAt = nextAt.get(call.id) ?? first.joinedAt + positions.firstMs;
      const { everyMs, tellWait } = positions;
      if (dueAt <= at) found.push({ call: call.id, at: dueAt, everyMs, tellWait });
    }
    return found.sort((a, b) => a.at - b.at);
  }

  /**
   * Nobody wants to hear a place while a phone already rings for them, and nobody hears that of a
   * callback.
   */
  const mayHear = (call: CallView) =>
    call.state === 'waiting' && !isCallback(call) && !parts.isBusy(call.id);

  function tellSome(): void {
    for (const { call: id, everyMs, tellWait } of due.splice(0, portion)) {
      const call = view.calls.get(id);
      const outlook = call && mayHear(call) && waitOutlook(router, id);
      if (!outlook) continue;
      nextAt.set(id, now() + everyMs);
      port.execute({ type: 'announce', call: id, media: outlookMedia(outlook, tellWait) });
    }
    cancelPortion = due.length === 0 ? () => {} : clock.setTimer(portionMs, tellSome);
  }

  return () => {
    cancel();
    cancelPortion();
  };
}
