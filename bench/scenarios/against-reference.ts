/** The fast router against the slow, obvious one, on the same facts. */

import { createNaiveRouter, type NaiveRouter } from '../../test/reference/naive-router.ts';
import { mixInWords, sizeOf, waitingLoad } from '../load.ts';
import { fastRouter, hashOf, Replay, type Subject } from '../replay.ts';
import { figure, type Scenario, sizeInWords } from '../scenario.ts';

const reference: Subject<NaiveRouter> = {
  create: ({ policy, limits, seed }) => createNaiveRouter(policy, { limits, seed }),
  step: (router, event, now, out) => router.step(event, now, out),
  advance: (router, now, out) => router.advance(now, out),
};

/** µs a fact, and the commands it came to. */
function play<R>(replay: Replay<R>, warm: number): { us: number; fold: number } {
  replay.run(warm);
  const facts = replay.left;
  const from = performance.now();
  replay.run(facts);
  return { us: ((performance.now() - from) * 1_000) / facts, fold: replay.sink.fold };
}

/** Gives up when the two disagree: a fast wrong answer has no speed. */
export const againstReference: Scenario = async (order) => {
  // The reference looks through everything for every fact: with a hundred queues and a thousand
  // calls it takes 60 ms a fact, and the ratio only grows.
  const size = { ...sizeOf(order), queues: 12 };
  const load = waitingLoad(order, order.small ? 300 : 1_000, size, 60);
  const fast = new Replay(fastRouter, load.trace);
  // Warm code on a run of its own: a few thousand facts are too few to get compiled by.
  for (let i = 0; i < 5; i++) new Replay(fastRouter, load.trace).run(load.trace.events.length);
  const ours = play(fast, load.warm);
  const theirs = play(new Replay(reference, load.trace), load.warm);
  if (ours.fold !== theirs.fold) {
    throw new Error(`fast router and reference disagree on this trace (seed ${order.seed})`);
  }
  return {
    scenario: 'against-reference',
    load: [
      sizeInWords(size, load.trace.waitingMean),
      `facts: ${load.trace.events.length - load.warm}: ${mixInWords(load)}`,
    ],
    figures: [
      figure('against-reference.fast', 'fast router, a fact', ours.us, 'µs'),
      figure('against-reference.naive', 'reference router, a fact', theirs.us, 'µs'),
      figure('against-reference.ratio', 'the fast one is faster', theirs.us / ours.us, '×'),
    ],
    hash: hashOf(fast),
  };
};
