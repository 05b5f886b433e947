/** Reads a journal back: whole lines in order, a torn end tolerated, anything else wrong named. */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { JournalError, journalPath, listJournal, snapshotPath } from './journal-folder.ts';
import { type JournalSnapshot, type Line, readLine, reviveSnapshot } from './journal-lines.ts';
import { upgradeSnapshot } from './journal-upgrade.ts';

const chunkBytes = 1 << 18;

/** Texts of lines with their numbers; `torn` marks a last one without its newline. */
function* readTexts(path: string): Generator<{ text: string; number: number; torn: boolean }> {
  const file = openSync(path, 'r');
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  try {
    for (;;) {
      const read = readSync(file, chunk, 0, chunkBytes, null);
      if (read === 0) break;
      let bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
        number += 1;
        yield { text: bytes.toString('utf8', 0, end), number, torn: false };
        bytes = bytes.subarray(end + 1);
      }
      rest = bytes;
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), number: number + 1, torn: true };
  } finally {
    closeSync(file);
  }
}

/**
 * Lines of one file in order. A last line that was cut off by a crash is passed over: its fact was
 * never confirmed to be kept. Throws a `JournalError` for any other damage.
 */
export function* readJournalFile(path: string, first: number): Generator<Line> {
  let expected = first;
  let broken: { readonly number: number; readonly why: string } | undefined;
  for (const { text, number, torn } of readTexts(path)) {
    if (broken) throw damaged(path, broken.number, broken.why);
    let line: Line;
    try {
      line = readLine(text);
    } catch (error) {
      broken = { number, why: (error as Error).message };
      continue;
    }
    if (line.seq !== expected) {
      throw damaged(path, number, `line ${line.seq} found where ${expected} was expected`);
    }
    expected += 1;
    if (!torn) yield line;
  }
}

function damaged(path: string, number: number, why: string): JournalError {
  return new JournalError(
    `${path}:${number}: the journal is damaged (${why}). Move the folder aside to start without it: ` +
      'callers on the switch are found again, their places in line come from what the switch keeps. ' +
      'Keep the folder: it shows what happened until then.',
  );
}

/** The state before line `seq`. */
export function readSnapshot(folder: string, seq: number): JournalSnapshot {
  const path = snapshotPath(folder, seq);
  try {
    const read = upgradeSnapshot(JSON.parse(readFileSync(path, 'utf8')));
    if (read?.seq !== seq) throw new SyntaxError('not such a snapshot');
    return { ...read, router: reviveSnapshot(read.router) };
  } catch (error) {
    throw new JournalError(
      `${path}: the snapshot cannot be read (${(error as Error).message}). Move this file aside: ` +
        'the router then starts from the snapshot before it and the journal since.',
    );
  }
}

export interface JournalRun {
  readonly snapshot: JournalSnapshot;
  /** Lines after the snapshot, over all later files. */
  lines(): Generator<Line>;
}

/**
 * The journal from the newest snapshot at or before line `seq` (default: the newest of all).
 * Undefined: the folder holds none. Ends where lines are missing between two files (the later one
 * has its own snapshot).
 */
export function openJournal(folder: string, seq = Number.MAX_SAFE_INTEGER): JournalRun | undefined {
  const files = listJournal(folder);
  const first = files.snapshots.filter((s) => s <= seq).at(-1) ?? files.snapshots[0];
  if (first === undefined) {
    if (files.journals.length === 0) return undefined;
    throw new JournalError(
      `journal folder ${folder} holds lines but no snapshot to start from. Move the folder aside ` +
        'to start without it, or bring back its snapshot files.',
    );
  }
  const snapshot = readSnapshot(folder, first);
  return { snapshot, lines: () => linesFrom(folder, files.journals, first) };
}

function* linesFrom(folder: string, journals: readonly number[], first: number): Generator<Line> {
  let next = first;
  for (const start of journals) {
    if (start < first) continue;
    if (start !== next) return;
    for (const line of readJournalFile(journalPath(folder, start), start)) {
      yield line;
      next = line.seq + 1;
    }
  }
}
