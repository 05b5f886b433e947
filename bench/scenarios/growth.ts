/** What ten times the agents, or ten times the callers, make of a fact and of a decision. */

import type { Router } from '../../core/index.ts';
import { BATCH } from '../batches.ts';
import { busyCrowd, type Crowd, crowdLoad, largeCrowd, mixInWords, sizeInWords } from '../load.ts';
import { type FactTimes, hashOf, type Replay, replay } from '../replay.ts';
import { figure, type Scenario, type ScenarioOrder } from '../scenario.ts';
import { percentiles } from '../statistics.ts';

/** Two centres, and what is ten times as many in the second. */
interface Pair {
  readonly id: string;
  readonly base: (order: ScenarioOrder) => Crowd;
  readonly tenfold: (order: ScenarioOrder) => Crowd;
}

/** Time of a fact in batches, and of each fact that ended in an offer, in µs. */
class Turns {
  readonly #play: Replay<Router>;
  readonly #facts: number[] = [];
  readonly #offers: number[] = [];

  constructor(play: Replay<Router>) {
    this.#play = play;
  }

  /**
   * The first batch is to have the caches filled by this centre again; the second is timed as a
   * whole, the third fact by fact.
   */
  take(): void {
    this.#play.run(BATCH);
    const from = performance.now();
    this.#play.run(BATCH);
    this.#facts.push(((performance.now() - from) * 1_000) / BATCH);
    const { offers }: FactTimes = this.#play.time(() => true, BATCH);
    this.#offers.push(...offers);
  }

  get factUs(): number {
    return percentiles(Float64Array.from(this.#facts)).p10;
  }
  get offerUs(): number {
    return percentiles(Float64Array.from(this.#offers)).p50;
  }
}

/** Batches a turn takes. */
const TURN = 3;

/**
 * Both in one process and by turns, so that whatever else the machine does meets both alike. What
 * counts of batches is the one that one in ten is quicker than.
 */
const growth =
  ({ id, base, tenfold }: Pair): Scenario =>
  async (order) => {
    const turns = order.small ? 3 : 256;
    const loads = [base, tenfold].map((crowdOf) =>
      crowdLoad(order, turns * TURN * BATCH, crowdOf(order)),
    );
    const plays = loads.map(({ trace }) => replay(trace));
    const [one, ten] = plays.map((play) => new Turns(play));
    for (const [i, { trace }] of loads.entries()) plays[i]!.run(trace.warm);
    for (let i = 0; i < turns; i++) {
      one!.take();
      ten!.take();
    }
    return {
      scenario: id,
      load: loads.flatMap((load) => [sizeInWords(load), mixInWords(load)]),
      figures: [
        figure(`${id}.base`, 'a fact, in a quick batch', one!.factUs, 'µs'),
        figure(`${id}.tenfold`, 'a fact, ten times as many', ten!.factUs, 'µs'),
        figure(`${id}.fact`, 'a fact costs more by', ten!.factUs / one!.factUs, '×'),
        figure(`${id}.base-offer`, 'fact in to offer out, p50', one!.offerUs, 'µs'),
        figure(`${id}.tenfold-offer`, 'the same, ten times as many', ten!.offerUs, 'µs'),
        figure(`${id}.offer`, 'a decision costs more by', ten!.offerUs / one!.offerUs, '×'),
      ],
      hash: plays.map((play) => hashOf(play)).join(' '),
    };
  };

const times = ({ size, waiting }: Crowd, agents: number, calls: number): Crowd => ({
  size: { ...size, agents: size.agents * agents },
  waiting: waiting * calls,
});

export const tenfoldAgents = growth({
  id: 'tenfold-agents',
  base: busyCrowd,
  tenfold: (order) => times(busyCrowd(order), 10, 1),
});
export const tenfoldWaiting = growth({
  id: 'tenfold-waiting',
  base: busyCrowd,
  tenfold: (order) => times(busyCrowd(order), 1, 10),
});
/** The largest centre beside one with a tenth of its agents, or of its callers. */
export const largeTenfoldAgents = growth({
  id: 'large-tenfold-agents',
  base: (order) => times(largeCrowd(order), 0.1, 1),
  tenfold: largeCrowd,
});
export const largeTenfoldWaiting = growth({
  id: 'large-tenfold-waiting',
  base: (order) => times(largeCrowd(order), 1, 0.1),
  tenfold: largeCrowd,
});
