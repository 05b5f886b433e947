/** What people do with a campaign once it is there. The dialer sees it within a second. */

import type { CampaignRow, CampaignState, Enrolment } from '../../adapters/store/campaigns.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { campaignOf } from '../../config/campaign.ts';

export const campaignActs = ['start', 'pause', 'end', 'enrol'] as const;
export type CampaignAct = (typeof campaignActs)[number];

/** What came of it. `enrolled` of `enrol` alone. */
export interface CampaignActed {
  readonly state: CampaignState;
  readonly enrolled?: Enrolment;
}

/** Rejects with `refused` where the state does not allow it: an ended campaign stays ended. */
export async function actOn(
  tenant: TenantStore,
  row: CampaignRow,
  act: CampaignAct,
): Promise<CampaignActed> {
  if (row.state === 'ended' && act !== 'end') {
    throw new StoreError('refused', `campaign ${row.code} has been ended; make another one`);
  }
  switch (act) {
    case 'start':
      await refuseFaulty(tenant, row);
      return to(tenant, row, 'running');
    case 'pause':
      if (row.state === 'draft') {
        throw new StoreError('refused', `campaign ${row.code} has not been started`);
      }
      return to(tenant, row, 'paused');
    case 'end':
      return to(tenant, row, 'ended');
    case 'enrol':
      return { state: row.state, enrolled: await tenant.campaigns.enrol(row.id) };
  }
}

async function to(
  tenant: TenantStore,
  row: CampaignRow,
  state: CampaignState,
): Promise<CampaignActed> {
  if (row.state !== state) await tenant.campaigns.setState(row.id, state);
  return { state };
}

/** One that nobody can dial would stand among those that run and never move. */
async function refuseFaulty(tenant: TenantStore, { id, code }: CampaignRow): Promise<void> {
  const read = campaignOf((await tenant.campaigns.find(id))?.written);
  if ('campaign' in read) return;
  throw new StoreError('refused', `campaign ${code} cannot be dialled: ${read.faults.join('; ')}`);
}
