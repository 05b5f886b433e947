/**
 * The store, lists and packs as the API uses them: each opened when it is first asked for, on the
 * thread of the front. Nothing here dials.
 */

import { join } from 'node:path';
import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import { StoreError } from '../../adapters/store/database.ts';
import { openStore, type Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { ListFolder } from '../../adapters/suppression/list-folder.ts';
import type { AgentSite, OutboundSite, Site } from '../../config/site.ts';
import { type ListScope, listName } from '../../core/outreach/suppression/lists.ts';
import { type ErrorCode, RequestError } from '../errors.ts';
import type { Holder } from '../keys.ts';
import { House } from './house.ts';

/** A tenant whose key may be used, and what it has in the store. */
export interface TenantAt {
  readonly code: string;
  readonly store: TenantStore;
}

export class OutboundDesk {
  readonly outbound: OutboundSite;
  readonly now: () => number;
  readonly #site: Site;
  readonly #lists = new Map<string, ListFolder>();
  #store: Promise<Store> | undefined;
  #house: House | undefined;

  constructor(site: Site, now: () => number) {
    this.#site = site;
    this.outbound = site.server.outbound!;
    this.now = now;
  }

  /** Those this holder may see; with `asked`, that one. Rejects with a `RequestError`. */
  async tenants(holder: Holder, asked?: string): Promise<readonly TenantAt[]> {
    const codes = this.#site.tenants.map(({ id }) => id);
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
    const store = await this.#opened();
    return Promise.all(seen.map(async (code) => ({ code, store: await store.tenant(code) })));
  }

  /** The one tenant meant: the key's, the one asked for, or the only one there is. */
  async tenant(holder: Holder, asked?: string): Promise<TenantAt> {
    const [first, ...others] = await this.tenants(holder, asked);
    if (first !== undefined && others.length === 0) return first;
    throw new RequestError('tenant-needed', 'Say which tenant: `?tenant=…`.', {
      tenants: this.#site.tenants.map(({ id }) => id),
    });
  }

  /** The campaign with this code among those the holder may see. */
  async campaign(
    holder: Holder,
    code: string,
    asked?: string,
  ): Promise<TenantAt & { readonly row: CampaignRow }> {
    const found: (TenantAt & { readonly row: CampaignRow })[] = [];
    for (const each of await this.tenants(holder, asked)) {
      const row = (await each.store.campaigns.all()).find((campaign) => campaign.code === code);
      if (row !== undefined) found.push({ ...each, row });
    }
    const [first, ...others] = found;
    if (first === undefined) {
      const params = { campaign: code };
      throw new RequestError('unknown-campaign', `There is no campaign "${code}".`, params);
    }
    if (others.length === 0) return first;
    throw new RequestError('tenant-needed', 'Several tenants have this campaign: `?tenant=…`.', {
      tenants: found.map((each) => each.code),
    });
  }

  /** Rejects for an agent who is not there, or of another tenant than the campaign. */
  agent(id: string, tenant: string): AgentSite {
    const agent = this.#site.agents.find((each) => each.id === id);
    if (agent === undefined || agent.tenant !== tenant) {
      throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
    }
    return agent;
  }

  /** For questions about people. Cost: half a second the first time, and memory for the lists. */
  async house(): Promise<House> {
    const store = await this.#opened();
    this.#house ??= House.forQuestions(this.outbound, store, this.now());
    return this.#house;
  }

  /** One list, for writing. What it holds is in force for the dialer from its next look on. */
  list(scope: ListScope): ListFolder {
    const name = listName(scope);
    const known = this.#lists.get(name);
    if (known !== undefined) return known;
    const folder = join(this.outbound.suppression, ...name.split('/'));
    const list = ListFolder.open(folder, scope, this.now());
    this.#lists.set(name, list);
    return list;
  }

  async close(): Promise<void> {
    await (await this.#store?.catch(() => undefined))?.close();
  }

  /** One that could not be opened is tried again at the next request. */
  #opened(): Promise<Store> {
    this.#store ??= openStore(this.#site.server.store, this.now).catch((error: unknown) => {
      this.#store = undefined;
      throw new RequestError('store-unusable', `The store: ${(error as Error).message}.`);
    });
    return this.#store;
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
