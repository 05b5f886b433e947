/**
 * What agents say of a conversation comes by the API, which writes the store and knows nothing of
 * ledgers. Attempts that agents had are looked up until the time for a word is over, and what
 * counts is told to the ledgers: a machine met, a refusal.
 */

import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import type { Flight } from './flights.ts';
import { tell } from './ledger-facts.ts';

/** An agent who has not said anything by then rarely does; the next start counts it. */
const waitedForMs = 2 * 3_600_000;
/** Of so many attempts at most; the oldest are given up. */
const attemptsMax = 10_000;

interface Expected {
  readonly flight: Flight;
  readonly endedAt: number;
  machine: boolean;
}

export class AgentWords {
  readonly #ledgers: Ledgers;
  readonly #tenant: (code: string) => Promise<TenantStore>;
  readonly #expected = new Map<number, Expected>();

  constructor(ledgers: Ledgers, tenant: (code: string) => Promise<TenantStore>) {
    this.#ledgers = ledgers;
    this.#tenant = tenant;
  }

  /** An attempt has ended, in the store too. Without an agent there is nobody to say anything. */
  expect(flight: Flight, endedAt: number): void {
    if (flight.agentAt === undefined) return;
    this.#expected.set(flight.attempt, { flight, endedAt, machine: false });
    if (this.#expected.size <= attemptsMax) return;
    const [oldest] = this.#expected.keys();
    this.#expected.delete(oldest!);
  }

  /** Cost: a query by key for each tenant. */
  async look(now: number): Promise<void> {
    const byTenant = new Map<string, number[]>();
    for (const [id, { flight, endedAt }] of this.#expected) {
      if (now - endedAt > waitedForMs) this.#expected.delete(id);
      else byTenant.set(flight.tenant, [...(byTenant.get(flight.tenant) ?? []), id]);
    }
    for (const [code, ids] of byTenant) {
      const tenant = await this.#tenant(code);
      for (const each of await tenant.attempts.words(ids)) this.#take(each, now);
    }
  }

  #take({ id, machine, refused }: { id: number; machine: 0 | 1; refused: 0 | 1 }, now: number) {
    const expected = this.#expected.get(id);
    if (expected === undefined) return;
    const { flight } = expected;
    if (machine === 1 && !expected.machine) {
      expected.machine = true;
      tell(this.#ledgers, flight, now, { what: 'machine-met', answeredAt: flight.answeredAt! });
    }
    if (refused === 0) return;
    this.#expected.delete(id);
    tell(this.#ledgers, flight, now, { what: 'refused' });
  }
}
