/** Every fact of a busy centre, and what ten times the agents or the waiting calls make of it. */

import { BATCH, timeBatches } from '../batches.ts';
import { mixInWords, timeFigures, waitingLoad } from '../load.ts';
import { fastRouter, hashOf, Replay } from '../replay.ts';
import { figure, type Scenario, sizeInWords } from '../scenario.ts';
import { percentiles } from '../statistics.ts';
import { fullSize, smallSize, type WorldSize } from '../world.ts';

interface Place {
  readonly id: string;
  readonly size: (base: WorldSize) => WorldSize;
  /** Waiting calls, as a multiple of the base world's agents. */
  readonly waiting: number;
  /** Facts a second at which facts are also given at planned moments. */
  readonly rates: readonly number[];
}

const FACTS_PER_RATE = 50_000;

/** Throughput in batches, then each fact at its planned moment, then each by itself. */
const every =
  ({ id, size: sizeOf, waiting, rates }: Place): Scenario =>
  async (order) => {
    const base = order.small ? smallSize : fullSize;
    const size = sizeOf(base);
    const batches = order.small ? 8 : 512;
    const paced = order.small ? [] : rates;
    const facts = batches * BATCH + paced.length * FACTS_PER_RATE + (order.small ? 4_000 : 200_000);
    const load = waitingLoad(order, facts, size, waiting * base.agents);
    const replay = new Replay(fastRouter, load.trace);
    replay.run(load.warm);
    const batch = await timeBatches(batches, () => replay.run(BATCH));
    const byRate = paced.flatMap((perSecond) => {
      const late = percentiles(replay.pace(FACTS_PER_RATE, perSecond));
      const what = `done after its moment, ${perSecond / 1_000} k facts/s`;
      return timeFigures(`${id}.rate-${perSecond}`, what, late);
    });
    const times = percentiles(replay.time(() => true));
    return {
      scenario: id,
      load: [sizeInWords(size, load.trace.waitingMean), `facts: ${mixInWords(load)}`],
      figures: [
        figure(`${id}.rate`, 'facts a second, sustained', batch.factsPerSecond, '/s'),
        figure(`${id}.mean`, 'a fact, in a quick batch', batch.factUs, 'µs'),
        figure(`${id}.unit`, 'a unit of work', batch.unitUs * 1_000, 'ns'),
        figure(`${id}.units`, 'a fact in units of work', batch.factUs / batch.unitUs, 'units'),
        ...timeFigures(id, 'fact in to commands out', times),
        figure(`${id}.tail`, 'fact in to commands out, p99 over p50', times.p99 / times.p50, '×'),
        ...byRate,
      ],
      hash: hashOf(replay),
    };
  };

/** The world the numbers are stated for. */
export const step = every({
  id: 'step',
  size: (base) => base,
  waiting: 1,
  rates: [50_000, 100_000, 200_000, 400_000],
});

export const tenfoldAgents = every({
  id: 'tenfold-agents',
  size: (base) => ({ ...base, agents: base.agents * 10 }),
  waiting: 1,
  rates: [],
});

export const tenfoldWaiting = every({
  id: 'tenfold-waiting',
  size: (base) => base,
  waiting: 10,
  rates: [],
});

/** The largest centre we promise: 10,000 agents, 1,000 queues, 100,000 waiting. */
export const largest = every({
  id: 'largest',
  size: ({ agents, queues, skills, teams }) => ({
    agents: agents * 10,
    queues: queues * 10,
    skills,
    teams: teams * 10,
  }),
  waiting: 100,
  rates: [],
});
