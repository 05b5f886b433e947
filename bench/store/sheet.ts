/** The customer sheet among a million people: from the number of a caller to all that is known. */

import { openStore } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { sheetOf } from '../../server/knowledge/sheet.ts';
import type { BenchStore } from './engines.ts';
import { benchNow, importTable } from './people.ts';

/** People who call, at most; each has talked and been written of so often, as the best have. */
const callersMax = 200;
const talks = 100;
const notes = 20;
/** Looks at each of them. */
const looks = 5;
/** What an agent waits for, ms. */
export const sheetMsMax = 300;

/** Gives what 99 of 100 looks take at most, ms: the first of all opens files and plans. */
export async function benchSheet(
  { address, folder }: BenchStore,
  rows: number,
  say: (text: string) => void,
): Promise<number> {
  const store = await openStore(address, () => benchNow);
  const tenant = await store.tenant('bench');
  await importTable(tenant, folder, rows, say);
  const numbers: number[] = [];
  const callers = Math.min(callersMax, Math.ceil(rows / 100));
  for (let i = 0; i < callers; i++) {
    // Ids are given in order: these stand all over the table.
    const person = await tenant.people.find(1 + Math.floor((i * rows * 0.9) / callers));
    const number = person?.numbers[0]?.number;
    if (person === undefined || number === undefined) continue;
    await writePast(tenant, person.id, number, i);
    numbers.push(number);
  }
  const took: number[] = [];
  for (let look = 0; look < looks; look++) {
    for (const number of numbers) {
      const askedAt = performance.now();
      const [person] = await tenant.people.byNumber(number);
      const sheet = await sheetOf('bench', tenant, [], person!.id, benchNow);
      took.push(performance.now() - askedAt);
      if ((sheet?.history.length ?? 0) < talks) throw new Error('a sheet has lost its history');
    }
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
  say(
    `sheet by number: ${took.length} looks at ${numbers.length} people with ${talks} conversations ` +
      `each; median ${at(0.5).toFixed(1)} ms, 99 % ${at(0.99).toFixed(1)} ms, most ${at(1).toFixed(1)} ms`,
  );
  await store.close();
  return at(0.99);
}

async function writePast(
  tenant: TenantStore,
  person: number,
  number: number,
  caller: number,
): Promise<void> {
  for (let talk = 0; talk < talks; talk++) {
    const key = { site: 'bench', call: caller * talks + talk + 1, offer: 1 };
    const at = benchNow - (talk + 1) * 86_400_000;
    await tenant.contacts.begin({
      ...{ ...key, person, number, written: `+${number}`, direction: 'in', dialled: '100' },
      ...{ queue: 'support', agent: 'tanaka', connectedAt: at },
    });
    await tenant.contacts.end(key, at + 180_000);
  }
  for (let note = 0; note < notes; note++) {
    await tenant.notes.write({ person, text: `前回のご相談の続き ${note}`, by: 'tanaka' });
  }
}
