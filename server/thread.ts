/**
 * Starts the files that run on threads of their own, from sources and from the compiled tree alike.
 */

import { Worker } from 'node:worker_threads';

/** `name` without suffix, beside this file. `start` reaches the thread as its `workerData`. */
export function startThread(name: string, start: unknown): Worker {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const file = new URL(`./${name}.${suffix}`, import.meta.url);
  return new Worker(file, { workerData: start, name });
}
