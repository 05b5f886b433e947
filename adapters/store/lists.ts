/** Lists of people: what an import brings, what a campaign takes its leads from. */

import { type Database, single } from './database.ts';
import { sql } from './sql.ts';

export interface List {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly source: string;
  readonly people: number;
}

export class Lists {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /** The number of the list of this code, which is made when it is not there. */
  async named(code: string, source = ''): Promise<number> {
    await this.#database.run(sql`
      insert into list (tenant, code, name, source, created_at)
      values (${this.#tenant}, ${code}, ${code}, ${source}, ${this.#now()}) on conflict do nothing`);
    return this.idOf(code);
  }

  /** Rejects when there is no such list. */
  async idOf(code: string): Promise<number> {
    const rows = await this.#database.query<{ id: number }>(
      sql`select id from list where tenant = ${this.#tenant} and code = ${code}`,
    );
    return single(rows, `list ${code}`).id;
  }

  all(): Promise<List[]> {
    return this.#database.query<List>(sql`
      select id, code, name, source,
        (select count(*) from list_entry where list_entry.list = list.id) as people
      from list where tenant = ${this.#tenant} order by code`);
  }
}
