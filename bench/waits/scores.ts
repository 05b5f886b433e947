/** Runs a centre and scores everybody who expects waits in it. */

import { addEffectiveAgents } from '../../core/forecast/effective-agents.ts';
import {
  createWaitRecord,
  expectAtJoin,
  expectedWait,
  learnAbandoned,
  learnAnswered,
  learnHandled,
  METHODS,
  methodNames,
  type WaitRecord,
  writeBand,
  writeLoads,
} from '../../core/forecast/wait-record.ts';
import { NEVER } from '../../core/routing/ids.ts';
import { type Caller, type CentrePlan, type CentreView, runCentre } from './centre.ts';
import { publishedPredictors } from './predictors.ts';

/** How one of them did in one queue, over callers who had to wait and were answered. */
export interface Score {
  readonly name: string;
  /** Mean of |expected − real|, and of expected − real, in seconds. */
  readonly errorS: number;
  readonly biasS: number;
  /** Times something was expected. */
  readonly count: number;
}

export interface QueueScores {
  readonly queue: string;
  readonly waits: number;
  readonly meanWaitS: number;
  readonly ours: Score;
  readonly methods: readonly Score[];
  readonly published: readonly Score[];
  /** Share of callers to whom a band was announced, and of those whose wait fell into it. */
  readonly announced: number;
  readonly coverage: number;
}

export const OURS = 'tsunagi';
/** Nobody is scored on callers of the first hour: all start without history. */
const WARM_UP_MS = 3_600_000;
/** As in the router: effective agents are looked at anew after ten seconds. */
const AGENTS_EVERY_MS = 10_000;

interface Tally {
  error: number;
  bias: number;
  count: number;
}

const toScore = (name: string, tally: Tally): Score => ({
  name,
  errorS: tally.error / Math.max(1, tally.count) / 1_000,
  biasS: tally.bias / Math.max(1, tally.count) / 1_000,
  count: tally.count,
});

function count(tally: Tally, expected: number, waitMs: number): void {
  if (expected === NEVER) return;
  tally.error += Math.abs(expected - waitMs);
  tally.bias += expected - waitMs;
  tally.count++;
}

/** What was expected of a caller on joining. */
interface Noted {
  readonly cells: Float64Array;
  readonly ours: number;
  readonly published: readonly number[];
  readonly band: readonly [lowMs: number, highMs: number] | undefined;
}

/** What the router does with the record, without the router. */
class Follower {
  readonly record: WaitRecord;
  readonly #agents: Float64Array;
  readonly #loads: Float64Array;
  #agentsAt = -Infinity;

  constructor(queues: number) {
    this.record = createWaitRecord(queues);
    this.#agents = new Float64Array(queues);
    this.#loads = new Float64Array(queues);
  }

  agents1024(view: CentreView, queue: number): number {
    if (view.now - this.#agentsAt >= AGENTS_EVERY_MS) {
      this.#agentsAt = view.now;
      this.record.clock[0] = view.now;
      writeLoads(this.record, this.#loads);
      this.#agents.fill(0);
      view.plan.groups.forEach(({ serves }, group) => {
        const agents = view.atWork(group);
        addEffectiveAgents(this.#agents, agents, this.#loads, serves, 0, serves.length);
      });
    }
    return this.#agents[queue]!;
  }

  note(view: CentreView, { queue, ahead }: Caller): Omit<Noted, 'published'> {
    const agents1024 = this.agents1024(view, queue);
    this.record.clock[0] = view.now;
    const cells = new Float64Array(METHODS);
    expectAtJoin(this.record, queue, ahead, agents1024, cells, 0);
    const ours = expectedWait(this.record, queue, ahead, agents1024);
    const ends = new Float64Array(2);
    const told = writeBand(this.record, queue, ours, ends, 0);
    return { cells, ours, band: told ? [ends[0]!, ends[1]!] : undefined };
  }
}

/** Scores of every queue of a plan. Cost: the whole simulation. */
export function scoreCentre(plan: CentrePlan, seed: number): QueueScores[] {
  const follower = new Follower(plan.queues.length);
  const predictors = publishedPredictors();
  const noted = new Map<Caller, Noted>();
  const tallies = plan.queues.map(() => ({
    waited: { error: 0, bias: 0, count: 0 },
    ours: { error: 0, bias: 0, count: 0 },
    methods: methodNames.map(() => ({ error: 0, bias: 0, count: 0 })),
    published: predictors.map(() => ({ error: 0, bias: 0, count: 0 })),
    announced: 0,
    inside: 0,
  }));
  runCentre(plan, seed, {
    joined(view, caller) {
      const published = predictors.map((predictor) => predictor.expect(view, caller));
      noted.set(caller, { ...follower.note(view, caller), published });
    },
    answered(view, caller, waitMs) {
      const note = noted.get(caller)!;
      noted.delete(caller);
      const { record } = follower;
      record.clock[0] = view.now;
      learnAnswered(record, caller.queue, caller.ahead, note.cells, 0, waitMs);
      for (const predictor of predictors) predictor.answered?.(view, caller, waitMs);
      if (caller.joinedAt < WARM_UP_MS || caller.ahead < 0) return;
      const tally = tallies[caller.queue]!;
      count(tally.waited, 0, waitMs);
      count(tally.ours, note.ours, waitMs);
      tally.methods.forEach((each, i) => {
        count(each, note.cells[i]!, waitMs);
      });
      tally.published.forEach((each, i) => {
        count(each, note.published[i]!, waitMs);
      });
      if (note.band === undefined) return;
      tally.announced++;
      if (waitMs >= note.band[0] && waitMs <= note.band[1]) tally.inside++;
    },
    abandoned(view, caller, waitMs) {
      noted.delete(caller);
      follower.record.clock[0] = view.now;
      learnAbandoned(follower.record, caller.queue, caller.ahead, waitMs);
      for (const predictor of predictors) predictor.abandoned?.(view, caller);
    },
    handled(view, caller, handleMs) {
      follower.record.clock[0] = view.now;
      learnHandled(follower.record, caller.queue, handleMs);
      for (const predictor of predictors) predictor.handled?.(view, caller, handleMs);
    },
  });
  return tallies.map((tally, queue) => ({
    queue: plan.queues[queue]!.name,
    waits: tally.waited.count,
    meanWaitS: toScore('', tally.waited).errorS,
    ours: toScore(OURS, tally.ours),
    methods: tally.methods.map((each, i) => toScore(methodNames[i]!, each)),
    published: tally.published.map((each, i) => toScore(predictors[i]!.name, each)),
    announced: tally.announced / Math.max(1, tally.waited.count),
    coverage: tally.inside / Math.max(1, tally.announced),
  }));
}
