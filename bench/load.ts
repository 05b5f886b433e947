/** The loads the scenarios share, and their mix in words. */

import type { Policy } from '../core/routing/policy.ts';
import type { Wanted } from './replay.ts';
import { inThousands } from './report.ts';
import type { Figure, ScenarioOrder } from './scenario.ts';
import { figure } from './scenario.ts';
import type { Percentiles } from './statistics.ts';
import { createTrace, type Trace } from './traffic.ts';
import {
  createWorld,
  fullSize,
  largeSize,
  largeSmallSize,
  PROFILES_MAX,
  smallSize,
  type WorldSize,
} from './world.ts';

/** From an offer to the end of the wrap-up, roughly: ring, talk, wrap up. */
const HANDLE_S = 200;
const OCCUPANCY = 0.65;
/**
 * Facts until a centre is full: each agent signs in and gets a call, each call arrives and goes
 * through its steps.
 */
const FACTS_TO_FILL = 4;

/** A centre and how many callers are kept waiting in it. */
export interface Crowd {
  readonly size: WorldSize;
  readonly waiting: number;
}

/** The centre the numbers are stated for: every agent busy, as many callers wait as agents. */
export const busyCrowd = ({ small }: ScenarioOrder): Crowd => {
  const size = small ? smallSize : fullSize;
  return { size, waiting: size.agents };
};

/** The largest centre we promise: 10,000 agents, 1,000 queues, 100,000 waiting. */
export const largeCrowd = ({ small }: ScenarioOrder): Crowd => {
  const size = small ? largeSmallSize : largeSize;
  return { size, waiting: size.agents * 10 };
};

export interface Load {
  readonly size: WorldSize;
  readonly trace: Trace;
}

/**
 * `facts` to be measured, in a centre that is full before they begin. Throws when fewer callers
 * than asked wait at any of them.
 */
export function crowdLoad(
  { seed }: ScenarioOrder,
  facts: number,
  { size, waiting }: Crowd,
  policy = createWorld(size, seed),
): Load {
  // Some more than asked, because it takes half a second until one who has left is replaced.
  const kept = waiting + Math.ceil(waiting / 100 + size.agents / 200) + 5;
  const load = loadOf(policy, size, facts, { seed, kept, perSecond: 0 });
  if (load.trace.waitingMin < waiting) throw new Error(`the line fell below ${waiting} callers`);
  return load;
}

/** A third of the agents is ready and hardly anybody waits. */
export function quietLoad(
  { seed, small }: ScenarioOrder,
  facts: number,
  size = small ? smallSize : fullSize,
  policy = createWorld(size, seed),
): Load {
  const perSecond = (size.agents * OCCUPANCY) / HANDLE_S;
  return loadOf(policy, size, facts, { seed, kept: 0, perSecond });
}

function loadOf(
  policy: Policy,
  size: WorldSize,
  facts: number,
  { kept, ...flow }: { seed: number; kept: number; perSecond: number },
): Load {
  const warmMin = Math.round(facts / 2) + FACTS_TO_FILL * (size.agents + kept);
  const trace = createTrace({ policy, facts, warmMin, waiting: kept, ...flow });
  return { size, trace };
}

/** The world in words. */
export function sizeInWords({ size, trace }: Load): string {
  const steps = trace.policy.queues[0]?.steps.length;
  return (
    `${inThousands(size.agents)} agents × ${inThousands(size.queues)} queues × ` +
    `${inThousands(trace.waitingMean)} waiting (${inThousands(trace.waitingMin)} at least); ` +
    `${size.skills} skills (8 an agent, 1–2 a step), ` +
    `${inThousands(Math.min(size.agents, PROFILES_MAX))} profiles, ${size.teams} teams, ` +
    `${steps === 1 ? 'one step' : `${steps} steps`} a queue`
  );
}

/** How many facts after the warm-up are wanted. */
export const countOf = ({ trace }: Load, wanted: Wanted): number =>
  trace.events.slice(trace.warm).filter(wanted).length;

/** How many of each kind of fact are played after the warm-up. */
export function mixInWords({ trace }: Load): string {
  const counts = new Map<string, number>();
  const events = trace.events.slice(trace.warm);
  for (const event of events) {
    const kind = event?.type ?? 'timer';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const list = [...counts].sort(([, a], [, b]) => b - a);
  const kinds = list.map(([kind, count]) => `${inThousands(count)} ${kind}`);
  return `${inThousands(events.length)} facts: ${kinds.join(', ')}`;
}

/** The figures of one series of times. */
export const timeFigures = (id: string, what: string, of: Percentiles): Figure[] => [
  figure(`${id}.p50`, `${what}, p50`, of.p50, 'µs'),
  figure(`${id}.p99`, `${what}, p99`, of.p99, 'µs'),
  figure(`${id}.p999`, `${what}, p99.9`, of.p999, 'µs'),
  figure(`${id}.max`, `${what}, max`, of.max, 'µs'),
];
