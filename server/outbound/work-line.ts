/** Work that waits for the store, one piece after the other, in the order it came. */

import type { Log } from '../log.ts';

export class WorkLine {
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Does it after everything before it; resolves when it is done. What fails is logged, and what
   * comes after goes on.
   */
  add(what: string, work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      try {
        await work();
      } catch (error) {
        this.#log.error({ err: error }, `${what}: ${(error as Error).message}`);
      }
    });
    return this.#last;
  }

  /** Resolves when nothing is left to do. */
  done(): Promise<void> {
    return this.#last;
  }
}
