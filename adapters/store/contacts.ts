/**
 * Contacts: one conversation of one agent each, with what the agent writes of it. Whoever reads the
 * journal makes them; what is told twice is there once.
 */

import type { Told } from '../../core/script/report.ts';
import type { Walk } from '../../core/script/walk.ts';
import { type Database, type Row, StoreError } from './database.ts';
import { among, commaJoined, joined, json, parsed, readJson, type Sql, sql } from './sql.ts';

/** What names a conversation: the journal's site, its call and its offer. */
export interface ContactKey {
  readonly site: string;
  readonly call: number;
  readonly offer: number;
}

/** A conversation that has begun. Times are epoch ms. */
export interface ContactDraft extends ContactKey {
  readonly person?: number;
  /** E.164; absent: withheld, or no number at all. */
  readonly number?: number;
  /** As the network told it. */
  readonly written: string;
  readonly direction: 'in' | 'out';
  readonly dialled: string;
  readonly queue: string;
  readonly agent: string;
  readonly attempt?: number;
  readonly connectedAt: number;
  /** At its first step. */
  readonly walk?: Walk;
}

/** What an agent writes of it; what is absent stays as it is. */
export interface ContactChange {
  readonly person?: number | null;
  readonly code?: string | null;
  readonly reason?: string | null;
  readonly note?: string;
  readonly impression?: string;
  readonly callbackWords?: string;
  readonly callbackAt?: number | null;
}

export interface Contact extends ContactKey {
  readonly id: number;
  readonly person: number | null;
  readonly number: number | null;
  readonly written: string;
  readonly direction: 'in' | 'out';
  readonly dialled: string;
  readonly queue: string;
  readonly agent: string;
  readonly attempt: number | null;
  readonly connectedAt: number;
  readonly endedAt: number | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly note: string;
  readonly impression: string;
  readonly callbackWords: string;
  readonly callbackAt: number | null;
  readonly callback: number | null;
  readonly goal: 0 | 1;
  /** Null: a draft. */
  readonly savedAt: number | null;
  readonly script: string | null;
  readonly scriptVersion: number | null;
  readonly walk: Walk | null;
}

/** Which contacts; what is absent is asked for nothing. */
export interface ContactFilter {
  readonly agent?: string;
  readonly queue?: string;
  readonly code?: string;
  /** That reason or one below it. */
  readonly reason?: string;
  readonly script?: string;
  readonly version?: number;
  readonly from?: number;
  readonly until?: number;
  /** Over and never saved. */
  readonly unsaved?: boolean;
  /** Of a campaign, or of one of these queues. */
  readonly campaignOr?: readonly string[];
}

const columns = sql`id, site, call, offer, person, number, written, direction, dialled, queue, agent,
  attempt, connected_at as "connectedAt", ended_at as "endedAt", code, reason, note, impression,
  callback_words as "callbackWords", callback_at as "callbackAt", callback, goal,
  saved_at as "savedAt", script, script_version as "scriptVersion",
  ${readJson(sql`walk`)} as walk`;

const changeColumns: Readonly<Record<keyof ContactChange, Sql>> = {
  person: sql`person`,
  code: sql`code`,
  reason: sql`reason`,
  note: sql`note`,
  impression: sql`impression`,
  callbackWords: sql`callback_words`,
  callbackAt: sql`callback_at`,
};

export class Contacts {
  readonly #database: Database;
  readonly #tenant: number;

  constructor(database: Database, tenant: number) {
    this.#database = database;
    this.#tenant = tenant;
  }

  /** Makes the contact, unless it is there. True: it was not. */
  async begin(draft: ContactDraft): Promise<boolean> {
    const { walk } = draft;
    const made = await this.#database.run(
      sql`
        insert into contact (tenant, site, call, offer, person, number, written, direction, dialled,
          queue, agent, attempt, connected_at, script, script_version, walk)
        values (${this.#tenant}, ${draft.site}, ${draft.call}, ${draft.offer},
          ${draft.person ?? null}, ${draft.number ?? null}, ${draft.written}, ${draft.direction},
          ${draft.dialled}, ${draft.queue}, ${draft.agent}, ${draft.attempt ?? null},
          ${draft.connectedAt}, ${walk?.script ?? null}, ${walk?.version ?? null},
          ${walk === undefined ? null : json(walk)})
        on conflict do nothing`,
      { relaxed: true },
    );
    return made > 0;
  }

  /** The conversation is over; told twice, the first time stands. */
  async end({ site, call, offer }: ContactKey, endedAt: number): Promise<void> {
    await this.#database.run(
      sql`
        update contact set ended_at = ${endedAt}
        where tenant = ${this.#tenant} and site = ${site} and call = ${call} and offer = ${offer}
          and ended_at is null`,
      { relaxed: true },
    );
  }

  /** Undefined: this tenant has no such contact. */
  async find(id: number): Promise<Contact | undefined> {
    const [found] = await this.#where(sql`id = ${id}`, 1);
    return found;
  }

  async ofOffer({ site, call, offer }: ContactKey): Promise<Contact | undefined> {
    const which = sql`site = ${site} and call = ${call} and offer = ${offer}`;
    const [found] = await this.#where(which, 1);
    return found;
  }

  /** The agent's last one, over or not. */
  async lastOf(agent: string): Promise<Contact | undefined> {
    const [found] = await this.#where(sql`agent = ${agent}`, 1);
    return found;
  }

  /** Latest first. */
  list(filter: ContactFilter, limit: number): Promise<Contact[]> {
    return this.#where(whereOf(filter), limit);
  }

  /** What the agent has written so far. */
  async change(id: number, change: ContactChange): Promise<void> {
    if (change.person != null) await this.#owns(change.person);
    const sets = Object.entries(changeColumns).flatMap(([name, column]) => {
      const value = change[name as keyof ContactChange];
      return value === undefined ? [] : [sql`${column} = ${value}`];
    });
    if (sets.length > 0) await this.#update(id, commaJoined(sets), true);
  }

  /** It is as the agent means it: no draft any more. Saved again, it is corrected. */
  async save(
    id: number,
    saved: { readonly at: number; readonly isGoal: boolean; readonly callback?: number },
  ): Promise<void> {
    const { at, isGoal, callback } = saved;
    await this.#update(
      id,
      sql`saved_at = ${at}, goal = ${isGoal ? 1 : 0}, callback = coalesce(${callback ?? null}, callback)`,
      false,
    );
  }

  /** Where the agent is in the script. */
  async setWalk(id: number, walk: Walk): Promise<void> {
    await this.#update(
      id,
      sql`walk = ${json(walk)}, script = ${walk.script}, script_version = ${walk.version}`,
      true,
    );
  }

  /** Walks of calls that are over, with what was saved of them, for the report of their paths. */
  async told(
    script: string,
    {
      version,
      from = 0,
      until = Number.MAX_SAFE_INTEGER,
    }: {
      readonly version: number;
      readonly from?: number;
      readonly until?: number;
    },
  ): Promise<Told[]> {
    const rows = await this.#database.query<Row & { code: string | null }>(sql`
      select ${readJson(sql`walk`)} as walk,
        case when saved_at is null then null else code end as code
      from contact
      where tenant = ${this.#tenant} and script = ${script} and script_version = ${version}
        and ended_at is not null and connected_at >= ${from} and connected_at < ${until}`);
    return rows.map(({ walk, code }) => ({
      walk: parsed<Walk>(walk),
      ...(code === null ? {} : { outcome: code }),
    }));
  }

  async #where(which: Sql, limit: number): Promise<Contact[]> {
    const rows = await this.#database.query<Row>(sql`
      select ${columns} from contact where tenant = ${this.#tenant} and ${which}
      order by connected_at desc, id desc limit ${limit}`);
    return rows.map(contactOf);
  }

  async #update(id: number, sets: Sql, relaxed: boolean): Promise<void> {
    const changed = await this.#database.run(
      sql`update contact set ${sets} where id = ${id} and tenant = ${this.#tenant}`,
      { relaxed },
    );
    if (changed === 0) throw new StoreError('unknown', `there is no contact ${id}`);
  }

  async #owns(person: number): Promise<void> {
    const found = await this.#database.query(
      sql`select 1 from person where id = ${person} and tenant = ${this.#tenant}`,
    );
    if (found.length === 0) throw new StoreError('unknown', `there is no person ${person}`);
  }
}

function contactOf(row: Row): Contact {
  const walk = row.walk === null ? null : parsed<Walk>(row.walk);
  return { ...(row as unknown as Contact), walk };
}

function whereOf(filter: ContactFilter): Sql {
  const { agent, queue, code, reason, script, version, from, until, unsaved, campaignOr } = filter;
  const asked: Sql[] = [sql`connected_at >= ${from ?? 0}`];
  if (until !== undefined) asked.push(sql`connected_at < ${until}`);
  if (agent !== undefined) asked.push(sql`agent = ${agent}`);
  if (queue !== undefined) asked.push(sql`queue = ${queue}`);
  if (code !== undefined) asked.push(sql`code = ${code}`);
  if (reason !== undefined) {
    // Those below it begin with it and a slash; `0` is the character after the slash.
    asked.push(
      sql`(reason = ${reason} or (reason >= ${`${reason}/`} and reason < ${`${reason}0`}))`,
    );
  }
  if (script !== undefined) asked.push(sql`script = ${script}`);
  if (version !== undefined) asked.push(sql`script_version = ${version}`);
  if (unsaved === true) asked.push(sql`ended_at is not null and saved_at is null`);
  if (campaignOr !== undefined) {
    asked.push(sql`(attempt is not null or ${among(sql`queue`, campaignOr)})`);
  }
  return joined(asked, sql` and `);
}

/** A conversation that has not been told to be over, whosever it is. */
export interface OpenContact extends ContactKey {
  /** Code of the tenant. */
  readonly tenant: string;
}

/** Those of the journal of a site. */
export const openContacts = (database: Database, site: string): Promise<OpenContact[]> =>
  database.query<OpenContact>(sql`
    select tenant.code as tenant, site, call, offer
    from contact join tenant on tenant.id = contact.tenant
    where site = ${site} and ended_at is null order by contact.id`);

/** The last line of a site's journal that contacts were made of; undefined: none ever was. */
export async function contactMark(database: Database, site: string): Promise<number | undefined> {
  const [row] = await database.query<{ seq: number }>(
    sql`select seq from contact_mark where site = ${site}`,
  );
  return row?.seq;
}

/** Everything up to this line is in the store. */
export async function setContactMark(database: Database, site: string, seq: number): Promise<void> {
  await database.run(
    sql`insert into contact_mark (site, seq) values (${site}, ${seq})
      on conflict (site) do update set seq = excluded.seq`,
    { relaxed: true },
  );
}
