/** What an import would do, before it does anything. */

import type { PersonDraft } from '../../adapters/store/person.ts';
import type { Told } from '../../adapters/tables/table.ts';
import { type RowRead, rowReader } from './drafts.ts';
import type { ImportPlan } from './import.ts';

/** Faults and people of the first rows. */
export interface Look {
  readonly tried: number;
  readonly refused: number;
  /** The first who would be imported. */
  readonly people: readonly { readonly line: number; readonly draft: PersonDraft }[];
  readonly faults: readonly RowFaults[];
}

/** Why a row would not be imported, or not all of it. */
export interface RowFaults {
  /** Of the file. */
  readonly line: number;
  readonly reasons: readonly Told[];
}

const shownRows = 5;
const triedRows = 1000;

/** Reads the first thousand rows; the store is not touched. */
export async function look(plan: Pick<ImportPlan, 'table' | 'columns' | 'reading'>): Promise<Look> {
  const readRow = rowReader(plan.columns, plan.reading);
  let tried = 0;
  let refused = 0;
  const people: { line: number; draft: PersonDraft }[] = [];
  const faults: RowFaults[] = [];
  for await (const rows of plan.table.rows()) {
    for (const row of rows.slice(0, triedRows - tried)) {
      tried++;
      const read = readRow(row.cells);
      const reasons = reasonsOf(row.fault, read);
      const isRefused = row.fault !== undefined || read.faults.some(({ isFatal }) => isFatal);
      if (isRefused) refused++;
      if (reasons.length > 0) faults.push({ line: row.line, reasons });
      if (!isRefused && people.length < shownRows)
        people.push({ line: row.line, draft: read.draft });
    }
    if (tried >= triedRows) break;
  }
  return { tried, refused, people, faults };
}

const reasonsOf = (fault: Told | undefined, read: RowRead): readonly Told[] =>
  fault === undefined ? read.faults.map(({ reason }) => reason) : [fault];
