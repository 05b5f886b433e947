/** Tells waiting callers their place in line and the wait to expect, when their queue says so. */

import type { Clock } from '../adapters/clock.ts';
import type { SwitchPort } from '../adapters/port.ts';
import { type Router, waitOutlook } from '../core/index.ts';
import type { CallId, Ms } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import { outlookMedia } from './position-media.ts';
import type { View } from './view.ts';

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

  /** Calls to be told something, the longest overdue first. */
  function dueCalls(directory: Directory, at: Ms): Due[] {
    const found: Due[] = [];
    if (!directory.site.queues.some(({ positions }) => positions)) return found;
    for (const { id, state, queue, joinedAt } of view.calls.values()) {
      const positions = queue && directory.queue(queue)?.positions;
      // Nobody wants to hear a place while a phone already rings for them.
      if (!positions || state !== 'waiting') continue;
      const dueAt = nextAt.get(id) ?? joinedAt! + positions.firstMs;
      const { everyMs, tellWait } = positions;
      if (dueAt <= at) found.push({ call: id, at: dueAt, everyMs, tellWait });
    }
    return found.sort((a, b) => a.at - b.at);
  }

  function tellSome(): void {
    for (const { call, everyMs, tellWait } of due.splice(0, portion)) {
      const outlook = view.calls.get(call)?.state === 'waiting' && waitOutlook(router, call);
      if (!outlook) continue;
      nextAt.set(call, now() + everyMs);
      port.execute({ type: 'announce', call, media: outlookMedia(outlook, tellWait) });
    }
    cancelPortion = due.length === 0 ? () => {} : clock.setTimer(portionMs, tellSome);
  }

  return () => {
    cancel();
    cancelPortion();
  };
}
