/** Asking about one person of a campaign, and the answer in words. */

import type { Holder } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import { sightOf } from './campaign-sight.ts';
import type { CampaignAt, OutboundDesk } from './outbound-desk.ts';
import type { LeadQuestion, LeadWhy } from './why-lead.ts';
import { whyLeadText } from './why-lead-text.ts';

/** Everything a question about a person of this campaign needs. */
export async function questionOf(
  desk: OutboundDesk,
  campaign: string,
  holder: Holder,
  asked: string | undefined,
): Promise<LeadQuestion> {
  return questionAt(desk, await desk.campaign(holder, campaign, asked));
}

/** The same of a campaign that was found. Rejects with `campaign-invalid`. */
export async function questionAt(
  desk: OutboundDesk,
  { code: tenantCode, store: tenant, row }: CampaignAt,
): Promise<LeadQuestion> {
  const now = desk.now();
  const { read } = await sightOf(tenant, row, now);
  if ('faults' in read) {
    const sentence = `Campaign "${row.code}" cannot be dialled: ${read.faults.join('; ')}.`;
    throw new RequestError('campaign-invalid', sentence, { faults: read.faults });
  }
  const house = await desk.house();
  return { house, site: desk.outbound, tenantCode, tenant, row, text: read.campaign, now };
}

/** What stands in the way of a person, with its sentences. */
export function toldOfLead(answer: LeadWhy, { house, text }: LeadQuestion) {
  const { zone } = text.dialling;
  const said = (language: 'en' | 'ja') =>
    whyLeadText(answer, { language, zone, sourceOf: house.sourceOf });
  return { ...answer, text: { en: said('en'), ja: said('ja') } };
}
