/** A person who pressed the key of the identification message is not called again. */

import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { Flight } from './flights.ts';
import type { House } from './house.ts';
import { tell } from './ledger-facts.ts';

/** The key that asks not to be called, as the message says. */
const optOutKey = '9';

/** Enters the refusal of who has pressed it. */
export async function takeOptOut(
  house: House,
  tenant: TenantStore,
  flight: Flight,
  at: number,
): Promise<void> {
  if (flight.pressed !== optOutKey) return;
  await tenant.records.refuse({
    person: flight.person,
    number: flight.number,
    scope: 'all',
    refusedAt: at,
    source: 'key',
    basis: 'identification message',
    attempt: flight.attempt,
  });
  tell(house.ledgers, flight, at, { what: 'refused' });
}
