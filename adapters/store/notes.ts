/** What agents write down of a person, and what nobody could answer them at once. */

import { type Database, StoreError } from './database.ts';
import { type Sql, sql } from './sql.ts';

/** Free text about a person. Times are epoch ms. */
export interface PersonNote {
  readonly id: number;
  readonly person: number;
  /** The conversation it was written in. */
  readonly contact: number | null;
  readonly text: string;
  readonly writtenAt: number;
  readonly writtenBy: string;
}

/** Something a customer asked and the agent could not answer. */
export interface Doubt {
  readonly id: number;
  readonly person: number | null;
  readonly contact: number | null;
  readonly text: string;
  readonly answer: string;
  /** The entry of the FAQ it has become. */
  readonly faq: number | null;
  readonly raisedAt: number;
  readonly raisedBy: string;
  /** Null: it is open. */
  readonly answeredAt: number | null;
  readonly answeredBy: string | null;
}

/** Where something was heard, and from whom. */
export interface Heard {
  readonly person?: number;
  readonly contact?: number;
  readonly text: string;
  readonly by: string;
}

const noteColumns = sql`id, person, contact, text, written_at as "writtenAt",
  written_by as "writtenBy"`;
const doubtColumns = sql`id, person, contact, text, answer, faq, raised_at as "raisedAt",
  raised_by as "raisedBy", answered_at as "answeredAt", answered_by as "answeredBy"`;

export class Notes {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  async write({ person, contact, text, by }: Heard & { readonly person: number }): Promise<number> {
    const [row] = await this.#database.query<{ id: number }>(sql`
      insert into note (tenant, person, contact, text, written_at, written_by)
      select ${this.#tenant}, id, ${contact ?? null}, ${text}, ${this.#now()}, ${by}
      from person where id = ${person} and tenant = ${this.#tenant} returning id`);
    if (row === undefined) throw new StoreError('unknown', `there is no person ${person}`);
    return row.id;
  }

  /** Latest first. */
  of(person: number, limit = 200): Promise<PersonNote[]> {
    return this.#database.query<PersonNote>(sql`
      select ${noteColumns} from note where person = ${person} and tenant = ${this.#tenant}
      order by written_at desc, id desc limit ${limit}`);
  }

  async raise({ person, contact, text, by }: Heard): Promise<number> {
    if (person !== undefined) {
      const found = await this.#database.query(
        sql`select 1 from person where id = ${person} and tenant = ${this.#tenant}`,
      );
      if (found.length === 0) throw new StoreError('unknown', `there is no person ${person}`);
    }
    const [row] = await this.#database.query<{ id: number }>(sql`
      insert into doubt (tenant, person, contact, text, raised_at, raised_by)
      values (${this.#tenant}, ${person ?? null}, ${contact ?? null}, ${text}, ${this.#now()},
        ${by}) returning id`);
    return row!.id;
  }

  async doubt(id: number): Promise<Doubt | undefined> {
    const [found] = await this.#doubts(sql`id = ${id}`, 1);
    return found;
  }

  /** Of a person, latest first. */
  doubtsOf(person: number, limit = 200): Promise<Doubt[]> {
    return this.#doubts(sql`person = ${person}`, limit);
  }

  /** Those nobody has answered, latest first. */
  openDoubts(limit = 500): Promise<Doubt[]> {
    return this.#doubts(sql`answered_at is null`, limit);
  }

  /** Those this entry of the FAQ answers, latest first. */
  doubtsInFaq(faq: number, limit = 200): Promise<Doubt[]> {
    return this.#doubts(sql`faq = ${faq}`, limit);
  }

  /** Answers it; with `faq`, by an entry of the FAQ. Rejects when it has been answered. */
  async answer(
    id: number,
    { answer, by, faq }: { readonly answer: string; readonly by: string; readonly faq?: number },
  ): Promise<void> {
    const changed = await this.#database.run(sql`
      update doubt set answer = ${answer}, faq = ${faq ?? null}, answered_at = ${this.#now()},
        answered_by = ${by}
      where id = ${id} and tenant = ${this.#tenant} and answered_at is null`);
    if (changed === 0) {
      throw new StoreError('refused', `doubt ${id} is not there, or has been answered`);
    }
  }

  #doubts(which: Sql, limit: number): Promise<Doubt[]> {
    return this.#database.query<Doubt>(sql`
      select ${doubtColumns} from doubt where tenant = ${this.#tenant} and ${which}
      order by raised_at desc, id desc limit ${limit}`);
  }
}
