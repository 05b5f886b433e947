/** Campaigns of one tenant, and how people become their leads. */

import type { OutcomeTree } from '../../config/outcomes.ts';
import { outcomeFault } from '../../config/outcomes.ts';
import type { Segment } from '../../config/segment.ts';
import { type Database, type Row, type Statements, StoreError } from './database.ts';
import { scoreSql, whereSql } from './segment-sql.ts';
import { json, parsed, readJson, rowsOf, sql } from './sql.ts';

/** What a law may ask: what the calls are for. */
export type LegalClass = 'sale' | 'appointment' | 'survey' | 'charity' | 'political' | 'service';

export interface CampaignDraft {
  readonly code: string;
  readonly name?: string;
  /** What is counted as success: shown first everywhere. */
  readonly goal: string;
  readonly legalClass: LegalClass;
  /** Which people of its lists, and who first. */
  readonly segment: Segment;
  readonly outcomes: OutcomeTree;
  /** Lists by their number, and the share of dials each gets. */
  readonly shares: readonly { readonly list: number; readonly share: number }[];
  /** As it was written (config/campaign.ts); absent: nobody dials it. */
  readonly written?: unknown;
}

export const campaignStates = ['draft', 'running', 'paused', 'ended'] as const;
export type CampaignState = (typeof campaignStates)[number];

export interface Campaign extends Required<CampaignDraft> {
  readonly id: number;
  readonly state: CampaignState;
}

/** A campaign in a list of them. */
export interface CampaignRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly state: CampaignState;
}

/** What became of the leads when people were looked at anew. */
export interface Enrolment {
  readonly added: number;
  readonly withdrawn: number;
  readonly returned: number;
}

export class Campaigns {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /** Gives its number. Rejects with `conflict` when the code is taken. */
  async create(draft: CampaignDraft): Promise<number> {
    const fault = outcomeFault(draft.outcomes);
    if (fault !== undefined) throw new StoreError('refused', fault);
    return this.#database.transaction(async (within) => {
      const [row] = await within.query<{ id: number }>(sql`
        insert into campaign (tenant, code, name, goal, legal_class, segment, outcomes, written,
          created_at)
        values (${this.#tenant}, ${draft.code}, ${draft.name ?? draft.code}, ${draft.goal},
          ${draft.legalClass}, ${json(draft.segment)}, ${json(draft.outcomes)},
          ${json(draft.written ?? null)}, ${this.#now()})
        on conflict do nothing returning id`);
      if (row === undefined) {
        throw new StoreError('conflict', `there is a campaign ${draft.code} already`);
      }
      await this.#share(within, row.id, draft.shares);
      return row.id;
    });
  }

  /** By code. */
  all(): Promise<CampaignRow[]> {
    return this.#database.query<CampaignRow>(sql`
      select id, code, name, state from campaign where tenant = ${this.#tenant} order by code`);
  }

  /** Rejects when there is no such campaign. */
  async byCode(code: string): Promise<CampaignRow> {
    const found = (await this.all()).find((each) => each.code === code);
    if (found === undefined) throw new StoreError('unknown', `there is no campaign ${code}`);
    return found;
  }

  /** How it does, plain values; kept for whoever asks, also when nobody dials any more. */
  async setPace(id: number, pace: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#database.run(
      sql`update campaign set pace = ${json(pace)} where id = ${id} and tenant = ${this.#tenant}`,
      { relaxed: true },
    );
  }

  /** Undefined: nobody has dialled it yet. */
  async pace(id: number): Promise<unknown> {
    const [row] = await this.#database.query<Row>(sql`
      select ${readJson(sql`pace`)} as pace from campaign
      where id = ${id} and tenant = ${this.#tenant} and pace is not null`);
    return row === undefined ? undefined : parsed<unknown>(row.pace);
  }

  async find(id: number): Promise<Campaign | undefined> {
    const [row] = await this.#database.query<Row>(sql`
      select id, code, name, goal, legal_class as "legalClass", state,
        ${readJson(sql`segment`)} as segment, ${readJson(sql`outcomes`)} as outcomes,
        ${readJson(sql`written`)} as written
      from campaign where id = ${id} and tenant = ${this.#tenant}`);
    if (row === undefined) return undefined;
    const shares = await this.#database.query<Campaign['shares'][number]>(
      sql`select list, share from campaign_list where campaign = ${id} order by list`,
    );
    const segment = parsed<Segment>(row.segment);
    const outcomes = parsed<OutcomeTree>(row.outcomes);
    const written = row.written === null ? null : parsed<unknown>(row.written);
    return { ...(row as unknown as Campaign), segment, outcomes, written, shares };
  }

  async setState(id: number, state: Campaign['state']): Promise<void> {
    const changed = await this.#database.run(
      sql`update campaign set state = ${state} where id = ${id} and tenant = ${this.#tenant}`,
    );
    if (changed === 0) throw new StoreError('unknown', `there is no campaign ${id}`);
  }

  /** Other shares of the same or other lists, for the claims from now on. */
  async setShares(id: number, shares: CampaignDraft['shares']): Promise<void> {
    await this.#database.transaction((within) => this.#share(within, id, shares));
  }

  /**
   * Looks at the people of its lists anew: who is in the segment becomes a lead, or is one again;
   * who is no longer and has not been called is withdrawn; scores are as of now. So what the
   * segment counts and what is dialled are the same people, but for those without a number that
   * works. A lead that is claimed is left to its claim.
   */
  async enrol(id: number): Promise<Enrolment> {
    const campaign = await this.find(id);
    if (campaign === undefined) throw new StoreError('unknown', `there is no campaign ${id}`);
    const frame = { tenant: this.#tenant, now: this.#now() };
    const chosen = sql`
      select person.id as person, min(list_entry.list) as list, ${scoreSql(campaign.segment, frame)} as score,
        (select number from person_number
          where person_number.person = person.id and state = 'ok'
          order by place, number limit 1) as number
      from person
      join list_entry on list_entry.person = person.id
      join campaign_list on campaign_list.list = list_entry.list and campaign_list.campaign = ${id}
      where ${whereSql(campaign.segment, frame)}
      group by person.id`;
    return this.#database.transaction(async (within) => {
      const withdrawn = await within.run(sql`
        update lead set state = 'withdrawn', reason = 'not-in-segment'
        where campaign = ${id} and state in ('ready', 'waiting')
          and person not in (select person from (${chosen}) as c)`);
      const returned = await within.run(sql`
        update lead set state = 'ready', reason = 'fresh'
        where campaign = ${id} and state = 'withdrawn' and reason in ('not-in-segment', 'no-number')
          and person in (select person from (${chosen}) as c where number is not null)`);
      await within.run(sql`
        update lead set score = c.score, list = c.list, number = coalesce(lead.number, c.number)
        from (${chosen}) as c
        where lead.campaign = ${id} and lead.person = c.person
          and lead.state in ('ready', 'waiting')
          and (lead.score <> c.score or lead.list <> c.list or lead.number is null)`);
      const added = await within.run(sql`
        insert into lead (campaign, person, list, number, score, state, reason)
        select ${id}, person, list, number, score,
          case when number is null then 'withdrawn' else 'ready' end,
          case when number is null then 'no-number' else 'fresh' end
        from (${chosen}) as c where true
        on conflict (campaign, person) do nothing`);
      return { added, withdrawn, returned };
    });
  }

  async #share(
    within: Statements,
    campaign: number,
    shares: CampaignDraft['shares'],
  ): Promise<void> {
    await within.run(sql`delete from campaign_list where campaign = ${campaign}
      and campaign in (select id from campaign where tenant = ${this.#tenant})`);
    if (shares.length === 0) return;
    const rows = shares.map(({ list, share }) => [list, share]);
    const written = await within.run(sql`
      insert into campaign_list (campaign, list, share)
      select campaign.id, r.list, r.share
      from ${rowsOf({ list: 'int', share: 'int' }, rows)} as r
      join list on list.id = r.list and list.tenant = ${this.#tenant}
      join campaign on campaign.id = ${campaign} and campaign.tenant = ${this.#tenant}`);
    if (written < shares.length) {
      throw new StoreError(
        'unknown',
        'there is no such campaign, or one of its lists is not there',
      );
    }
  }
}
