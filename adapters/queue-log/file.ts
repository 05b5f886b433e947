/**
 * Appends to a file in the format of queue_log. Nobody waits for the disk: lines gather while one
 * write is under way. The file may be taken away under it, as logrotate does: the next lines go to
 * a new one of the same name. When the disk refuses, that is told once, lines gather up to a limit,
 * and it is tried again each second.
 */

import { type FileHandle, open, stat } from 'node:fs/promises';
import { type Clock, realClock } from '../clock.ts';
import { type QueueLine, type QueueLogSink, writeQueueLine } from './line.ts';

export interface QueueLogFileOptions {
  readonly path: string;
  /** What is wrong and what to do, once; undefined: it can be written again. */
  readonly onTrouble: (trouble: string | undefined) => void;
  /** Text kept while the file cannot be written; lines beyond it are lost. Default 16 MiB. */
  readonly pendingBytesMax?: number;
  /** Of the tries after a failure. Default: the machine's. */
  readonly clock?: Clock;
}

const retryMs = 1_000;
const newline = 10;

export class QueueLogFile implements QueueLogSink {
  readonly #options: QueueLogFileOptions;
  readonly #clock: Clock;
  readonly #bytesMax: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #lost = 0;
  #handle: FileHandle | undefined;
  #reopens = false;
  /** What is pending begins in the middle of a line, the beginning of which is in the file. */
  #torn = false;
  #inTrouble = false;
  #closed = false;
  #writing: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(options: QueueLogFileOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.#bytesMax = options.pendingBytesMax ?? 16 << 20;
  }

  write(line: QueueLine): void {
    const bytes = Buffer.from(`${writeQueueLine(line)}\n`);
    if (this.#pendingBytes + bytes.length > this.#bytesMax) {
      this.#lost += 1;
      return;
    }
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (!this.#cancelRetry) this.#begin();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    await this.#writing;
    // The last try: whatever was in the way may have gone.
    this.#begin();
    await this.#writing;
    await this.#handle?.close().catch(() => {});
    this.#handle = undefined;
  }

  #begin(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      // A line may have come in the very moment in which there was none left.
      if (this.#pending.length > 0 && !this.#cancelRetry && !this.#closed) this.#begin();
    });
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#pending.length > 0) await this.#writeSome(await this.#file());
      if (this.#inTrouble) this.#tell(undefined);
    } catch (error) {
      if (!this.#inTrouble) this.#tell(this.#troubleOf(error as Error));
      this.#reopens = true;
      if (this.#closed) return;
      this.#cancelRetry = this.#clock.setTimer(retryMs, () => {
        this.#cancelRetry = undefined;
        this.#begin();
      });
    }
  }

  #tell(trouble: string | undefined): void {
    this.#inTrouble = trouble !== undefined;
    this.#options.onTrouble(trouble);
    if (trouble !== undefined || this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.#options.onTrouble(
      `${lost} lines of ${this.#options.path} are lost: more came than are kept while it cannot ` +
        'be written. The journal has what they would have said.',
    );
    this.#options.onTrouble(undefined);
  }

  #troubleOf({ message }: Error): string {
    return (
      `the queue_log ${this.#options.path} cannot be written (${message}); routing goes on, and ` +
      'it is tried again each second. Mend the rights of its folder or free space on the disk.'
    );
  }

  /** One write of all that is there. A part the disk did not take is next. */
  async #writeSome(file: FileHandle): Promise<void> {
    const bytes = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
    const taken = this.#pending.length;
    const { bytesWritten } = await file.write(bytes);
    this.#pending.splice(0, taken);
    this.#pendingBytes -= bytesWritten;
    this.#torn = bytesWritten < bytes.length && bytes[bytesWritten - 1] !== newline;
    if (bytesWritten < bytes.length) this.#pending.unshift(bytes.subarray(bytesWritten));
  }

  /** The file of that name as it is now. Cost: a look at the name; an opening if it is another. */
  async #file(): Promise<FileHandle> {
    const { path } = this.#options;
    if (this.#handle && !this.#reopens) {
      const [named, held] = await Promise.all([
        stat(path).catch(() => undefined),
        this.#handle.stat(),
      ]);
      if (named?.ino === held.ino && named.dev === held.dev) return this.#handle;
    }
    const before = this.#handle;
    this.#handle = undefined;
    const inode = await before?.stat().catch(() => undefined);
    await before?.close().catch(() => {});
    const file = await open(path, 'a+');
    this.#handle = file;
    this.#reopens = false;
    const { ino, size } = await file.stat();
    const isSame = inode?.ino === ino;
    if (this.#torn && !isSame) this.#dropTorn();
    else if (!this.#torn && size > 0) await endLine(file, size);
    return file;
  }

  /** The rest of a line whose beginning is in another file says nothing. */
  #dropTorn(): void {
    this.#torn = false;
    const [first, ...others] = this.#pending;
    if (!first) return;
    const end = first.indexOf(newline) + 1;
    this.#pendingBytes -= end;
    this.#pending = end < first.length ? [first.subarray(end), ...others] : others;
  }
}

/** Whoever wrote the last line may have been killed in the middle of it. */
async function endLine(file: FileHandle, size: number): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (bytesRead === 1 && buffer[0] !== newline) await file.write('\n');
}
