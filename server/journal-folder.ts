/**
 * The folder of the journal: names of its files, who may write there, and errors a person can act
 * on.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { birthOf, isAlive } from '../adapters/process-lock.ts';

/**
 * Trouble with the journal that a person must look at. The message says what, where and what to do.
 */
export class JournalError extends Error {
  override name = 'JournalError';
}

/** Newest files kept when the journal turns to a new one; older ones are deleted. */
export const journalFilesMax = 200;

const digits = (seq: number): string => String(seq).padStart(12, '0');

/** The file that holds the lines from `seq` on. */
export const journalPath = (folder: string, seq: number): string =>
  join(folder, `journal-${digits(seq)}.ndjson`);
/** The file that holds the state before line `seq`. */
export const snapshotPath = (folder: string, seq: number): string =>
  join(folder, `snapshot-${digits(seq)}.json`);

export interface JournalFiles {
  /** First sequence numbers, rising. */
  readonly journals: readonly number[];
  readonly snapshots: readonly number[];
}

/** What lies in the folder; nothing when it does not exist. */
export function listJournal(folder: string): JournalFiles {
  const journals: number[] = [];
  const snapshots: number[] = [];
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const match = /^(journal|snapshot)-(\d{12})\.(ndjson|json)$/.exec(name);
    if (match) (match[1] === 'journal' ? journals : snapshots).push(Number(match[2]));
  }
  const rising = (a: number, b: number) => a - b;
  return { journals: journals.sort(rising), snapshots: snapshots.sort(rising) };
}

/** Makes the folder, readable by its owner only, where it is missing. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new JournalError(
      `journal folder ${folder} cannot be made: ${(error as Error).message}. ` +
        'Set `journal` in the configuration to a folder this user may write.',
    );
  }
}

/**
 * Takes the folder for this process. Returns what gives it back. Throws when another live process
 * has it.
 */
export function lockFolder(folder: string): () => void {
  makeFolder(folder);
  const path = join(folder, 'lock');
  for (;;) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeFileSync(file, `${process.pid} ${birthOf(process.pid)}`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new JournalError(
          `journal folder ${folder} cannot be written: ${(error as Error).message}. ` +
            'Give this user the right to write there, or choose another folder.',
        );
      }
    }
    const [pid = '', birth = ''] = readFileSync(path, 'utf8').split(' ');
    const holder = Number(pid);
    if (holder !== process.pid && isAlive(holder, birth)) {
      throw new JournalError(
        `journal folder ${folder} is in use by process ${holder}. Stop it first, or give this ` +
          'router another `journal` folder: two routers must not decide for the same callers.',
      );
    }
    // Left behind by a process that was killed.
    rmSync(path, { force: true });
  }
}

/** Writes a whole file so that a crash leaves the old one or the new one, never half of it. */
export function writeDurably(folder: string, path: string, text: string): void {
  const half = `${path}.part`;
  const file = openSync(half, 'w', 0o600);
  try {
    // Not `writeSync`: a disk that is nearly full takes a part and says nothing.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
  syncFolder(folder);
}

/** Makes names in the folder as durable as the files. */
export function syncFolder(folder: string): void {
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Deletes all but the newest journal files, and the snapshots that belong to them. */
export function dropOldFiles(folder: string, keep = journalFilesMax): void {
  const { journals, snapshots } = listJournal(folder);
  const oldest = journals.at(-keep) ?? 0;
  for (const seq of journals) if (seq < oldest) rmSync(journalPath(folder, seq), { force: true });
  for (const seq of snapshots) if (seq < oldest) rmSync(snapshotPath(folder, seq), { force: true });
}
