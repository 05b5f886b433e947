/**
 * The figures of queues that a router and an observed switch have alike: same names, labels and
 * bounds, so that the same dashboards and alerts serve both.
 */

import promClient, { type Registry } from 'prom-client';

const { Counter, Histogram } = promClient;

/**
 * Upper bounds in seconds; targets and short-abandon values of a configuration are added to the
 * waits.
 */
export const waitBounds: readonly number[] = [
  1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 1800,
];
const handleBounds = [15, 30, 60, 120, 180, 240, 300, 420, 600, 900, 1800, 3600];
const answerBounds = [1, 2, 3, 5, 8, 10, 15, 20, 30, 60];

/** Registers them, without any series yet. */
export function queueMetrics(registry: Registry) {
  const registers = [registry];
  return {
    offered: new Counter({
      name: 'acd_queue_offered_total',
      help: 'Calls that entered the queue.',
      labelNames: ['queue'],
      registers,
    }),
    exits: new Counter({
      name: 'acd_queue_exits_total',
      help: 'Calls that left the queue, by disposition; counted when they left.',
      labelNames: ['queue', 'outcome'],
      registers,
    }),
    inTarget: new Counter({
      name: 'acd_queue_answered_in_target_total',
      help: 'Calls answered within the target of the queue.',
      labelNames: ['queue'],
      registers,
    }),
    offers: new Counter({
      name: 'acd_offers_total',
      help: 'Offers to agents, by how they ended.',
      labelNames: ['queue', 'result'],
      registers,
    }),
    handle: new Histogram({
      name: 'acd_handle_seconds',
      help: 'Time of agents with one call, by phase; talk without hold.',
      labelNames: ['queue', 'phase'],
      buckets: handleBounds,
      registers,
    }),
    answer: new Histogram({
      name: 'acd_offer_answer_seconds',
      help: 'From the first ring to the answer.',
      labelNames: ['queue'],
      buckets: answerBounds,
      registers,
    }),
  };
}

/** Time in the queue, with bounds of its own. */
export const waitHistogram = (registry: Registry, buckets: readonly number[]) =>
  new Histogram({
    name: 'acd_queue_wait_seconds',
    help: 'Time from joining the queue to the answer or the hang-up (`abandoned`, short ones too).',
    labelNames: ['queue', 'outcome'],
    buckets: [...buckets],
    registers: [registry],
  });
