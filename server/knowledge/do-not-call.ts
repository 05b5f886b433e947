/** Somebody does not want to be called: by one key, once, and for every way of dialling. */

import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { asTenantId } from '../../core/outreach/ids.ts';
import type { Knowledge } from './knowledge.ts';

/** Who asks for it, and why. */
export interface DoNotCall {
  readonly person: number | null;
  readonly number: number | null;
  readonly by: string;
  readonly why: string;
}

/**
 * Enters a refusal of everything, and their numbers on the tenant's list of numbers that are not
 * dialled. Done again, it is the refusal there is. Null: nobody and no number.
 */
export async function doNotCall(
  { parts }: Knowledge,
  { code, store }: { readonly code: string; readonly store: TenantStore },
  { person, number, by, why }: DoNotCall,
): Promise<number | null> {
  if (person === null && number === null) return null;
  const at = parts.room.now();
  const who = person === null ? undefined : await store.people.find(person);
  const numbers = [
    ...(who?.numbers ?? []).map((each) => each.number),
    ...(number === null ? [] : [number]),
  ];
  parts.outbound
    ?.list({ kind: 'client', tenant: asTenantId(code) })
    .add([...new Set(numbers)], { at, by, why });
  const of = { ...(person === null ? {} : { person }), ...(number === null ? {} : { number }) };
  const known = (await store.records.refusals(of)).find(
    (each) =>
      each.scope === 'all' &&
      each.person === person &&
      (each.expiresAt === null || each.expiresAt > at),
  );
  if (known !== undefined) return known.id;
  const basis = `${by}: ${why}`;
  return store.records.refuse({
    person,
    number,
    scope: 'all',
    refusedAt: at,
    source: 'desk',
    basis,
  });
}
