import { afterEach, describe, expect, it } from 'vitest';
import { type Centre, cleanUp, startCentre } from '../server/centre.ts';
import { addAccount, Browser, password } from './browser.ts';

afterEach(cleanUp);

const minute = 60_000;
const hour = 60 * minute;

async function start(): Promise<{ centre: Centre; browser: Browser }> {
  const centre = await startCentre();
  await addAccount(centre, 'ann', 'agent', { shownName: '安', language: 'ja' });
  await addAccount(centre, 'sue', 'supervisor', { tenant: 'sakura', teams: ['desk'] });
  return { centre, browser: new Browser(centre) };
}

describe('signing in', () => {
  it('gives a cookie no page can read, and tells who it is', async () => {
    const { browser } = await start();
    const { status, headers, body } = await browser.signIn('ann');
    expect([status, body]).toEqual([
      200,
      {
        id: 'ann',
        name: '安',
        kind: 'account',
        role: 'agent',
        language: 'ja',
        tenant: 'sakura',
        teams: null,
        queues: null,
        tenants: [{ id: 'sakura', name: { en: 'Sakura', ja: 'Sakura' } }],
        ownTenant: 'sakura',
        agent: 'ann',
        rights: ['work', 'people'],
        csrf: expect.stringMatching(/^[\w-]{43}$/),
      },
    ]);
    expect(headers['set-cookie']).toMatch(
      /^tsunagi=[\w-]{32}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await browser.ask('GET', '/me')).body).toEqual(body);
  });

  it('takes the name and the password in whatever form they are typed', async () => {
    const { browser } = await start();
    expect((await browser.signIn(' ＡNN ', 'ｃorrect horse battery')).status).toBe(200);
  });

  it('has the cookie sent by TLS only, where the page came by TLS', async () => {
    const { browser } = await start();
    const reply = await browser.ask(
      'POST',
      '/sign-in',
      { name: 'ann', password },
      { 'x-forwarded-proto': 'https' },
    );
    expect(reply.headers['set-cookie']).toMatch(/; Secure/);
  });

  it('says the same of a wrong password, an unknown name and a disabled account', async () => {
    const { centre, browser } = await start();
    await centre.ask('PATCH', '/accounts/sue', { isDisabled: true });
    const replies = [
      await browser.signIn('ann', 'wrong horse battery'),
      await browser.signIn('nobody'),
      await browser.signIn('no name: at all'),
      await browser.signIn('sue'),
    ];
    for (const reply of replies) {
      expect([reply.status, reply.body.error.code]).toEqual([401, 'sign-in-failed']);
      expect(reply.headers['set-cookie']).toBeUndefined();
      expect(reply.body).toEqual(replies[0]!.body);
    }
  });

  it('ends what the browser was signed in to before', async () => {
    const { centre, browser } = await start();
    await browser.signIn('ann');
    const before = Object.assign(new Browser(centre), { cookie: browser.cookie });
    await browser.signIn('sue');
    expect((await before.ask('GET', '/me')).body.error.code).toBe('not-signed-in');
    expect((await browser.ask('GET', '/me')).body.id).toBe('sue');
  });
});

describe('who fails to sign in', () => {
  it('waits longer and longer, whatever the address, and is told how long', async () => {
    const { centre } = await start();
    let addresses = 0;
    const attempt = (typed: string) =>
      new Browser(centre, `192.0.2.${++addresses}`).signIn('ann', typed);
    for (let failure = 1; failure <= 4; failure++)
      expect((await attempt('wrong')).status).toBe(401);
    const waits: number[] = [];
    for (let failure = 5; failure <= 14; failure++) {
      expect((await attempt('wrong')).status, `failure ${failure}`).toBe(401);
      const { status, body, headers } = await attempt(password);
      expect([status, body.error.code]).toEqual([429, 'sign-in-too-often']);
      const seconds = Number(headers['retry-after']);
      waits.push(seconds);
      centre.clock.advance(seconds * 1_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect((await attempt(password)).status).toBe(200);
    expect((await attempt('wrong')).status).toBe(401);
    expect((await attempt(password)).status).toBe(200);
  });

  it('waits at an address, whatever the name, and others go on', async () => {
    const { centre, browser } = await start();
    for (let failure = 1; failure <= 31; failure++) {
      expect((await browser.signIn(`nobody-${failure}`)).status).toBe(401);
    }
    expect((await browser.signIn('ann')).status).toBe(429);
    expect((await new Browser(centre, '192.0.2.2').signIn('ann')).status).toBe(200);
    centre.clock.advance(1_000);
    expect((await browser.signIn('ann')).status).toBe(200);
  });

  it('gains nothing by trying many at once', async () => {
    const { centre } = await start();
    const tries = Array.from({ length: 20 }, (_, i) =>
      new Browser(centre, `192.0.2.${i + 1}`).signIn('ann', 'wrong'),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });
});

describe('a page of another site', () => {
  it('changes nothing with the cookie of somebody signed in', async () => {
    const { browser } = await start();
    await browser.signIn('sue');
    const pause = (headers: Record<string, string | undefined>) =>
      browser.ask('POST', '/agents/ann/sign-in', {}, headers);
    const codes: unknown[] = [];
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
      { 'sec-fetch-site': undefined, origin: 'null' },
      { 'x-tsunagi-csrf': undefined },
      { 'x-tsunagi-csrf': 'x'.repeat(43) },
    ]) {
      codes.push((await pause(headers)).body.error.code);
    }
    expect(codes).toEqual([...Array(4).fill('wrong-origin'), ...Array(2).fill('wrong-csrf')]);
    expect((await pause({})).status).toBe(200);
    expect((await pause({ 'sec-fetch-site': undefined })).status).toBe(200);
  });

  it('signs nobody in, and opens no stream', async () => {
    const { browser } = await start();
    const body = { name: 'ann', password };
    const foreign = await browser.ask('POST', '/sign-in', body, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.body.error.code).toBe('wrong-origin');
    await browser.signIn('sue');
    expect((await browser.ask('GET', '/stream')).body.error.code).toBe('missing-key');
  });
});

describe('being signed in', () => {
  it('ends when unused for eight hours, and after a day in any case', async () => {
    const { centre, browser } = await start();
    const idle = new Browser(centre);
    await browser.signIn('ann');
    await idle.signIn('ann');
    const status = async (of: Browser) => (await of.ask('GET', '/me')).status;
    for (const at of [7, 14, 21]) {
      centre.clock.advance(7 * hour);
      expect(await status(browser), `${at} hours`).toBe(200);
    }
    expect(await status(idle)).toBe(401);
    centre.clock.advance(3 * hour);
    expect(await status(browser)).toBe(401);
  });

  it('ends by signing out, here or everywhere', async () => {
    const { centre, browser } = await start();
    const second = new Browser(centre);
    const third = new Browser(centre);
    for (const each of [browser, second, third]) await each.signIn('ann');
    const out = await browser.ask('POST', '/sign-out');
    expect(out.headers['set-cookie']).toMatch(/^tsunagi=; .*Expires=Thu, 01 Jan 1970/);
    expect((await browser.ask('GET', '/me')).status).toBe(401);
    expect((await second.ask('GET', '/me')).status).toBe(200);
    await second.ask('POST', '/sign-out', { everywhere: true });
    expect((await third.ask('GET', '/me')).status).toBe(401);
  });

  it('ends elsewhere when the password is changed', async () => {
    const { centre, browser } = await start();
    const elsewhere = new Browser(centre);
    await browser.signIn('ann');
    await elsewhere.signIn('ann');
    const next = 'another horse entirely';
    const wrong = await browser.ask('POST', '/me/password', { password: 'wrong', next });
    expect(wrong.body.error.code).toBe('wrong-password');
    const short = await browser.ask('POST', '/me/password', { password, next: 'short' });
    expect(short.body.error).toMatchObject({ code: 'password-weak', params: { least: 12 } });
    expect((await browser.ask('POST', '/me/password', { password, next })).status).toBe(200);
    expect((await browser.ask('GET', '/me')).status).toBe(200);
    expect((await elsewhere.ask('GET', '/me')).status).toBe(401);
    expect((await elsewhere.signIn('ann')).status).toBe(401);
    expect((await elsewhere.signIn('ann', next)).status).toBe(200);
  });

  it('survives a restart of the server', async () => {
    const { centre, browser } = await start();
    await browser.signIn('ann');
    const { folder, world, clock } = centre;
    await centre.stop();
    const again = Object.assign(new Browser(await startCentre({ folder, world, clock })), {
      cookie: browser.cookie,
    });
    expect((await again.ask('GET', '/me')).body).toMatchObject({ id: 'ann', csrf: browser.csrf });
  });

  it('is by a new language from then on', async () => {
    const { browser } = await start();
    await browser.signIn('ann');
    await browser.ask('POST', '/me/language', { language: 'en' });
    expect((await browser.ask('GET', '/me')).body.language).toBe('en');
  });
});
