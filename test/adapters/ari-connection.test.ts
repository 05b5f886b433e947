/**
 * Each defect known of `ari-client` 2.2.0, and that it cannot hurt us, against a server that provokes it. Time
 * passes when a test says so.
 */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AsteriskAri, createAsteriskAri } from '../../adapters/asterisk-ari/adapter.ts';
import { AriConnection } from '../../adapters/asterisk-ari/connection.ts';
import { AriError } from '../../adapters/asterisk-ari/errors.ts';
import { AriHttp } from '../../adapters/asterisk-ari/http.ts';
import type { AriEvent } from '../../adapters/asterisk-ari/messages.ts';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import type { SwitchFact, SwitchTrouble } from '../../adapters/port.ts';
import { asCallId } from '../../core/routing/ids.ts';
import { UnrulyServer } from './unruly-server.ts';

const timeoutMs = 5_000;
let server: UnrulyServer;
let clock: ManualClock;
const opened: { close(): unknown }[] = [];

beforeEach(async () => {
  clock = createManualClock(1_000_000);
  server = await new UnrulyServer().start();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await server.stop();
});

const http = (user = 'tsunagi', password = 'secret'): AriHttp => {
  const made = new AriHttp({ url: server.url, user, password, clock, timeoutMs });
  opened.push(made);
  return made;
};

interface Ears {
  readonly events: AriEvent[];
  readonly unknown: string[];
  readonly ends: AriError[];
}

async function connect(
  user = 'tsunagi',
  password = 'secret',
  app = 'tsunagi',
): Promise<{ readonly connection: AriConnection } & Ears> {
  const ears: Ears = { events: [], unknown: [], ends: [] };
  const connection = await AriConnection.open({
    url: server.url,
    user,
    password,
    app,
    http: http(user, password),
    clock,
    timeoutMs,
    onEvent: (event) => ears.events.push(event),
    onUnknown: (type) => ears.unknown.push(type),
    onEnd: (error) => ears.ends.push(error),
  });
  opened.push(connection);
  return { connection, ...ears };
}

interface Port {
  readonly port: AsteriskAri;
  readonly facts: SwitchFact[];
  readonly troubles: SwitchTrouble[];
  readonly started: Promise<void>;
}

function startPort(password = 'secret'): Port {
  const port = createAsteriskAri(
    {
      id: 'pbx',
      kind: 'asterisk-ari',
      url: server.url,
      user: 'tsunagi',
      password,
      app: 'tsunagi',
      originatesPerSecond: 20,
      restOverWebSocket: 'never',
    },
    { clock, timeoutMs },
  );
  opened.push({ close: () => port.stop() });
  const facts: SwitchFact[] = [];
  const troubles: SwitchTrouble[] = [];
  const started = port.start({
    onFact: (fact) => facts.push(fact),
    onTrouble: (trouble) => troubles.push(trouble),
    mintCall: () => asCallId(1),
  });
  return { port, facts, troubles, started };
}

const failure = (promise: Promise<unknown>): Promise<AriError> =>
  promise.then(
    () => {
      throw new Error('it succeeded');
    },
    (error) => error as AriError,
  );

describe('1: promises that never settle', () => {
  test('a burst over a server that cuts every third connection settles to the last', async () => {
    let count = 0;
    server.treat = () => (++count % 3 === 0 ? 'cut' : undefined);
    const client = http();
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
    server.treat = () => (++count === 1 ? 'cut' : undefined);
    expect(await http().send({ method: 'GET', path: 'channels' })).toMatchObject({ status: 200 });
    expect(server.heard).toHaveLength(2);
  });

  test('a burst opens eight connections at most', async () => {
    const client = http();
    await Promise.all(
      Array.from({ length: 300 }, () => client.send({ method: 'GET', path: 'channels' })),
    );
    expect(server.connectionsOpenMax).toBeGreaterThan(1);
    expect(server.connectionsOpenMax).toBeLessThanOrEqual(8);
  });

  test('a closed port is told as such', async () => {
    const client = http();
    await server.stop();
    const error = await failure(client.send({ method: 'GET', path: 'channels' }));
    expect(error).toMatchObject({ code: 'refused-connection' });
    expect(error.message).toContain(server.url);
  });

  test('the library’s own calls settle when the connection is cut before the reply', async () => {
    const { connection } = await connect();
    server.treat = () => 'cut';
    const error = await failure(connection.administer('endpoints', 'list', {}));
    expect(error).toMatchObject({ code: 'lost-connection' });
  });
});

describe('2: no time-outs', () => {
  test('a request to a server that hangs is given up', async () => {
    server.treat = () => 'hang';
    const request = failure(http().send({ method: 'GET', path: 'channels' }));
    await vi.waitUntil(() => server.heard.length === 1);
    clock.advance(timeoutMs);
    expect(await request).toMatchObject({ code: 'no-answer' });
  });

  test('so is a call by the library', async () => {
    const { connection } = await connect();
    server.treat = () => 'hang';
    const before = server.heard.length;
    const call = failure(connection.administer('endpoints', 'list', {}));
    await vi.waitUntil(() => server.heard.length > before);
    clock.advance(timeoutMs);
    expect(await call).toMatchObject({ code: 'no-answer' });
  });

  test.each(['asterisk/info', 'api-docs/resources.json', 'events'])(
    'so is connecting when %s hangs',
    async (path) => {
      server.treat = (heard) => (heard.path.startsWith(path) ? 'hang' : undefined);
      const connecting = failure(connect());
      await vi.waitUntil(() => server.heard.some((heard) => heard.path.startsWith(path)));
      clock.advance(timeoutMs);
      expect(await connecting).toMatchObject({ code: 'no-answer' });
    },
  );
});

describe('3: giving up after ten reconnects', () => {
  test('a server that was down for ten minutes is found again', async () => {
    const { port, facts, troubles, started } = startPort();
    await started;
    await server.stop();
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    const until = clock.now() + 600_000;
    while (clock.now() < until) {
      const before = troubles.length;
      clock.advance((clock.next() ?? until) - clock.now());
      await vi.waitUntil(() => troubles.length > before);
    }
    expect(troubles.length).toBeGreaterThan(100);
    expect(facts.filter((fact) => fact.type === 'switch-lost')).toHaveLength(1);
    await server.start();
    clock.advance(5_000);
    await vi.waitUntil(() => port.connected);
    expect(facts.at(-1)).toMatchObject({ type: 'switch-restored' });
  });

  test('attempts follow one schedule, without chance', async () => {
    await server.stop();
    const { troubles } = startPort();
    for (const waitMs of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const before = troubles.length;
      await vi.waitUntil(() => troubles.length > before);
      expect(troubles.at(-1)?.message).toContain(`trying again in ${waitMs / 1_000} s`);
      expect(clock.next()).toBe(clock.now() + waitMs);
      clock.advance(waitMs);
    }
  });

  test('the library does not reconnect beside us', async () => {
    const { ends } = await connect();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    server.drop();
    await vi.waitUntil(() => ends.length > 0);
    const delays = timers.mock.calls.map(([, ms]) => ms);
    timers.mockRestore();
    // Its first pause is 100 ms.
    expect(delays).not.toContain(100);
    expect(ends).toHaveLength(1);
    expect(ends[0]).toMatchObject({ code: 'lost-connection' });
  });
});

test('4: two users of one process each keep their own credentials', async () => {
  server.users.set('other', 'quite: different&=ü'.replace(':', ''));
  const first = await connect();
  const second = await connect('other', 'quite different&=ü', 'other-app');
  const before = server.heard.length;
  for (const { connection } of [first, second, first]) {
    await connection.administer('endpoints', 'list', {});
  }
  expect(server.heard.slice(before).map(({ user }) => user)).toEqual([
    'tsunagi',
    'other',
    'tsunagi',
  ]);
});

describe('5: a wrong password', () => {
  test('is told in a sentence, and tried again until it is right', async () => {
    const { troubles, started } = startPort('wrong');
    await vi.waitUntil(() => troubles.length > 0);
    expect(troubles[0]).toMatchObject({ code: 'wrong-password', retriable: true });
    expect(troubles[0]?.message).toContain('"tsunagi"');
    expect(troubles[0]?.message).toContain(server.url);
    server.users.set('tsunagi', 'wrong');
    clock.advance(250);
    await started;
  });

  test('is no uncaught string when only the API description is refused', async () => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    for (const path of ['api-docs/resources.json', 'api-docs/channels.json', 'events']) {
      server.treat = (heard) =>
        heard.path.startsWith(path) && heard.user !== '' ? { status: 401 } : undefined;
      expect(await failure(connect())).toBeInstanceOf(AriError);
    }
    process.off('uncaughtException', uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  });
});

describe('6: errors without a status', () => {
  test.each([404, 409, 500])('%i is told with its number and its reason', async (status) => {
    const { connection } = await connect();
    server.treat = () => ({ status, body: { message: 'Because' } });
    const parameters = { applicationName: 'tsunagi', eventSource: 'deviceState:PJSIP/1' };
    const error = await failure(connection.administer('applications', 'subscribe', parameters));
    expect(error).toMatchObject({ status, code: 'command-failed' });
    expect(error.message).toContain('Because');
  });

  test('a missing parameter and a missing operation are errors, not strings', async () => {
    const { connection } = await connect();
    for (const operation of ['subscribe', 'no-such-operation']) {
      expect(await failure(connection.administer('applications', operation, {}))).toBeInstanceOf(
        AriError,
      );
    }
  });
});

describe('7: a crash on an unknown event', () => {
  test('what nobody knows is dropped, and the rest goes on', async () => {
    const { events, unknown } = await connect();
    const odd = [
      'no JSON',
      'null',
      '17',
      '[]',
      '{}',
      { type: 'BrandNewEvent' },
      { type: 'toString' },
    ];
    for (const each of odd) server.say(each);
    server.say({ type: 'StasisEnd', channel: { id: '1.1' } });
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
    const { port, troubles, started } = startPort();
    await started;
    for (let i = 0; i < 3; i++) server.say({ type: 'BrandNewEvent' });
    await vi.waitUntil(() => port.unknownEvents.get('BrandNewEvent') === 3);
    expect(troubles.map(({ code }) => code)).toEqual(['unknown-message']);
  });

  test('known events with missing or odd parts do no harm', async () => {
    const { port, troubles, started } = startPort();
    await started;
    for (const type of [
      ...['StasisStart', 'StasisEnd', 'ChannelDestroyed', 'ChannelStateChange', 'Dial'],
      ...['ChannelEnteredBridge', 'ChannelLeftBridge', 'ChannelHold', 'ChannelDtmfReceived'],
      ...['PlaybackFinished', 'RecordingStarted', 'RecordingFailed', 'DeviceStateChanged'],
      ...['PeerStatusChange', 'BridgeBlindTransfer', 'BridgeAttendedTransfer'],
    ]) {
      server.say({ type });
      for (const part of ['channel', 'peer', 'bridge', 'playback', 'recording', 'endpoint']) {
        server.say({ type, [part]: {} });
        server.say({ type, [part]: null });
        server.say({ type, [part]: { id: 'x', name: 'x', resource: 'x' } });
      }
    }
    server.say({ type: 'BrandNewEvent' });
    await vi.waitUntil(() => port.unknownEvents.size > 0);
    expect(port.connected).toBe(true);
    expect(troubles.filter(({ code }) => code !== 'unknown-message')).toEqual([]);
  });
});

describe('8: silence', () => {
  const pings = (): number => server.heard.filter(({ path }) => path === 'asterisk/ping').length;
  /** The next heartbeat is the next thing that happens. */
  const beatSet = (): Promise<unknown> =>
    vi.waitUntil(() => [5_000, 1_000].includes((clock.next() ?? 0) - clock.now()));

  test('nothing is printed', async () => {
    const spies = (['log', 'info', 'warn', 'error'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    const { connection } = await connect();
    await connection.administer('endpoints', 'list', {});
    const calls = spies.flatMap((spy) => spy.mock.calls);
    vi.restoreAllMocks();
    expect(calls).toEqual([]);
  });

  test('a socket that has gone deaf is replaced', async () => {
    const { port, facts, troubles, started } = startPort();
    await started;
    await beatSet();
    server.pongs = false;
    clock.advance(5_000);
    await vi.waitUntil(() => server.heard.some(({ path }) => path === 'asterisk/ping'));
    clock.advance(4_000);
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    expect(troubles[0]).toMatchObject({ code: 'no-answer', retriable: true });
    server.pongs = true;
    clock.advance(250);
    await vi.waitUntil(() => port.connected);
    expect(server.upgrades).toBe(2);
    expect(server.sockets).toHaveLength(1);
  });

  test('one missed answer by HTTP is forgiven, two are not', async () => {
    const { facts, troubles, started } = startPort();
    await started;
    server.treat = (heard) => (heard.path === 'asterisk/ping' ? 'hang' : undefined);
    for (let beat = 1; beat <= 2; beat++) {
      await beatSet();
      clock.advance(5_000);
      await vi.waitUntil(() => pings() === beat);
      expect(facts.map((fact) => fact.type)).toEqual(['switch-restored']);
      clock.advance(4_000);
    }
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    expect(troubles[0]).toMatchObject({ code: 'no-answer' });
  });

  test('a healthy connection is kept', async () => {
    const { facts, troubles, started } = startPort();
    await started;
    for (let beat = 1; beat <= 20; beat++) {
      await beatSet();
      clock.advance(5_000);
      await vi.waitUntil(() => pings() === beat);
    }
    expect(facts.map((fact) => fact.type)).toEqual(['switch-restored']);
    expect(troubles).toEqual([]);
    expect(server.upgrades).toBe(1);
  });
});

describe('another router under our name', () => {
  test('is left alone, until the name is free', async () => {
    const { port, facts, troubles, started } = startPort();
    await started;
    server.say({ type: 'ApplicationReplaced', application: 'somebody-else' });
    server.say({ type: 'ApplicationReplaced', application: 'tsunagi' });
    await vi.waitUntil(() => facts.some((fact) => fact.type === 'switch-lost'));
    expect(troubles.map(({ code }) => code)).toEqual(['replaced-by-other-router']);
    for (let look = 1; look <= 3; look++) {
      clock.advance(30_000);
      await vi.waitUntil(() => troubles.length === 1 + look);
    }
    expect(server.upgrades).toBe(1);
    server.treat = ({ method, path }) =>
      method === 'GET' && path === 'applications/tsunagi' ? { status: 404 } : undefined;
    clock.advance(30_000);
    await vi.waitUntil(() => port.connected);
    expect(server.upgrades).toBe(2);
  });
});
