/**
 * The router is killed while callers wait, ring and talk: nobody is dropped, newcomers get the
 * fallback, and the order holds.
 */

import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from './child.ts';
import { type AsteriskMajor, type AsteriskPackages, asteriskOrSkip } from './packages.ts';
import { PhoneRack } from './phone-rack.ts';
import { type RouterChild, startRouter } from './router.ts';
import { ask, sceneCentre, scenePhones } from './scene-centre.ts';
import type { SipCall } from './sip-call.ts';
import { useAsterisk } from './suite.ts';

/** Each test starts the router two times. */
const patience = { timeout: 60_000 };

type Scene = ReturnType<typeof useScene>;

/** A router beside Asterisk, anew for every test. */
function useScene(packages: () => AsteriskPackages) {
  const asterisk = useAsterisk(() => ({ packages: packages(), phones: scenePhones }));
  const rack = new PhoneRack(asterisk);
  let router: RouterChild;
  let failed = false;
  beforeEach(async () => {
    router = await startRouter({ asterisk: asterisk(), centre: sceneCentre });
  });
  afterEach(async ({ task }) => {
    failed = task.result?.state === 'fail';
    await rack.clear();
    await router.remove({ keep: failed });
  });
  afterAll(() => router?.remove({ keep: failed }));
  return { asterisk, rack, router: () => router, ...ask(() => router) };
}

/** Callers in order of number, each waiting with music before the next dials. */
const queueUp = async ({ rack }: Scene, numbers: readonly string[]): Promise<SipCall[]> => {
  const calls: SipCall[] = [];
  for (const number of numbers) {
    const call = await rack.call(number, '5001');
    await until('music', () => call.heard > 5);
    calls.push(call);
  }
  return calls;
};

const numbers = ['0311110001', '0311110002', '0311110003', '0311110004'];

/** One agent takes the whole line; gives the numbers in the order they were served. */
const serveAll = async (scene: Scene, count: number): Promise<string[]> => {
  const { rack, signIn, connected } = scene;
  const phone = await rack.agent('1001');
  await signIn('tanaka');
  const served: string[] = [];
  let former: number | undefined;
  for (let n = 0; n < count; n++) {
    const call = await phone.incoming();
    served.push(call.shown.number);
    call.answer();
    former = await connected('tanaka', former);
    await call.hangUp();
  }
  return served;
};

/** Channels in conversations, as Asterisk tells. */
const together = async ({ asterisk }: Scene): Promise<number> =>
  (await asterisk().cli('core show channels concise')).match(/!tsunagi-\d+-talk!/g)?.length ?? 0;

const expectHeld = async (calls: readonly SipCall[]): Promise<void> => {
  for (const call of calls) {
    const before = call.heard;
    await until('the music to go on', () => call.heard > before + 10);
    expect(call.state).toBe('talking');
  }
};

/** The tests of an outage, beside one version of Asterisk. */
export async function describeOutage(major: AsteriskMajor): Promise<void> {
  const packages = await asteriskOrSkip(major);
  const name = `the router dies beside Asterisk ${major}`;
  describe.skipIf(packages === undefined)(name, patience, () => {
    const scene = useScene(() => packages!);
    testWaiting(scene);
    testTalking(scene);
    testRinging(scene);
    testAsterisk(scene);
  });
}

function testWaiting(scene: Scene): void {
  const { asterisk, rack, router } = scene;
  test('those who wait are kept, newcomers take the fallback, and the line is served in order', async () => {
    const waiting = await queueUp(scene, numbers);
    await router().kill();
    await expectHeld(waiting);

    const newcomer = await rack.call('0322220000', '5001');
    await until('the fallback queue', async () =>
      (await asterisk().cli('core show channels concise')).includes('!Queue!fallback'),
    );
    await until('its music', () => newcomer.heard > 5);
    await newcomer.hangUp();

    await router().restart();
    await expectHeld(waiting);
    expect(await serveAll(scene, numbers.length)).toEqual(numbers);
    for (const call of waiting) await call.ended;
  });

  test('the order holds even if the journal is lost with the router', async () => {
    const waiting = await queueUp(scene, numbers);
    await router().kill();
    rmSync(router().journalFolder, { recursive: true });
    await router().restart();
    await expectHeld(waiting);
    expect(await serveAll(scene, numbers.length)).toEqual(numbers);
    for (const call of waiting) await call.ended;
  });
}

function testTalking(scene: Scene): void {
  const { rack, router, signIn, becomes, connected, agent } = scene;
  test('a conversation goes on, and its end is known afterwards', async () => {
    const phone = await rack.agent('1001');
    await signIn('tanaka');
    const call = await rack.call('0311110001', '5001');
    const leg = await phone.incoming();
    leg.answer();
    await connected('tanaka');
    // What is shown may be some milliseconds ahead of what is written.
    await until('it to be written', () => router().journalText().includes('"callConnected"'));
    await router().kill();
    await router().restart();
    expect(leg.state).toBe('talking');
    expect(call.state).toBe('talking');
    expect((await agent('tanaka')).state).toBe('talking');
    await leg.hangUp();
    await call.ended;
    await becomes('tanaka', 'ready');
  });

  test('an agent who answered just then is not left alone with the caller lost', async () => {
    const phone = await rack.agent('1001', (call) => call.answer());
    await signIn('tanaka');
    const call = await rack.call('0311110001', '5001');
    await until('the phone to be answered', () => phone.calls[0]?.state === 'talking');
    await router().kill();
    await until('the time to connect to pass', () => Date.now() > call.startedAt + 6_000);
    await router().restart();
    // Either they talk on, or the caller waits and is offered again; never neither. A router that
    // died before it wrote the call down finds them together and an agent who is busy.
    await until('them to talk', async () => {
      const { state } = await agent('tanaka');
      return state === 'talking' || (state === 'busy-elsewhere' && (await together(scene)) === 2);
    });
    expect(call.state).toBe('talking');
    await call.hangUp();
    await becomes('tanaka', 'ready');
  });
}

function testRinging(scene: Scene): void {
  const { rack, router, signIn, becomes, connected, agent } = scene;
  test('who hung up meanwhile is gone, and a phone that rang is not left ringing', async () => {
    const phone = await rack.agent('1001');
    await signIn('tanaka');
    const first = await rack.call('0311110001', '5001');
    const rang = await phone.incoming();
    expect(rang.shown.number).toBe('0311110001');
    const second = await rack.call('0311110002', '5001');
    await until('music', () => second.heard > 5);
    await router().kill();
    await first.hangUp();
    await router().restart();
    await rang.ended;
    const next = await phone.incoming();
    expect(next.shown.number).toBe('0311110002');
    next.answer();
    await connected('tanaka');
    await second.hangUp();
    await next.ended;
  });

  test('a phone that rang for longer than it should is not left ringing either', async () => {
    const phone = await rack.agent('1001');
    await signIn('tanaka');
    const call = await rack.call('0311110001', '5005');
    const rang = await phone.incoming();
    await router().kill();
    await until('its ring time to pass', () => Date.now() > rang.startedAt + 5_500);
    await router().restart();
    // The outage is not of its five seconds of ringing: they go on when the router is back.
    // Asterisk by itself would let it ring for fifteen from the beginning.
    await until('the phone to fall silent', () => rang.state === 'ended', { timeoutMs: 7_000 });
    await becomes('tanaka', 'paused');
    expect((await agent('tanaka')).reason).toBe('no-answer');
    await expectHeld([call]);
  });
}

function testAsterisk(scene: Scene): void {
  const { asterisk, rack, router, signIn, connected } = scene;
  test('Asterisk itself dies: the router says so, comes back with it and takes new calls', async () => {
    const phone = await rack.agent('1001');
    await signIn('tanaka');
    await asterisk().kill();
    await until('readiness to say no', async () => (await router().readiness()).status === 503);
    expect((await router().readiness()).text).toContain('the switch is not connected');
    await asterisk().restart();
    await until('readiness', async () => (await router().readiness()).status === 200, {
      timeoutMs: 15_000,
    });
    await phone.register();
    const call = await rack.call('0311110001', '5001');
    const leg = await phone.incoming();
    leg.answer();
    await connected('tanaka');
    await call.hangUp();
    await leg.ended;
  });
}
