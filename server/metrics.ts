/**
 * `/metrics`: every figure under its name. Label values are the words of the router, spelled as in
 * journal and stream. Counted from the same lines as the screens; what the routing thread measures
 * itself is read from shared memory when scraped.
 */

import promClient from 'prom-client';
import type { LinkId, Ms, QueueId, TargetId } from '../core/routing/ids.ts';
import type { Disposition, LinkResult, OfferResult, Outcome } from '../core/routing/outcomes.ts';
import { dispositions, linkResults, offerResults } from '../core/routing/outcomes.ts';
import type { QueuePolicy } from '../core/routing/policy.ts';
import type { Directory } from './directory.ts';
import type { Gauges } from './gauges.ts';
import { type GaugeParts, registerGauges } from './metrics-gauges.ts';
import { registerShared } from './metrics-shared.ts';
import { registerWaits } from './metrics-waits.ts';
import { queueMetrics, waitBounds, waitHistogram } from './queue-metrics.ts';
import type { HandlePhase, TallySink } from './tallies.ts';
import type { View } from './view.ts';

const { Counter, Registry, collectDefaultMetrics } = promClient;

/** How callbacks end. */
const callbackOutcomes: readonly Disposition[] = [
  'answered',
  'unreached',
  'abandoned',
  'timed-out',
  'elsewhere',
];

/** How the calling of a far end ends; `ended`: the outage took its leg. */
const linkOutcomes: readonly ('accepted' | LinkResult)[] = ['accepted', ...linkResults];

/** What the router makes of facts; `broken`: it found a bug of its own. */
const factOutcomes: readonly (Outcome | 'broken')[] = [
  'applied',
  'late',
  'duplicate',
  'unknown-call',
  'unknown-agent',
  'unknown-offer',
  'unknown-queue',
  'unknown-target',
  'unknown-link',
  'over-limit',
  'loop',
  'broken',
];

/** The bounds of `acd_queue_wait_seconds` under this configuration, rising. */
export function waitBoundsOf(directory: Directory): number[] {
  const bounds = new Set(waitBounds);
  for (const { target } of directory.site.queues) {
    if (target.withinMs > 0) bounds.add(target.withinMs / 1000);
    if (target.shortAbandonMs > 0) bounds.add(target.shortAbandonMs / 1000);
  }
  return [...bounds].sort((a, b) => a - b);
}

export interface MetricsParts extends GaugeParts {
  readonly view: View;
  readonly gauges: Gauges;
  readonly version: string;
  directory(): Directory;
}

export class Metrics implements TallySink {
  readonly registry = new Registry();
  readonly #parts: MetricsParts;
  readonly #registers = [this.registry];
  readonly #queues = queueMetrics(this.registry);
  readonly #steps = this.#counter(
    'acd_step_transitions_total',
    'Times a waiting call entered a later step of the queue; the first step is 0.',
    ['queue', 'step'],
  );
  readonly #overflows = this.#counter(
    'acd_overflow_total',
    'Calls that left the queue unanswered, by the target they went to and by what sent them there.',
    ['queue', 'to', 'reason'],
  );
  readonly #callbacks = this.#counter(
    'acd_callbacks_queued_total',
    'Customers who are to be called back, counted in each queue their callback joins.',
    ['queue'],
  );
  readonly #dials = this.#counter(
    'acd_callback_dials_total',
    'Calls to customers who had asked to be called back.',
    ['queue'],
  );
  readonly #callbackExits = this.#counter(
    'acd_callback_exits_total',
    'Callbacks that left the queue, by disposition; not among `acd_queue_exits_total`.',
    ['queue', 'outcome'],
  );
  readonly #linked = this.#counter(
    'acd_link_calls_total',
    'Calls for which the far end of the link was called, accepted or by why it came to nothing.',
    ['link', 'outcome'],
  );
  readonly #facts = this.#counter(
    'acd_facts_total',
    'Facts given to the router, by what it made of them.',
    ['outcome'],
  );
  readonly #streamDrops = this.#counter(
    'acd_ws_dropped_total',
    'Stream clients that were cut off, by cause.',
    ['reason'],
  );
  #wait = waitHistogram(this.registry, []);
  #waitBounds = '';

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    registerGauges(this.registry, parts);
    registerShared(this.registry, parts.gauges);
    registerWaits(this.registry, parts.gauges.waits, () =>
      parts.view.policy.queues.map(({ id }) => id),
    );
    collectDefaultMetrics({ register: this.registry });
    // Gauges whose names end like those of counters; `promtool check metrics` refuses them.
    for (const name of ['handles', 'requests', 'resources']) {
      this.registry.removeSingleMetric(`nodejs_active_${name}_total`);
    }
    for (const cause of ['slow', 'gone', 'too-many']) this.#streamDrops.inc({ reason: cause }, 0);
    for (const outcome of factOutcomes) this.#facts.inc({ outcome }, 0);
    this.configChanged();
  }

  /** Makes every series the configuration can have, at 0, so that the first event is a rise. */
  configChanged(): void {
    const directory = this.#parts.directory();
    const bounds = waitBoundsOf(directory);
    if (bounds.join() !== this.#waitBounds) {
      this.#waitBounds = bounds.join();
      this.registry.removeSingleMetric('acd_queue_wait_seconds');
      this.#wait = waitHistogram(this.registry, bounds);
    }
    for (const queue of this.#parts.view.policy.queues) this.#beginQueue(queue);
    for (const { id: link } of this.#parts.view.policy.links ?? []) {
      for (const outcome of linkOutcomes) this.#linked.inc({ link, outcome }, 0);
    }
  }

  streamDropped(cause: string): void {
    this.#streamDrops.inc({ reason: cause });
  }

  offered(queue: QueueId): void {
    this.#queues.offered.inc({ queue });
  }

  exited(queue: QueueId, disposition: Disposition, waitMs: Ms, to: string | undefined): void {
    this.#queues.exits.inc({ queue, outcome: disposition });
    if (disposition === 'answered') {
      this.#wait.observe({ queue, outcome: 'answered' }, waitMs / 1000);
      const target = this.#parts.directory().queue(queue)?.target;
      if (target && waitMs <= target.withinMs) this.#queues.inTarget.inc({ queue });
    } else if (disposition === 'abandoned' || disposition === 'abandoned-short') {
      this.#wait.observe({ queue, outcome: 'abandoned' }, waitMs / 1000);
    }
    if (to !== undefined) this.#overflows.inc({ queue, to, reason: disposition });
  }

  callbackQueued(queue: QueueId): void {
    this.#callbacks.inc({ queue });
  }

  customerDialled(queue: QueueId): void {
    this.#dials.inc({ queue });
  }

  callbackExited(queue: QueueId, disposition: Disposition): void {
    this.#callbackExits.inc({ queue, outcome: disposition });
  }

  stepped(queue: QueueId, step: number): void {
    this.#steps.inc({ queue, step });
  }

  offerEnded(queue: QueueId, result: OfferResult, ringMs: Ms): void {
    this.#queues.offers.inc({ queue, result });
    if (result === 'answered') this.#queues.answer.observe({ queue }, ringMs / 1000);
  }

  handled(queue: QueueId, phase: HandlePhase, ms: Ms): void {
    this.#queues.handle.observe({ queue, phase }, Math.max(0, ms) / 1000);
  }

  linked(link: LinkId, outcome: 'accepted' | LinkResult): void {
    this.#linked.inc({ link, outcome });
  }

  fact(_type: string, outcome: string): void {
    this.#facts.inc({ outcome });
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]) {
    return new Counter({ name, help, labelNames, registers: this.#registers });
  }

  /** Every target the queue may send calls to, with the disposition that goes with it. */
  #waysOut({ id, exits, escapes, steps }: QueuePolicy): [Disposition, TargetId][] {
    const { full, tooLong, nobody, closed, overflow = [] } = exits;
    const goodbye = this.#parts.directory().queue(id)?.callback?.goodbye;
    const ways: [Disposition, TargetId | undefined][] = [
      ['full', full?.go],
      ['timed-out', tooLong?.go],
      ['nobody', nobody?.go],
      ['closed', closed?.go],
      ['overflowed', steps.at(-1)?.go],
      ['callback', goodbye],
      ...escapes.map(({ go }): [Disposition, TargetId] => ['deflected', go]),
      ...overflow.map(({ disposition, go }): [Disposition, TargetId] => [disposition, go]),
    ];
    const { targets } = this.#parts.view.policy;
    return ways.flatMap(([reason, go]): [Disposition, TargetId][] => {
      if (go === undefined) return [];
      // Where calls go no link takes.
      const { links, otherwise } = targets.find(({ id: each }) => each === go) ?? {};
      const instead = links === undefined ? undefined : otherwise;
      return instead === undefined
        ? [[reason, go]]
        : [
            [reason, go],
            [reason, instead],
          ];
    });
  }

  #beginQueue(policy: QueuePolicy): void {
    const queue = policy.id;
    this.#queues.offered.inc({ queue }, 0);
    this.#queues.inTarget.inc({ queue }, 0);
    for (const outcome of dispositions) this.#queues.exits.inc({ queue, outcome }, 0);
    for (const result of offerResults) this.#queues.offers.inc({ queue, result }, 0);
    for (let step = 1; step < policy.steps.length; step++) this.#steps.inc({ queue, step }, 0);
    for (const [reason, to] of this.#waysOut(policy)) {
      this.#overflows.inc({ queue, to, reason }, 0);
    }
    this.#callbacks.inc({ queue }, 0);
    this.#dials.inc({ queue }, 0);
    for (const outcome of callbackOutcomes) this.#callbackExits.inc({ queue, outcome }, 0);
    this.#wait.zero({ queue, outcome: 'answered' });
    this.#wait.zero({ queue, outcome: 'abandoned' });
    this.#queues.handle.zero({ queue, phase: 'talk' });
    this.#queues.handle.zero({ queue, phase: 'hold' });
    this.#queues.handle.zero({ queue, phase: 'wrap-up' });
    this.#queues.answer.zero({ queue });
  }
}
