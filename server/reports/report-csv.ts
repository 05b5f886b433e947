/** A report as CSV (RFC 4180): columns by their ids, times as ISO 8601, ratios 0 to 1. Pure. */

import { asText, byteOrderMark, csvLine } from '../csv.ts';
import type { ReportAnswer, ReportCell, ReportColumn } from '../wire/reports.ts';

export function reportCsv({ columns, rows, subjects }: ReportAnswer): string {
  const names = new Map(subjects.map(({ id, name }) => [id, name]));
  // An id is followed by its names.
  const heads = columns.flatMap(({ id, kind }) =>
    kind === 'name' ? [id, `${id}_en`, `${id}_ja`] : [id],
  );
  const cells = (cell: ReportCell, column: ReportColumn): string[] => {
    const text = cellText(cell, column);
    if (column.kind !== 'name') return [text];
    const { en = '', ja = '' } = names.get(String(cell)) ?? {};
    return [text, cellText(en, column), cellText(ja, column)];
  };
  const lines = [heads, ...rows.map((row) => row.flatMap((cell, at) => cells(cell, columns[at]!)))];
  return byteOrderMark + lines.map(csvLine).join('');
}

function cellText(cell: ReportCell, { kind }: ReportColumn): string {
  if (cell === null) return '';
  if (kind === 'moment') return new Date(Number(cell)).toISOString();
  if (typeof cell === 'string') return asText(cell);
  return kind === 'ratio' ? String(Math.round(cell * 10_000) / 10_000) : String(cell);
}
