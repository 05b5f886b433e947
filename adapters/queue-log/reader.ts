/** Reads queue_log files, also rotated and compressed ones, line by line. */

import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { type QueueLine, readQueueLine } from './line.ts';

/** A line, or text that is none, with its place. */
export type ReadLine =
  | { readonly line: QueueLine }
  | { readonly bad: { readonly file: string; readonly number: number; readonly text: string } };

/** Longer ones are no lines of a queue_log; told with their beginning. */
const lineLengthMax = 64 << 10;
const shownLength = 200;

/**
 * Every line of these files, one after the other; empty lines are passed over. Throws when a file
 * cannot be read. Memory: one chunk and one line.
 */
export async function* readQueueLog(files: readonly string[]): AsyncGenerator<ReadLine> {
  for (const file of files) {
    let number = 0;
    for await (const text of textsOf(file)) {
      number += 1;
      if (text === '') continue;
      const line = text.length > lineLengthMax ? undefined : readQueueLine(text);
      yield line ? { line } : { bad: { file, number, text: text.slice(0, shownLength) } };
    }
  }
}

/** Without their newlines; the last may lack its own. */
async function* textsOf(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  const stream = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  if (stream !== bytes) bytes.on('error', (error) => stream.destroy(error));
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const texts = (rest + (chunk as string)).split('\n');
    rest = texts.pop() ?? '';
    // A file without newlines is not taken into memory.
    if (rest.length > lineLengthMax) rest = rest.slice(0, lineLengthMax + 1);
    yield* texts;
  }
  if (rest !== '') yield rest;
}

/**
 * The file and what logrotate has made of former ones (`.1`, `.2.gz`, `-20261126`), oldest first.
 */
export async function rotatedFiles(file: string): Promise<readonly string[]> {
  const name = basename(file);
  const names = await readdir(dirname(file));
  return names
    .flatMap((each) => {
      const suffix = each.startsWith(name)
        ? /^(?:[.-](\d+))?(\.gz)?$/.exec(each.slice(name.length))
        : null;
      return suffix ? [{ each, age: ageOf(suffix[1]) }] : [];
    })
    .sort((a, b) => b.age - a.age)
    .map(({ each }) => join(dirname(file), each));
}

/** `.7` is older than `.1`, a date older than a later one, and every one older than the file. */
function ageOf(suffix: string | undefined): number {
  if (suffix === undefined) return -1;
  return suffix.length < 8 ? Number(suffix) : Number.MAX_SAFE_INTEGER - Number(suffix);
}
