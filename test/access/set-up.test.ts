import { afterEach, describe, expect, it } from 'vitest';
import { centreYaml, cleanUp, compileCentre, newFolder, startCentre } from '../server/centre.ts';
import { addAccount, Browser, password } from './browser.ts';

afterEach(cleanUp);

async function start(options: Parameters<typeof startCentre>[0] = {}) {
  const centre = await startCentre(options);
  const word = await centre.server.front.setUpWord();
  return { centre, browser: new Browser(centre), word };
}

const boss = { name: 'Boss', password };

describe('the first start', () => {
  it('lets whoever has its word make an admin of everything, who is signed in', async () => {
    const { browser, word } = await start();
    expect((await browser.ask('GET', '/sign-in')).body).toEqual({
      setUp: 'open',
      demo: true,
      me: null,
    });
    const { status, body, headers } = await browser.ask('POST', '/setup', { ...boss, word });
    expect([status, body]).toMatchObject([
      200,
      { id: 'boss', name: 'Boss', role: 'admin', tenant: null, teams: null, queues: null },
    ]);
    expect(headers['set-cookie']).toMatch(/^tsunagi=/);
    expect((await browser.ask('GET', '/sign-in')).body.setUp).toBe('done');
    expect((await new Browser((await start()).centre).signIn('boss')).status).toBe(401);
  });

  it('is over with the first account, however that was made', async () => {
    const { centre, browser, word } = await start();
    await addAccount(centre, 'sue', 'supervisor');
    expect(await centre.server.front.setUpWord()).toBeUndefined();
    const reply = await browser.ask('POST', '/setup', { ...boss, word });
    expect([reply.status, reply.body.error.code]).toEqual([409, 'set-up-done']);
  });

  it('makes one account of two who come at once', async () => {
    const { browser, word } = await start();
    const names = ['one', 'two', 'three'];
    const replies = await Promise.all(
      names.map((name) => browser.ask('POST', '/setup', { ...boss, name, word })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('knows no word of an earlier start, nor of another site', async () => {
    const { centre, browser, word } = await start();
    const { folder, world, clock } = centre;
    const asked = { ...boss, word };
    const foreign = await browser.ask('POST', '/setup', asked, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.body.error.code).toBe('wrong-origin');
    await centre.stop();
    const again = new Browser(await startCentre({ folder, world, clock }));
    expect((await again.ask('POST', '/setup', asked)).body.error.code).toBe('wrong-set-up-word');
    const weak = await again.ask('POST', '/setup', { ...asked, word: 'x', password: 'short' });
    expect(weak.body.error.code).toBe('wrong-set-up-word');
  });

  it('makes accounts for everybody in a demo, with the password chosen there', async () => {
    const { centre, browser, word } = await start();
    const wish = { ...boss, name: 'ann', word, demo: true, language: 'ja' };
    expect((await browser.ask('POST', '/setup', wish)).body).toMatchObject({ role: 'admin' });
    const { body } = await centre.get('/accounts');
    const rows = body.accounts.map((each: Record<string, unknown>) => [
      ...[each.name, each.shownName, each.role, each.agent, each.tenant],
    ]);
    // The admin has taken the name of an agent, who gets none.
    expect(rows).toEqual([
      ['ann', 'ann', 'admin', null, null],
      ['bob', 'Bob', 'agent', 'bob', 'sakura'],
      ['cho', 'Cho', 'agent', 'cho', 'fuji'],
      ['supervisor', 'supervisor', 'supervisor', null, null],
    ]);
    expect((await new Browser(centre).signIn('bob')).body.language).toBe('ja');
  });

  it('shares no password where a switch is real', async () => {
    const folder = newFolder();
    const real = centreYaml.replace(
      'world: { kind: simulated }',
      `world: { kind: asterisk-ari, url: "http://127.0.0.1:8088", user: u, password: "\${KEY_BOSS}" }`,
    );
    const { centre, browser, word } = await start({ folder, config: compileCentre(folder, real) });
    expect((await browser.ask('GET', '/sign-in')).body.demo).toBe(false);
    const reply = await browser.ask('POST', '/setup', { ...boss, word, demo: true });
    expect([reply.status, reply.body.error.code]).toEqual([403, 'only-demo']);
    expect((await centre.get('/accounts')).body.accounts).toEqual([]);
  });
});
