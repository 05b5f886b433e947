/** `tsunagi suppress`: the lists of those who must not be called. */

import { existsSync } from 'node:fs';
import { readChanges, SuppressionError } from '../../adapters/suppression/change-log.ts';
import { SuppressionFolder } from '../../adapters/suppression/folder.ts';
import {
  forgetImport,
  type ImportProgress,
  type ImportReport,
  isInterrupted,
  ListImport,
} from '../../adapters/suppression/import.ts';
import { type ListFolder, NEVER_DRAWN } from '../../adapters/suppression/list-folder.ts';
import type { ImportMode, LineFormat } from '../../adapters/suppression/registry-lines.ts';
import {
  parseNumber,
  type WrittenIn,
  writtenIn,
} from '../../adapters/suppression/written-number.ts';
import { asPersonId } from '../../core/outreach/ids.ts';
import {
  type ListScope,
  listName,
  personNumber,
  scopeOfName,
} from '../../core/outreach/suppression/lists.ts';
import { exitCodes } from './exit-codes.ts';
import { checkedText, importedText, listsText } from './suppress-text.ts';

export interface SuppressOptions {
  readonly dir: string;
  readonly json?: boolean;
}

export interface NumberOptions extends SuppressOptions {
  readonly country?: string;
}

export interface ChangeOptions extends NumberOptions {
  readonly by: string;
  readonly why: string;
}

export interface ImportOptions extends NumberOptions {
  readonly format: LineFormat;
  readonly mode?: ImportMode;
  readonly column?: string;
  readonly changeColumn?: string;
  readonly drawn?: string;
  readonly force?: boolean;
  readonly restart?: boolean;
}

/** The command line is not one that can be carried out. */
class UsageError extends Error {}

/** Says what went wrong in one line, with the exit code that belongs to it. */
async function tellTrouble(action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const isOurs = isUsage || error instanceof SuppressionError;
    if (!isOurs && (error as NodeJS.ErrnoException).code === undefined) throw error;
    process.stderr.write(`tsunagi: ${(error as Error).message}\n`);
    process.exitCode = isUsage ? exitCodes.usage : exitCodes.failed;
  }
}

const print = (json: boolean | undefined, value: unknown, text: string): void => {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : text);
};

/** `suppress add` and `suppress remove`. */
export const suppressChange = (
  what: 'add' | 'remove',
  name: string,
  written: readonly string[],
  options: ChangeOptions,
): Promise<void> =>
  tellTrouble(() => {
    const scope = scopeOf(name);
    const numbers = written.map((text) => entryOf(scope, text, countryOf(options.country)));
    const folder = SuppressionFolder.open(options.dir, Date.now());
    const list = folder.list(scope, Date.now());
    const note = { at: Date.now(), by: options.by, why: options.why };
    const count = what === 'add' ? list.add(numbers, note) : list.remove(numbers, note);
    const done = what === 'add' ? 'added to' : 'removed from';
    const rest = numbers.length - count;
    const were = what === 'add' ? 'were there already' : 'were not there';
    print(
      options.json,
      { list: name, [what === 'add' ? 'added' : 'removed']: count, size: list.list.numbers.size },
      `${count} ${done} ${name}${rest > 0 ? `, ${rest} ${were}` : ''}; it has ${list.list.numbers.size}\n`,
    );
  });

/** `suppress import`. */
export const suppressImport = (
  name: string,
  files: readonly string[],
  options: ImportOptions,
): Promise<void> =>
  tellTrouble(async () => {
    const scope = scopeOf(name);
    for (const file of files) if (!existsSync(file)) throw new UsageError(`there is no ${file}`);
    const list = SuppressionFolder.open(options.dir, Date.now()).list(scope, Date.now());
    if (options.restart) forgetImport(list);
    const isRegistry = scope.kind === 'registry';
    const mode = options.mode ?? (isRegistry ? 'full' : 'add');
    if (isRegistry && options.drawn === undefined) {
      throw new UsageError('--drawn says when the copy was drawn at the registry: 2026-11-20');
    }
    const country = options.format === 'ftc' ? writtenIn.US : countryOf(options.country);
    const work = new ListImport(list, {
      files,
      mode,
      reading: {
        format: options.format,
        country,
        column: options.column,
        changeColumn: options.changeColumn,
      },
      since: options.drawn === undefined ? undefined : dateOf(options.drawn),
      force: options.force ?? false,
    });
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    const report = await work.run(progressLine(), stop.signal);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    tellImported(list, report, options.json);
  });

function tellImported(list: ListFolder, report: ImportReport, json: boolean | undefined): void {
  const { since, snapshot } = list.list;
  const about = { list: listName(list.scope), since: new Date(since).toISOString(), snapshot };
  print(json, { ...about, ...report }, importedText(about.list, snapshot, report));
  if (!report.finished || report.troubles > 0) process.exitCode = exitCodes.failed;
}

/** Once a second, where somebody looks. */
function progressLine(): (at: ImportProgress) => void {
  if (!process.stderr.isTTY) return () => {};
  const startedAt = Date.now();
  let toldAt = 0;
  return ({ share, lines, troubles }) => {
    const now = Date.now();
    if (now - toldAt < 1_000) return;
    toldAt = now;
    const rate = Math.round(lines / Math.max(1, (now - startedAt) / 1_000));
    const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░');
    const bad = troubles > 0 ? `, ${troubles} not read` : '';
    process.stderr.write(
      `\r\u001b[K${bar} ${Math.round(share * 100)} %, ${lines} lines, ${rate} a second${bad}`,
    );
  };
}

/** What one list says of a number. */
export interface Listed {
  readonly list: string;
  readonly since: string;
  readonly snapshot: string;
  /** The latest time somebody had it added by hand; null: it came with the copy. */
  readonly added: { readonly at: string; readonly by: string; readonly why: string } | null;
}

export interface Checked {
  readonly number: string;
  readonly suppressed: boolean;
  readonly lists: readonly Listed[];
}

/** `suppress check`. Exit code 0: nobody is listed anywhere; 1: somebody is. */
export const suppressCheck = (written: readonly string[], options: NumberOptions): Promise<void> =>
  tellTrouble(() => {
    const country = countryOf(options.country);
    const numbers = written.map((text) => entryOf({ kind: 'wide' }, text, country));
    const folder = SuppressionFolder.open(options.dir, Date.now());
    const checked = numbers.map((n): Checked => {
      const lists = folder
        .all()
        .filter(({ scope, list }) => scope.kind !== 'people' && list.numbers.has(n))
        .map((list) => listedBy(list, n));
      return { number: `+${n}`, suppressed: lists.length > 0, lists };
    });
    print(options.json, checked, checkedText(checked, Date.now()));
    if (checked.some(({ suppressed }) => suppressed)) process.exitCode = exitCodes.failed;
  });

function listedBy(list: ListFolder, n: number): Listed {
  const { since, snapshot } = list.list;
  let added: Listed['added'] = null;
  for (const log of list.logs) {
    for (const { at, add, by, why } of readChanges(log).changes) {
      if (add?.includes(n)) added = { at: new Date(at).toISOString(), by, why };
    }
  }
  const name = listName(list.scope);
  return { list: name, since: new Date(since).toISOString(), snapshot, added };
}

/** A list as `suppress lists` shows it. */
export interface ListShown {
  readonly list: string;
  readonly size: number;
  readonly since: string;
  /** Null: a registry of which no copy was imported. */
  readonly ageDays: number | null;
  readonly snapshot: string;
  readonly source: string;
  readonly bytes: number;
  readonly interruptedImport: boolean;
  /** Of a change a crash cut off before it was acknowledged. */
  readonly tornBytes: number;
}

/** `suppress lists`. */
export const suppressLists = (options: SuppressOptions): Promise<void> =>
  tellTrouble(() => {
    const now = Date.now();
    const shown = SuppressionFolder.open(options.dir, now)
      .all()
      .map((each): ListShown => {
        const { numbers, since, snapshot } = each.list;
        return {
          list: listName(each.scope),
          size: numbers.size,
          since: new Date(since).toISOString(),
          ageDays: since === NEVER_DRAWN ? null : Math.floor((now - since) / 86_400_000),
          snapshot,
          source: each.source,
          bytes: numbers.bytes,
          interruptedImport: isInterrupted(each),
          tornBytes: each.torn,
        };
      });
    print(options.json, shown, listsText(shown, options.dir));
  });

function scopeOf(name: string): ListScope {
  const scope = scopeOfName(name);
  if (scope) return scope;
  throw new UsageError(
    `"${name}" is no list: registry/NAME, wide, people, client/NAME or product/CLIENT/NAME`,
  );
}

function countryOf(name: string | undefined): WrittenIn | undefined {
  if (name === undefined) return undefined;
  const country = writtenIn[name.toUpperCase()];
  if (country) return country;
  throw new UsageError(
    `no --country ${name}; there are ${Object.keys(writtenIn).join(', ')}; without it, numbers ` +
      'are whole ones with the country code',
  );
}

/** A number, or of the list of people an id. */
function entryOf(scope: ListScope, text: string, country: WrittenIn | undefined): number {
  if (scope.kind === 'people') {
    const id = personNumber(asPersonId(text));
    if (id !== undefined) return id;
    throw new UsageError(`"${text}" is no id of a person: a whole number`);
  }
  const n = parseNumber(text, country);
  if (typeof n === 'number') return n;
  throw new UsageError(`"${text}": ${n}`);
}

function dateOf(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at > Date.now()) {
    throw new UsageError(`--drawn is a day that was, such as 2026-11-20, not "${text}"`);
  }
  return at;
}
