/** Facts under which nothing stands in the way, to change one thing at a time. */

import {
  asCampaignId,
  asE164,
  asPersonId,
  asProductId,
  asTenantId,
} from '../../../core/outreach/ids.ts';
import type { DialFacts } from '../../../core/outreach/may-dial/facts.ts';
import type { Ms } from '../../../core/routing/ids.ts';

/** Facts that can be written to. */
export type Writable<T> = T extends string | number
  ? T
  : T extends readonly (infer E)[]
    ? Writable<E>[]
    : T extends object
      ? { -readonly [K in keyof T]: Writable<T[K]> }
      : T;

export const client = asTenantId('tanaka-tea');
export const product = asProductId('tea');

/** Registries of all packs, looked into a day ago and not listed; no consents, no refusals. */
export function cleanFacts(number: number, now: Ms): Writable<DialFacts> {
  const drawnAt = now - 86_400_000;
  return {
    path: 'manual',
    voice: 'live',
    agentReserved: true,
    ringMs: 20_000,
    tenant: { id: client, live: true },
    campaign: {
      id: asCampaignId('spring'),
      state: 'running',
      from: null,
      until: null,
      class: 'sale',
      product,
      sector: null,
      licences: ['ca-dncl-registration', 'fca-authorised'],
    },
    person: { id: asPersonId('p1'), address: null, business: null },
    number: asE164(number),
    line: null,
    refusals: [],
    registries: ['us-national', 'gb-tps', 'gb-ctps', 'ca-dncl', 'fr-bloctel'].map((registry) => ({
      registry,
      listed: false,
      drawnAt,
      snapshot: `${registry}-1`,
    })),
    consents: [],
    relationships: [],
    attempts: {
      number: { all: [], client: [] },
      person: { all: [], client: [] },
      refusedAt: null,
      abandonedAt: null,
      machineAt: null,
    },
    callerId: { number: asE164(81312340000), tenant: client, verified: true, answered: true },
    reassigned: null,
    pacing: null,
  };
}
