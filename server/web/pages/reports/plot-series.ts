/** What of a report is drawn: counts over time, all subjects together. Pure. */

import type { ReportAnswer } from '../../../wire/reports.ts';

const drawn = ['offered', 'answered', 'abandoned', 'attempts', 'connects', 'humans', 'goal'];

export interface PlotSeries {
  /** Epoch seconds, rising. */
  readonly times: readonly number[];
  readonly lines: readonly { readonly id: string; readonly values: readonly number[] }[];
}

export function plotOf({ columns, rows }: Pick<ReportAnswer, 'columns' | 'rows'>): PlotSeries {
  const timeAt = columns.findIndex(({ kind }) => kind === 'moment' || kind === 'date');
  const shown = columns.flatMap(({ id }, at) => (drawn.includes(id) ? [{ id, at }] : []));
  const sums = new Map<number, number[]>();
  for (const row of rows) {
    const cell = row[timeAt];
    const time = typeof cell === 'string' ? Date.parse(cell) : Number(cell);
    const sum = sums.get(time) ?? shown.map(() => 0);
    shown.forEach(({ at }, index) => {
      sum[index]! += Number(row[at] ?? 0);
    });
    sums.set(time, sum);
  }
  const times = [...sums.keys()].sort((a, b) => a - b);
  return {
    times: times.map((time) => time / 1000),
    lines: shown.map(({ id }, index) => ({ id, values: times.map((at) => sums.get(at)![index]!) })),
  };
}
