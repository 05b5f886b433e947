/** How a campaign calls, for questions about one lead: the same that the dialer asks with. */

import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import type { CampaignText } from '../../config/campaign.ts';
import type { OutboundSite } from '../../config/site.ts';
import { callerIdFacts, type DialFrame } from './dial-facts.ts';
import type { House } from './house.ts';
import { legalBudget } from './legal-budget.ts';

/**
 * As if it ran: whether it does is said of the campaign, not of each lead. `ringMs` is the longest
 * of what campaign and law want, as it is when dialled.
 */
export function runningFrame(
  house: House,
  site: OutboundSite,
  tenant: string,
  row: CampaignRow,
  { dialling, legalClass }: CampaignText,
  now: number,
): DialFrame {
  const clock = house.clock(dialling.zone);
  const { ringMs } = legalBudget(house, dialling.callerIds[0]!, legalClass, clock, now);
  return {
    tenant,
    campaign: row.id,
    code: row.code,
    state: 'running',
    legalClass,
    dialling: { ...dialling, ringMs: Math.max(dialling.ringMs, ringMs) },
    path: dialling.mode,
    callerId: callerIdFacts(site, dialling.callerIds[0]!),
  };
}
