/** SQLite in this process, by `libsql` (docs/decisions/0026-store.md). */

import SqliteFile from 'libsql';
import { LRUCache } from 'lru-cache';
import { type Database, type Durability, type Statements, StoreError } from './database.ts';
import type { Sql, Value } from './sql.ts';

interface Prepared {
  readonly reader: boolean;
  run(values: readonly Value[]): { readonly changes: number };
  all(values: readonly Value[]): unknown[];
}

/** How long a statement waits for another connection that is writing. */
const patienceMs = 10_000;

/**
 * Opens or makes the file; `:memory:` for none. Other processes may have it open too: each write
 * takes the whole file for its time.
 */
export function openSqlite(path: string): Database {
  const file = open(path);
  try {
    setUp(file);
  } catch (error) {
    file.close();
    throw cannotOpen(path, error);
  }
  return new Sqlite(file);
}

function setUp(file: SqliteFile.Database): void {
  // Changing to WAL asks for the file alone: others that open it at the same time are let through.
  file.exec(`pragma busy_timeout = ${patienceMs}`);
  file.exec('pragma journal_mode = wal');
  file.exec('pragma busy_timeout = 0');
  file.exec('pragma synchronous = full');
  file.exec('pragma foreign_keys = on');
  file.exec('pragma cache_size = -65536');
  file.exec('pragma mmap_size = 4294967296');
  file.exec('pragma temp_store = memory');
  // 64 MB between checkpoints: an import writes each page of an index many times over.
  file.exec('pragma wal_autocheckpoint = 16384');
}

function open(path: string): SqliteFile.Database {
  try {
    return new SqliteFile(path);
  } catch (error) {
    throw cannotOpen(path, error);
  }
}

const cannotOpen = (path: string, error: unknown): StoreError =>
  new StoreError('unusable', `${path} cannot be opened: ${(error as Error).message}`);

class Sqlite implements Database {
  readonly dialect = 'sqlite';
  readonly #file: SqliteFile.Database;
  readonly #prepared = new LRUCache<string, Prepared>({ max: 300 });
  /** Resolves when everything asked so far is through. */
  #last: Promise<void> = Promise.resolve();
  #relaxed = false;

  constructor(file: SqliteFile.Database) {
    this.#file = file;
  }

  query<R>(statement: Sql, durability?: Durability): Promise<R[]> {
    return this.#inTurn(() => {
      this.#set(durability);
      return untilFree(() => this.#query<R>(statement));
    });
  }

  run(statement: Sql, durability?: Durability): Promise<number> {
    return this.#inTurn(() => {
      this.#set(durability);
      return untilFree(() => this.#run(statement));
    });
  }

  transaction<T>(work: (within: Statements) => Promise<T>, durability?: Durability): Promise<T> {
    return this.#inTurn(async () => {
      this.#set(durability);
      await untilFree(() => this.#file.exec('begin immediate'));
      try {
        const result = await work({
          dialect: this.dialect,
          query: async <R>(statement: Sql) => this.#query<R>(statement),
          run: async (statement) => this.#run(statement),
          script: async (text) => {
            this.#file.exec(text);
          },
        });
        this.#file.exec('commit');
        return result;
      } catch (error) {
        if (this.#file.inTransaction) this.#file.exec('rollback');
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => {
      this.#file.close();
    });
  }

  /** One after the other: a statement must not fall into another's transaction. */
  async #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const before = this.#last;
    let end = (): void => {};
    this.#last = new Promise((resolve) => {
      end = resolve;
    });
    await before;
    try {
      return await work();
    } finally {
      end();
    }
  }

  #set({ relaxed = false }: Durability = {}): void {
    if (relaxed === this.#relaxed) return;
    this.#file.exec(`pragma synchronous = ${relaxed ? 'normal' : 'full'}`);
    this.#relaxed = relaxed;
  }

  #query<R>(statement: Sql): R[] {
    const { text, values } = statement.render('sqlite');
    return told(() => this.#prepare(text).all(values) as R[]);
  }

  #run(statement: Sql): number {
    const { text, values } = statement.render('sqlite');
    return told(() => {
      const prepared = this.#prepare(text);
      return prepared.reader ? prepared.all(values).length : prepared.run(values).changes;
    });
  }

  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    const made = this.#file.prepare(text) as unknown as Prepared;
    this.#prepared.set(text, made);
    return made;
  }
}

/**
 * Tries again while another connection writes. SQLite itself would wait with this thread held, and
 * for ever where the other connection is of the same thread.
 */
async function untilFree<T>(ask: () => T): Promise<T> {
  const endsAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return ask();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'SQLITE_BUSY' || performance.now() > endsAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** A broken constraint in the store's own words. */
function told<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (code.startsWith('SQLITE_CONSTRAINT')) throw new StoreError('conflict', message);
    throw error;
  }
}
