import { afterEach, describe, expect, it } from 'vitest';
import { enter, number, start } from './callback-centre.ts';
import { cleanUp } from './centre.ts';

afterEach(cleanUp);

describe('the API', () => {
  it('has a waiting caller called back, at any number, until it is called off', async () => {
    const centre = await start();
    enter(centre, 'anonymous');
    await centre.pass(1_000);
    const refused = await centre.post('/calls/1/callback');
    expect(refused.body.error.code).toBe('number-not-callable');
    const wishes = { number: '+81 90-1234-5678', first: 'customer', forMs: 3_600_000 };
    const { status, body } = await centre.post('/calls/1/callback', wishes, 'operator');
    expect([status, body]).toEqual([200, { outcome: 'applied', callback: 2 }]);
    await centre.pass(10_000);
    const [made] = (await centre.get('/callbacks?queue=support')).body.callbacks;
    expect(made).toMatchObject({ id: 2, callback: { number: '+819012345678', first: 'customer' } });
    expect(made.callback.expiresAt - made.callback.requestedAt).toBe(3_600_000);
    const again = await centre.post('/calls/2/callback');
    expect(again.body.error.code).toBe('call-not-waiting');
    expect((await centre.ask('DELETE', '/callbacks/2')).body).toEqual({ outcome: 'applied' });
    expect((await centre.ask('DELETE', '/callbacks/2')).body.error.code).toBe('unknown-call');
    expect((await centre.get('/callbacks')).body.callbacks).toEqual([]);
  });

  it('makes a callback out of nothing, and calls none off that has become a talk', async () => {
    const centre = await start();
    const wanted = { queue: 'support', number, name: 'Web', class: 'vip', skills: { support: 3 } };
    const { body } = await centre.post('/callbacks', wanted);
    expect(body).toEqual({ outcome: 'applied', callback: 1 });
    expect((await centre.get('/calls/1')).body).toMatchObject({
      class: 'vip',
      skills: { support: 3 },
      caller: { number, name: 'Web' },
    });
    const code = async (order: object) => (await centre.post('/callbacks', order)).body.error?.code;
    expect(await code({ ...wanted, queue: 'nowhere' })).toBe('unknown-queue');
    expect(await code({ ...wanted, class: 'gold' })).toBe('unknown-class');
    expect(await code({ ...wanted, skills: { golf: 1 } })).toBe('unknown-skill');
    expect(await code({ ...wanted, number: '12' })).toBe('number-not-callable');
    await centre.post('/agents/ann/sign-in');
    await centre.pass(5_000);
    expect((await centre.ask('DELETE', '/callbacks/1')).body.error.code).toBe('not-a-callback');
  });
});
