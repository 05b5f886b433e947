/** Accounts, keys and the audit log, over each engine. */

import { expect, test } from 'vitest';
import type { AccountDraft } from '../../adapters/store/accounts.ts';
import type { AuditDraft } from '../../adapters/store/audit-log.ts';
import { sql } from '../../adapters/store/sql.ts';
import { newStore, type World } from './worlds.ts';

const draft = (name: string): AccountDraft => ({
  ...{ name, shownName: name, role: 'admin', language: 'en', createdBy: 'test' },
  ...{ tenant: null, teams: null, queues: null, agent: null },
});

const act = (holder: string, act: string, at: number): AuditDraft => ({
  ...{ at, kind: 'account', holder, tenant: null, act },
  ...{ about: { call: 7, text: '<b>"も\\' }, address: '192.0.2.1' },
});

export function accessContract(world: World): void {
  const open = () => newStore(world);
  test('the first account is made once, however many try, with the others beside it', async () => {
    const { accounts } = await open();
    const others = [draft('ann'), { ...draft('bob'), teams: ['desk'] }];
    const tries = await Promise.allSettled([
      accounts.addFirst(draft('one'), 'hash', others),
      accounts.addFirst(draft('two'), 'hash', others),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const names = (await accounts.all()).map(({ name }) => name);
    expect(names).toHaveLength(3);
    expect((await accounts.find('bob'))?.teams).toEqual(['desk']);
  });

  test('where one of the first accounts cannot be, none is made', async () => {
    const { accounts } = await open();
    const twice = [draft('ann'), draft('ann')];
    await expect(accounts.addFirst(draft('one'), 'hash', twice)).rejects.toThrow();
    expect(await accounts.isEmpty()).toBe(true);
  });

  test('a browser is signed in until its account is disabled or its password is new', async () => {
    const { accounts } = await open();
    await accounts.add(draft('ann'), 'hash');
    await accounts.begin('ann', 'a', '192.0.2.1');
    await accounts.begin('ann', 'b', '192.0.2.2');
    expect((await accounts.visit('a'))?.account.name).toBe('ann');
    await accounts.setPassword('ann', 'next', 'b');
    expect([await accounts.visit('a'), (await accounts.visit('b'))?.visit.address]).toEqual([
      undefined,
      '192.0.2.2',
    ]);
    await accounts.change('ann', { disabledAt: 1 });
    expect(await accounts.visit('b')).toBeUndefined();
    expect(await accounts.begin('ann', 'c', '192.0.2.1')).toBe(false);
  });

  test('a revoked key is found no more, and its name stays taken', async () => {
    const { keys } = await open();
    const key = { name: 'nightly', kind: 'key', role: 'read', createdBy: 'test' } as const;
    const scope = { tenant: 'acme', teams: null, queues: ['a', 'b'] };
    await keys.add({ ...key, ...scope }, 'digest');
    expect(await keys.byDigest('digest')).toMatchObject({ name: 'nightly', ...scope });
    await keys.revoke('nightly');
    expect(await keys.byDigest('digest')).toBeUndefined();
    await expect(keys.revoke('nightly')).rejects.toMatchObject({ code: 'unknown' });
    await expect(keys.add({ ...key, ...scope }, 'other')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('the audit log is read newest first, and only added to', async () => {
    const { audit, database } = await open();
    await audit.add([act('ann', 'signed-in', 10), act('bob', 'signed-in', 20)]);
    await audit.add([act('ann', 'signed-out', 30)]);
    const found = await audit.find({ limit: 10 });
    expect(found.map(({ holder, act, at }) => [holder, act, at])).toEqual([
      ['ann', 'signed-out', 30],
      ['bob', 'signed-in', 20],
      ['ann', 'signed-in', 10],
    ]);
    expect(found[0]?.about).toEqual({ call: 7, text: '<b>"も\\' });
    const ofAnn = await audit.find({ limit: 1, holder: 'ann', before: found[0]!.id });
    expect(ofAnn).toEqual([found[2]]);
    expect(await audit.find({ limit: 10, from: 20, until: 30 })).toEqual([found[1]]);
    for (const change of [sql`delete from audit`, sql`update audit set holder = ${'eve'}`]) {
      await expect(database.run(change)).rejects.toThrow();
    }
    expect(await audit.find({ limit: 10 })).toEqual(found);
  });
}
