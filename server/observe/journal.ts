/**
 * What was observed, line by line, so that a day can be counted again and asked other questions. A
 * file a run, only ever appended to; one line an observation, JSON with its time.
 */

import { createReadStream, createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Advisor } from './advisor.ts';
import type { Book } from './book.ts';
import type { ObservedLine } from './observer.ts';

export class ObservedJournal {
  readonly file: string;
  readonly #stream: WriteStream;

  /** Throws when the folder cannot be made. `onTrouble` is told once when it cannot be written. */
  constructor(folder: string, startedAt: Date, onTrouble: (trouble: string) => void) {
    mkdirSync(folder, { recursive: true });
    const stamp = startedAt.toISOString().replace(/[-:]/g, '').slice(0, 15);
    this.file = join(folder, `observed-${stamp}.ndjson`);
    this.#stream = createWriteStream(this.file, { flags: 'a' });
    this.#stream.once('error', (error) => onTrouble(`cannot write ${this.file}: ${error.message}`));
  }

  write(line: ObservedLine): void {
    if (!this.#stream.errored) this.#stream.write(`${JSON.stringify(line)}\n`);
  }

  /** Resolves when everything is on its way to the disk. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.errored) resolve();
      else this.#stream.end(resolve);
    });
  }
}

/** A line of a journal of observations that cannot be read. */
export class ObservedJournalError extends Error {
  override name = 'ObservedJournalError';
}

/**
 * Tells a book, and whoever looks over its shoulder, everything a file says. Rejects with an
 * `ObservedJournalError` that names the line; a last line that was cut off is left out.
 */
export async function replayObserved(file: string, book: Book, advisor?: Advisor): Promise<number> {
  let lines = 0;
  let unread: string | undefined;
  const input = createReadStream(file, 'utf8');
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (unread !== undefined) throw new ObservedJournalError(unread);
      lines++;
      const line = readLine(text);
      if (line === undefined) unread = `${file}:${lines}: not a line of observations`;
      else tell(book, advisor, line);
    }
  } catch (error) {
    if (error instanceof ObservedJournalError) throw error;
    throw new ObservedJournalError(`${file}: ${(error as Error).message}`);
  }
  return lines;
}

function readLine(text: string): ObservedLine | undefined {
  try {
    const line = JSON.parse(text) as ObservedLine;
    return typeof line === 'object' && line !== null && Number.isFinite(line.at) ? line : undefined;
  } catch {
    return undefined;
  }
}

function tell(book: Book, advisor: Advisor | undefined, line: ObservedLine): void {
  if ('seen' in line) {
    book.apply(line.seen, line.at);
    advisor?.follow(line.seen, line.at);
    return;
  }
  if ('picture' in line) book.resync(line.picture, line.at);
  else if ('roster' in line) book.roster.replace(line.roster.queues, line.roster.memberships);
  else return;
  advisor?.rosterChanged(line.at);
}
