/**
 * Latency under facts that come when they come, at Poisson times, whether or not the router is
 * done with those before. A fact's time counts from the moment it was planned for, so that one slow
 * fact is seen in all that had to wait for it (no coordinated omission).
 */

import { type Chance, createChance } from '../adapters/simulated/random.ts';
import { Histogram } from './histogram.ts';
import { busyCrowd, crowdLoad, largeCrowd, mixInWords, sizeInWords } from './load.ts';
import { type Machine, machineInWords, thisMachine } from './machine.ts';
import { hashOf, replay } from './replay.ts';
import { inDigits, inThousands, SMALL_SAYS } from './report.ts';
import type { ScenarioOrder } from './scenario.ts';

/** Facts a second that are offered. The last ones are beyond what one core can do. */
const RATES = [50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000];
/** Below this share of the rate offered, the router did not keep up. */
const KEPT_UP = 0.98;
const SHARES = [0.5, 0.9, 0.99, 0.999] as const;

/** What came of one rate; times in µs from the planned moment to the last command. */
export interface RateResult {
  readonly perSecond: number;
  readonly donePerSecond: number;
  readonly facts: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface LatencyReport {
  readonly machine: Machine;
  readonly seed: number;
  readonly small: boolean;
  readonly load: readonly string[];
  readonly rates: readonly RateResult[];
  /** Of all commands and the state at the end, whatever the times were. */
  readonly hash: string;
}

/** Moments of `count` facts, in ms from the first: a Poisson process. */
export function plan(chance: Chance, count: number, perSecond: number): Float64Array {
  const moments = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    moments[i] = at;
    at += chance.gap(1_000 / perSecond);
  }
  return moments;
}

/**
 * Calls `next` at each moment, or as soon as it can after it, and counts how long after the moment
 * it was done. `clock` in ms. Allocates: nothing but the result.
 */
export function offerAt(
  moments: Float64Array,
  next: () => void,
  clock: () => number,
): { late: Histogram; tookMs: number } {
  const late = new Histogram();
  const start = clock() + 1;
  let done = start;
  for (let i = 0; i < moments.length; i++) {
    const planned = start + moments[i]!;
    while (clock() < planned);
    next();
    done = clock();
    late.add((done - planned) * 1_000);
  }
  return { late, tookMs: done - start };
}

/** All rates, one after another, on one centre whose traffic goes on. */
export function measureLatency(
  order: ScenarioOrder & { readonly large: boolean; readonly seconds: number },
): LatencyReport {
  const { small, seed, large, seconds } = order;
  const counts = RATES.map((rate) => (small ? 2_000 : Math.round(rate * seconds)));
  const facts = counts.reduce((sum, count) => sum + count, 0);
  const load = crowdLoad(order, facts, (large ? largeCrowd : busyCrowd)(order));
  const chance = createChance(seed);
  const play = replay(load.trace);
  play.run(load.trace.warm);
  const rates = RATES.map((perSecond, i): RateResult => {
    const moments = plan(chance, counts[i]!, perSecond);
    const { late, tookMs } = offerAt(
      moments,
      () => play.next(),
      () => performance.now(),
    );
    const [p50, p90, p99, p999] = SHARES.map((share) => late.within(share));
    return {
      perSecond,
      donePerSecond: (late.count * 1_000) / tookMs,
      facts: late.count,
      p50: p50!,
      p90: p90!,
      p99: p99!,
      p999: p999!,
      max: late.maxUs,
    };
  });
  return {
    machine: thisMachine(),
    seed,
    small,
    load: [sizeInWords(load), mixInWords(load)],
    rates,
    hash: hashOf(play),
  };
}

/** The report as a table, one row a rate. */
export function latencyInText({ machine, seed, small, load, rates, hash }: LatencyReport): string {
  const columns = ['offered /s', 'done /s', 'p50 µs', 'p90 µs', 'p99 µs', 'p99.9 µs', 'max µs'];
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padStart(11)).join('');
  const lines = rates.map((rate) => {
    const times = [rate.p50, rate.p90, rate.p99, rate.p999, rate.max].map(inDigits);
    const { perSecond, donePerSecond } = rate;
    const saturated = donePerSecond < perSecond * KEPT_UP ? '  does not keep up' : '';
    return row([inThousands(perSecond), inThousands(donePerSecond), ...times]) + saturated;
  });
  return [
    `${machineInWords(machine)}; seed ${seed}${small ? SMALL_SAYS : ''}`,
    ...load,
    'from the planned moment of each fact to its last command; one core',
    '',
    row(columns),
    ...lines,
    '',
    `hash ${hash}`,
    '',
  ].join('\n');
}
