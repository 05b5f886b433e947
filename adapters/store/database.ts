/** What the store asks of an engine: statements, transactions, and a word on durability. */

import type { Dialect, Sql } from './sql.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface Statements {
  readonly dialect: Dialect;
  /** The rows a statement gives; none where it gives none. */
  query<R = Row>(statement: Sql): Promise<R[]>;
  /** Runs a statement. Gives how many rows it changed. */
  run(statement: Sql): Promise<number>;
  /** Several statements of ours without values, as migrations are. */
  script(text: string): Promise<void>;
}

export interface Durability {
  /**
   * The commit need not have reached the disk when this returns. It does with the next commit that
   * must: no later durable write is ever kept where this one is lost.
   */
  readonly relaxed?: boolean;
}

/**
 * An engine. A statement outside a transaction is one by itself. Transactions of one `Database`
 * follow each other with SQLite, run side by side with PostgreSQL; both see only what is committed.
 */
export interface Database {
  readonly dialect: Dialect;
  query<R = Row>(statement: Sql, durability?: Durability): Promise<R[]>;
  run(statement: Sql, durability?: Durability): Promise<number>;
  /** Commits when `work` resolves, undoes everything when it rejects. */
  transaction<T>(work: (within: Statements) => Promise<T>, durability?: Durability): Promise<T>;
  close(): Promise<void>;
}

/** Why the store cannot do what it was asked, in words for the caller. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** `conflict`: two have the same key. `on-hold`: a legal hold forbids it. */
export type StoreErrorCode = 'unknown' | 'conflict' | 'refused' | 'on-hold' | 'unusable';

/** The one row a statement must give. */
export function single<R>(rows: readonly R[], what: string): R {
  const [row] = rows;
  if (row === undefined) throw new StoreError('unknown', `there is no ${what}`);
  return row;
}
