/** The scenarios that time one kind of decision, each fact by itself. */

import { BATCH, timeBatches } from '../batches.ts';
import {
  busyCrowd,
  countOf,
  crowdLoad,
  type Load,
  mixInWords,
  quietLoad,
  sizeInWords,
  timeFigures,
} from '../load.ts';
import { hashOf, replay, type Wanted } from '../replay.ts';
import { figure, type Scenario, type ScenarioOrder } from '../scenario.ts';
import { percentiles } from '../statistics.ts';

interface Timed {
  readonly id: string;
  readonly what: string;
  readonly load: (order: ScenarioOrder, facts: number) => Load;
  readonly wanted: Wanted;
  readonly facts: number;
}

const timed =
  ({ id, what, load: loadOf, wanted, facts }: Timed): Scenario =>
  async (order) => {
    const load = loadOf(order, order.small ? 16_000 : facts);
    const play = replay(load.trace);
    play.run(load.trace.warm);
    const each: Float64Array[] = [];
    const batches = Math.max(1, Math.floor(countOf(load, wanted) / BATCH));
    const batch = await timeBatches(batches, () => {
      const spent = play.time(wanted, BATCH).all;
      each.push(spent);
      return { overriddenDuration: spent.reduce((sum, us) => sum + us, 0) / 1_000 };
    });
    const times = percentiles(Float64Array.from(each.flatMap((series) => [...series])));
    return {
      scenario: id,
      load: [sizeInWords(load), mixInWords(load), `timed: ${times.count} of them`],
      figures: [
        figure(`${id}.mean`, `${what}, in a quick batch`, batch.factUs, 'µs'),
        figure(`${id}.units`, `${what}, in units of work`, batch.factUs / batch.unitUs, 'units'),
        ...timeFigures(id, what, times),
        figure(`${id}.tail`, `${what}, p99 over p50`, times.p99 / times.p50, '×'),
      ],
      hash: hashOf(play),
    };
  };

const busyLoad = (order: ScenarioOrder, facts: number): Load =>
  crowdLoad(order, facts, busyCrowd(order));

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
