/** A campaign as it is shown: its goal, then what became of leads and attempts. Plain JSON. */

import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { CampaignFigures, ListFigures } from '../../adapters/store/figures.ts';
import type { LeadCount } from '../../adapters/store/leads.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { sightOf } from './campaign-sight.ts';
import { type Why, why } from './why.ts';

export interface CampaignShown {
  readonly code: string;
  readonly name: string;
  readonly state: CampaignRow['state'];
  readonly goal: {
    /** The outcome that counts as success, and what it is called. */
    readonly outcome: string;
    readonly name: string;
    /** Attempts that came to it, or to another outcome that reaches the goal. */
    readonly reached: number;
    /** Of all leads that are or were in it, 0 to 1; null: there are none. */
    readonly share: number | null;
  };
  readonly legalClass: string;
  readonly lists: readonly ListFigures[];
  readonly leads: readonly LeadCount[];
  readonly attempts: CampaignFigures;
  /** Within the law's window, as last reported; null: nobody has dialled it. */
  readonly abandonment: {
    readonly answered: number;
    readonly abandoned: number;
    /** 0 to 1; null: nobody has answered. */
    readonly share: number | null;
    readonly most: number;
    readonly rule: string | null;
    /** Epoch ms of the report. */
    readonly at: number;
  } | null;
  readonly why: Why;
}

/** Rejects with `unknown` when it is gone. Cost: counts over its leads and attempts. */
export async function showCampaign(
  tenant: TenantStore,
  row: CampaignRow,
  now: number,
): Promise<CampaignShown> {
  const [campaign, sight, attempts, lists] = await Promise.all([
    tenant.campaigns.find(row.id),
    sightOf(tenant, row, now),
    tenant.figures.ofCampaign(row.id),
    tenant.figures.leadsByList(row.id),
  ]);
  if (campaign === undefined) throw new StoreError('unknown', `there is no campaign ${row.code}`);
  const { goal, outcomes, legalClass } = campaign;
  const isGoal = (outcome: string): boolean =>
    outcome === goal || outcomes[outcome]?.isGoal === true;
  const reached = attempts.outcomes.reduce(
    (sum, each) => sum + (isGoal(each.outcome) ? each.attempts : 0),
    0,
  );
  const all = sight.counts.reduce((sum, { leads }) => sum + leads, 0);
  return {
    ...{ code: row.code, name: row.name, state: campaign.state, legalClass },
    goal: {
      outcome: goal,
      name: outcomes[goal]?.name ?? goal,
      reached,
      share: shareOf(reached, all),
    },
    ...{ lists, leads: sight.counts, attempts },
    abandonment: abandonmentOf(sight.pace),
    why: why(sight),
  };
}

function abandonmentOf(
  pace: Awaited<ReturnType<typeof sightOf>>['pace'],
): CampaignShown['abandonment'] {
  if (pace === undefined) return null;
  const { answered, abandoned, most, rule } = pace.window;
  return { answered, abandoned, share: shareOf(abandoned, answered), most, rule, at: pace.at };
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
