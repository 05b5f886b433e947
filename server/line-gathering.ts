/**
 * Lines on their way to another thread, those of a few milliseconds together. Each crossing wakes
 * that thread and costs this one a system call, in the very moment in which the switch is to make a
 * phone ring.
 */

import { type Clock, realClock } from '../adapters/clock.ts';

/** Two facts of one moment come closer together than this; a person or a disk notices no less. */
const gatherMs = 5;

export interface LineGathering {
  /** They are sent within 5 ms. Cost: one concatenation; a timer when nothing was there. */
  add(lines: string): void;
  /** Sends what is here: called before anything that is to arrive after it. */
  flush(): void;
}

/** `clock` absent: the machine's. */
export function gatherLines(
  send: (lines: string) => void,
  clock: Clock = realClock,
): LineGathering {
  let gathered = '';
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    if (gathered === '') return;
    const lines = gathered;
    gathered = '';
    send(lines);
  };
  return {
    add(lines) {
      gathered += lines;
      cancel ??= clock.setTimer(gatherMs, flush);
    },
    flush,
  };
}
