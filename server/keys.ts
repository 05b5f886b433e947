/** API keys: who asks, and what they may do. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerSite } from '../config/site.ts';
import { RequestError } from './errors.ts';

export type Role = ServerSite['keys'][number]['role'];
export const roles = ['read', 'operate', 'admin'] as const satisfies readonly Role[];

/** Somebody whose key was right. */
export interface Holder {
  readonly id: string;
  readonly role: Role;
  /** Sees and moves only what belongs to this tenant; undefined: everything. */
  readonly tenant?: string;
}

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** The key each holder came with: a reload may have given its id another. */
const digests = new WeakMap<Holder, Buffer>();

export class KeyRing {
  readonly #keys: readonly { readonly digest: Buffer; readonly holder: Holder }[];

  constructor(keys: ServerSite['keys']) {
    this.#keys = keys.map(({ id, key, role, tenant }) => {
      const own = digest(key);
      const holder = tenant === undefined ? { id, role } : { id, role, tenant };
      digests.set(holder, own);
      return { digest: own, holder };
    });
  }

  /**
   * The holder of a key. All keys are compared, each in constant time, so that time tells nothing.
   */
  find(key: string): Holder | undefined {
    return this.#find(digest(key));
  }

  /** Whether a holder from an earlier ring still has its key here, with no fewer rights. */
  upholds(holder: Holder): boolean {
    const key = digests.get(holder);
    const now = key && this.#find(key);
    if (!now || roles.indexOf(now.role) < roles.indexOf(holder.role)) return false;
    return now.tenant === undefined || now.tenant === holder.tenant;
  }

  #find(given: Buffer): Holder | undefined {
    let found: Holder | undefined;
    for (const each of this.#keys) if (timingSafeEqual(each.digest, given)) found = each.holder;
    return found;
  }

  /** The holder named by an `Authorization` header. Throws a `RequestError`. */
  fromHeader(header: string | undefined): Holder {
    const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    if (key === undefined) {
      throw new RequestError('missing-key', 'Send your API key: `Authorization: Bearer <key>`.');
    }
    const holder = this.find(key);
    if (!holder) throw new RequestError('wrong-key', 'This API key is not known here.');
    return holder;
  }
}

/** Throws a `RequestError` unless the holder's role is at least this one. */
export function needRole(holder: Holder, role: Role): void {
  if (roles.indexOf(holder.role) >= roles.indexOf(role)) return;
  throw new RequestError(
    'role-too-low',
    `Key "${holder.id}" has the role ${holder.role}; this needs ${role}.`,
    { role: holder.role, needed: role },
  );
}

/** Whether the holder may see what belongs to this tenant; undefined: it belongs to all. */
export const maySee = (holder: Pick<Holder, 'tenant'>, tenant: string | undefined): boolean =>
  holder.tenant === undefined || tenant === undefined || holder.tenant === tenant;

/** Owns what is left of a queue or agent the configuration has no more: no key is of it. */
export const NO_TENANT = '';

export const generatedKeyPath = (folder: string): string => join(folder, 'api-key');

/**
 * The site's keys; where it has none, one of role `admin`, made at the first start and kept in the
 * journal's folder, readable by its owner only.
 */
export function keysOf(
  site: ServerSite,
  folder: string,
): { readonly keys: ServerSite['keys']; readonly generatedAt: string | undefined } {
  if (site.keys.length > 0) return { keys: site.keys, generatedAt: undefined };
  const path = generatedKeyPath(folder);
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const key = readFileSync(path, 'utf8').trim();
  return { keys: [{ id: 'generated', key, role: 'admin' }], generatedAt: path };
}
