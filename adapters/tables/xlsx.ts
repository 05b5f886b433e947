/**
 * Excel workbooks (.xlsx, ECMA-376): the cells of one sheet as they are shown, row by row. The
 * texts of the workbook are held in memory, once each, as Excel itself stores them; the sheet is
 * not.
 */

import { type Table, TableError, type TableRow } from './table.ts';
import { CellDates } from './xlsx-dates.ts';
import { attributeOf, XmlScanner } from './xml.ts';
import { notExcel, ZipFile } from './zip.ts';

const batchRows = 1000;

export async function openXlsx(path: string, sheet?: string): Promise<Table> {
  const zip = await ZipFile.open(path);
  const workbook = await zip.text('xl/workbook.xml').catch(() => {
    throw new TableError(`${path} is no Excel workbook (.xlsx)`, notExcel);
  });
  const { name, file } = await sheetOf(zip, workbook, sheet);
  const dates = await CellDates.of(zip, workbook);
  const texts = await sharedTexts(zip);
  const all = () => rowsOf(zip, file, texts, dates);
  for await (const [header] of all()) {
    return {
      format: `Excel, sheet ${name}`,
      header: header!.cells,
      rows: async function* () {
        let isHeader = true;
        for await (const batch of all()) {
          yield isHeader ? batch.slice(1) : batch;
          isHeader = false;
        }
      },
      progress: () => zip.read / zip.size,
    };
  }
  throw new TableError(`sheet ${name} of ${path} is empty`, `シート「${name}」が空です`);
}

async function sheetOf(
  zip: ZipFile,
  workbook: string,
  wanted: string | undefined,
): Promise<{ name: string; file: string }> {
  const sheets = [...workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].map(
    ([, attributes = '']) => ({
      name: attributeOf(attributes, 'name') ?? '',
      relation: /\br:id\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? '',
    }),
  );
  const sheet = wanted === undefined ? sheets[0] : sheets.find(({ name }) => name === wanted);
  if (sheet === undefined) {
    const names = sheets.map(({ name }) => name).join(', ');
    throw new TableError(
      `there is no sheet ${wanted ?? ''}; there are ${names || 'none'}`,
      `シート「${wanted ?? ''}」はありません(あるのは: ${names})`,
    );
  }
  const relations = await zip.text('xl/_rels/workbook.xml.rels');
  for (const [, attributes = ''] of relations.matchAll(/<Relationship\s([^>]*)>/g)) {
    if (attributeOf(attributes, 'Id') !== sheet.relation) continue;
    const target = attributeOf(attributes, 'Target') ?? '';
    return { name: sheet.name, file: target.startsWith('/') ? target.slice(1) : `xl/${target}` };
  }
  throw new TableError(
    `the workbook does not say where sheet ${sheet.name} is`,
    `シート「${sheet.name}」の場所が分かりません`,
  );
}

/** Each text once, by its number. Furigana beside a text (`rPh`) is no part of it. */
async function sharedTexts(zip: ZipFile): Promise<readonly string[]> {
  if (!zip.has('xl/sharedStrings.xml')) return [];
  const texts: string[] = [];
  let text = '';
  let inText = false;
  let inFurigana = false;
  const scanner = new XmlScanner({
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') inFurigana = true;
      else if (name === 't') inText = !inFurigana;
    },
    close: (name) => {
      if (name === 'si') texts.push(text);
      else if (name === 'rPh') inFurigana = false;
      else if (name === 't') inText = false;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
  });
  await feed(scanner, zip, 'xl/sharedStrings.xml');
  return texts;
}

async function feed(scanner: XmlScanner, zip: ZipFile, name: string): Promise<void> {
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of await zip.stream(name)) {
    scanner.feed(decoder.decode(chunk as Buffer, { stream: true }));
  }
}

/** What has been read of the sheet so far. */
class SheetRows {
  readonly #texts: readonly string[];
  readonly #dates: CellDates;
  rows: TableRow[] = [];
  #line = 0;
  #cells: string[] = [];
  #column = 0;
  #type = '';
  #style = '';
  #value = '';
  #inValue = false;

  constructor(texts: readonly string[], dates: CellDates) {
    this.#texts = texts;
    this.#dates = dates;
  }

  open(name: string, attributes: string): void {
    if (name === 'row') {
      this.#line = Number(attributeOf(attributes, 'r') ?? this.#line + 1);
      this.#cells = [];
      this.#column = 0;
    } else if (name === 'c') {
      const place = attributeOf(attributes, 'r');
      if (place !== undefined) this.#column = columnOf(place);
      this.#type = attributeOf(attributes, 't') ?? 'n';
      this.#style = attributeOf(attributes, 's') ?? '';
      this.#value = '';
    } else if (name === 'v' || name === 't') this.#inValue = true;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#inValue = false;
    else if (name === 'c') {
      while (this.#cells.length < this.#column) this.#cells.push('');
      this.#cells[this.#column] = this.#shown();
      this.#column++;
    } else if (name === 'row' && this.#cells.some((cell) => cell !== '')) {
      this.rows.push({ line: this.#line, cells: this.#cells });
    }
  }

  text(piece: string): void {
    if (this.#inValue) this.#value += piece;
  }

  #shown(): string {
    const value = this.#value;
    if (value === '') return '';
    if (this.#type === 's') return this.#texts[Number(value)] ?? '';
    if (this.#type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (this.#type !== 'n') return value;
    return this.#dates.shown(this.#style, Number(value)) ?? String(Number(value));
  }
}

/** `C7` is in column 2. */
function columnOf(place: string): number {
  let column = 0;
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}

async function* rowsOf(
  zip: ZipFile,
  file: string,
  texts: readonly string[],
  dates: CellDates,
): AsyncGenerator<readonly TableRow[]> {
  const sheet = new SheetRows(texts, dates);
  const scanner = new XmlScanner(sheet);
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of await zip.stream(file)) {
    scanner.feed(decoder.decode(chunk as Buffer, { stream: true }));
    if (sheet.rows.length < batchRows) continue;
    yield sheet.rows;
    sheet.rows = [];
  }
  if (sheet.rows.length > 0) yield sheet.rows;
}
