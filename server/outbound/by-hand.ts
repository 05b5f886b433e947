/**
 * Dialling by hand: an agent is shown the next person, reads, and dials or does not. What is
 * dialled goes the way of every other call: the dialer asks whether it may be, writes it down, and
 * orders it for that agent.
 */

import type { PromisePath } from '../../adapters/store/callbacks.ts';
import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { Lead } from '../../adapters/store/leads.ts';
import type { Person } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { CampaignText } from '../../config/campaign.ts';
import { type LeadQuestion, type LeadWhy, whyLead } from './why-lead.ts';

/** Who has been shown is nobody else's for so long. */
export const shownMs = 3 * 60_000;
/** The agent has asked for it now; later it is no answer to that. */
export const askedMs = 60_000;
/** Agents who ask at the same moment are shown different people; so often that is tried. */
const triesMax = 10;

/** A person on an agent's screen. */
export interface Shown {
  readonly lead: Lead;
  readonly person: Person;
  /** Until when nobody else is shown or dials this person, epoch ms. */
  readonly until: number;
}

/**
 * The next person; undefined: there is nobody now. `agent`: on whose desk it comes, also after a
 * restart; undefined: on a screen that is none of ours.
 */
export async function showNext(
  tenant: TenantStore,
  { id, code, state }: CampaignRow,
  now: number,
  agent?: string,
): Promise<Shown | undefined> {
  if (state !== 'running') throw new StoreError('refused', `campaign ${code} is ${state}`);
  const until = now + shownMs;
  for (let tries = 0; tries < triesMax; tries++) {
    const lead = await tenant.leads.next(id, now);
    const person = lead && (await tenant.people.find(lead.person));
    if (lead === undefined || person === undefined) return undefined;
    if (await tenant.leads.show(lead.id, { agent, now, until })) return { lead, person, until };
  }
  return undefined;
}

/** What became of an agent's wish to dial: ordered, or everything that stands in the way. */
export type Asked =
  | { readonly promise: number }
  | { readonly promise: null; readonly why: LeadWhy };

/**
 * Asks the dialer to dial this person for this agent, now. Rejects with `unknown` when the campaign
 * has no such lead, with `refused` when it is claimed, or through.
 */
export async function dialByHand(
  question: LeadQuestion & { readonly agent: string },
  id: number,
): Promise<Asked> {
  const { tenant, row, text, now, agent } = question;
  const why = await whyLead(question, id);
  if (!why?.lead) throw new StoreError('unknown', `person ${id} is no lead of ${row.code}`);
  const free = why.numbers.find(({ state, stops }) => state === 'ok' && stops.length === 0);
  if (free === undefined) return { promise: null, why };
  await tenant.leads.schedule(why.lead.id, now, 'by-hand', agent);
  const promise = await tenant.callbacks.promise(
    {
      ...{ person: id, campaign: row.id, lead: why.lead.id, number: Number(free.number.slice(1)) },
      ...{ owner: agent, ownerUntil: now + askedMs, dueAt: now, dueUntil: now + askedMs },
      ...{ zone: text.dialling.zone, path: pathOf(text) },
    },
    now,
  );
  return { promise };
}

const pathOf = ({ dialling: { mode } }: CampaignText): PromisePath =>
  mode === 'preview' ? 'preview' : 'manual';
