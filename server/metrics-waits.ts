/** Metrics of expected waits, read from shared memory when scraped. */

import type promClient from 'prom-client';
import { addMetric, histogramValues } from './metrics-shared.ts';
import type { ErrorSide, WaitFigures } from './wait-figures.ts';

/** `queues`: those of the configuration, so that each is there before its first call. */
export function registerWaits(
  registry: promClient.Registry,
  figures: WaitFigures,
  queues: () => readonly string[],
): void {
  const gauge = 'acd_expected_wait_seconds';
  const help = 'The wait a caller who joins now may expect; absent while nobody can say.';
  addMetric(registry, gauge, 'gauge', help, () =>
    queues().flatMap((queue) => {
      const expected = figures.expected(queue);
      return expected ? [{ value: expected.ms / 1_000, labels: { queue } }] : [];
    }),
  );
  errorHistogram(
    'acd_ewt_error_too_long_seconds',
    'too-long',
    'Expected wait minus real wait of answered calls that waited no longer than expected.',
  );
  errorHistogram(
    'acd_ewt_error_too_short_seconds',
    'too-short',
    'Real wait minus expected wait of answered calls that waited longer than expected.',
  );

  function errorHistogram(name: string, side: ErrorSide, helpText: string): void {
    addMetric(registry, name, 'histogram', helpText, () =>
      [...new Set([...queues(), ...figures.queues()])].flatMap((queue) =>
        histogramValues(figures.errors(queue, side), name, { queue }),
      ),
    );
  }
}
