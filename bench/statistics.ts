/** Figures of a series of times. */

export interface Percentiles {
  readonly count: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly mean: number;
}

/**
 * Nearest rank, so that every figure is a time that was seen. The series is sorted in place; not
 * empty.
 */
export function percentiles(series: Float64Array): Percentiles {
  series.sort();
  const at = (share: number): number =>
    series[Math.min(series.length - 1, Math.ceil(series.length * share) - 1)]!;
  let sum = 0;
  for (const each of series) sum += each;
  return {
    count: series.length,
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
    mean: sum / series.length,
  };
}
