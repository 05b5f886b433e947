/** What the API needs to tell and take of people, contacts, scripts and the FAQ. */

import { tenantOfPerson } from '../../adapters/store/people.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { type Holder, maySee } from '../access/holder.ts';
import type { Directory } from '../directory.ts';
import { RequestError } from '../errors.ts';
import type { Gateway } from '../front-link.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import type { StoreRoom, TenantAt } from '../store-room.ts';
import type { View } from '../view.ts';
import type { ContactLog } from './contact-log.ts';
import { FaqSearches } from './faq-search.ts';

export interface KnowledgeParts {
  readonly room: StoreRoom;
  readonly view: View;
  readonly gateway: Gateway;
  readonly contactLog: ContactLog;
  /** Name of this site among those that share the store; empty: it has none. */
  readonly site: string;
  /** Absent: the configuration lets no campaign dial. */
  readonly outbound?: OutboundDesk;
  directory(): Directory;
}

export class Knowledge {
  readonly parts: KnowledgeParts;
  readonly searches = new FaqSearches();

  constructor(parts: KnowledgeParts) {
    this.parts = parts;
  }

  /** Reads the lines of the journal, before the view does. */
  get contactLog(): ContactLog {
    return this.parts.contactLog;
  }

  now(): number {
    return this.parts.room.now();
  }

  /** The one asked for, the holder's, or that of the agent the holder is. */
  tenant(holder: Holder, asked?: string): Promise<TenantAt> {
    const own = holder.agent && this.parts.directory().agent(holder.agent)?.tenant;
    return this.parts.room.tenant(holder, asked ?? holder.tenant ?? own);
  }

  /** The tenant of an agent of the configuration. */
  async tenantOfAgent(agent: string): Promise<TenantAt> {
    const code = this.parts.directory().agent(agent)?.tenant;
    if (code === undefined) {
      throw new RequestError('unknown-agent', `There is no agent "${agent}".`, { agent });
    }
    return { code, store: await this.#store(code) };
  }

  /**
   * Whose person it is. Rejects for somebody this holder may not see, as if they were not there.
   */
  async tenantOfPerson(holder: Holder, person: number): Promise<TenantAt> {
    const { database } = await this.parts.room.store();
    const code = await tenantOfPerson(database, person);
    if (code === undefined || !maySee(holder, code)) {
      throw new RequestError('unknown-person', `There is no person ${person}.`, { person });
    }
    return { code, store: await this.#store(code) };
  }

  async #store(code: string): Promise<TenantStore> {
    return (await this.parts.room.store()).tenant(code);
  }
}
