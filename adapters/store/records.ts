/** What a person has allowed, refused, complained of, and how the firm knows them. */

import type { Database, Statements } from './database.ts';
import { StoreError } from './database.ts';
import type { PhoneNumber } from './person.ts';
import { type Sql, sql } from './sql.ts';

/** Consent to be reached over a channel for a purpose, with its proof. Times are epoch ms. */
export interface Consent {
  readonly id: number;
  readonly person: number;
  readonly number: PhoneNumber | null;
  /** call, recorded-call, sms, mail, … */
  readonly channel: string;
  readonly purpose: string;
  /** Of the words they agreed to. */
  readonly wordingHash: string;
  /** Where the proof is kept. */
  readonly proof: string;
  readonly grantedAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly withdrawnAt: number | null;
}

/** How the firm and a person know each other: what some laws exempt, for a time. */
export interface Relationship {
  readonly id: number;
  readonly person: number;
  readonly kind: 'purchase' | 'enquiry' | 'contract' | 'donation' | 'membership';
  readonly beganAt: number;
  readonly endedAt: number | null;
  readonly proof: string;
}

export interface Refusal {
  readonly id: number;
  readonly person: number | null;
  readonly number: PhoneNumber | null;
  readonly scope: 'all' | 'campaign' | 'product' | 'channel';
  /** Which campaign, product or channel; empty for all. */
  readonly scopeOf: string;
  readonly refusedAt: number;
  /** call, mail, registry, complaint 7, … */
  readonly source: string;
  readonly basis: string;
  readonly attempt: number | null;
  readonly expiresAt: number | null;
  readonly liftedAt: number | null;
}

export interface Complaint {
  readonly id: number;
  readonly person: number | null;
  readonly number: PhoneNumber | null;
  readonly attempt: number | null;
  readonly text: string;
  readonly severity: 'low' | 'middle' | 'high';
  readonly raisedAt: number;
  readonly closedAt: number | null;
  readonly resolution: string;
}

/** A record before it has a number; what may be absent is null then. */
export type Draft<T, Optional extends keyof T = never> = Omit<T, 'id' | Optional> &
  Partial<Pick<T, Optional>>;

const consentColumns = sql`id, person, number, channel, purpose, wording_hash as "wordingHash",
  proof, granted_at as "grantedAt", expires_at as "expiresAt", last_used_at as "lastUsedAt",
  withdrawn_at as "withdrawnAt"`;
const refusalColumns = sql`id, person, number, scope, scope_of as "scopeOf",
  refused_at as "refusedAt", source, basis, attempt, expires_at as "expiresAt",
  lifted_at as "liftedAt"`;
const complaintColumns = sql`id, person, number, attempt, text, severity,
  raised_at as "raisedAt", closed_at as "closedAt", resolution`;

export class Records {
  readonly #database: Database;
  readonly #tenant: number;

  constructor(database: Database, tenant: number) {
    this.#database = database;
    this.#tenant = tenant;
  }

  async grantConsent(
    draft: Draft<Consent, 'number' | 'wordingHash' | 'expiresAt' | 'lastUsedAt' | 'withdrawnAt'>,
  ): Promise<number> {
    await this.#owns(this.#database, draft.person);
    return this.#insert(sql`
      insert into consent (tenant, person, number, channel, purpose, wording_hash, proof,
        granted_at, expires_at)
      values (${this.#tenant}, ${draft.person}, ${draft.number ?? null}, ${draft.channel},
        ${draft.purpose}, ${draft.wordingHash ?? ''}, ${draft.proof}, ${draft.grantedAt},
        ${draft.expiresAt ?? null}) returning id`);
  }

  /** Every consent of a person, withdrawn and expired ones too: who decides looks at the times. */
  consents(person: number): Promise<Consent[]> {
    return this.#database.query<Consent>(sql`select ${consentColumns} from consent
      where person = ${person} and tenant = ${this.#tenant} order by id`);
  }

  /** A consent was relied upon: retention runs from here. */
  async useConsent(id: number, at: number): Promise<void> {
    await this.#one(
      `consent ${id}`,
      sql`update consent set last_used_at = ${at} where id = ${id} and tenant = ${this.#tenant}`,
    );
  }

  async withdrawConsent(id: number, at: number): Promise<void> {
    await this.#one(
      `consent ${id}`,
      sql`update consent set withdrawn_at = coalesce(withdrawn_at, ${at})
        where id = ${id} and tenant = ${this.#tenant}`,
    );
  }

  async addRelationship(draft: Draft<Relationship, 'endedAt'>): Promise<number> {
    await this.#owns(this.#database, draft.person);
    return this.#insert(sql`
      insert into relationship (tenant, person, kind, began_at, ended_at, proof)
      values (${this.#tenant}, ${draft.person}, ${draft.kind}, ${draft.beganAt},
        ${draft.endedAt ?? null}, ${draft.proof}) returning id`);
  }

  relationships(person: number): Promise<Relationship[]> {
    return this.#database.query<Relationship>(sql`
      select id, person, kind, began_at as "beganAt", ended_at as "endedAt", proof
      from relationship where person = ${person} and tenant = ${this.#tenant} order by id`);
  }

  refuse(
    draft: Draft<
      Refusal,
      'person' | 'number' | 'scopeOf' | 'basis' | 'attempt' | 'expiresAt' | 'liftedAt'
    >,
  ): Promise<number> {
    return this.#refuse(this.#database, draft);
  }

  /** What a person, or whoever has the number, has refused and not taken back, expired ones too. */
  refusals(of: { readonly person?: number; readonly number?: PhoneNumber }): Promise<Refusal[]> {
    return this.#database.query<Refusal>(sql`select ${refusalColumns} from refusal
      where tenant = ${this.#tenant} and lifted_at is null and ${ofWhom(of)} order by id`);
  }

  async liftRefusal(id: number, at: number): Promise<void> {
    await this.#one(
      `refusal ${id}`,
      sql`update refusal set lifted_at = coalesce(lifted_at, ${at})
        where id = ${id} and tenant = ${this.#tenant}`,
    );
  }

  /** Who complains is not called again: the complaint brings a refusal of everything with it. */
  complain(
    draft: Draft<Complaint, 'person' | 'number' | 'attempt' | 'closedAt' | 'resolution'>,
  ): Promise<number> {
    return this.#database.transaction(async (within) => {
      const { person, number, attempt, raisedAt } = draft;
      if (person != null) await this.#owns(within, person);
      const [row] = await within.query<{ id: number }>(sql`
        insert into complaint (tenant, person, number, attempt, text, severity, raised_at)
        values (${this.#tenant}, ${person ?? null}, ${number ?? null}, ${attempt ?? null},
          ${draft.text}, ${draft.severity}, ${raisedAt}) returning id`);
      const { id } = row!;
      await within.run(sql`update person set complaints_open = complaints_open + 1
        where id = ${person ?? null}`);
      await this.#refuse(within, {
        person: person ?? null,
        number: number ?? null,
        scope: 'all',
        refusedAt: raisedAt,
        source: `complaint ${id}`,
        attempt: attempt ?? null,
      });
      return id;
    });
  }

  complaints(of: {
    readonly person?: number;
    readonly number?: PhoneNumber;
  }): Promise<Complaint[]> {
    return this.#database.query<Complaint>(sql`select ${complaintColumns} from complaint
      where tenant = ${this.#tenant} and ${ofWhom(of)} order by id`);
  }

  /** The refusal stays: it is lifted by itself, if at all. */
  async closeComplaint(id: number, at: number, resolution: string): Promise<void> {
    await this.#database.transaction(async (within) => {
      const [row] = await within.query<{ person: number | null }>(sql`
        update complaint set closed_at = ${at}, resolution = ${resolution}
        where id = ${id} and tenant = ${this.#tenant} and closed_at is null returning person`);
      if (row === undefined) throw new StoreError('unknown', `there is no open complaint ${id}`);
      await within.run(sql`update person set complaints_open = complaints_open - 1
        where id = ${row.person}`);
    });
  }

  async #refuse(
    within: Database | Statements,
    draft: Draft<
      Refusal,
      'person' | 'number' | 'scopeOf' | 'basis' | 'attempt' | 'expiresAt' | 'liftedAt'
    >,
  ): Promise<number> {
    if (draft.person != null) await this.#owns(within, draft.person);
    const [row] = await within.query<{ id: number }>(sql`
      insert into refusal (tenant, person, number, scope, scope_of, refused_at, source, basis,
        attempt, expires_at)
      values (${this.#tenant}, ${draft.person ?? null}, ${draft.number ?? null}, ${draft.scope},
        ${draft.scopeOf ?? ''}, ${draft.refusedAt}, ${draft.source}, ${draft.basis ?? ''},
        ${draft.attempt ?? null}, ${draft.expiresAt ?? null}) returning id`);
    return row!.id;
  }

  /** A record about another tenant's person must not come to be. */
  async #owns(within: Database | Statements, person: number): Promise<void> {
    const found = await within.query(
      sql`select 1 from person where id = ${person} and tenant = ${this.#tenant}`,
    );
    if (found.length === 0) throw new StoreError('unknown', `there is no person ${person}`);
  }

  async #insert(statement: Sql): Promise<number> {
    const [row] = await this.#database.query<{ id: number }>(statement);
    return row!.id;
  }

  async #one(what: string, statement: Sql): Promise<void> {
    if ((await this.#database.run(statement)) === 0) {
      throw new StoreError('unknown', `there is no ${what}`);
    }
  }
}

function ofWhom({
  person,
  number,
}: {
  readonly person?: number;
  readonly number?: PhoneNumber;
}): Sql {
  return sql`(person = ${person ?? null} or number = ${number ?? null})`;
}
