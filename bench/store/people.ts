/** A table of people imported, and segments counted over them. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { openTable } from '../../adapters/tables/open-table.ts';
import { readSegments } from '../../config/segment.ts';
import { columnsOf } from '../../server/people/fields.ts';
import { importPeople } from '../../server/people/import.ts';
import type { BenchStore } from './engines.ts';
import { writePeopleTable } from './people-table.ts';

/** When it is, in the benches of people. */
export const benchNow = Date.UTC(2026, 9, 1, 3);

/** What may be asked of people: from one column to all at once. */
const segmentsText = `
repeat-buyers:
  where: [{ orders: { at-least: 2 } }]
lapsed:
  where: [{ last-order: { before: 90d } }, { not: { complaint: open } }]
three-conditions:
  where:
    - attribute: { name: 会員種別, is: 金 }
    - attribute: { name: 年齢, at-least: 30, at-most: 49 }
    - last-order: { within: 180d }
region-and-product:
  where:
    - address: { region: 東京都 }
    - bought: { product: 緑茶3, within: 1y }
    - not: { bought: { product: 緑茶6 } }
anybody-but:
  where:
    - any: [{ attribute: { name: 年齢, at-least: 60 } }, { orders: { at-least: 1 } }]
    - not: { number: { kind: fixed } }
`;

/** Writes the table and imports it. */
export async function importTable(
  tenant: TenantStore,
  folder: string,
  rows: number,
  say: (text: string) => void,
): Promise<void> {
  const path = join(folder, 'people.csv');
  await writePeopleTable(path, rows);
  say(`${rows.toLocaleString('en')} rows, ${Math.round(statSync(path).size / 1e6)} MB`);
  const table = await openTable(path);
  const plan = {
    path,
    table,
    columns: columnsOf(table.header, new Map()),
    reading: { country: 'JP', zone: 'Asia/Tokyo', currency: 'JPY' } as const,
    list: 'bench',
    errorsPath: `${path}.errors.csv`,
    anew: false,
  };
  const startedAt = performance.now();
  const memory: string[] = [];
  let tenths = 1;
  const { state } = await importPeople(tenant, plan, {
    step: ({ rowsDone }) => {
      if (rowsDone < (rows / 10) * tenths) return;
      tenths++;
      memory.push(residentMb());
    },
    isStopped: () => false,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const { added, merged, refused } = state.counts;
  say(
    `imported in ${seconds.toFixed(0)} s, ${Math.round(rows / seconds).toLocaleString('en')} rows a ` +
      `second: ${added} people, ${merged} rows merged, ${refused} refused`,
  );
  say(`resident MB at each tenth, own + pages of mapped files: ${memory.join(', ')}`);
}

/** The second part is the system's to take back; where it is not told apart: the sum. */
function residentMb(): string {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const of = (name: string) =>
      Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)![1]) / 1024);
    return `${of('RssAnon')} + ${of('RssFile')}`;
  } catch {
    return String(Math.round(process.memoryUsage().rss / 1e6));
  }
}

export async function benchPeople(
  { address, folder }: BenchStore,
  rows: number,
  say: (text: string) => void,
): Promise<number> {
  const store = await openStore(address, () => benchNow);
  const tenant = await store.tenant('bench');
  await importTable(tenant, folder, rows, say);
  const read = readSegments(segmentsText);
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  let mostMs = 0;
  for (const [id, segment] of read.segments) {
    const askedAt = performance.now();
    const people = await tenant.segments.count(segment);
    const tookMs = performance.now() - askedAt;
    mostMs = Math.max(mostMs, tookMs);
    say(
      `segment ${id}: ${people.toLocaleString('en')} people, counted in ${Math.round(tookMs)} ms`,
    );
  }
  await store.close();
  return mostMs;
}
