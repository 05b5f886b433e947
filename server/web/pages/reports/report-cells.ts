/** Cells and heads of reports in the language shown. */

import type { ReportCell, ReportColumn } from '../../../wire/reports.ts';
import { language } from '../../language.ts';
import { percent, whole } from '../../parts/figures.ts';
import { clockText } from '../../parts/seconds.tsx';
import { reportWords } from '../../words/reports.ts';

/** A cell as people read it; an empty one where there was nothing to divide by. */
export function cellText(cell: ReportCell, { kind }: ReportColumn): string {
  if (cell === null) return '';
  switch (kind) {
    case 'ratio':
      return percent(Number(cell), 1);
    case 'ms':
      return clockText(Number(cell));
    case 'count':
      return whole(Number(cell));
    case 'moment':
      return new Date(Number(cell)).toLocaleString(language.value, {
        month: 'numeric',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
      });
    default:
      return String(cell);
  }
}

/** A column's word; its id where there is none. */
export const columnWord = (id: string): string =>
  (reportWords.value as unknown as Readonly<Record<string, string | undefined>>)[`c.${id}`] ?? id;
