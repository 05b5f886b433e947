/** A table of people into the store, over any engine: whole, once, and from where it stopped. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { sql } from '../../adapters/store/sql.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { openTable } from '../../adapters/tables/open-table.ts';
import { columnsOf } from '../../server/people/fields.ts';
import { type ImportResult, importPeople } from '../../server/people/import.ts';
import { contract, newStore, noon, type World } from './worlds.ts';

interface Context {
  readonly folder: string;
  readonly store: Store;
  readonly acme: TenantStore;
  readonly write: (name: string, text: string) => string;
  readonly load: (path: string, options?: LoadOptions) => Promise<ImportResult>;
}

interface LoadOptions {
  readonly list?: string;
  readonly anew?: boolean;
  /** Ends the import after so many batches. */
  readonly batches?: number;
  readonly into?: TenantStore;
}

async function setUp(world: World): Promise<Context> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-people-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const store = await newStore(world);
  const acme = await store.tenant('acme');
  return {
    folder,
    store,
    acme,
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    load: async (path, { list, anew = false, batches = Infinity, into = acme } = {}) => {
      const table = await openTable(path);
      let done = 0;
      const plan = {
        path,
        table,
        columns: columnsOf(table.header, new Map()),
        reading: { country: 'JP', zone: 'Asia/Tokyo', currency: 'JPY' } as const,
        list,
        errorsPath: `${path}.errors.csv`,
        anew,
      };
      return importPeople(into, plan, {
        step: () => {
          done++;
        },
        isStopped: () => done >= batches,
      });
    },
  };
}

const people = `顧客番号,氏名,フリガナ,電話番号,住所,年齢,コース,購入日,商品名,金額,注文番号
1001,山田 太郎,ﾔﾏﾀﾞ ﾀﾛｳ,090-1111-2222,東京都千代田区丸の内1-1,42,A,2026/9/1,緑茶,"¥3,000",T1
1001,山田 太郎,ﾔﾏﾀﾞ ﾀﾛｳ,０９０−１１１１−２２２２,東京都千代田区丸の内1-1,42,A,2026/9/1,茶碗,1500円,T1
,佐藤 花子,さとう はなこ,03-1234-5678 / 080-3333-4444,神奈川県横浜市西区1,007,B,,,,
,佐藤 花子,,+81 80-3333-4444,,,,,,,
,番号なし,,なし,,,,,,,
,番号違い,,090-1,,,,,,,
1002,半分,,"090-5555-6666、110",,,,2026/13/1,緑茶,100,
`;

/** So many people with mobile numbers of their own, every third of them twice. */
const many = (count: number): string =>
  `tel,name\n${Array.from({ length: count }, (_, i) => {
    const number = `0901${String(1_000_000 + (i % 3 === 2 ? i - 1 : i)).slice(0, 7)}`;
    return `${number},person ${i}\n`;
  }).join('')}`;

const count = async (store: Store, tenant: TenantStore): Promise<number> => {
  const rows = await store.database.query<{ n: number }>(
    sql`select count(*) as n from person where tenant = ${tenant.tenant}`,
  );
  return rows[0]!.n;
};

export const importContract = contract('an import', setUp, {
  'reads headings in Japanese, spellings of numbers, kana, addresses, purchases and attributes':
    async ({ acme, write, load }) => {
      const { state } = await load(write('people.csv', people), { list: 'spring' });
      expect(state).toMatchObject({
        rowsDone: 7,
        finishedAt: noon,
        counts: { added: 3, merged: 2, refused: 2, partly: 1, numbers: 4, purchases: 2, shared: 0 },
      });
      expect(await acme.people.byCustomerKey('1001')).toMatchObject({
        name: '山田 太郎',
        kana: 'ヤマダ タロウ',
        attributes: { 年齢: 42, コース: 'A' },
        numbers: [{ number: 819011112222, kind: 'mobile', written: '090-1111-2222' }],
        addresses: [{ region: '東京都', street: '千代田区丸の内1-1' }],
        figures: { orders: 1, spent: 4500, lastOrderAt: Date.UTC(2026, 7, 31, 15) },
      });
      const [hanako] = await acme.people.byNumber(818033334444);
      expect(hanako).toMatchObject({ kana: 'サトウ ハナコ', attributes: { 年齢: '007' } });
      expect(hanako!.numbers.map(({ number }) => number)).toEqual([81312345678, 818033334444]);
      expect(await acme.lists.all()).toMatchObject([{ code: 'spring', people: 3 }]);
    },

  'tells each row it did not understand, with its line, the reason and its cells': async ({
    folder,
  }) => {
    const lines = readFileSync(join(folder, 'people.csv.errors.csv'), 'utf8').split('\r\n');
    expect(lines[0]).toBe(`\ufeffline,reason,${people.split('\n')[0]}`);
    expect(lines.slice(1)).toEqual([
      '6,"""なし"" is no telephone number",,番号なし,,なし,,,,,,,',
      '7,"""090-1"" is no telephone number: it is not in the numbering plan of JP",,番号違い,,090-1,,,,,,,',
      '8,"""110"" is no telephone number: it is not in the numbering plan of JP; ""2026/13/1"" is no date",' +
        '1002,半分,,090-5555-6666、110,,,,2026/13/1,緑茶,100,',
      '',
    ]);
  },

  'of the same file again does nothing, and begun anew changes nothing': async ({
    store,
    acme,
    folder,
    load,
  }) => {
    const path = join(folder, 'people.csv');
    const before = await acme.people.byCustomerKey('1001');
    const again = await load(path, { list: 'spring' });
    expect(again).toMatchObject({ before: 7, state: { rowsDone: 7 } });
    const { state } = await load(path, { list: 'spring', anew: true });
    expect(state.counts).toMatchObject({
      added: 0,
      changed: 0,
      merged: 5,
      numbers: 0,
      purchases: 0,
    });
    expect(await acme.people.byCustomerKey('1001')).toEqual(before);
    expect(await count(store, acme)).toBe(3);
  },

  'that is stopped goes on behind the last batch, and ends as if it had not been': async ({
    store,
    write,
    load,
  }) => {
    const path = write('many.csv', `${many(2400)}x,no number\n`);
    const [stopped, straight] = [await store.tenant('stopped'), await store.tenant('straight')];
    const first = await load(path, { into: stopped, batches: 1 });
    expect(first.state).toMatchObject({ rowsDone: 999, finishedAt: null });
    // What a run wrote that ended before its batch was written: it is cut off.
    writeFileSync(`${path}.errors.csv`, 'half a line');
    const second = await load(path, { into: stopped });
    expect(second).toMatchObject({ before: 999, state: { rowsDone: 2401, finishedAt: noon } });
    const whole = await load(path, { into: straight });
    expect(second.state.counts).toEqual(whole.state.counts);
    expect(whole.state.counts).toMatchObject({ added: 1600, merged: 800, refused: 1 });
    expect(await count(store, stopped)).toBe(1600);
    const errors = readFileSync(`${path}.errors.csv`, 'utf8').split('\r\n');
    expect(errors[1]).toMatch(/^2402,/);
  },

  'that is killed in a batch leaves nothing of that batch': async ({ store, write, load }) => {
    const path = write('killed.csv', many(1500));
    const tenant = await store.tenant('killed');
    const plain = tenant.imports.write.bind(tenant.imports);
    let batches = 0;
    // The batch is written, its transaction is not: as a process ends that is killed.
    tenant.imports.write = async (state, batch) => {
      batches++;
      if (batches < 2) return plain(state, batch);
      return plain(state, { ...batch, errorsBytes: Number.NaN });
    };
    await expect(load(path, { into: tenant })).rejects.toThrow();
    expect(await count(store, tenant)).toBe(666);
    tenant.imports.write = plain;
    expect(await load(path, { into: tenant })).toMatchObject({
      before: 999,
      state: { rowsDone: 1500 },
    });
    expect(await count(store, tenant)).toBe(1000);
  },
});
