/** Questions with their answers, in two languages; how often each is used, and what is missing. */

import { type Database, type Statements, StoreError } from './database.ts';
import { type Sql, sql } from './sql.ts';

/** A question and its answer; one language at least. */
export interface FaqTexts {
  readonly questionEn: string;
  readonly questionJa: string;
  readonly answerEn: string;
  readonly answerJa: string;
}

/** Times are epoch ms. */
export interface Faq extends FaqTexts {
  readonly id: number;
  readonly state: 'shown' | 'withdrawn';
  readonly version: number;
  /** Who answers for it. */
  readonly owner: string;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Contacts it was opened in, and openings outside of one. */
  readonly uses: number;
}

export interface FaqVersion extends FaqTexts {
  readonly version: number;
  readonly writtenAt: number;
  readonly writtenBy: string;
}

/** Uses by one agent. */
export interface FaqUses {
  readonly agent: string;
  readonly uses: number;
  readonly lastAt: number;
}

/** Words that were searched for in vain. */
export interface Unanswered {
  readonly words: string;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastBy: string;
}

const columns = sql`id, state, version, owner, question_en as "questionEn",
  question_ja as "questionJa", answer_en as "answerEn", answer_ja as "answerJa",
  created_at as "createdAt", changed_at as "changedAt",
  (select count(*) from faq_use where faq_use.faq = faq.id) as uses`;

export class Faqs {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /** Gives its number. */
  add(texts: FaqTexts, owner: string): Promise<number> {
    return this.#database.transaction(async (within) => {
      const at = this.#now();
      const [row] = await within.query<{ id: number }>(sql`
        insert into faq (tenant, version, owner, question_en, question_ja, answer_en, answer_ja,
          created_at, changed_at)
        values (${this.#tenant}, 1, ${owner}, ${texts.questionEn}, ${texts.questionJa},
          ${texts.answerEn}, ${texts.answerJa}, ${at}, ${at}) returning id`);
      await this.#keep(within, row!.id, 1, texts, owner);
      return row!.id;
    });
  }

  /** Gives the new version. What it was stays among its versions. */
  change(
    id: number,
    change: { readonly texts: FaqTexts; readonly by: string; readonly owner?: string },
  ): Promise<number> {
    const { texts, by, owner } = change;
    return this.#database.transaction(async (within) => {
      const [row] = await within.query<{ version: number }>(sql`
        update faq set version = version + 1, owner = coalesce(${owner ?? null}, owner),
          question_en = ${texts.questionEn}, question_ja = ${texts.questionJa},
          answer_en = ${texts.answerEn}, answer_ja = ${texts.answerJa}, changed_at = ${this.#now()}
        where id = ${id} and tenant = ${this.#tenant} returning version`);
      if (row === undefined) throw new StoreError('unknown', `there is no entry ${id}`);
      await this.#keep(within, id, row.version, texts, by);
      return row.version;
    });
  }

  async setState(id: number, state: Faq['state']): Promise<void> {
    const changed = await this.#database.run(sql`
      update faq set state = ${state}, changed_at = ${this.#now()}
      where id = ${id} and tenant = ${this.#tenant}`);
    if (changed === 0) throw new StoreError('unknown', `there is no entry ${id}`);
  }

  async find(id: number): Promise<Faq | undefined> {
    const [found] = await this.#where(sql`id = ${id}`);
    return found;
  }

  /** In the order in which they were made; withdrawn ones too. */
  all(): Promise<Faq[]> {
    return this.#where(sql`true`);
  }

  /** Changed when anything of an entry is: what an index is made anew for. */
  async stamp(): Promise<string> {
    const [row] = await this.#database.query<Record<string, number | null>>(
      // Of two changes within a millisecond the moment tells one: what is shown tells the other.
      sql`select count(*) as n, max(changed_at) as last, sum(version) as v,
          sum(case when state = 'shown' then id else 0 end) as shown
        from faq where tenant = ${this.#tenant}`,
    );
    return Object.values(row!).join(' ');
  }

  /** Latest first. */
  versions(id: number): Promise<FaqVersion[]> {
    return this.#database.query<FaqVersion>(sql`
      select faq_version.version, faq_version.question_en as "questionEn",
        faq_version.question_ja as "questionJa", faq_version.answer_en as "answerEn",
        faq_version.answer_ja as "answerJa", written_at as "writtenAt",
        written_by as "writtenBy"
      from faq_version join faq on faq.id = faq_version.faq
      where faq.id = ${id} and faq.tenant = ${this.#tenant} order by faq_version.version desc`);
  }

  /** It was opened, by whom, in which contact: there it counts once. */
  async use(id: number, agent: string, contact?: number): Promise<void> {
    const [found] = await this.#database.query(
      sql`select 1 from faq where id = ${id} and tenant = ${this.#tenant}`,
    );
    if (found === undefined) throw new StoreError('unknown', `there is no entry ${id}`);
    await this.#database.run(
      sql`
        insert into faq_use (tenant, faq, version, agent, contact, used_at)
        select tenant, id, version, ${agent}, ${contact ?? null}, ${this.#now()}
        from faq where id = ${id} on conflict do nothing`,
      { relaxed: true },
    );
  }

  /** By agent, most first. */
  usesOf(id: number): Promise<FaqUses[]> {
    return this.#database.query<FaqUses>(sql`
      select agent, count(*) as uses, max(used_at) as "lastAt" from faq_use
      where faq = ${id} and tenant = ${this.#tenant}
      group by agent order by uses desc, agent`);
  }

  /** Somebody searched for these words and found no answer. */
  async missed(words: string, by: string): Promise<void> {
    const at = this.#now();
    await this.#database.run(
      sql`
        insert into faq_search (tenant, words, times, first_at, last_at, last_by)
        values (${this.#tenant}, ${words}, 1, ${at}, ${at}, ${by})
        on conflict (tenant, words) do update set times = faq_search.times + 1,
          last_at = excluded.last_at, last_by = excluded.last_by, faq = null`,
      { relaxed: true },
    );
  }

  /** What was missed and has no answer yet, most often first. */
  unanswered(limit = 200): Promise<Unanswered[]> {
    return this.#database.query<Unanswered>(sql`
      select words, times, first_at as "firstAt", last_at as "lastAt", last_by as "lastBy"
      from faq_search where tenant = ${this.#tenant} and faq is null
      order by times desc, last_at desc limit ${limit}`);
  }

  /** This entry answers it: it leaves the list. */
  async settle(words: string, faq: number): Promise<void> {
    const changed = await this.#database.run(sql`
      update faq_search set faq = ${faq} where tenant = ${this.#tenant} and words = ${words}
        and exists (select 1 from faq where id = ${faq} and tenant = ${this.#tenant})`);
    if (changed === 0) throw new StoreError('unknown', `nobody has searched for "${words}"`);
  }

  async #keep(
    within: Statements,
    id: number,
    version: number,
    texts: FaqTexts,
    by: string,
  ): Promise<void> {
    await within.run(sql`
      insert into faq_version (faq, version, question_en, question_ja, answer_en, answer_ja,
        written_at, written_by)
      values (${id}, ${version}, ${texts.questionEn}, ${texts.questionJa}, ${texts.answerEn},
        ${texts.answerJa}, ${this.#now()}, ${by})`);
  }

  #where(which: Sql): Promise<Faq[]> {
    return this.#database.query<Faq>(sql`
      select ${columns} from faq where tenant = ${this.#tenant} and ${which} order by id`);
  }
}
