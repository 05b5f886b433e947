/** The two loads the scenarios share, and their mix in words. */

import type { Wanted } from './replay.ts';
import type { Figure, ScenarioOrder } from './scenario.ts';
import { figure } from './scenario.ts';
import type { Percentiles } from './statistics.ts';
import { createTrace, type Trace } from './traffic.ts';
import { createWorld, fullSize, smallSize, type WorldSize } from './world.ts';

/** From an offer to the end of the wrap-up, roughly: ring, talk, wrap up. */
const HANDLE_S = 200;
const OCCUPANCY = 0.65;

export interface Load {
  readonly size: WorldSize;
  readonly trace: Trace;
  /** Facts to play before anything is timed: everybody signed in, lines full, code compiled. */
  readonly warm: number;
}

export const sizeOf = ({ small }: ScenarioOrder): WorldSize => (small ? smallSize : fullSize);

/** Every agent is busy and as many callers wait as there are agents. */
export function busyLoad(order: ScenarioOrder, facts: number, size = sizeOf(order)): Load {
  return load(order, size, facts, { waiting: size.agents, perSecond: 0 });
}

/** A third of the agents is ready and hardly anybody waits. */
export function quietLoad(order: ScenarioOrder, facts: number, size = sizeOf(order)): Load {
  return load(order, size, facts, {
    waiting: 0,
    perSecond: (size.agents * OCCUPANCY) / HANDLE_S,
  });
}

/** `waiting` callers kept in line, whatever the number of agents. */
export function waitingLoad(
  order: ScenarioOrder,
  facts: number,
  size: WorldSize,
  waiting: number,
): Load {
  return load(order, size, facts, { waiting, perSecond: 0 });
}

function load(
  { seed }: ScenarioOrder,
  size: WorldSize,
  facts: number,
  flow: { waiting: number; perSecond: number },
): Load {
  const warm = Math.round(facts / 2) + 4 * (size.agents + flow.waiting);
  const policy = createWorld(size, seed);
  return { size, warm, trace: createTrace({ policy, facts: facts + warm, seed, ...flow }) };
}

/** How many facts after the warm-up are wanted. */
export const countOf = ({ trace, warm }: Load, wanted: Wanted): number =>
  trace.events.slice(warm).filter(wanted).length;

/** The share of each kind of fact among those played after the warm-up. */
export function mixInWords({ trace, warm }: Load): string {
  const counts = new Map<string, number>();
  const events = trace.events.slice(warm);
  for (const event of events) {
    const kind = event?.type ?? 'timer';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${((count / events.length) * 100).toFixed(1)} %`)
    .join(', ');
}

/** The figures of one series of times. */
export const timeFigures = (id: string, what: string, of: Percentiles): Figure[] => [
  figure(`${id}.p50`, `${what}, p50`, of.p50, 'µs'),
  figure(`${id}.p99`, `${what}, p99`, of.p99, 'µs'),
  figure(`${id}.p999`, `${what}, p99.9`, of.p999, 'µs'),
  figure(`${id}.max`, `${what}, max`, of.max, 'µs'),
];
