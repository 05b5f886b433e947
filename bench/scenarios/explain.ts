/** What it costs that the last decisions are always kept, with the keys that decided. */

import { advance, createRouter, type Router, step } from '../../core/index.ts';
import { BATCH } from '../batches.ts';
import { busyCrowd, crowdLoad, mixInWords, sizeInWords } from '../load.ts';
import { hashOf, Replay } from '../replay.ts';
import { figure, type Scenario } from '../scenario.ts';
import { percentiles } from '../statistics.ts';
import type { Trace } from '../traffic.ts';

/** A router that keeps so many decisions, at the head of the trace. */
function keeping(trace: Trace, decisionsKept?: number): Replay<Router> {
  const { policy, limits, seed } = trace;
  const router = createRouter(policy, {
    limits,
    seed,
    ...(decisionsKept === 0 && { decisionsKept }),
  });
  return new Replay({ step, advance }, trace, router);
}

/** Milliseconds of the next batch. */
function batchMs(play: Replay<Router>): number {
  const from = performance.now();
  play.run(BATCH);
  return performance.now() - from;
}

/**
 * Two routers take the same facts by turns, batch by batch, so that whatever else the machine does
 * meets both; which of them goes first changes each time. What counts is the batch that one in ten
 * is quicker than.
 */
export const explain: Scenario = async (order) => {
  const batches = order.small ? 8 : 768;
  const load = crowdLoad(order, batches * BATCH, busyCrowd(order));
  const kept = keeping(load.trace);
  const none = keeping(load.trace, 0);
  for (const play of [kept, none]) play.run(load.trace.warm);
  const keptMs = new Float64Array(batches);
  const noneMs = new Float64Array(batches);
  for (let i = 0; i < batches; i++) {
    if (i % 2 === 0) noneMs[i] = batchMs(none);
    keptMs[i] = batchMs(kept);
    if (i % 2 === 1) noneMs[i] = batchMs(none);
  }
  if (hashOf(kept) !== hashOf(none)) throw new Error('keeping decisions changed what was decided');
  const [withUs, withoutUs] = [keptMs, noneMs].map((ms) => (percentiles(ms).p10 * 1_000) / BATCH);
  return {
    scenario: 'explain',
    load: [sizeInWords(load), mixInWords(load)],
    figures: [
      figure('explain.with', 'a fact, decisions kept', withUs!, 'µs'),
      figure('explain.without', 'a fact, none kept', withoutUs!, 'µs'),
      figure('explain.share', 'with over without', withUs! / withoutUs!, '×'),
    ],
    hash: hashOf(kept),
  };
};
