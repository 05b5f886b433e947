/** How far each import of a file has come: written with the rows it speaks of, or not at all. */

import type { Database, Row } from './database.ts';
import { type WritingCounts, writePeople } from './people-writing.ts';
import type { PersonDraft } from './person.ts';
import { json, parsed, readJson, sql } from './sql.ts';

export interface ImportCounts extends WritingCounts {
  /** Rows that were not imported. */
  readonly refused: number;
  /** Rows imported of which something was not understood. */
  readonly partly: number;
}

export interface ImportState {
  readonly id: number;
  readonly rowsDone: number;
  readonly counts: ImportCounts;
  /** How much of the file of errors belongs to these rows. */
  readonly errorsBytes: number;
  readonly finishedAt: number | null;
}

export const noCounts: ImportCounts = {
  added: 0,
  changed: 0,
  merged: 0,
  numbers: 0,
  shared: 0,
  purchases: 0,
  refused: 0,
  partly: 0,
};

export const countsTogether = (a: ImportCounts, b: ImportCounts): ImportCounts => ({
  added: a.added + b.added,
  changed: a.changed + b.changed,
  merged: a.merged + b.merged,
  numbers: a.numbers + b.numbers,
  shared: a.shared + b.shared,
  purchases: a.purchases + b.purchases,
  refused: a.refused + b.refused,
  partly: a.partly + b.partly,
});

/** What one batch of rows has come to. */
export interface ImportBatch {
  readonly drafts: readonly PersonDraft[];
  /** Rows of the file, those refused among them. */
  readonly rows: number;
  readonly refused: number;
  readonly partly: number;
  readonly errorsBytes: number;
  readonly list: number | undefined;
}

export class Imports {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /** Where the import with this fingerprint stands; begins it, or begins it anew. */
  async begin(fingerprint: string, file: string, anew: boolean): Promise<ImportState> {
    const at = this.#now();
    const restart = sql`rows_done = 0, counts = excluded.counts, errors_bytes = 0,
      started_at = excluded.started_at, finished_at = null`;
    await this.#database.run(sql`
      insert into people_import (tenant, fingerprint, file, rows_done, counts, errors_bytes,
        started_at, changed_at)
      values (${this.#tenant}, ${fingerprint}, ${file}, 0, ${json(noCounts)}, 0, ${at}, ${at})
      on conflict (tenant, fingerprint) do ${anew ? sql`update set ${restart}` : sql`nothing`}`);
    const [row] = await this.#database.query<Row & Omit<ImportState, 'counts'>>(sql`
      select id, rows_done as "rowsDone", ${readJson(sql`counts`)} as counts,
        errors_bytes as "errorsBytes", finished_at as "finishedAt"
      from people_import where tenant = ${this.#tenant} and fingerprint = ${fingerprint}`);
    return { ...row!, counts: parsed<ImportCounts>(row!.counts) };
  }

  /**
   * Writes a batch and that it is written, in one transaction. Gives how the import stands then.
   */
  async write(state: ImportState, batch: ImportBatch): Promise<ImportState> {
    return this.#database.transaction(
      async (within) => {
        const at = this.#now();
        const options = { by: `import ${state.id}`, at };
        const { counts } = await writePeople(within, this.#tenant, batch.drafts, {
          ...options,
          ...(batch.list === undefined ? {} : { list: batch.list }),
        });
        const { refused, partly, errorsBytes } = batch;
        const next: ImportState = {
          ...state,
          rowsDone: state.rowsDone + batch.rows,
          counts: countsTogether(state.counts, { ...counts, refused, partly }),
          errorsBytes,
        };
        await within.run(sql`
          update people_import set rows_done = ${next.rowsDone}, counts = ${json(next.counts)},
            errors_bytes = ${errorsBytes}, changed_at = ${at}
          where id = ${state.id}`);
        return next;
      },
      // Power lost: the import goes on from an earlier row, and people are not doubled by that.
      { relaxed: true },
    );
  }

  async finish(state: ImportState): Promise<ImportState> {
    const finishedAt = this.#now();
    await this.#database.run(
      sql`update people_import set finished_at = ${finishedAt} where id = ${state.id}`,
    );
    return { ...state, finishedAt };
  }
}
