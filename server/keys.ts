/** API keys of the configuration. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerSite } from '../config/site.ts';
import type { Holder } from './access/holder.ts';
import type { KeyRole } from './access/rights.ts';

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** The key each holder came with: a reload may have given its id another. */
const digests = new WeakMap<Holder, Buffer>();

type KeyHolder = Holder & { readonly role: KeyRole };

export class KeyRing {
  readonly #keys: readonly { readonly digest: Buffer; readonly holder: KeyHolder }[];

  constructor(keys: ServerSite['keys']) {
    this.#keys = keys.map(({ id, key, role, tenant }) => {
      const own = digest(key);
      const holder: KeyHolder = {
        id,
        kind: 'key',
        role,
        ...(tenant === undefined ? {} : { tenant }),
      };
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

  get holders(): readonly KeyHolder[] {
    return this.#keys.map(({ holder }) => holder);
  }

  /** Whether there is a key of this id. */
  has(id: string): boolean {
    return this.#keys.some(({ holder }) => holder.id === id);
  }

  /** Who the holder of an earlier ring is in this one, by the same key; undefined: nobody. */
  again(holder: Holder): Holder | undefined {
    const key = digests.get(holder);
    return key && this.#find(key);
  }

  #find(given: Buffer): Holder | undefined {
    let found: Holder | undefined;
    for (const each of this.#keys) if (timingSafeEqual(each.digest, given)) found = each.holder;
    return found;
  }
}

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
