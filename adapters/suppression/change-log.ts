/**
 * The changes of a list since its file was written, one line each: eight hex digits of CRC-32, a
 * space, JSON. Lines are only ever added, and kept for good: they say who had a number added, when
 * and why. A line without its end is one that a crash cut off before it was acknowledged; a damaged
 * line before others is damage, and is told, for it may be a person's refusal.
 */

import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { z } from 'zod';

const number = z.int().positive().max(999_999_999_999_999);

const change = z.object({
  /** Milliseconds since the epoch. */
  at: z.int(),
  add: z.array(number).optional(),
  remove: z.array(number).optional(),
  /** Who had it done, and why; for people to read. */
  by: z.string(),
  why: z.string(),
});

/** One change of a list. */
export type Change = z.infer<typeof change>;

/** Trouble with the files of a list that a person must look at. */
export class SuppressionError extends Error {
  override name = 'SuppressionError';
}

/** Numbers a line holds at the most: no line is so long that nobody can look at it. */
export const CHANGE_NUMBERS_MAX = 1_000;
const READ_BYTES = 1 << 20;
const NEWLINE = 10;

/** A line as it is written. */
export function changeLine(entry: Change): Buffer {
  const json = Buffer.from(JSON.stringify(entry));
  const crc = crc32(json).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`${crc} `), json, Buffer.from('\n')]);
}

function readChange(line: Buffer): Change | undefined {
  const json = line.subarray(9);
  if (line.toString('latin1', 0, 9) !== `${crc32(json).toString(16).padStart(8, '0')} `) {
    return undefined;
  }
  return change.safeParse(JSON.parse(json.toString())).data;
}

/** Whole lines of a log from a place on. */
export interface ChangesRead {
  readonly changes: readonly Change[];
  /** The place behind the last whole line. */
  readonly until: number;
  /** Bytes behind it: of a line that is being written, or was cut off. */
  readonly torn: number;
}

/** Reads on in a log. Throws a `SuppressionError` for a line that is whole and damaged. */
export function readChanges(path: string, from = 0): ChangesRead {
  const file = openSync(path, 'r');
  try {
    const changes: Change[] = [];
    const { size } = fstatSync(file);
    let until = from;
    let rest: Buffer = Buffer.alloc(0);
    for (let at = from; at < size; ) {
      const bytes = Buffer.alloc(Math.min(READ_BYTES, size - at));
      const read = readSync(file, bytes, 0, bytes.length, at);
      if (read === 0) break;
      at += read;
      rest = Buffer.concat([rest, bytes.subarray(0, read)]);
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
        const line = rest.subarray(0, end);
        const entry = readChange(line);
        if (entry === undefined) {
          // A power failure may keep the end of the last line and lose, as zeros, what is before.
          const isLast = at === size && end === rest.length - 1;
          if (isLast && line.includes(0)) break;
          throw damaged(path, until);
        }
        changes.push(entry);
        until += end + 1;
        rest = rest.subarray(end + 1);
      }
    }
    return { changes, until, torn: rest.length };
  } finally {
    closeSync(file);
  }
}

const damaged = (path: string, at: number): SuppressionError =>
  new SuppressionError(
    `${path}: the line at byte ${at} is damaged. It may hold somebody's refusal: look at it, ` +
      'restore the file from a backup, or remove the line and enter again what it said.',
  );

/**
 * Adds lines at a place found by `readChanges`; what a crash left behind it is cut off. Durable
 * when it returns, all or, after a power loss, the first of them. Nobody else may write meanwhile.
 * Returns the place behind them.
 */
export function appendChanges(path: string, entries: readonly Change[], at: number): number {
  const lines = Buffer.concat(entries.map(changeLine));
  const file = openSync(path, 'r+');
  try {
    if (fstatSync(file).size > at) ftruncateSync(file, at);
    for (let done = 0; done < lines.length; ) {
      done += writeSync(file, lines, done, lines.length - done, at + done);
    }
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
  return at + lines.length;
}
