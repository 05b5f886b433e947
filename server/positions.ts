/** Tells waiting callers their place in line and the wait to expect, when their queue says so. */

import type { Clock } from '../adapters/clock.ts';
import type { SwitchPort } from '../adapters/port.ts';
import type { CallId, Ms } from '../core/routing/ids.ts';
import { type AnswerPace, waitMedia } from './answer-pace.ts';
import type { Directory } from './directory.ts';
import type { View } from './view.ts';
import { isCallback } from './view-places.ts';

/** Due announcements are looked for this often; a second late is not heard. */
const lookMs = 1_000;

export interface PositionParts {
  readonly clock: Clock;
  readonly view: View;
  readonly port: SwitchPort;
  readonly pace: AnswerPace;
  directory(): Directory;
  /** The caller is being asked something: nothing is said meanwhile. */
  isBusy(call: CallId): boolean;
}

/** Media that tell this place; 1 is next. The sounds are those every Asterisk has. */
export const positionMedia = (place: number): readonly string[] =>
  place === 1
    ? ['sound:queue-youarenext']
    : ['sound:queue-thereare', `number:${place}`, 'sound:queue-callswaiting'];

/**
 * Starts telling; the result stops it. Cost each second: O(calls), and those of the queues that
 * tell places in order.
 */
export function tellPositions(parts: PositionParts): () => void {
  const { clock, view, port, pace } = parts;
  const nextAt = new Map<CallId, Ms>();
  let cancel = clock.setTimer(lookMs, look);

  function look(): void {
    cancel = clock.setTimer(lookMs, look);
    const directory = parts.directory();
    const now = Math.max(clock.now(), view.at);
    for (const id of nextAt.keys()) if (!view.calls.has(id)) nextAt.delete(id);
    if (!port.connected) return;
    const telling = directory.site.queues.filter(({ positions }) => positions);
    if (telling.length === 0) return;
    const waiting = view.waiting();
    for (const { id, positions } of telling) {
      if (!positions) continue;
      view.line(id, waiting).forEach((call, index) => {
        const [first] = call.places;
        // Of several queues the first is told of; nobody hears that of a callback.
        if (first?.queue !== id || isCallback(call) || parts.isBusy(call.id)) return;
        const due = nextAt.get(call.id) ?? first.joinedAt + positions.firstMs;
        // Nobody wants to hear a place while a phone already rings for them.
        if (now < due || call.state !== 'waiting') return;
        nextAt.set(call.id, now + positions.everyMs);
        const wait = positions.tellWait ? pace.waitAt(id, index + 1, now) : undefined;
        const media = positionMedia(index + 1);
        const whole = wait === undefined ? media : [...media, ...waitMedia(wait)];
        port.execute({ type: 'announce', call: call.id, media: whole });
      });
    }
  }

  return () => cancel();
}
