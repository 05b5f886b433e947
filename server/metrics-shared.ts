/**
 * Metrics measured on other threads: read from shared memory when scraped, in the shape prom-client
 * prints.
 */

import type promClient from 'prom-client';
import { requestCodes, requestOps } from '../adapters/asterisk-ari/meter.ts';
import {
  type CounterName,
  type Gauges,
  type HistogramName,
  type HistogramReading,
  triggers,
} from './gauges.ts';

/** One sample. */
export interface MetricValue {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

type Labels = Readonly<Record<string, string>>;

/**
 * Adds a metric whose values are made when asked for. prom-client prints whatever `get` returns.
 */
export function addMetric(
  registry: promClient.Registry,
  name: string,
  type: 'counter' | 'gauge' | 'histogram',
  help: string,
  values: () => MetricValue[],
): void {
  const metric = { name, help, type, get: async () => ({ name, help, type, values: values() }) };
  registry.registerMetric(metric as unknown as promClient.Metric);
}

/** The samples of one histogram. */
export function histogramValues(
  { bounds, counts, sum }: HistogramReading,
  name: string,
  labels: Labels,
): MetricValue[] {
  const values: MetricValue[] = [];
  let total = 0;
  counts.forEach((count, index) => {
    total += count;
    const le = bounds[index] ?? '+Inf';
    values.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: total });
  });
  values.push({ metricName: `${name}_sum`, labels, value: sum });
  values.push({ metricName: `${name}_count`, labels, value: total });
  return values;
}

export function registerShared(registry: promClient.Registry, gauges: Gauges): void {
  const histogram = (name: string, from: HistogramName, help: string) =>
    addMetric(registry, name, 'histogram', help, () =>
      histogramValues(gauges.readHistogram(from), name, {}),
    );
  const counter = (name: string, from: CounterName, help: string) =>
    addMetric(registry, name, 'counter', help, () => [
      { value: gauges.readCounter(from), labels: {} },
    ]);

  const decision = 'acd_routing_decision_seconds';
  const help = 'Time of the router for one fact, by what it was about.';
  addMetric(registry, decision, 'histogram', help, () =>
    triggers.flatMap((trigger) =>
      histogramValues(gauges.readHistogram(`decision-${trigger}`), decision, { trigger }),
    ),
  );
  histogram(
    'acd_routing_match_delay_seconds',
    'match-delay',
    'From the fact or deadline that brought call and agent together to the offer at the switch.',
  );
  histogram(
    'acd_routing_loop_lag_seconds',
    'loop-lag',
    'How late timers of the routing thread fire.',
  );
  const request = 'acd_ari_request_seconds';
  const requestHelp =
    'Time of a request to Asterisk, by what it is for and the class of its status.';
  addMetric(registry, request, 'histogram', requestHelp, () =>
    requestOps.flatMap((op) =>
      requestCodes.flatMap((code) => {
        const reading = gauges.readHistogram(`ari-${op}-${code}`);
        const values = histogramValues(reading, request, { op, code });
        // Most never fail: of what has not happened the whole is enough.
        const happened = values.at(-1)!.value > 0;
        return happened || code === '2xx' ? values : values.slice(-3);
      }),
    ),
  );
  histogram(
    'acd_ari_event_lag_seconds',
    'ari-event-lag',
    'From the time stamp of an event in Asterisk to its arrival here.',
  );
  histogram('acd_journal_sync_seconds', 'journal-sync', 'Time to make journal lines durable.');
  counter('acd_journal_bytes_total', 'journal-bytes', 'Bytes of journal written.');
  counter(
    'acd_journal_lost_bytes_total',
    'journal-lost-bytes',
    'Bytes of journal given up because the disk refused them too long.',
  );
  counter('acd_switch_troubles_total', 'trouble', 'Troubles with the switch.');

  const causes = ['unknown-queue', 'unknown-entry', 'bad-arguments', 'over-limit'] as const;
  const refusedHelp = 'Callers sent back to the dialplan without having been in routing.';
  addMetric(registry, 'acd_callers_refused_total', 'counter', refusedHelp, () =>
    causes.map((reason) => ({
      value: gauges.readCounter(`refused-${reason}`),
      labels: { reason },
    })),
  );
}
