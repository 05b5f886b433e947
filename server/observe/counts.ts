/** What happened in an observed `app_queue`, counted: by queue and by agent. */

import type { Ms } from '../../core/routing/ids.ts';
import type { Disposition, OfferResult } from '../../core/routing/outcomes.ts';
import type { BookSink, ObservedExit, TalkEnd } from './book.ts';

/** Counts of one queue. Seconds are Asterisk's own, as in its reports. */
export interface QueueCounts {
  entered: number;
  readonly exits: Partial<Record<Disposition, number>>;
  /** Of those who were answered, and of those who gave up. */
  answeredHoldS: number;
  abandonedHoldS: number;
  longestWaitMs: Ms;
  /** Answered within the queue's service level. */
  answeredInTarget: number;
  readonly offers: Partial<Record<OfferResult, number>>;
  readonly talks: Partial<Record<TalkEnd, number>>;
  talkS: number;
  dumped: number;
  pauses: number;
  unpauses: number;
}

/** Counts of one agent over all queues. */
export interface AgentCounts {
  answered: number;
  missed: number;
  talks: number;
  talkS: number;
  transfers: number;
  ringMs: Ms;
}

const newQueue = (): QueueCounts => ({
  entered: 0,
  exits: {},
  answeredHoldS: 0,
  abandonedHoldS: 0,
  longestWaitMs: 0,
  answeredInTarget: 0,
  offers: {},
  talks: {},
  talkS: 0,
  dumped: 0,
  pauses: 0,
  unpauses: 0,
});

const newAgent = (): AgentCounts => ({
  answered: 0,
  missed: 0,
  talks: 0,
  talkS: 0,
  transfers: 0,
  ringMs: 0,
});

export class Counts implements BookSink {
  readonly queues = new Map<string, QueueCounts>();
  /** By name, as in queue_log. */
  readonly agents = new Map<string, AgentCounts>();
  readonly #targetS: (queue: string) => number;

  /** `targetS`: a queue's service level in seconds, 0: none. */
  constructor(targetS: (queue: string) => number) {
    this.#targetS = targetS;
  }

  queue(id: string): QueueCounts {
    return of(this.queues, id, newQueue);
  }

  entered(queue: string): void {
    this.queue(queue).entered++;
  }

  exited({ queue, disposition, waitMs, holdS }: ObservedExit): void {
    const counts = this.queue(queue);
    count(counts.exits, disposition);
    counts.longestWaitMs = Math.max(counts.longestWaitMs, waitMs);
    if (disposition === 'answered') {
      counts.answeredHoldS += holdS ?? 0;
      if (waitMs <= this.#targetS(queue) * 1000) counts.answeredInTarget++;
    } else if (disposition === 'abandoned') counts.abandonedHoldS += holdS ?? 0;
  }

  offerEnded(queue: string, name: string, result: OfferResult, ringMs: Ms): void {
    count(this.queue(queue).offers, result);
    const agent = of(this.agents, name, newAgent);
    if (result === 'answered') {
      agent.answered++;
      agent.ringMs += ringMs;
    } else if (result === 'missed') agent.missed++;
  }

  completed(queue: string, name: string, end: TalkEnd, _holdS: number, talkS: number): void {
    const counts = this.queue(queue);
    count(counts.talks, end);
    counts.talkS += talkS;
    const agent = of(this.agents, name, newAgent);
    agent.talks++;
    agent.talkS += talkS;
    if (end === 'blind' || end === 'attended') agent.transfers++;
  }

  dumped(queue: string): void {
    this.queue(queue).dumped++;
  }

  paused(queue: string, _name: string, paused: boolean): void {
    if (paused) this.queue(queue).pauses++;
    else this.queue(queue).unpauses++;
  }
}

function of<T>(map: Map<string, T>, id: string, create: () => T): T {
  let found = map.get(id);
  if (found === undefined) {
    found = create();
    map.set(id, found);
  }
  return found;
}

function count<K extends string>(counts: Partial<Record<K, number>>, key: K): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
