/** What reports answer: a table, with columns that say what they hold. */

import type { Named } from './desk.ts';

/** What a report is of. `day`: all queues in sight together, day by day. */
export const reportKinds = ['queue', 'agent', 'campaign', 'day'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** How finely the span is cut. */
export const reportCuts = ['total', 'interval', 'hour', 'day'] as const;
export type ReportCut = (typeof reportCuts)[number];

/** `name`: an id. `moment`: epoch ms. `ratio`: 0 to 1. */
export type ColumnKind = 'name' | 'moment' | 'date' | 'count' | 'ms' | 'ratio';

export interface ReportColumn {
  readonly id: string;
  readonly kind: ColumnKind;
}

/** Null: nothing to divide by. */
export type ReportCell = string | number | null;

export interface ReportAnswer {
  readonly of: ReportKind;
  readonly by: ReportCut;
  /** Local days of the site, both in the report. */
  readonly from: string;
  readonly until: string;
  /** IANA zone of these days. */
  readonly zone: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** The same columns over all rows; null: of one row, or none. */
  readonly total: readonly ReportCell[] | null;
  /** What there is to choose from; cells of the kind `name` hold these ids. */
  readonly subjects: readonly { readonly id: string; readonly name: Named }[];
}
