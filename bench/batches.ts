/** Throughput by tinybench: batches of facts and, beside them, batches of the unit of work. */

import { Bench } from 'tinybench';
import { percentiles } from './statistics.ts';
import { createUnit } from './unit.ts';

/** Facts a batch. */
export const BATCH = 1_024;

export interface BatchResult {
  /** µs a fact, in a quick batch. */
  readonly factUs: number;
  /** µs a unit of work, in a quick batch. */
  readonly unitUs: number;
  readonly factsPerSecond: number;
}

/** What a batch returns when not all of the time it took is to count. */
interface Counted {
  readonly overriddenDuration: number;
}

/**
 * Times `batches` batches of `play` and, before each of them, one of the unit, so that whatever
 * else the machine does meets both alike. tinybench runs exactly that many: a trace can be played
 * once only. Warm the code up first. What counts is the batch that one in ten is quicker than:
 * other programs lengthen long batches oftener than short ones, and would be seen in a ratio of
 * medians.
 */
export async function timeBatches(
  batches: number,
  play: (() => void) | (() => Counted),
): Promise<BatchResult> {
  const unit = createUnit();
  const unitMs: number[] = [];
  let sum = 0;
  for (let i = 0; i < 50; i++) sum += unit.run(BATCH);
  const timeUnit = (): void => {
    // Once for nothing: the facts before have emptied the caches of it.
    sum += unit.run(BATCH);
    const from = performance.now();
    sum += unit.run(BATCH);
    unitMs.push(performance.now() - from);
  };
  const bench = new Bench({ iterations: batches, time: 0, warmup: false, retainSamples: true });
  bench.add('facts', play, { beforeEach: timeUnit });
  await bench.run();
  if (!Number.isFinite(sum)) throw new Error('the unit of work went wrong');
  const result = bench.getTask('facts')?.result;
  if (result?.state !== 'completed') throw new Error('the bench of facts did not complete');
  const quickUs = (ms: readonly number[]): number =>
    (percentiles(Float64Array.from(ms)).p10 * 1_000) / BATCH;
  const factUs = quickUs(result.latency.samples ?? []);
  return { factUs, unitUs: quickUs(unitMs), factsPerSecond: 1e6 / factUs };
}
