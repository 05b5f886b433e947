import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImportOrder, isInterrupted, ListImport } from '../../adapters/suppression/import.ts';
import { ListFolder } from '../../adapters/suppression/list-folder.ts';
import {
  LineReader,
  type LineReading,
  type Said,
} from '../../adapters/suppression/registry-lines.ts';
import { parseNumber, writtenIn } from '../../adapters/suppression/written-number.ts';
import type { ListScope } from '../../core/outreach/suppression/lists.ts';

const NOW = Date.UTC(2026, 10, 26);
const DRAWN = Date.UTC(2026, 10, 20);
const us: ListScope = { kind: 'registry', registry: 'us-national' };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): ListFolder => ListFolder.open(join(folder, 'us'), us, NOW);
const file = (text: string | Uint8Array, name = 'numbers.txt'): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const plain: LineReading = {
  format: 'plain',
  country: writtenIn.US,
  column: undefined,
  changeColumn: undefined,
};
const order = (files: readonly string[], change: Partial<ImportOrder> = {}): ImportOrder => ({
  files,
  mode: 'full',
  reading: plain,
  since: DRAWN,
  force: false,
  ...change,
});
const numbersOf = (list: ListFolder): number[] => {
  const numbers: number[] = [];
  list.list.numbers.forEach((n) => {
    numbers.push(n);
  });
  return numbers;
};

/** What a reader makes of a text, given to it in pieces of this many bytes. */
function read(text: string, reading: Partial<LineReading>, piece = 7) {
  const said: [number, Said][] = [];
  const troubles: string[] = [];
  const reader = new LineReader(
    { ...plain, ...reading },
    {
      number: (n, what) => said.push([n, what]),
      trouble: (line, _, why) => troubles.push(`${line}: ${why}`),
    },
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.end();
  return { said, troubles, place: reader.place };
}

describe('a line', () => {
  it('of a plain file is a number in the spelling of its country, or told with its place', () => {
    const text =
      '2125550100\r\n# a remark\n\n(212) 555-0101\n12125550102\n+81 3-1234-5678\n1125550103\n' +
      '21255501\n2125550104x\n212555010423456789\n2125550105';
    const { said, troubles, place } = read(text, {});
    expect(said.map(([n]) => n)).toEqual([
      12_125_550_100, 12_125_550_101, 12_125_550_102, 81_312_345_678, 12_125_550_105,
    ]);
    expect(troubles).toEqual([
      '7: no area code and exchange of North America',
      '8: 8 digits; 10 are expected, or a plus and the whole number',
      '9: "x" is no part of a number',
      '10: 18 digits; a telephone number has 15 at most',
    ]);
    expect(place).toMatchObject({ lines: 11, bytes: text.length });
  });

  it('of the FTC is an area code and seven digits, and may say added or deleted', () => {
    const text =
      '212,5550100\n212,5550101,2026-11-20,A\n212,5550102,2026-11-20T10:00:00,D\n' +
      '2125550103\n212,5550104,2026-11-20,X\n';
    const { said, troubles } = read(text, { format: 'ftc' });
    expect(said).toEqual([
      [12_125_550_100, 'listed'],
      [12_125_550_101, 'added'],
      [12_125_550_102, 'removed'],
    ]);
    expect(troubles).toEqual([
      '4: not an area code, a comma and seven digits',
      '5: neither A nor D',
    ]);
  });

  it('of a table has its number in the column of that name, or place', () => {
    const text =
      '\ufeffname;phone;state\n"Tanaka; Ken";03-1234-5678;added\n"a ""b""";"03 1234 5679";removed\n' +
      'x;;added\ny;0312345670;maybe\n"open;0312345671;added\n';
    const reading = {
      format: 'csv',
      country: writtenIn.JP,
      column: 'phone',
      changeColumn: 'state',
    } as const;
    const { said, troubles } = read(text, reading);
    expect(said).toEqual([
      [81_312_345_678, 'added'],
      [81_312_345_679, 'removed'],
    ]);
    expect(troubles).toEqual([
      '4: no digits',
      '5: says neither added nor removed',
      '6: a quote that does not end on this line',
    ]);
    expect(read(text, { ...reading, column: '2' }).said).toEqual(said);
    expect(() => read(text, { ...reading, column: 'tel' })).toThrow(
      'no column tel; there are: name, phone, state',
    );
  });

  it('is the same however the bytes are cut', () => {
    const text = '2125550100\r\n2125550101\n\n+442079460000\n';
    const whole = read(text, {}, text.length);
    for (let piece = 1; piece < text.length; piece++) expect(read(text, {}, piece)).toEqual(whole);
  });

  it.each([
    ['03-1234-5678', 'JP', 81_312_345_678],
    ['090 1234 5678', 'JP', 819_012_345_678],
    ['020 7946 0000', 'GB', 442_079_460_000],
    ['06 12 34 56 78', 'FR', 33_612_345_678],
    ['(030) 123456', 'DE', 4_930_123_456],
    ['1-212-555-0100', 'US', 12_125_550_100],
    ['+1 212 555 0100', 'JP', 12_125_550_100],
    ['06 1234 5678', 'IT', 390_612_345_678],
    ['0312', 'JP', '4 digits; 9 to 10 are expected, or a plus and the whole number'],
    ['', 'JP', 'no digits'],
  ])('with %s of %s', (text, country, wanted) => {
    expect(parseNumber(text, writtenIn[country])).toBe(wanted);
  });
});

describe('an import', () => {
  it('puts a whole copy in the place of the list, with its date', async () => {
    const list = open();
    list.add([12_025_550_199], { at: NOW, by: 'test', why: '' });
    const files = [file('212,5550100\n212,5550101\n', '212.txt'), file('415,5550100\n', '415.txt')];
    const reading: LineReading = { ...plain, format: 'ftc' };
    const report = await new ListImport(list, order(files, { reading })).run();
    expect(report).toMatchObject({ finished: true, lines: 3, troubles: 0, sizeAfter: 3 });
    const after = open();
    expect(numbersOf(after)).toEqual([12_125_550_100, 12_125_550_101, 14_155_550_100]);
    expect(after.list.since).toBe(DRAWN);
    expect(after.source).toContain('full of');
  });

  it('of changes adds and removes, the last word about a number counting', async () => {
    const list = open();
    await new ListImport(list, order([file('2125550100\n2125550101\n2125550102\n')])).run();
    const text =
      '212,5550100,x,D\n212,5550103,x,A\n212,5550101,x,D\n212,5550101,x,A\n' +
      '212,5550104,x,A\n212,5550104,x,D\n';
    const reading: LineReading = { ...plain, format: 'ftc' };
    const changes = order([file(text, 'c.txt')], { reading, mode: 'changes', since: NOW });
    await new ListImport(list, changes).run();
    expect(numbersOf(open())).toEqual([12_125_550_101, 12_125_550_102, 12_125_550_103]);
    expect(list.list.since).toBe(NOW);
    const removed = order([file('2125550103\n')], { mode: 'remove', since: undefined });
    await new ListImport(list, removed).run();
    expect(numbersOf(list)).toEqual([12_125_550_101, 12_125_550_102]);
    expect(list.list.since).toBe(NOW);
  });

  it('that has not come does not make an empty list a fresh copy of a registry', async () => {
    const list = open();
    list.add([12_125_550_100], { at: NOW, by: 'test', why: '' });
    expect(open().list.since).toBe(0);
    const changes = order([file('2125550101\n')], { mode: 'add', since: NOW });
    expect(() => new ListImport(list, changes)).toThrow('import a full one first');
    await new ListImport(list, order([file('2125550101\n')])).run();
    await new ListImport(list, changes).run();
    expect(open().list.since).toBe(NOW);
  });

  it('keeps a list from becoming one of nobody: wrong format, or half of it gone', async () => {
    const list = open();
    const ten = Array.from({ length: 10 }, (_, i) => `212555010${i}\n`).join('');
    await new ListImport(list, order([file(ten)])).run();
    const wrong = new ListImport(list, order([file('a\nb\n2125550100\n')]));
    await expect(wrong.run()).rejects.toThrow(/2 of 3 lines.*as plain.*numbers.txt:1/);
    const four = order([file(ten.slice(0, 44))]);
    await expect(new ListImport(list, four).run()).rejects.toThrow('fewer than half');
    expect(open().list.numbers.size).toBe(10);
    await new ListImport(list, { ...four, force: true }).run();
    expect(open().list.numbers.size).toBe(4);
    const binary = new ListImport(list, order([file(new Uint8Array(2 << 20).fill(49))]));
    await expect(binary.run()).rejects.toThrow('no text');
  });

  const lines = Array.from({ length: 250_000 }, (_, i) => `${2_125_000_000 + i * 3}\n`);

  it.each(['numbers.txt', 'numbers.txt.gz'])(
    'of %s goes on where it was interrupted, and changes nothing before it is done',
    async (name) => {
      const text = ['oops\n', ...lines].join('');
      const path = file(name.endsWith('.gz') ? gzipSync(text) : text, name);
      const list = open();
      const stop = new AbortController();
      const shares: number[] = [];
      const first = await new ListImport(list, order([path])).run(({ share, lines: done }) => {
        shares.push(share);
        if (done > 100_000) stop.abort();
      }, stop.signal);
      expect(first).toMatchObject({ finished: false, troubles: 1, sizeAfter: 0 });
      expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
      expect(first.lines).toBeLessThan(250_001);
      expect([isInterrupted(list), list.list.numbers.size]).toEqual([true, 0]);

      const again = open();
      const other = order([path], { since: NOW });
      expect(() => new ListImport(again, other)).toThrow('another import of registry/us-national');
      const second = await new ListImport(again, order([path])).run();
      expect(second).toMatchObject({
        finished: true,
        resumedAtLine: first.lines,
        lines: 250_001,
        sizeAfter: 250_000,
      });
      expect(second.shown).toMatchObject([{ line: 1, text: 'oops' }]);
      expect(isInterrupted(again)).toBe(false);
    },
  );

  it('that was killed goes on from what was kept last', async () => {
    const path = file(lines.join(''));
    const list = open();
    const killed = new ListImport(list, order([path], { keepBytes: 1 << 19 }));
    const death = new Error('killed');
    const run = killed.run(({ lines: done }) => {
      if (done > 180_000) throw death;
    });
    await expect(run).rejects.toBe(death);
    expect(isInterrupted(list)).toBe(true);
    const report = await new ListImport(open(), order([path])).run();
    expect(report.resumedAtLine).toBeGreaterThan(0);
    expect(report).toMatchObject({ lines: 250_000, sizeAfter: 250_000 });
  });
});
