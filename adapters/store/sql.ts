/**
 * Statements as values: text of ours with holes for values and for other statements. A value never
 * becomes text, so nothing a user writes is ever read as SQL.
 *
 *   sql`select id from person where tenant = ${tenant} and ${open}`
 *
 * What SQLite and PostgreSQL say differently stands in the few functions below; everything else is
 * the subset both read alike.
 */

export type Dialect = 'sqlite' | 'postgres';

/** What may stand in a hole. Numbers are whole unless the column is `real`; no value is null. */
export type Value = string | number | null;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly Value[])[] }
  | { readonly kind: 'either'; readonly sqlite: Sql; readonly postgres: Sql };

/** A statement, or a piece of one. */
export class Sql {
  readonly parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }

  /** As the engine takes it. */
  render(dialect: Dialect): { readonly text: string; readonly values: readonly Value[] } {
    const values: Value[] = [];
    let text = '';
    const add = (parts: readonly Part[]): void => {
      for (const part of parts) {
        if (part.kind === 'text') text += part.text;
        else if (part.kind === 'either') add(part[dialect].parts);
        else if (part.kind === 'rows') text += addRows(dialect, part.rows, values);
        else {
          values.push(storable(part.value));
          text += dialect === 'sqlite' ? '?' : `$${values.length}`;
        }
      }
    };
    add(this.parts);
    return { text, values };
  }
}

/**
 * SQLite ends a text at the character NUL, and PostgreSQL refuses it: its picture is kept instead.
 */
const storable = (value: Value): Value =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\u2400') : value;

/** JSON as both engines take it: see `storable`. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1\u2400');

/** Rows for `rowsOf`: `(?,?),(?,?)` of SQLite, one JSON text of PostgreSQL. */
function addRows(dialect: Dialect, rows: readonly (readonly Value[])[], values: Value[]): string {
  if (dialect === 'postgres') {
    values.push(jsonText(rows.map((row) => Object.fromEntries(row.map((v, i) => [`c${i}`, v])))));
    return `$${values.length}::text::jsonb`;
  }
  for (const row of rows) for (const value of row) values.push(storable(value));
  const holes = `(${'?,'.repeat(rows[0]?.length ?? 0).slice(0, -1)})`;
  return `${holes},`.repeat(rows.length).slice(0, -1);
}

export function sql(texts: TemplateStringsArray, ...holes: readonly (Value | Sql)[]): Sql {
  const parts: Part[] = [];
  texts.forEach((text, i) => {
    parts.push({ kind: 'text', text });
    const hole = holes[i];
    if (hole instanceof Sql) parts.push(...hole.parts);
    else if (i < holes.length) parts.push({ kind: 'value', value: hole ?? null });
  });
  return new Sql(parts);
}

export const nothing = sql``;

/** One text for each engine. */
export const either = (sqlite: Sql, postgres: Sql): Sql =>
  new Sql([{ kind: 'either', sqlite, postgres }]);

/** Pieces with a separator between them. */
export function joined(pieces: readonly Sql[], separator: Sql): Sql {
  return new Sql(
    pieces.flatMap(({ parts }, i) => (i === 0 ? parts : [...separator.parts, ...parts])),
  );
}

export const commaJoined = (pieces: readonly Sql[]): Sql => joined(pieces, sql`, `);

/** `(a, b, c)`; of no values, a list nothing is in. */
export const listOf = (values: readonly Value[]): Sql =>
  values.length === 0 ? sql`(null)` : sql`(${commaJoined(values.map((value) => sql`${value}`))})`;

/** Whether a column holds one of many numbers or texts: the statement is the same for any count. */
export function among(column: Sql, values: readonly (string | number)[]): Sql {
  const isText = typeof values[0] === 'string';
  const array = `{${values.map((each) => (isText ? quoted(String(each)) : each)).join(',')}}`;
  return either(
    sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
    // An array, not a join: PostgreSQL would read a table whole to join it with what it cannot
    // count.
    isText
      ? sql`${column} = any(${array}::text::text[])`
      : sql`${column} = any(${array}::text::bigint[])`,
  );
}

/** An element of an array of PostgreSQL. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/**
 * Whether a column is among what a query with a limit gives. PostgreSQL takes an unknown limit for
 * a tenth of the table and might read it whole to join; an array it looks up row by row.
 */
export const amongFirst = (column: Sql, query: Sql): Sql =>
  either(sql`${column} in (${query})`, sql`${column} = any(array(${query}))`);

/** A value to be kept as JSON. */
export function json(value: unknown): Sql {
  const text = jsonText(value);
  return either(sql`jsonb(${text})`, sql`${text}::text::jsonb`);
}

/** A text column of `rowsOf` that is to be kept as JSON. */
export const storedJson = (column: Sql): Sql =>
  either(sql`jsonb(${column})`, sql`(${column})::jsonb`);

/** A JSON column as it is read: an object with PostgreSQL, its text with SQLite (see `parsed`). */
export const readJson = (column: Sql): Sql => either(sql`json(${column})`, column);

/** What `readJson` gave. */
export const parsed = <T>(value: unknown): T =>
  (typeof value === 'string' ? JSON.parse(value) : value) as T;

/** The larger and the smaller of two numbers. */
export const larger = (a: Sql, b: Sql): Sql =>
  either(sql`max(${a}, ${b})`, sql`greatest(${a}, ${b})`);
export const smaller = (a: Sql, b: Sql): Sql =>
  either(sql`min(${a}, ${b})`, sql`least(${a}, ${b})`);

/** Column types of `rowsOf`. */
export type ColumnType = 'int' | 'text' | 'json';

/**
 * Rows as a table: `from rowsOf(…) as r`, with these columns. One statement for a thousand rows
 * costs a fifth of a thousand statements.
 */
export function rowsOf(
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly (readonly Value[])[],
): Sql {
  const names = Object.keys(columns);
  const types = Object.values(columns);
  const holes = new Sql([{ kind: 'rows', rows }]);
  const named = (of: (i: number) => string): Sql =>
    commaJoined(names.map((name, i) => word(`${of(i)} as ${name}`)));
  const sqlite = sql`(select ${named((i) => `column${i + 1}`)} from (values ${holes}))`;
  const shape = types.map((type, i) => word(`c${i} ${type === 'int' ? 'bigint' : 'text'}`));
  const postgres = sql`(select ${named((i) => `c${i}`)}
    from jsonb_to_recordset(${holes}) as t(${commaJoined(shape)}))`;
  return either(sqlite, postgres);
}

/** Columns by their names, where these are a list of ours. */
export const column = (name: string): Sql => word(name);

/** A name of ours as it stands; only this file makes text of strings, and only of these. */
function word(name: string): Sql {
  if (!/^[a-z][a-z0-9_ ]*$/.test(name)) throw new Error(`not a name of a column: ${name}`);
  return new Sql([{ kind: 'text', text: name }]);
}
