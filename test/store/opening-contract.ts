/** Opening a store, transactions, and who sees what of whom. */

import { expect } from 'vitest';
import { newestMigration } from '../../adapters/store/migrations.ts';
import { sql } from '../../adapters/store/sql.ts';
import { openDatabase, openStore } from '../../adapters/store/store.ts';
import { contract, newStore, noon } from './worlds.ts';

const tenants = sql`select code from tenant order by code`;

export const openingContract = contract('opening', async (world) => world, {
  'makes the tables once, also when several open it at the same time': async (world) => {
    const address = await world.newAddress();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(address, () => noon)));
    const ids = await Promise.all(stores.map(async (each) => (await each.tenant('a')).tenant));
    expect(new Set(ids).size).toBe(1);
    const rows = await stores[0]!.database.query(sql`select id from migration`);
    expect(rows).toHaveLength(newestMigration);
    await Promise.all(stores.map((each) => each.close()));
  },

  'refuses a store that a newer version has made': async (world) => {
    const address = await world.newAddress();
    const store = await openStore(address, () => noon);
    await store.database.run(sql`insert into migration (id, name) values (99, 'later')`);
    await store.close();
    await expect(openStore(address, () => noon)).rejects.toThrow('made by a newer version');
  },

  'a value never becomes part of a statement': async (world) => {
    const { database } = await newStore(world);
    const code = "x'); drop table tenant; --";
    await database.run(sql`insert into tenant (code, name) values (${code}, '')`);
    expect(await database.query(tenants)).toEqual([{ code }]);
  },

  'a transaction is seen whole or not at all, and undone when its work fails': async (world) => {
    const address = await world.newAddress();
    const store = await openStore(address, () => noon);
    const beside = openDatabase(address);
    const add = (code: string) => sql`insert into tenant (code, name) values (${code}, '')`;
    await store.database.transaction(async (within) => {
      await within.run(add('a'));
      expect(await beside.query(tenants)).toEqual([]);
      await within.run(add('b'));
    });
    expect(await beside.query(tenants)).toEqual([{ code: 'a' }, { code: 'b' }]);
    const failing = store.database.transaction(async (within) => {
      await within.run(add('c'));
      throw new Error('the work fails');
    });
    await expect(failing).rejects.toThrow('the work fails');
    await expect(
      store.database.transaction((within) => within.run(add('a'))),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await beside.query(tenants)).toHaveLength(2);
    await Promise.all([store.close(), beside.close()]);
  },

  'statements beside a transaction do not fall into it': async (world) => {
    const { database } = await newStore(world);
    const add = (code: string) => sql`insert into tenant (code, name) values (${code}, '')`;
    const undone = database.transaction(async (within) => {
      await within.run(add('undone'));
      await Promise.resolve();
      throw new Error('undone');
    });
    const kept = database.run(add('kept'));
    const counted = database.transaction(
      (within) => within.query(sql`select count(*) as n from tenant where code = 'undone'`),
      { relaxed: true },
    );
    await expect(undone).rejects.toThrow('undone');
    await kept;
    expect(await counted).toEqual([{ n: 0 }]);
    expect(await database.query(tenants)).toEqual([{ code: 'kept' }]);
  },
});
