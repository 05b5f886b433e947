/** Accounts of people, and the browsers that are signed in to them. Times are epoch ms. */

import { type Database, type Statements, StoreError } from './database.ts';
import { json, parsed, readJson, type Sql, sql } from './sql.ts';

export interface AccountRow {
  readonly id: number;
  /** What is typed to sign in. */
  readonly name: string;
  readonly shownName: string;
  readonly role: 'agent' | 'supervisor' | 'admin' | 'viewer';
  /** Null: all of them. */
  readonly tenant: string | null;
  readonly teams: readonly string[] | null;
  readonly queues: readonly string[] | null;
  /** The configured agent this person is. */
  readonly agent: string | null;
  readonly language: 'en' | 'ja';
  readonly createdAt: number;
  readonly createdBy: string;
  readonly signedInAt: number | null;
  readonly disabledAt: number | null;
}

/** What an account is made of. */
export type AccountDraft = Omit<AccountRow, 'id' | 'createdAt' | 'signedInAt' | 'disabledAt'>;
/** What may be changed of one. */
export type AccountChange = Partial<
  Omit<AccountRow, 'id' | 'name' | 'createdAt' | 'createdBy' | 'signedInAt'>
>;

/** A browser that is signed in. */
export interface Visit {
  /** SHA-256 of what its cookie says, hexadecimal. */
  readonly digest: string;
  readonly address: string;
  readonly beganAt: number;
  readonly usedAt: number;
}

const columns = sql`account.id, account.name, account.shown_name as "shownName", account.role,
  account.tenant, ${readJson(sql`account.teams`)} as teams,
  ${readJson(sql`account.queues`)} as queues, account.agent, account.language,
  account.created_at as "createdAt", account.created_by as "createdBy",
  account.signed_in_at as "signedInAt", account.disabled_at as "disabledAt"`;

const visitColumns = sql`digest, address, began_at as "beganAt", used_at as "usedAt"`;

export class Accounts {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** By name. */
  async all(): Promise<AccountRow[]> {
    return read(await this.#database.query(sql`select ${columns} from account order by name`));
  }

  async find(name: string): Promise<AccountRow | undefined> {
    const rows = await this.#database.query(
      sql`select ${columns} from account where name = ${name}`,
    );
    return read(rows)[0];
  }

  /** Whether there is any, disabled ones too. */
  async isEmpty(): Promise<boolean> {
    return (await this.#database.query(sql`select 1 from account limit 1`)).length === 0;
  }

  /** The hash of the password; undefined: no such account. */
  async passwordOf(name: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{ password: string }>(
      sql`select password from account where name = ${name}`,
    );
    return row?.password;
  }

  /** Rejects with `conflict` when the name, or the agent, has an account already. */
  async add(draft: AccountDraft, password: string): Promise<AccountRow> {
    await insert(this.#database, draft, password, this.#now());
    return (await this.find(draft.name))!;
  }

  /**
   * Makes the first of all accounts, and others of the same password beside it; rejects with
   * `refused` when there is one.
   */
  addFirst(
    first: AccountDraft,
    password: string,
    others: readonly AccountDraft[] = [],
  ): Promise<void> {
    return this.#database.transaction(async (within) => {
      if (within.dialect === 'postgres') await within.run(sql`lock table account`);
      const some = await within.query(sql`select 1 from account limit 1`);
      if (some.length > 0) throw new StoreError('refused', 'there is an account already');
      for (const draft of [first, ...others]) {
        await insert(within, draft, password, this.#now());
      }
    });
  }

  /** Of a disabled account all browsers are signed out. Rejects where there is no such account. */
  change(name: string, change: AccountChange): Promise<void> {
    return this.#database.transaction(async (within) => {
      const rows = await within.query(sql`select ${columns} from account where name = ${name}`);
      const [before] = read(rows);
      if (before === undefined) throw unknown(name);
      const after = { ...before, ...change };
      await within.run(sql`update account set shown_name = ${after.shownName},
        role = ${after.role}, tenant = ${after.tenant}, teams = ${jsonOrNull(after.teams)},
        queues = ${jsonOrNull(after.queues)}, agent = ${after.agent},
        language = ${after.language}, disabled_at = ${after.disabledAt}
        where id = ${before.id}`);
      if (after.disabledAt !== null) {
        await within.run(sql`delete from visit where account = ${before.id}`);
      }
    });
  }

  /** A new password; all browsers are signed out but the one of this digest. */
  setPassword(name: string, password: string, except?: string): Promise<void> {
    return this.#database.transaction(async (within) => {
      const [row] = await within.query<{ id: number }>(
        sql`update account set password = ${password} where name = ${name} returning id`,
      );
      if (row === undefined) throw unknown(name);
      await within.run(
        sql`delete from visit where account = ${row.id} and digest <> ${except ?? ''}`,
      );
    });
  }

  /** The same password hashed anew, unless it has been changed meanwhile. */
  async rehash(name: string, before: string, after: string): Promise<void> {
    await this.#database.run(
      sql`update account set password = ${after} where name = ${name} and password = ${before}`,
    );
  }

  /** Signs a browser in. False: the account has been disabled, or is gone. */
  begin(name: string, digest: string, address: string): Promise<boolean> {
    const at = this.#now();
    return this.#database.transaction(async (within) => {
      const [row] = await within.query<{ id: number }>(sql`update account set signed_in_at = ${at}
        where name = ${name} and disabled_at is null returning id`);
      if (row === undefined) return false;
      await within.run(sql`insert into visit (digest, account, address, began_at, used_at)
        values (${digest}, ${row.id}, ${address}, ${at}, ${at})`);
      return true;
    });
  }

  /** The browser of this digest and its account; undefined: it is not signed in. */
  async visit(
    digest: string,
  ): Promise<{ readonly visit: Visit; readonly account: AccountRow } | undefined> {
    const rows = await this.#database.query<Visit>(sql`select ${columns}, ${visitColumns}
      from visit join account on account.id = visit.account
      where digest = ${digest} and disabled_at is null`);
    const [row] = rows;
    if (row === undefined) return undefined;
    const { address, beganAt, usedAt } = row;
    return { visit: { digest, address, beganAt, usedAt }, account: read(rows)[0]! };
  }

  /** Browsers signed in to an account, newest first. */
  visits(name: string): Promise<Visit[]> {
    return this.#database.query<Visit>(sql`select ${visitColumns}
      from visit join account on account.id = visit.account
      where account.name = ${name} order by began_at desc, digest`);
  }

  /** It need not be on the disk at once: after a crash somebody may have to sign in again. */
  async touch(digest: string): Promise<void> {
    await this.#database.run(
      sql`update visit set used_at = ${this.#now()} where digest = ${digest}`,
      { relaxed: true },
    );
  }

  async end(digest: string): Promise<void> {
    await this.#database.run(sql`delete from visit where digest = ${digest}`);
  }

  async endAll(name: string): Promise<void> {
    await this.#database.run(
      sql`delete from visit where account = (select id from account where name = ${name})`,
    );
  }

  /** Forgets browsers not used since, or signed in before. */
  async sweep(usedBefore: number, begunBefore: number): Promise<void> {
    await this.#database.run(
      sql`delete from visit where used_at < ${usedBefore} or began_at < ${begunBefore}`,
      { relaxed: true },
    );
  }
}

async function insert(
  within: Database | Statements,
  draft: AccountDraft,
  password: string,
  at: number,
): Promise<void> {
  await within.run(sql`insert into account
    (name, shown_name, role, tenant, teams, queues, agent, language, password, created_at,
      created_by)
    values (${draft.name}, ${draft.shownName}, ${draft.role}, ${draft.tenant},
      ${jsonOrNull(draft.teams)}, ${jsonOrNull(draft.queues)}, ${draft.agent}, ${draft.language},
      ${password}, ${at}, ${draft.createdBy})`);
}

const jsonOrNull = (list: readonly string[] | null): Sql =>
  list === null ? sql`null` : json(list);

const unknown = (name: string) => new StoreError('unknown', `there is no account ${name}`);

const read = (rows: readonly object[]): AccountRow[] =>
  (rows as readonly AccountRow[]).map((row) => ({
    ...pick(row),
    teams: parsed(row.teams),
    queues: parsed(row.queues),
  }));

/** Without what a join brought beside the account. */
function pick(row: AccountRow): AccountRow {
  const { id, name, shownName, role, tenant, teams, queues, agent, language } = row;
  const { createdAt, createdBy, signedInAt, disabledAt } = row;
  const times = { createdAt, createdBy, signedInAt, disabledAt };
  return { id, name, shownName, role, tenant, teams, queues, agent, language, ...times };
}
