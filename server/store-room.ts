/**
 * The store as the front's thread uses it: opened when it is first asked for, once for everybody
 * there.
 */

import { StoreError } from '../adapters/store/database.ts';
import { openStore, type Store } from '../adapters/store/store.ts';
import type { TenantStore } from '../adapters/store/tenant-store.ts';
import type { Site } from '../config/site.ts';
import type { Holder } from './access/holder.ts';
import { type ErrorCode, RequestError } from './errors.ts';

/** A tenant whose key may be used, and what it has in the store. */
export interface TenantAt {
  readonly code: string;
  readonly store: TenantStore;
}

export class StoreRoom {
  readonly now: () => number;
  readonly #site: () => Site;
  #store: Promise<Store> | undefined;

  /** `site`: the one in force. The place of the store is that of the first call. */
  constructor(site: () => Site, now: () => number) {
    this.#site = site;
    this.now = now;
  }

  /**
   * The open store. Rejects with `store-unusable`; one that could not be opened is tried again at
   * the next request.
   */
  store(): Promise<Store> {
    this.#store ??= openStore(this.#site().server.store, this.now).catch((error: unknown) => {
      this.#store = undefined;
      throw new RequestError('store-unusable', `The store: ${(error as Error).message}.`);
    });
    return this.#store;
  }

  /** Those this holder may see; with `asked`, that one. Rejects with a `RequestError`. */
  async tenants(holder: Holder, asked?: string): Promise<readonly TenantAt[]> {
    const codes = this.#site().tenants.map(({ id }) => id);
    if (asked !== undefined && !codes.includes(asked)) {
      const params = { tenant: asked };
      throw new RequestError('unknown-tenant', `There is no tenant "${asked}".`, params);
    }
    if (holder.tenant !== undefined && asked !== undefined && holder.tenant !== asked) {
      const sentence = `Key "${holder.id}" is of another tenant.`;
      throw new RequestError('other-tenant', sentence, { tenant: asked });
    }
    const one = asked ?? holder.tenant;
    const seen = one === undefined ? codes : [one];
    const store = await this.store();
    return Promise.all(seen.map(async (code) => ({ code, store: await store.tenant(code) })));
  }

  /** The one tenant meant: the key's, the one asked for, or the only one there is. */
  async tenant(holder: Holder, asked?: string): Promise<TenantAt> {
    const [first, ...others] = await this.tenants(holder, asked);
    if (first !== undefined && others.length === 0) return first;
    throw new RequestError('tenant-needed', 'Say which tenant: `?tenant=…`.', {
      tenants: this.#site().tenants.map(({ id }) => id),
    });
  }

  /** Closes what was opened. */
  async close(): Promise<void> {
    await (await this.#store?.catch(() => undefined))?.close();
  }
}

/** Does it; what the store refuses becomes an error of the API with these codes. */
export async function orRequestError<T>(
  codes: Readonly<Partial<Record<StoreError['code'], ErrorCode>>>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof StoreError ? codes[error.code] : undefined;
    if (code === undefined) throw error;
    const { message } = error as Error;
    throw new RequestError(code, `${message[0]!.toUpperCase()}${message.slice(1)}.`);
  }
}
