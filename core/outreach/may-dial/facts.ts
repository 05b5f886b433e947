/**
 * What a decision about one dialling is made of. Plain JSON without NaN or Infinity, so that a
 * record of it decides the same again in years: `null` where something is not known, has no end or
 * was never. Moments are milliseconds since the epoch, UTC. Whoever asks looks everything up first
 * (suppression in memory, ledgers, consents of the person); the decision itself looks nothing up.
 */

import type { Ms } from '../../routing/ids.ts';
import type { CampaignId, E164, PersonId, ProductId, TenantId } from '../ids.ts';

/** Every way a number comes to be dialled. One decision for all of them. */
export const dialPaths = [
  'predictive',
  'power',
  'progressive',
  'preview',
  'manual',
  'callback',
  'transfer-out',
  'api',
] as const;
export type DialPath = (typeof dialPaths)[number];

/**
 * What a campaign is before the law. `sale`: sells, offers or renews; `appointment`: makes one at
 * which something is sold; `survey`: sells nothing; `service`: about a contract or order there is.
 */
export const legalClasses = [
  'sale',
  'appointment',
  'survey',
  'charity',
  'political',
  'service',
] as const;
export type LegalClass = (typeof legalClasses)[number];

/** Who speaks: a person, or a machine (recorded or made by one). */
export const voices = ['live', 'prerecorded'] as const;
export type Voice = (typeof voices)[number];

/** What kind of line a number is, as far as the law tells them apart. */
export const lines = ['fixed', 'mobile'] as const;
export type Line = (typeof lines)[number];

/** What a consent is given for. `any-hour`: also outside the hours the law gives. */
export const consentUses = ['live-call', 'autodialled', 'prerecorded', 'any-hour'] as const;
export type ConsentUse = (typeof consentUses)[number];

/** How a person and a client are bound. */
export const relationshipKinds = ['purchase', 'inquiry', 'contract', 'donation'] as const;
export type RelationshipKind = (typeof relationshipKinds)[number];

/** Everything one decision needs to know. */
export interface DialFacts {
  readonly path: DialPath;
  readonly voice: Voice;
  /** True when an agent is held for this very call, so that it cannot be answered by nobody. */
  readonly agentReserved: boolean;
  /** Longest time it will ring: the whole of it must lie inside the hours. */
  readonly ringMs: Ms;
  readonly tenant: TenantFacts;
  readonly campaign: CampaignFacts;
  readonly person: PersonFacts;
  readonly number: E164;
  /** As looked up; null: what the number itself tells, and where it tells nothing, any of them. */
  readonly line: Line | null;
  /** Every refusal found for this number or person, in force or not. */
  readonly refusals: readonly Refusal[];
  /** One answer of each registry looked into. A registry not named was not looked into. */
  readonly registries: readonly RegistryAnswer[];
  /** Consents of this person, of whatever number, client and use. */
  readonly consents: readonly Consent[];
  /** What binds this person and this client. */
  readonly relationships: readonly Relationship[];
  readonly attempts: AttemptFacts;
  readonly callerId: CallerIdFacts;
  /**
   * Whether the number has a new owner, as a database of reassigned numbers said; null: not asked.
   */
  readonly reassigned: ReassignedAnswer | null;
  /** What the pacing ledger says of this campaign; null: nothing. */
  readonly pacing: PacingFacts | null;
}

/** The client in whose name is called. */
export interface TenantFacts {
  readonly id: TenantId;
  /** False: suspended, or under no contract. */
  readonly live: boolean;
}

/** The campaign, and what it is before the law. */
export interface CampaignFacts {
  readonly id: CampaignId;
  readonly state: 'running' | 'paused' | 'ended';
  /** First moment it may call; null: any. */
  readonly from: Ms | null;
  /** First moment it may no more; null: no end. */
  readonly until: Ms | null;
  readonly class: LegalClass;
  /** What it offers; null: nothing in particular. */
  readonly product: ProductId | null;
  /** Trades with rules of their own, such as `pensions` or `claims-management`; null: none. */
  readonly sector: string | null;
  /** Registrations and licences held by client and firm for it, as rules name them. */
  readonly licences: readonly string[];
}

/** Who is called. */
export interface PersonFacts {
  readonly id: PersonId | null;
  readonly address: Address | null;
  /** Called as a business, with the proof that it is one; null: a consumer. */
  readonly business: Proof | null;
}

/** Where a person lives, as far as known. */
export interface Address {
  /** ISO 3166-1, such as `US`. */
  readonly country: string;
  /** ISO 3166-2 with the country, such as `US-FL`; null: not known. */
  readonly region: string | null;
  /** IANA zone, when the address is finer than its region; null: any zone of the region. */
  readonly zone: string | null;
}

/** Something that can be shown, maybe for a time. */
export interface Proof {
  /** What can be shown: an id of a document, recording or row. */
  readonly proof: string;
  /** When it ends; null: no end. */
  readonly until: Ms | null;
}

/**
 * Somebody must not be called. `wide`: by nobody here; `client`: not by this client (also after a
 * complaint); `product`: not about this product of this client.
 */
export interface Refusal {
  readonly scope: 'wide' | 'client' | 'product';
  /** Whose refusal; null with `wide`. */
  readonly tenant: TenantId | null;
  /** Null unless the scope is `product`. */
  readonly product: ProductId | null;
  /** True: calls about a contract or order there is are refused too. */
  readonly service: boolean;
  readonly since: Ms;
  /** First moment it no longer holds; null: for ever. */
  readonly until: Ms | null;
  readonly proof: string;
}

/** What one copy of a do-not-call registry says of the number. */
export interface RegistryAnswer {
  /** As rules name it: `us-national`, `gb-tps`, … */
  readonly registry: string;
  readonly listed: boolean;
  /** When the copy we looked into was drawn at the registry. */
  readonly drawnAt: Ms;
  /** Which copy: kept as evidence. */
  readonly snapshot: string;
}

/** A consent with its proof. It counts for what it names, and never beyond. */
export interface Consent {
  readonly proof: string;
  readonly tenant: TenantId;
  /** Null: every product of the client. */
  readonly product: ProductId | null;
  /** Null: every number of the person. */
  readonly number: E164 | null;
  readonly uses: readonly ConsentUse[];
  /** Signed, on paper or electronically, naming the number. */
  readonly written: boolean;
  readonly grantedAt: Ms;
  /** First moment it no longer holds; null: no end. */
  readonly until: Ms | null;
  readonly withdrawnAt: Ms | null;
}

/** One bond between person and client; the latest of its kind counts. */
export interface Relationship {
  readonly kind: RelationshipKind;
  /** The last purchase, payment, inquiry, or day of the contract. */
  readonly at: Ms;
  readonly proof: string;
}

/**
 * Moments of the latest attempts, newest first, at most `LATEST_MAX` of them, none after now.
 * Counts in any window follow from them, and so does the moment at which a count falls.
 */
export type Latest = readonly Ms[];

/** Longest `Latest` that is read: no rule may allow as many attempts in a window. */
export const LATEST_MAX = 32;

/** Every dialling counts, answered or not, from the moment it was asked of the switch. */
export interface AttemptMoments {
  /** By whichever client and campaign. */
  readonly all: Latest;
  /** By this client, in whichever campaign. */
  readonly client: Latest;
}

/** What the ledger of attempts knows of this number and this person. */
export interface AttemptFacts {
  /** To this number, whosever it is. */
  readonly number: AttemptMoments;
  /** To this person, over all numbers of theirs; as `number` when the person is not known. */
  readonly person: AttemptMoments;
  /** This person last said no to this client, without asking never to be called again. */
  readonly refusedAt: Ms | null;
  /** This number last answered a call of this client and found nobody there. */
  readonly abandonedAt: Ms | null;
  /** A program, not a person, last took this number for a machine. */
  readonly machineAt: Ms | null;
}

/** The number the called person would see. */
export interface CallerIdFacts {
  /** What would be shown; null: withheld. */
  readonly number: E164 | null;
  /** Whose number it is; null: unknown. */
  readonly tenant: TenantId | null;
  /** The right to show it has been proved (own number, or written leave of its owner). */
  readonly verified: boolean;
  /** Somebody who calls it back is answered and can ask not to be called. */
  readonly answered: boolean;
}

/** What a database of reassigned numbers answered last. */
export interface ReassignedAnswer {
  readonly askedAt: Ms;
  /** Has the number been given to somebody else since the date asked about? */
  readonly answer: 'yes' | 'no' | 'unknown';
  /** The date asked about: that of the consent or relationship. */
  readonly since: Ms;
}

/** What the ledger of abandoned calls lets the campaign do. */
export interface PacingFacts {
  /** No call that may find no agent before this moment; null: free. */
  readonly heldUntil: Ms | null;
}
