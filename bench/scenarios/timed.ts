/** The scenarios that time one kind of decision, each fact by itself. */

import { BATCH, timeBatches } from '../batches.ts';
import { busyLoad, type Load, mixInWords, quietLoad, timeFigures } from '../load.ts';
import { fastRouter, hashOf, Replay, type Wanted } from '../replay.ts';
import { figure, type Scenario, type ScenarioOrder, sizeInWords } from '../scenario.ts';
import { percentiles } from '../statistics.ts';

interface Timed {
  readonly id: string;
  readonly what: string;
  readonly load: (order: ScenarioOrder, facts: number) => Load;
  readonly wanted: Wanted;
  readonly facts: number;
}

/** The unit, timed in this process for the ratios. */
async function unitUs(): Promise<number> {
  return (await timeBatches(200, () => {})).unitUs;
}

const timed =
  ({ id, what, load: loadOf, wanted, facts }: Timed): Scenario =>
  async (order) => {
    const load = loadOf(order, order.small ? 8_000 : facts);
    const replay = new Replay(fastRouter, load.trace);
    replay.run(load.warm);
    const unit = await unitUs();
    const times = percentiles(replay.time(wanted));
    return {
      scenario: id,
      load: [
        sizeInWords(load.size, load.trace.waitingMean),
        `facts: ${mixInWords(load)}`,
        `timed: ${times.count} of them`,
      ],
      figures: [
        ...timeFigures(id, what, times),
        figure(`${id}.units`, `${what}, p50 in units of work`, times.p50 / unit, 'units'),
        figure(`${id}.tail`, `${what}, p99 over p50`, times.p99 / times.p50, '×'),
      ],
      hash: hashOf(replay),
    };
  };

/** Facts that may make an agent ready, so that a call is looked for. */
const FREEING = new Set(['wrap-up-ended', 'offer-ended', 'agent-unpaused', 'agent-free']);

/** A caller arrives and an agent is chosen among those ready. */
export const selectAgent = timed({
  id: 'select-agent',
  what: 'arrival to offer',
  load: quietLoad,
  wanted: (event) => event?.type === 'call-arrived',
  facts: 400_000,
});

/** An agent is free again and a call is chosen among those waiting. */
export const selectCall = timed({
  id: 'select-call',
  what: 'freed agent to offer',
  load: busyLoad,
  wanted: (event) => event !== undefined && FREEING.has(event.type),
  facts: 400_000,
});

/** A timer fires: steps, wrap-ups, offers and exclusions end. */
export const deadlines = timed({
  id: 'deadlines',
  what: 'timer to commands',
  load: busyLoad,
  wanted: (event) => event === undefined,
  facts: 400_000,
});

/** Every fact of a busy centre: throughput in batches, then each fact by itself, then at given rates. */
export const step: Scenario = async (order) => {
  const batches = order.small ? 8 : 512;
  const paced = order.small ? [] : [50_000, 100_000, 200_000, 400_000];
  const single = order.small ? 4_000 : 200_000;
  const perRate = 50_000;
  const load = busyLoad(order, batches * BATCH + single + paced.length * perRate);
  const replay = new Replay(fastRouter, load.trace);
  replay.run(load.warm);
  const {
    factUs,
    unitUs: unit,
    factsPerSecond,
  } = await timeBatches(batches, () => replay.run(BATCH));
  const byRate = paced.flatMap((perSecond) => {
    const late = percentiles(replay.pace(perRate, perSecond));
    const what = `done after its moment at ${perSecond / 1_000} k facts/s`;
    return timeFigures(`step.rate-${perSecond}`, what, late);
  });
  const times = percentiles(replay.time(() => true));
  return {
    scenario: 'step',
    load: [sizeInWords(load.size, load.trace.waitingMean), `facts: ${mixInWords(load)}`],
    figures: [
      figure('step.rate', 'facts a second, sustained', factsPerSecond, '/s'),
      figure('step.mean', 'a fact, in the median batch', factUs, 'µs'),
      figure('step.unit', 'a unit of work', unit * 1_000, 'ns'),
      figure('step.units', 'a fact in units of work', factUs / unit, 'units'),
      ...timeFigures('step', 'fact in to commands out', times),
      figure('step.tail', 'fact in to commands out, p99 over p50', times.p99 / times.p50, '×'),
      ...byRate,
    ],
    hash: hashOf(replay),
  };
};
