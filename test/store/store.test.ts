/** One store, two engines: what is promised holds for SQLite and for a real PostgreSQL alike. */

import { afterAll, describe } from 'vitest';
import { accessContract } from './access-contract.ts';
import { evidenceContract } from './evidence-contract.ts';
import { importContract } from './import-contract.ts';
import { knowledgeContract } from './knowledge-contract.ts';
import { leadsContract } from './leads-contract.ts';
import { openingContract } from './opening-contract.ts';
import { peopleContract } from './people-contract.ts';
import { segmentContract } from './segment-contract.ts';
import { closeStores, worlds } from './worlds.ts';

for (const world of await worlds()) {
  describe(`the store on ${world.name}`, () => {
    afterAll(closeStores);
    openingContract(world);
    peopleContract(world);
    importContract(world);
    segmentContract(world);
    leadsContract(world);
    knowledgeContract(world);
    evidenceContract(world);
    accessContract(world);
  });
}
