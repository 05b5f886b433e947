/**
 * The rules of places as a decision reads them: compiled from country packs and a firm's own, plain
 * and immutable. Every rule only ever stands in the way; none allows what another forbids. So more
 * rules never mean more calls.
 */

import type { Ms } from '../../routing/ids.ts';
import type { E164 } from '../ids.ts';
import type { LawClock } from '../machine-detection/detect.ts';
import type { ConsentUse, RelationshipKind } from './facts.ts';
import type { Openings } from './openings.ts';
import type { ZoneTable } from './zones.ts';

/** A day as a whole number: days since 1 January 1970 in local time. */
export type Day = number;
/** Row of a zone in the table. */
export type Zone = number;

/** Everything decisions need, for the years `zones` covers. */
export interface DialRules {
  /** Packs by id, with their exact version: what a record names. */
  readonly packs: ReadonlyMap<string, string>;
  readonly zones: ZoneTable;
  /** Rows of `zones` by IANA name. */
  readonly zoneOf: ReadonlyMap<string, Zone>;
  /** By ISO code, countries and regions: `US`, `US-FL`. Of a country: of a region not known. */
  readonly places: ReadonlyMap<string, Place>;
  readonly numbering: Numbering;
  /** What has been worked out of hours; no part of the law. */
  readonly openings: Openings;
}

/** Where a number may be: longest prefix wins. */
export interface Numbering {
  /** `numbering@…`, recorded as packs are. */
  readonly version: string;
  readonly byPrefix: ReadonlyMap<number, Prefix>;
}

/** What is known of the numbers that begin so. */
export interface Prefix {
  readonly candidates: readonly Candidate[];
  /** Countries the number may be in for which there is no pack. */
  readonly strange: readonly string[];
  /** Bits of `lines`: what kinds of line it may be. */
  readonly lineBits: number;
}

/** One jurisdiction that may apply, with the zones the telephone may ring in. */
export interface Candidate {
  readonly place: Place;
  readonly zones: readonly Zone[];
}

/** A country or region with all rules that hold there: its own, its country's, and the firm's. */
export interface Place {
  /** ISO code, such as `US` or `US-FL`. */
  readonly id: string;
  readonly country: string;
  /**
   * Null: the country as a whole, for those whose region is not known; has the rules of them all.
   */
  readonly region: string | null;
  readonly zones: readonly Zone[];
  /** Ids of the packs whose rules hold here. */
  readonly packs: readonly string[];
  readonly forbidden: readonly Rule[];
  readonly licences: readonly LicenceRule[];
  readonly registries: readonly RegistryRule[];
  readonly consents: readonly ConsentRule[];
  readonly hours: readonly HoursRule[];
  readonly attempts: readonly AttemptRule[];
  readonly rests: readonly RestRule[];
  readonly callerIds: readonly CallerIdRule[];
  readonly reassigned: readonly ReassignedRule[];
  /** For pacing, not for this decision: how many calls may find nobody. */
  readonly abandonment: readonly AbandonmentRule[];
}

/** When a rule applies, and what sets a call free of it. Bits are of the lists in facts.ts. */
export interface Rule {
  readonly id: string;
  /** Where and for whom it was written, for records and sentences. */
  readonly pack: string;
  readonly place: string;
  /** Local days: in force on `from`, no longer on `until`; ±Infinity where open. */
  readonly from: Day;
  readonly until: Day;
  readonly classBits: number;
  readonly pathBits: number;
  readonly voiceBits: number;
  readonly lineBits: number;
  /** Null: in every trade. */
  readonly sectors: readonly string[] | null;
  readonly unless: readonly Exemption[];
}

/** What sets a call free of a rule; each with a proof, and mostly an end. */
export type Exemption =
  | { readonly kind: 'business' }
  | { readonly kind: 'agent-reserved' }
  | { readonly kind: 'consent'; readonly use: ConsentUse; readonly written: boolean }
  | {
      readonly kind: 'relationship';
      readonly of: RelationshipKind;
      /** Months of the calendar, through the same day of the month; null: without end. */
      readonly months: number | null;
    };

/** Client and firm must hold this. */
export interface LicenceRule extends Rule {
  readonly licence: string;
}

/** Numbers listed there are not called, and the copy must not be older than this. */
export interface RegistryRule extends Rule {
  readonly registry: string;
  readonly ageMs: Ms;
}

/** Called only with such a consent. */
export interface ConsentRule extends Rule {
  readonly use: ConsentUse;
  readonly written: boolean;
}

/** The telephone may ring only then, on the clock of the place. */
export interface HoursRule extends Rule {
  /** Its number among the rules of all packs, by which hours that were worked out are found. */
  readonly row: number;
  /** Monday first; each day pairs of milliseconds from midnight: from, to, from, to, … */
  readonly week: readonly (readonly Ms[])[];
  /** Local days on which nobody is called; null: the rule knows no holidays. */
  readonly holidays: ReadonlySet<Day> | null;
  /** Zones it is read in; null: those the telephone may be in. */
  readonly zones: readonly Zone[] | null;
}

/**
 * So long back from the moment; so many days of the local calendar with today; this month of it.
 */
export type AttemptWindow =
  | { readonly kind: 'rolling'; readonly ms: Ms }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'month' };

/** At most so many attempts in a window. */
export interface AttemptRule extends Rule {
  readonly to: 'number' | 'person';
  readonly by: 'all' | 'client';
  readonly window: AttemptWindow;
  readonly most: number;
}

/** Left in peace for a time, or for whole days after that on which it came about. */
export interface RestRule extends Rule {
  readonly after: 'refusal' | 'abandoned' | 'machine';
  readonly rest: Exclude<AttemptWindow, { kind: 'month' }>;
}

/** What the number shown must be. */
export interface CallerIdRule extends Rule {
  readonly shown: boolean;
  readonly answered: boolean;
  /** Prefixes of E.164 numbers that may not be shown. */
  readonly forbidden: readonly number[];
}

/** Who relies on a consent must have asked not longer ago than this whether the number moved. */
export interface ReassignedRule extends Rule {
  readonly ageMs: Ms;
}

/** How many answered calls may find nobody, as the law counts. */
export interface AbandonmentRule extends Rule {
  /** Share of the calls answered by a person, 0 to 1; 0: none. */
  readonly most: number;
  readonly window: AttemptWindow;
  readonly answerMs: Ms;
  /** What the time to an agent is counted from. */
  readonly clock: LawClock;
  /** Shortest ringing before we may give up. */
  readonly ringMs: Ms;
  /** People whom a program takes for machines count as abandoned. */
  readonly falseMachines: boolean;
}

/** True when the digits of a number begin with a prefix. */
export function beginsWith(number: E164, prefix: number): boolean {
  let rest: number = number;
  while (rest > prefix) rest = Math.floor(rest / 10);
  return rest === prefix;
}
