/**
 * Whom agents had on their desks when the server ended. Whoever may still be called is shown again
 * until the same moment; anybody else is given back at once, and the agent is told why.
 */

import type { Lead } from '../../adapters/store/leads.ts';
import type { Person } from '../../adapters/store/person.ts';
import { RequestError } from '../errors.ts';
import type { ShownPerson } from '../wire/desk.ts';
import { askedMs, shownMs } from './by-hand.ts';
import { questionAt, toldOfLead } from './lead-question.ts';
import type { CampaignAt, OutboundDesk } from './outbound-desk.ts';
import { whyLead } from './why-lead.ts';

/** A person on a desk, and the lead it is. */
export interface OnDesk {
  readonly lead: number;
  readonly shown: ShownPerson;
}

/** As a desk shows a lead. */
export function shownOf(
  campaign: string,
  { name, kana, company, numbers, id }: Person,
  { attempts }: Pick<Lead, 'attempts'>,
  rest: Pick<ShownPerson, 'until' | 'state' | 'why'>,
): ShownPerson {
  return {
    ...{ campaign, person: id, name, kana, company, attempts },
    numbers: numbers.map(({ number, kind }) => ({ number: `+${number}`, kind })),
    ...rest,
  };
}

/** By agent. Asks of each whether it may be dialled now; nobody is dialled. */
export async function shownBefore(
  desk: OutboundDesk,
  { code, store }: Pick<CampaignAt, 'code' | 'store'>,
): Promise<ReadonlyMap<string, OnDesk>> {
  const found = new Map<string, OnDesk>();
  const now = desk.now();
  for (const row of await store.campaigns.all()) {
    const span = { from: now - askedMs, until: now + shownMs };
    for (const lead of await store.leads.onScreens(row.id, span)) {
      const shown = await shownAgain(desk, { code, store, row }, lead);
      if (shown) found.set(lead.agent, { lead: lead.id, shown });
    }
  }
  return found;
}

async function shownAgain(
  desk: OutboundDesk,
  at: CampaignAt,
  lead: Lead & { readonly agent: string },
): Promise<ShownPerson | undefined> {
  const now = desk.now();
  const isAsked = lead.reason === 'by-hand';
  const until = isAsked ? lead.dueAt + askedMs : lead.dueAt;
  const isOurs = desk
    .site()
    .agents.some(({ id, tenant }) => id === lead.agent && tenant === at.code);
  const person = isOurs && until > now ? await at.store.people.find(lead.person) : undefined;
  if (!person) return undefined;
  // What was asked for is dialled by the dialer, which asks whether it may itself.
  const why = isAsked ? null : await obstacle(desk, at, lead.person);
  if (why === null) {
    return shownOf(at.row.code, person, lead, { until, state: isAsked ? 'asked' : 'shown', why });
  }
  await at.store.leads.schedule(lead.id, now, 'lease-ended');
  return shownOf(at.row.code, person, lead, { until: now + shownMs, state: 'released', why });
}

/** Why this person may not be dialled by hand now; null: may. */
async function obstacle(
  desk: OutboundDesk,
  at: CampaignAt,
  person: number,
): Promise<ShownPerson['why']> {
  const { code, state } = at.row;
  if (state !== 'running') {
    return {
      en: `The campaign ${code} is not running.`,
      ja: `キャンペーン「${code}」は実施中ではありません。`,
    };
  }
  try {
    const question = await questionAt(desk, at);
    const answer = await whyLead(question, person);
    if (answer?.numbers.some((each) => each.state === 'ok' && each.stops.length === 0)) return null;
    return answer ? toldOfLead(answer, question).text : null;
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'campaign-invalid') throw error;
    return { en: error.message, ja: `キャンペーン「${code}」の内容に誤りがあります。` };
  }
}
