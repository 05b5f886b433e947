/** Whoever asks, and what they may see and touch. */

import { RequestError } from '../errors.ts';
import { type Right, type Role, rightsOfRole } from './rights.ts';

/** Where somebody's sight ends. Undefined is no end: all tenants, teams, queues. */
export interface Scope {
  /** Sees and moves only what belongs to this tenant. */
  readonly tenant?: string;
  /** Of agents, only those in one of these teams. */
  readonly teams?: readonly string[];
  /** Only these queues, and the calls in them. */
  readonly queues?: readonly string[];
}

/** Somebody who was let in: by API key, by sign-in to an account, by the token of a wall. */
export interface Holder extends Scope {
  /** Of a key its id, of an account the name it signs in with. */
  readonly id: string;
  readonly kind: 'key' | 'account' | 'wall';
  readonly role: Role;
  /** The configured agent this account is. */
  readonly agent?: string;
}

/** Throws a `RequestError` unless the holder has one of these rights. */
export function needRight(holder: Holder, needed: Right | readonly Right[]): void {
  const all = typeof needed === 'string' ? [needed] : needed;
  const has = rightsOfRole(holder.role);
  if (all.some((right) => has.includes(right))) return;
  const [first] = all;
  throw new RequestError(
    'role-too-low',
    `${calledIn(holder)} has the role ${holder.role}; this needs the right "${first}".`,
    { role: holder.role, needed: first },
  );
}

/** The agent the holder is. Throws `not-an-agent`. */
export function ownAgent(holder: Holder): string {
  if (holder.agent !== undefined) return holder.agent;
  const sentence = `${calledIn(holder)} is no agent; an admin can say which one it is.`;
  throw new RequestError('not-an-agent', sentence);
}

const kinds = { key: 'Key', account: 'Account', wall: 'Wall' } as const;

/** `Key "boss"`, for sentences. */
export const calledIn = ({ kind, id }: Pick<Holder, 'kind' | 'id'>): string =>
  `${kinds[kind]} "${id}"`;

/** Whether the holder may see what belongs to this tenant; undefined: it belongs to all. */
export const maySee = (holder: Scope, tenant: string | undefined): boolean =>
  holder.tenant === undefined || tenant === undefined || holder.tenant === tenant;

/** Owns what is left of a queue or agent the configuration has no more: no key is of it. */
export const NO_TENANT = '';

interface OfTenant {
  readonly tenant: string;
}

/** Undefined: a queue the configuration has no more; only those see it whose sight has no end. */
export const maySeeQueue = (
  holder: Scope,
  queue: (OfTenant & { readonly id: string }) | undefined,
): boolean =>
  maySee(holder, queue?.tenant ?? NO_TENANT) &&
  (holder.queues === undefined || (queue !== undefined && holder.queues.includes(queue.id)));

export const maySeeAgent = (
  holder: Scope,
  agent: (OfTenant & { readonly teams: readonly string[] }) | undefined,
): boolean =>
  maySee(holder, agent?.tenant ?? NO_TENANT) &&
  (holder.teams === undefined || intersects(holder.teams, agent?.teams ?? []));

/** A call is seen from every queue it waits in, or from the one it left. */
export const maySeeCall = (
  holder: Scope,
  call: OfTenant & { readonly places: readonly { readonly queue: string }[] },
): boolean =>
  maySee(holder, call.tenant) &&
  (holder.queues === undefined ||
    intersects(
      holder.queues,
      call.places.map(({ queue }) => queue),
    ));

const intersects = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((each) => b.includes(each));

/** Whether nothing is hidden from this scope. */
export const seesAll = ({ tenant, teams, queues }: Scope): boolean =>
  tenant === undefined && teams === undefined && queues === undefined;

/** Nothing but the scope: what questions carry to another thread, and frames are shared by. */
export const scopeOf = ({ tenant, teams, queues }: Scope): Scope => ({
  ...(tenant === undefined ? {} : { tenant }),
  ...(teams && { teams }),
  ...(queues && { queues }),
});

/** Whether everything `inner` shows is shown by `outer`, too. */
export function includesScope(outer: Scope, inner: Scope): boolean {
  const within = (a: readonly string[] | undefined, b: readonly string[] | undefined) =>
    a === undefined || (b?.every((each) => a.includes(each)) ?? false);
  return (
    (outer.tenant === undefined || outer.tenant === inner.tenant) &&
    within(outer.teams, inner.teams) &&
    within(outer.queues, inner.queues)
  );
}
