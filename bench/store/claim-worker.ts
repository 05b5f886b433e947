/** One worker that claims leads until it has had its part, in a thread of its own. */

import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../../adapters/store/store.ts';

/** What a worker is told. */
export interface ClaimOrder {
  readonly address: string;
  readonly tenant: string;
  readonly campaign: number;
  readonly claims: number;
  readonly worker: string;
  readonly now: number;
  /** A byte for each lead: how often it was claimed. */
  readonly seen: SharedArrayBuffer;
}

const leaseMs = 3_600_000;
const order = workerData as ClaimOrder;

const seen = new Uint8Array(order.seen);
const store = await openStore(order.address, () => order.now);
const claims = await (await store.tenant(order.tenant)).leads.claims(order.campaign, order.worker);
const tookUs: number[] = [];
for (let i = 0; i < order.claims; i++) {
  const startedAt = performance.now();
  const [lead] = await claims.take(1, order.now, leaseMs);
  tookUs.push((performance.now() - startedAt) * 1000);
  if (lead === undefined) break;
  Atomics.add(seen, lead.id, 1);
}
await store.close();
parentPort?.postMessage(Float64Array.from(tookUs));
