/**
 * The ledgers on disk: a snapshot after which only the facts behind its `seq` have to be read
 * again. The log of facts in the store stays the truth; without this file all of it is read.
 */

import { z } from 'zod';
import type { CampaignId, PersonId, TenantId } from '../../core/outreach/ids.ts';
import type { CampaignCallsSnapshot } from '../../core/outreach/ledger/abandonment.ts';
import { Ledgers, type LedgersSnapshot } from '../../core/outreach/ledger/ledgers.ts';
import type { SubjectColumns } from '../../core/outreach/ledger/subject-table.ts';
import { ColumnsError, readColumns, writeColumns } from '../columns-file.ts';

const KIND = 'tsunagi ledgers 2';

const campaign = z.object({
  campaign: z.string().transform((id) => id as CampaignId),
  tenant: z.string().transform((id) => id as TenantId),
});

const about = z.object({
  seq: z.int().nonnegative(),
  campaigns: z.array(campaign),
  calls: z.array(campaign.extend({ firstAt: z.int().nullable() })),
});

/** Writes what the ledgers hold; a crash leaves the file before. Blocks while it writes. */
export function writeLedgers(path: string, { seq, attempts, abandonment }: LedgersSnapshot): void {
  const columns = new Map<string, ArrayBufferView>([
    ['entries', attempts.entries],
    ['numbers.keys', attempts.numbers.keys],
    ['numbers.heads', attempts.numbers.heads],
    ['people.keys', attempts.people.keys],
    ['people.heads', attempts.people.heads],
    ['people.named', Buffer.from(JSON.stringify(attempts.named))],
  ]);
  abandonment.forEach(({ answered, abandoned, machines, heard }, i) => {
    columns.set(`calls.${i}.answered`, answered);
    columns.set(`calls.${i}.abandoned`, abandoned);
    columns.set(`calls.${i}.machines`, machines);
    columns.set(`calls.${i}.heard`, heard);
  });
  const calls = abandonment.map(({ campaign: id, tenant, firstAt }) => ({
    campaign: id,
    tenant,
    firstAt,
  }));
  const { campaigns } = attempts;
  writeColumns(path, { kind: KIND, about: { seq, campaigns, calls }, columns });
}

/**
 * The ledgers as they were written; facts after their `seq` are still to be noted. Throws a
 * `ColumnsError` when the file is damaged: read all facts again then.
 */
export function readLedgers(path: string): Ledgers {
  const read = readColumns(path, KIND);
  const { seq, campaigns, calls } = about.parse(read.about);
  const column = (name: string): ArrayBuffer => {
    const found = read.columns.get(name);
    if (!found) throw new ColumnsError(`${path}: its column ${name} is missing`);
    return found.buffer as ArrayBuffer;
  };
  const table = (name: string): SubjectColumns => ({
    keys: new Float64Array(column(`${name}.keys`)),
    heads: new Uint32Array(column(`${name}.heads`)),
  });
  return new Ledgers({
    seq,
    attempts: {
      campaigns,
      named: JSON.parse(Buffer.from(column('people.named')).toString()) as PersonId[],
      entries: new Int32Array(column('entries')),
      numbers: table('numbers'),
      people: table('people'),
    },
    abandonment: calls.map(
      (each, i): CampaignCallsSnapshot => ({
        ...each,
        answered: new Float64Array(column(`calls.${i}.answered`)),
        abandoned: new Float64Array(column(`calls.${i}.abandoned`)),
        machines: new Float64Array(column(`calls.${i}.machines`)),
        heard: new Float64Array(column(`calls.${i}.heard`)),
      }),
    ),
  });
}
