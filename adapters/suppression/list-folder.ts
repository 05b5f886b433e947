/**
 * One list on disk: a file of the set as it was at some moment, and the log of changes since. Both
 * are numbered; with each new file of the set a new log begins. The present list is the newest file
 * and its log. Any process may change it, one at a time; others take over what is new by `refresh`.
 */

import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import {
  type ListScope,
  listName,
  type SuppressionList,
} from '../../core/outreach/suppression/lists.ts';
import { NumberSet } from '../../core/outreach/suppression/number-set.ts';
import { ColumnsError, readColumns, syncFolder, writeColumns } from '../columns-file.ts';
import { takeLock } from '../process-lock.ts';
import {
  appendChanges,
  CHANGE_NUMBERS_MAX,
  type Change,
  readChanges,
  SuppressionError,
} from './change-log.ts';

const KIND = 'tsunagi suppression list';
/** A log of this length is folded into a new file of the set. */
const LOG_BYTES_MAX = 16 << 20;
/** How long another process may write before it is told as a trouble. */
const LOCK_PATIENCE_MS = 30_000;
const LOCK_LOOK_MS = 5;
/** Newer copies that may come one after the other while one is opened. */
const TRIES_MAX = 10;

const about = z.object({
  list: z.string(),
  since: z.int(),
  snapshot: z.string(),
  /** What it was made of, for people to read. */
  source: z.string(),
});

/** Age of a registry's list of which no copy was imported: older than any rule allows. */
export const NEVER_DRAWN = 0;

const digits = (generation: number): string => String(generation).padStart(6, '0');

/** Who changes a list, why, and when: kept with the change. */
export interface ChangeNote {
  readonly at: number;
  readonly by: string;
  readonly why: string;
}

/** A new copy of a list, to take the place of the present one. */
export interface NewCopy {
  readonly numbers: NumberSet;
  /** Registries: when the copy was drawn there. */
  readonly since: number;
  readonly source: string;
}

/** A copy of a list as its file holds it: shared memory, so that another thread may read it in. */
export interface ReadCopy {
  readonly about: unknown;
  readonly numbers: SharedArrayBuffer;
}

/** By their files. */
export type ReadCopies = ReadonlyMap<string, ReadCopy>;

/**
 * The newest copy in the folder of a list, checked to the last byte; none while the list has none.
 * Throws a `ColumnsError`. Cost: half a second for 250 million numbers.
 */
export function readNewest(folder: string): ReadCopies {
  const newest = generationsIn(folder, 'set', 'bin').at(-1);
  if (newest === undefined) return new Map();
  const path = join(folder, setName(newest));
  return new Map([[path, readCopy(path)]]);
}

function readCopy(path: string): ReadCopy {
  const { about, columns } = readColumns(path, KIND, (_, bytes) => {
    // Room for a while of changes before the set has to move.
    const room = Math.ceil((bytes + Math.max(1 << 16, bytes / 64)) / 16) * 16;
    return new SharedArrayBuffer(room);
  });
  return { about, numbers: columns.get('numbers')!.buffer as SharedArrayBuffer };
}

/** A list that is open. */
export class ListFolder {
  readonly scope: ListScope;
  readonly #folder: string;
  #generation = -1;
  #numbers = NumberSet.empty();
  #since = 0;
  #snapshot = '';
  #source = '';
  /** The place in the log up to which changes are in the set. */
  #until = 0;
  #torn = 0;
  #read: ReadCopies = new Map();

  readonly #renewed: (list: SuppressionList) => void;

  private constructor(folder: string, scope: ListScope, renewed: (list: SuppressionList) => void) {
    this.#folder = folder;
    this.scope = scope;
    this.#renewed = renewed;
  }

  /**
   * Opens a list; one that is not there yet is begun, empty. Throws a `SuppressionError` when its
   * files are damaged. Cost: half a second for 250 million numbers, unless its copy is among those
   * `read`. `renewed` is told the list now and whenever its set has become another object, as by an
   * import.
   */
  static open(
    folder: string,
    scope: ListScope,
    now: number,
    renewed: (list: SuppressionList) => void = () => {},
    read: ReadCopies = new Map(),
  ): ListFolder {
    const list = new ListFolder(folder, scope, renewed);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (list.#newest() < 0) list.#locked(() => list.#begin(now));
    list.#read = read;
    list.refresh();
    list.#read = new Map();
    return list;
  }

  get list(): SuppressionList {
    const { scope } = this;
    return { scope, numbers: this.#numbers, since: this.#since, snapshot: this.#snapshot };
  }

  /** What the present copy was made of. */
  get source(): string {
    return this.#source;
  }

  /** Bytes at the end of the log that a crash cut off; the next change removes them. */
  get torn(): number {
    return this.#torn;
  }

  /** The log of changes, and those before it, oldest first. */
  get logs(): readonly string[] {
    return this.#generations('changes', 'log').map((generation) => this.#logPath(generation));
  }

  /** Where an import that was interrupted is kept. */
  get importPath(): string {
    return join(this.#folder, 'import.part-list');
  }

  /**
   * Takes over what other processes have changed. Cost: two questions to the file system when
   * nothing is new.
   */
  refresh(): void {
    for (let tries = 1; ; tries++) {
      try {
        this.#takeOver();
        return;
      } catch (error) {
        // Another process has put a newer copy here since its name was read.
        const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
        if (!isGone || tries === TRIES_MAX) throw error;
      }
    }
  }

  #takeOver(): void {
    const newest = this.#newest();
    if (newest !== this.#generation) this.#load(newest);
    const { changes, until, torn } = readChanges(this.#logPath(newest), this.#until);
    for (const { add = [], remove = [] } of changes) {
      for (const n of add) this.#numbers.add(n);
      for (const n of remove) this.#numbers.delete(n);
    }
    this.#until = until;
    this.#torn = torn;
  }

  /**
   * Adds numbers. In force for the next look-up in this process at once, durable when it returns.
   * Returns how many were not there before; those that were are noted all the same: somebody has
   * asked again. When the disk refuses it throws, and they stay in force until this process ends.
   */
  add(numbers: readonly number[], note: ChangeNote): number {
    const fresh = numbers.filter((n) => this.#numbers.add(n)).length;
    this.#locked(() => {
      this.refresh();
      this.#write('add', numbers, note);
      // Another process may have removed one of them, or put a new copy here, just before.
      for (const n of numbers) this.#numbers.add(n);
      this.#foldIfLong();
    });
    return fresh;
  }

  /** Removes numbers: in force once it is durable. Returns how many were there. */
  remove(numbers: readonly number[], note: ChangeNote): number {
    return this.#locked(() => {
      this.refresh();
      const there = [...new Set(numbers)].filter((n) => this.#numbers.has(n));
      this.#write('remove', there, note);
      for (const n of there) this.#numbers.delete(n);
      this.#foldIfLong();
      return there.length;
    });
  }

  #write(what: 'add' | 'remove', numbers: readonly number[], note: ChangeNote): void {
    if (numbers.length === 0) return;
    const entries: Change[] = [];
    for (let from = 0; from < numbers.length; from += CHANGE_NUMBERS_MAX) {
      entries.push({ ...note, [what]: numbers.slice(from, from + CHANGE_NUMBERS_MAX) });
    }
    this.#until = appendChanges(this.#logPath(this.#generation), entries, this.#until);
    this.#torn = 0;
  }

  /** Puts a new copy in the place of the list as it is when nobody else is changing it. */
  replace(make: (present: NumberSet) => NewCopy): void {
    this.#locked(() => {
      this.refresh();
      this.#writeSet(make(this.#numbers));
    });
    this.refresh();
  }

  #foldIfLong(): void {
    if (this.#until <= LOG_BYTES_MAX) return;
    this.#writeSet({ numbers: this.#numbers, since: this.#since, source: this.#source });
    this.#load(this.#newest());
  }

  #begin(now: number): void {
    if (this.#newest() >= 0) return;
    // Of a registry nothing was drawn yet: an empty list must not pass for a fresh copy.
    const since = this.scope.kind === 'registry' ? NEVER_DRAWN : now;
    this.#writeSet({ numbers: this.#numbers, since, source: 'nothing yet' });
  }

  /** The log first: a set without its log would be a list that cannot be read. */
  #writeSet({ numbers, since, source }: NewCopy): void {
    const generation = this.#newest() + 1;
    const compact = numbers.compact();
    const column = new Uint8Array(compact.buffer, 0, compact.bytes);
    const name = listName(this.scope);
    const crc = crc32(column).toString(16).padStart(8, '0');
    const day = new Date(since).toISOString().slice(0, 10);
    writeFileSync(this.#logPath(generation), '', { mode: 0o600 });
    writeColumns(this.#setPath(generation), {
      kind: KIND,
      about: { list: name, since, snapshot: `${name}@${day}#${crc}`, source },
      columns: new Map([['numbers', column]]),
    });
    syncFolder(this.#folder);
    for (const old of this.#generations('set', 'bin')) {
      if (old < generation) rmSync(this.#setPath(old), { force: true });
    }
  }

  #load(generation: number): void {
    const path = this.#setPath(generation);
    try {
      const read = this.#read.get(path) ?? readCopy(path);
      const { list, since, snapshot, source } = about.parse(read.about);
      if (list !== listName(this.scope)) {
        throw new SuppressionError(`${path}: is the list ${list}, not ${listName(this.scope)}`);
      }
      this.#numbers = NumberSet.over(read.numbers);
      this.#since = since;
      this.#snapshot = snapshot;
      this.#source = source;
    } catch (error) {
      if (!(error instanceof ColumnsError)) throw error;
      throw new SuppressionError(
        `${error.message}. Restore the file from a backup, or import the list again.`,
      );
    }
    this.#generation = generation;
    this.#until = 0;
    this.#renewed(this.list);
  }

  #setPath(generation: number): string {
    return join(this.#folder, setName(generation));
  }

  #logPath(generation: number): string {
    return join(this.#folder, `changes-${digits(generation)}.log`);
  }

  /** The present copy; −1 when there is none. */
  #newest(): number {
    if (this.#generation >= 0 && !existsSync(this.#setPath(this.#generation + 1))) {
      if (existsSync(this.#setPath(this.#generation))) return this.#generation;
    }
    return this.#generations('set', 'bin').at(-1) ?? -1;
  }

  #generations(name: string, extension: string): readonly number[] {
    return generationsIn(this.#folder, name, extension);
  }

  /** Does something while no other process changes the list. */
  #locked<T>(action: () => T): T {
    const path = join(this.#folder, 'lock');
    const patienceEnds = Date.now() + LOCK_PATIENCE_MS;
    for (;;) {
      const lock = takeLock(path);
      if ('release' in lock) {
        try {
          return action();
        } finally {
          lock.release();
        }
      }
      if (Date.now() > patienceEnds) {
        throw new SuppressionError(
          `${listName(this.scope)} is being changed by process ${lock.holder} and has been for ` +
            `${LOCK_PATIENCE_MS / 1_000} s: ${path}`,
        );
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_LOOK_MS);
    }
  }
}

const setName = (generation: number): string => `set-${digits(generation)}.bin`;

/** Oldest first. */
function generationsIn(folder: string, name: string, extension: string): readonly number[] {
  const pattern = new RegExp(`^${name}-(\\d{6})\\.${extension}$`);
  const found = readdirSync(folder).flatMap((file) => pattern.exec(file)?.[1] ?? []);
  return found.map(Number).sort((a, b) => a - b);
}

/** Whether a folder holds a list. */
export const isListFolder = (folder: string): boolean =>
  existsSync(folder) &&
  statSync(folder).isDirectory() &&
  readdirSync(folder).some((file) => /^set-\d{6}\.bin$/.test(file));
