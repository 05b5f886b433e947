import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readColumns, writeColumns } from '../../adapters/columns-file.ts';
import { takeLock } from '../../adapters/process-lock.ts';
import { changeLine, readChanges } from '../../adapters/suppression/change-log.ts';
import { readCopies, SuppressionFolder } from '../../adapters/suppression/folder.ts';
import { ListFolder, type ReadCopies } from '../../adapters/suppression/list-folder.ts';
import { asE164, asPersonId, asProductId, asTenantId } from '../../core/outreach/ids.ts';
import { type ListScope, listName, scopeOfName } from '../../core/outreach/suppression/lists.ts';
import { NumberSet } from '../../core/outreach/suppression/number-set.ts';
import { build } from '../server/built.ts';

const NOW = Date.UTC(2026, 10, 26);
const note = { at: NOW, by: 'tanaka', why: 'asked by phone' };
const acme: ListScope = { kind: 'client', tenant: asTenantId('acme') };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-suppression-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => ListFolder.open(join(folder, 'client', 'acme'), acme, NOW);
const has = (list: ListFolder, ...numbers: number[]) =>
  numbers.map((n) => list.list.numbers.has(n));
const log = (list: ListFolder): string => list.logs.at(-1)!;

describe('lists that another thread has read', () => {
  const all = (read?: ReadCopies) => SuppressionFolder.open(folder, NOW, read);
  const hits = (lists: SuppressionFolder): number[] =>
    [7_777_777, 8_888_888].map(
      (n) =>
        lists.lists.look(asE164(n), asPersonId('p'), { tenant: asTenantId('acme'), product: null })
          .refusals.length,
    );

  it('are opened without reading them again, with the changes since', () => {
    open().replace(() => ({ numbers: setOf(7_777_777), since: NOW, source: 'test' }));
    const read = structuredClone(readCopies(folder));
    expect([...read.keys()]).toHaveLength(1);
    open().add([8_888_888], note);
    // Who read the file now would be refused.
    truncateSync([...read.keys()][0]!, 20);
    expect(() => all()).toThrow(/damaged|ends too early/);
    expect(hits(all(read))).toEqual([1, 1]);
  });

  it('are read again when a newer copy has taken their place', () => {
    open();
    const read = structuredClone(readCopies(folder));
    open().replace(() => ({ numbers: setOf(7_777_777), since: NOW, source: 'test' }));
    expect(hits(all(read))).toEqual([1, 0]);
  });
});

describe('a list on disk', () => {
  it('keeps what was added and removed, with who and why', () => {
    const list = open();
    expect(list.add([81_312_345_678, 12_125_550_100, 81_312_345_678], note)).toBe(2);
    expect(list.remove([12_125_550_100, 12_125_550_101], { ...note, why: 'by mistake' })).toBe(1);
    const again = open();
    expect(has(again, 81_312_345_678, 12_125_550_100)).toEqual([true, false]);
    expect(readChanges(log(again)).changes).toEqual([
      { ...note, add: [81_312_345_678, 12_125_550_100, 81_312_345_678] },
      { ...note, why: 'by mistake', remove: [12_125_550_100] },
    ]);
  });

  it('that another process has changed is the same after a look', () => {
    const [one, other] = [open(), open()];
    one.add([81_312_345_678], note);
    expect(has(other, 81_312_345_678)).toEqual([false]);
    other.refresh();
    expect(has(other, 81_312_345_678)).toEqual([true]);
    other.remove([81_312_345_678], note);
    // Added where it is still thought to be there: the last word is to add it.
    one.add([81_312_345_678], note);
    other.refresh();
    expect([has(one, 81_312_345_678), has(other, 81_312_345_678)]).toEqual([[true], [true]]);
    one.replace(() => ({ numbers: setOf(7_777_777), since: NOW, source: 'test' }));
    other.add([8_888_888], note);
    expect(has(other, 81_312_345_678, 7_777_777, 8_888_888)).toEqual([false, true, true]);
    one.refresh();
    expect(has(one, 8_888_888)).toEqual([true]);
  });

  it('loses nothing acknowledged to a power loss, at whichever byte it cut the last line', () => {
    const list = open();
    list.add([81_312_345_678], note);
    const whole = readFileSync(log(list)).length;
    list.add([81_312_345_679], note);
    const text = readFileSync(log(list));
    for (let cut = whole; cut < text.length; cut += 7) {
      writeFileSync(log(list), text.subarray(0, cut));
      const after = open();
      expect([has(after, 81_312_345_678, 81_312_345_679), after.torn]).toEqual([
        [true, false],
        cut - whole,
      ]);
    }
    // The next change goes where the last whole line ends.
    const after = open();
    after.add([81_312_345_680], note);
    expect(has(open(), 81_312_345_678, 81_312_345_680)).toEqual([true, true]);
    expect(open().torn).toBe(0);
  });

  it('takes zeros before the end of the last line for a power loss, and no others', () => {
    const list = open();
    list.add([81_312_345_678], note);
    const whole = readFileSync(log(list));
    const lost = Buffer.from(whole);
    lost.fill(0, 20, 60);
    writeFileSync(log(list), Buffer.concat([whole, lost]));
    expect(open().torn).toBe(lost.length);
    writeFileSync(log(list), Buffer.concat([lost, whole]));
    expect(open).toThrow(/line at byte 0 is damaged.*refusal/);
  });

  it('refuses to open when a line is damaged: it may be a refusal', () => {
    const list = open();
    list.add([81_312_345_678], note);
    const text = readFileSync(log(list), 'latin1');
    writeFileSync(log(list), text.replace('81312345678', '81312345679'));
    expect(open).toThrow('damaged');
  });

  it.each([0, 20, 200, -5])('refuses to open when the file of the set is damaged at %i', (at) => {
    open().replace(() => ({ numbers: setOf(7_777_777), since: NOW, source: 'test' }));
    const path = join(folder, 'client', 'acme', 'set-000001.bin');
    const bytes = readFileSync(path);
    const place = at < 0 ? bytes.length + at : at;
    bytes[place]! ^= 1;
    writeFileSync(path, bytes);
    expect(open).toThrow(/set-000001.bin.*backup/);
    truncateSync(path, 100);
    expect(open).toThrow('backup');
  });

  it('is a new copy or the old one when a crash comes while one is written', () => {
    const list = open();
    list.add([81_312_345_678], note);
    const path = join(folder, 'client', 'acme');
    // As a crash leaves them: the log of the next copy, and half of its set.
    writeFileSync(join(path, 'changes-000001.log'), '');
    writeFileSync(join(path, 'set-000001.bin.part'), 'half');
    expect(has(open(), 81_312_345_678)).toEqual([true]);
    open().add([81_312_345_679], note);
    open().replace((present) => ({ numbers: present, since: NOW, source: 'test' }));
    expect(has(open(), 81_312_345_678, 81_312_345_679)).toEqual([true, true]);
    expect(readdirSync(path).filter((name) => name.endsWith('.bin'))).toEqual(['set-000001.bin']);
    // The logs are kept: they say when and why.
    expect(open().logs).toHaveLength(2);
  });

  it('has one name for the same numbers, however they came to be in it', () => {
    const list = open();
    list.add([81_312_345_678], note);
    list.add([81_312_345_679], note);
    list.remove([81_312_345_679], note);
    list.replace((present) => ({ numbers: present, since: NOW, source: 'test' }));
    const { snapshot } = list.list;
    expect(snapshot).toMatch(/^client\/acme@2026-11-26#[0-9a-f]{8}$/);
    list.replace(() => ({ numbers: setOf(81_312_345_678), since: NOW, source: 'test' }));
    expect(list.list.snapshot).toBe(snapshot);
    list.replace(() => ({ numbers: setOf(81_312_345_679), since: NOW, source: 'test' }));
    expect(list.list.snapshot).not.toBe(snapshot);
  });

  it('folds a long log into a new copy', () => {
    const list = open();
    const many = Array.from({ length: 1_500_000 }, (_, i) => 81_300_000_000 + i);
    list.add(many, note);
    expect(list.logs).toHaveLength(2);
    expect(readFileSync(log(list)).length).toBe(0);
    expect(open().list.numbers.size).toBe(many.length);
  });
});

function setOf(...numbers: number[]): NumberSet {
  const set = NumberSet.empty();
  for (const n of numbers) set.add(n);
  return set;
}

describe('processes that change one list at once', () => {
  beforeAll(build, 120_000);

  it('lose nothing', async () => {
    open();
    const module = new URL('../../dist/adapters/suppression/list-folder.js', import.meta.url).href;
    const script = (first: number) => `
      const { ListFolder } = await import(${JSON.stringify(module)});
      const path = ${JSON.stringify(join(folder, 'client', 'acme'))};
      const list = ListFolder.open(path, { kind: 'client', tenant: 'acme' }, ${NOW});
      for (let i = 0; i < 40; i++) {
        list.add([${first} + i], { at: ${NOW}, by: 'p', why: '' });
        if (i % 20 === 19) list.replace((numbers) => ({ numbers, since: ${NOW}, source: 'p' }));
      }`;
    const { spawn } = await import('node:child_process');
    const codes = await Promise.all(
      [81_310_000_000, 81_320_000_000, 81_330_000_000].map(
        (first) =>
          new Promise((resolve) => {
            const args = ['--input-type=module', '-e', script(first)];
            spawn(process.execPath, args, { stdio: 'inherit' }).once('close', resolve);
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(open().list.numbers.size).toBe(120);
  });

  it('take over the lock of one that was killed, and no other', () => {
    const path = join(folder, 'lock');
    const taken = takeLock(path);
    expect(takeLock(path)).toEqual({ holder: process.pid });
    if ('release' in taken) taken.release();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(path, `${pid} gone`);
    const after = takeLock(path);
    expect('release' in after).toBe(true);
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});

describe('all lists', () => {
  it('are found by name, and asked together at the instant of dialling', () => {
    const all = SuppressionFolder.open(folder, NOW);
    const water = { tenant: asTenantId('acme'), product: asProductId('water') };
    const number = asE164(12_125_550_100);
    const look = (product = water.product as typeof water.product | null) =>
      all.lists.look(number, asPersonId('4711'), { tenant: water.tenant, product });
    expect(look()).toEqual({ refusals: [], registries: [] });
    all.list({ kind: 'product', ...water }, NOW).add([number], note);
    expect(look().refusals).toMatchObject([{ scope: 'product', ...water, until: null }]);
    expect(look(null).refusals).toEqual([]);
    all.list({ kind: 'people' }, NOW).add([4_711], note);
    all.list(acme, NOW).add([number], note);
    all.list({ kind: 'wide' }, NOW).add([number], note);
    expect(look().refusals.map(({ scope }) => scope)).toEqual([
      'wide',
      'wide',
      'client',
      'product',
    ]);
    const us = all.list({ kind: 'registry', registry: 'us-national' }, NOW);
    us.replace(() => ({ numbers: setOf(number), since: NOW - 1, source: 'test' }));
    const { snapshot } = us.list;
    const answer = { registry: 'us-national', listed: true, drawnAt: NOW - 1, snapshot };
    expect(look().registries).toEqual([answer]);
    us.remove([number], note);
    expect(look().registries).toEqual([{ ...answer, listed: false }]);

    const other = SuppressionFolder.open(folder, NOW);
    expect(other.all().map(({ scope }) => listName(scope))).toEqual([
      'client/acme',
      'people',
      'product/acme/water',
      'registry/us-national',
      'wide',
    ]);
    // A list that another process begins.
    all.list({ kind: 'client', tenant: asTenantId('polls') }, NOW).add([number], note);
    other.refresh(NOW);
    const asked = other.lists.look(number, null, { tenant: asTenantId('polls'), product: null });
    expect(asked.refusals.map(({ scope }) => scope)).toEqual(['wide', 'client']);
  });

  it.each(['', 'x', 'wide/x', 'client', 'client/', 'client/../x', 'product/a', 'registry/.x'])(
    'have no list named "%s"',
    (name) => expect(scopeOfName(name)).toBeUndefined(),
  );
});

describe('a file of columns', () => {
  it('gives back what was written, and tells a file of another kind', () => {
    const path = join(folder, 'columns');
    const columns = new Map<string, ArrayBufferView>([
      ['a', Float64Array.of(1.5, -2)],
      ['empty', new Uint8Array(0)],
      ['b', Int32Array.of(7).subarray(0, 1)],
    ]);
    writeColumns(path, { kind: 'k', about: { x: [1] }, columns });
    const read = readColumns(path, 'k');
    expect(read.about).toEqual({ x: [1] });
    expect(new Float64Array(read.columns.get('a')!.buffer)).toEqual(Float64Array.of(1.5, -2));
    expect([...read.columns.get('b')!]).toEqual([7, 0, 0, 0]);
    expect(() => readColumns(path, 'other')).toThrow('holds no other');
    appendFileSync(path, 'more');
    expect(readColumns(path, 'k').columns.size).toBe(3);
    writeFileSync(path, changeLine({ ...note, add: [1] }));
    expect(() => readColumns(path, 'k')).toThrow('no file of columns');
  });
});
