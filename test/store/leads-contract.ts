/** Campaigns, and leads claimed by workers: exactly the segment, in its shares, nobody twice. */

import { expect } from 'vitest';
import { sql } from '../../adapters/store/sql.ts';
import { openStore, type Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { segmentSchema } from '../../config/segment.ts';
import { contract, day, type HandClock, newStore, noon, type World } from './worlds.ts';

interface Context {
  readonly clock: HandClock;
  readonly store: Store;
  readonly acme: TenantStore;
  readonly address: string;
  /** A campaign over so many people of each list, in these shares. */
  readonly campaign: (
    code: string,
    lists: Readonly<Record<string, { people: number; share: number }>>,
  ) => Promise<number>;
}

const leaseMs = 60_000;
let numbers = 819_000_000_000;

async function setUp(world: World): Promise<Context> {
  const clock = { now: noon };
  const address = await world.newAddress();
  const store = await newStore({ ...world, newAddress: async () => address }, clock);
  const acme = await store.tenant('acme');
  return {
    clock,
    store,
    acme,
    address,
    campaign: async (code, lists) => {
      const shares: { list: number; share: number }[] = [];
      for (const [name, { people, share }] of Object.entries(lists)) {
        const list = await acme.lists.named(`${code}-${name}`);
        shares.push({ list, share });
        const drafts = Array.from({ length: people }, (_, i) => {
          numbers++;
          return {
            name: `${name} ${i}`,
            numbers: [{ number: numbers, kind: 'mobile' as const, written: '' }],
            purchases: Array.from({ length: i % 4 }, (_, k) => ({
              amount: 100,
              boughtAt: noon - day * (k + 1),
            })),
          };
        });
        await acme.people.save(drafts, { by: 'test', list });
      }
      return acme.campaigns.create({
        code,
        goal: 'sold',
        legalClass: 'sale',
        segment: segmentSchema.parse({
          where: [{ not: { complaint: 'open' } }],
          score: [{ per: 'orders', add: 10 }],
        }),
        outcomes: { sold: { name: 'Sold', isGoal: true } },
        shares,
      });
    },
  };
}

const of = (lead: { readonly id: number }): number => lead.id;

export const leadsContract = contract('campaigns and leads', setUp, {
  'the leads are exactly the people the segment counts, repeat buyers first': async ({
    acme,
    campaign,
    clock,
  }) => {
    const id = await campaign('repeat', { a: { people: 40, share: 1 } });
    expect(await acme.campaigns.enrol(id)).toEqual({ added: 40, withdrawn: 0, returned: 0 });
    const { segment } = (await acme.campaigns.find(id))!;
    const expected = (await acme.segments.first(segment, 100)).map((person) => person.id);
    const claims = await acme.leads.claims(id, 'w');
    const taken = await claims.take(100, clock.now, leaseMs);
    expect(taken.map(({ person }) => person)).toEqual(expected);
    expect(taken.map(({ score }) => score)).toEqual(
      taken.map(({ score }) => score).sort((a, b) => b - a),
    );
    expect(await claims.take(1, clock.now, leaseMs)).toEqual([]);
  },

  'who leaves the segment is withdrawn, who comes back is a lead again': async ({
    acme,
    campaign,
    store,
  }) => {
    const id = await campaign('leaving', { a: { people: 5, share: 1 } });
    await acme.campaigns.enrol(id);
    const [lead] = await (await acme.leads.claims(id, 'w')).take(1, noon, leaseMs);
    const [person] = await store.database.query<{ id: number }>(
      sql`select person as id from lead where campaign = ${id} and state = 'ready' limit 1`,
    );
    const words = { text: '', severity: 'low', raisedAt: noon } as const;
    const complaint = await acme.records.complain({ ...words, person: person!.id });
    await acme.records.complain({ ...words, person: lead!.person });
    // The claimed one is left to its claim: the decision at the dial says no.
    expect(await acme.campaigns.enrol(id)).toEqual({ added: 0, withdrawn: 1, returned: 0 });
    expect(await acme.leads.counts(id)).toEqual([
      { state: 'claimed', reason: 'fresh', leads: 1 },
      { state: 'ready', reason: 'fresh', leads: 3 },
      { state: 'withdrawn', reason: 'not-in-segment', leads: 1 },
    ]);
    await acme.records.closeComplaint(complaint, noon, '');
    expect(await acme.campaigns.enrol(id)).toEqual({ added: 0, withdrawn: 0, returned: 1 });
  },

  'lists are dialled in their shares, and one that is empty gives its share to the others': async ({
    acme,
    campaign,
  }) => {
    const id = await campaign('mix', {
      a: { people: 600, share: 70 },
      b: { people: 300, share: 20 },
      c: { people: 20, share: 10 },
    });
    await acme.campaigns.enrol(id);
    const { shares } = (await acme.campaigns.find(id))!;
    const claims = await acme.leads.claims(id, 'w');
    const taken: number[] = [];
    while (taken.length < 200) {
      taken.push(...(await claims.take(3, noon, leaseMs)).map(({ list }) => list));
    }
    const counts = shares.map(
      ({ list }) => taken.slice(0, 200).filter((each) => each === list).length,
    );
    expect(counts).toEqual([140, 40, 20]);
    const rest = (await claims.take(90, noon, leaseMs)).map(({ list }) => list);
    expect(rest).not.toContain(shares[2]!.list);
    expect(rest.filter((list) => list === shares[0]!.list)).toHaveLength(70);
  },

  'a lead of a worker that died comes back when its lease is over, and not before': async ({
    acme,
    campaign,
  }) => {
    const id = await campaign('lease', { a: { people: 1, share: 1 } });
    await acme.campaigns.enrol(id);
    const [dead, alive] = [
      await acme.leads.claims(id, 'dead'),
      await acme.leads.claims(id, 'alive'),
    ];
    const [first] = await dead.take(1, noon, leaseMs);
    expect(await alive.take(1, noon + leaseMs - 1, leaseMs)).toEqual([]);
    const [second] = await alive.take(1, noon + leaseMs + 250, leaseMs);
    expect(second).toMatchObject({ id: first!.id, reason: 'lease-ended', claim: first!.claim + 1 });
    // The one that was thought dead is not: it must not end what is another's.
    await expect(dead.finish(first!, { state: 'done', reason: 'sold' })).rejects.toThrow(
      'no longer',
    );
    await expect(dead.extend(first!, noon + day)).rejects.toThrow('no longer');
    await alive.extend(second!, noon + day);
    expect(await dead.take(1, noon + 3 * leaseMs, leaseMs)).toEqual([]);
    await alive.finish(second!, { state: 'done', reason: 'sold' });
  },

  'a lead that waits is due at its time, with the reason it waits for': async ({
    acme,
    campaign,
  }) => {
    const id = await campaign('waiting', { a: { people: 2, share: 1 } });
    await acme.campaigns.enrol(id);
    const claims = await acme.leads.claims(id, 'w');
    const [busy, other] = await claims.take(2, noon, leaseMs);
    await claims.finish(busy!, { state: 'waiting', dueAt: noon + 600_000, reason: 'busy' });
    await claims.finish(other!, { state: 'done', reason: 'refused' });
    expect(await claims.take(2, noon + 599_999, leaseMs)).toEqual([]);
    expect(await claims.take(2, noon + 600_250, leaseMs)).toMatchObject([
      { id: busy!.id, reason: 'busy' },
    ]);
    await expect(acme.leads.schedule(busy!.id, noon, 'callback')).rejects.toThrow('claimed');
    const late = claims.finish(busy!, { state: 'waiting', dueAt: noon + 2 * day, reason: 'busy' });
    await expect(late, 'under the claim before').rejects.toThrow('no longer');
  },

  'four workers claim a thousand leads and none of them twice': async ({
    acme,
    campaign,
    address,
  }) => {
    const id = await campaign('four', {
      a: { people: 600, share: 2 },
      b: { people: 400, share: 1 },
    });
    await acme.campaigns.enrol(id);
    const workers = await Promise.all(
      [1, 2, 3, 4].map(async (each) => {
        const store = await openStore(address, () => noon);
        const claims = await (await store.tenant('acme')).leads.claims(id, `w${each}`);
        return { store, claims, taken: [] as number[] };
      }),
    );
    await Promise.all(
      workers.map(async ({ claims, taken }, i) => {
        for (;;) {
          const got = await claims.take(1 + i, noon, leaseMs);
          if (got.length === 0) return;
          taken.push(...got.map(of));
        }
      }),
    );
    await Promise.all(workers.map(({ store }) => store.close()));
    const all = workers.flatMap(({ taken }) => taken);
    expect(all).toHaveLength(1000);
    expect(new Set(all).size).toBe(1000);
    expect(workers.every(({ taken }) => taken.length > 20)).toBe(true);
  },

  'the claim reads the index of ready leads and no other row': async ({ store }) => {
    const claim = sql`select id from lead where campaign = 1 and list = 1 and state = 'ready'
      order by score desc, id limit 1`;
    const wake = sql`select id from lead where campaign = 1 and state in ('waiting', 'claimed')
      and due_at <= 5 order by due_at limit 10`;
    const { dialect } = store.database;
    const explain = dialect === 'sqlite' ? sql`explain query plan ` : sql`explain `;
    await store.database.transaction(async (within) => {
      // A table this small is read whole unless it is told not to be.
      if (dialect === 'postgres') await within.run(sql`set local enable_seqscan = off`);
      const planOf = async (statement: typeof claim) =>
        JSON.stringify(await within.query(sql`${explain}${statement}`));
      expect(await planOf(claim)).toMatch(/lead_ready/);
      expect(await planOf(claim)).not.toMatch(/Sort|TEMP B-TREE/);
      expect(await planOf(wake)).toMatch(/lead_by_time/);
    });
  },

  'a campaign of one tenant is not to be had by another': async ({ acme, store, campaign }) => {
    const id = await campaign('mine', { a: { people: 1, share: 1 } });
    await acme.campaigns.enrol(id);
    const other = await store.tenant('other');
    expect(await other.campaigns.find(id)).toBeUndefined();
    expect(await other.leads.counts(id)).toEqual([]);
    await expect(other.leads.claims(id, 'w')).rejects.toThrow('no lists');
    await expect(other.campaigns.enrol(id)).rejects.toThrow('there is no campaign');
    await expect(other.campaigns.setState(id, 'ended')).rejects.toThrow('there is no campaign');
    await expect(other.campaigns.setShares(id, [{ list: 1, share: 1 }])).rejects.toThrow('no such');
    expect((await acme.campaigns.find(id))!.shares).toHaveLength(1);
  },
});
