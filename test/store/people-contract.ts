/** What the store promises of people, over any engine. */

import { expect } from 'vitest';
import type { NumberDraft, PersonDraft } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { contract, day, type HandClock, newStore, noon, type World } from './worlds.ts';

const mobile = (number: number): NumberDraft => ({ number, kind: 'mobile', written: `+${number}` });

const yamada: PersonDraft = {
  customerKey: 'K1',
  name: '山田 太郎',
  kana: 'ヤマダ タロウ',
  numbers: [mobile(819012345678), { number: 81312345678, kind: 'fixed', written: '03-1234-5678' }],
  addresses: [{ kind: 'home', region: '東京都', city: '千代田区', street: '丸の内1-1' }],
  attributes: { 年代: 40, 会員: 'gold' },
  purchases: [
    { orderKey: 'A', product: 'tea', amount: 3000, boughtAt: noon - 20 * day },
    { orderKey: 'A', product: 'cup', amount: 1500, boughtAt: noon - 20 * day },
    { product: 'tea', amount: 3000, boughtAt: noon - 5 * day },
  ],
};

interface Context {
  readonly clock: HandClock;
  readonly acme: TenantStore;
  readonly other: TenantStore;
  readonly save: (...drafts: PersonDraft[]) => ReturnType<TenantStore['people']['save']>;
}

async function setUp(world: World): Promise<Context> {
  const clock = { now: noon };
  const store = await newStore(world, clock);
  const acme = await store.tenant('acme');
  const other = await store.tenant('other');
  return { clock, acme, other, save: (...drafts) => acme.people.save(drafts, { by: 'test' }) };
}

export const peopleContract = contract('people', setUp, {
  'keep the whole of a text in which there is the character NUL': async ({ acme, save }) => {
    const odd = 'a\0b \\u0000 \0\0c';
    const { ids } = await save({ name: odd, attributes: { note: odd } });
    const found = await acme.people.find(ids[0]!);
    const kept = odd.replaceAll('\0', '\u2400');
    expect(found).toMatchObject({ name: kept, attributes: { note: kept } });
  },

  'are read as they were written, with sums over what they bought': async ({ acme, save }) => {
    const { ids } = await save(yamada);
    const person = await acme.people.find(ids[0]!);
    expect(person).toEqual({
      id: ids[0],
      customerKey: 'K1',
      name: '山田 太郎',
      kana: 'ヤマダ タロウ',
      company: '',
      email: '',
      zone: '',
      language: '',
      attributes: { 年代: 40, 会員: 'gold' },
      figures: {
        orders: 2,
        spent: 7500,
        firstOrderAt: noon - 20 * day,
        lastOrderAt: noon - 5 * day,
        attempts: 0,
        lastAttemptAt: null,
        talks: 0,
        lastTalkAt: null,
        complaintsOpen: 0,
      },
      numbers: [
        { ...mobile(819012345678), state: 'ok' },
        { number: 81312345678, kind: 'fixed', written: '03-1234-5678', state: 'ok' },
      ],
      addresses: [
        {
          kind: 'home',
          country: '',
          postalCode: '',
          region: '東京都',
          city: '千代田区',
          street: '丸の内1-1',
        },
      ],
      erasedAt: null,
    });
  },

  'said again are the same people, and nothing is counted twice': async ({ acme, save }) => {
    const { ids, counts } = await save(yamada);
    expect(counts).toEqual({
      added: 0,
      changed: 0,
      merged: 1,
      numbers: 0,
      shared: 0,
      purchases: 0,
    });
    expect((await acme.people.find(ids[0]!))!.figures).toMatchObject({ orders: 2, spent: 7500 });
  },

  'are known by any number of theirs; what is new is added, what is empty erases nothing': async ({
    acme,
    save,
  }) => {
    const { ids, counts } = await save({
      name: '',
      email: 't@example.jp',
      numbers: [mobile(819012345678), mobile(818011112222)],
      addresses: [{ kind: 'home', postalCode: '100-0005' }],
      attributes: { 会員: 'platinum' },
    });
    expect(counts).toMatchObject({ added: 0, changed: 1, numbers: 1 });
    const person = (await acme.people.find(ids[0]!))!;
    expect(person).toMatchObject({
      customerKey: 'K1',
      name: '山田 太郎',
      email: 't@example.jp',
      attributes: { 年代: 40, 会員: 'platinum' },
    });
    expect(person.numbers.map(({ number }) => number)).toEqual([
      819012345678, 81312345678, 818011112222,
    ]);
    expect(person.addresses).toMatchObject([{ postalCode: '100-0005', city: '千代田区' }]);
    expect(await acme.people.changes(person.id)).toEqual([
      {
        name: '会員',
        value: 'platinum',
        changedAt: noon,
        changedBy: 'test',
        attempt: null,
        contact: null,
      },
    ]);
  },

  'two drafts of one batch with one number are one person': async ({ acme, save }) => {
    const { ids, counts } = await save(
      { name: '佐藤', numbers: [mobile(817011110000)] },
      { kana: 'サトウ', numbers: [mobile(817011110000)] },
      { customerKey: 'S9', numbers: [mobile(817011110000)] },
    );
    expect(new Set(ids).size).toBe(1);
    expect(counts).toMatchObject({ added: 1, merged: 2, numbers: 1 });
    expect(await acme.people.byCustomerKey('S9')).toMatchObject({ name: '佐藤', kana: 'サトウ' });
  },

  'keys and names of any signs are kept as they are': async ({ acme, save }) => {
    const keys = ['a"b', 'a\\b', 'a,b', '{a}', "a'b", 'NULL', ' a', '鍵', 'a\nb', '$1?'];
    const drafts = keys.map((key) => ({ customerKey: key, name: key, attributes: { x: key } }));
    const first = await save(...drafts);
    const again = await save(...drafts);
    expect(again.ids).toEqual(first.ids);
    expect(again.counts).toMatchObject({ added: 0, changed: 0 });
    for (const key of keys) {
      expect(await acme.people.byCustomerKey(key)).toMatchObject({
        name: key,
        attributes: { x: key },
      });
    }
  },

  'two customers with keys of their own may share a number': async ({ acme, save }) => {
    const { ids, counts } = await save(
      { customerKey: 'F1', name: '鈴木 一', numbers: [mobile(81452223333)] },
      { customerKey: 'F2', name: '鈴木 花', numbers: [mobile(81452223333)] },
    );
    expect(new Set(ids).size).toBe(2);
    expect(counts).toMatchObject({ added: 2, shared: 1 });
    const owners = await acme.people.byNumber(81452223333);
    expect(owners.map(({ name }) => name)).toEqual(['鈴木 一', '鈴木 花']);
  },

  'of one tenant are not to be had by another': async ({ acme, other }) => {
    const [person] = await acme.people.byNumber(819012345678);
    expect(await other.people.find(person!.id)).toBeUndefined();
    expect(await other.people.byNumber(819012345678)).toEqual([]);
    expect(await other.people.byCustomerKey('K1')).toBeUndefined();
    expect(await other.people.timeline(person!.id)).toEqual([]);
    const { counts } = await other.people.save([yamada], { by: 'test' });
    expect(counts.added).toBe(1);
    const consent = { person: person!.id, channel: 'call', purpose: 'x', proof: 'y' };
    await expect(other.records.grantConsent({ ...consent, grantedAt: noon })).rejects.toThrow(
      'there is no person',
    );
    await expect(other.people.setAttribute(person!.id, 'a', 1, { by: 'test' })).rejects.toThrow(
      'there is no person',
    );
  },

  'a batch that fails leaves nothing of it': async ({ acme, save }) => {
    const before = await acme.people.byNumber(81455556666);
    const half = {
      numbers: [mobile(81455556666)],
      purchases: [{ amount: 1, boughtAt: Number.NaN }],
    };
    await expect(save({ numbers: [mobile(81455556666)] }, half)).rejects.toThrow();
    expect(await acme.people.byNumber(81455556666)).toEqual(before);
  },

  'two writers at once make one person of one number': async ({ acme, save }) => {
    const drafts = [{ name: '同時', numbers: [mobile(81466667777)] }];
    await Promise.all([1, 2, 3, 4].map(() => save(...drafts)));
    expect(await acme.people.byNumber(81466667777)).toHaveLength(1);
  },

  'an attribute keeps its history: value, when, who and in which attempt': async ({
    acme,
    clock,
    save,
  }) => {
    const { ids } = await save({ name: '履歴' });
    await acme.people.setAttribute(ids[0]!, '関心', '保険', { by: 'agent-7' });
    clock.now += 1000;
    await acme.people.setAttribute(ids[0]!, '関心', true, { by: 'agent-8', attempt: 42 });
    expect((await acme.people.find(ids[0]!))!.attributes).toEqual({ 関心: true });
    expect(await acme.people.changes(ids[0]!)).toEqual([
      {
        name: '関心',
        value: true,
        changedAt: noon + 1000,
        changedBy: 'agent-8',
        attempt: 42,
        contact: null,
      },
      {
        name: '関心',
        value: '保険',
        changedAt: noon,
        changedBy: 'agent-7',
        attempt: null,
        contact: null,
      },
    ]);
    const told = (await acme.people.timeline(ids[0]!)).map(({ about }) => about.value);
    expect(told).toEqual([true, '保険']);
  },

  'consents, refusals and complaints stand with their proof, and on the timeline': async ({
    acme,
    save,
  }) => {
    const { ids } = await save({ name: '記録', numbers: [mobile(818099990000)] });
    const person = ids[0]!;
    const { records } = acme;
    const consent = await records.grantConsent({
      person,
      channel: 'call',
      purpose: 'sale',
      proof: 'form 12',
      grantedAt: noon - 3 * day,
      expiresAt: noon + 400 * day,
    });
    await records.useConsent(consent, noon - day);
    await records.withdrawConsent(consent, noon);
    expect(await records.consents(person)).toMatchObject([
      { lastUsedAt: noon - day, withdrawnAt: noon, proof: 'form 12', number: null },
    ]);
    await records.addRelationship({ person, kind: 'purchase', beganAt: noon, proof: 'order 1' });
    expect(await records.relationships(person)).toMatchObject([{ kind: 'purchase' }]);
    const text = { text: '二度とかけないで', severity: 'high' } as const;
    const complaint = await records.complain({ person, ...text, raisedAt: noon + 1 });
    expect((await acme.people.find(person))!.figures.complaintsOpen).toBe(1);
    expect(await records.refusals({ person })).toMatchObject([
      { scope: 'all', source: `complaint ${complaint}` },
    ]);
    await records.closeComplaint(complaint, noon + 2, 'お詫び');
    await expect(records.closeComplaint(complaint, noon + 3, '')).rejects.toThrow('no open');
    expect((await acme.people.find(person))!.figures.complaintsOpen).toBe(0);
    expect(await records.refusals({ person })).toHaveLength(1);
    const kinds = (await acme.people.timeline(person)).map(({ kind }) => kind);
    expect(kinds).toEqual(['refusal', 'complaint', 'withdrawal', 'consent']);
  },

  'a refusal by number stands for whoever has it, until it is lifted': async ({ acme, other }) => {
    const { records } = acme;
    const number = 818055554444;
    const id = await records.refuse({
      number,
      scope: 'product',
      scopeOf: 'tea',
      refusedAt: noon,
      source: 'mail',
    });
    expect(await records.refusals({ number })).toMatchObject([{ scopeOf: 'tea', person: null }]);
    expect(await other.records.refusals({ number })).toEqual([]);
    await expect(other.records.liftRefusal(id, noon)).rejects.toThrow('there is no refusal');
    await records.liftRefusal(id, noon);
    expect(await records.refusals({ number })).toEqual([]);
  },
});
