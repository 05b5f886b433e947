/**
 * Time as the adapters see it: what it is now, and a call later. Injected, so that tests and
 * simulations decide when time passes.
 */

export interface Clock {
  /** Milliseconds; never goes back. */
  now(): number;
  /** Calls `fn` once, `ms` from now (less than 0 is 0). The result cancels it. */
  setTimer(ms: number, fn: () => void): () => void;
}

const clockStart = Date.now() - performance.now();

/** The machine's time: milliseconds since the epoch, from the monotonic clock. */
export const realClock: Clock = {
  now: () => clockStart + performance.now(),
  setTimer(ms, fn) {
    const timer = setTimeout(fn, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is told. */
export interface ManualClock extends Clock {
  /** Lets `ms` pass, calling each timer at its own time; timers set meanwhile count too. */
  advance(ms: number): void;
  /** When the next timer is due; undefined: there is none. */
  next(): number | undefined;
}

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** Timers of equal time are called in the order in which they were set. Cost: O(n) a timer. */
export function createManualClock(start = 0): ManualClock {
  let now = start;
  // In order of time, then of setting.
  const timers: Timer[] = [];
  return {
    now: () => now,
    setTimer(ms, fn) {
      const timer = { at: now + Math.max(0, ms), fn };
      let place = timers.length;
      while (place > 0 && timers[place - 1]!.at > timer.at) place--;
      timers.splice(place, 0, timer);
      return () => {
        const found = timers.indexOf(timer);
        if (found >= 0) timers.splice(found, 1);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (let due = timers[0]; due && due.at <= end; due = timers[0]) {
        timers.shift();
        now = due.at;
        due.fn();
      }
      now = end;
    },
    next: () => timers[0]?.at,
  };
}
