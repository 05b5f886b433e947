/** What was done, by whom, from where: a log that is only added to. */

import type { Database } from './database.ts';
import { joined, json, parsed, readJson, type Sql, sql } from './sql.ts';

export interface AuditRow {
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
  /** `command`: of this machine; `nobody`: who was not let in. */
  readonly kind: 'account' | 'key' | 'wall' | 'command' | 'nobody';
  readonly holder: string;
  /** Whose matter it is; null: of the installation. */
  readonly tenant: string | null;
  /** `signed-in`, `sign-in-failed`, `listened`, `exported`, `POST /calls/:call/move`, … */
  readonly act: string;
  /** What it was done to. Never a secret. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Network address; empty of a command. */
  readonly address: string;
}

export type AuditDraft = Omit<AuditRow, 'id'>;

/** What to look for; everything absent is not asked. */
export interface AuditQuestion {
  /** Older than this id: the last of the page before. */
  readonly before?: number;
  readonly limit: number;
  readonly holder?: string;
  readonly act?: string;
  readonly tenant?: string;
  /** Done by such a holder. */
  readonly kind?: AuditRow['kind'];
  readonly from?: number;
  readonly until?: number;
}

export class AuditLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All of them, or none. */
  async add(drafts: readonly AuditDraft[]): Promise<void> {
    await this.#database.transaction(async (within) => {
      for (const { at, kind, holder, tenant, act, about, address } of drafts) {
        await within.run(sql`insert into audit (at, kind, holder, tenant, act, about, address)
          values (${at}, ${kind}, ${holder}, ${tenant}, ${act}, ${json(about)}, ${address})`);
      }
    });
  }

  /** Newest first. */
  async find(question: AuditQuestion): Promise<AuditRow[]> {
    const rows = await this.#database.query<AuditRow>(sql`
      select id, at, kind, holder, tenant, act, ${readJson(sql`about`)} as about, address
      from audit where ${joined(conditions(question), sql` and `)}
      order by id desc limit ${question.limit}`);
    return rows.map((row) => ({ ...row, about: parsed(row.about) }));
  }
}

function conditions(question: AuditQuestion): Sql[] {
  const { before, kind, holder, act, tenant, from, until } = question;
  const asked: Sql[] = [sql`true`];
  if (before !== undefined) asked.push(sql`id < ${before}`);
  if (kind !== undefined) asked.push(sql`kind = ${kind}`);
  if (holder !== undefined) asked.push(sql`holder = ${holder}`);
  if (act !== undefined) asked.push(sql`act = ${act}`);
  if (tenant !== undefined) asked.push(sql`tenant = ${tenant}`);
  if (from !== undefined) asked.push(sql`at >= ${from}`);
  if (until !== undefined) asked.push(sql`at < ${until}`);
  return asked;
}
