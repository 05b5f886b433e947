/** API keys and tokens of walls that were made in the running system. Times are epoch ms. */

import { type Database, StoreError } from './database.ts';
import { json, parsed, readJson, sql } from './sql.ts';

export interface AccessKeyRow {
  readonly name: string;
  readonly kind: 'key' | 'wall';
  readonly role: 'read' | 'operate' | 'admin' | 'wall';
  /** Null: all of them. */
  readonly tenant: string | null;
  readonly teams: readonly string[] | null;
  readonly queues: readonly string[] | null;
  readonly createdAt: number;
  readonly createdBy: string;
  /** To the minute. */
  readonly usedAt: number | null;
  readonly revokedAt: number | null;
}

export type AccessKeyDraft = Omit<AccessKeyRow, 'createdAt' | 'usedAt' | 'revokedAt'>;

const columns = sql`name, kind, role, tenant, ${readJson(sql`teams`)} as teams,
  ${readJson(sql`queues`)} as queues, created_at as "createdAt", created_by as "createdBy",
  used_at as "usedAt", revoked_at as "revokedAt"`;

export class AccessKeys {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** By name, revoked ones too. */
  async all(): Promise<AccessKeyRow[]> {
    return read(await this.#database.query(sql`select ${columns} from access_key order by name`));
  }

  /** The key of this SHA-256, hexadecimal; undefined: none, or it is revoked. */
  async byDigest(digest: string): Promise<AccessKeyRow | undefined> {
    const rows = await this.#database.query(sql`select ${columns} from access_key
      where digest = ${digest} and revoked_at is null`);
    return read(rows)[0];
  }

  /** Rejects with `conflict` when there is, or was, a key of that name. */
  async add(draft: AccessKeyDraft, digest: string): Promise<AccessKeyRow> {
    const { name, kind, role, tenant, teams, queues, createdBy } = draft;
    await this.#database.run(sql`insert into access_key
      (name, kind, digest, role, tenant, teams, queues, created_at, created_by)
      values (${name}, ${kind}, ${digest}, ${role}, ${tenant},
        ${teams === null ? sql`null` : json(teams)},
        ${queues === null ? sql`null` : json(queues)}, ${this.#now()}, ${createdBy})`);
    const rows = await this.#database.query(
      sql`select ${columns} from access_key where name = ${name}`,
    );
    return read(rows)[0]!;
  }

  /** For good. Rejects where there is no such key, or it was revoked before. */
  async revoke(name: string): Promise<void> {
    const changed = await this.#database.run(sql`update access_key set revoked_at = ${this.#now()}
      where name = ${name} and revoked_at is null`);
    if (changed === 0) throw new StoreError('unknown', `there is no key ${name} in force`);
  }

  async touch(digest: string): Promise<void> {
    await this.#database.run(
      sql`update access_key set used_at = ${this.#now()} where digest = ${digest}`,
      { relaxed: true },
    );
  }
}

const read = (rows: readonly object[]): AccessKeyRow[] =>
  (rows as readonly AccessKeyRow[]).map((row) => ({
    ...row,
    teams: parsed(row.teams),
    queues: parsed(row.queues),
  }));
