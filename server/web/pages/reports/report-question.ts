/** Which report the address asks for: every report is a link. Pure. */

import { type ReportCut, type ReportKind, reportCuts, reportKinds } from '../../../wire/reports.ts';

/** As the address says it. */
export interface ReportAsked {
  readonly of: ReportKind;
  readonly by: ReportCut;
  /** Empty: today, by the site's clock. */
  readonly from: string;
  readonly until: string;
  /** One queue, agent or campaign; empty: all. */
  readonly subject: string;
}

/** Reads `?of=queue&from=…&until=…&by=hour&queue=support`. */
export function askedIn(query: Readonly<Record<string, string | undefined>>): ReportAsked {
  const of = reportKinds.find((kind) => kind === query.of) ?? 'queue';
  return {
    of,
    by: reportCuts.find((cut) => cut === query.by) ?? 'total',
    from: dateIn(query.from),
    until: dateIn(query.until),
    subject: (of === 'day' ? query.queue : query[of]) ?? '',
  };
}

const dateIn = (text = ''): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '');

/** The address of a report. */
export function reportLink({ of, by, from, until, subject }: ReportAsked): string {
  const query = new URLSearchParams({ of });
  if (by !== 'total') query.set('by', by);
  if (from !== '') query.set('from', from);
  if (until !== '') query.set('until', until);
  if (subject !== '') query.set(of === 'day' ? 'queue' : of, subject);
  return `/reports?${query}`;
}

/** The path of the API for it, without `/api/v1`. */
export function reportPath(asked: ReportAsked, csv = false): string {
  const { of, by, from, until, subject } = asked;
  const query = new URLSearchParams({ by });
  if (from !== '') query.set('from', from);
  if (until !== '') query.set('until', until);
  if (subject !== '') query.set('subjects', subject);
  return `/reports/${of}${csv ? '/csv' : ''}?${query}`;
}

/** A date some days on. */
export const daysOn = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
