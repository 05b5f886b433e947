import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openStore } from '../../adapters/store/store.ts';
import type { InlineFront } from '../../server/front.ts';
import { type Centre, cleanUp, type Method, startCentre } from '../server/centre.ts';
import { addAccount, Browser } from './browser.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  for (const socket of sockets.splice(0)) socket.terminate();
  await cleanUp();
});

/** Asks with any key. */
async function askWith(centre: Centre, key: string, method: Method, path: string) {
  const { app } = centre.server.front as InlineFront;
  const headers = { authorization: `Bearer ${key}` };
  const reply = await app.inject({ method, url: `/api/v1${path}`, headers });
  return { status: reply.statusCode, body: reply.json() };
}

const sockets: WebSocket[] = [];

/** Opens a line by ticket; resolves with the code it is closed with. */
async function openLine(centre: Centre, path: string, key: string) {
  const { body } = await askWith(centre, key, 'POST', '/stream/tickets');
  const url = `${centre.server.addresses.api.replace('http', 'ws')}/api/v1${path}`;
  const socket = new WebSocket(`${url}${path.includes('?') ? '&' : '?'}ticket=${body.ticket}`);
  sockets.push(socket);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('message', () => resolve());
    socket.once('error', reject);
  });
  return { closed, ticket: body.ticket as string };
}

describe('a key made in the running system', () => {
  it('is shown once, does what its role may within its scope, and tells when it was used', async () => {
    const centre = await startCentre();
    const wish = { name: ' Reporter ', role: 'read', tenant: 'sakura', queues: ['support'] };
    const made = await centre.post('/keys', wish);
    expect([made.status, made.body]).toMatchObject([
      200,
      { name: 'reporter', role: 'read', key: expect.stringMatching(/^tsk_[\w-]{32}$/) },
    ]);
    const { key } = made.body;
    centre.clock.advance(120_000);
    const { body } = await askWith(centre, key, 'GET', '/queues');
    expect(body.queues.map(({ id }: { id: string }) => id)).toEqual(['support']);
    const steer = await askWith(centre, key, 'POST', '/agents/ann/sign-in');
    expect(steer.body.error.code).toBe('role-too-low');
    const { keys } = (await centre.get('/keys')).body;
    expect(JSON.stringify(keys)).not.toContain(key);
    expect(keys.at(-1)).toMatchObject({
      name: 'reporter',
      from: 'store',
      usedAt: centre.clock.now(),
      createdBy: 'boss',
    });
    expect(keys[0]).toMatchObject({ name: 'boss', from: 'configuration', usedAt: null });
  });

  it('is refused when it is revoked, and its name is never another’s', async () => {
    const centre = await startCentre();
    const { key } = (await centre.post('/keys', { name: 'once', role: 'operate' })).body;
    const line = await openLine(centre, '/stream', key);
    expect((await centre.ask('DELETE', '/keys/once')).status).toBe(200);
    expect(await line.closed).toBe(4401);
    expect((await askWith(centre, key, 'GET', '/queues')).body.error.code).toBe('wrong-key');
    const second = await centre.ask('DELETE', '/keys/once');
    expect(second.body.error.code).toBe('unknown-key');
    for (const name of ['once', 'boss']) {
      const reply = await centre.post('/keys', { name, role: 'read' });
      expect([name, reply.body.error.code]).toEqual([name, 'key-exists']);
    }
  });

  it('reaches no further than who makes it, and is seen by nobody else’s tenant', async () => {
    const centre = await startCentre();
    const wide = await centre.post('/keys', { name: 'wide', role: 'read' }, 'fuji-boss');
    expect(wide.body.error.code).toBe('other-tenant');
    await centre.post('/keys', { name: 'ours', role: 'read', tenant: 'sakura' });
    const names = async (key: 'boss' | 'fuji-boss') =>
      (await centre.get('/keys', key)).body.keys.map(({ name }: { name: string }) => name);
    expect(await names('fuji-boss')).toEqual(['fuji-boss', 'fuji-reader']);
    expect(await names('boss')).toContain('ours');
    const taken = await centre.ask('DELETE', '/keys/ours', undefined, 'fuji-boss');
    expect(taken.body.error.code).toBe('unknown-key');
    const queue = { name: 'q', role: 'read', tenant: 'fuji', queues: ['support'] };
    expect((await centre.post('/keys', queue)).body.error).toMatchObject({
      code: 'account-invalid',
      params: { faults: [{ field: 'queues' }] },
    });
  });
});

describe('the token of a wall', () => {
  it('opens the board by a ticket that is good once, and does nothing else', async () => {
    const centre = await startCentre();
    const { key } = (await centre.post('/walls', { name: 'east', tenant: 'sakura' })).body;
    expect(key).toMatch(/^tsw_/);
    const { ticket } = await openLine(centre, '/live?topics=wall', key);
    const { app } = centre.server.front as InlineFront;
    const again = await app.inject({ url: `/api/v1/live?topics=wall&ticket=${ticket}` });
    expect(again.json().error.code).toBe('wrong-ticket');
    expect((await askWith(centre, key, 'GET', '/me')).body).toMatchObject({
      kind: 'wall',
      rights: ['watch'],
    });
    const desk = await askWith(centre, key, 'GET', '/audit');
    expect(desk.body.error.code).toBe('role-too-low');
    // Walls are not keys: each is kept on its own page.
    expect((await centre.ask('DELETE', '/keys/east')).body.error.code).toBe('unknown-key');
    expect((await centre.get('/walls')).body.walls).toMatchObject([{ name: 'east', role: 'wall' }]);
  });
});

/** Does now what a server started from here on does each half minute. */
function tending(): () => void {
  const started = vi.spyOn(globalThis, 'setInterval');
  return () => {
    const due = started.mock.calls.filter(([, ms]) => ms === 30_000);
    expect(due).toHaveLength(1);
    for (const [tend] of due) (tend as () => void)();
  };
}

describe('an open line', () => {
  it('is closed within half a minute of what another process has taken away', async () => {
    const tend = tending();
    const centre = await startCentre();
    const { key } = (await centre.post('/walls', { name: 'east' })).body;
    await addAccount(centre, 'sue', 'supervisor');
    const lines = [
      await openLine(centre, '/live?topics=wall', key),
      await openLine(centre, '/stream', key),
    ];
    const browser = new Browser(centre);
    await browser.signIn('sue');
    const elsewhere = await openStore(`${centre.folder}/store.db`, () => centre.clock.now());
    await elsewhere.keys.revoke('east');
    await elsewhere.close();
    tend();
    expect(await Promise.all(lines.map(({ closed }) => closed))).toEqual([4401, 4401]);
  });

  it('ends with the sign-in it was opened by', async () => {
    const tend = tending();
    const centre = await startCentre();
    await addAccount(centre, 'sue', 'supervisor');
    const browser = new Browser(centre);
    await browser.signIn('sue');
    const { ticket } = (await browser.ask('POST', '/stream/tickets')).body;
    const url = centre.server.addresses.api.replace('http', 'ws');
    const socket = new WebSocket(`${url}/api/v1/live?topics=board&ticket=${ticket}`);
    sockets.push(socket);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.once('message', resolve));
    // Unused for longer than a sign-in lasts.
    centre.clock.advance(8 * 3_600_000);
    tend();
    expect(await closed).toBe(4401);
  });
});
