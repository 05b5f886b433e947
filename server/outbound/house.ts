/**
 * All that a decision to dial rests on, open and at hand: the store, the lists of those who must
 * not be called, the rules of places, the ledgers.
 */

import { attemptsOf, readAttempts } from '../../adapters/store/attempt-log.ts';
import type { Person, PersonNumber } from '../../adapters/store/person.ts';
import { openStore, type Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { readCopies, SuppressionFolder } from '../../adapters/suppression/folder.ts';
import type { ReadCopies } from '../../adapters/suppression/list-folder.ts';
import { WrittenError } from '../../config/load.ts';
import { loadDialRules } from '../../config/packs/load.ts';
import type { OutboundSite } from '../../config/site.ts';
import { zoneClock } from '../../config/time-zone.ts';
import { asE164, asPersonId, asProductId, asTenantId } from '../../core/outreach/ids.ts';
import { attemptFacts } from '../../core/outreach/ledger/attempt-questions.ts';
import { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import type { Stop } from '../../core/outreach/may-dial/answer.ts';
import type { DialFacts } from '../../core/outreach/may-dial/facts.ts';
import { standsInTheWay } from '../../core/outreach/may-dial/may-dial.ts';
import { Openings } from '../../core/outreach/may-dial/openings.ts';
import { type DialRecord, decide } from '../../core/outreach/may-dial/record.ts';
import type { DialRules } from '../../core/outreach/may-dial/rules.ts';
import { DAY_MS, type ZoneClock } from '../../core/outreach/may-dial/zones.ts';
import { type DialFrame, dialFacts, type PersonRecord } from './dial-facts.ts';
import { tellAll } from './ledger-facts.ts';
import { ruleSources } from './rule-sources.ts';

/** No rule of a pack looks further back; a year and the longest month. */
export const horizonMs = 397 * DAY_MS;

interface HouseRules {
  readonly rules: DialRules;
  readonly sources: ReadonlyMap<string, string>;
  readonly openedAt: number;
}

/** What a house for questions stands on. Plain values: they cross threads. */
export interface HouseGrounds extends Omit<HouseRules, 'rules'> {
  readonly rules: Omit<DialRules, 'openings'>;
  readonly copies: ReadCopies;
}

/**
 * Reads packs and lists. Throws with what is wrong with them. Cost: half a second, and as much for
 * 250 million numbers.
 */
export function readGrounds(site: OutboundSite, now: number): HouseGrounds {
  const { rules, ...about } = openRules(site, now);
  const { openings: _, ...law } = rules;
  return { ...about, rules: law, copies: readCopies(site.suppression) };
}

/** Throws with everything that is wrong with the packs. */
function openRules(site: OutboundSite, openedAt: number): HouseRules {
  const { rules, shelf, diagnostics, sources } = loadDialRules(site.packs, openedAt);
  if (rules === undefined || shelf === undefined) {
    throw new WrittenError(diagnostics, sources);
  }
  return { rules, sources: ruleSources(shelf), openedAt };
}

export class House {
  readonly store: Store;
  readonly rules: DialRules;
  readonly ledgers: Ledgers;
  /** Statute and place of a rule, by its id. */
  readonly sourceOf: (rule: string) => string | undefined;
  readonly #suppression: SuppressionFolder;
  readonly #tenants = new Map<string, TenantStore>();
  readonly #clocks = new Map<string, ZoneClock>();
  readonly #openedAt: number;

  private constructor(rules: HouseRules, store: Store, suppression: SuppressionFolder) {
    this.store = store;
    this.rules = rules.rules;
    this.sourceOf = (rule) => rules.sources.get(rule);
    this.ledgers = new Ledgers();
    this.#suppression = suppression;
    this.#openedAt = rules.openedAt;
  }

  /** Opens everything. Rejects with what is wrong: store, a damaged list, a pack with an error. */
  static async open(site: OutboundSite, store: string, now: () => number): Promise<House> {
    const rules = openRules(site, now());
    const suppression = SuppressionFolder.open(site.suppression, rules.openedAt);
    const house = new House(rules, await openStore(store, now), suppression);
    const from = rules.openedAt - horizonMs;
    await readAttempts(house.store.database, from, (each) => tellAll(house.ledgers, each));
    return house;
  }

  /**
   * For who asks of some people and dials nobody, over a store that is open: the ledgers stay
   * empty; see `ledgersOf`. Throws with what is wrong with packs and lists. Cost: that of
   * `readGrounds`, unless they have been read, by another thread perhaps.
   */
  static forQuestions(
    site: OutboundSite,
    store: Store,
    now: number,
    { rules: law, copies, ...about } = readGrounds(site, now),
  ): House {
    const lists = SuppressionFolder.open(site.suppression, now, copies);
    return new House({ ...about, rules: { ...law, openings: new Openings() } }, store, lists);
  }

  /** Ledgers of what was done about one person and their numbers, and nobody else. */
  async ledgersOf({ id, numbers }: Person, now: number): Promise<Ledgers> {
    const ledgers = new Ledgers();
    const asked = { person: id, numbers: numbers.map(({ number }) => number) };
    const found = await attemptsOf(this.store.database, now - horizonMs, asked);
    for (const each of found) tellAll(ledgers, each);
    return ledgers;
  }

  async tenant(code: string): Promise<TenantStore> {
    const known = this.#tenants.get(code) ?? (await this.store.tenant(code));
    this.#tenants.set(code, known);
    return known;
  }

  /** Takes over refusals that other programs have entered. */
  refresh(now: number): void {
    this.#suppression.refresh(now);
  }

  /** The clocks of a zone, for the years around now. */
  clock(zone: string): ZoneClock {
    const row = this.rules.zoneOf.get(zone);
    if (row !== undefined) return this.rules.zones.clocks[row]!;
    const year = 366 * DAY_MS;
    const made =
      this.#clocks.get(zone) ?? zoneClock(zone, this.#openedAt - year, this.#openedAt + 2 * year);
    this.#clocks.set(zone, made);
    return made;
  }

  /** Undefined: the store has no such person any more. */
  async person(tenant: TenantStore, id: number): Promise<PersonRecord | undefined> {
    const person = await tenant.people.find(id);
    if (person === undefined || person.erasedAt !== null) return undefined;
    const { records } = tenant;
    const [consents, refusals, relationships] = await Promise.all([
      records.consents(id),
      this.#refusals(tenant, id, person.numbers),
      records.relationships(id),
    ]);
    return { person, consents, refusals, relationships };
  }

  /** Of the person, and of whoever else has one of the numbers. */
  async #refusals(tenant: TenantStore, person: number, numbers: readonly PersonNumber[]) {
    const found = await Promise.all(
      numbers.map(({ number }) => tenant.records.refusals({ person, number })),
    );
    const all = found.length === 0 ? [await tenant.records.refusals({ person })] : found;
    return [...new Map(all.flat().map((each) => [each.id, each])).values()];
  }

  /** The decision about one number at this instant, with what it was made of. */
  decide(frame: DialFrame, record: PersonRecord, number: PersonNumber, now: number): DialRecord {
    const { rules, ledgers } = this;
    return decide(rules, this.#facts(frame, record, number, ledgers, now), now);
  }

  /** Everything that stands in the way, for people who ask why. */
  stops(
    frame: DialFrame,
    record: PersonRecord,
    number: PersonNumber,
    now: number,
    ledgers = this.ledgers,
  ): readonly Stop[] {
    const facts = this.#facts(frame, record, number, ledgers, now);
    return standsInTheWay(this.rules, facts, now);
  }

  #facts(
    frame: DialFrame,
    record: PersonRecord,
    number: PersonNumber,
    ledgers: Ledgers,
    now: number,
  ): DialFacts {
    const tenant = asTenantId(frame.tenant);
    const { product: code } = frame.dialling;
    const product = code === null ? null : asProductId(code);
    const dialled = asE164(number.number);
    const person = asPersonId(String(record.person.id));
    const lists = this.#suppression.lists.look(dialled, person, { tenant, product });
    const attempts = attemptFacts(
      ledgers.attempts,
      { number: dialled, person, tenant },
      now,
      horizonMs,
    );
    // Refusals of a number count for the number that is dialled only; those of the person for all.
    const own = record.refusals.filter(
      (each) => each.person === record.person.id || each.number === number.number,
    );
    return dialFacts(frame, { ...record, refusals: own }, number, lists, attempts, now);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
