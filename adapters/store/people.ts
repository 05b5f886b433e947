/** The people of one tenant. */

import type { Database, Row } from './database.ts';
import { StoreError } from './database.ts';
import {
  draftsMax,
  type WritingCounts,
  type WritingOptions,
  writePeople,
} from './people-writing.ts';
import type {
  Address,
  Attribute,
  Person,
  PersonDraft,
  PersonNumber,
  PersonTexts,
  PhoneNumber,
} from './person.ts';
import { personTexts } from './person.ts';
import { json, parsed, readJson, type Sql, sql } from './sql.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';

/** A value an attribute has had. */
export interface AttributeChange {
  readonly name: string;
  /** Null: it was taken away. */
  readonly value: Attribute | null;
  readonly changedAt: number;
  readonly changedBy: string;
  readonly attempt: number | null;
  readonly contact: number | null;
}

export interface ChangeSource {
  /** Who says so. */
  readonly by: string;
  /** In which attempt they heard it. */
  readonly attempt?: number;
  /** In which conversation. */
  readonly contact?: number;
}

/** What is to be changed of a person; an attribute that is null goes. */
export interface PersonChange {
  readonly texts?: Partial<PersonTexts>;
  readonly attributes?: Readonly<Record<string, Attribute | null>>;
}

export class People {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /**
   * Adds people, or what is new of those who are known (see merge.ts). All or nothing.
   * Cost: about 40 µs each in batches with SQLite.
   */
  async save(
    drafts: readonly PersonDraft[],
    options: Omit<WritingOptions, 'at'>,
  ): Promise<{ readonly ids: readonly number[]; readonly counts: WritingCounts }> {
    if (drafts.length > draftsMax) {
      throw new StoreError('refused', `${drafts.length} people at a time; ${draftsMax} at most`);
    }
    return this.#database.transaction((within) =>
      writePeople(within, this.#tenant, drafts, { ...options, at: this.#now() }),
    );
  }

  /** Undefined when this tenant has no such person. */
  async find(id: number): Promise<Person | undefined> {
    const [person] = await this.#where(sql`id = ${id}`);
    return person;
  }

  /** Everybody who has this number. */
  async byNumber(number: PhoneNumber): Promise<Person[]> {
    return this.#where(
      sql`id in (select person from person_number
        where tenant = ${this.#tenant} and number = ${number})`,
    );
  }

  /** Everybody who has this number, by their numbers in the store. */
  async idsByNumber(number: PhoneNumber): Promise<number[]> {
    const rows = await this.#database.query<{ person: number }>(sql`
      select person from person_number where tenant = ${this.#tenant} and number = ${number}
      order by person`);
    return rows.map(({ person }) => person);
  }

  async byCustomerKey(key: string): Promise<Person | undefined> {
    const [person] = await this.#where(sql`customer_key = ${key}`);
    return person;
  }

  /** Sets one attribute, keeps what it was, and says who changed it and in which attempt. */
  setAttribute(
    person: number,
    name: string,
    value: Attribute,
    source: ChangeSource,
  ): Promise<void> {
    return this.change(person, { attributes: { [name]: value } }, source);
  }

  /**
   * Changes texts and attributes together. What is different afterwards is kept with who said it
   * and where it was heard: an attribute under its name, a text under `person.name`.
   */
  async change(
    person: number,
    { texts = {}, attributes = {} }: PersonChange,
    { by, attempt, contact }: ChangeSource,
  ): Promise<void> {
    const at = this.#now();
    await this.#database.transaction(async (within) => {
      const lock = within.dialect === 'postgres' ? sql`for update` : sql``;
      const [row] = await within.query<Row>(sql`
        select name, kana, company, email, zone, language,
          ${readJson(sql`attributes`)} as attributes
        from person where id = ${person} and tenant = ${this.#tenant} and erased_at is null ${lock}`);
      if (row === undefined) throw new StoreError('unknown', `there is no person ${person}`);
      const own = new Map(Object.entries(parsed<Record<string, Attribute>>(row.attributes)));
      const changes: [name: string, value: Attribute | null][] = [];
      for (const [name, value] of Object.entries(attributes)) {
        if ((own.get(name) ?? null) === value) continue;
        if (value === null) own.delete(name);
        else own.set(name, value);
        changes.push([name, value]);
      }
      const after: Record<string, string> = {};
      for (const name of personTexts) {
        const before = String(row[name]);
        after[name] = texts[name] ?? before;
        if (after[name] !== before) changes.push([`person.${name}`, after[name]]);
      }
      if (changes.length === 0) return;
      await within.run(sql`
        update person set name = ${after.name!}, kana = ${after.kana!}, company = ${after.company!},
          email = ${after.email!}, zone = ${after.zone!}, language = ${after.language!},
          attributes = ${json(Object.fromEntries(own))}, updated_at = ${at}
        where id = ${person}`);
      for (const [name, value] of changes) {
        await within.run(sql`
          insert into attribute_change (tenant, person, name, value, changed_at, changed_by, attempt,
            contact)
          values (${this.#tenant}, ${person}, ${name}, ${json(value)}, ${at}, ${by},
            ${attempt ?? null}, ${contact ?? null})`);
      }
    });
  }

  /** The values attributes have had, latest first. */
  async changes(person: number): Promise<AttributeChange[]> {
    const rows = await this.#database.query<Row & AttributeChange>(sql`
      select name, ${readJson(sql`value`)} as value, changed_at as "changedAt",
        changed_by as "changedBy", attempt, contact
      from attribute_change where person = ${person} and tenant = ${this.#tenant}
      order by changed_at desc, id desc`);
    // PostgreSQL gives the value itself, which may be a text; SQLite its JSON.
    return this.#database.dialect === 'postgres'
      ? rows
      : rows.map((row) => ({ ...row, value: JSON.parse(String(row.value)) as Attribute | null }));
  }

  /** What happened with a person, latest first: purchases, attempts, promises, words of theirs. */
  timeline(person: number, limit = 200): Promise<TimelineEntry[]> {
    return timelineOf(this.#database, this.#tenant, person, limit);
  }

  async #where(condition: Sql): Promise<Person[]> {
    const rows = await this.#database.query<Row & { id: number }>(sql`
      select id, customer_key, name, kana, company, email, zone, language,
        ${readJson(sql`attributes`)} as attributes, orders, spent, first_order_at, last_order_at,
        attempts, last_attempt_at, talks, last_talk_at, complaints_open, erased_at
      from person where tenant = ${this.#tenant} and ${condition} order by id`);
    return Promise.all(rows.map((row) => this.#withRest(row)));
  }

  async #withRest(row: Row & { id: number }): Promise<Person> {
    const numbers = await this.#database.query<PersonNumber>(sql`
      select number, kind, written, state from person_number
      where person = ${row.id} order by place, number`);
    const addresses = await this.#database.query<Required<Address>>(sql`
      select kind, country, postal_code as "postalCode", region, city, street from address
      where person = ${row.id} order by kind`);
    return { ...personOf(row), numbers, addresses };
  }
}

function personOf(row: Row & { id: number }): Omit<Person, 'numbers' | 'addresses'> {
  const text = (name: string) => String(row[name]);
  const time = (name: string) => row[name] as number | null;
  const count = (name: string) => row[name] as number;
  return {
    id: row.id,
    customerKey: row.customer_key as string | null,
    name: text('name'),
    kana: text('kana'),
    company: text('company'),
    email: text('email'),
    zone: text('zone'),
    language: text('language'),
    attributes: parsed<Record<string, Attribute>>(row.attributes),
    figures: {
      orders: count('orders'),
      spent: count('spent'),
      firstOrderAt: time('first_order_at'),
      lastOrderAt: time('last_order_at'),
      attempts: count('attempts'),
      lastAttemptAt: time('last_attempt_at'),
      talks: count('talks'),
      lastTalkAt: time('last_talk_at'),
      complaintsOpen: count('complaints_open'),
    },
    erasedAt: time('erased_at'),
  };
}

/** The code of the tenant whose person it is; undefined: there is no such person. */
export async function tenantOfPerson(
  database: Database,
  person: number,
): Promise<string | undefined> {
  const [row] = await database.query<{ code: string }>(sql`
    select tenant.code from person join tenant on tenant.id = person.tenant
    where person.id = ${person}`);
  return row?.code;
}
