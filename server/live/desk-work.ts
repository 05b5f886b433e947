/**
 * What an agent may call out for: promises to call back, and campaigns dialled by hand. The store
 * has it; what was last heard of it is shown. Whom an agent was shown stands in the store, too: a
 * reload of the page loses nothing, nor does a restart of the server (`shownBefore`).
 */

import type { OpenPromise } from '../../adapters/store/agent-promises.ts';
import { isOpenTo } from '../../adapters/store/agent-promises.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { campaignOf } from '../../config/campaign.ts';
import type { AgentId, Ms, QueueId } from '../../core/routing/ids.ts';
import type { Directory } from '../directory.ts';
import type { OnDesk } from '../outbound/shown-before.ts';
import type { TenantAt } from '../store-room.ts';
import type { PreviewPart, PromiseRow } from '../wire/desk.ts';
import { Kept } from './kept.ts';

export interface DeskWorkParts {
  readonly now: () => Ms;
  /** No campaign dials here: nothing is shown of any. */
  readonly dials: boolean;
  directory(): Directory;
  staff(): ReadonlyMap<QueueId, readonly AgentId[]>;
  /** Rejects while the store cannot be had. */
  store(tenant: string): Promise<TenantStore>;
  /** Whom agents of a tenant had on their desks before this process, and may have again. */
  shownBefore(at: TenantAt): Promise<ReadonlyMap<string, OnDesk>>;
  /** Something is to be shown anew. */
  changed(): void;
}

type Campaign = PreviewPart['campaigns'][number] & { readonly queue: string };

interface TenantWork {
  readonly promises: readonly OpenPromise[];
  readonly campaigns: readonly Campaign[];
}

export interface WorkShown {
  readonly preview: PreviewPart | null;
  readonly promises: ReadonlyMap<string, PromiseRow>;
  readonly trouble: string | null;
}

/** Promises of the coming week are shown; of one tenant so many at most. */
const aheadMs = 7 * 86_400_000;
const promisesMax = 1_000;
/** Of one agent's desk, soonest first. */
const rowsMax = 50;
const freshMs = 5_000;

const byHand: ReadonlySet<string> = new Set(['manual', 'preview']);

export class DeskWork {
  readonly #parts: DeskWorkParts;
  readonly #tenants: Kept<TenantWork>;
  readonly #onDesks = new Map<string, OnDesk>();
  /** Tenants whose agents have back whom they had. */
  readonly #restored = new Set<string>();

  constructor(parts: DeskWorkParts) {
    this.#parts = parts;
    const { now, changed } = parts;
    this.#tenants = new Kept({ now, changed, freshMs, load: (tenant) => this.#load(tenant) });
  }

  of(agent: AgentId): WorkShown {
    const site = this.#parts.directory().agent(agent);
    const promises = new Map<string, PromiseRow>();
    if (!site) return { preview: null, promises, trouble: null };
    const { tenant, teams } = site;
    const work = this.#tenants.of(tenant);
    const taker = { agent, teams, now: this.#parts.now() };
    for (const promise of work?.promises ?? []) {
      const whose = isOpenTo(promise, taker);
      if (whose) promises.set(String(promise.id), rowOf(promise, whose));
      if (promises.size === rowsMax) break;
    }
    const campaigns = (work?.campaigns ?? [])
      .filter(({ queue }) =>
        this.#parts
          .staff()
          .get(queue as QueueId)
          ?.includes(agent),
      )
      .map(({ code, name, mode }) => ({ code, name, mode }));
    const preview = this.#parts.dials
      ? { campaigns, shown: this.onDesk(agent)?.shown ?? null }
      : null;
    return { preview, promises, trouble: this.#tenants.trouble(tenant) ?? null };
  }

  /** Whom this agent was shown, while that person is nobody else's. */
  onDesk(agent: string): OnDesk | undefined {
    const found = this.#onDesks.get(agent);
    if (found && found.shown.until > this.#parts.now()) return found;
    this.#onDesks.delete(agent);
    return undefined;
  }

  /** Undefined: nobody now. */
  show(agent: string, person: OnDesk | undefined): void {
    if (person) this.#onDesks.set(agent, person);
    else this.#onDesks.delete(agent);
    this.#parts.changed();
  }

  /** Something of this tenant was changed by way of this server. */
  touched(tenant: string): void {
    this.#tenants.forget(tenant);
  }

  async #load(tenant: string): Promise<TenantWork> {
    const store = await this.#parts.store(tenant);
    if (this.#parts.dials && !this.#restored.has(tenant)) {
      const before = await this.#parts.shownBefore({ code: tenant, store });
      this.#restored.add(tenant);
      for (const [agent, person] of before) {
        if (!this.#onDesks.has(agent)) this.#onDesks.set(agent, person);
      }
    }
    const promises = await store.promises.open(this.#parts.now() + aheadMs, promisesMax);
    return { promises, campaigns: this.#parts.dials ? await campaignsOf(store) : [] };
  }
}

async function campaignsOf({ campaigns }: TenantStore): Promise<Campaign[]> {
  const found: Campaign[] = [];
  for (const { id, code, name, state } of await campaigns.all()) {
    if (state !== 'running') continue;
    const read = campaignOf((await campaigns.find(id))?.written);
    if (!('campaign' in read)) continue;
    const { mode, queue } = read.campaign.dialling;
    if (byHand.has(mode)) found.push({ code, name, mode: mode as Campaign['mode'], queue });
  }
  return found;
}

function rowOf(promise: OpenPromise, whose: PromiseRow['whose']): PromiseRow {
  const { id, person, name, kana, number, note, dueAt, dueUntil, zone, state, campaign } = promise;
  return {
    ...{ id, person, name, kana, note, dueAt, dueUntil, zone, state, campaign, whose },
    number: `+${number}`,
    dials: promise.lead !== null,
  };
}
