/** A campaign as it was written becomes one in the store, with its leads. */

import type { Enrolment } from '../../adapters/store/campaigns.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { CampaignText } from '../../config/campaign.ts';

/** What came of it. */
export interface CampaignMade {
  readonly id: number;
  readonly enrolled: Enrolment;
}

/**
 * Makes the campaign, as a draft, and its leads. Rejects with a `StoreError`: `unknown` for a list
 * that is not there, `conflict` for a code that is taken.
 */
export async function makeCampaign(
  tenant: TenantStore,
  text: CampaignText,
  written: unknown,
): Promise<CampaignMade> {
  const { code, name, goal, legalClass, segment, outcomes } = text;
  const shares = await Promise.all(
    Object.entries(text.lists).map(async ([list, share]) => ({
      list: await tenant.lists.idOf(list),
      share,
    })),
  );
  const draft = { code, name, goal, legalClass, segment, outcomes, shares, written };
  const id = await tenant.campaigns.create(draft);
  return { id, enrolled: await tenant.campaigns.enrol(id) };
}
