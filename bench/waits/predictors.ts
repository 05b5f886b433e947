/**
 * How others expect a wait, from what they publish or from their source, each fed as it feeds
 * itself. `docs/` of this project describe none of them: the sources are named at each.
 */

import type { Caller, CentreView } from './centre.ts';

/** Expects waits of callers who join, and learns from what happens. Times in ms. */
export interface Predictor {
  readonly name: string;
  expect(view: CentreView, caller: Caller): number;
  answered?(view: CentreView, caller: Caller, waitMs: number): void;
  abandoned?(view: CentreView, caller: Caller): void;
  handled?(view: CentreView, caller: Caller, handleMs: number): void;
}

const HOUR = 3_600_000;

/** Mean of what was told in the last hour, by queue. */
class HourMean {
  readonly #told: { at: number; value: number }[] = [];
  #head = 0;
  #sum = 0;

  add(at: number, value: number): void {
    this.#told.push({ at, value });
    this.#sum += value;
  }

  mean(now: number, without: number): number {
    for (let told = this.#told[this.#head]; told && told.at < now - HOUR; ) {
      this.#sum -= told.value;
      told = this.#told[++this.#head];
    }
    const count = this.#told.length - this.#head;
    return count === 0 ? without : this.#sum / count;
  }
}

const perQueue = <T>(view: CentreView, all: T[], queue: number, make: () => T): T => {
  if (all.length === 0) for (const _ of view.plan.queues) all.push(make());
  return all[queue]!;
};

/** Agents at work who serve a queue, each counted by `part` of the queues the agent serves. */
function agentsOf(view: CentreView, queue: number, part: (serves: readonly number[]) => number) {
  let agents = 0;
  view.plan.groups.forEach((group, i) => {
    if (group.serves.includes(queue)) agents += view.atWork(i) * part(group.serves);
  });
  return agents;
}

/**
 * Asterisk's app_queue: an average of past waits in which the last counts a quarter, in whole
 * seconds, less the caller's own wait, which is 0 on joining (app_queue.c, `recalc_holdtime`).
 */
function appQueue(): Predictor {
  const means: { seconds: number }[] = [];
  const of = (view: CentreView, queue: number) =>
    perQueue(view, means, queue, () => ({ seconds: 0 }));
  return {
    name: 'app_queue',
    expect: (view, { queue }) => of(view, queue).seconds * 1_000,
    answered(view, { queue }, waitMs) {
      const mean = of(view, queue);
      mean.seconds = Math.floor((mean.seconds * 3 + Math.floor(waitMs / 1_000)) / 4);
    },
  };
}

/** VICIdial: the mean of the last five waits that ended with an agent (agi-VDAD_ALL_inbound). */
function lastFive(): Predictor {
  const waits: number[][] = [];
  const of = (view: CentreView, queue: number) => perQueue(view, waits, queue, () => []);
  return {
    name: 'VICIdial, last five',
    expect(view, { queue }) {
      const last = of(view, queue);
      return last.reduce((sum, each) => sum + each, 0) / Math.max(1, last.length);
    },
    answered(view, { queue }, waitMs) {
      const last = of(view, queue);
      last.push(waitMs);
      if (last.length > 5) last.shift();
    },
  };
}

/** The wait of whoever has waited longest: what samples for Amazon Connect build. */
function longestNow(): Predictor {
  return {
    name: 'longest current wait',
    expect: (view, { queue }) => view.now - (view.first(queue)?.joinedAt ?? view.now),
  };
}

/** Position × handling time / agents who serve the queue, less the share who give up. */
function position(): Predictor {
  const handling: HourMean[] = [];
  const givingUp: HourMean[] = [];
  const of = (view: CentreView, all: HourMean[], queue: number) =>
    perQueue(view, all, queue, () => new HourMean());
  return {
    name: 'position × handling / agents',
    expect(view, { queue }) {
      const agents = Math.max(
        1,
        agentsOf(view, queue, () => 1),
      );
      const staying = 1 - of(view, givingUp, queue).mean(view.now, 0);
      const handleMs = of(view, handling, queue).mean(view.now, 90_000);
      return (((view.waiting(queue) + 1) * handleMs) / agents) * staying;
    },
    answered: (view, { queue }) => of(view, givingUp, queue).add(view.now, 0),
    abandoned: (view, { queue }) => of(view, givingUp, queue).add(view.now, 1),
    handled: (view, { queue }, handleMs) => of(view, handling, queue).add(view.now, handleMs),
  };
}

/**
 * Genesys Engage: handling time (90 s without history) × waiting / (agents × effective portion),
 * the portion being the share of the agents' work time this queue had in the last hour.
 */
function engage(): Predictor {
  const handling: HourMean[] = [];
  const work: { at: number; queue: number; ms: number }[] = [];
  const sums: number[] = [];
  let head = 0;
  const of = (view: CentreView, queue: number) =>
    perQueue(view, handling, queue, () => new HourMean());
  const workOf = (queue: number): number => sums[queue] ?? 0;
  return {
    name: 'Genesys Engage',
    expect(view, { queue }) {
      for (; head < work.length && work[head]!.at < view.now - HOUR; head++) {
        sums[work[head]!.queue] = workOf(work[head]!.queue) - work[head]!.ms;
      }
      const agents = agentsOf(view, queue, (serves) => {
        const all = serves.reduce((sum, each) => sum + workOf(each), 0);
        return all > 0 ? workOf(queue) / all : 1 / serves.length;
      });
      const handleMs = of(view, queue).mean(view.now, 90_000);
      return ((view.waiting(queue) + 1) * handleMs) / Math.max(0.1, agents);
    },
    handled(view, { queue }, handleMs) {
      of(view, queue).add(view.now, handleMs);
      work.push({ at: view.now, queue, ms: handleMs });
      sums[queue] = workOf(queue) + handleMs;
    },
  };
}

/**
 * Google's: handling time of the last hour / agents, each in equal parts for the queues served, ×
 * calls queued less agents available, and 10 s. Only calls as urgent or more are counted ahead.
 */
function google(): Predictor {
  const handling: HourMean[] = [];
  const of = (view: CentreView, queue: number) =>
    perQueue(view, handling, queue, () => new HourMean());
  return {
    name: 'Google CCAI',
    expect(view, { queue }) {
      const agents = Math.max(
        0.1,
        agentsOf(view, queue, (serves) => 1 / serves.length),
      );
      const handleMs = of(view, queue).mean(view.now, 90_000);
      return ((view.waiting(queue) + 1) * handleMs) / agents + 10_000;
    },
    handled: (view, { queue }, handleMs) => of(view, queue).add(view.now, handleMs),
  };
}

/** All of them, new. */
export const publishedPredictors = (): Predictor[] => [
  appQueue(),
  lastFive(),
  longestNow(),
  position(),
  engage(),
  google(),
];
