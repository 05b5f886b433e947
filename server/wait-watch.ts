/**
 * Keeps the figures of expected waits: what a caller of each queue would be told, second by second,
 * and for calls that were answered how far off it was. Runs on the routing thread.
 */

import type { Clock } from '../adapters/clock.ts';
import { queueOutlook, type Router, waitOutlook } from '../core/index.ts';
import type { CommandRecord } from '../core/routing/commands.ts';
import type { CallId, Ms, QueueId } from '../core/routing/ids.ts';
import type { WaitFigures } from './wait-figures.ts';

export interface WaitWatchParts {
  readonly clock: Clock;
  readonly router: Router;
  readonly figures: WaitFigures;
  /** Of the configuration in force: another list after a reload. */
  queues(): readonly QueueId[];
}

const tellMs = 1_000;
/** Queues told of in a second, two microseconds each; more take turns. */
const toldMax = 200;
/** Expectations noted in a second, a tenth of a millisecond each; further calls go unmeasured. */
const notedMax = 50;

interface Noted {
  readonly queue: QueueId;
  readonly expectedMs: Ms;
}

export class WaitWatch {
  readonly #parts: WaitWatchParts;
  /** Calls that wait, and what their wait was expected to be when they joined. */
  readonly #noted = new Map<CallId, Noted>();
  #queues: readonly QueueId[] = [];
  #nextQueue = 0;
  #notes = 0;
  #cancel: () => void;

  constructor(parts: WaitWatchParts) {
    this.#parts = parts;
    this.#cancel = parts.clock.setTimer(0, () => this.#tell());
  }

  /** Each command and notice of the router, when what it belongs to has been done. */
  told(record: CommandRecord): void {
    switch (record[0]) {
      case 'callQueued':
        this.#queued(record[1], record[2]);
        return;
      case 'callConnected':
        this.#answered(record[1], record[4], record[5]);
        return;
      case 'callExited':
        if (this.#noted.get(record[1])?.queue === record[2]) this.#noted.delete(record[1]);
        return;
      case 'callEnded':
        this.#noted.delete(record[1]);
        return;
      default:
    }
  }

  stop(): void {
    this.#cancel();
  }

  /** Only calls that really wait: whoever is offered at once was told nothing. */
  #queued(call: CallId, queue: QueueId): void {
    if (this.#notes >= notedMax) return;
    this.#notes += 1;
    const outlook = waitOutlook(this.#parts.router, call);
    if (outlook?.queue !== queue || !outlook.isNoted || outlook.expectedMs === undefined) return;
    this.#noted.set(call, { queue, expectedMs: outlook.expectedMs });
  }

  #answered(call: CallId, queue: QueueId, waitMs: Ms): void {
    const noted = this.#noted.get(call);
    if (noted?.queue === queue) this.#parts.figures.answered(queue, noted.expectedMs, waitMs);
    this.#noted.delete(call);
  }

  #tell(): void {
    const { clock, router, figures } = this.#parts;
    this.#cancel = clock.setTimer(tellMs, () => this.#tell());
    this.#notes = 0;
    const queues = this.#parts.queues();
    if (queues !== this.#queues) this.#useQueues(queues);
    for (let told = 0; told < Math.min(toldMax, queues.length); told++) {
      this.#nextQueue = (this.#nextQueue + 1) % queues.length;
      const queue = queues[this.#nextQueue]!;
      figures.tell(queue, queueOutlook(router, queue));
    }
  }

  /** A queue the configuration has no more keeps its errors and expects nothing. */
  #useQueues(queues: readonly QueueId[]): void {
    const { figures } = this.#parts;
    const kept = new Set<string>(queues);
    for (const id of figures.queues()) if (!kept.has(id)) figures.tell(id, undefined);
    this.#queues = queues;
  }
}
