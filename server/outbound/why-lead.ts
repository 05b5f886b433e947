/** Why one person is not dialled: state, reason, when due, and all that is in the way. */

import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import type { Lead } from '../../adapters/store/leads.ts';
import type { Person, PersonNumber } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { CampaignText } from '../../config/campaign.ts';
import type { OutboundSite } from '../../config/site.ts';
import type { Stop } from '../../core/outreach/may-dial/answer.ts';
import { runningFrame } from './campaign-frame.ts';
import type { House } from './house.ts';

/** A number of the person, and everything that stands in the way of dialling it now. */
export interface NumberWhy {
  /** E.164 with a plus. */
  readonly number: string;
  readonly kind: PersonNumber['kind'];
  /** `dead`: the network knows no such number; it is not dialled whatever the rules say. */
  readonly state: PersonNumber['state'];
  /** In the order they are looked at; empty: the rules allow it. */
  readonly stops: readonly Stop[];
}

/** One person in one campaign. */
export interface LeadWhy {
  readonly campaign: string;
  readonly person: number;
  readonly name: string;
  /** Null: the person is no lead of the campaign. */
  readonly lead: Pick<Lead, 'id' | 'state' | 'reason' | 'attempts' | 'score'> | null;
  /** Epoch ms; null: not waiting for any time. */
  readonly dueAt: number | null;
  readonly numbers: readonly NumberWhy[];
}

/** Where to ask. */
export interface LeadQuestion {
  readonly house: House;
  readonly site: OutboundSite;
  readonly tenantCode: string;
  readonly tenant: TenantStore;
  readonly row: CampaignRow;
  readonly text: CampaignText;
  readonly now: number;
}

/** Undefined: the store has no such person. Takes over refusals entered a moment ago. */
export async function whyLead(question: LeadQuestion, id: number): Promise<LeadWhy | undefined> {
  const { house, site, tenantCode, tenant, row, text, now } = question;
  house.refresh(now);
  const record = await house.person(tenant, id);
  if (record === undefined) return undefined;
  const { person } = record;
  const [lead, ledgers] = await Promise.all([
    tenant.leads.find(row.id, id),
    house.ledgersOf(person, now),
  ]);
  const frame = runningFrame(house, site, tenantCode, row, text, now);
  return {
    campaign: row.code,
    person: id,
    name: person.name,
    lead: lead === undefined ? null : shown(lead),
    dueAt: lead?.state === 'waiting' ? lead.dueAt : null,
    numbers: numbersOf(person, lead).map((number) => ({
      number: `+${number.number}`,
      kind: number.kind,
      state: number.state,
      stops: house.stops(frame, record, number, now, ledgers),
    })),
  };
}

const shown = ({ id, state, reason, attempts, score }: Lead): LeadWhy['lead'] => ({
  ...{ id, state, reason, attempts, score },
});

/** The one whose turn it is first. */
function numbersOf({ numbers }: Person, lead: Lead | undefined): readonly PersonNumber[] {
  const turn = ({ number }: PersonNumber) => Number(number === lead?.number);
  return numbers.toSorted((a, b) => turn(b) - turn(a));
}
