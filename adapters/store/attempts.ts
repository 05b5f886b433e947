/**
 * Attempts: each dialling, from the decision that allowed it to its result on three axes. It is
 * begun before the switch is asked to dial, durably: an attempt that is not in the store was not
 * made.
 */

import { type OutcomeTree, resultFault } from '../../config/outcomes.ts';
import type { Try } from '../../core/outreach/cadence/cadence.ts';
import type { NetworkResult, TryResult } from '../../core/outreach/cadence/results.ts';
import type { DialPath } from '../../core/outreach/may-dial/facts.ts';
import { type Database, type Row, type Statements, StoreError } from './database.ts';
import { appendEvidence } from './evidence.ts';
import type { Retention } from './retention.ts';
import { commaJoined, listOf, parsed, readJson, type Sql, sql } from './sql.ts';

/** Who was there. */
export type AnsweredBy = 'nobody' | 'person' | 'machine' | 'fax' | 'unknown';

export interface AttemptDraft {
  readonly campaign?: number;
  /** The claim it is made under: not one of a lease that is over. */
  readonly lead?: { readonly id: number; readonly claim: number };
  readonly person?: number;
  readonly number: number;
  /** The number shown to the person called. */
  readonly callerId?: number;
  readonly path: DialPath;
  /** Of the rules that allowed it. */
  readonly packVersion: string;
  /** The decision by its number, and the facts it was made from. */
  readonly decision: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly retention: Retention;
  readonly requestedAt: number;
}

/** When what happened, epoch ms; told as it happens. */
export interface AttemptMarks {
  readonly rangAt?: number;
  readonly answeredAt?: number;
  readonly voiceAt?: number;
  readonly greetingEndedAt?: number;
  readonly agentAt?: number;
  readonly agent?: string;
  /** The identification message that was played in place of an agent. */
  readonly message?: string;
  readonly scriptVersion?: string;
  readonly recordingHash?: string;
}

export interface AttemptEnd extends AttemptMarks {
  readonly endedAt: number;
  readonly network: NetworkResult;
  readonly answeredBy: AnsweredBy;
  /** Cause of Q.850. */
  readonly cause?: number;
  /** Answered by a person, and no agent in time. */
  readonly isAbandoned?: boolean;
  /** Why a program took it for a machine, and by which rule: kept with the evidence. */
  readonly detection?: Readonly<Record<string, unknown>>;
}

/** An attempt that has been begun and not ended, with the claim it was made under. */
export interface OpenAttempt {
  readonly id: number;
  readonly campaign: number | null;
  readonly person: number | null;
  readonly number: number;
  readonly callerId: number | null;
  readonly lead: number | null;
  readonly claim: number | null;
  readonly claimedBy: string | null;
  readonly requestedAt: number;
  readonly rangAt: number | null;
  readonly answeredAt: number | null;
  readonly agentAt: number | null;
  readonly agent: string | null;
}

/** An attempt with everything that came of it. Moments are epoch ms. */
export interface AttemptRecord extends Omit<OpenAttempt, 'claim' | 'claimedBy'> {
  /** Code of the campaign; null: it was for none. */
  readonly campaignCode: string | null;
  readonly callerId: number | null;
  readonly path: DialPath;
  readonly packVersion: string;
  readonly voiceAt: number | null;
  readonly greetingEndedAt: number | null;
  readonly endedAt: number | null;
  readonly network: NetworkResult | null;
  readonly answeredBy: AnsweredBy | null;
  readonly cause: number | null;
  readonly abandoned: 0 | 1;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly message: string | null;
  readonly scriptVersion: string | null;
  readonly recordingHash: string | null;
}

interface TryRow {
  readonly at: number;
  readonly network: NetworkResult;
  readonly answeredBy: AnsweredBy;
  readonly abandoned: number;
  readonly agentAt: number | null;
}

/** Attempts in a row that find no such number before the number is dead. */
const deadAfter = 3;

const recordColumns = sql`attempt.id, campaign, campaign.code as "campaignCode", person, number,
  lead, caller_id as "callerId", path, pack_version as "packVersion",
  requested_at as "requestedAt", rang_at as "rangAt", answered_at as "answeredAt",
  voice_at as "voiceAt", greeting_ended_at as "greetingEndedAt", agent_at as "agentAt", agent,
  ended_at as "endedAt", network, answered_by as "answeredBy", cause, abandoned, outcome, reason,
  message, script_version as "scriptVersion", recording_hash as "recordingHash"`;

const markColumns: Readonly<Record<keyof AttemptMarks, Sql>> = {
  rangAt: sql`rang_at`,
  answeredAt: sql`answered_at`,
  voiceAt: sql`voice_at`,
  greetingEndedAt: sql`greeting_ended_at`,
  agentAt: sql`agent_at`,
  agent: sql`agent`,
  message: sql`message`,
  scriptVersion: sql`script_version`,
  recordingHash: sql`recording_hash`,
};

export class Attempts {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /**
   * Writes that a number is about to be dialled and why it may be. Rejects with `refused` when the
   * lead is claimed by somebody else by now: then it must not be dialled.
   */
  begin(draft: AttemptDraft): Promise<number> {
    const { lead, person, number, requestedAt } = draft;
    return this.#database.transaction(async (within) => {
      if (lead !== undefined) await this.#countLead(within, lead);
      const [row] = await within.query<{ id: number }>(sql`
        insert into attempt (tenant, campaign, lead, person, number, caller_id, path, pack_version,
          decision, requested_at)
        values (${this.#tenant}, ${draft.campaign ?? null}, ${lead?.id ?? null}, ${person ?? null},
          ${number}, ${draft.callerId ?? null}, ${draft.path}, ${draft.packVersion},
          ${draft.decision}, ${requestedAt}) returning id`);
      const { id } = row!;
      await within.run(sql`
        update person set attempts = attempts + 1, last_attempt_at = ${requestedAt}
        where id = ${person ?? null} and tenant = ${this.#tenant}`);
      const body = {
        decision: draft.decision,
        packVersion: draft.packVersion,
        path: draft.path,
        campaign: draft.campaign,
        callerId: draft.callerId,
        requestedAt,
        facts: draft.facts,
      };
      const about = { person: person ?? null, number, attempt: id, retention: draft.retention };
      const evidence = { kind: 'decision', ...about, body } as const;
      await appendEvidence(within, this.#tenant, evidence, this.#now());
      return id;
    });
  }

  /** Tells times of an attempt that is under way; one that is told twice keeps its first. */
  async mark(id: number, marks: AttemptMarks): Promise<void> {
    const sets = Object.entries(markColumns).flatMap(([name, column]) => {
      const value = marks[name as keyof AttemptMarks];
      return value === undefined ? [] : [sql`${column} = coalesce(${column}, ${value})`];
    });
    if (sets.length === 0) return;
    const changed = await this.#database.run(
      sql`update attempt set ${commaJoined(sets)} where id = ${id} and tenant = ${this.#tenant}`,
      { relaxed: true },
    );
    if (changed === 0) throw new StoreError('unknown', `there is no attempt ${id}`);
  }

  /**
   * Ends an attempt once; what it was goes into the evidence. A number that is dead is marked so.
   * Who was there is what an agent has said meanwhile, if one has.
   */
  async end(id: number, end: AttemptEnd, retention: Retention): Promise<void> {
    await this.mark(id, end);
    const { endedAt, network, answeredBy, cause = null, isAbandoned = false } = end;
    await this.#database.transaction(async (within) => {
      const [row] = await within.query<Row & { person: number | null; number: number }>(sql`
        update attempt set ended_at = ${endedAt}, network = ${network},
          answered_by = coalesce(answered_by, ${answeredBy}), cause = ${cause}, abandoned = ${isAbandoned ? 1 : 0}
        where id = ${id} and tenant = ${this.#tenant} and ended_at is null returning *`);
      if (row === undefined) {
        throw new StoreError('refused', `attempt ${id} is not there, or has ended`);
      }
      const { person, number } = row;
      if (row.answered_by === 'person' && row.agent_at !== null) {
        await within.run(sql`
          update person set talks = talks + 1, last_talk_at = ${endedAt} where id = ${person}`);
      }
      await this.#judgeNumber(within, number, network);
      const about = { person, number, attempt: id, retention };
      const body = end.detection === undefined ? row : { ...row, detection: end.detection };
      const evidence = { kind: 'attempt', ...about, body } as const;
      await appendEvidence(within, this.#tenant, evidence, this.#now());
    });
  }

  /**
   * The business result, with its reason as a path: `price/too-high`. Rejects with `refused` when
   * the campaign knows no such outcome, or asks for a reason that is not named.
   */
  async setResult(id: number, outcome: string, reason?: string): Promise<void> {
    const [row] = await this.#database.query<Row>(sql`
      select ${readJson(sql`campaign.outcomes`)} as outcomes
      from attempt join campaign on campaign.id = attempt.campaign
      where attempt.id = ${id} and attempt.tenant = ${this.#tenant}`);
    if (row === undefined) throw new StoreError('unknown', `attempt ${id} is of no campaign`);
    const fault = resultFault(parsed<OutcomeTree>(row.outcomes), outcome, reason);
    if (fault !== undefined) throw new StoreError('refused', fault);
    await this.#database.run(sql`
      update attempt set outcome = ${outcome}, reason = ${reason ?? null} where id = ${id}`);
  }

  /** An agent heard who was there: their word stands, before the end and after it. */
  async setAnsweredBy(id: number, answeredBy: AnsweredBy): Promise<void> {
    const changed = await this.#database.run(sql`
      update attempt set answered_by = ${answeredBy}
      where id = ${id} and tenant = ${this.#tenant} and answered_at is not null`);
    if (changed === 0) throw new StoreError('refused', `nobody has answered attempt ${id}`);
  }

  /** Of these attempts, those of which an agent said that a machine was there, or a refusal. */
  words(ids: readonly number[]): Promise<{ id: number; machine: 0 | 1; refused: 0 | 1 }[]> {
    const machine = sql`case when answered_by = 'machine' then 1 else 0 end`;
    const refused = sql`case when exists (select 1 from refusal
      where refusal.attempt = attempt.id and refusal.source = 'call') then 1 else 0 end`;
    return this.#database.query(sql`
      select id, machine, refused from (
        select id, ${machine} as machine, ${refused} as refused from attempt
        where id in ${listOf(ids)} and tenant = ${this.#tenant}) as told
      where machine = 1 or refused = 1`);
  }

  /** Undefined: this tenant has no such attempt. */
  async find(id: number): Promise<AttemptRecord | undefined> {
    const [row] = await this.#records(sql`attempt.id = ${id}`);
    return row;
  }

  /** Every attempt to a number begun between two moments, oldest first. */
  toNumber(number: number, fromMs: number, untilMs: number): Promise<AttemptRecord[]> {
    return this.#records(
      sql`number = ${number} and requested_at >= ${fromMs} and requested_at < ${untilMs}`,
    );
  }

  #records(which: Sql): Promise<AttemptRecord[]> {
    return this.#database.query<AttemptRecord>(sql`
      select ${recordColumns} from attempt left join campaign on campaign.id = attempt.campaign
      where attempt.tenant = ${this.#tenant} and ${which}
      order by requested_at, attempt.id`);
  }

  /**
   * Attempts begun and never ended: after a crash, those whose fate the switch must be asked for.
   */
  open(): Promise<OpenAttempt[]> {
    return this.#database.query<OpenAttempt>(sql`
      select attempt.id, attempt.campaign, attempt.person, attempt.number,
        caller_id as "callerId", lead, lead.claim, lead.claimed_by as "claimedBy", requested_at as "requestedAt",
        rang_at as "rangAt", answered_at as "answeredAt", agent_at as "agentAt", agent
      from attempt left join lead on lead.id = attempt.lead
      where attempt.tenant = ${this.#tenant} and ended_at is null
      order by requested_at, attempt.id`);
  }

  /** What came of all attempts of a campaign to a person that have ended, oldest first. */
  async tries(campaign: number, person: number): Promise<Try[]> {
    const rows = await this.#database.query<TryRow>(sql`
      select requested_at as "at", network, answered_by as "answeredBy", abandoned,
        agent_at as "agentAt"
      from attempt where campaign = ${campaign} and person = ${person} and ended_at is not null
        and tenant = ${this.#tenant}
      order by requested_at, id`);
    return rows.map((row) => ({ at: row.at, result: resultOfTry(row) }));
  }

  async #countLead(
    within: Statements,
    { id, claim }: NonNullable<AttemptDraft['lead']>,
  ): Promise<void> {
    const changed = await within.run(sql`
      update lead set attempts = attempts + 1
      where id = ${id} and claim = ${claim} and state = 'claimed'
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    if (changed === 0) {
      throw new StoreError('refused', `lead ${id} is no longer claimed here: its lease was over`);
    }
  }

  /** Three times in a row no such number: it is dead. A ring shows that it is alive. */
  async #judgeNumber(within: Statements, number: number, network: NetworkResult): Promise<void> {
    const own = sql`tenant = ${this.#tenant} and number = ${number}`;
    if (network === 'unallocated') {
      await within.run(sql`
        update person_number set unallocated = unallocated + 1,
          state = case when unallocated + 1 >= ${deadAfter} then 'dead' else state end
        where ${own}`);
    } else if (network === 'answered' || network === 'no-answer' || network === 'busy') {
      await within.run(sql`
        update person_number set unallocated = 0, state = 'ok'
        where ${own} and (unallocated > 0 or state = 'dead')`);
    }
  }
}

/** Both axes in one word, as the cadence takes them. */
function resultOfTry({ network, answeredBy, abandoned, agentAt }: TryRow): TryResult {
  if (network !== 'answered') return network;
  if (answeredBy === 'machine' || answeredBy === 'fax') return 'machine';
  if (agentAt !== null) return 'person';
  return abandoned === 1 ? 'abandoned' : 'hung-up-early';
}
