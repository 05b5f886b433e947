/** All that one tenant has. */

import { AgentPromises } from './agent-promises.ts';
import { Attempts } from './attempts.ts';
import { Callbacks } from './callbacks.ts';
import { Campaigns } from './campaigns.ts';
import { Contacts } from './contacts.ts';
import type { Database } from './database.ts';
import { Erasure } from './erasure.ts';
import { EvidenceLog } from './evidence.ts';
import { Faqs } from './faqs.ts';
import { Figures } from './figures.ts';
import { Imports } from './imports.ts';
import { Leads } from './leads.ts';
import { Lists } from './lists.ts';
import { Notes } from './notes.ts';
import { People } from './people.ts';
import { Records } from './records.ts';
import { Scripts } from './scripts.ts';
import { Segments } from './segments.ts';

export class TenantStore {
  readonly tenant: number;
  readonly people: People;
  readonly records: Records;
  readonly lists: Lists;
  readonly imports: Imports;
  readonly segments: Segments;
  readonly campaigns: Campaigns;
  readonly leads: Leads;
  readonly attempts: Attempts;
  readonly callbacks: Callbacks;
  readonly promises: AgentPromises;
  readonly evidence: EvidenceLog;
  readonly erasure: Erasure;
  readonly figures: Figures;
  readonly contacts: Contacts;
  readonly notes: Notes;
  readonly faqs: Faqs;
  readonly scripts: Scripts;

  constructor(database: Database, tenant: number, now: () => number) {
    this.tenant = tenant;
    this.people = new People(database, tenant, now);
    this.records = new Records(database, tenant);
    this.lists = new Lists(database, tenant, now);
    this.imports = new Imports(database, tenant, now);
    this.segments = new Segments(database, tenant, now);
    this.campaigns = new Campaigns(database, tenant, now);
    this.leads = new Leads(database, tenant);
    this.attempts = new Attempts(database, tenant, now);
    this.callbacks = new Callbacks(database, tenant);
    this.promises = new AgentPromises(database, tenant);
    this.evidence = new EvidenceLog(database, tenant, now);
    this.erasure = new Erasure(database, tenant, now);
    this.figures = new Figures(database, tenant);
    this.contacts = new Contacts(database, tenant);
    this.notes = new Notes(database, tenant, now);
    this.faqs = new Faqs(database, tenant, now);
    this.scripts = new Scripts(database, tenant, now);
  }
}
