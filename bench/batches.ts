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
 * Times `batches` batches of `play`, and as many of the unit. tinybench runs exactly that many: a
 * trace can be played once only. Warm the code up first. What counts is the batch that one in ten
 * is quicker than: other programs lengthen long batches oftener than short ones, and would be seen
 * in a ratio of medians.
 */
export async function timeBatches(
  batches: number,
  play: (() => void) | (() => Counted),
): Promise<BatchResult> {
  const unit = createUnit();
  let sum = 0;
  for (let i = 0; i < 50; i++) sum += unit.run(BATCH);
  const bench = new Bench({ iterations: batches, time: 0, warmup: false, retainSamples: true });
  bench.add('unit', () => {
    sum += unit.run(BATCH);
  });
  bench.add('facts', play);
  await bench.run();
  if (!Number.isFinite(sum)) throw new Error('the unit of work went wrong');
  const quickMs = (name: string): number => {
    const result = bench.getTask(name)?.result;
    if (result?.state !== 'completed') throw new Error(`the bench of ${name} did not complete`);
    return percentiles(Float64Array.from(result.latency.samples ?? [])).p10;
  };
  const factUs = (quickMs('facts') * 1_000) / BATCH;
  const unitUs = (quickMs('unit') * 1_000) / BATCH;
  return { factUs, unitUs, factsPerSecond: 1e6 / factUs };
}
