/**
 * Conversations that are over and were not saved, as supervisors are shown them. The store has
 * them: it is looked at while somebody looks here, and anew when one has ended or was written.
 */

import type { Contact } from '../../adapters/store/contacts.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { AgentId } from '../../core/routing/ids.ts';
import { type Holder, maySeeAgent, maySeeQueue } from '../access/holder.ts';
import { rightsOfRole } from '../access/rights.ts';
import type { Directory } from '../directory.ts';
import type { Line } from '../journal-lines.ts';
import { withPlus } from '../knowledge/contact-shown.ts';
import type { TenantAt } from '../store-room.ts';
import type { View } from '../view.ts';
import { type UnsavedRow, unsavedMax } from '../wire/board.ts';
import { Kept } from './kept.ts';

export interface UnsavedParts {
  readonly view: View;
  readonly now: () => number;
  directory(): Directory;
  /** Of everybody. Rejects while the store cannot be had. */
  tenants(): Promise<readonly TenantAt[]>;
  /** Resolves when the store has what the journal told so far, or cannot have it now. */
  written(): Promise<void>;
  /** There is something else to be shown. */
  readonly changed: () => void;
}

/** How far back is looked. */
const backMs = 7 * 86_400_000;
/** People's names change without a word; that is seen within this time. */
const freshMs = 15_000;
/** Between two looks, however much happens. */
const restMs = 500;

export class UnsavedWatch {
  readonly #parts: UnsavedParts;
  readonly #kept: Kept<readonly UnsavedRow[]>;

  constructor(parts: UnsavedParts) {
    this.#parts = parts;
    const { now, changed } = parts;
    this.#kept = new Kept({ now, changed, freshMs, restMs, load: () => this.#load() });
  }

  /**
   * Those in the holder's sight, the oldest first, but for the one its agent is writing of now.
   * Empty for who may not see customers.
   */
  of(holder: Holder): readonly UnsavedRow[] {
    if (!seesPeople(holder)) return [];
    const directory = this.#parts.directory();
    const written = new Set<string>();
    return (this.#kept.of('') ?? [])
      .filter(({ agent, queue }) => {
        const isLatest = !written.has(agent);
        written.add(agent);
        if (isLatest && this.#writes(agent)) return false;
        return (
          maySeeAgent(holder, directory.agent(agent)) && maySeeQueue(holder, directory.queue(queue))
        );
      })
      .reverse();
  }

  /** Takes a line after the contact log does: what that writes is waited for. */
  apply(line: Line): void {
    if (!('n' in line) || line.n[0] !== 'agentChanged') return;
    if (line.n[2] !== 'offered' && line.n[2] !== 'talking') this.touched();
  }

  /** One was written by way of this server. */
  touched(): void {
    this.#kept.forget('');
  }

  #writes(agent: string): boolean {
    return this.#parts.view.agents.get(agent as AgentId)?.state === 'wrap-up';
  }

  async #load(): Promise<readonly UnsavedRow[]> {
    await this.#parts.written();
    const rows: UnsavedRow[] = [];
    const { queues } = this.#parts.directory().site;
    const coded = queues.filter(({ wrapUp }) => wrapUp?.required === true).map(({ id }) => id);
    const filter = { unsaved: true, campaignOr: coded, from: this.#parts.now() - backMs };
    for (const { code, store } of await this.#parts.tenants()) {
      for (const contact of await store.contacts.list(filter, unsavedMax)) {
        rows.push(await rowOf(code, store, contact));
      }
    }
    return rows.sort((a, b) => b.connectedAt - a.connectedAt || b.id - a.id);
  }
}

/** Whether names and numbers of customers are for this holder. */
export const seesPeople = ({ role }: Pick<Holder, 'role'>): boolean =>
  rightsOfRole(role).includes('people');

async function rowOf(tenant: string, store: TenantStore, contact: Contact): Promise<UnsavedRow> {
  const { id, agent, queue, person, number, written, connectedAt, endedAt } = contact;
  const found = person === null ? undefined : await store.people.find(person);
  return {
    ...{ id, tenant, agent, queue, person, connectedAt },
    name: found?.name ?? '',
    number: withPlus(number) ?? written,
    endedAt: endedAt ?? connectedAt,
  };
}
