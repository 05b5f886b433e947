/** The scenarios that time one kind of decision, each fact by itself. */

import { timeBatches } from '../batches.ts';
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
