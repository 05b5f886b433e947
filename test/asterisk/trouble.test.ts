/** What goes wrong around a real Asterisk gets a clear answer and loses nobody. */

import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from './child.ts';
import { asteriskOrSkip } from './packages.ts';
import { PhoneRack } from './phone-rack.ts';
import { type RouterChild, type RouterOptions, startRouter } from './router.ts';
import { sceneCentre, scenePhones } from './scene-centre.ts';
import { freeTcpPort } from './server.ts';
import { useAsterisk } from './suite.ts';

const dialplan = `[from-trunk](+)
exten => 5900,1,Stasis(tsunagi,queue,nosuchqueue)
 same => n,Goto(fallback,5900,1)
exten => 5901,1,Stasis(tsunagi,what,is,this)
 same => n,Goto(fallback,5901,1)`;

const packages = await asteriskOrSkip(22);

describe.skipIf(packages === undefined)('trouble beside Asterisk 22', { timeout: 60_000 }, () => {
  const asterisk = useAsterisk(() => ({
    packages: packages!,
    phones: scenePhones,
    more: { 'extensions.conf': dialplan },
  }));
  const rack = new PhoneRack(asterisk);
  let router: RouterChild | undefined;

  afterEach(async ({ task }) => {
    await rack.clear();
    await router?.remove({ keep: task.result?.state === 'fail' });
    router = undefined;
  });

  const start = async (options: Partial<RouterOptions> = {}): Promise<RouterChild> => {
    router = await startRouter({ asterisk: asterisk(), centre: sceneCentre, ...options });
    return router;
  };

  const inFallback = (): Promise<unknown> =>
    until('the fallback queue', async () =>
      (await asterisk().cli('core show channels concise')).includes('!Queue!fallback'),
    );

  test('a wrong password: not ready, which one, and callers take the fallback', async () => {
    const { readiness, output } = await notReady({ ariPassword: 'wrong' });
    expect(readiness).toMatch(/password/i);
    expect(readiness).toContain(asterisk().ariUrl);
    expect(output).toMatch(/password/i);
    await rack.call('0311110001', '5001');
    await inFallback();
  });

  test('a closed port: not ready, which one', async () => {
    const ariUrl = `http://127.0.0.1:${await freeTcpPort()}`;
    const { user, password } = asterisk();
    const { readiness } = await notReady({ asterisk: { ariUrl, user, password } });
    expect(readiness).toContain(ariUrl);
    expect(readiness).toMatch(/refused|not connected/i);
  });

  const notReady = async (
    options: Partial<RouterOptions>,
  ): Promise<{ readiness: string; output: string }> => {
    const started = await start({ ...options, waitFor: 'listening' });
    const readiness = await until('the reason', async () => {
      const { status, text } = await started.readiness();
      expect(status).toBe(503);
      return text.includes('http') ? text : undefined;
    });
    expect((await fetch(`${started.opsUrl}/healthz`)).status).toBe(200);
    return { readiness, output: started.output() };
  };

  test('an attempt to connect that Asterisk reads when it is over takes nobody’s place for long', async () => {
    const started = await start();
    await knockAndGo();
    await until('the loss', () => started.output().includes('another router has connected'));
    await until('the router in its place', async () => (await started.readiness()).status === 200);
    expect(started.output()).not.toContain('trying again in 30 s');
  });

  /** As of a router whose line broke on the way: nobody is there any more to hear the answer. */
  async function knockAndGo(): Promise<void> {
    const { httpPort, user, password } = asterisk();
    const request = [
      `GET /ari/events?app=tsunagi&api_key=${user}:${encodeURIComponent(password)} HTTP/1.1`,
      ...['Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade'],
      ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
    ];
    const socket = connect(httpPort, '127.0.0.1');
    socket.on('error', () => {});
    await new Promise<void>((resolve) => socket.end(request.join('\r\n'), () => resolve()));
  }

  for (const [dialled, what, log] of [
    ['5900', 'an unknown queue in Stasis()', 'nosuchqueue'],
    ['5901', 'arguments that mean nothing', 'what,is'],
    ['5999', 'a dialled number without an entry', '5999'],
  ] as const) {
    test(`${what}: logged, counted, back to the dialplan`, async () => {
      const started = await start();
      const before = refusals(await started.metrics());
      await rack.call('0311110001', dialled);
      await inFallback();
      expect(started.output()).toContain(log);
      expect(refusals(await started.metrics())).toBe(before + 1);
      expect((await started.api<{ calls: unknown[] }>('GET', 'calls')).calls).toEqual([]);
    });
  }
});

/** Sum of the counter of callers sent back. */
function refusals(metrics: string): number {
  let sum = 0;
  for (const [, value] of metrics.matchAll(/^acd_callers_refused_total(?:\{[^}]*\})? (\S+)$/gm)) {
    sum += Number(value);
  }
  return sum;
}
