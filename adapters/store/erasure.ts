/**
 * Taking away what must not be kept: rows of evidence whose time is over, and people who ask for
 * it. Neither touches what a legal hold names.
 */

import type { Database, Statements } from './database.ts';
import { StoreError } from './database.ts';
import { appendEvidence, type LegalHold, notHeld, refusedByHold } from './evidence.ts';
import { either, json, sql } from './sql.ts';

/** What was erased, and what stays with the reason and until when. */
export interface Erased {
  /** Rows taken away, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Rows of evidence the law asks for, and the moment the last of them may go. */
  readonly evidenceKept: number;
  readonly evidenceUntil: number | null;
  /** Refusals stay by number: without them the person would be called again. */
  readonly refusalsKept: number;
}

/** The way through a script without what was answered on it: the report of paths needs no more. */
const walkAlone = either(
  sql`(select jsonb_set(walk, '$.passed', jsonb_group_array(jsonb_remove(value, '$.answer')))
    from json_each(walk, '$.passed'))`,
  sql`(select jsonb_set(walk, '{passed}', coalesce(jsonb_agg(passed - 'answer'), '[]'))
    from jsonb_array_elements(walk -> 'passed') as passed)`,
);

/** Rows emptied in one statement at most. */
const expireMax = 5000;

export class Erasure {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  async hold(draft: {
    readonly person?: number;
    readonly number?: number;
    readonly reason: string;
    readonly by: string;
  }): Promise<number> {
    const { person = null, number = null, reason, by } = draft;
    const now = this.#now();
    return this.#database.transaction(async (within) => {
      const [row] = await within.query<{ id: number }>(sql`
        insert into legal_hold (tenant, person, number, reason, placed_at, placed_by)
        values (${this.#tenant}, ${person}, ${number}, ${reason}, ${now}, ${by}) returning id`);
      const body = { hold: row!.id, placed: true, reason, by };
      const evidence = { kind: 'hold', person, number, retention: 'us-5y', body } as const;
      await appendEvidence(within, this.#tenant, evidence, now);
      return row!.id;
    });
  }

  /** Those in force, oldest first. */
  holds(): Promise<LegalHold[]> {
    return this.#database.query<LegalHold>(sql`
      select id, person, number, reason, placed_at as "placedAt", placed_by as "placedBy"
      from legal_hold where tenant = ${this.#tenant} and lifted_at is null order by id`);
  }

  async lift(id: number, by: string): Promise<void> {
    const now = this.#now();
    await this.#database.transaction(async (within) => {
      const [row] = await within.query<{ person: number | null; number: number | null }>(sql`
        update legal_hold set lifted_at = ${now}, lifted_by = ${by}
        where id = ${id} and tenant = ${this.#tenant} and lifted_at is null
        returning person, number`);
      if (row === undefined) throw new StoreError('unknown', `there is no hold ${id} in force`);
      const body = { hold: id, placed: false, by };
      const evidence = { kind: 'hold', ...row, retention: 'us-5y', body } as const;
      await appendEvidence(within, this.#tenant, evidence, now);
    });
  }

  /** Empties rows of evidence whose time is over. Gives how many. */
  async expire(): Promise<number> {
    let emptied = 0;
    for (;;) {
      const more = await this.#database.run(sql`
        update evidence set body = null, salt = null, person = null, number = null where id in (
          select id from evidence
          where tenant = ${this.#tenant} and body is not null and keep_until <= ${this.#now()}
            and ${notHeld(this.#tenant)}
          limit ${expireMax})`);
      emptied += more;
      if (more < expireMax) return emptied;
    }
  }

  /**
   * Erases a person: what is known of them goes, their leads are withdrawn, their attempts keep
   * no more than figures. Rejects with `on-hold` while a hold names them or a number of theirs.
   * That it was done, for whom (by number of row), by whom and why, is itself evidence.
   */
  async erase(person: number, by: string, why = ''): Promise<Erased> {
    const now = this.#now();
    return this.#database.transaction(async (within) => {
      await this.#refuseHeld(within, person);
      const refusalsKept = await this.#keepRefusals(within, person);
      const rows: Record<string, number> = {};
      const removals = {
        address: sql`delete from address where person = ${person}`,
        attribute_change: sql`delete from attribute_change where person = ${person}`,
        purchase: sql`delete from purchase where person = ${person}`,
        consent: sql`delete from consent where person = ${person}`,
        relationship: sql`delete from relationship where person = ${person}`,
        complaint: sql`update complaint set text = '', resolution = '', number = null
          where person = ${person}`,
        note: sql`delete from note where person = ${person}`,
        doubt: sql`update doubt set person = null, contact = null where person = ${person}`,
        contact: sql`update contact set person = null, number = null, written = '', note = '',
            impression = '', reason = null, callback_words = '', walk = ${walkAlone}
          where person = ${person}`,
        callback: sql`delete from callback where person = ${person}`,
        list_entry: sql`delete from list_entry where person = ${person}`,
        person_number: sql`delete from person_number where person = ${person}`,
        lead: sql`update lead set state = 'withdrawn', reason = 'erased', number = null
          where person = ${person}`,
        attempt: sql`update attempt set person = null, reason = null, recording_hash = null
          where person = ${person}`,
      };
      for (const [table, statement] of Object.entries(removals)) {
        rows[table] = await within.run(statement);
      }
      await within.run(sql`
        update person set customer_key = null, name = '', kana = '', company = '', email = '',
          zone = '', language = '', attributes = ${json({})}, erased_at = ${now}, updated_at = ${now}
        where id = ${person}`);
      const [kept] = await within.query<{ n: number; until: number | null }>(sql`
        select count(*) as n, max(keep_until) as until from evidence
        where person = ${person} and tenant = ${this.#tenant} and body is not null`);
      const body = { by, ...(why === '' ? {} : { why }), rows };
      const evidence = { kind: 'erasure', person, retention: 'us-5y', body } as const;
      await appendEvidence(within, this.#tenant, evidence, now);
      return { rows, refusalsKept, evidenceKept: kept!.n, evidenceUntil: kept!.until };
    });
  }

  async #refuseHeld(within: Statements, person: number): Promise<void> {
    const found = await within.query(sql`
      select 1 from person
      where id = ${person} and tenant = ${this.#tenant} and erased_at is null`);
    if (found.length === 0) throw new StoreError('unknown', `there is no person ${person}`);
    const holds = await within.query<LegalHold>(sql`
      select id, person, number, reason, placed_at as "placedAt", placed_by as "placedBy"
      from legal_hold
      where tenant = ${this.#tenant} and lifted_at is null and (person = ${person}
        or number in (select number from person_number where person = ${person}))`);
    if (holds.length > 0) throw refusedByHold(holds);
  }

  /** Who refused as a person refuses from now on by each of their numbers. */
  async #keepRefusals(within: Statements, person: number): Promise<number> {
    const kept = await within.run(sql`
      insert into refusal (tenant, number, scope, scope_of, refused_at, source, basis, attempt,
        expires_at)
      select refusal.tenant, person_number.number, scope, scope_of, refused_at, source, basis,
        attempt, expires_at
      from refusal join person_number on person_number.person = refusal.person
      where refusal.person = ${person} and lifted_at is null`);
    // A refusal by number alone names nobody: it stays as it is.
    const own = await within.run(sql`
      update refusal set person = null where person = ${person} and number is not null`);
    await within.run(sql`delete from refusal where person = ${person}`);
    return kept + own;
  }
}
