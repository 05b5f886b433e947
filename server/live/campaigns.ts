/**
 * Topic `campaigns`: how each does. The program that dials writes into the store, so the store is
 * looked at while somebody looks here, and never when nobody does.
 */

import type { Holder, Scope } from '../access/holder.ts';
import { type CampaignShown, showCampaign } from '../outbound/campaign-shown.ts';
import { sightOf } from '../outbound/campaign-sight.ts';
import { whyText } from '../outbound/why-text.ts';
import type { StoreRoom } from '../store-room.ts';
import type { CampaignRow } from '../wire/board.ts';
import { watcherKey } from './board.ts';
import type { Topic } from './live.ts';

/** Between two looks at the store. */
const restMs = 2_000;
/** Counting takes this thread at most one millisecond of so many. */
const share = 20;

export interface CampaignWatchParts {
  readonly room: Pick<StoreRoom, 'tenants' | 'now'>;
  /** There is something else to be shown. */
  readonly changed: () => void;
  /** For tests: a stopwatch in milliseconds. */
  readonly stopwatch?: () => number;
}

/** What the store last said of campaigns. */
export class CampaignWatch {
  readonly #parts: CampaignWatchParts;
  readonly #stopwatch: () => number;
  #rows: readonly CampaignRow[] = [];
  #isLooking = false;
  #nextAt = 0;

  constructor(parts: CampaignWatchParts) {
    this.#parts = parts;
    this.#stopwatch = parts.stopwatch ?? (() => performance.now());
  }

  /**
   * Those in this scope, as they were at the last look. Begins the next look
   * where it is due; what it finds is told by `changed`. Cost: a filter.
   */
  rows({ tenant, queues }: Scope): readonly CampaignRow[] {
    if (!this.#isLooking && this.#stopwatch() >= this.#nextAt) void this.look();
    return this.#rows.filter(
      (campaign) =>
        (tenant === undefined || campaign.tenant === tenant) &&
        (queues === undefined || (campaign.queue !== null && queues.includes(campaign.queue))),
    );
  }

  /** Looks at the store now. Never rejects: what cannot be read stays as it was. */
  async look(): Promise<void> {
    this.#isLooking = true;
    const startedAt = this.#stopwatch();
    try {
      const before = JSON.stringify(this.#rows);
      this.#rows = await this.#read();
      if (JSON.stringify(this.#rows) !== before) this.#parts.changed();
    } catch {
      // The store is away or busy: whoever asks it directly is told why.
    } finally {
      const endedAt = this.#stopwatch();
      this.#nextAt = endedAt + Math.max(restMs, (endedAt - startedAt) * share);
      this.#isLooking = false;
    }
  }

  async #read(): Promise<CampaignRow[]> {
    const { room } = this.#parts;
    const rows: CampaignRow[] = [];
    for (const { code: tenant, store } of await room.tenants(everything)) {
      for (const row of await store.campaigns.all()) {
        const shown = await showCampaign(store, row, room.now());
        const { read } = await sightOf(store, row, room.now());
        const queue = 'campaign' in read ? read.campaign.dialling.queue : null;
        rows.push(rowOf(tenant, shown, queue));
      }
    }
    return rows;
  }
}

/** Whose rows these are is asked when they are shown. */
const everything: Holder = { id: 'live', kind: 'key', role: 'read' };

function rowOf(tenant: string, shown: CampaignShown, queue: string | null): CampaignRow {
  const { code, name, state, goal, abandonment, why } = shown;
  const { isDialling, obstacle, leads, facts } = why;
  const said = (language: 'en' | 'ja') => whyText(why, { language, zone: null, queue });
  return {
    ...{ tenant, code, name, state, queue, isDialling },
    goal: { name: goal.name, reached: goal.reached, share: goal.share },
    why: { en: said('en'), ja: said('ja') },
    obstacle: obstacle?.code ?? null,
    leads: {
      ready: leads.ready,
      waiting: leads.waiting,
      claimed: leads.claimed,
      through: leads.through,
    },
    flying: facts.flying,
    waiting: facts.waiting,
    agents: facts.agents && {
      idle: facts.agents.idle,
      busy: facts.agents.busy,
      away: facts.agents.away,
    },
    abandonment: abandonment && {
      answered: abandonment.answered,
      abandoned: abandonment.abandoned,
      share: abandonment.share,
      most: abandonment.most,
    },
  };
}

/** `watch` undefined: the configuration lets no campaign dial, and there is nothing to show. */
export const campaignsTopic = (watch: CampaignWatch | undefined): Topic => ({
  audience: watcherKey,
  show(holder) {
    const campaigns = new Map<string, CampaignRow>();
    for (const row of watch?.rows(holder) ?? []) campaigns.set(`${row.tenant}/${row.code}`, row);
    return { parts: { outbound: watch !== undefined }, rows: { campaigns } };
  },
});
