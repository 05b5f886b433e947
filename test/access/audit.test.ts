import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AuditDraft } from '../../adapters/store/audit-log.ts';
import type { Store } from '../../adapters/store/store.ts';
import { Audit } from '../../server/access/audit.ts';
import type { InlineFront } from '../../server/front.ts';
import { type Centre, cleanUp, type KeyId, startCentre } from '../server/centre.ts';
import { addAccount, Browser, password } from './browser.ts';

afterEach(async () => {
  vi.useRealTimers();
  await cleanUp();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at field by field
async function entries(centre: Centre, query = '', key: KeyId = 'boss'): Promise<any[]> {
  return (await centre.get(`/audit?${query}`, key)).body.entries;
}

describe('the audit log of a server', () => {
  it('keeps who changed what, from where and how it ended; nothing secret', async () => {
    const centre = await startCentre();
    await addAccount(centre, 'sue', 'supervisor', { tenant: 'sakura' });
    const browser = new Browser(centre);
    await browser.signIn('sue');
    await browser.ask('POST', '/agents/ann/sign-in', {});
    await browser.ask('POST', '/agents/cho/sign-in', {});
    await browser.ask('POST', '/me/password', { password, next: 'another horse entirely' });
    await browser.ask('GET', '/queues');
    await browser.ask('POST', '/sign-out', {});
    const all = await entries(centre);
    const said = all
      .reverse()
      .map(({ kind, holder, tenant, act, about, address }) => [
        ...[kind, holder, tenant, act, about, address],
      ]);
    const sue = ['account', 'sue', 'sakura'];
    expect(said).toEqual([
      [
        ...['key', 'boss', null, 'POST /accounts'],
        { name: 'sue', role: 'supervisor', tenant: 'sakura', status: 200 },
        '127.0.0.1',
      ],
      [...sue, 'signed-in', {}, '192.0.2.1'],
      [...sue, 'POST /agents/:agent/sign-in', { agent: 'ann', status: 200 }, '192.0.2.1'],
      [
        ...[...sue, 'POST /agents/:agent/sign-in'],
        { agent: 'cho', status: 404, code: 'unknown-agent' },
        '192.0.2.1',
      ],
      [...sue, 'POST /me/password', { status: 200 }, '192.0.2.1'],
      [...sue, 'signed-out', { everywhere: false }, '192.0.2.1'],
    ]);
    expect(JSON.stringify(all)).not.toMatch(/horse/);
  });

  it('keeps who was not let in, once a minute, and no password typed as a name', async () => {
    const centre = await startCentre();
    await addAccount(centre, 'ann', 'agent');
    for (let knock = 0; knock < 3; knock++) await new Browser(centre).signIn('ann', 'wrong');
    await new Browser(centre).signIn('correct-horse-battery', 'ann');
    const { app } = centre.server.front as InlineFront;
    for (let knock = 0; knock < 4; knock++) {
      const headers = { authorization: 'Bearer nonsense' };
      await app.inject({ url: '/api/v1/queues', headers, remoteAddress: '192.0.2.9' });
    }
    centre.clock.advance(60_000);
    const found = await entries(centre, 'kind=nobody');
    const rows = found.reverse().map(({ holder, act, about }) => [holder, act, about]);
    const refused = { status: 401, code: 'wrong-key' };
    expect(rows).toEqual([
      ['ann', 'sign-in-failed', {}],
      ['', 'sign-in-failed', {}],
      ['', 'GET /queues', refused],
      ['ann', 'sign-in-failed', { times: 2 }],
      ['', 'GET /queues', { ...refused, times: 3 }],
    ]);
  });

  it('is asked by holder, act and time, page by page, newest first', async () => {
    const centre = await startCentre();
    for (let hour = 0; hour < 5; hour++) {
      await centre.post('/agents/ann/sign-in', {}, 'operator');
      centre.clock.advance(3_600_000);
    }
    await centre.post('/agents/cho/sign-in', {}, 'boss');
    const first = (await centre.get('/audit?holder=operator&limit=3')).body;
    expect(first.entries).toHaveLength(3);
    const rest = (await centre.get(`/audit?holder=operator&limit=3&before=${first.older}`)).body;
    expect([rest.entries.length, rest.older]).toEqual([2, null]);
    const times = [...first.entries, ...rest.entries].map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const since = times[1]!;
    expect(await entries(centre, `from=${since}&until=${since + 1}`)).toHaveLength(1);
    expect(await entries(centre, 'act=signed-in')).toEqual([]);
  });

  it('shows a tenant its own matters only', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in', {}, 'operator');
    await centre.post('/agents/cho/sign-in', {}, 'fuji-boss');
    const holders = (await entries(centre, '', 'fuji-boss')).map(({ holder }) => holder);
    expect(holders).toEqual(['fuji-boss']);
    expect((await centre.get('/audit', 'operator')).status).toBe(403);
  });
});

describe('the writer of the audit log', () => {
  const holder = { id: 'boss', kind: 'key' } as const;

  /** A store that can go away. */
  function scene(options: { waitingMax?: number } = {}) {
    const written: AuditDraft[] = [];
    const told: string[] = [];
    const state = { isAway: false };
    const store = {
      audit: {
        async add(drafts: readonly AuditDraft[]) {
          if (state.isAway) throw new Error('away');
          written.push(...drafts);
        },
      },
    } as unknown as Store;
    const log = {
      info: (_: object, text: string) => told.push(text),
      error: (fields: { audit?: AuditDraft }, text: string) =>
        told.push(fields.audit ? `lost ${fields.audit.act}` : text),
    };
    const room = { store: async () => store, now: () => 0 };
    return { audit: new Audit({ room, log, options }), written, told, state };
  }

  const acts = (drafts: readonly AuditDraft[]) => drafts.map(({ act }) => act);

  it('writes by itself, in order, what is noted within a moment', async () => {
    vi.useFakeTimers();
    const { audit, written } = scene();
    for (const act of ['a', 'b', 'c']) audit.note(holder, { act });
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(acts(written)).toEqual(['a', 'b', 'c']);
  });

  it('tries again while the store is away, and says so once', async () => {
    vi.useFakeTimers();
    const { audit, written, told, state } = scene();
    state.isAway = true;
    audit.note(holder, { act: 'a' });
    await vi.advanceTimersByTimeAsync(100 + 1_000 + 2_000);
    audit.note(holder, { act: 'b' });
    expect([written, told]).toEqual([[], ['the audit log cannot be written']]);
    state.isAway = false;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(acts(written)).toEqual(['a', 'b']);
    expect(told.at(-1)).toBe('the audit log can be written again');
  });

  it('hands to the server’s log what it cannot keep', async () => {
    const { audit, written, told, state } = scene({ waitingMax: 2 });
    state.isAway = true;
    for (const act of ['a', 'b', 'c']) audit.note(holder, { act });
    expect(told).toEqual(['lost c']);
    await audit.stop();
    audit.note(holder, { act: 'd' });
    expect(told.slice(-3)).toEqual(['lost a', 'lost b', 'lost d']);
    expect(written).toEqual([]);
  });

  it('writes nothing twice, however many ask for it at once', async () => {
    const { audit, written } = scene();
    audit.note(holder, { act: 'a' });
    await Promise.all([audit.flush(), audit.flush(), audit.stop()]);
    expect(acts(written)).toEqual(['a']);
  });
});
