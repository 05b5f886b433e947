/** `tsunagi people`: what it says and writes, its exit codes, and Ctrl-C. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exitCodes } from '../../server/cli/exit-codes.ts';
import { type PeopleImportOptions, peopleImport } from '../../server/cli/people.ts';
import { peopleCount } from '../../server/cli/people-count.ts';
import { catchPrinted, type Printed } from '../support/printed.ts';

let folder = '';
let printed: Printed = { out: '', err: '' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-people-'));
  printed = catchPrinted();
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
  process.exitCode = 0;
});

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

async function load(path: string, options: Partial<PeopleImportOptions> = {}) {
  process.exitCode = 0;
  printed.out = '';
  const japan = { country: 'JP', zone: 'Asia/Tokyo', currency: 'JPY' };
  const plain = { tenant: 'main', map: [], encoding: 'auto', ...japan };
  await peopleImport(path, { ...plain, store: join(folder, 'store.db'), ...options });
  return process.exitCode;
}

async function count(segment: string, options: { readonly json?: boolean; show?: string } = {}) {
  process.exitCode = 0;
  const segments = join(folder, 'segments.yaml');
  await peopleCount(segment, {
    tenant: 'main',
    segments,
    store: join(folder, 'store.db'),
    ...options,
  });
  return process.exitCode;
}

const people = `氏名,TEL,会員,購入日,金額
山田 太郎,090-1234-5678,gold,2026-09-01,3000
佐藤 花子,０３−１２３４−５６７８,silver,,
鈴木 一,不明,gold,,
`;

test('a preview says what each column is taken for and who would come, and writes nothing', async () => {
  expect(await load(write('list.csv', people), { preview: true })).toBe(exitCodes.ok);
  expect(printed.out).toContain('CSV, UTF-8, comma; numbers without a country are of JP');
  expect(printed.out).toContain('  TEL    → number\n  会員   → attribute:会員\n');
  expect(printed.out).toContain('"numbers":["+81312345678 fixed"]');
  expect(printed.out).toContain('of the first 3 rows 2 would be imported, 1 not\n');
  expect(printed.out).toContain('line 4: "不明" is no telephone number');
  expect(existsSync(join(folder, 'store.db'))).toBe(false);
});

test('an import tells what came of it, and a file of errors can be mended and imported', async () => {
  const path = write('list.csv', people);
  expect(await load(path, { list: 'spring' })).toBe(exitCodes.ok);
  expect(printed.out).toContain('3 rows: 2 people added, 0 rows of people who were known');
  expect(printed.out).toContain(`${path}.errors.csv`);
  const mended = readFileSync(`${path}.errors.csv`, 'utf8').replace(',不明,', ',080-1111-2222,');
  expect(await load(write('mended.csv', mended))).toBe(exitCodes.ok);
  expect(printed.out).toContain('1 rows: 1 people added');

  write(
    'segments.yaml',
    'gold: { where: [{ attribute: { name: 会員, is: gold } }], score: [{ per: orders, add: 1 }] }',
  );
  expect(await count('gold', { show: '5' })).toBe(exitCodes.ok);
  expect(printed.out).toMatch(/2 people \(\d+ ms\)\n1\t\d+\t山田 太郎\n0\t\d+\t鈴木 一\n$/);
  printed.out = '';
  await count('gold', { json: true });
  expect(JSON.parse(printed.out)).toMatchObject({ segment: 'gold', people: 2, first: [] });
});

test('Ctrl-C ends after the rows at hand, and the same command goes on from there', async () => {
  const rows = Array.from({ length: 2500 }, (_, i) => `p${i},0901${String(2_000_000 + i)}`);
  const path = write('many.csv', `name,phone\n${rows.join('\n')}\n`);
  const listen = vi.spyOn(process, 'on').mockImplementation((event, listener) => {
    if (event === 'SIGINT') (listener as () => void)();
    return process;
  });
  expect(await load(path)).toBe(exitCodes.failed);
  expect(printed.out).toContain('999 rows: 999 people added');
  expect(printed.out).toContain('stopped: the same command goes on from here');
  listen.mockRestore();
  expect(await load(path)).toBe(exitCodes.ok);
  expect(printed.out).toContain('went on after row 999\n2,500 rows: 2,500 people added');
  expect(await load(path, { json: true })).toBe(exitCodes.ok);
  expect(JSON.parse(printed.out)).toMatchObject({ before: 2500, counts: { added: 2500 } });
});

test.each([
  [{ map: ['TEL'] }, '--map is HEADING=FIELD, not "TEL"'],
  [{ map: ['Phone=number'] }, 'there is no column "Phone"; there are 氏名, TEL'],
  [{ map: ['TEL=telephone'] }, '"telephone" is no field; fields are number, key, name'],
  [{ map: ['TEL=skip'] }, 'no column is a telephone number or a customer number'],
  [{ country: 'Japan' }, '--country is two letters'],
  [{ zone: 'Tokyo' }, '--zone is a zone such as Asia/Tokyo'],
  [{ currency: 'yen' }, '--currency is three letters'],
])('%o is a wrong command line: %s', async (options, told) => {
  expect(await load(write('list.csv', people), options)).toBe(exitCodes.usage);
  expect(printed.err).toContain(told);
  expect(existsSync(join(folder, 'store.db'))).toBe(false);
});

test('what cannot be read is told in a line', async () => {
  expect(await load(join(folder, 'none.csv'))).toBe(exitCodes.usage);
  expect(await load(write('book.xlsx', 'no book'))).toBe(exitCodes.failed);
  expect(printed.err).toContain('this is no Excel workbook (.xlsx)');
  expect(
    await load(write('list.csv', people), { store: write('text.db', 'no store'.repeat(99)) }),
  ).toBe(exitCodes.failed);
  expect(printed.err).toContain('text.db cannot be opened: file is not a database');
  const nobody = 'postgres://tsunagi:secret@127.0.0.1:1/x';
  expect(await load(join(folder, 'list.csv'), { store: nobody })).toBe(exitCodes.failed);
  expect(printed.err).toContain('postgres://tsunagi@127.0.0.1:1/x cannot be opened: ');
  expect(printed.err).not.toContain('secret');
  write('segments.yaml', 's: { where: [{ order: 1 }] }');
  expect(await count('s')).toBe(exitCodes.failed);
  expect(printed.err).toContain('s.where.0: Unrecognized key: "order"');
  write('segments.yaml', 's: {}');
  expect(await count('t')).toBe(exitCodes.usage);
  expect(printed.err).toContain('there is no segment t in');
});
