/** What `GET /me` answers: who asks, and what they may. */

import type { Named } from './named.ts';

/** What may be done; a role is a set of these. */
export const rights = [
  /** Queues, calls, agents and campaigns in scope, as they are now. */
  'watch',
  /** The own desk; for those who are an agent. */
  'work',
  /** Move and change calls, sign agents in and out, pause them. */
  'steer',
  /** Listen to, whisper into and enter conversations. */
  'listen',
  /** People and what is known of them. */
  'people',
  /** Start and pause campaigns, dial, enter results and refusals. */
  'campaign',
  /** Scripts and FAQ. */
  'teach',
  'report',
  /** Take things out of the installation: evidence, lists, recordings. */
  'export',
  /** Configuration, campaigns to be, accounts, keys, the audit log. */
  'configure',
] as const;
export type Right = (typeof rights)[number];

export interface MeAnswer {
  readonly id: string;
  readonly name: string;
  readonly kind: 'key' | 'account' | 'wall';
  readonly role: string;
  readonly language: 'en' | 'ja' | null;
  readonly tenant: string | null;
  readonly teams: readonly string[] | null;
  readonly queues: readonly string[] | null;
  /** Whose things are in sight. */
  readonly tenants: readonly { readonly id: string; readonly name: Named }[];
  /** The one meant where none is named; null: one is to be named. */
  readonly ownTenant: string | null;
  /** Whose desk it is. */
  readonly agent: string | null;
  readonly rights: readonly Right[];
  /** Goes with every request that changes something; null: the holder came with a key. */
  readonly csrf: string | null;
}
