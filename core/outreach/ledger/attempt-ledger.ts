/**
 * The ledger of attempts: what was done to each number and each person, across all campaigns. One
 * entry for each attempt, machine, abandoned call and refusal, linked from the latest to the
 * earliest once for the number and once for the person. Counts in any window, in any zone, for
 * whichever client follow from the entries themselves (`attempt-questions.ts`): nothing is counted
 * beforehand that a change of clocks, a month's end or a zone learned later could make wrong.
 *
 * An entry takes 16 bytes, a number or person some 18.
 */

import { assert } from '../../routing/assert.ts';
import type { Ms } from '../../routing/ids.ts';
import type { CampaignId, E164, PersonId, TenantId } from '../ids.ts';
import { personNumber } from '../suppression/lists.ts';
import type { AttemptFact } from './facts.ts';
import { type SubjectColumns, SubjectTable } from './subject-table.ts';

/** What an entry says. Marks are what a rest is counted from. */
export const ATTEMPT = 0;
export const MACHINE = 1;
export const ABANDONED = 2;
export const REFUSED = 3;

/** Words of an entry: seconds; milliseconds, kind and campaign; earlier by number; by person. */
export const ENTRY_WORDS = 4;
const SECONDS = 0;
const REST = 1;
export const BY_NUMBER = 2;
export const BY_PERSON = 3;
/** The two ways entries are linked. */
export type Link = typeof BY_NUMBER | typeof BY_PERSON;

const MS_BITS = 10;
const KIND_BITS = 2;
const CAMPAIGNS_MAX = 2 ** (32 - MS_BITS - KIND_BITS);
const ENTRIES_MIN = 256;

/** A campaign that was told of, and whose it is. */
export interface LedgerCampaign {
  readonly campaign: CampaignId;
  readonly tenant: TenantId;
}

/** The ledger as a snapshot holds it. Columns are the ledger's own: copy or write them at once. */
export interface AttemptSnapshot {
  readonly campaigns: readonly LedgerCampaign[];
  /** People whose ids are no whole numbers, by minus their key, from 1. */
  readonly named: readonly PersonId[];
  readonly entries: Int32Array;
  readonly numbers: SubjectColumns;
  readonly people: SubjectColumns;
}

/** The ledger. One writer; questions in the same thread. */
export class AttemptLedger {
  /** Entry 0 is none: links end there. */
  #words: Int32Array;
  #entries: number;
  readonly numbers: SubjectTable;
  readonly people: SubjectTable;
  readonly #campaigns: LedgerCampaign[] = [];
  readonly #slots = new Map<CampaignId, number>();
  readonly #named: PersonId[] = [];
  readonly #keys = new Map<PersonId, number>();

  constructor(from?: AttemptSnapshot) {
    this.#words = from?.entries ?? new Int32Array(ENTRIES_MIN * ENTRY_WORDS);
    this.#entries = from ? from.entries.length / ENTRY_WORDS : 1;
    this.numbers = new SubjectTable(from?.numbers);
    this.people = new SubjectTable(from?.people);
    for (const { campaign, tenant } of from?.campaigns ?? []) this.#slotOf(campaign, tenant);
    for (const person of from?.named ?? []) this.#keyOf(person);
  }

  /** Entries there are. */
  get entries(): number {
    return this.#entries - 1;
  }

  /** Bytes the columns take. */
  get bytes(): number {
    const tables = this.numbers.columns.keys.length + this.people.columns.keys.length;
    return this.#words.byteLength + tables * 12;
  }

  /** Hot path: notes a fact. Cost: O(1) in order of time; else a step for each later entry. */
  note({ what, at, campaign, tenant, number, person }: AttemptFact): void {
    const kind = kindOf(what);
    if (kind === undefined) return;
    const entry = this.#append(at, kind, this.#slotOf(campaign, tenant));
    this.#link(this.numbers, number, entry, BY_NUMBER, kind);
    if (person !== null) this.#link(this.people, this.#keyOf(person), entry, BY_PERSON, kind);
  }

  /** The latest entry about a number; 0: none. */
  latestOfNumber(number: E164): number {
    const place = this.numbers.find(number);
    return place < 0 ? 0 : this.numbers.head(place);
  }

  /** The latest entry about a person; 0: none. */
  latestOfPerson(person: PersonId): number {
    const place = this.placeOfPerson(person);
    return place < 0 ? 0 : this.people.head(place);
  }

  /** The row of a person among the people; −1: nothing is known. */
  placeOfPerson(person: PersonId): number {
    const key = personNumber(person) ?? this.#keys.get(person);
    return key === undefined ? -1 : this.people.find(key);
  }

  at(entry: number): Ms {
    const word = entry * ENTRY_WORDS;
    const rest = this.#words[word + REST];
    return (this.#words[word + SECONDS] >>> 0) * 1_000 + (rest & ((1 << MS_BITS) - 1));
  }

  kind(entry: number): number {
    return (this.#words[entry * ENTRY_WORDS + REST] >>> MS_BITS) & ((1 << KIND_BITS) - 1);
  }

  campaignOf(entry: number): LedgerCampaign {
    return this.#campaigns[this.#words[entry * ENTRY_WORDS + REST] >>> (MS_BITS + KIND_BITS)];
  }

  /** The one before this by the same number or person; 0: it was the first. */
  before(entry: number, link: Link): number {
    return this.#words[entry * ENTRY_WORDS + link];
  }

  snapshot(): AttemptSnapshot {
    return {
      campaigns: this.#campaigns,
      named: this.#named,
      entries: this.#words.subarray(0, this.#entries * ENTRY_WORDS),
      numbers: this.numbers.columns,
      people: this.people.columns,
    };
  }

  #append(at: Ms, kind: number, slot: number): number {
    const entry = this.#entries++;
    const word = entry * ENTRY_WORDS;
    if (word === this.#words.length) {
      const words = new Int32Array(Math.ceil(entry * 1.5) * ENTRY_WORDS);
      words.set(this.#words);
      this.#words = words;
    }
    const seconds = Math.floor(at / 1_000);
    assert(at >= 0 && seconds < 2 ** 32 && Number.isInteger(at), 'a moment before the year 2106');
    this.#words[word + SECONDS] = seconds;
    this.#words[word + REST] =
      (at - seconds * 1_000) | (kind << MS_BITS) | (slot << (MS_BITS + KIND_BITS));
    return entry;
  }

  /** Behind every later one, so that each line runs back in time whatever order facts came in. */
  #link(table: SubjectTable, key: number, entry: number, link: Link, kind: number): void {
    const place = table.place(key);
    const words = this.#words;
    const at = this.at(entry);
    let later = 0;
    let before = table.head(place);
    while (before !== 0 && this.at(before) > at) {
      later = before;
      before = this.before(before, link);
    }
    words[entry * ENTRY_WORDS + link] = before;
    if (later === 0) table.setHead(place, entry);
    else words[later * ENTRY_WORDS + link] = entry;
    if (kind !== ATTEMPT) table.mark(place, kind);
  }

  #slotOf(campaign: CampaignId, tenant: TenantId): number {
    const known = this.#slots.get(campaign);
    if (known !== undefined) return known;
    const slot = this.#campaigns.length;
    assert(slot < CAMPAIGNS_MAX, 'a ledger holds a million campaigns');
    this.#campaigns.push({ campaign, tenant });
    this.#slots.set(campaign, slot);
    return slot;
  }

  #keyOf(person: PersonId): number {
    const key = personNumber(person) ?? this.#keys.get(person);
    if (key !== undefined) return key;
    this.#named.push(person);
    this.#keys.set(person, -this.#named.length);
    return -this.#named.length;
  }
}

function kindOf(what: AttemptFact['what']): number | undefined {
  switch (what) {
    case 'started':
      return ATTEMPT;
    case 'machine-heard':
      return MACHINE;
    case 'abandoned':
      return ABANDONED;
    case 'refused':
      return REFUSED;
    default:
      return undefined;
  }
}
