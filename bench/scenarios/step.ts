/** Every fact of a busy centre, and what ten times the agents or the waiting calls make of it. */

import { BATCH, timeBatches } from '../batches.ts';
import {
  busyCrowd,
  type Crowd,
  crowdLoad,
  largeCrowd,
  mixInWords,
  sizeInWords,
  timeFigures,
} from '../load.ts';
import { hashOf, replay } from '../replay.ts';
import { figure, type Scenario, type ScenarioOrder } from '../scenario.ts';
import { percentiles } from '../statistics.ts';

/** Throughput in batches, then each fact by itself. */
const every =
  (id: string, crowdOf: (order: ScenarioOrder) => Crowd): Scenario =>
  async (order) => {
    const batches = order.small ? 8 : 512;
    const facts = batches * BATCH + (order.small ? 4_000 : 400_000);
    const load = crowdLoad(order, facts, crowdOf(order));
    const play = replay(load.trace);
    play.run(load.trace.warm);
    const batch = await timeBatches(batches, () => play.run(BATCH));
    const spent = play.time(() => true);
    const offers = percentiles(spent.offers);
    const times = percentiles(spent.all);
    return {
      scenario: id,
      load: [sizeInWords(load), mixInWords(load)],
      figures: [
        figure(`${id}.rate`, 'facts a second, sustained', batch.factsPerSecond, '/s'),
        figure(`${id}.mean`, 'a fact, in a quick batch', batch.factUs, 'µs'),
        figure(`${id}.unit`, 'a unit of work', batch.unitUs, 'µs'),
        figure(`${id}.units`, 'a fact in units of work', batch.factUs / batch.unitUs, 'units'),
        ...timeFigures(id, 'fact in to commands out', times),
        figure(`${id}.tail`, 'fact in to commands out, p99 over p50', times.p99 / times.p50, '×'),
        figure(`${id}.offer`, 'fact in to offer out, p50', offers.p50, 'µs'),
      ],
      hash: hashOf(play),
    };
  };

const tenfold = ({ size, waiting }: Crowd, agents: number, calls: number): Crowd => ({
  size: { ...size, agents: size.agents * agents },
  waiting: waiting * calls,
});

/** The world the numbers are stated for. */
export const step = every('step', busyCrowd);
export const tenfoldAgents = every('tenfold-agents', (order) => tenfold(busyCrowd(order), 10, 1));
export const tenfoldWaiting = every('tenfold-waiting', (order) => tenfold(busyCrowd(order), 1, 10));

/** The largest centre, and what a tenth of its agents or of its callers would make of it. */
export const large = every('large', largeCrowd);
export const largeTenthAgents = every('large-tenth-agents', (order) =>
  tenfold(largeCrowd(order), 0.1, 1),
);
export const largeTenthWaiting = every('large-tenth-waiting', (order) =>
  tenfold(largeCrowd(order), 1, 0.1),
);
