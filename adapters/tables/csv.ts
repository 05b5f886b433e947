/** CSV: comma, semicolon or tab, as spreadsheets write it. */

import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { type CsvError, parse } from 'csv-parse';
import { encodingOf } from './encoding.ts';
import { type Table, TableError, type TableRow, type Told } from './table.ts';

const batchRows = 1000;

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

export async function openCsv(path: string, encoding = 'auto'): Promise<Table> {
  const { name, label } = await namedEncoding(path, encoding);
  const size = statSync(path).size;
  const counter = { bytes: 0 };
  const head = await firstLine(path, name);
  const delimiter = delimiterOf(head);
  const rows = async function* (): AsyncGenerator<readonly TableRow[]> {
    let isHeader = true;
    for await (const batch of records(path, name, delimiter, counter)) {
      yield isHeader ? batch.slice(1) : batch;
      isHeader = false;
    }
  };
  for await (const [header] of records(path, name, delimiter, counter)) {
    if (header?.fault !== undefined) {
      const { line, fault } = header;
      throw new TableError(`line ${line}: ${fault.en}`, `${line}行目: ${fault.ja}`);
    }
    return {
      format: `CSV, ${label}, ${{ ',': 'comma', ';': 'semicolon', '\t': 'tab' }[delimiter]}`,
      header: header!.cells,
      rows,
      progress: () => (size === 0 ? 1 : counter.bytes / size),
    };
  }
  throw new TableError(`${path} is empty`, 'ファイルが空です');
}

async function namedEncoding(
  path: string,
  encoding: string,
): Promise<{ name: string; label: string }> {
  if (encoding !== 'auto') return { name: encoding, label: encoding };
  const found = await encodingOf(path);
  if (found === undefined) {
    throw new TableError(
      `${path} is neither UTF-8 nor Shift_JIS nor EUC-JP: give its encoding`,
      '文字コードがUTF-8・Shift_JIS・EUC-JPのどれでもありません',
    );
  }
  return { name: found.encoding, label: found.label };
}

/** The text of a file, from its start; the mark of byte order is not part of it. */
async function* decoded(
  path: string,
  encoding: string,
  counter: { bytes: number },
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  counter.bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const bytes = chunk as Buffer;
    counter.bytes += bytes.length;
    yield decodedChunk(decoder, encoding, bytes);
  }
  yield decodedChunk(decoder, encoding);
}

function decodedChunk(decoder: TextDecoder, encoding: string, bytes?: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    throw new TableError(
      `the file is not ${encoding}`,
      `ファイルの文字コードが${encoding}ではありません`,
    );
  }
}

async function firstLine(path: string, encoding: string): Promise<string> {
  let text = '';
  for await (const piece of decoded(path, encoding, { bytes: 0 })) {
    text += piece;
    if (/[\r\n]/.test(text)) break;
  }
  return text.slice(0, text.search(/[\r\n]|$/));
}

/** Whichever of the three the first line has most of, outside quotes. */
function delimiterOf(line: string): ',' | ';' | '\t' {
  const bare = line.replace(/"[^"]*"/g, '');
  const count = (each: string): number => bare.split(each).length;
  const byCount = ([',', ';', '\t'] as const).toSorted((a, b) => count(b) - count(a));
  return byCount[0]!;
}

/** Every record in batches. A row with a broken quote is told, and the next is read. */
async function* records(
  path: string,
  encoding: string,
  delimiter: string,
  counter: { bytes: number },
): AsyncGenerator<readonly TableRow[]> {
  let batch: TableRow[] = [];
  // The parser is ahead of what is taken from it: a fault waits for its place among the rows.
  const faults: TableRow[] = [];
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined, raw: string | undefined) => {
      const { lines = 0, code } = (error ?? {}) as { lines?: number; code?: string };
      // Each quote of a broken row is told by itself.
      if (faults.at(-1)?.line === lines) return;
      faults.push({ line: lines, cells: [(raw ?? '').slice(0, 200)], fault: faultOf(code) });
    },
  });
  const source = Readable.from(decoded(path, encoding, counter));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const each of parser) {
      const { record, info } = each as Parsed;
      while (faults[0] !== undefined && faults[0].line < info.lines) batch.push(faults.shift()!);
      batch.push({ line: info.lines, cells: record });
      if (batch.length < batchRows) continue;
      yield batch;
      batch = [];
    }
    batch.push(...faults);
    if (batch.length > 0) yield batch;
  } finally {
    source.destroy();
  }
}

function faultOf(code: string | undefined): Told {
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return { en: 'a quote is opened and not closed', ja: '引用符が閉じられていません' };
  }
  return { en: 'a quote stands where none may stand', ja: '引用符の位置が正しくありません' };
}
