/**
 * The queue_log of `app_queue` from the lines of the journal, for reports that read it. What each
 * line means, and where it differs, is in docs/queue-log.md; `test/fixtures/queue-log` has what a
 * real `app_queue` wrote.
 */

import { NONE } from '../adapters/queue-log/line.ts';
import type { Ms } from '../core/routing/ids.ts';
import type { Line } from './journal-lines.ts';
import { QueueLogAgents } from './queue-log-agents.ts';
import { QueueLogCalls } from './queue-log-calls.ts';
import { type QueueLogParts, secondsOf, type TellQueueLog } from './queue-log-parts.ts';

export class QueueLog {
  readonly #parts: QueueLogParts;
  readonly #agents: QueueLogAgents;
  readonly #calls: QueueLogCalls;
  /** What goes on already when this process begins is taken from the view. */
  #begun = false;

  constructor(parts: QueueLogParts) {
    this.#parts = parts;
    this.#agents = new QueueLogAgents(parts, this.#tell);
    this.#calls = new QueueLogCalls(parts, this.#agents, this.#tell);
  }

  /** Takes a line before the view does. Cost: a position costs the length of its queue. */
  apply(line: Line): void {
    if ('note' in line && line.note.type === 'started') {
      this.#started(line.at);
      return;
    }
    if (!this.#begun) this.#begin();
    if ('fact' in line && line.outcome !== 'applied') return;
    if ('fact' in line && line.fact.type === 'policy-replaced') {
      this.#tell(line.at, {}, 'CONFIGRELOAD');
    }
    this.#calls.settle(line.at);
    this.#agents.apply(line);
    this.#calls.apply(line);
  }

  /** The end of the process: what waits for one more word is written without it. */
  end(): void {
    this.#calls.settle(Number.POSITIVE_INFINITY);
  }

  readonly #tell: TellQueueLog = (at, { call, queue, agent }, event, ...fields) => {
    this.#parts.sink.write({
      atSeconds: secondsOf(at),
      call: call || NONE,
      queue: queue || NONE,
      agent: agent || NONE,
      event,
      fields: fields.map(String),
    });
  };

  /**
   * To a report a start ends every call and signs everybody out: it is written only when that is
   * so. After most restarts everything goes on.
   */
  #started(at: Ms): void {
    const { view } = this.#parts;
    const working = [...view.agents.values()].some(({ state }) => state !== 'signed-out');
    if (view.calls.size === 0 && !working) this.#tell(at, {}, 'QUEUESTART');
    this.#begun = false;
  }

  #begin(): void {
    this.#begun = true;
    this.#agents.begin();
    this.#calls.begin();
  }
}
