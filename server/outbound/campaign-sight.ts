/** What the store knows of a campaign, for who asks why it is not dialling. */

import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { campaignOf } from '../../config/campaign.ts';
import type { PaceReport } from './pace-report.ts';
import type { WhySight } from './why.ts';

/** Rejects with `unknown` when the campaign is not there any more. Cost: a count over its leads. */
export async function sightOf(
  tenant: TenantStore,
  row: CampaignRow,
  now: number,
  startedAt?: number,
): Promise<WhySight> {
  const [campaign, pace, counts, nextDue] = await Promise.all([
    tenant.campaigns.find(row.id),
    tenant.campaigns.pace(row.id),
    tenant.leads.counts(row.id),
    tenant.leads.nextDue(row.id),
  ]);
  if (campaign === undefined) throw new StoreError('unknown', `there is no campaign ${row.code}`);
  return {
    row: { ...row, state: campaign.state },
    read: campaignOf(campaign.written),
    // Written by the program that dials, and by nobody else.
    pace: pace as PaceReport | undefined,
    counts,
    nextDue,
    now,
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}
