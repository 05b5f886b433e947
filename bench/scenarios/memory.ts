/** What a router holds in memory when the centre is full. */

import { busyCrowd, crowdLoad, largeCrowd, mixInWords, sizeInWords } from '../load.ts';
import { hashOf, replay } from '../replay.ts';
import { figure, type Scenario } from '../scenario.ts';

/** MiB on the heap and in typed arrays, garbage not counted. Needs `--expose-gc`. */
function occupied(): { heap: number; arrays: number } {
  if (!globalThis.gc) throw new Error('start node with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed / 2 ** 20, arrays: arrayBuffers / 2 ** 20 };
}

/** Code that is compiled while it runs lies on the heap too: a small router has it made before. */
function warmUp(seed: number): void {
  const small = { seed, small: true };
  const play = replay(crowdLoad(small, 20_000, busyCrowd(small)).trace);
  play.run(play.left);
}

/**
 * The trace is made first and kept: what is added after that is the router's own. The policy
 * belongs to whoever made it; what the router compiles of it counts.
 */
export const memory: Scenario = async (order) => {
  warmUp(order.seed);
  const load = crowdLoad(order, 1_000, largeCrowd(order));
  const before = occupied();
  const play = replay(load.trace);
  play.run(play.left);
  const after = occupied();
  const heap = after.heap - before.heap;
  const arrays = after.arrays - before.arrays;
  return {
    scenario: 'memory',
    load: [
      sizeInWords(load),
      `room for ${load.trace.limits.callsMax} calls`,
      `after the centre has filled, and ${mixInWords(load)}`,
    ],
    figures: [
      figure('memory.arrays', 'in typed arrays', arrays, 'MiB'),
      figure('memory.heap', 'on the heap', heap, 'MiB'),
      figure('memory.total', 'a router, in all', arrays + heap, 'MiB'),
    ],
    hash: hashOf(play),
  };
};
