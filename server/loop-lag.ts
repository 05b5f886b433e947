/**
 * How late this thread's timers fire: the time a fact may have to wait before anybody looks at it.
 */

import type { Gauges } from './gauges.ts';

const everyMs = 100;

/** Starts observing; the result stops it. Cost: ten timers a second. */
export function watchLag(gauges: Gauges): () => void {
  let expected = performance.now() + everyMs;
  const timer = setInterval(() => {
    const now = performance.now();
    gauges.observe('loop-lag', Math.max(0, now - expected) / 1000);
    expected = now + everyMs;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
