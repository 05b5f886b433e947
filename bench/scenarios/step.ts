/** Every fact of a busy centre: how many a second, and how long each takes. */

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

/** The world the numbers are stated for. */
export const step = every('step', busyCrowd);

/** As busy a centre of ten times the agents: what a core sustains. */
export const sustained = every('sustained', (order) => {
  const { size, waiting } = busyCrowd(order);
  return { size: { ...size, agents: size.agents * 10 }, waiting };
});

export const large = every('large', largeCrowd);
