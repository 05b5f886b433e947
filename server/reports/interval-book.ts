/**
 * Sums per quarter of an hour, from the lines of the journal and nothing else: read again, the same
 * lines come to the same sums. Calls count when they leave a queue, so that ratios add up; time of
 * agents counts where it passed.
 */

import {
  type AgentMeasure,
  agentMeasures,
  type QueueMeasure,
  queueMeasures,
  reportMs,
} from '../../adapters/store/report-measures.ts';
import type { AgentSums, QueueSums, Sums } from '../../adapters/store/reports.ts';
import type { CommandRecord } from '../../core/routing/commands.ts';
import type { AgentId, Ms, QueueId } from '../../core/routing/ids.ts';
import type { AgentState, Disposition, OfferResult } from '../../core/routing/outcomes.ts';
import type { Line } from '../journal-lines.ts';
import { type HandlePhase, Tallies, type TallySink } from '../tallies.ts';
import type { View } from '../view.ts';

export interface IntervalBookParts {
  readonly view: View;
  /** From here on time counts; the time of the line before the first that is applied. */
  readonly from: Ms;
  /** Of a queue's target now. */
  targetMs(queue: QueueId): Ms | undefined;
  /** Whose they are. */
  tenantOfQueue(queue: QueueId): string;
  tenantOfAgent(agent: AgentId): string;
}

/** Sums since they were last taken. */
export interface Taken {
  readonly queues: readonly QueueSums[];
  readonly agents: readonly AgentSums[];
}

const stateMeasures: Readonly<Record<AgentState, AgentMeasure | undefined>> = {
  'signed-out': undefined,
  ready: 'ready_ms',
  offered: 'offered_ms',
  talking: 'talking_ms',
  'wrap-up': 'wrap_up_ms',
  paused: 'paused_ms',
  unreachable: 'unreachable_ms',
  'busy-elsewhere': 'busy_elsewhere_ms',
};

/** Exits that are none of the queue's rules. `elsewhere` is no exit of the call at all. */
const exitMeasures: Readonly<Partial<Record<Disposition, QueueMeasure>>> = {
  answered: 'answered',
  abandoned: 'abandoned',
  'abandoned-short': 'abandoned_short',
  'lost-in-outage': 'failed',
  'system-error': 'failed',
};

export class IntervalBook {
  readonly #parts: IntervalBookParts;
  readonly #tallies: Tallies;
  readonly #queues: SumTable<QueueMeasure>;
  readonly #agents: SumTable<AgentMeasure>;
  /** Agents who are signed in: in this state, counted up to this time. */
  readonly #spans = new Map<AgentId, { state: AgentState; from: Ms }>();
  #at: Ms;
  /** Agents have new ids: their states are read off the view once it has them. */
  #isRenamed = false;

  constructor(parts: IntervalBookParts) {
    this.#parts = parts;
    this.#at = parts.from;
    this.#queues = new SumTable(queueMeasures);
    this.#agents = new SumTable(agentMeasures);
    this.#tallies = new Tallies(parts.view, [this.#sink()]);
    this.#begin();
  }

  /** Takes a line before the view does: what was so before is still to be seen there. */
  apply(line: Line): void {
    if (this.#isRenamed) this.#begin();
    this.#at = line.at;
    this.#tallies.apply(line);
    if ('n' in line) this.#record(line.n);
    if ('note' in line && line.note.type === 'started' && line.note.renamed) {
      for (const [agent, span] of this.#spans) this.#count(agent, span);
      this.#isRenamed = true;
    }
  }

  /** What was summed since the last time, up to the last line. Cost: O(agents). */
  take(): Taken {
    if (this.#isRenamed) this.#begin();
    for (const [agent, span] of this.#spans) this.#count(agent, span);
    return {
      queues: this.#queues.take((queue) => this.#parts.tenantOfQueue(queue as QueueId)),
      agents: this.#agents.take((agent) => this.#parts.tenantOfAgent(agent as AgentId)),
    };
  }

  /** Takes back what could not be written. */
  putBack({ queues, agents }: Taken): void {
    this.#queues.putBack(queues);
    this.#agents.putBack(agents);
  }

  /** Takes over who is in which state, counted from now on. */
  #begin(): void {
    this.#isRenamed = false;
    this.#spans.clear();
    for (const { id, state } of this.#parts.view.agents.values()) {
      this.#spans.set(id, { state, from: this.#at });
    }
  }

  #record(record: CommandRecord): void {
    switch (record[0]) {
      case 'agentChanged':
        this.#agentChanged(record[1], record[2]);
        return;
      case 'callConnected':
        this.#agents.add(record[3], this.#at, 'answered', 1);
        return;
      case 'offerEnded':
        this.#offerEnded(record[3], record[5]);
        return;
      default:
    }
  }

  #agentChanged(agent: AgentId, state: AgentState): void {
    const span = this.#spans.get(agent);
    if (span) this.#count(agent, span);
    this.#spans.set(agent, { state, from: this.#at });
  }

  #offerEnded(agent: AgentId, result: OfferResult): void {
    this.#agents.add(agent, this.#at, 'offers', 1);
    if (result === 'missed' || result === 'declined') this.#agents.add(agent, this.#at, result, 1);
  }

  /** Counts the state's time up to now, in each quarter of an hour it passed through. */
  #count(agent: AgentId, span: { readonly state: AgentState; from: Ms }): void {
    const measure = stateMeasures[span.state];
    for (let from = span.from; measure !== undefined && from < this.#at; ) {
      const until = Math.min(this.#at, (Math.floor(from / reportMs) + 1) * reportMs);
      this.#agents.add(agent, from, measure, until - from);
      from = until;
    }
    span.from = this.#at;
  }

  #sink(): TallySink {
    const add = (queue: QueueId, measure: QueueMeasure, value = 1) =>
      this.#queues.add(queue, this.#at, measure, value);
    return {
      offered: (queue) => add(queue, 'offered'),
      exited: (queue, disposition, waitMs) => this.#exited(queue, disposition, waitMs),
      callbackExited(queue, disposition) {
        add(queue, 'callbacks');
        if (disposition === 'answered') add(queue, 'callbacks_reached');
      },
      offerEnded(queue, result) {
        add(queue, 'offers');
        if (result === 'missed') add(queue, 'missed');
      },
      handled(queue, phase, ms) {
        if (phase === 'talk') add(queue, 'handled');
        add(queue, phaseMeasures[phase], Math.max(0, ms));
      },
      ...{ callbackQueued() {}, customerDialled() {}, stepped() {}, linked() {}, fact() {} },
    };
  }

  #exited(queue: QueueId, disposition: Disposition, waitMs: Ms): void {
    if (disposition === 'elsewhere') return;
    const add = (measure: QueueMeasure, value = 1) =>
      this.#queues.add(queue, this.#at, measure, value);
    add(exitMeasures[disposition] ?? 'flowed_out');
    if (disposition === 'abandoned') add('abandoned_wait_ms', waitMs);
    if (disposition !== 'answered') return;
    add('answered_wait_ms', waitMs);
    if (waitMs <= (this.#parts.targetMs(queue) ?? 0)) add('in_target');
  }
}

const phaseMeasures: Readonly<Record<HandlePhase, QueueMeasure>> = {
  talk: 'talk_ms',
  hold: 'hold_ms',
  'wrap-up': 'wrap_up_ms',
};

/** Sums by subject and quarter of an hour. */
class SumTable<Measure extends string> {
  readonly #measures: readonly Measure[];
  readonly #rows = new Map<string, { of: string; beginsAt: Ms; sums: Record<Measure, number> }>();

  constructor(measures: readonly Measure[]) {
    this.#measures = measures;
  }

  add(of: string, at: Ms, measure: Measure, value: number): void {
    this.#row(of, Math.floor(at / reportMs) * reportMs).sums[measure] += value;
  }

  take(tenantOf: (of: string) => string): Sums<Measure>[] {
    const taken = [...this.#rows.values()].map((row) => ({ ...row, tenant: tenantOf(row.of) }));
    this.#rows.clear();
    return taken;
  }

  putBack(rows: readonly Sums<Measure>[]): void {
    for (const { of, beginsAt, sums } of rows) {
      const row = this.#row(of, beginsAt);
      for (const measure of this.#measures) row.sums[measure] += sums[measure];
    }
  }

  #row(of: string, beginsAt: Ms) {
    const key = `${beginsAt} ${of}`;
    let row = this.#rows.get(key);
    if (!row) {
      const sums = Object.fromEntries(this.#measures.map((measure) => [measure, 0]));
      row = { of, beginsAt, sums: sums as Record<Measure, number> };
      this.#rows.set(key, row);
    }
    return row;
  }
}
