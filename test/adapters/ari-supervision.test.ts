/**
 * The defects known of `ari-client` 2.2.0 over time: giving up, deafness, a wrong password. The
 * numbers are those of ari-connection.test.ts.
 */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AriError } from '../../adapters/asterisk-ari/errors.ts';
import { AriScene, failure } from './ari-scene.ts';

let scene: AriScene;
beforeEach(async () => {
  scene = await AriScene.open();
});
afterEach(() => scene.close());

describe('3: giving up after ten reconnects', () => {
  test('a server that was down for ten minutes is found again', async () => {
    const { port, facts, troubles, started } = scene.startPort();
    await started;
    await scene.server.stop();
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    const until = scene.clock.now() + 600_000;
    while (scene.clock.now() < until) {
      const before = troubles.length;
      scene.clock.advance((scene.clock.next() ?? until) - scene.clock.now());
      await vi.waitUntil(() => troubles.length > before);
    }
    expect(troubles.length).toBeGreaterThan(100);
    expect(facts.filter((fact) => fact.type === 'switch-lost')).toHaveLength(1);
    await scene.server.start();
    scene.clock.advance(5_000);
    await vi.waitUntil(() => port.connected);
    expect(facts.at(-1)).toMatchObject({ type: 'switch-restored' });
  });

  test('attempts follow one schedule, without chance', async () => {
    await scene.server.stop();
    const { troubles } = scene.startPort();
    for (const waitMs of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const before = troubles.length;
      await vi.waitUntil(() => troubles.length > before);
      expect(troubles.at(-1)?.message).toContain(`trying again in ${waitMs / 1_000} s`);
      expect(scene.clock.next()).toBe(scene.clock.now() + waitMs);
      scene.clock.advance(waitMs);
    }
  });

  test('the library does not reconnect beside us', async () => {
    const { ends } = await scene.connect();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    scene.server.drop();
    await vi.waitUntil(() => ends.length > 0);
    const delays = timers.mock.calls.map(([, ms]) => ms);
    timers.mockRestore();
    // Its first pause is 100 ms.
    expect(delays).not.toContain(100);
    expect(ends).toHaveLength(1);
    expect(ends[0]).toMatchObject({ code: 'lost-connection' });
  });
});

describe('5: a wrong password', () => {
  test('is told in a sentence, and tried again until it is right', async () => {
    const { troubles, started } = scene.startPort('wrong');
    await vi.waitUntil(() => troubles.length > 0);
    expect(troubles[0]).toMatchObject({ code: 'wrong-password', retriable: true });
    expect(troubles[0]?.message).toContain('"tsunagi"');
    expect(troubles[0]?.message).toContain(scene.server.url);
    scene.server.users.set('tsunagi', 'wrong');
    scene.clock.advance(250);
    await started;
  });

  test('is no uncaught string when only the API description is refused', async () => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    for (const path of ['api-docs/resources.json', 'api-docs/channels.json', 'events']) {
      scene.server.treat = (heard) =>
        heard.path.startsWith(path) && heard.user !== '' ? { status: 401 } : undefined;
      expect(await failure(scene.connect())).toBeInstanceOf(AriError);
    }
    process.off('uncaughtException', uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  });
});

describe('8: silence', () => {
  const pings = (): number =>
    scene.server.heard.filter(({ path }) => path === 'asterisk/ping').length;
  /** The next heartbeat is the next thing that happens. */
  const beatSet = (): Promise<unknown> =>
    vi.waitUntil(() => [5_000, 1_000].includes((scene.clock.next() ?? 0) - scene.clock.now()));

  test('nothing is printed', async () => {
    const spies = (['log', 'info', 'warn', 'error'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    const { connection } = await scene.connect();
    await connection.administer('endpoints', 'list', {});
    const calls = spies.flatMap((spy) => spy.mock.calls);
    vi.restoreAllMocks();
    expect(calls).toEqual([]);
  });

  test('a socket that has gone deaf is replaced', async () => {
    const { port, facts, troubles, started } = scene.startPort();
    await started;
    await beatSet();
    scene.server.pongs = false;
    scene.clock.advance(5_000);
    await vi.waitUntil(() => scene.server.heard.some(({ path }) => path === 'asterisk/ping'));
    scene.clock.advance(4_000);
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    expect(troubles[0]).toMatchObject({ code: 'no-answer', retriable: true });
    scene.server.pongs = true;
    scene.clock.advance(250);
    await vi.waitUntil(() => port.connected);
    expect(scene.server.upgrades).toBe(2);
    expect(scene.server.sockets).toHaveLength(1);
  });

  test('one missed answer by HTTP is forgiven, two are not', async () => {
    const { facts, troubles, started } = scene.startPort();
    await started;
    scene.server.treat = (heard) => (heard.path === 'asterisk/ping' ? 'hang' : undefined);
    for (let beat = 1; beat <= 2; beat++) {
      await beatSet();
      scene.clock.advance(5_000);
      await vi.waitUntil(() => pings() === beat);
      expect(facts.map((fact) => fact.type)).toEqual(['switch-restored']);
      scene.clock.advance(4_000);
    }
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    expect(troubles[0]).toMatchObject({ code: 'no-answer' });
  });

  test('a healthy connection is kept', async () => {
    const { facts, troubles, started } = scene.startPort();
    await started;
    for (let beat = 1; beat <= 20; beat++) {
      await beatSet();
      scene.clock.advance(5_000);
      await vi.waitUntil(() => pings() === beat);
    }
    expect(facts.map((fact) => fact.type)).toEqual(['switch-restored']);
    expect(troubles).toEqual([]);
    expect(scene.server.upgrades).toBe(1);
  });
});

describe('another router under our name', () => {
  test('is left alone, until the name is free', async () => {
    const { port, facts, troubles, started } = scene.startPort();
    await started;
    scene.server.say({ type: 'ApplicationReplaced', application: 'somebody-else' });
    scene.server.say({ type: 'ApplicationReplaced', application: 'tsunagi' });
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    expect(troubles.map(({ code }) => code)).toEqual(['replaced-by-other-router']);
    for (const [i, waitMs] of [1_000, 30_000, 30_000].entries()) {
      const look = i + 1;
      scene.clock.advance(waitMs);
      await vi.waitUntil(() => troubles.length === 1 + look);
    }
    expect(scene.server.upgrades).toBe(1);
    scene.server.treat = ({ method, path }) =>
      method === 'GET' && path === 'applications/tsunagi' ? { status: 404 } : undefined;
    scene.clock.advance(30_000);
    await vi.waitUntil(() => port.connected);
    expect(scene.server.upgrades).toBe(2);
  });

  test('that has gone at once was none: the place is taken again a second later', async () => {
    const { port, facts, started } = scene.startPort();
    await started;
    scene.server.treat = ({ method, path }) =>
      method === 'GET' && path === 'applications/tsunagi' ? { status: 404 } : undefined;
    for (const times of [1, 2]) {
      scene.server.say({ type: 'ApplicationReplaced', application: 'tsunagi' });
      await vi.waitUntil(() => facts.filter(({ type }) => type === 'switch-lost').length === times);
      scene.clock.advance(1_000);
      await vi.waitUntil(() => port.connected);
    }
  });
});
