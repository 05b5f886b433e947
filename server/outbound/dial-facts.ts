/** What the decision of one dialling is told: facts of store, lists and ledgers put together. */

import type { Address as HomeAddress, Person, PersonNumber } from '../../adapters/store/person.ts';
import type {
  Consent as StoredConsent,
  Refusal as StoredRefusal,
  Relationship as StoredRelationship,
} from '../../adapters/store/records.ts';
import type { Dialling } from '../../config/campaign.ts';
import { regionsNamed } from '../../config/numbering/places.ts';
import type { OutboundSite } from '../../config/site.ts';
import {
  asCampaignId,
  asE164,
  asPersonId,
  asProductId,
  asTenantId,
} from '../../core/outreach/ids.ts';
import type {
  Address,
  AttemptFacts,
  CallerIdFacts,
  Consent,
  ConsentUse,
  DialFacts,
  DialPath,
  LegalClass,
  Refusal,
  Relationship,
  RelationshipKind,
} from '../../core/outreach/may-dial/facts.ts';
import type { SuppressionFound } from '../../core/outreach/suppression/lists.ts';

/** Everything known of a person at the instant of dialling. */
export interface PersonRecord {
  readonly person: Person;
  readonly consents: readonly StoredConsent[];
  readonly refusals: readonly StoredRefusal[];
  readonly relationships: readonly StoredRelationship[];
}

/** For whom, and how, is called. */
export interface DialFrame {
  readonly tenant: string;
  readonly campaign: number;
  readonly code: string;
  readonly state: 'running' | 'paused' | 'ended';
  readonly legalClass: LegalClass;
  readonly dialling: Dialling;
  readonly path: DialPath;
  readonly callerId: CallerIdFacts;
}

/** Facts of dialling one number of this person. `lists` and `attempts` were looked up just now. */
export function dialFacts(
  frame: DialFrame,
  record: PersonRecord,
  number: PersonNumber,
  lists: SuppressionFound,
  attempts: AttemptFacts,
  now: number,
): DialFacts {
  const { dialling } = frame;
  return {
    path: frame.path,
    voice: 'live',
    agentReserved: false,
    ringMs: dialling.ringMs,
    tenant: { id: asTenantId(frame.tenant), live: true },
    campaign: {
      id: asCampaignId(String(frame.campaign)),
      state: frame.state,
      from: dialling.from,
      until: dialling.until,
      class: frame.legalClass,
      product: dialling.product === null ? null : asProductId(dialling.product),
      sector: dialling.sector,
      licences: dialling.licences,
    },
    person: {
      id: asPersonId(String(record.person.id)),
      address: addressOf(record.person),
      business: businessOf(record.person),
    },
    number: asE164(number.number),
    line: number.kind === 'mobile' || number.kind === 'fixed' ? number.kind : null,
    refusals: [...lists.refusals, ...record.refusals.flatMap((each) => refusalOf(each, frame))],
    registries: lists.registries,
    consents: record.consents.flatMap((each) => consentOf(each, frame.tenant)),
    relationships: relationshipsOf(record, now),
    attempts,
    callerId: frame.callerId,
    reassigned: null,
    pacing: null,
  };
}

/** What is known of the number a campaign shows. */
export function callerIdFacts(site: OutboundSite, number: number): CallerIdFacts {
  const known = site.callerIds.find((each) => each.number === number);
  return {
    number: asE164(number),
    tenant: known ? asTenantId(known.tenant) : null,
    verified: known?.verified ?? false,
    answered: known?.answered ?? false,
  };
}

/** Home before work before whatever else; an address without a country tells nothing. */
function addressOf({ addresses, zone }: Person): Address | null {
  const ranked = ['home', 'work'];
  const rank = ({ kind }: HomeAddress) =>
    (ranked.indexOf(kind) + ranked.length + 1) % (ranked.length + 1);
  const [home] = addresses
    .filter(({ country }) => country !== '')
    .sort((a, b) => rank(a) - rank(b));
  if (home === undefined) return null;
  const country = home.country.toUpperCase();
  const named = /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(home.region)
    ? home.region
    : regionsNamed(home.region).find((code) => code.startsWith(`${country}-`));
  return { country, region: named ?? null, zone: zone === '' ? null : zone };
}

/** The attribute `business` says that the person is called as one. */
const businessOf = ({ id, attributes }: Person) =>
  attributes.business === true ? { proof: `person ${id}, attribute business`, until: null } : null;

/** A refusal of one campaign speaks of no other; one of calls is one of all we do here. */
function refusalOf(stored: StoredRefusal, frame: DialFrame): Refusal[] {
  const { scope, scopeOf } = stored;
  if (scope === 'campaign' && scopeOf !== frame.code) return [];
  if (scope === 'channel' && scopeOf !== 'call') return [];
  const isProduct = scope === 'product';
  return [
    {
      scope: isProduct ? 'product' : 'client',
      tenant: asTenantId(frame.tenant),
      product: isProduct ? asProductId(scopeOf) : null,
      service: false,
      since: stored.refusedAt,
      until: stored.expiresAt,
      proof: `refusal ${stored.id}, ${stored.source}`,
    },
  ];
}

const usesOf: Readonly<Record<string, readonly ConsentUse[]>> = {
  call: ['live-call', 'autodialled'],
  'recorded-call': ['live-call', 'autodialled', 'prerecorded'],
  'call-any-hour': ['live-call', 'autodialled', 'any-hour'],
};

/** In writing: the words they agreed to are known, and the number is named. */
function consentOf(stored: StoredConsent, tenant: string): Consent[] {
  const uses = usesOf[stored.channel];
  if (uses === undefined) return [];
  return [
    {
      proof: `consent ${stored.id}, ${stored.proof}`,
      tenant: asTenantId(tenant),
      product: stored.purpose === '' ? null : asProductId(stored.purpose),
      number: stored.number === null ? null : asE164(stored.number),
      uses,
      written: stored.wordingHash !== '' && stored.number !== null,
      grantedAt: stored.grantedAt,
      until: stored.expiresAt,
      withdrawnAt: stored.withdrawnAt,
    },
  ];
}

const kindOf: Readonly<Record<StoredRelationship['kind'], RelationshipKind>> = {
  purchase: 'purchase',
  enquiry: 'inquiry',
  contract: 'contract',
  donation: 'donation',
  membership: 'contract',
};

/** What was bought counts too; what lasts is as of now. */
function relationshipsOf({ person, relationships }: PersonRecord, now: number): Relationship[] {
  const { lastOrderAt } = person.figures;
  const bought: Relationship[] =
    lastOrderAt === null
      ? []
      : [{ kind: 'purchase', at: lastOrderAt, proof: `person ${person.id}, purchases` }];
  const lasting = (each: StoredRelationship) =>
    each.kind === 'contract' || each.kind === 'membership';
  return [
    ...bought,
    ...relationships.map((each) => ({
      kind: kindOf[each.kind],
      at: each.endedAt ?? (lasting(each) ? now : each.beganAt),
      proof: `relationship ${each.id}, ${each.proof}`,
    })),
  ];
}
