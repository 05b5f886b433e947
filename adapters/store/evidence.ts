/**
 * Evidence: what was known and decided, as it was at that moment, for whoever asks years later.
 * Rows are only added. Each day is sealed over the one before, so that nothing in it can be
 * changed, taken out or put in afterwards without every later seal telling. What a row says goes
 * when its time is over; its digest stays, and the seals hold.
 */

import { createHash, randomBytes } from 'node:crypto';
import type { Database, Statements } from './database.ts';
import { StoreError } from './database.ts';
import { keepUntil, type Retention } from './retention.ts';
import { listOf, sql } from './sql.ts';

export type EvidenceKind =
  | 'decision'
  | 'attempt'
  | 'consent'
  | 'suppression'
  | 'snapshot'
  | 'ledger'
  | 'complaint'
  | 'document'
  | 'export'
  | 'erasure'
  | 'hold';

export interface EvidenceDraft {
  readonly kind: EvidenceKind;
  readonly person?: number | null;
  readonly number?: number | null;
  readonly attempt?: number | null;
  readonly retention: Retention;
  /** What is to be shown later: plain values. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Evidence {
  readonly id: number;
  readonly writtenAt: number;
  readonly kind: EvidenceKind;
  readonly person: number | null;
  readonly number: number | null;
  readonly attempt: number | null;
  readonly retention: Retention;
  readonly keepUntil: number;
  /** SHA-256 of salt and body, each behind its length in bytes and a colon; it is in the seal. */
  readonly digest: string;
  /** Null when its time is over. */
  readonly salt: string | null;
  /** Undefined when its time is over. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** The seal of a day, over that of the day before it. Days are numbers: 20261126. */
export interface DaySeal {
  readonly day: number;
  readonly records: number;
  readonly previous: string;
  readonly seal: string;
  readonly sealedAt: number;
}

/** A day whose seal does not fit. Days are numbers: 20261126. */
export interface BrokenSeal {
  readonly day: number;
  readonly reason: string;
}

interface StoredRow {
  readonly id: number;
  readonly kind: string;
  readonly written_at: number;
  readonly digest: string;
  readonly salt: string | null;
  readonly body: string | null;
}

/** Before the first day. */
const firstPrevious = '0'.repeat(64);
/** A day is sealed when it is over and whoever wrote at its end has committed. */
const sealAfterMs = 3_600_000;

/** The day of a moment, UTC: 20261126. */
export const dayOf = (at: number): number =>
  Number(new Date(at).toISOString().slice(0, 10).replaceAll('-', ''));

const sha256 = (...texts: readonly string[]): string => {
  const hash = createHash('sha256');
  // Lengths before texts: two rows never run together into a third.
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:${text}`);
  return hash.digest('hex');
};

/**
 * Writes a row within a transaction of others: it is there with what it speaks of, or not at all.
 */
export async function appendEvidence(
  within: Pick<Statements, 'query'>,
  tenant: number,
  draft: EvidenceDraft,
  now: number,
): Promise<number> {
  const body = JSON.stringify(draft.body);
  const salt = randomBytes(16).toString('hex');
  const [row] = await within.query<{ id: number }>(sql`
    insert into evidence (tenant, day, written_at, kind, person, number, attempt, retention,
      keep_until, digest, salt, body)
    values (${tenant}, ${dayOf(now)}, ${now}, ${draft.kind}, ${draft.person ?? null},
      ${draft.number ?? null}, ${draft.attempt ?? null}, ${draft.retention},
      ${keepUntil(draft.retention, now)}, ${sha256(salt, body)}, ${salt}, ${body})
    returning id`);
  return row!.id;
}

export class EvidenceLog {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  append(draft: EvidenceDraft): Promise<number> {
    return appendEvidence(this.#database, this.#tenant, draft, this.#now());
  }

  /** All there is about a number between two moments, in the order of writing. */
  async about(number: number, fromMs: number, untilMs: number): Promise<Evidence[]> {
    const rows = await this.#database.query<
      Omit<Evidence, 'body'> & { readonly body: string | null }
    >(sql`
      select id, written_at as "writtenAt", kind, person, number, attempt, retention,
        keep_until as "keepUntil", digest, salt, body
      from evidence
      where tenant = ${this.#tenant} and number = ${number}
        and written_at >= ${fromMs} and written_at < ${untilMs}
      order by id`);
    return rows.map((row) => ({
      ...row,
      body: row.body === null ? undefined : (JSON.parse(row.body) as Evidence['body']),
    }));
  }

  /** Seals every day that is over and has rows, oldest first. Gives the days sealed now. */
  async seal(): Promise<number[]> {
    const before = dayOf(this.#now() - sealAfterMs);
    return this.#database.transaction(async (within) => {
      if (within.dialect === 'postgres') await within.query(sql`lock table evidence_day`);
      const [last] = await within.query<{ day: number; seal: string }>(sql`
        select day, seal from evidence_day where tenant = ${this.#tenant} order by day desc limit 1`);
      const days = await within.query<{ day: number }>(sql`
        select distinct day from evidence
        where tenant = ${this.#tenant} and day > ${last?.day ?? 0} and day < ${before} order by day`);
      let previous = last?.seal ?? firstPrevious;
      for (const { day } of days) {
        const { records, seal } = await this.#sealOf(within, day, previous);
        await within.run(sql`
          insert into evidence_day (tenant, day, records, previous, seal, sealed_at)
          values (${this.#tenant}, ${day}, ${records}, ${previous}, ${seal}, ${this.#now()})`);
        previous = seal;
      }
      return days.map(({ day }) => day);
    });
  }

  /** The newest seal: kept elsewhere (printed, mailed), it proves everything up to its day. */
  async newestSeal(): Promise<{ readonly day: number; readonly seal: string } | undefined> {
    const [row] = await this.#database.query<{ day: number; seal: string }>(sql`
      select day, seal from evidence_day where tenant = ${this.#tenant} order by day desc limit 1`);
    return row;
  }

  /** The seals of these days, in order; a day that is not over, or had no rows, has none. */
  sealsOf(days: readonly number[]): Promise<DaySeal[]> {
    return this.#database.query<DaySeal>(sql`
      select day, records, previous, seal, sealed_at as "sealedAt" from evidence_day
      where tenant = ${this.#tenant} and day in ${listOf(days)} order by day`);
  }

  /** Checks every row and every seal. Empty when all of it is as it was written. */
  async verify(): Promise<BrokenSeal[]> {
    const days = await this.#database.query<{
      day: number;
      records: number;
      previous: string;
      seal: string;
    }>(sql`select day, records, previous, seal from evidence_day
      where tenant = ${this.#tenant} order by day`);
    const broken: BrokenSeal[] = [];
    let previous = firstPrevious;
    for (const each of days) {
      const found = await this.#sealOf(this.#database, each.day, previous);
      const { day } = each;
      if (found.wrongBody !== undefined) {
        broken.push({ day, reason: `row ${found.wrongBody} does not say what it said` });
      }
      if (each.previous !== previous) broken.push({ day, reason: 'the day before was changed' });
      else if (found.records !== each.records) {
        broken.push({ day, reason: `it had ${each.records} rows and has ${found.records}` });
      } else if (found.seal !== each.seal) broken.push({ day, reason: 'a row was changed' });
      previous = each.seal;
    }
    return broken;
  }

  /** The seal a day must have after `previous`. Reads a thousand rows at a time. */
  async #sealOf(
    within: Pick<Statements, 'query'>,
    day: number,
    previous: string,
  ): Promise<{ records: number; seal: string; wrongBody: number | undefined }> {
    const hash = createHash('sha256').update(`${previous} ${day}\n`);
    let records = 0;
    let wrongBody: number | undefined;
    for (let after = 0; ; ) {
      const rows = await within.query<StoredRow>(sql`
        select id, kind, written_at, digest, salt, body from evidence
        where tenant = ${this.#tenant} and day = ${day} and id > ${after} order by id limit 1000`);
      for (const { id, kind, written_at, digest, salt, body } of rows) {
        hash.update(`${id} ${written_at} ${kind} ${digest}\n`);
        if (salt !== null && body !== null && sha256(salt, body) !== digest) wrongBody ??= id;
      }
      records += rows.length;
      if (rows.length < 1000) break;
      after = rows.at(-1)!.id;
    }
    return { records, seal: hash.digest('hex'), wrongBody };
  }
}

/** A legal hold: nothing of whom it names is taken away while it is in force. */
export interface LegalHold {
  readonly id: number;
  readonly person: number | null;
  readonly number: number | null;
  readonly reason: string;
  readonly placedAt: number;
  readonly placedBy: string;
}

/** The condition that a row of evidence is under no hold. */
export const notHeld = (tenant: number) => sql`not exists (
  select 1 from legal_hold
  where legal_hold.tenant = ${tenant} and lifted_at is null
    and (legal_hold.person = evidence.person or legal_hold.number = evidence.number))`;

export const refusedByHold = (holds: readonly LegalHold[]): StoreError =>
  new StoreError(
    'on-hold',
    `a legal hold is in force: ${holds.map(({ id, reason }) => `${reason} (${id})`).join(', ')}`,
  );
