/**
 * Paces originates: a bucket of tokens, so that a burst passes at once and a flood does not. Who is
 * patient, a campaign that dials ahead, lets everybody else pass.
 */

import type { Clock } from '../clock.ts';

export interface Pacer {
  /** Runs it now, or when it is its turn. The result takes it back. */
  run(fn: () => void, patience?: 'patient'): () => void;
  stop(): void;
}

/** `perSecond` in the long run; a burst of as many at once, ten at least. */
export function createPacer(perSecond: number, clock: Clock): Pacer {
  const burst = Math.max(perSecond, 10);
  const waiting: (() => void)[] = [];
  const patient: (() => void)[] = [];
  let tokens = burst;
  let filledAt = clock.now();
  let cancelTimer: (() => void) | undefined;

  const fill = (): void => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) * perSecond) / 1_000);
    filledAt = now;
  };
  const drain = (): void => {
    cancelTimer = undefined;
    fill();
    while (waiting.length + patient.length > 0 && tokens >= 1) {
      tokens--;
      (waiting.length > 0 ? waiting : patient).shift()!();
    }
    if (waiting.length + patient.length > 0 && !cancelTimer) {
      cancelTimer = clock.setTimer(Math.ceil(((1 - tokens) * 1_000) / perSecond), drain);
    }
  };
  return {
    run(fn, patience) {
      const line = patience ? patient : waiting;
      line.push(fn);
      if (!cancelTimer) drain();
      return () => {
        const at = line.indexOf(fn);
        if (at >= 0) line.splice(at, 1);
      };
    },
    stop() {
      waiting.length = 0;
      patient.length = 0;
      cancelTimer?.();
    },
  };
}
