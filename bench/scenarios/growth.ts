/** What ten times the agents, and ten times the waiting calls, cost; and the largest centre we promise. */

import { timeFigures, waitingLoad } from '../load.ts';
import { fastRouter, hashOf, Replay } from '../replay.ts';
import { type Figure, figure, type Scenario, sizeInWords } from '../scenario.ts';
import { percentiles } from '../statistics.ts';
import { fullSize, smallSize, type WorldSize } from '../world.ts';

interface Place {
  readonly id: string;
  readonly what: string;
  readonly size: WorldSize;
  readonly waiting: number;
}

const FACTS = 200_000;

function places(small: boolean): Place[] {
  const base = small ? smallSize : fullSize;
  const tenfold = { ...base, agents: base.agents * 10 };
  const places = [
    { id: 'base', what: 'base', size: base, waiting: base.agents },
    { id: 'agents', what: '10 × agents', size: tenfold, waiting: base.agents },
    { id: 'waiting', what: '10 × waiting', size: base, waiting: base.agents * 10 },
  ];
  const large = { agents: 10_000, queues: 1_000, skills: 30, teams: 200 };
  if (!small) places.push({ id: 'large', what: 'largest', size: large, waiting: 100_000 });
  return places;
}

export const growth: Scenario = async (order) => {
  const figures: Figure[] = [];
  const load: string[] = [];
  const hashes: string[] = [];
  let base = Number.NaN;
  for (const { id, what, size, waiting } of places(order.small)) {
    const { trace, warm } = waitingLoad(order, order.small ? 4_000 : FACTS, size, waiting);
    const replay = new Replay(fastRouter, trace);
    replay.run(warm);
    const times = percentiles(replay.time(() => true));
    load.push(`${what}: ${sizeInWords(size, trace.waitingMean)}`);
    figures.push(...timeFigures(`growth.${id}`, `${what}: fact in to commands out`, times));
    if (id === 'base') base = times.mean;
    else
      figures.push(figure(`growth.${id}.ratio`, `${what}: mean over base`, times.mean / base, '×'));
    hashes.push(hashOf(replay));
  }
  return { scenario: 'growth', load, figures, hash: hashes.join(' ') };
};
