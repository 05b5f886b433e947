/** Attempts on three axes, promises, and evidence that cannot be changed. */

import { expect } from 'vitest';
import type { AttemptDraft } from '../../adapters/store/attempts.ts';
import { type Sql, sql } from '../../adapters/store/sql.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { segmentSchema } from '../../config/segment.ts';
import { networkResults } from '../../core/outreach/cadence/results.ts';
import { dialPaths } from '../../core/outreach/may-dial/facts.ts';
import { contract, day, type HandClock, newStore, noon, type World } from './worlds.ts';

interface Context {
  readonly clock: HandClock;
  readonly store: Store;
  readonly acme: TenantStore;
  readonly newPerson: () => Promise<{ person: number; number: number }>;
}

let numbers = 818_000_000_000;

async function setUp(world: World): Promise<Context> {
  const clock = { now: noon };
  const store = await newStore(world, clock);
  const acme = await store.tenant('acme');
  return {
    clock,
    store,
    acme,
    newPerson: async () => {
      numbers++;
      const number = numbers;
      const draft = { name: 'x', numbers: [{ number, kind: 'mobile' as const, written: '' }] };
      const { ids } = await acme.people.save([draft], { by: 'test' });
      return { person: ids[0]!, number };
    },
  };
}

const allowed = (about: { person: number; number: number }): AttemptDraft => ({
  ...about,
  path: 'preview',
  packVersion: 'jp-2026.10',
  decision: 'd-1',
  facts: { zone: 'Asia/Tokyo', attempts24h: 0 },
  retention: 'jp-order',
  requestedAt: noon,
});

/** What somebody with the password of the engine could do: without the triggers' consent. */
async function tamper(store: Store, statement: Sql): Promise<void> {
  const { database } = store;
  if (database.dialect === 'postgres') {
    await database.transaction(async (within) => {
      await within.run(sql`set local session_replication_role = replica`);
      await within.run(statement);
    });
    return;
  }
  const triggers = await database.query<{ name: string; sql: string }>(
    sql`select name, sql from sqlite_master where type = 'trigger'`,
  );
  await database.transaction(async (within) => {
    await within.script(triggers.map(({ name }) => `drop trigger ${name};`).join('\n'));
    await within.run(statement);
    await within.script(triggers.map((each) => `${each.sql};`).join('\n'));
  });
}

export const evidenceContract = contract('attempts and evidence', setUp, {
  'figures count leads by list and attempts on three axes, of one campaign and no other': async ({
    acme,
    store,
    newPerson,
  }) => {
    const list = await acme.lists.named('figures');
    const outcomes = { sold: { name: 'Sold', isGoal: true } };
    const about = { goal: 'sold', legalClass: 'sale', segment: segmentSchema.parse({}) } as const;
    const shares = [{ list, share: 3 }];
    const campaign = await acme.campaigns.create({ code: 'fig', ...about, outcomes, shares });
    const end = { endedAt: noon + 9, answeredBy: 'nobody' } as const;
    for (const network of ['busy', 'busy', 'answered'] as const) {
      const one = await newPerson();
      const id = await acme.attempts.begin({ ...allowed(one), campaign });
      await acme.attempts.mark(id, network === 'answered' ? { answeredAt: noon + 5 } : {});
      if (network === 'answered') {
        // What an agent has heard stands over what the switch takes it for.
        await acme.attempts.setAnsweredBy(id, 'machine');
        await acme.attempts.setResult(id, 'sold');
      } else {
        await expect(acme.attempts.setAnsweredBy(id, 'fax')).rejects.toThrow('nobody has answered');
      }
      const isAbandoned = network === 'answered';
      await acme.attempts.end(id, { ...end, network, isAbandoned, answeredBy: 'person' }, 'us-5y');
      expect(await acme.attempts.toNumber(one.number, noon, noon + 1)).toMatchObject([
        { id, campaignCode: 'fig', network },
      ]);
    }
    expect(await acme.figures.ofCampaign(campaign)).toEqual({
      ...{ attempts: 3, firstAt: noon, lastAt: noon },
      network: [
        { network: 'busy', attempts: 2 },
        { network: 'answered', attempts: 1 },
      ],
      answered: [{ answeredBy: 'machine', attempts: 1, abandoned: 1 }],
      outcomes: [{ outcome: 'sold', reason: null, attempts: 1 }],
    });
    expect(await acme.figures.leadsByList(campaign)).toEqual([
      { list: 'figures', share: 3, leads: 0, withoutNumber: 0 },
    ]);
    const other = await store.tenant('other');
    expect((await other.figures.ofCampaign(campaign)).attempts).toBe(0);
  },

  'an attempt is begun with its decision, told as it goes, and ends once': async ({
    acme,
    newPerson,
  }) => {
    const about = await newPerson();
    const id = await acme.attempts.begin(allowed(about));
    expect(await acme.attempts.open()).toMatchObject([{ id, number: about.number }]);
    await acme.attempts.mark(id, { rangAt: noon + 2000, answeredAt: noon + 9000 });
    await acme.attempts.mark(id, { answeredAt: noon + 9999, agentAt: noon + 9500, agent: 'a1' });
    const end = { endedAt: noon + 60_000, network: 'answered', answeredBy: 'person' } as const;
    await acme.attempts.end(id, end, 'jp-order');
    await expect(acme.attempts.end(id, end, 'jp-order')).rejects.toThrow('has ended');
    expect(await acme.attempts.open()).toEqual([]);
    const person = (await acme.people.find(about.person))!;
    expect(person.figures).toMatchObject({ attempts: 1, talks: 1, lastTalkAt: noon + 60_000 });
    const found = await acme.evidence.about(about.number, noon - day, noon + day);
    expect(found).toMatchObject([
      {
        kind: 'decision',
        attempt: id,
        body: { packVersion: 'jp-2026.10', facts: { attempts24h: 0 } },
      },
      {
        kind: 'attempt',
        body: { rang_at: noon + 2000, answered_at: noon + 9000, network: 'answered', agent: 'a1' },
      },
    ]);
    expect((await acme.people.timeline(about.person)).map(({ kind }) => kind)).toEqual(['attempt']);
  },

  'a result that the campaign does not know, or without the reason it asks for, is refused':
    async ({ acme, newPerson }) => {
      const campaign = await acme.campaigns.create({
        code: 'c',
        goal: 'sold',
        legalClass: 'sale',
        segment: segmentSchema.parse({}),
        outcomes: {
          sold: { name: 'Sold' },
          lost: {
            name: 'Lost',
            reasons: { price: { name: 'Price', reasons: { high: { name: 'High' } } } },
          },
        },
        shares: [],
      });
      const id = await acme.attempts.begin({ ...allowed(await newPerson()), campaign });
      await expect(acme.attempts.setResult(id, 'won')).rejects.toThrow('is no outcome');
      await expect(acme.attempts.setResult(id, 'lost')).rejects.toThrow('needs a reason: price');
      await expect(acme.attempts.setResult(id, 'lost', 'price')).rejects.toThrow('a reason: high');
      await expect(acme.attempts.setResult(id, 'lost', 'time')).rejects.toThrow(
        'no reason of "lost"',
      );
      await acme.attempts.setResult(id, 'lost', 'price/high');
      await acme.attempts.setResult(id, 'sold');
    },

  'every way to dial and every result of the network there is can be written': async ({
    acme,
    newPerson,
  }) => {
    const about = await newPerson();
    for (const path of dialPaths) await acme.attempts.begin({ ...allowed(about), path });
    for (const network of networkResults) {
      const id = await acme.attempts.begin(allowed(about));
      await acme.attempts.end(id, { endedAt: noon, network, answeredBy: 'nobody' }, 'jp-order');
    }
  },

  'a number is dead after three attempts in a row that found none, and alive when it rings':
    async ({ acme, newPerson }) => {
      const about = await newPerson();
      const call = async (network: 'unallocated' | 'busy' | 'no-answer') => {
        const id = await acme.attempts.begin(allowed(about));
        await acme.attempts.end(id, { endedAt: noon, network, answeredBy: 'nobody' }, 'jp-order');
        return (await acme.people.find(about.person))!.numbers[0]!.state;
      };
      expect([await call('unallocated'), await call('unallocated'), await call('busy')]).toEqual([
        'ok',
        'ok',
        'ok',
      ]);
      expect([
        await call('unallocated'),
        await call('unallocated'),
        await call('unallocated'),
      ]).toEqual(['ok', 'ok', 'dead']);
      expect(await call('no-answer')).toBe('ok');
    },

  'a promise is its owner’s first, then the team’s, is taken once, and never missed in silence':
    async ({ acme, newPerson }) => {
      const about = await newPerson();
      const times = { dueAt: noon, dueUntil: noon + 120_000, ownerUntil: noon + 60_000 };
      const draft = { ...about, ...times, owner: 'a1', team: 'sales', zone: 'Asia/Tokyo' };
      const id = await acme.callbacks.promise(draft, noon - day);
      const due = async (now: number, agent: string, ...teams: readonly string[]) =>
        (await acme.callbacks.due(now, { agent, teams }, 10)).map((each) => each.id);
      expect(await due(noon - 1, 'a1')).toEqual([]);
      expect(await due(noon, 'a1')).toEqual([id]);
      expect(await due(noon, 'a2', 'sales')).toEqual([]);
      expect(await due(noon + 60_000, 'a2', 'support', 'sales')).toEqual([id]);
      expect(await due(noon + 60_000, 'a2', 'support')).toEqual([]);
      expect(await due(noon + 60_000, 'a2')).toEqual([]);
      expect(await acme.callbacks.overdue(noon + 120_001)).toMatchObject([
        { id, state: 'promised' },
      ]);
      await acme.callbacks.take(id);
      await expect(acme.callbacks.take(id)).rejects.toThrow('not in that state');
      await expect(acme.callbacks.missed(id, ' ')).rejects.toThrow('needs an explanation');
      await acme.callbacks.missed(id, 'no agent');
      expect(await acme.callbacks.overdue(noon + day)).toEqual([]);
    },

  'evidence is neither changed nor deleted, and a day that was changed is told': async ({
    acme,
    store,
    clock,
    newPerson,
  }) => {
    const { database } = store;
    await acme.attempts.begin(allowed(await newPerson()));
    await expect(database.run(sql`delete from evidence`)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      database.run(sql`update evidence set body = '{}' where id = 1`),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await acme.evidence.seal()).toEqual([]);
    clock.now = noon + day;
    await acme.attempts.begin(allowed(await newPerson()));
    clock.now = noon + 2 * day;
    expect(await acme.evidence.seal()).toEqual([20261001, 20261002]);
    expect(await acme.evidence.seal()).toEqual([]);
    expect(await acme.evidence.newestSeal()).toMatchObject({ day: 20261002 });
    expect(await acme.evidence.verify()).toEqual([]);
    await expect(database.run(sql`update evidence_day set seal = 'x'`)).rejects.toThrow();

    const [row] = await database.query<{ id: number; body: string }>(
      sql`select id, body from evidence where day = 20261001 order by id limit 1`,
    );
    const changed = row!.body.replace('2026.10', '2026.11');
    expect(changed).not.toBe(row!.body);
    await tamper(store, sql`update evidence set body = ${changed} where id = ${row!.id}`);
    expect(await acme.evidence.verify()).toEqual([
      { day: 20261001, reason: `row ${row!.id} does not say what it said` },
    ]);
    await tamper(store, sql`update evidence set body = ${row!.body} where id = ${row!.id}`);
    expect(await acme.evidence.verify()).toEqual([]);

    await tamper(store, sql`update evidence set day = 20261002 where id = ${row!.id}`);
    const days = (await acme.evidence.verify()).map(({ day: each }) => each);
    expect(days).toEqual([20261001, 20261002]);
    await tamper(store, sql`update evidence set day = 20261001 where id = ${row!.id}`);
  },

  'what is over its time is emptied, but for what is under a hold; the seals still fit': async ({
    acme,
    clock,
    newPerson,
  }) => {
    const [held, free] = [await newPerson(), await newPerson()];
    for (const about of [held, free]) {
      await acme.evidence.append({
        kind: 'consent',
        ...about,
        retention: 'house-1y',
        body: { a: 1 },
      });
    }
    const hold = await acme.erasure.hold({ number: held.number, reason: 'lawsuit 7', by: 'legal' });
    clock.now += 366 * day;
    await acme.evidence.seal();
    expect(await acme.erasure.expire()).toBe(1);
    const bodiesOf = async ({ number }: { number: number }) =>
      (await acme.evidence.about(number, 0, clock.now)).map(({ kind, body }) => ({ kind, body }));
    expect(await bodiesOf(free)).toEqual([]);
    expect(await bodiesOf(held)).toMatchObject([
      { kind: 'consent', body: { a: 1 } },
      { kind: 'hold' },
    ]);
    await acme.erasure.lift(hold, 'legal');
    expect(await acme.erasure.expire()).toBe(1);
    expect(await acme.evidence.verify()).toEqual([]);
  },

  'an erased person leaves what the law keeps, and a refusal that keeps them from being called':
    async ({ acme, newPerson }) => {
      const about = await newPerson();
      const { person, number } = about;
      await acme.people.setAttribute(person, '年齢', 40, { by: 'a1' });
      await acme.records.refuse({ person, scope: 'all', refusedAt: noon, source: 'call' });
      await acme.attempts.begin(allowed(about));
      const hold = await acme.erasure.hold({ person, reason: 'audit', by: 'legal' });
      await expect(acme.erasure.erase(person, 'a1')).rejects.toMatchObject({
        code: 'on-hold',
        message: `a legal hold is in force: audit (${hold})`,
      });
      await acme.erasure.lift(hold, 'legal');
      const erased = await acme.erasure.erase(person, 'a1');
      // The decision, and the hold placed and lifted.
      expect(erased).toMatchObject({ refusalsKept: 1, evidenceKept: 3 });
      expect(await acme.people.byNumber(number)).toEqual([]);
      expect(await acme.people.find(person)).toMatchObject({
        name: '',
        attributes: {},
        numbers: [],
      });
      expect(await acme.people.changes(person)).toEqual([]);
      expect(await acme.records.refusals({ number })).toMatchObject([
        { scope: 'all', person: null },
      ]);
      expect(await acme.evidence.about(number, 0, noon * 2)).toMatchObject([{ kind: 'decision' }]);
      await expect(acme.erasure.erase(person, 'a1')).rejects.toThrow('there is no person');
    },

  'an attempt under a lease that is over is refused, and nothing of it stays': async ({
    acme,
    store,
    newPerson,
  }) => {
    const about = await newPerson();
    const before = await store.database.query(sql`select count(*) as n from attempt`);
    const draft = { ...allowed(about), lead: { id: 99_999, claim: 1 } };
    await expect(acme.attempts.begin(draft)).rejects.toThrow('lease was over');
    expect(await store.database.query(sql`select count(*) as n from attempt`)).toEqual(before);
  },
});
