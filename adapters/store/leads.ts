/**
 * The people of a campaign still to be called. A claim takes them straight from the index, best
 * score first within its list, and nobody else gets them while its lease lasts: there is no list
 * of next leads to fill, and none to run empty. A worker that dies leaves its leads claimed; when
 * the lease ends they are ready again.
 */

import { Mix, type Share } from '../../core/outreach/mix/mix.ts';
import { type Database, StoreError } from './database.ts';
import { amongFirst, either, sql } from './sql.ts';

/** A lead that is ours until `leaseUntil`. */
export interface ClaimedLead {
  readonly id: number;
  readonly campaign: number;
  readonly person: number;
  readonly list: number;
  readonly number: number;
  readonly score: number;
  /** Attempts so far. */
  readonly attempts: number;
  /** Which claim of this lead it is. */
  readonly claim: number;
  /** Why it is dialled: fresh, lease-ended, or what `finish` was told. */
  readonly reason: string;
  /** Epoch ms. */
  readonly leaseUntil: number;
}

/** What becomes of a lead after a claim. */
export type LeadNext =
  | {
      readonly state: 'waiting';
      readonly dueAt: number;
      readonly reason: string;
      readonly number?: number;
    }
  | { readonly state: 'done'; readonly reason: string };

/** A person in a campaign. */
export interface Lead {
  readonly id: number;
  readonly campaign: number;
  readonly person: number;
  readonly list: number;
  readonly number: number | null;
  readonly state: LeadCount['state'];
  readonly reason: string;
  /** Of one that waits. */
  readonly dueAt: number;
  readonly attempts: number;
  readonly score: number;
}

export interface LeadCount {
  readonly state: 'ready' | 'waiting' | 'claimed' | 'done' | 'withdrawn';
  readonly reason: string;
  readonly leads: number;
}

const leadColumns = sql`id, campaign, person, list, number, state, reason, due_at as "dueAt",
  attempts, score`;
/** Leads made ready in one go at most. */
const wakeMax = 5000;
/** How often those whose time has come are looked for. */
const wakeEveryMs = 250;

/**
 * Skips what another worker of PostgreSQL holds at this moment; SQLite has one writer at a time.
 */
const skipLocked = either(sql``, sql`for update skip locked`);

export class Leads {
  readonly #database: Database;
  readonly #tenant: number;

  constructor(database: Database, tenant: number) {
    this.#database = database;
    this.#tenant = tenant;
  }

  /** For one worker that dials a campaign. Shares changed later are seen by a new one. */
  async claims(campaign: number, worker: string): Promise<LeadClaims> {
    const shares = await this.#database.query<Share>(sql`
      select list, share from campaign_list
      where campaign in (select id from campaign where id = ${campaign} and tenant = ${this.#tenant})
      order by list`);
    if (shares.length === 0) throw new StoreError('unknown', `campaign ${campaign} has no lists`);
    return new LeadClaims(this.#database, campaign, worker, new Mix(shares));
  }

  /** Why the leads of a campaign are where they are. */
  counts(campaign: number): Promise<LeadCount[]> {
    return this.#database.query<LeadCount>(sql`
      select state, reason, count(*) as leads from lead
      where campaign in (select id from campaign where id = ${campaign} and tenant = ${this.#tenant})
      group by state, reason order by state, reason`);
  }

  /**
   * Takes back what this worker had claimed and dialled nobody for: it has started anew. Gives how
   * many.
   */
  release(worker: string): Promise<number> {
    return this.#database.run(sql`
      update lead set state = 'ready', claimed_by = null, reason = 'lease-ended'
      where state = 'claimed' and claimed_by = ${worker}
        and campaign in (select id from campaign where tenant = ${this.#tenant})
        and not exists (select 1 from attempt where attempt.lead = lead.id and ended_at is null)`);
  }

  /** Undefined: this tenant has no such lead. */
  async find(campaign: number, person: number): Promise<Lead | undefined> {
    const [row] = await this.#database.query<Lead>(sql`
      select ${leadColumns} from lead where campaign = ${campaign} and person = ${person}
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    return row;
  }

  /** Its first people, in the order in which they were enrolled. */
  async firstPeople(campaign: number, most: number): Promise<number[]> {
    const rows = await this.#database.query<{ readonly person: number }>(sql`
      select person from lead where campaign = ${campaign}
        and campaign in (select id from campaign where tenant = ${this.#tenant})
      order by id limit ${most}`);
    return rows.map(({ person }) => person);
  }

  /**
   * Who would be dialled next: the one that has been due longest, else the best that is ready.
   * Undefined: nobody. Nothing is claimed.
   */
  async next(campaign: number, now: number): Promise<Lead | undefined> {
    const own = sql`campaign in (select id from campaign
      where id = ${campaign} and tenant = ${this.#tenant})`;
    const [due] = await this.#database.query<Lead>(sql`
      select ${leadColumns} from lead where ${own} and campaign = ${campaign}
        and state = 'waiting' and due_at <= ${now} and number is not null
      order by due_at limit 1`);
    if (due !== undefined) return due;
    const lists = await this.#database.query<{ list: number }>(
      sql`select list from campaign_list where ${own}`,
    );
    const best: Lead[] = [];
    for (const { list } of lists) {
      const [row] = await this.#database.query<Lead>(sql`
        select ${leadColumns} from lead
        where campaign = ${campaign} and list = ${list} and state = 'ready'
        order by score desc, id limit 1`);
      if (row !== undefined) best.push(row);
    }
    return best.sort((a, b) => b.score - a.score || a.id - b.id)[0];
  }

  /** When the next of those that wait is due; undefined: none waits. */
  async nextDue(campaign: number): Promise<number | undefined> {
    const [row] = await this.#database.query<{ at: number | null }>(sql`
      select min(due_at) as at from lead where campaign = ${campaign} and state = 'waiting'
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    return row?.at ?? undefined;
  }

  /**
   * What a call came to for the business is why its lead is through. One that is claimed, or waits
   * for another call, keeps its reason. Gives whether there was one to tell.
   */
  async settleAs(lead: number, reason: string): Promise<boolean> {
    const changed = await this.#database.run(sql`
      update lead set reason = ${reason} where id = ${lead} and state = 'done'
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    return changed > 0;
  }

  /**
   * A lead that is through waits again, for a promise that was made in its last call. Gives whether
   * it does: one that is claimed is told when its claim ends.
   */
  async reopen(lead: number, dueAt: number, reason: string): Promise<boolean> {
    const changed = await this.#database.run(sql`
      update lead set state = 'waiting', due_at = ${dueAt}, reason = ${reason}
      where id = ${lead} and state in ('ready', 'waiting', 'done')
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    return changed > 0;
  }

  /**
   * The lead of a person, made due at a time: a promise to call back goes before its cadence. `by`:
   * the agent on whose screen it is.
   */
  async schedule(lead: number, dueAt: number, reason: string, by?: string): Promise<void> {
    const changed = await this.#database.run(sql`
      update lead set state = 'waiting', due_at = ${dueAt}, reason = ${reason},
        claimed_by = ${by ?? null}
      where id = ${lead} and state in ('ready', 'waiting')
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    if (changed === 0) {
      throw new StoreError('refused', `lead ${lead} is not there, claimed, or through`);
    }
  }

  /**
   * Puts the lead on a screen: nobody else gets it until then. Gives whether it could be had: it
   * may have been put on another a moment ago. `agent` undefined: on a screen of somebody else's.
   */
  async show(
    lead: number,
    { agent, now, until }: { agent: string | undefined; now: number; until: number },
  ): Promise<boolean> {
    const changed = await this.#database.run(sql`
      update lead set state = 'waiting', due_at = ${until}, reason = ${onScreen},
        claimed_by = ${agent ?? null}
      where id = ${lead} and state in ('ready', 'waiting')
        and not (state = 'waiting' and reason = ${onScreen} and due_at > ${now})
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    return changed > 0;
  }

  /** Takes it off the screen; it stays out of reach until its time. */
  async unshow(lead: number): Promise<void> {
    await this.#database.run(sql`
      update lead set claimed_by = null where id = ${lead} and state = 'waiting'
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
  }

  /** Those on the screens of agents, or asked for from there, due within `from` < … ≤ `until`. */
  async onScreens(
    campaign: number,
    { from, until }: { readonly from: number; readonly until: number },
  ): Promise<(Lead & { readonly agent: string })[]> {
    return this.#database.query<Lead & { readonly agent: string }>(sql`
      select ${leadColumns}, claimed_by as agent from lead
      where campaign = ${campaign} and state in ('waiting', 'claimed') and state = 'waiting'
        and due_at > ${from} and due_at <= ${until} and claimed_by is not null
        and campaign in (select id from campaign where tenant = ${this.#tenant})`);
  }
}

/** Why a lead waits that is on a screen. */
const onScreen = 'shown';

export class LeadClaims {
  readonly #database: Database;
  readonly #campaign: number;
  readonly #worker: string;
  readonly #mix: Mix;
  #wokenAt = -Infinity;

  constructor(database: Database, campaign: number, worker: string, mix: Mix) {
    this.#database = database;
    this.#campaign = campaign;
    this.#worker = worker;
    this.#mix = mix;
  }

  /**
   * Up to `count` leads, lists in their shares; fewer when there are no more. What is claimed
   * outlives a crash of the program at once, a loss of power as soon as an attempt is begun: that
   * commit is durable, and this one with it.
   * Cost: with ten million leads 0.1 ms in SQLite; with a million 0.6 ms in PostgreSQL.
   */
  async take(count: number, now: number, leaseMs: number): Promise<ClaimedLead[]> {
    if (now - this.#wokenAt >= wakeEveryMs) await this.#wake(now);
    const taken: ClaimedLead[] = [];
    const empty = new Set<number>();
    while (taken.length < count) {
      const picks = this.#mix.take(count - taken.length, empty);
      if (picks.size === 0) break;
      for (const [list, wanted] of picks) {
        const got = await this.#takeOf(list, wanted, now + leaseMs);
        if (got.length < wanted) empty.add(list);
        taken.push(...got);
      }
    }
    return taken;
  }

  /** One lead out of its turn; undefined: it is claimed, or through. */
  async takeOne(id: number, now: number, leaseMs: number): Promise<ClaimedLead | undefined> {
    const leaseUntil = now + leaseMs;
    const [row] = await this.#database.query<Omit<ClaimedLead, 'leaseUntil'>>(
      sql`update lead set state = 'claimed', due_at = ${leaseUntil}, claim = claim + 1,
          claimed_by = ${this.#worker}
        where id = ${id} and campaign = ${this.#campaign} and state in ('ready', 'waiting')
          and number is not null
        returning id, campaign, person, list, number, score, attempts, claim, reason`,
      { relaxed: true },
    );
    return row && { ...row, leaseUntil };
  }

  /**
   * Ends a claim. Rejects with `refused` when the lease was over and the lead is no longer ours:
   * then somebody else has it.
   */
  async finish({ id, claim }: Pick<ClaimedLead, 'id' | 'claim'>, next: LeadNext): Promise<void> {
    const dueAt = next.state === 'waiting' ? next.dueAt : 0;
    const number = next.state === 'waiting' ? (next.number ?? null) : null;
    const changed = await this.#database.run(sql`
      update lead set state = ${next.state}, due_at = ${dueAt}, reason = ${next.reason},
        number = coalesce(${number}, number), claimed_by = null
      where id = ${id} and claim = ${claim} and state = 'claimed'`);
    if (changed === 0) throw notOurs(id);
  }

  /** A conversation lasts longer than its lease. */
  async extend(
    { id, claim }: Pick<ClaimedLead, 'id' | 'claim'>,
    leaseUntil: number,
  ): Promise<void> {
    const changed = await this.#database.run(
      sql`update lead set due_at = ${leaseUntil}
        where id = ${id} and claim = ${claim} and state = 'claimed'`,
      { relaxed: true },
    );
    if (changed === 0) throw notOurs(id);
  }

  /** Leads whose time has come, and those whose lease has ended, are ready. */
  async #wake(now: number): Promise<void> {
    const woken = await this.#database.run(
      sql`update lead set state = 'ready', claimed_by = null,
          reason = case when state = 'claimed' then 'lease-ended' else reason end
        where ${amongFirst(
          sql`id`,
          sql`select id from lead
            where campaign = ${this.#campaign} and state in ('waiting', 'claimed')
              and due_at <= ${now}
            order by due_at limit ${wakeMax} ${skipLocked}`,
        )}`,
      { relaxed: true },
    );
    // A full hand: there may be more.
    if (woken < wakeMax) this.#wokenAt = now;
  }

  async #takeOf(list: number, count: number, leaseUntil: number): Promise<ClaimedLead[]> {
    const rows = await this.#database.query<Omit<ClaimedLead, 'leaseUntil'>>(
      sql`update lead set state = 'claimed', due_at = ${leaseUntil}, claim = claim + 1,
          claimed_by = ${this.#worker}
        where ${amongFirst(
          sql`id`,
          sql`select id from lead
            where campaign = ${this.#campaign} and list = ${list} and state = 'ready'
            order by score desc, id limit ${count} ${skipLocked}`,
        )}
        returning id, campaign, person, list, number, score, attempts, claim, reason`,
      { relaxed: true },
    );
    return rows
      .map((row) => ({ ...row, leaseUntil }))
      .sort((a, b) => b.score - a.score || a.id - b.id);
  }
}

const notOurs = (id: number): StoreError =>
  new StoreError('refused', `lead ${id} is no longer claimed here: its lease was over`);
