/** What has come of a campaign so far, counted: its leads by list, its attempts on three axes. */

import type { NetworkResult } from '../../core/outreach/cadence/results.ts';
import type { AnsweredBy } from './attempts.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

/** A list of a campaign, its share, and how many of its people became leads. */
export interface ListFigures {
  readonly list: string;
  readonly share: number;
  readonly leads: number;
  /** Of these: without a number that works. */
  readonly withoutNumber: number;
}

/** Attempts that ended alike. `network` null: they have not ended. */
export interface NetworkFigures {
  readonly network: NetworkResult | null;
  readonly attempts: number;
}

export interface AnswerFigures {
  readonly answeredBy: AnsweredBy;
  readonly attempts: number;
  /** Of these: a person, and no agent in time. */
  readonly abandoned: number;
}

/** Business results; the reason as a path, or null. */
export interface OutcomeFigures {
  readonly outcome: string;
  readonly reason: string | null;
  readonly attempts: number;
}

/** All attempts of a campaign, counted. */
export interface CampaignFigures {
  readonly attempts: number;
  /** Epoch ms; null: none was begun. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly network: readonly NetworkFigures[];
  readonly answered: readonly AnswerFigures[];
  readonly outcomes: readonly OutcomeFigures[];
}

/** What was dialled within a span, counted. */
export interface SpanFigures {
  readonly attempts: number;
  /** Answered by anybody or anything. */
  readonly connects: number;
  readonly humans: number;
  /** People for whom there was no agent in time. */
  readonly abandoned: number;
  readonly outcomes: readonly { readonly outcome: string; readonly attempts: number }[];
}

export class Figures {
  readonly #database: Database;
  readonly #tenant: number;

  constructor(database: Database, tenant: number) {
    this.#database = database;
    this.#tenant = tenant;
  }

  /** By list, in the order of their codes. */
  leadsByList(campaign: number): Promise<ListFigures[]> {
    return this.#database.query<ListFigures>(sql`
      select list.code as list, share,
        (select count(*) from lead where lead.campaign = campaign_list.campaign
          and lead.list = list.id) as leads,
        (select count(*) from lead where lead.campaign = campaign_list.campaign
          and lead.list = list.id and lead.reason = 'no-number') as "withoutNumber"
      from campaign_list join list on list.id = campaign_list.list
      where campaign_list.campaign = ${campaign} and list.tenant = ${this.#tenant}
      order by list.code`);
  }

  /** Cost: three counts over the index of the campaign's attempts. */
  async ofCampaign(campaign: number): Promise<CampaignFigures> {
    const own = sql`tenant = ${this.#tenant} and campaign = ${campaign}`;
    const [times, network, answered, outcomes] = await Promise.all([
      this.#database.query<Pick<CampaignFigures, 'attempts' | 'firstAt' | 'lastAt'>>(sql`
        select count(*) as attempts, min(requested_at) as "firstAt", max(requested_at) as "lastAt"
        from attempt where ${own}`),
      this.#database.query<NetworkFigures>(sql`
        select network, count(*) as attempts from attempt where ${own}
        group by network order by count(*) desc, network`),
      this.#database.query<AnswerFigures>(sql`
        select answered_by as "answeredBy", count(*) as attempts,
          coalesce(sum(abandoned), 0) as abandoned
        from attempt where ${own} and network = 'answered' and answered_by is not null
        group by answered_by order by count(*) desc, answered_by`),
      this.#database.query<OutcomeFigures>(sql`
        select outcome, reason, count(*) as attempts from attempt
        where ${own} and outcome is not null
        group by outcome, reason order by count(*) desc, outcome, reason`),
    ]);
    return { ...times[0]!, network, answered, outcomes };
  }

  /**
   * Attempts begun within `from` ≤ … < `until`. Cost: counts over the index of the campaign's
   * attempts.
   */
  async ofSpan(campaign: number, from: number, until: number): Promise<SpanFigures> {
    const own = sql`tenant = ${this.#tenant} and campaign = ${campaign}
      and requested_at >= ${from} and requested_at < ${until}`;
    const [counts, outcomes] = await Promise.all([
      this.#database.query<Omit<SpanFigures, 'outcomes'>>(sql`
        select count(*) as attempts,
          count(case when network = 'answered' then 1 end) as connects,
          count(case when network = 'answered' and answered_by = 'person' then 1 end) as humans,
          coalesce(sum(abandoned), 0) as abandoned
        from attempt where ${own}`),
      this.#database.query<{ outcome: string; attempts: number }>(sql`
        select outcome, count(*) as attempts from attempt where ${own} and outcome is not null
        group by outcome order by outcome`),
    ]);
    return { ...counts[0]!, outcomes };
  }
}
