/** What stands in the way of a campaign's leads, before any of them is called. */

import type { CampaignOutlook } from '../wire/campaign-wizard.ts';
import { type LeadQuestion, whyLead } from './why-lead.ts';
import { numberText } from './why-lead-text.ts';

const lookedMax = 200;

/** Looks at the first leads. Cost: some ms each. */
export async function outlookOf(question: LeadQuestion): Promise<CampaignOutlook> {
  const people = await question.tenant.leads.firstPeople(question.row.id, lookedMax);
  const { zone } = question.text.dialling;
  const { sourceOf } = question.house;
  const blocked = new Map<string, CampaignOutlook['blocked'][number]>();
  let free = 0;
  for (const person of people) {
    const answer = await whyLead(question, person);
    const open = answer?.numbers.find(({ stops, state }) => stops.length === 0 && state !== 'dead');
    if (open !== undefined) {
      free++;
      continue;
    }
    const first = answer?.numbers[0];
    const reason = first?.state === 'dead' ? 'dead' : (first?.stops[0]?.reason ?? 'no-number');
    const known = blocked.get(reason);
    const said = (language: 'en' | 'ja') => numberText(first, { language, zone, sourceOf });
    blocked.set(reason, {
      ...{ reason, people: (known?.people ?? 0) + 1 },
      text: known?.text ?? { en: said('en'), ja: said('ja') },
    });
  }
  const most = (a: { people: number }, b: { people: number }) => b.people - a.people;
  return { looked: people.length, free, blocked: [...blocked.values()].sort(most) };
}
