/**
 * Campaigns, lists and packs as the API uses them: each opened when it is first asked for, on the
 * thread of the front. Nothing here dials.
 */

import { join } from 'node:path';
import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { ListFolder } from '../../adapters/suppression/list-folder.ts';
import type { AgentSite, OutboundSite, Site } from '../../config/site.ts';
import { type ListScope, listName } from '../../core/outreach/suppression/lists.ts';
import type { Holder } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import type { StoreRoom, TenantAt } from '../store-room.ts';
import { House, type HouseGrounds } from './house.ts';

/** A campaign and where it is kept. */
export interface CampaignAt extends TenantAt {
  readonly row: CampaignRow;
}

/** Reads what questions rest on, here or on another thread. */
export type ReadGrounds = (site: OutboundSite, now: number) => Promise<HouseGrounds>;

export class OutboundDesk {
  readonly outbound: OutboundSite;
  readonly now: () => number;
  readonly #room: StoreRoom;
  readonly #site: () => Site;
  readonly #lists = new Map<string, ListFolder>();
  readonly #readGrounds: ReadGrounds;
  #house: Promise<House> | undefined;

  /** `site`: the one in force; what campaigns are dialled by is that of the start. */
  constructor(site: () => Site, room: StoreRoom, readGrounds: ReadGrounds) {
    this.#site = site;
    this.#room = room;
    this.#readGrounds = readGrounds;
    this.outbound = site().server.outbound!;
    this.now = room.now;
  }

  /** The configuration in force. */
  site(): Site {
    return this.#site();
  }

  /** The one tenant meant; see `StoreRoom`. */
  tenant(holder: Holder, asked?: string): Promise<TenantAt> {
    return this.#room.tenant(holder, asked);
  }

  /** Those this holder may see; see `StoreRoom`. */
  tenants(holder: Holder, asked?: string): Promise<readonly TenantAt[]> {
    return this.#room.tenants(holder, asked);
  }

  /** Those the holder may see: of their tenants, and for one of their queues. */
  async campaigns(holder: Holder, asked?: string): Promise<CampaignAt[]> {
    const found: CampaignAt[] = [];
    for (const each of await this.tenants(holder, asked)) {
      for (const row of await each.store.campaigns.all()) {
        if (await maySeeCampaign(holder, each.store, row)) found.push({ ...each, row });
      }
    }
    return found;
  }

  /** The campaign with this code among those the holder may see. */
  async campaign(holder: Holder, code: string, asked?: string): Promise<CampaignAt> {
    const all = await this.campaigns(holder, asked);
    const found = all.filter(({ row }) => row.code === code);
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
    const agent = this.#site().agents.find((each) => each.id === id);
    if (agent === undefined || agent.tenant !== tenant) {
      throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
    }
    return agent;
  }

  /** For questions about people. It takes a second the first time, and memory for the lists. */
  house(): Promise<House> {
    this.#house ??= this.#openHouse().catch((error: unknown) => {
      // Tried again at the next question.
      this.#house = undefined;
      throw error;
    });
    return this.#house;
  }

  async #openHouse(): Promise<House> {
    const store = await this.#room.store();
    const now = this.now();
    const grounds = await this.#readGrounds(this.outbound, now);
    return House.forQuestions(this.outbound, store, now, grounds);
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
}

/** Who sees some queues only sees the campaigns that bring them calls. */
async function maySeeCampaign(
  { queues }: Holder,
  { campaigns }: TenantStore,
  { id }: CampaignRow,
): Promise<boolean> {
  if (queues === undefined) return true;
  const written = (await campaigns.find(id))?.written as { readonly queue?: unknown } | null;
  return typeof written?.queue === 'string' && queues.includes(written.queue);
}
