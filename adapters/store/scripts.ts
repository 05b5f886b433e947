/**
 * Talk scripts and their versions. A version that has been published is never changed: calls keep
 * it. Several published at once are tried beside each other.
 */

import type { Script } from '../../core/script/script.ts';
import { type Trial, versionFor } from '../../core/script/trial.ts';
import { type Database, type Row, type Statements, StoreError } from './database.ts';
import { json, parsed, readJson, sql } from './sql.ts';

export interface ScriptRow {
  readonly code: string;
  readonly name: string;
  readonly versions: readonly ScriptVersionRow[];
}

/** Times are epoch ms; null: it has not come to that. */
export interface ScriptVersionRow {
  readonly version: number;
  readonly state: 'draft' | 'published' | 'retired';
  readonly weight: number;
  readonly writtenAt: number;
  readonly writtenBy: string;
  readonly publishedAt: number | null;
  readonly publishedBy: string | null;
  readonly retiredAt: number | null;
  readonly retiredBy: string | null;
}

/** A version with its text and what it was read as. */
export interface ScriptVersion extends ScriptVersionRow {
  readonly source: string;
  readonly script: Script;
}

/** A script as it is to be kept, its version not yet known. */
export interface ScriptDraft {
  readonly code: string;
  readonly name: string;
  readonly source: string;
  readonly script: Omit<Script, 'id' | 'version'>;
}

const columns = sql`version, state, weight, written_at as "writtenAt", written_by as "writtenBy",
  published_at as "publishedAt", published_by as "publishedBy", retired_at as "retiredAt",
  retired_by as "retiredBy"`;

export class Scripts {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /** Keeps it as the draft: a draft that is there is replaced, else it is a new version. */
  put({ code, name, source, script }: ScriptDraft, by: string): Promise<number> {
    return this.#database.transaction(async (within) => {
      const at = this.#now();
      const [row] = await within.query<{ id: number }>(sql`
        insert into script (tenant, code, name, created_at)
        values (${this.#tenant}, ${code}, ${name}, ${at})
        on conflict (tenant, code) do update set name = excluded.name returning id`);
      const [last] = await within.query<{ version: number; state: string }>(sql`
        select version, state from script_version where script = ${row!.id}
        order by version desc limit 1`);
      const version = last?.state === 'draft' ? last.version : (last?.version ?? 0) + 1;
      const compiled = json({ id: code, version, ...script });
      await within.run(sql`
        insert into script_version (script, version, state, source, compiled, written_at, written_by)
        values (${row!.id}, ${version}, 'draft', ${source}, ${compiled}, ${at}, ${by})
        on conflict (script, version) do update set source = excluded.source,
          compiled = excluded.compiled, written_at = excluded.written_at,
          written_by = excluded.written_by`);
      return version;
    });
  }

  /** By code. */
  async all(): Promise<ScriptRow[]> {
    const scripts = await this.#database.query<{ id: number; code: string; name: string }>(
      sql`select id, code, name from script where tenant = ${this.#tenant} order by code`,
    );
    return Promise.all(
      scripts.map(async ({ id, code, name }) => ({
        ...{ code, name },
        versions: await this.#database.query<ScriptVersionRow>(
          sql`select ${columns} from script_version where script = ${id} order by version desc`,
        ),
      })),
    );
  }

  /** Undefined: there is no such version. */
  async version(code: string, version: number): Promise<ScriptVersion | undefined> {
    const [row] = await this.#database.query<Row>(sql`
      select ${columns}, source, ${readJson(sql`compiled`)} as compiled
      from script_version
      where version = ${version}
        and script in (select id from script where tenant = ${this.#tenant} and code = ${code})`);
    if (row === undefined) return undefined;
    const { compiled, ...rest } = row;
    return { ...(rest as unknown as ScriptVersion), script: parsed<Script>(compiled) };
  }

  /**
   * Calls go by this version from now on; `beside`: by those published before, too, each with its
   * weight. Rejects for a version that is retired.
   */
  publish(
    code: string,
    version: number,
    {
      by,
      beside,
      weight = 1,
    }: {
      readonly by: string;
      readonly beside: boolean;
      readonly weight?: number;
    },
  ): Promise<void> {
    return this.#database.transaction(async (within) => {
      const id = await this.#idOf(within, code);
      const at = this.#now();
      const changed = await within.run(sql`
        update script_version set state = 'published', weight = ${weight},
          published_at = coalesce(published_at, ${at}), published_by = coalesce(published_by, ${by})
        where script = ${id} and version = ${version} and state <> 'retired'`);
      if (changed === 0) {
        throw new StoreError('refused', `${code} has no version ${version} that can be published`);
      }
      if (beside) return;
      await within.run(sql`
        update script_version set state = 'retired', retired_at = ${at}, retired_by = ${by}
        where script = ${id} and state = 'published' and version <> ${version}`);
    });
  }

  /** No new call goes by it; those that do keep it. */
  async retire(code: string, version: number, by: string): Promise<void> {
    const changed = await this.#database.run(sql`
      update script_version set state = 'retired', retired_at = ${this.#now()}, retired_by = ${by}
      where version = ${version} and state <> 'retired'
        and script in (select id from script where tenant = ${this.#tenant} and code = ${code})`);
    if (changed === 0) throw new StoreError('refused', `${code} has no version ${version} in use`);
  }

  /**
   * The version a call goes by: the same for the same `person` while nothing else is published.
   * Undefined: none is published.
   */
  async choose(code: string, person: string): Promise<Script | undefined> {
    const trial: Trial = await this.#database.query<Trial[number]>(sql`
      select version, weight from script_version
      where state = 'published'
        and script in (select id from script where tenant = ${this.#tenant} and code = ${code})
      order by version`);
    if (trial.length === 0) return undefined;
    return (await this.version(code, versionFor(trial, code, person)))?.script;
  }

  async #idOf(within: Statements, code: string): Promise<number> {
    const [row] = await within.query<{ id: number }>(
      sql`select id from script where tenant = ${this.#tenant} and code = ${code}`,
    );
    if (row === undefined) throw new StoreError('unknown', `there is no script ${code}`);
    return row.id;
  }
}
