/**
 * Reads files of a registry into a list. Nothing of the list changes before all is read: then the
 * new copy takes its place at once. What was read is kept on the way, so that an import that is
 * interrupted, or killed, goes on near where it was when the same is asked again.
 */

import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { listName } from '../../core/outreach/suppression/lists.ts';
import { NumberSet } from '../../core/outreach/suppression/number-set.ts';
import { readColumns, writeColumns } from '../columns-file.ts';
import { SuppressionError } from './change-log.ts';
import { type ListFolder, NEVER_DRAWN, type NewCopy } from './list-folder.ts';
import {
  FormatError,
  type ImportMode,
  type LinePlace,
  LineReader,
  type LineReading,
  type LineSink,
  type Said,
} from './registry-lines.ts';

const KIND = 'tsunagi interrupted import';

export interface ImportOrder {
  readonly files: readonly string[];
  readonly mode: ImportMode;
  readonly reading: LineReading;
  /** When the copy was drawn at its registry; undefined: the list keeps its date. */
  readonly since: number | undefined;
  /** Takes a full copy that has lost more than half of the list. */
  readonly force: boolean;
  /** Bytes after which what was read is kept; a save of 250 million numbers takes a second. */
  readonly keepBytes?: number;
}

export interface LineTrouble {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

export interface ImportProgress {
  /** Of all files, as they lie on disk; of compressed ones an estimate. */
  readonly share: number;
  readonly lines: number;
  readonly troubles: number;
}

export interface ImportReport {
  readonly finished: boolean;
  readonly lines: number;
  /** Lines that could not be read; the first of them are shown. */
  readonly troubles: number;
  readonly shown: readonly LineTrouble[];
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  /** Where an interrupted one was taken up; 0: at the beginning. */
  readonly resumedAtLine: number;
}

const KEEP_BYTES = 256 << 20;
const TROUBLES_SHOWN = 100;
/** So many lines are read before a file may be told to be of another format. */
const LINES_TO_JUDGE = 1_000;

const kept = z.object({
  /** The order and the files it was about: another one does not go on from here. */
  of: z.string(),
  file: z.int(),
  lines: z.int(),
  bytes: z.int(),
  heading: z.string().optional(),
  linesBefore: z.int(),
  troubles: z.int(),
  shown: z.array(z.object({ file: z.string(), line: z.int(), text: z.string(), why: z.string() })),
});

/** Whether an import of this list was interrupted. */
export const isInterrupted = (list: ListFolder): boolean => existsSync(list.importPath);

/** Forgets an interrupted import. */
export const forgetImport = (list: ListFolder): void => rmSync(list.importPath, { force: true });

/** One import. */
export class ListImport implements LineSink {
  readonly #list: ListFolder;
  readonly #order: ImportOrder;
  readonly #sizes: readonly number[];
  /** Numbers to be in the list, and not to be. */
  #in = NumberSet.empty();
  #out = NumberSet.empty();
  #file = 0;
  #place: LinePlace | undefined;
  #linesBefore = 0;
  #troubles = 0;
  #shown: LineTrouble[] = [];
  #resumedAtLine = 0;

  /**
   * Takes up an interrupted import of the same order. Throws a `SuppressionError` when one of
   * another order is there.
   */
  constructor(list: ListFolder, order: ImportOrder) {
    this.#list = list;
    this.#order = order;
    const { scope, since } = list.list;
    if (scope.kind === 'registry' && since === NEVER_DRAWN && order.mode !== 'full') {
      throw new SuppressionError(
        `${listName(scope)} has no copy yet that could change: import a full one first`,
      );
    }
    this.#sizes = order.files.map((file) => statSync(file).size);
    if (isInterrupted(list)) this.#takeUp();
  }

  /**
   * Reads all and changes the list; stops soon after `signal` aborts, keeping what was read.
   * Throws a `SuppressionError` when the files are not what they are said to be.
   */
  async run(
    progress: (at: ImportProgress) => void = () => {},
    signal?: AbortSignal,
  ): Promise<ImportReport> {
    const sizeBefore = this.#list.list.numbers.size;
    for (; this.#file < this.#order.files.length; this.#file++) {
      await this.#read(progress, signal);
      if (signal?.aborted) {
        this.#keep();
        return this.#report(false, sizeBefore, sizeBefore);
      }
      this.#linesBefore += this.#place?.lines ?? 0;
      this.#place = undefined;
    }
    this.#judge();
    this.#commit();
    forgetImport(this.#list);
    return this.#report(true, sizeBefore, this.#list.list.numbers.size);
  }

  async #read(progress: (at: ImportProgress) => void, signal?: AbortSignal): Promise<void> {
    const path = this.#order.files[this.#file]!;
    const reader = new LineReader(this.#order.reading, this, this.#place);
    const keepBytes = this.#order.keepBytes ?? KEEP_BYTES;
    let keptAt = reader.place.bytes;
    try {
      for await (const chunk of bytesOf(path, reader.place.bytes)) {
        reader.push(chunk);
        this.#place = reader.place;
        progress(this.#progress());
        if (this.#lines >= LINES_TO_JUDGE) this.#judge();
        if (signal?.aborted) return;
        if (this.#place.bytes - keptAt < keepBytes) continue;
        keptAt = this.#place.bytes;
        this.#keep();
      }
      reader.end();
      this.#place = reader.place;
    } catch (error) {
      if (error instanceof FormatError) throw new SuppressionError(`${path}: ${error.message}`);
      throw error;
    }
  }

  get #lines(): number {
    return this.#linesBefore + (this.#place?.lines ?? 0);
  }

  number(n: number, said: Said): void {
    const { mode } = this.#order;
    const isOut = mode === 'remove' || (mode === 'changes' && said === 'removed');
    if (isOut) this.#in.delete(n);
    else this.#out.delete(n);
    (isOut ? this.#out : this.#in).add(n);
  }

  trouble(line: number, text: string, why: string): void {
    this.#troubles++;
    if (this.#shown.length >= TROUBLES_SHOWN) return;
    this.#shown.push({ file: this.#order.files[this.#file]!, line, text: text.slice(0, 200), why });
  }

  /** A file read by the wrong format must not become a list of nobody. */
  #judge(): void {
    if (this.#troubles * 2 <= this.#lines) return;
    const { file, line, why } = this.#shown[0]!;
    throw new SuppressionError(
      `${this.#troubles} of ${this.#lines} lines cannot be read as ${this.#order.reading.format}, ` +
        `the first is ${file}:${line}: ${why}. Is it another --format or --country?`,
    );
  }

  #commit(): void {
    const { mode, since, force } = this.#order;
    this.#list.replace((present): NewCopy => {
      let numbers = this.#in;
      if (mode === 'full') {
        if (numbers.size * 2 < present.size && !force) throw shrunk(numbers.size, present.size);
      } else {
        numbers = present.compact(this.#in.bytes);
        this.#in.forEach((n) => {
          numbers.add(n);
        });
        this.#out.forEach((n) => {
          numbers.delete(n);
        });
      }
      return { numbers, since: since ?? this.#list.list.since, source: this.#source() };
    });
  }

  #source(): string {
    const { mode, files } = this.#order;
    const unread = this.#troubles === 0 ? '' : `, ${this.#troubles} not read`;
    return `${mode} of ${files.join(', ')}: ${this.#lines} lines${unread}`;
  }

  #progress(): ImportProgress {
    const whole = this.#sizes.reduce((sum, size) => sum + size, 0);
    const done = this.#sizes.slice(0, this.#file).reduce((sum, size) => sum + size, 0);
    const here = Math.min(this.#sizes[this.#file]!, this.#place?.bytes ?? 0);
    const share = whole === 0 ? 1 : (done + here) / whole;
    return { share, lines: this.#lines, troubles: this.#troubles };
  }

  #report(finished: boolean, sizeBefore: number, sizeAfter: number): ImportReport {
    return {
      finished,
      lines: this.#lines,
      troubles: this.#troubles,
      shown: this.#shown,
      sizeBefore,
      sizeAfter,
      resumedAtLine: this.#resumedAtLine,
    };
  }

  /** What makes an import the same: the order, and files that have not changed. */
  get #identity(): string {
    const { files, mode, reading, since } = this.#order;
    const stamps = files.map((file, i) => [file, this.#sizes[i], statSync(file).mtimeMs]);
    return JSON.stringify([listName(this.#list.scope), stamps, mode, reading, since]);
  }

  #keep(): void {
    const columns = new Map([
      ['in', new Uint8Array(this.#in.buffer, 0, this.#in.bytes)],
      ['out', new Uint8Array(this.#out.buffer, 0, this.#out.bytes)],
    ]);
    const about: z.infer<typeof kept> = {
      of: this.#identity,
      file: this.#file,
      lines: this.#place?.lines ?? 0,
      bytes: this.#place?.bytes ?? 0,
      heading: this.#place?.heading,
      linesBefore: this.#linesBefore,
      troubles: this.#troubles,
      shown: this.#shown,
    };
    writeColumns(this.#list.importPath, { kind: KIND, about, columns });
  }

  #takeUp(): void {
    const read = readColumns(
      this.#list.importPath,
      KIND,
      (_, bytes) => new SharedArrayBuffer(Math.ceil((bytes * 5) / 4 / 16) * 16),
    );
    const about = kept.parse(read.about);
    if (about.of !== this.#identity) {
      throw new SuppressionError(
        `another import of ${listName(this.#list.scope)} was interrupted: ${about.of}. Give the ` +
          'same command again to go on with it, or --restart to forget it.',
      );
    }
    this.#in = NumberSet.over(read.columns.get('in')!.buffer as SharedArrayBuffer);
    this.#out = NumberSet.over(read.columns.get('out')!.buffer as SharedArrayBuffer);
    this.#file = about.file;
    this.#place = { lines: about.lines, bytes: about.bytes, heading: about.heading };
    this.#linesBefore = about.linesBefore;
    this.#troubles = about.troubles;
    this.#shown = about.shown;
    this.#resumedAtLine = this.#lines;
  }
}

const shrunk = (after: number, before: number): SuppressionError =>
  new SuppressionError(
    `the new copy has ${after} numbers, the present one ${before}: fewer than half. Nothing was ` +
      'changed. If that is right, give --force.',
  );

/** Bytes of a file from a place on, uncompressed where its name ends with `.gz`. */
async function* bytesOf(path: string, from: number): AsyncGenerator<Uint8Array> {
  const isPacked = path.endsWith('.gz');
  const stream = createReadStream(path, { start: isPacked ? 0 : from, highWaterMark: 1 << 20 });
  if (!isPacked) {
    yield* stream as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = stream.pipe(createGunzip());
  stream.on('error', (error) => unpacked.destroy(error));
  let skip = from;
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    if (skip < chunk.length) yield chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}
