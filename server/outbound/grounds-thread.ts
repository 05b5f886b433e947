/** The thread that reads what questions about people rest on, and ends. */

import { parentPort, workerData } from 'node:worker_threads';
import type { GroundsAnswer, GroundsStart } from './grounds.ts';
import { readGrounds } from './house.ts';

const { site, now } = workerData as GroundsStart;
const tell = (answer: GroundsAnswer) => parentPort!.postMessage(answer);
try {
  tell({ ok: true, grounds: readGrounds(site, now) });
} catch (error) {
  tell({ ok: false, message: (error as Error).message });
}
