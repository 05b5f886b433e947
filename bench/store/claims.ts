/** Claims of due leads among ten million: how long one takes, and whether any lead is got twice. */

import { Worker } from 'node:worker_threads';
import type { Database } from '../../adapters/store/database.ts';
import { type Sql, sql } from '../../adapters/store/sql.ts';
import { openStore } from '../../adapters/store/store.ts';
import { percentiles } from '../statistics.ts';
import type { ClaimOrder } from './claim-worker.ts';
import type { BenchStore } from './engines.ts';

export interface ClaimsPlan {
  readonly leads: number;
  readonly claims: number;
  readonly workers: number;
}

const now = Date.UTC(2026, 9, 1, 3);
const tenant = 'bench';
/** Share of the claims that one worker makes by itself, and how many at most. */
const aloneShare = 0.1;
const aloneMax = 20_000;

/** Prints what was measured. Gives the number of leads claimed more than once. */
export async function benchClaims(
  store: BenchStore,
  { leads, claims, workers }: ClaimsPlan,
  say: (text: string) => void,
): Promise<number> {
  const campaign = await buildLeads(store.address, leads, say);
  const seen = new SharedArrayBuffer(leads + 1);
  const order = { address: store.address, tenant, campaign, now, seen };
  const alone = await run({
    ...order,
    claims: Math.min(aloneMax, Math.ceil(claims * aloneShare)),
    worker: 'alone',
  });
  say(line('one worker', alone));
  const startedAt = performance.now();
  const each = Math.floor((claims - alone.length) / workers);
  const all = await Promise.all(
    Array.from({ length: workers }, (_, i) => run({ ...order, claims: each, worker: `w${i}` })),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const together = Float64Array.from(all.flatMap((series) => [...series]));
  say(line(`${workers} workers at once`, together));
  say(`${Math.round(together.length / seconds).toLocaleString('en')} claims a second together`);
  const counts = new Uint8Array(seen);
  const claimed = counts.reduce((sum, count) => sum + count, 0);
  const doubled = counts.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0);
  say(`${claimed.toLocaleString('en')} claims, ${doubled} leads claimed more than once`);
  return doubled;
}

function line(name: string, series: Float64Array): string {
  const { p50, p99, max } = percentiles(series);
  const ms = (us: number): string => (us / 1000).toFixed(2);
  return `${name}: a claim takes p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, most ${ms(max)} ms`;
}

function run(order: ClaimOrder): Promise<Float64Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./claim-worker.js', import.meta.url), { workerData: order });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/**
 * Leads of two lists, scores at random; their people are numbers only: a claim does not read
 * them.
 */
async function buildLeads(
  address: string,
  leads: number,
  say: (text: string) => void,
): Promise<number> {
  const startedAt = performance.now();
  const store = await openStore(address, () => now);
  const { lists, campaigns } = await store.tenant(tenant);
  const shares = [
    { list: await lists.named('a'), share: 70 },
    { list: await lists.named('b'), share: 30 },
  ];
  const campaign = await campaigns.create({
    code: 'bench',
    goal: 'sold',
    legalClass: 'sale',
    segment: { where: [{ orders: { 'at-least': 0 } }], score: [] },
    outcomes: {},
    shares,
  });
  await fill(store.database, campaign, shares[0]!.list, leads);
  await store.close();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  say(`${leads.toLocaleString('en')} leads built in ${seconds} s`);
  return campaign;
}

const indexes = ['lead_ready', 'lead_by_time', 'lead_by_person'];

async function fill(database: Database, campaign: number, list: number, leads: number) {
  const { dialect } = database;
  const definitions = await database.query<{ definition: string }>(
    dialect === 'sqlite'
      ? sql`select sql as definition from sqlite_master where type = 'index' and name like 'lead_%'`
      : sql`select indexdef as definition from pg_indexes where indexname like 'lead_%' and indexname not like '%key'`,
  );
  const rows: Sql =
    dialect === 'sqlite'
      ? sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${leads})
          insert into lead (campaign, person, list, number, score, state)
          select ${campaign}, i, ${list} + (i % 10 >= 7), 819000000000 + i, (i * 7919) % 1000, 'ready'
          from n`
      : sql`insert into lead (campaign, person, list, number, score, state)
          select ${campaign}, i, ${list} + (i % 10 >= 7)::int, 819000000000 + i, (i * 7919) % 1000, 'ready'
          from generate_series(1, ${leads}::bigint) as i`;
  // The people are not there: nobody may look for them.
  if (dialect === 'sqlite') await database.run(sql`pragma foreign_keys = off`);
  await database.transaction(async (within) => {
    if (dialect === 'postgres') await within.run(sql`set local session_replication_role = replica`);
    await within.script(indexes.map((name) => `drop index ${name};`).join('\n'));
    await within.run(rows);
    await within.script(definitions.map(({ definition }) => `${definition};`).join('\n'));
  });
  if (dialect === 'postgres') await database.run(sql`analyze lead`);
}
