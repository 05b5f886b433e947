/**
 * The store of people and campaigns: SQLite in a file, or PostgreSQL, by its address.
 *
 *   const store = await openStore('var/store.db', clock);        // or postgres://user@host/name
 *   const acme = await store.tenant('acme');
 *   await acme.people.byNumber(81312345678);
 *
 * All of it is asynchronous: SQLite answers in this thread, so whoever routes calls keeps the store
 * in another.
 */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AccessKeys } from './access-keys.ts';
import { Accounts } from './accounts.ts';
import { AuditLog } from './audit-log.ts';
import { type Database, StoreError, single } from './database.ts';
import { migrate } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';
import { TenantStore } from './tenant-store.ts';

/** Epoch ms. */
export type WallClock = () => number;

export class Store {
  readonly database: Database;
  readonly accounts: Accounts;
  readonly keys: AccessKeys;
  readonly audit: AuditLog;
  readonly #now: WallClock;

  constructor(database: Database, now: WallClock) {
    this.database = database;
    this.accounts = new Accounts(database, now);
    this.keys = new AccessKeys(database, now);
    this.audit = new AuditLog(database);
    this.#now = now;
  }

  /** What this tenant has; nothing in it reads or writes another's. Made when it is not there. */
  async tenant(code: string, name = code): Promise<TenantStore> {
    const ask = () =>
      this.database.query<{ id: number }>(sql`select id from tenant where code = ${code}`);
    let found = await ask();
    if (found.length === 0) {
      await this.database.run(
        sql`insert into tenant (code, name) values (${code}, ${name}) on conflict do nothing`,
      );
      found = await ask();
    }
    return new TenantStore(this.database, single(found, `tenant ${code}`).id, this.#now);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

/** Opens the store and brings its tables up to date. Rejects with `unusable` where that fails. */
export async function openStore(address: string, now: WallClock): Promise<Store> {
  const database = openDatabase(address);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    if (error instanceof StoreError) throw error;
    const shown = address.replace(/:[^:@/]*@/, '@');
    throw new StoreError('unusable', `${shown} cannot be opened: ${(error as Error).message}`);
  }
  return new Store(database, now);
}

/** `postgres://…`, or the path of a file; the file's folder is made. */
export function openDatabase(address: string): Database {
  if (/^postgres(ql)?:\/\//.test(address)) return openPostgres(address);
  if (address !== ':memory:') mkdirSync(dirname(address), { recursive: true });
  return openSqlite(address);
}
