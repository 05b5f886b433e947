/**
 * `/metrics` of an observed switch: the same names and labels as those of the router, so that the
 * same dashboards and alerts serve both.
 */

import promClient from 'prom-client';
import type { Ms } from '../../core/routing/ids.ts';
import { agentStates, type Disposition, type OfferResult } from '../../core/routing/outcomes.ts';
import { queueMetrics, waitBounds, waitHistogram } from '../queue-metrics.ts';
import { version } from '../version.ts';
import type { BookSink, ObservedExit, TalkEnd } from './book.ts';
import type { Observer } from './observer.ts';
import { statesOf } from './picture.ts';

const { Counter, Gauge, Registry } = promClient;

/** Dispositions an observed queue can have; each series begins at 0. */
const outcomes: readonly Disposition[] = [
  'answered',
  'abandoned',
  'timed-out',
  'nobody',
  'full',
  'deflected',
  'transferred',
  'lost-in-outage',
];
const results: readonly OfferResult[] = [
  'answered',
  'missed',
  'caller-gone',
  'withdrawn',
  'failed',
];
const signedInStates = agentStates.filter((state) => state !== 'signed-out');

export class ObservedMetrics implements BookSink {
  readonly registry = new Registry();
  readonly #registers = [this.registry];
  readonly #known = new Set<string>();
  readonly #observer: () => Observer;
  readonly #queues = queueMetrics(this.registry);
  readonly #wait = waitHistogram(this.registry, waitBounds);

  constructor(observer: () => Observer) {
    this.#observer = observer;
    this.#gauges();
  }

  entered(queue: string): void {
    this.#begin(queue);
    this.#queues.offered.inc({ queue });
  }

  exited({ queue, disposition, waitMs }: ObservedExit): void {
    this.#queues.exits.inc({ queue, outcome: disposition });
    if (disposition !== 'answered' && disposition !== 'abandoned') return;
    this.#wait.observe({ queue, outcome: disposition }, waitMs / 1000);
    if (disposition === 'answered' && waitMs <= this.#targetS(queue) * 1000) {
      this.#queues.inTarget.inc({ queue });
    }
  }

  offerEnded(queue: string, _name: string, result: OfferResult, ringMs: Ms): void {
    this.#queues.offers.inc({ queue, result });
    if (result === 'answered') this.#queues.answer.observe({ queue }, ringMs / 1000);
  }

  completed(queue: string, _name: string, _end: TalkEnd, _holdS: number, talkS: number): void {
    this.#queues.handle.observe({ queue, phase: 'talk' }, talkS);
  }

  dumped(): void {}
  paused(): void {}

  #targetS(queue: string): number {
    return this.#observer().book.roster.queues.get(queue)?.serviceLevelS ?? 0;
  }

  /** Every series of a queue at 0, so that the first event is a rise. */
  #begin(queue: string): void {
    if (this.#known.has(queue)) return;
    this.#known.add(queue);
    this.#queues.offered.inc({ queue }, 0);
    this.#queues.inTarget.inc({ queue }, 0);
    for (const outcome of outcomes) this.#queues.exits.inc({ queue, outcome }, 0);
    for (const result of results) this.#queues.offers.inc({ queue, result }, 0);
    for (const outcome of ['answered', 'abandoned']) this.#wait.zero({ queue, outcome });
    this.#queues.answer.zero({ queue });
    this.#queues.handle.zero({ queue, phase: 'talk' });
  }

  #gauges(): void {
    const queues = () => [...this.#observer().book.roster.queues.keys()];
    this.#gauge(
      'acd_queue_calls_waiting',
      'Callers in the queue, ringing ones too.',
      ['queue'],
      (gauge) => {
        for (const queue of queues()) {
          this.#begin(queue);
          gauge.set({ queue }, this.#observer().book.line(queue).length);
        }
      },
    );
    this.#gauge(
      'acd_queue_oldest_call_enqueued_timestamp_seconds',
      'When the caller who waits longest joined the queue; absent while none waits.',
      ['queue'],
      (gauge) => {
        for (const queue of queues()) {
          const joined = this.#observer()
            .book.line(queue)
            .map(({ joinedAt }) => joinedAt);
          if (joined.length > 0) gauge.set({ queue }, Math.min(...joined) / 1000);
        }
      },
    );
    this.#gauge(
      'acd_queue_agents',
      'Agents of the queue, by state.',
      ['queue', 'state'],
      (gauge) => {
        for (const queue of queues()) {
          const states = statesOf(this.#observer().book, queue, Date.now());
          for (const state of signedInStates) gauge.set({ queue, state }, states[state] ?? 0);
        }
      },
    );
    this.#gauge('acd_queue_target_seconds', 'Target time to answer.', ['queue'], (gauge) => {
      for (const queue of queues()) gauge.set({ queue }, this.#targetS(queue));
    });
    this.#gauge('acd_ami_connected', 'Whether everything is known of the switch.', [], (gauge) =>
      gauge.set(this.#observer().isComplete ? 1 : 0),
    );
    this.#gauge('acd_build_info', 'The version of this program.', ['version'], (gauge) =>
      gauge.set({ version }, 1),
    );
    const tell = (name: string, help: string, value: () => number) =>
      new Counter({
        name,
        help,
        registers: this.#registers,
        collect() {
          this.reset();
          this.inc(value());
        },
      });
    tell(
      'acd_observed_events_total',
      'Events of the manager interface.',
      () => this.#observer().events,
    );
    tell('acd_observed_gaps_total', 'Times the connection was lost.', () => this.#observer().gaps);
  }

  #gauge(
    name: string,
    help: string,
    labelNames: string[],
    fill: (gauge: promClient.Gauge<string>) => void,
  ): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: this.#registers,
      collect() {
        this.reset();
        fill(this);
      },
    });
  }
}
