/**
 * Tables as offices write them: encodings, delimiters, quotes, and what Excel puts into a sheet.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openTable } from '../../adapters/tables/open-table.ts';
import type { Table, TableRow } from '../../adapters/tables/table.ts';
import { writeWorkbook, writeZip } from './workbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(bytes: Buffer | string, ending = 'csv'): string {
  files++;
  const path = join(folder, `table-${files}.${ending}`);
  writeFileSync(path, bytes);
  return path;
}

async function all(table: Table): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const batch of table.rows()) rows.push(...batch);
  return rows;
}

const japanese = '氏名,電話番号\r\n山田 太郎,090-1234-5678\r\n"表, 十","03-1234-5678"\r\n';
/** The same in Shift_JIS; the second byte of 表 and 十 is a backslash and a bracket. */
const shiftJis = Buffer.from(
  '8e8196bc2c936494688d94d48d860d0a8e52936320919598592c3039302d313233342d353637380d0a22955c2c208f5c222c2230332d313233342d35363738220d0a',
  'hex',
);
const mark = Buffer.from([0xef, 0xbb, 0xbf]);
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(japanese, 'utf16le')]);

describe('CSV', () => {
  test.each([
    ['UTF-8', Buffer.from(japanese)],
    ['UTF-8', Buffer.concat([mark, Buffer.from(japanese)])],
    ['UTF-16', utf16],
    ['EUC-JP', Buffer.from('bbe1ccbe2cc5c5cfc3c8d6b9e60d0a', 'hex')],
  ])('in %s is known by its bytes', async (label, bytes) => {
    const table = await openTable(fileOf(bytes));
    expect(table.format).toBe(`CSV, ${label}, comma`);
    expect(table.header).toEqual(['氏名', '電話番号']);
  });

  test('in Shift_JIS is read, letters that hold a backslash or a quote mark too', async () => {
    const table = await openTable(fileOf(shiftJis));
    expect(table.format).toBe('CSV, Shift_JIS, comma');
    expect(await all(table)).toEqual([
      { line: 2, cells: [expect.stringContaining('山田'), '090-1234-5678'] },
      { line: 3, cells: ['表, 十', '03-1234-5678'] },
    ]);
  });

  test('a letter that two pieces of the file share is one letter', async () => {
    const name = `${'あ'.repeat(100_000)}い`;
    const [row] = await all(await openTable(fileOf(`name\n${name}\n`)));
    expect(row!.cells).toEqual([name]);
  });

  test.each([
    [',', 'comma'],
    [';', 'semicolon'],
    ['\t', 'tab'],
  ])('parted by %j is known by its first line', async (delimiter, label) => {
    const table = await openTable(fileOf(`"a,;\tb"${delimiter}c${delimiter}d\n1${delimiter}2\n`));
    expect(table.format).toContain(label);
    expect(table.header).toEqual(['a,;\tb', 'c', 'd']);
    expect(await all(table)).toEqual([{ line: 2, cells: ['1', '2'] }]);
  });

  test('a row tells its line, line ends inside quotes and empty lines counted', async () => {
    const rows = await all(await openTable(fileOf('a,b\n"x\ny",1\n\n2,3\n')));
    expect(rows.map(({ line }) => line)).toEqual([3, 5]);
  });

  test('a row with a broken quote is told, and the next one is read', async () => {
    const rows = await all(await openTable(fileOf('a,b\n1,x"y"\n2,3\n')));
    expect(rows.map(({ fault }) => fault)).toEqual([
      { en: 'a quote stands where none may stand', ja: '引用符の位置が正しくありません' },
      undefined,
    ]);
    expect(rows[1]!.cells).toEqual(['2', '3']);
  });

  test('more rows than one batch come in order, and can be read again from the first', async () => {
    const lines = Array.from({ length: 2500 }, (_, i) => `${i},x`);
    const table = await openTable(fileOf(`n,x\n${lines.join('\n')}\n`));
    for (const _ of [1, 2]) {
      const rows = await all(table);
      expect(rows.map(({ cells }) => Number(cells[0]))).toEqual(lines.map((_, i) => i));
      expect(table.progress()).toBe(1);
    }
  });

  test('what is no text, or empty, is refused in words', async () => {
    const noise = Buffer.from([0x61, 0xff, 0xff, 0x81, 0x20, 0x0a]);
    await expect(openTable(fileOf(noise))).rejects.toThrow('neither UTF-8 nor Shift_JIS');
    await expect(openTable(fileOf(''))).rejects.toThrow('is empty');
  });
});

describe('Excel', () => {
  const strings = `<si><t>氏名</t></si><si><t>電話 &amp; 番号</t></si>
    <si><r><t>山田</t></r><r><t xml:space="preserve"> 太郎</t></r><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si>`;
  const cells = '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/>';
  const formats = `<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>
    <numFmt numFmtId="177" formatCode="[Red]&quot;day&quot;0"/>`;
  const workbook = (rows: string): string => {
    const path = fileOf('', 'xlsx');
    writeWorkbook(path, rows, { strings, cells, formats });
    return path;
  };

  test('texts without furigana, numbers, dates by their format, and gaps are read as shown', async () => {
    const table = await openTable(
      workbook(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
        <row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3"><v>9.012345678E9</v></c>
          <c r="D3" s="1"><v>46296</v></c><c r="E3" s="2"><v>46296.395833333336</v></c>
          <c r="F3" s="3"><v>46296</v></c><c r="AA3" t="inlineStr"><is><t>&#x7D42;</t></is></c></row>
        <row r="4"><c r="A4" s="1"/></row>
        <row r="5"><c r="A5" t="b"><v>1</v></c></row>`),
    );
    expect(table.format).toBe('Excel, sheet 顧客');
    expect(table.header).toEqual(['氏名', '電話 & 番号']);
    const gap = Array.from({ length: 20 }, () => '');
    const line3 = ['山田 太郎', '', '9012345678', '2026-10-01', '2026-10-01 09:30:00', '46296'];
    expect(await all(table)).toEqual([
      { line: 3, cells: [...line3, ...gap, '終'] },
      { line: 5, cells: ['TRUE'] },
    ]);
  });

  test('a sheet is named, and one that is not there is told with those that are', async () => {
    const path = workbook('<row r="1"><c r="A1"><v>1</v></c></row>');
    expect((await openTable(path, { sheet: '顧客' })).header).toEqual(['1']);
    await expect(openTable(path, { sheet: 'x' })).rejects.toThrow('no sheet x; there are 顧客');
  });

  test('a file that is no workbook is told', async () => {
    await expect(openTable(fileOf('name\n', 'xlsx'))).rejects.toThrow('no Excel workbook');
    const path = fileOf('', 'xlsx');
    writeZip(path, { 'word/document.xml': '<x/>' });
    await expect(openTable(path)).rejects.toThrow('no Excel workbook');
  });
});
