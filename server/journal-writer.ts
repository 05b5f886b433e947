/**
 * Writes the journal, one file after the other, each beginning with a snapshot. The snapshots come
 * from a router of its own that follows the lines: the routing thread never stops to take one, and
 * what a restart would recover is what was written, not what was meant.
 */

import { closeSync, fdatasync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { snapshot as snapshotRouter } from '../core/index.ts';
import type { Limits } from '../core/routing/limits.ts';
import type { Gauges } from './gauges.ts';
import {
  dropOldFiles,
  JournalError,
  journalPath,
  makeFolder,
  snapshotPath,
  syncFolder,
  writeDurably,
} from './journal-folder.ts';
import { type JournalSnapshot, readLine, reviveSnapshot } from './journal-lines.ts';
import { createFollower, type Follower } from './replay.ts';

export interface JournalWriterOptions {
  readonly folder: string;
  /** State before the first line to be appended. */
  readonly snapshot: JournalSnapshot;
  readonly lastAgent: { readonly callers: number; readonly keepMs: number };
  /** Lines after which a new file is begun. */
  readonly linesMax: number;
  /** Text kept in memory while the disk refuses it; beyond, it is given up and a new file begun. */
  readonly pendingBytesMax: number;
  readonly version: string;
}

export const defaultLinesMax = 200_000;
export const defaultPendingBytesMax = 64 << 20;

export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #gauges: Gauges;
  readonly #follower: Follower;
  #limits: Limits;
  #file: number | undefined;
  #linesInFile = 0;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Text was given up: what follows belongs in a file of its own. */
  #gap = false;

  /** Begins the first file. Throws a `JournalError` when the folder cannot be written. */
  constructor(options: JournalWriterOptions, gauges: Gauges) {
    this.#options = options;
    this.#gauges = gauges;
    this.#limits = options.snapshot.limits;
    // Through JSON, as a restart would read it.
    const router = JSON.parse(JSON.stringify(options.snapshot.router));
    const snapshot = { ...options.snapshot, router: reviveSnapshot(router) };
    this.#follower = createFollower(snapshot, options);
    try {
      makeFolder(options.folder);
      this.#begin();
    } catch (error) {
      if (error instanceof JournalError) throw error;
      throw new JournalError(
        `journal folder ${options.folder} cannot be written: ${(error as Error).message}. ` +
          'Give this user the right to write there, or free space on the disk.',
      );
    }
  }

  /** Takes whole lines. They are durable after the next `commit`. */
  append(text: string): void {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const read = readLine(line);
      this.#follower.apply(read);
      if ('note' in read && read.note.type === 'started') this.#limits = read.note.limits;
      this.#linesInFile += 1;
    }
    const bytes = Buffer.from(text);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes <= this.#options.pendingBytesMax) return;
    this.#giveUp();
    this.#gap = true;
  }

  #giveUp(): void {
    this.#gauges.count('journal-lost-bytes', this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  get pending(): boolean {
    return this.#pending.length > 0 || this.#gap;
  }

  /**
   * Gives everything appended to the file: it outlives this process from here on, and a power cut
   * after the next `sync`. Throws when the disk refuses; try again later, nothing is lost.
   */
  write(): void {
    if (this.#gap) {
      this.#begin();
      // The new file's snapshot holds what came since; those lines stand before its first.
      this.#giveUp();
      this.#gap = false;
      return;
    }
    while (this.#pending.length > 0) {
      const bytes = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
      const written = writeSync(this.#file!, bytes);
      this.#gauges.count('journal-bytes', written);
      this.#pendingBytes -= written;
      // What did not fit is tried again: a line is never begun twice.
      this.#pending = written < bytes.length ? [bytes.subarray(written)] : [];
    }
  }

  /**
   * Makes what has been written durable, beside whatever is written meanwhile. One at a time; the
   * file stays the same until it is done.
   */
  sync(onDone: (error: Error | null) => void): void {
    const startedAt = performance.now();
    fdatasync(this.#file!, (error) => {
      this.#gauges.observe('journal-sync', (performance.now() - startedAt) / 1000);
      onDone(error);
    });
  }

  /** The file is long enough: the next one is to be begun, by `commit`. */
  get isFull(): boolean {
    return this.#linesInFile >= this.#options.linesMax;
  }

  /** Writes and syncs in one go, and begins the next file where it is time. Throws as `write`. */
  commit(): void {
    const startedAt = performance.now();
    this.write();
    fdatasyncSync(this.#file!);
    this.#gauges.observe('journal-sync', (performance.now() - startedAt) / 1000);
    if (this.isFull) this.#begin();
  }

  /** The end in good order: all lines, then a snapshot a restart begins with. */
  stop(): void {
    if (this.pending) this.commit();
    const { seq } = this.#follower.view;
    writeDurably(
      this.#options.folder,
      snapshotPath(this.#options.folder, seq + 1),
      this.#state(true),
    );
    closeSync(this.#file!);
  }

  #state(clean: boolean): string {
    const { router, view } = this.#follower;
    const state: JournalSnapshot = {
      snapshot: 2,
      seq: view.seq + 1,
      at: view.at,
      written: this.#options.version,
      limits: this.#limits,
      clean,
      router: snapshotRouter(router),
      view: view.snapshot(),
    };
    return JSON.stringify(state);
  }

  /** A new file after the last line applied, with the state before it. */
  #begin(): void {
    const { folder } = this.#options;
    const seq = this.#follower.view.seq + 1;
    writeDurably(folder, snapshotPath(folder, seq), this.#state(false));
    // A file of that name holds no whole line: its only one was torn.
    const file = openSync(journalPath(folder, seq), 'w', 0o600);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = file;
    this.#linesInFile = 0;
    syncFolder(folder);
    dropOldFiles(folder);
  }
}
