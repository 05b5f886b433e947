/**
 * Files of registries, line by line from bytes: hundreds of millions of lines at the speed they
 * come. What cannot be read is told with the number of its line.
 *
 * - `plain`: a number a line
 * - `ftc`: as the registry of the United States gives them: area code, comma, seven digits; in
 *   files of changes followed by more fields, one of them `A` (added) or `D` (deleted)
 * - `csv`: fields by comma, semicolon or tab, the first line with their names
 */

import { addDigit, type Digits, parseNumber, toE164, type WrittenIn } from './written-number.ts';

export const lineFormats = ['plain', 'ftc', 'csv'] as const;
export type LineFormat = (typeof lineFormats)[number];

/**
 * What the files are to the list. `full`: all of it; `add`, `remove`: numbers to add or to take
 * out; `changes`: each line says which.
 */
export const importModes = ['full', 'add', 'remove', 'changes'] as const;
export type ImportMode = (typeof importModes)[number];

/** What a line says of a number: that it is listed, or in so many words added or removed. */
export type Said = 'listed' | 'added' | 'removed';

export interface LineReading {
  readonly format: LineFormat;
  /** Undefined: numbers are international. */
  readonly country: WrittenIn | undefined;
  /** CSV: the name, or place from 1, of the column of numbers. */
  readonly column: string | undefined;
  /** CSV: of the column that says added or removed; undefined: none does. */
  readonly changeColumn: string | undefined;
}

/** Told of each line. */
export interface LineSink {
  number(n: number, said: Said): void;
  trouble(line: number, text: string, why: string): void;
}

const NEWLINE = 10;
const RETURN = 13;
const COMMA = 44;
const PLUS = 43;
const HASH = 35;
/** Of a longer line only the beginning is kept. */
const LINE_BYTES_MAX = 4_096;
/** A file without line ends is not taken into memory. */
const REST_BYTES_MAX = 1 << 20;

/** Where a reader stands between two lines: what an interrupted import goes on from. */
export interface LinePlace {
  readonly lines: number;
  /** Bytes of whole lines. */
  readonly bytes: number;
  /** CSV: the line with the names of the columns. */
  readonly heading: string | undefined;
}

interface CsvColumns {
  readonly number: number;
  /** −1: none. */
  readonly change: number;
  readonly separator: string;
}

/** Reads one file. Give it the bytes in order, then `end`. */
export class LineReader {
  readonly #reading: LineReading;
  readonly #sink: LineSink;
  #lines: number;
  #bytes: number;
  #heading: string | undefined;
  #columns: CsvColumns | undefined;
  #said: Said = 'listed';
  #rest: Uint8Array = new Uint8Array(0);

  constructor(reading: LineReading, sink: LineSink, from?: LinePlace) {
    this.#reading = reading;
    this.#sink = sink;
    this.#lines = from?.lines ?? 0;
    this.#bytes = from?.bytes ?? 0;
    if (from?.heading !== undefined) this.#readHeading(from.heading);
  }

  get place(): LinePlace {
    return { lines: this.#lines, bytes: this.#bytes, heading: this.#heading };
  }

  /** Takes the next bytes of the file. */
  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE, from); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      this.#line(bytes, from, end);
      this.#bytes += end + 1 - from;
      from = end + 1;
    }
    this.#rest = bytes.subarray(from);
    if (this.#rest.length > REST_BYTES_MAX) throw new FormatError('no line ends: this is no text');
  }

  /** The last line may lack its newline. */
  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest, 0, this.#rest.length);
    this.#bytes += this.#rest.length;
    this.#rest = new Uint8Array(0);
  }

  #line(bytes: Uint8Array, from: number, end: number): void {
    this.#lines++;
    let until = end;
    if (until > from && bytes[until - 1] === RETURN) until--;
    if (until === from) return;
    const { format } = this.#reading;
    let n: number | string;
    if (format === 'csv') {
      const text = textOf(bytes, from, until);
      if (this.#columns === undefined) {
        this.#readHeading(text);
        return;
      }
      n = this.#numberInFields(text, this.#columns);
    } else {
      if (bytes[from] === HASH) return;
      n = this.#numberInDigits(bytes, from, until, format === 'ftc');
    }
    if (typeof n === 'number') this.#sink.number(n, this.#said);
    else this.#sink.trouble(this.#lines, textOf(bytes, from, until), n);
  }

  /** Hot path: the number a line holds, or why none; what the line says of it is in `#said`. */
  #numberInDigits(bytes: Uint8Array, from: number, until: number, isFtc: boolean): number | string {
    const digits: Digits = { value: 0, count: 0, first: -1, plus: false };
    let at = from;
    let commas = 0;
    for (; at < until; at++) {
      const byte = bytes[at]!;
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) addDigit(digits, digit);
      else if (byte === COMMA && isFtc) {
        // The second comma ends the number.
        if (++commas === 2) break;
      } else if (byte === PLUS && digits.count === 0) digits.plus = true;
      else if (!isFiller(byte)) return `"${String.fromCharCode(byte)}" is no part of a number`;
    }
    if (isFtc && (commas === 0 || digits.plus)) return 'not an area code, a comma and seven digits';
    const said = at < until ? saidIn(textOf(bytes, at + 1, until).split(',')) : 'listed';
    if (said === undefined) return 'neither A nor D';
    this.#said = said;
    return toE164(digits, this.#reading.country);
  }

  #numberInFields(text: string, { number, change, separator }: CsvColumns): number | string {
    const fields = splitFields(text, separator);
    if (fields === undefined) return 'a quote that does not end on this line';
    const said = change < 0 ? 'listed' : saidIn([fields[change] ?? '']);
    if (said === undefined) return 'says neither added nor removed';
    this.#said = said;
    return parseNumber(fields[number] ?? '', this.#reading.country);
  }

  /** Throws a `FormatError` when the columns asked for are not there. */
  #readHeading(line: string): void {
    const text = line.replace(/^\u00ef\u00bb\u00bf|^\ufeff/, '');
    this.#heading = text;
    const separator = [',', ';', '\t'].reduce((best, each) =>
      text.split(each).length > text.split(best).length ? each : best,
    );
    const names = (splitFields(text, separator) ?? []).map((name) => name.trim());
    const { column, changeColumn } = this.#reading;
    const placeOf = (wanted: string): number => {
      const place = /^\d+$/.test(wanted) ? Number(wanted) - 1 : names.indexOf(wanted);
      if (place >= 0 && place < names.length) return place;
      throw new FormatError(`no column ${wanted}; there are: ${names.join(', ')}`);
    };
    const number = column === undefined && names.length === 1 ? 0 : placeOf(column ?? 'number');
    const change = changeColumn === undefined ? -1 : placeOf(changeColumn);
    this.#columns = { number, change, separator };
  }
}

/** A file is not of the format it was said to be. */
export class FormatError extends Error {
  override name = 'FormatError';
}

/** Space, hyphen, dot, parentheses. */
const isFiller = (byte: number): boolean =>
  byte === 32 || byte === 45 || byte === 46 || byte === 40 || byte === 41;

const textOf = (bytes: Uint8Array, from: number, until: number): string =>
  Buffer.from(
    bytes.buffer,
    bytes.byteOffset + from,
    Math.min(until - from, LINE_BYTES_MAX),
  ).toString('utf8');

const ADDED = new Set(['a', 'add', 'added', '+']);
const REMOVED = new Set(['d', 'del', 'delete', 'deleted', 'r', 'remove', 'removed', '-']);

function saidIn(fields: readonly string[]): Said | undefined {
  for (const field of fields) {
    const word = field.trim().toLowerCase();
    if (ADDED.has(word)) return 'added';
    if (REMOVED.has(word)) return 'removed';
  }
  return undefined;
}

/** Fields of a line of CSV (RFC 4180, but for line breaks in quotes); undefined: an open quote. */
export function splitFields(text: string, separator: string): string[] | undefined {
  if (!text.includes('"')) return text.split(separator);
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') {
      if (isQuoted && text[i + 1] === '"') field += text[++i];
      else isQuoted = !isQuoted;
    } else if (c === separator && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += c;
  }
  fields.push(field);
  return isQuoted ? undefined : fields;
}
