import { afterEach, describe, expect, it } from 'vitest';
import { errorCodes } from '../../server/errors.ts';
import type { InlineFront } from '../../server/front.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  type KeyId,
  keyIds,
  type Method,
  newFolder,
  secretOf,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

const appOf = (centre: Centre) => (centre.server.front as InlineFront).app;

/** Every route with what each key gets: reader, operator, boss, fuji-reader, fuji-boss. */
const table: readonly (readonly [Method, string, readonly number[]])[] = [
  ['GET', '/queues', [200, 200, 200, 200, 200]],
  ['GET', '/queues/support', [200, 200, 200, 404, 404]],
  ['GET', '/queues/sales', [200, 200, 200, 200, 200]],
  ['GET', '/queues/support/explain', [200, 200, 200, 404, 404]],
  ['GET', '/queues/sales/explain', [200, 200, 200, 200, 200]],
  ['GET', '/agents/ann/explain', [200, 200, 200, 404, 404]],
  ['GET', '/agents/cho/explain', [200, 200, 200, 200, 200]],
  ['GET', '/calls/1/explain', [200, 200, 200, 404, 404]],
  ['GET', '/links', [200, 200, 200, 200, 200]],
  ['GET', '/agents', [200, 200, 200, 200, 200]],
  ['GET', '/agents/ann', [200, 200, 200, 404, 404]],
  ['GET', '/agents/cho', [200, 200, 200, 200, 200]],
  ['POST', '/agents/ann/sign-in', [403, 200, 200, 403, 404]],
  ['POST', '/agents/cho/sign-in', [403, 200, 200, 403, 200]],
  ['POST', '/agents/ann/pause', [403, 200, 200, 403, 404]],
  ['POST', '/agents/ann/unpause', [403, 200, 200, 403, 404]],
  ['POST', '/agents/ann/end-wrap-up', [403, 409, 409, 403, 404]],
  ['POST', '/agents/ann/sign-out', [403, 200, 200, 403, 404]],
  ['GET', '/calls', [200, 200, 200, 200, 200]],
  ['GET', '/calls/1', [200, 200, 200, 404, 404]],
  ['GET', '/calls/1/decisions', [200, 200, 200, 404, 404]],
  ['POST', '/calls/1/recording', [403, 409, 409, 403, 404]],
  ['POST', '/calls/1/move', [403, 404, 404, 403, 404]],
  ['PATCH', '/calls/1', [403, 200, 200, 403, 404]],
  ['POST', '/calls/1/callback', [403, 400, 400, 403, 404]],
  ['GET', '/callbacks', [200, 200, 200, 200, 200]],
  ['POST', '/callbacks', [403, 400, 400, 403, 404]],
  ['DELETE', '/callbacks/1', [403, 409, 409, 403, 404]],
  ['GET', '/offers', [200, 200, 200, 200, 200]],
  ['GET', '/config', [200, 200, 200, 200, 200]],
  ['POST', '/config/check', [403, 403, 409, 403, 403]],
  ['POST', '/config/reload', [403, 403, 409, 403, 403]],
  ['POST', '/stream/tickets', [200, 200, 200, 200, 200]],
  ['GET', '/openapi.json', [200, 200, 200, 200, 200]],
  ['GET', '/health', [200, 200, 200, 200, 200]],
];
const bodies: Readonly<Record<string, object>> = {
  '/calls/1/recording': { action: 'pause' },
  '/calls/1/move': { target: 'nowhere' },
  '/calls/1': { addAgeMs: 1_000 },
  '/calls/1/callback': { number: 'none' },
  '/callbacks': { queue: 'support', number: 'none' },
};

describe('keys', () => {
  it('open each route to the roles and tenants it is for, and nothing without one', async () => {
    const centre = await startCentre();
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    for (const [method, path, expected] of table) {
      for (const [index, id] of keyIds.entries()) {
        const body = method === 'GET' ? undefined : bodies[path];
        const reply = await centre.ask(method, path, body, id);
        expect(reply.status, `${method} ${path} with ${id}`).toBe(expected[index]);
      }
      const keyless = await appOf(centre).inject({
        method,
        url: `/api/v1${path}`,
        payload: bodies[path] ?? '',
      });
      expect(keyless.statusCode, `${method} ${path} without a key`).toBe(
        path === '/health' ? 200 : 401,
      );
    }
  });

  it('of a tenant show only what is its own', async () => {
    const centre = await startCentre();
    centre.world.enter({ args: ['entry', '100'] });
    centre.world.enter({ args: ['entry', '200'] });
    await centre.pass(500);
    const idsOf = async (path: string, key: KeyId) => {
      const { body } = await centre.get(path, key);
      return (Object.values(body)[0] as { id: unknown }[]).map(({ id }) => id);
    };
    expect(await idsOf('/queues', 'fuji-reader')).toEqual(['sales']);
    expect(await idsOf('/agents', 'fuji-reader')).toEqual(['cho']);
    expect(await idsOf('/calls', 'fuji-reader')).toEqual([2]);
    expect(await idsOf('/calls', 'reader')).toEqual([1, 2]);
  });

  it('of a tenant move no call to a queue of another', async () => {
    const targets = 'targets:\n  to-support: { queue: support }\n  to-sales: { queue: sales }';
    const folder = newFolder();
    const config = compileCentre(folder, centreYaml.replace('targets:', targets));
    const centre = await startCentre({ folder, config });
    centre.world.enter({ args: ['entry', '200'] });
    await centre.pass(500);
    const move = async (key: KeyId) => {
      const { status, body } = await centre.post('/calls/1/move', { target: 'to-support' }, key);
      return [status, body.error?.code];
    };
    expect(await move('fuji-boss')).toEqual([404, 'unknown-target']);
    expect(await move('operator')).toEqual([200, undefined]);
  });

  it('that are wrong or missing are told apart, with what to do', async () => {
    const centre = await startCentre();
    const ask = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      const reply = await appOf(centre).inject({ url: '/api/v1/queues', headers });
      return [reply.statusCode, reply.json().error?.code, reply.headers['www-authenticate']];
    };
    expect(await ask()).toEqual([401, 'missing-key', 'Bearer']);
    expect(await ask('Basic Ym9zczpib3Nz')).toEqual([401, 'missing-key', 'Bearer']);
    expect(await ask('Bearer guess')).toEqual([401, 'wrong-key', 'Bearer']);
    expect(await ask(`Bearer ${secretOf('boss')}x`)).toEqual([401, 'wrong-key', 'Bearer']);
    expect((await ask(`bearer ${secretOf('boss')}`))[0]).toBe(200);
  });
});

describe('bad requests', () => {
  it('get a code that is listed, a sentence and what it speaks of', async () => {
    const centre = await startCentre();
    const app = appOf(centre);
    const post = async (path: string, payload: string, type = 'application/json') => {
      const headers = { authorization: `Bearer ${secretOf('boss')}`, 'content-type': type };
      const reply = await app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload });
      const { error } = reply.json();
      expect(Object.keys(errorCodes)).toContain(error.code);
      expect(errorCodes[error.code as keyof typeof errorCodes]).toBe(reply.statusCode);
      expect(error.message).toMatch(/^[A-Z].+[.…]?$/);
      return error;
    };
    expect(await post('/agents/ann/pause', '{"reason":')).toMatchObject({ code: 'malformed-json' });
    expect(await post('/agents/ann/pause', '{"reason":"x","a":1}')).toMatchObject({
      code: 'invalid-request',
      params: { faults: [{ at: 'body' }] },
    });
    expect(await post('/agents/zoe/pause', '{}')).toMatchObject({
      code: 'unknown-agent',
      params: { agent: 'zoe' },
    });
    expect(await post('/agents/ann/pause', 'a=1', 'text/csv')).toMatchObject({
      code: 'unsupported-media-type',
    });
    expect(await post('/agents/ann/sign-in', `{"phone":"${'x'.repeat(70_000)}"}`)).toMatchObject({
      code: 'body-too-large',
    });
    expect(await post('/calls/77/move', '{"target":"voicemail"}')).toMatchObject({
      code: 'unknown-call',
      params: { call: 77 },
    });
    expect(await post('/calls/none/hang-up', '{}')).toMatchObject({ code: 'invalid-request' });
    expect(await post('/nothing', '{}')).toMatchObject({ code: 'unknown-route' });
    expect((await centre.get('/queues/nowhere')).body.error.code).toBe('unknown-queue');
    expect((await centre.get('/calls/9/decisions')).body.error.code).toBe('unknown-call');
  });

  it('about agents say why they cannot be done, and change nothing', async () => {
    const centre = await startCentre();
    const code = async (path: string, body?: object) =>
      (await centre.post(path, body)).body.error?.code ?? 'done';
    expect(await code('/agents/ann/pause')).toBe('agent-not-signed-in');
    expect(await code('/agents/ann/sign-in')).toBe('done');
    expect(await code('/agents/ann/end-wrap-up')).toBe('agent-not-in-wrap-up');
    expect(await code('/agents/bob/sign-in', { phone: 'PJSIP/1001' })).toBe('phone-in-use');
    for (const phone of ['1002', 'PJSIP/', 'PJSIP/1002&PJSIP/1003', 'PJSIP/a/../b']) {
      expect(await code('/agents/bob/sign-in', { phone })).toBe('invalid-request');
    }
    expect(await code('/agents/ann/pause', { reason: 'golf' })).toBe('unknown-pause-reason');
    expect((await centre.post('/agents/ann/sign-in')).body).toEqual({ outcome: 'duplicate' });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    expect(await code('/agents/ann/sign-in', { phone: 'PJSIP/1002' })).toBe('agent-in-call');
    expect(await code('/calls/1/move', { target: 'voicemail' })).toBe('call-not-waiting');
    expect((await centre.get('/agents/ann')).body).toMatchObject({
      state: 'talking',
      phone: 'PJSIP/1001',
    });
  });
});

describe('a waiting call', () => {
  it('is given another class, age or skills, and the rest stays', async () => {
    const centre = await startCentre();
    for (let i = 0; i < 3; i++) {
      centre.world.enter({ args: ['entry', '100'] });
      await centre.pass(1_000);
    }
    const line = async () =>
      (await centre.get('/queues/support')).body.line.map(({ id }: { id: number }) => id);
    const change = (call: number, body: object) => centre.ask('PATCH', `/calls/${call}`, body);
    expect(await line()).toEqual([1, 2, 3]);
    expect((await change(3, { addAgeMs: 90_000 })).body).toEqual({ outcome: 'applied' });
    expect(await line()).toEqual([3, 1, 2]);
    await change(2, { class: 'vip', skills: { support: 9 } });
    expect(await line()).toEqual([2, 3, 1]);
    const { body } = await centre.get('/calls/2');
    expect(body).toMatchObject({ class: 'vip', skills: { support: 9 } });
    await centre.post('/agents/ann/sign-in');
    await centre.pass(3_000);
    // Ann has support 8: too little for the second call now.
    expect((await centre.get('/agents/ann')).body).toMatchObject({ state: 'talking', call: 3 });
    const code = async (call: number, changes: object) =>
      (await change(call, changes)).body.error?.code;
    expect(await code(3, { class: 'vip' })).toBe('call-not-waiting');
    expect(await code(1, { class: 'gold' })).toBe('unknown-class');
    expect(await code(1, { skills: { golf: 3 } })).toBe('unknown-skill');
    expect(await code(1, { skills: { support: 11 } })).toBe('invalid-request');
    expect(await code(1, { addAgeMs: 1.5 })).toBe('invalid-request');
    expect(await code(77, { class: 'vip' })).toBe('unknown-call');
  });
});

describe('what is asked for in mid-call', () => {
  it('is kept and done afterwards', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in');
    const caller = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    await centre.post('/agents/ann/pause', { reason: 'lunch' });
    expect((await centre.get('/agents/ann')).body).toMatchObject({
      state: 'talking',
      next: 'paused',
      reason: 'lunch',
    });
    await centre.post('/agents/ann/sign-out');
    expect((await centre.get('/agents/ann')).body.next).toBe('signed-out');
    caller.hangUp();
    await centre.pass(500);
    expect((await centre.post('/agents/ann/end-wrap-up')).status).toBe(200);
    expect((await centre.get('/agents/ann')).body).toMatchObject({
      state: 'signed-out',
      next: null,
      reason: null,
    });
  });

  it('the recording is paused and resumed where the queue records', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in');
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    expect((await centre.get('/calls/1')).body.recording).toBe('started');
    for (const [action, state] of [
      ['pause', 'paused'],
      ['resume', 'resumed'],
      ['stop', 'stopped'],
    ]) {
      expect((await centre.post('/calls/1/recording', { action })).status).toBe(200);
      await centre.pass(200);
      expect((await centre.get('/calls/1')).body.recording).toBe(state);
    }
    const again = await centre.post('/calls/1/recording', { action: 'resume' });
    expect(again.body.error.code).toBe('call-not-recorded');
  });
});

describe('decisions', () => {
  it('name the winner, the deciding key, and for everybody else why not', async () => {
    const centre = await startCentre();
    await centre.post('/agents/bob/sign-in');
    await centre.pass(1_000);
    const caller = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(5_000);
    await centre.post('/agents/ann/sign-in');
    await centre.pass(3_000);
    const { body } = await centre.get('/calls/1/decisions');
    const [nobody, won] = body.decisions;
    expect(nobody).toMatchObject({ trigger: 'none', step: 0 });
    expect(nobody.winner).toBeUndefined();
    expect(won).toMatchObject({ trigger: 'agent', winner: 'ann', decidedBy: 'only', step: 0 });
    expect(won.agents).toEqual([
      { agent: 'bob', why: 'skill', skill: 'support', level: 4, levelMin: 5 },
      { agent: 'cho', why: 'not-serving' },
    ]);
    caller.hangUp();
    await centre.pass(500);
    const later = (await centre.get('/calls/1/decisions')).body;
    expect(later.decisions).toEqual(body.decisions);
    expect(later.moments.at(-1).n).toEqual(['callEnded', 1]);
  });

  it('of a call that waits say who would get it now', async () => {
    const centre = await startCentre();
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(1_000);
    const { body } = await centre.get('/calls/1/decisions');
    expect(body.now.agents).toContainEqual({ agent: 'ann', why: 'state', state: 'signed-out' });
  });
});
