/**
 * Starts the files that run on threads of their own, from sources and from the compiled tree alike.
 */

import { Worker } from 'node:worker_threads';

/** Resolves when `done` is told, or the thread has ended, also before this was asked. */
export function doneOrEnded(thread: Worker, begin: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    thread.once('exit', () => resolve());
    // -1: it has ended, and will not say so again.
    if (thread.threadId === -1) resolve();
    else begin(resolve);
  });
}

/**
 * The first thing a thread says, once it has started. Rejects when it dies before, or when `read`
 * throws: then it said that it cannot, and is ended.
 */
export function firstWord<M, T>(thread: Worker, read: (message: M) => T): Promise<T> {
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('message', (message: M) => {
      thread.off('error', reject);
      try {
        resolve(read(message));
      } catch (error) {
        reject(error);
        void thread.terminate();
      }
    });
  });
}

/** `name` without suffix, beside this file. `start` reaches the thread as its `workerData`. */
export function startThread(name: string, start: unknown): Worker {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const file = new URL(`./${name}.${suffix}`, import.meta.url);
  return new Worker(file, { workerData: start, name });
}
