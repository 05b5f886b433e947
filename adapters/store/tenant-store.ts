/** All that one tenant has. */

import type { Database } from './database.ts';
import { People } from './people.ts';
import { Records } from './records.ts';

export class TenantStore {
  readonly tenant: number;
  readonly people: People;
  readonly records: Records;

  constructor(database: Database, tenant: number, now: () => number) {
    this.tenant = tenant;
    this.people = new People(database, tenant, now);
    this.records = new Records(database, tenant);
  }
}
