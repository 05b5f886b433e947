/**
 * A table of people into the store: streamed, a thousand rows at a time, each batch written
 * together with how far it is. Whatever ends it, the next run goes on behind the last batch, and
 * a row that comes twice changes nothing the second time.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { ImportState } from '../../adapters/store/imports.ts';
import type { PersonDraft } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { Table, TableRow } from '../../adapters/tables/table.ts';
import { type RowRead, type RowReading, rowReader } from './drafts.ts';
import { ErrorFile } from './error-file.ts';
import type { Column } from './fields.ts';

export interface ImportPlan {
  readonly path: string;
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly reading: RowReading;
  /** List the people are put on. */
  readonly list: string | undefined;
  readonly errorsPath: string;
  /** Begin at the first row, whatever was imported before. */
  readonly anew: boolean;
}

export interface ImportWatch {
  /** Called after each batch. */
  readonly step: (state: ImportState, progress: number) => void;
  /** Asked after each batch: true ends the import there. */
  readonly isStopped: () => boolean;
}

export interface ImportResult {
  readonly state: ImportState;
  /** Rows done in earlier runs. */
  readonly before: number;
}

/** Imports what is left of a table. Resolves when it is through or stopped. */
export async function importPeople(
  store: TenantStore,
  plan: ImportPlan,
  watch: ImportWatch,
): Promise<ImportResult> {
  const { imports, lists } = store;
  const fingerprint = await fingerprintOf(plan);
  let state = await imports.begin(fingerprint, basename(plan.path), plan.anew);
  const before = state.rowsDone;
  if (state.finishedAt !== null) return { state, before };
  const list = plan.list === undefined ? undefined : await lists.named(plan.list, plan.path);
  const errors = new ErrorFile(plan.errorsPath, state.errorsBytes, plan.table.header);
  const readRow = rowReader(plan.columns, plan.reading);
  let seen = 0;
  try {
    for await (const rows of plan.table.rows()) {
      const left = rows.slice(Math.max(0, state.rowsDone - seen));
      seen += rows.length;
      if (left.length === 0) continue;
      for (const piece of pieces(left)) {
        const { drafts, refused, partly } = readRows(piece, readRow, errors);
        const errorsBytes = errors.flush();
        const batch = { drafts, rows: piece.length, refused, partly, errorsBytes, list };
        state = await imports.write(state, batch);
        watch.step(state, plan.table.progress());
      }
      if (watch.isStopped()) return { state, before };
    }
  } finally {
    errors.close();
  }
  return { state: await imports.finish(state), before };
}

const pieceRows = 1000;

function* pieces(rows: readonly TableRow[]): Generator<readonly TableRow[]> {
  for (let i = 0; i < rows.length; i += pieceRows) yield rows.slice(i, i + pieceRows);
}

function readRows(
  rows: readonly TableRow[],
  readRow: (cells: readonly string[]) => RowRead,
  errors: ErrorFile,
): { drafts: PersonDraft[]; refused: number; partly: number } {
  const drafts: PersonDraft[] = [];
  let refused = 0;
  let partly = 0;
  for (const row of rows) {
    if (row.fault !== undefined) {
      errors.add(row, [row.fault.en]);
      refused++;
      continue;
    }
    const { draft, faults } = readRow(row.cells);
    const isRefused = faults.some(({ isFatal }) => isFatal);
    if (isRefused) refused++;
    else drafts.push(draft);
    if (faults.length === 0) continue;
    if (!isRefused) partly++;
    errors.add(
      row,
      faults.map(({ reason }) => reason.en),
    );
  }
  return { drafts, refused, partly };
}

/** The same bytes read in the same way are the same import. */
async function fingerprintOf({ path, columns, reading, list }: ImportPlan): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
  }
  hash.update(JSON.stringify({ columns, reading, list }));
  return hash.digest('hex');
}
