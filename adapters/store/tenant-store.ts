/** All that one tenant has. */

import type { Database } from './database.ts';
import { Imports } from './imports.ts';
import { Lists } from './lists.ts';
import { People } from './people.ts';
import { Records } from './records.ts';
import { Segments } from './segments.ts';

export class TenantStore {
  readonly tenant: number;
  readonly people: People;
  readonly records: Records;
  readonly lists: Lists;
  readonly segments: Segments;
  readonly imports: Imports;

  constructor(database: Database, tenant: number, now: () => number) {
    this.tenant = tenant;
    this.people = new People(database, tenant, now);
    this.records = new Records(database, tenant);
    this.lists = new Lists(database, tenant, now);
    this.segments = new Segments(database, tenant, now);
    this.imports = new Imports(database, tenant, now);
  }
}
