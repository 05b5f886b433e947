/** What becomes of a conversation in the store: whose it is, by which script it goes. */

import type { CountryCode } from 'libphonenumber-js/max';
import { readNumber } from '../../adapters/phone-numbers.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { campaignOf } from '../../config/campaign.ts';
import { beginWalk, type Walk } from '../../core/script/walk.ts';
import type { Directory } from '../directory.ts';
import type { ConversationAt, ConversationBegun } from './conversations.ts';

/** Where nothing else is written, numbers without a country are of this one. */
const defaultCountry = 'JP';

/** E.164 without plus; undefined: withheld, or in no country's plan. */
export function e164Of(written: string, directory: Directory): number | undefined {
  const country = (directory.site.desk?.country ?? defaultCountry) as CountryCode;
  const found = readNumber(written, country);
  return 'number' in found ? found.number : undefined;
}

/** Makes the contact, unless it is there. */
export async function beginContact(
  store: Store,
  site: string,
  directory: Directory,
  begun: ConversationBegun,
): Promise<void> {
  const tenant = await store.tenant(begun.tenant);
  const number = e164Of(begun.number, directory);
  const person = await personOf(tenant, begun, number);
  const walk = await walkOf(tenant, directory, begun, person ?? number ?? begun.call);
  await tenant.contacts.begin({
    ...{ site, call: begun.call, offer: begun.offer, written: begun.number },
    ...{ direction: begun.direction, dialled: begun.dialled, queue: begun.queue },
    ...{ agent: begun.agent, connectedAt: begun.at },
    ...(person === undefined ? {} : { person }),
    ...(number === undefined ? {} : { number }),
    ...(begun.attempt && { attempt: begun.attempt.attempt }),
    ...(walk && { walk }),
  });
}

/** The conversation is over. */
export async function endContact(
  store: Store,
  site: string,
  { tenant, call, offer, at }: Omit<ConversationAt, 'seq'>,
): Promise<void> {
  await (await store.tenant(tenant)).contacts.end({ site, call, offer }, at);
}

/** Whom the attempt was to; else who alone has the number. */
async function personOf(
  tenant: TenantStore,
  { attempt }: ConversationBegun,
  number: number | undefined,
): Promise<number | undefined> {
  const called = attempt && (await tenant.attempts.find(attempt.attempt));
  if (called?.person != null) return called.person;
  if (number === undefined) return undefined;
  const [first, ...others] = await tenant.people.idsByNumber(number);
  return others.length === 0 ? first : undefined;
}

async function walkOf(
  tenant: TenantStore,
  directory: Directory,
  { attempt, queue, at }: ConversationBegun,
  whom: number,
): Promise<Walk | undefined> {
  const campaign = attempt && (await tenant.campaigns.find(attempt.campaign));
  const read = campaign?.written ? campaignOf(campaign.written) : undefined;
  const ofCampaign = read && 'campaign' in read ? read.campaign.script : null;
  const code = ofCampaign ?? directory.queue(queue)?.script;
  const script = code === undefined ? undefined : await tenant.scripts.choose(code, String(whom));
  return script && beginWalk(script, at);
}

/** Rejects with `unknown` where this tenant has no such contact. */
export async function contactOf(tenant: TenantStore, id: number) {
  const found = await tenant.contacts.find(id);
  if (found === undefined) throw new StoreError('unknown', `there is no contact ${id}`);
  return found;
}
