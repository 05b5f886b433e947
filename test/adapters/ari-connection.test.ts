/**
 * The defects known of single calls of `ari-client` 2.2.0, and that none can hurt us, against a
 * server that provokes them. Time passes when a test says so.
 */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AriError } from '../../adapters/asterisk-ari/errors.ts';
import { apiDocument } from '../support/ari-server/docs.ts';
import { AriScene, failure, timeoutMs } from './ari-scene.ts';

let scene: AriScene;
beforeEach(async () => {
  scene = await AriScene.open();
});
afterEach(() => scene.close());

describe('1: promises that never settle', () => {
  test('a burst over a server that cuts every third connection settles to the last', async () => {
    let count = 0;
    scene.server.treat = () => (++count % 3 === 0 ? 'cut' : undefined);
    const client = scene.http();
    const burst = Array.from({ length: 300 }, () =>
      client.send({ method: 'GET', path: 'channels', once: true }),
    );
    const results = await Promise.allSettled(burst);
    const cut = results.filter((each) => each.status === 'rejected');
    expect(cut).toHaveLength(100);
    for (const each of cut) expect(each.reason).toMatchObject({ code: 'lost-connection' });
  });

  test('what may be repeated is repeated once', async () => {
    let count = 0;
    scene.server.treat = () => (++count === 1 ? 'cut' : undefined);
    expect(await scene.http().send({ method: 'GET', path: 'channels' })).toMatchObject({
      status: 200,
    });
    expect(scene.server.heard).toHaveLength(2);
  });

  test('a burst opens eight connections at most', async () => {
    const client = scene.http();
    await Promise.all(
      Array.from({ length: 300 }, () => client.send({ method: 'GET', path: 'channels' })),
    );
    expect(scene.server.connectionsOpenMax).toBeGreaterThan(1);
    expect(scene.server.connectionsOpenMax).toBeLessThanOrEqual(8);
  });

  test('a closed port is told as such', async () => {
    const client = scene.http();
    await scene.server.stop();
    const error = await failure(client.send({ method: 'GET', path: 'channels' }));
    expect(error).toMatchObject({ code: 'refused-connection' });
    expect(error.message).toContain(scene.server.url);
  });

  test('the library’s own calls settle when the connection is cut before the reply', async () => {
    const { connection } = await scene.connect();
    scene.server.treat = () => 'cut';
    const error = await failure(connection.administer('endpoints', 'list', {}));
    expect(error).toMatchObject({ code: 'lost-connection' });
  });
});

describe('2: no time-outs', () => {
  test('a request to a server that hangs is given up', async () => {
    scene.server.treat = () => 'hang';
    const request = failure(scene.http().send({ method: 'GET', path: 'channels' }));
    await vi.waitUntil(() => scene.server.heard.length === 1);
    scene.clock.advance(timeoutMs);
    expect(await request).toMatchObject({ code: 'no-answer' });
  });

  test('so is a call by the library', async () => {
    const { connection } = await scene.connect();
    scene.server.treat = () => 'hang';
    const before = scene.server.heard.length;
    const call = failure(connection.administer('endpoints', 'list', {}));
    await vi.waitUntil(() => scene.server.heard.length > before);
    scene.clock.advance(timeoutMs);
    expect(await call).toMatchObject({ code: 'no-answer' });
  });

  test.each(['asterisk/info', 'api-docs/resources.json', 'events'])(
    'so is connecting when %s hangs',
    async (path) => {
      scene.server.treat = (heard) => (heard.path.startsWith(path) ? 'hang' : undefined);
      const connecting = failure(scene.connect());
      await vi.waitUntil(() => scene.server.heard.some((heard) => heard.path.startsWith(path)));
      scene.clock.advance(timeoutMs);
      expect(await connecting).toMatchObject({ code: 'no-answer' });
    },
  );
});

test('given up while connecting, it opens no socket, which would replace the router in its place', async () => {
  let answer = (): void => {};
  const after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const last = 'api-docs/applications.json';
  const body = apiDocument('applications', scene.server.url);
  scene.server.treat = ({ path }) =>
    path.startsWith(last) ? { status: 200, body, after } : undefined;
  const giveUp = new AbortController();
  const connecting = failure(scene.connect('tsunagi', 'secret', 'tsunagi', giveUp.signal));
  await vi.waitUntil(() => scene.server.heard.some(({ path }) => path.startsWith(last)));
  giveUp.abort();
  answer();
  expect(await connecting).toMatchObject({ code: 'lost-connection' });
  expect(scene.server.upgrades).toBe(0);
});

test('4: two users of one process each keep their own credentials', async () => {
  scene.server.users.set('other', 'quite: different&=ü'.replace(':', ''));
  const first = await scene.connect();
  const second = await scene.connect('other', 'quite different&=ü', 'other-app');
  const before = scene.server.heard.length;
  for (const { connection } of [first, second, first]) {
    await connection.administer('endpoints', 'list', {});
  }
  expect(scene.server.heard.slice(before).map(({ user }) => user)).toEqual([
    'tsunagi',
    'other',
    'tsunagi',
  ]);
});

describe('6: errors without a status', () => {
  test.each([404, 409, 500])('%i is told with its number and its reason', async (status) => {
    const { connection } = await scene.connect();
    scene.server.treat = () => ({ status, body: { message: 'Because' } });
    const parameters = { applicationName: 'tsunagi', eventSource: 'deviceState:PJSIP/1' };
    const error = await failure(connection.administer('applications', 'subscribe', parameters));
    expect(error).toMatchObject({ status, code: 'command-failed' });
    expect(error.message).toContain('Because');
  });

  test('a missing parameter and a missing operation are errors, not strings', async () => {
    const { connection } = await scene.connect();
    for (const operation of ['subscribe', 'no-such-operation']) {
      expect(await failure(connection.administer('applications', operation, {}))).toBeInstanceOf(
        AriError,
      );
    }
  });
});

describe('7: a crash on an unknown event', () => {
  test('what nobody knows is dropped, and the rest goes on', async () => {
    const { events, unknown } = await scene.connect();
    const odd = [
      'no JSON',
      'null',
      '17',
      '[]',
      '{}',
      { type: 'BrandNewEvent' },
      { type: 'toString' },
    ];
    for (const each of odd) scene.server.say(each);
    scene.server.say({ type: 'StasisEnd', channel: { id: '1.1' } });
    await vi.waitUntil(() => events.length > 0);
    expect(events).toEqual([{ type: 'StasisEnd', channel: { id: '1.1' } }]);
    expect(unknown).toEqual([
      'not JSON',
      'undefined',
      'undefined',
      'undefined',
      'undefined',
      'BrandNewEvent',
      'toString',
    ]);
  });

  test('it is counted, and reported once', async () => {
    const { port, troubles, started } = scene.startPort();
    await started;
    for (let i = 0; i < 3; i++) scene.server.say({ type: 'BrandNewEvent' });
    await vi.waitUntil(() => port.unknownEvents.get('BrandNewEvent') === 3);
    expect(troubles.map(({ code }) => code)).toEqual(['unknown-message']);
  });

  test('known events with missing or odd parts do no harm', async () => {
    const { port, troubles, started } = scene.startPort();
    await started;
    for (const type of [
      ...['StasisStart', 'StasisEnd', 'ChannelDestroyed', 'ChannelStateChange', 'Dial'],
      ...['ChannelEnteredBridge', 'ChannelLeftBridge', 'ChannelHold', 'ChannelDtmfReceived'],
      ...['PlaybackFinished', 'RecordingStarted', 'RecordingFailed', 'DeviceStateChanged'],
      ...['PeerStatusChange', 'BridgeBlindTransfer', 'BridgeAttendedTransfer'],
    ]) {
      scene.server.say({ type });
      for (const part of ['channel', 'peer', 'bridge', 'playback', 'recording', 'endpoint']) {
        scene.server.say({ type, [part]: {} });
        scene.server.say({ type, [part]: null });
        scene.server.say({ type, [part]: { id: 'x', name: 'x', resource: 'x' } });
      }
    }
    scene.server.say({ type: 'BrandNewEvent' });
    await vi.waitUntil(() => port.unknownEvents.size > 0);
    expect(port.connected).toBe(true);
    expect(troubles.filter(({ code }) => code !== 'unknown-message')).toEqual([]);
  });
});
