/** The fast router against the slow, obvious one, on the same facts from the same state. */

import { restore, snapshot } from '../../core/index.ts';
import type { RouterSnapshot } from '../../core/routing/snapshot.ts';
import { type NaiveRouter, resumeNaiveRouter } from '../../test/reference/naive-router.ts';
import { type Crowd, crowdLoad, mixInWords, sizeInWords } from '../load.ts';
import { fastRouter, hashOf, Replay, replay, type Subject } from '../replay.ts';
import { figure, type Scenario, type ScenarioOrder } from '../scenario.ts';
import { percentiles } from '../statistics.ts';
import { fullSize, smallSize } from '../world.ts';

/**
 * The reference looks through everything for every fact. With more queues and callers than this it
 * takes a second a fact, and the ratio only grows.
 */
const QUEUES = 12;
const WAITING = 60;
/** The fast one is done before the clock has moved: it plays the facts this often. */
const ROUNDS = 25;
const ROUNDS_SMALL = 3;

const reference: Subject<NaiveRouter> = {
  step: (router, event, now, out) => router.step(event, now, out),
  advance: (router, now, out) => router.advance(now, out),
};

/** µs a fact, and the commands it came to. */
function play<R>(trace: Replay<R>): { us: number; fold: number } {
  const facts = trace.left;
  const from = performance.now();
  trace.run(facts);
  return { us: ((performance.now() - from) * 1_000) / facts, fold: trace.sink.fold };
}

/**
 * The centre is filled by the fast router; then both go on from that state, each with code that has
 * run before. Throws when the two disagree: a fast wrong answer has no speed.
 */
const against =
  (id: string, facts: number, crowdOf: (order: ScenarioOrder) => Crowd): Scenario =>
  async (order) => {
    const load = crowdLoad(order, order.small ? facts / 10 : facts, crowdOf(order));
    const { trace } = load;
    const filled = replay(trace);
    filled.run(trace.warm);
    const state: RouterSnapshot = snapshot(filled.router);
    const rounds = Array.from({ length: order.small ? ROUNDS_SMALL : ROUNDS }, () => {
      return play(new Replay(fastRouter, trace, restore(state, trace), trace.warm));
    });
    const begin = () => new Replay(reference, trace, resumeNaiveRouter(state), trace.warm);
    begin().run(Math.ceil(filled.left / 10));
    const theirs = play(begin());
    filled.run(filled.left);
    if (rounds.some(({ fold }) => fold !== theirs.fold)) {
      throw new Error(`fast router and reference disagree on this trace (seed ${order.seed})`);
    }
    const ours = percentiles(Float64Array.from(rounds, ({ us }) => us)).p50;
    return {
      scenario: id,
      load: [sizeInWords(load), mixInWords(load)],
      figures: [
        figure(`${id}.fast`, 'fast router, a fact', ours, 'µs'),
        figure(`${id}.naive`, 'reference router, a fact', theirs.us, 'µs'),
        figure(`${id}.ratio`, 'the fast one is faster', theirs.us / ours, '×'),
      ],
      hash: hashOf(filled),
    };
  };

const crowdOf =
  (times: number) =>
  ({ small }: ScenarioOrder): Crowd => {
    const size = small ? smallSize : fullSize;
    return { size: { ...size, agents: size.agents * times, queues: QUEUES }, waiting: WAITING };
  };

export const againstReference = against('against-reference', 300, crowdOf(1));
export const againstReferenceTenfold = against('against-reference-tenfold', 50, crowdOf(10));
