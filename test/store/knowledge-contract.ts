/** What the store promises of contacts, notes, doubts, the FAQ and scripts, over any engine. */

import { expect } from 'vitest';
import {
  type ContactDraft,
  contactMark,
  openContacts,
  setContactMark,
} from '../../adapters/store/contacts.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { answerStep, beginWalk } from '../../core/script/walk.ts';
import { spring } from '../core/script/spring.ts';
import { contract, type HandClock, newStore, noon, type World } from './worlds.ts';

interface Context {
  readonly clock: HandClock;
  readonly store: Store;
  readonly acme: TenantStore;
  readonly other: TenantStore;
  readonly yamada: number;
}

async function setUp(world: World): Promise<Context> {
  const clock = { now: noon };
  const store = await newStore(world, clock);
  const acme = await store.tenant('acme');
  const other = await store.tenant('other');
  const number = { number: 819012345678, kind: 'mobile', written: '090-1234-5678' } as const;
  const { ids } = await acme.people.save([{ name: '山田', numbers: [number] }], { by: 'test' });
  return { clock, store, acme, other, yamada: ids[0]! };
}

const key = { site: '', call: 7, offer: 9 };
const draft: ContactDraft = {
  ...key,
  number: 819012345678,
  written: '09012345678',
  direction: 'in',
  dialled: '0312340001',
  queue: 'support',
  agent: 'tanaka',
  connectedAt: noon,
};

export const knowledgeContract = contract('knowledge', setUp, {
  'a contact is there once, however often it is told': async ({ acme, other, yamada }) => {
    expect(await acme.contacts.begin({ ...draft, person: yamada })).toBe(true);
    expect(await acme.contacts.begin({ ...draft, agent: 'sato' })).toBe(false);
    await acme.contacts.end(key, noon + 60_000);
    await acme.contacts.end(key, noon + 90_000);
    const found = (await acme.contacts.ofOffer(key))!;
    expect(found).toMatchObject({ agent: 'tanaka', person: yamada, endedAt: noon + 60_000 });
    expect(found).toMatchObject({ code: null, note: '', walk: null, savedAt: null, goal: 0 });
    expect(await other.contacts.ofOffer(key)).toBeUndefined();
    expect(await other.contacts.find(found.id)).toBeUndefined();
  },

  'two sites have conversations with the same numbers': async ({ acme }) => {
    expect(await acme.contacts.begin({ ...draft, site: 'osaka', connectedAt: noon + 1 })).toBe(
      true,
    );
    expect(await acme.contacts.ofOffer({ ...key, site: 'osaka' })).toMatchObject({ person: null });
  },

  'those not over are found, and the mark of the journal goes on': async ({ store, acme }) => {
    const { database } = store;
    expect(await openContacts(database, 'osaka')).toEqual([
      { tenant: 'acme', ...key, site: 'osaka' },
    ]);
    await acme.contacts.end({ ...key, site: 'osaka' }, noon + 2);
    expect(await openContacts(database, 'osaka')).toEqual([]);
    expect(await contactMark(database, 'osaka')).toBeUndefined();
    await setContactMark(database, 'osaka', 12);
    await setContactMark(database, 'osaka', 15);
    expect(await contactMark(database, 'osaka')).toBe(15);
  },

  'what is written is a draft until it is saved': async ({ acme, other, yamada }) => {
    const { id } = (await acme.contacts.ofOffer(key))!;
    await acme.contacts.change(id, { code: 'order', note: '<b>青い</b>' });
    await acme.contacts.change(id, { reason: 'price/too-high', callbackAt: noon + 5 });
    expect(await acme.contacts.list({ unsaved: true, agent: 'tanaka' }, 10)).toHaveLength(2);
    await acme.contacts.save(id, { at: noon + 9, isGoal: true, callback: 4 });
    await acme.contacts.save(id, { at: noon + 10, isGoal: true });
    expect(await acme.contacts.find(id)).toMatchObject({
      ...{ code: 'order', reason: 'price/too-high', note: '<b>青い</b>', person: yamada },
      ...{ callbackAt: noon + 5, callback: 4, savedAt: noon + 10, goal: 1 },
    });
    await expect(other.contacts.change(id, { note: 'x' })).rejects.toThrow('no contact');
    await expect(acme.contacts.change(id, { person: 99 })).rejects.toThrow('no person 99');
  },

  'are found by code, by reason with those below it, and by time': async ({ acme }) => {
    const count = async (filter: Parameters<TenantStore['contacts']['list']>[0]) =>
      (await acme.contacts.list(filter, 10)).length;
    expect(await count({ code: 'order', reason: 'price' })).toBe(1);
    expect(await count({ code: 'order', reason: 'pric' })).toBe(0);
    expect(await count({ reason: 'price/too-high' })).toBe(1);
    expect(await count({ until: noon })).toBe(0);
    expect(await count({ from: noon, queue: 'support' })).toBe(2);
  },

  'a walk is kept with the contact, and told for the report': async ({ acme }) => {
    const other = { ...key, offer: 10 };
    const walk = beginWalk(spring, noon);
    await acme.contacts.begin({ ...draft, offer: 10, walk });
    const { id } = (await acme.contacts.ofOffer(other))!;
    const moved = answerStep(spring, walk, 'はい', noon + 3);
    if (!('walk' in moved)) throw new Error('no answer');
    await acme.contacts.setWalk(id, moved.walk);
    const found = await acme.contacts.find(id);
    expect(found).toMatchObject({ script: 'spring', scriptVersion: 3, walk: moved.walk });
    expect(await acme.contacts.told('spring', { version: 3 })).toEqual([]);
    await acme.contacts.end(other, noon + 5);
    await acme.contacts.change(id, { code: 'sale' });
    expect(await acme.contacts.told('spring', { version: 3 })).toEqual([{ walk: moved.walk }]);
    await acme.contacts.save(id, { at: noon + 6, isGoal: true });
    expect(await acme.contacts.told('spring', { version: 3 })).toEqual([
      { walk: moved.walk, outcome: 'sale' },
    ]);
    expect(await acme.contacts.told('spring', { version: 2 })).toEqual([]);
  },

  'notes and contacts are on the timeline; an attempt with a contact is there once': async ({
    acme,
    yamada,
    clock,
  }) => {
    const begin = (requestedAt: number) =>
      acme.attempts.begin({
        ...{ person: yamada, number: 819012345678, path: 'manual', packVersion: 'x' },
        ...{ decision: 'allow', facts: {}, retention: 'house-1y', requestedAt },
      });
    const attempt = await begin(noon + 100);
    await begin(noon + 200);
    const told = { ...draft, call: 8, person: yamada, attempt, connectedAt: noon + 110 };
    await acme.contacts.begin({ ...told, direction: 'out' });
    clock.now = noon + 300;
    await acme.notes.write({ person: yamada, text: '犬を飼っている', by: 'tanaka' });
    const kinds = (await acme.people.timeline(yamada)).map(({ kind, at }) => [kind, at - noon]);
    expect(kinds).toEqual([
      ['note', 300],
      ['attempt', 200],
      ['contact', 110],
      ['contact', 0],
    ]);
    await expect(acme.notes.write({ person: 99, text: 'x', by: 'y' })).rejects.toThrow('no person');
  },

  'a doubt is answered once, and links to what it became': async ({ acme, other, yamada }) => {
    const texts = { questionEn: '', questionJa: '解約は？', answerEn: '', answerJa: '電話で。' };
    const id = await acme.notes.raise({ person: yamada, text: '解約の期限', by: 'tanaka' });
    await acme.notes.raise({ text: 'second', by: 'tanaka' });
    expect((await acme.notes.openDoubts()).map(({ text }) => text)).toEqual([
      'second',
      '解約の期限',
    ]);
    expect(await other.notes.doubt(id)).toBeUndefined();
    const faq = await acme.faqs.add(texts, 'suzuki');
    await acme.notes.answer(id, { answer: '電話で。', by: 'suzuki', faq });
    expect(await acme.notes.doubtsOf(yamada)).toMatchObject([{ faq, answeredBy: 'suzuki' }]);
    await expect(acme.notes.answer(id, { answer: 'x', by: 'y' })).rejects.toThrow('answered');
    expect(await acme.notes.openDoubts()).toHaveLength(1);
  },

  'an entry has versions, is used once a contact, and answers what was missed': async ({
    acme,
    other,
  }) => {
    const [entry] = await acme.faqs.all();
    const before = await acme.faqs.stamp();
    const texts = { questionEn: 'Cancel?', questionJa: '解約は？', answerEn: 'A', answerJa: 'B' };
    expect(await acme.faqs.change(entry!.id, { texts, by: 'sato' })).toBe(2);
    expect(await acme.faqs.stamp()).not.toBe(before);
    expect((await acme.faqs.versions(entry!.id)).map((each) => each.writtenBy)).toEqual([
      'sato',
      'suzuki',
    ]);
    for (const contact of [1, 1, 2, undefined, undefined]) {
      await acme.faqs.use(entry!.id, 'tanaka', contact);
    }
    expect(await acme.faqs.find(entry!.id)).toMatchObject({ uses: 4, owner: 'suzuki', version: 2 });
    expect(await acme.faqs.usesOf(entry!.id)).toMatchObject([{ agent: 'tanaka', uses: 4 }]);
    await acme.faqs.missed('返品 送料', 'tanaka');
    await acme.faqs.missed('返品 送料', 'sato');
    await acme.faqs.missed('領収書', 'sato');
    expect((await acme.faqs.unanswered()).map(({ words, times }) => [words, times])).toEqual([
      ['返品 送料', 2],
      ['領収書', 1],
    ]);
    await acme.faqs.settle('返品 送料', entry!.id);
    expect(await acme.faqs.unanswered()).toHaveLength(1);
    await expect(other.faqs.use(entry!.id, 'x')).rejects.toThrow('no entry');
    await expect(other.faqs.setState(entry!.id, 'withdrawn')).rejects.toThrow('no entry');
    expect(await other.faqs.all()).toEqual([]);
  },

  'a script has one draft; published versions are tried beside each other': async ({
    acme,
    other,
  }) => {
    const { id: _, version: __, ...script } = spring;
    const put = (source: string) =>
      acme.scripts.put({ code: 'tea', name: 'Tea', source, script }, 'sato');
    expect(await put('a')).toBe(1);
    expect(await put('b')).toBe(1);
    expect(await acme.scripts.choose('tea', '5')).toBeUndefined();
    await acme.scripts.publish('tea', 1, { by: 'boss', beside: false });
    expect(await put('c')).toBe(2);
    expect(await acme.scripts.version('tea', 1)).toMatchObject({
      ...{ source: 'b', state: 'published', publishedBy: 'boss' },
      script: { ...spring, id: 'tea', version: 1 },
    });
    await acme.scripts.publish('tea', 2, { by: 'boss', beside: true, weight: 3 });
    const chosen = await Promise.all(
      Array.from({ length: 200 }, (_, i) => acme.scripts.choose('tea', `${i}`)),
    );
    const second = chosen.filter((each) => each?.version === 2).length;
    expect(second).toBeGreaterThan(120);
    expect(second).toBeLessThan(180);
    await put('d');
    await acme.scripts.publish('tea', 3, { by: 'boss', beside: false });
    const states = (await acme.scripts.all())[0]!.versions.map(({ state }) => state);
    expect(states).toEqual(['published', 'retired', 'retired']);
    await expect(acme.scripts.publish('tea', 1, { by: 'x', beside: false })).rejects.toThrow('1');
    await expect(acme.scripts.publish('x', 1, { by: 'x', beside: false })).rejects.toThrow('x');
    await acme.scripts.retire('tea', 3, 'boss');
    expect(await acme.scripts.choose('tea', '5')).toBeUndefined();
    expect(await other.scripts.all()).toEqual([]);
    expect(await other.scripts.version('tea', 1)).toBeUndefined();
  },

  'who is erased is in no contact, note or doubt any more; the way through a script stays': async ({
    acme,
    yamada,
  }) => {
    const walk = { ...beginWalk(spring, noon), passed: [{ step: 'need', answer: 3, at: noon }] };
    const { id } = (await acme.contacts.ofOffer(key))!;
    await acme.contacts.setWalk(id, walk);
    const { rows } = await acme.erasure.erase(yamada, 'test');
    expect(rows).toMatchObject({ contact: 2, note: 1, doubt: 1 });
    const found = (await acme.contacts.find(id))!;
    expect(found).toMatchObject({ person: null, number: null, written: '', note: '' });
    expect(found.walk).toEqual({ ...walk, passed: [{ step: 'need', at: noon }] });
  },
});
