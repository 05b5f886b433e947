/**
 * Tables of Asterisk's realtime (`queues`, `queue_members`, `queue_rules`) exported as CSV with a
 * first row of column names. Which table it is, the columns say.
 */

import { CsvError, parse } from 'csv-parse/sync';
import { changeOf, inOrder } from './rules.ts';
import { seatFrom } from './seats.ts';
import type { Place, RuleSource, Seat, Setting, SourceError, WindowChange } from './source.ts';

/** What a table holds. */
export type Table =
  | { readonly kind: 'queues'; readonly queues: readonly TableQueue[] }
  | { readonly kind: 'seats'; readonly seats: readonly { queue: string; seat: Seat }[] }
  | { readonly kind: 'rules'; readonly rules: readonly RuleSource[] };

/** A row of `queues`. */
export interface TableQueue {
  readonly name: string;
  readonly at: Place;
  readonly settings: readonly Setting[];
}

interface Row {
  readonly at: Place;
  /** By column; NULL is absent. */
  readonly cells: Readonly<Record<string, string>>;
}

/** Undefined when the columns are of none of these tables, or after telling what is wrong. */
export function readTable(file: string, text: string, errors: SourceError[]): Table | undefined {
  const rows = rowsOf(file, text, errors);
  const columns = rows.columns;
  if (columns.has('rule_name')) return { kind: 'rules', rules: rulesOf(rows.list, errors) };
  if (columns.has('queue_name') && columns.has('interface')) {
    return { kind: 'seats', seats: rows.list.flatMap((row) => seatIn(row, errors)) };
  }
  if (columns.has('name') && (columns.has('strategy') || columns.has('musiconhold'))) {
    return { kind: 'queues', queues: rows.list.flatMap((row) => queueIn(row, errors)) };
  }
  return undefined;
}

function rowsOf(
  file: string,
  text: string,
  errors: SourceError[],
): { columns: ReadonlySet<string>; list: readonly Row[] } {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].find((each) => header.includes(each)) ?? ',';
  try {
    const found = parse(text, {
      bom: true,
      delimiter,
      info: true,
      skip_empty_lines: true,
      trim: true,
      columns: (names: string[]) => names.map((name) => name.toLowerCase()),
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    const list = found.map(({ record, info: { lines } }) => ({
      at: { file, line: lines },
      cells: Object.fromEntries(
        Object.entries(record).filter(([, cell]) => !/^(\\N|NULL)?$/i.test(cell)),
      ),
    }));
    const names = header.replace(/^\ufeff/, '').split(delimiter);
    return {
      columns: new Set(names.map((name) => name.trim().replace(/"/g, '').toLowerCase())),
      list,
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { lines?: number }).lines ?? 1);
    errors.push({ at: { file, line }, message: `this is not CSV: ${error.message}` });
    return { columns: new Set(), list: [] };
  }
}

function seatIn({ at, cells }: Row, errors: SourceError[]): { queue: string; seat: Seat }[] {
  const queue = cells.queue_name;
  if (queue === undefined) {
    errors.push({ at, message: 'the row names no queue: `queue_name` is empty' });
    return [];
  }
  const written = [cells.interface, cells.penalty ?? '0', cells.membername].filter(Boolean);
  const text = `${queue}: ${written.join(',')}`;
  const seat = seatFrom((column) => cells[column] ?? '', text, at, errors);
  return seat === undefined ? [] : [{ queue, seat }];
}

function queueIn({ at, cells }: Row, errors: SourceError[]): TableQueue[] {
  const { name, uniqueid: _, ...others } = cells;
  if (name === undefined) {
    errors.push({ at, message: 'the row names no queue: `name` is empty' });
    return [];
  }
  // Databases have no hyphens in names of columns; Asterisk takes either.
  const settings = Object.entries(others).map(([column, value]) => ({
    key: column.replace(/_/g, '-'),
    value,
    at,
  }));
  return [{ name, at, settings }];
}

function rulesOf(rows: readonly Row[], errors: SourceError[]): readonly RuleSource[] {
  const changes = new Map<string, WindowChange[]>();
  for (const { at, cells } of rows) {
    const name = cells.rule_name;
    if (name === undefined) {
      errors.push({ at, message: 'the row names no rule: `rule_name` is empty' });
      continue;
    }
    const parts = {
      seconds: cells.time ?? '',
      most: cells.max_penalty ?? '',
      least: cells.min_penalty ?? '',
      raise: cells.raise_penalty ?? '',
    };
    changes.set(name, [...(changes.get(name) ?? []), changeOf(parts, at, errors)]);
  }
  return [...changes].map(([name, own]) => ({ name, at: own[0]!.at, changes: inOrder(own) }));
}
