/** Finds the files of an import, decides what each is, and reads them to one shape. */

import { basename, join } from 'node:path';
import { type ConfSection, readConf } from './conf-file.ts';
import { type Dialplan, dialplanOf } from './dialplan.ts';
import { readTable, type Table } from './realtime.ts';
import { ruleOf } from './rules.ts';
import { seatOf } from './seats.ts';
import type {
  Disk,
  QueueSource,
  RuleSource,
  Seat,
  Setting,
  SourceError,
  Sources,
} from './source.ts';

/** What was read, with the dialplan where one was given. */
export interface AllSources extends Sources {
  readonly dialplan: Dialplan | undefined;
  /** Sections and rows passed over because an earlier one has the name, as in Asterisk. */
  readonly shadowed: readonly { readonly name: string; readonly at: QueueSource['at'] }[];
}

type ConfKind = 'general' | 'queues' | 'rules' | 'dialplan';
type Kind = ConfKind | 'table';

/** What a file holds, by its name. FreePBX writes parts that others include. */
const partFiles: readonly (readonly [RegExp, ConfKind])[] = [
  [/^queues_(?:general_.*|.*_general)\.conf$/, 'general'],
  [/^queues(?:[_-].*)?\.conf(?:\.sample)?$/, 'queues'],
  [/^queuerules(?:[_-].*)?\.conf(?:\.sample)?$/, 'rules'],
  [/^extensions(?:[_-].*)?\.conf$/, 'dialplan'],
];

/** Of a folder only these are read, and what they include; parts only where these are absent. */
const mainFiles: readonly (readonly [string, readonly ConfKind[]])[] = [
  ['queues.conf', ['general', 'queues']],
  ['queuerules.conf', ['rules']],
  ['extensions.conf', ['dialplan']],
];

const kindOf = (path: string): Kind | undefined =>
  path.endsWith('.csv')
    ? 'table'
    : partFiles.find(([pattern]) => pattern.test(basename(path)))?.[1];

/** Reads files and folders. `isFolder` tells which of the paths are folders. */
export function readSources(
  disk: Disk,
  paths: readonly string[],
  isFolder: (path: string) => boolean,
  errors: SourceError[],
): AllSources {
  const gathering = new Gathering(disk, errors);
  for (const path of paths) {
    if (isFolder(path)) gathering.takeFolder(path);
    else gathering.takeFile(path);
  }
  return gathering.end();
}

class Gathering {
  readonly #disk: Disk;
  readonly #errors: SourceError[];
  readonly #files: string[] = [];
  readonly #general: Setting[] = [];
  readonly #queues = new Map<string, { source: QueueSource; seats: Seat[] }>();
  readonly #shadowed: { name: string; at: QueueSource['at'] }[] = [];
  readonly #rules: RuleSource[] = [];
  readonly #contexts: ConfSection[] = [];
  readonly #tables: { table: Table; file: string }[] = [];
  #hasDialplan = false;

  constructor(disk: Disk, errors: SourceError[]) {
    this.#disk = disk;
    this.#errors = errors;
  }

  takeFolder(folder: string): void {
    const names = this.#disk.list(folder);
    const before = this.#files.length;
    const ofKind = (kinds: readonly Kind[]) =>
      names.filter((name) => kinds.includes(kindOf(name)!) && !name.endsWith('.sample'));
    for (const [main, kinds] of mainFiles) {
      const parts = names.includes(main) ? [main] : ofKind(kinds);
      for (const name of parts) this.takeFile(join(folder, name));
    }
    for (const name of ofKind(['table'])) this.takeFile(join(folder, name));
    if (this.#files.length > before) return;
    const hint = 'name a file, or the folder in which Asterisk has its configuration';
    const message = 'the folder has no queues.conf, nor a table as .csv';
    this.#errors.push({ at: { file: folder, line: 0 }, message, hint });
  }

  takeFile(path: string): void {
    if (this.#files.includes(path)) return;
    const kind = kindOf(path);
    if (kind === 'table') this.#takeTable(path);
    else if (kind !== undefined) this.#takeConf(path, kind);
    else {
      const names = 'queues.conf, queues_*.conf, queuerules*.conf, extensions*.conf or *.csv';
      const hint = `it is known by its name: ${names}`;
      const message = 'the name does not say what the file holds';
      this.#errors.push({ at: { file: path, line: 0 }, message, hint });
    }
  }

  #takeConf(path: string, kind: ConfKind): void {
    const section = kind === 'general' ? 'general' : undefined;
    const { sections, files } = readConf(this.#disk, path, this.#errors, section);
    if (files.length === 0) {
      this.#errors.push({ at: { file: path, line: 0 }, message: 'there is no such file' });
    }
    this.#files.push(...files);
    const own = sections.filter(({ isTemplate }) => !isTemplate);
    if (kind === 'dialplan') {
      this.#hasDialplan = true;
      this.#contexts.push(...own);
    } else if (kind === 'rules') {
      const rules = own.filter(({ name }) => name !== 'general');
      this.#rules.push(...rules.map((rule) => ruleOf(rule, this.#errors)));
    } else for (const each of own) this.#takeQueue(each);
  }

  end(): AllSources {
    for (const { table } of this.#tables) this.#takeRows(table);
    // Agents come after queues, whichever file was named first.
    for (const { table, file } of this.#tables) this.#takeSeats(table, file);
    return {
      files: this.#files,
      general: this.#general,
      queues: [...this.#queues.values()].map(({ source, seats }) => ({ ...source, seats })),
      rules: this.#rules,
      dialplan: this.#hasDialplan ? dialplanOf(this.#contexts, this.#errors) : undefined,
      shadowed: this.#shadowed,
    };
  }

  #takeQueue(section: ConfSection): void {
    const settings: Setting[] = [];
    const seats: Seat[] = [];
    for (const line of section.lines) {
      if (line.key.toLowerCase() === 'member') {
        const seat = seatOf(line, this.#errors);
        if (seat !== undefined) seats.push(seat);
      } else settings.push({ ...line, key: line.key.toLowerCase() });
    }
    if (section.name === 'general') this.#general.push(...settings);
    else this.#add({ name: section.name, at: section.at, settings, seats: [] }, seats);
  }

  /** Names differ by more than case, and the first of a name counts, as in Asterisk. */
  #add(source: QueueSource, seats: Seat[]): void {
    const key = source.name.toLowerCase();
    if (this.#queues.has(key)) this.#shadowed.push({ name: source.name, at: source.at });
    else this.#queues.set(key, { source, seats });
  }

  #takeTable(path: string): void {
    const found = this.#disk.read(path);
    if (found === undefined || 'why' in found) {
      const message = found === undefined ? 'there is no such file' : found.why;
      this.#errors.push({ at: { file: path, line: 0 }, message });
      return;
    }
    const count = this.#errors.length;
    const table = readTable(path, found.text, this.#errors);
    if (table !== undefined) {
      this.#files.push(path);
      this.#tables.push({ table, file: path });
    } else if (this.#errors.length === count) {
      const hint =
        'needed are queue_name and interface (queue_members), name and strategy (queues), or rule_name (queue_rules)';
      const message = 'the columns are of no table of app_queue';
      this.#errors.push({ at: { file: path, line: 1 }, message, hint });
    }
  }

  #takeRows(table: Table): void {
    if (table.kind === 'rules') this.#rules.push(...table.rules);
    if (table.kind !== 'queues') return;
    for (const queue of table.queues) this.#add({ ...queue, seats: [] }, []);
  }

  #takeSeats(table: Table, file: string): void {
    if (table.kind !== 'seats') return;
    for (const { queue, seat } of table.seats) {
      const known = this.#queues.get(queue.toLowerCase());
      if (known !== undefined) known.seats.push(seat);
      else {
        const hint = 'give the table `queues` or queues.conf, too';
        const message = `${file} puts an agent into queue "${queue}", which is nowhere defined`;
        this.#errors.push({ at: seat.at, message, hint });
      }
    }
  }
}
