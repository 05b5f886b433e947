/** Garbage: how often the collector runs while a warm router takes a million facts. */

import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { busyCrowd, type Crowd, crowdLoad, largeCrowd, mixInWords, sizeInWords } from '../load.ts';
import { hashOf, replay } from '../replay.ts';
import { figure, type Scenario, type ScenarioOrder } from '../scenario.ts';

/**
 * Runs `work` and counts collections of each kind. Needs `--expose-gc`, to start from a clean heap.
 */
export async function countCollections(
  work: () => void,
): Promise<{ minor: number; major: number }> {
  if (!globalThis.gc) throw new Error('start node with --expose-gc');
  const count = { minor: 0, major: 0 };
  globalThis.gc();
  globalThis.gc();
  await setImmediate();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: number } }).detail;
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR) count.minor++;
      else count.major++;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  work();
  // Entries are handed over by a later turn of the loop.
  for (let i = 0; i < 3; i++) await setImmediate();
  observer.disconnect();
  return count;
}

const count =
  (id: string, crowdOf: (order: ScenarioOrder) => Crowd): Scenario =>
  async (order) => {
    const facts = order.small ? 20_000 : 1_000_000;
    const load = crowdLoad(order, facts, crowdOf(order));
    const play = replay(load.trace);
    play.run(load.trace.warm);
    const { minor, major } = await countCollections(() => play.run(facts));
    return {
      scenario: id,
      load: [sizeInWords(load), `made beforehand: ${mixInWords(load)}`],
      figures: [
        figure(`${id}.minor`, 'scavenges', minor, ''),
        figure(`${id}.major`, 'other collections', major, ''),
      ],
      hash: hashOf(play),
    };
  };

export const collections = count('collections', busyCrowd);
export const largeCollections = count('large-collections', largeCrowd);
