/** A person who pressed the key of the identification message is not called again. */

import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { Flight } from './flights.ts';
import type { House } from './house.ts';
import { tell } from './ledger-facts.ts';

/** Enters the refusal of who has pressed the key that the message names. */
export async function takeOptOut(
  house: House,
  tenant: TenantStore,
  flight: Flight,
  key: string,
  at: number,
): Promise<void> {
  if (!flight.pressed?.includes(key)) return;
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
