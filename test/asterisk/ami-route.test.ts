/** The router as an admin runs it, beside an Asterisk that it reaches by AMI alone. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { run, until } from './child.ts';
import { asteriskOrSkip, checkoutRoot } from './packages.ts';
import { agentHertz, callerHertz, PhoneRack } from './phone-rack.ts';
import { type RouterChild, startRouter } from './router.ts';
import { ask, sceneCentre, scenePhones } from './scene-centre.ts';
import { useAsterisk } from './suite.ts';

const voices = [callerHertz, agentHertz];
const cli = join(process.env.TSUNAGI_DIST ?? join(checkoutRoot(), 'dist'), 'server/cli.js');

/** Waiting callers are told their place. */
const centre = {
  ...sceneCentre,
  queues: {
    ...(sceneCentre.queues as object),
    told: {
      ...(sceneCentre.queues as { plain: object }).plain,
      positions: { first: '1s', every: '30s', wait: false },
    },
  },
  entries: { ...(sceneCentre.entries as object), '5006': { queue: 'told' } },
};

const packages = await asteriskOrSkip(16);
const title = 'a router beside Asterisk 16 without ARI';
describe.skipIf(packages === undefined)(title, { timeout: 40_000 }, () => {
  const asterisk = useAsterisk(() => ({
    packages: packages!,
    phones: scenePhones,
    routedByAmi: true,
  }));
  const rack = new PhoneRack(asterisk);
  let router: RouterChild;
  let failed = false;
  const { signIn, becomes, connected, calls, holds } = ask(() => router);

  beforeAll(async () => {
    router = await startRouter({ asterisk: asterisk(), amiPort: asterisk().amiPort, centre });
  }, 60_000);
  afterEach(async ({ task }) => {
    failed ||= task.result?.state === 'fail';
    await rack.clear();
  });
  afterAll(() => router?.remove({ keep: failed }));

  test('a caller waits, talks to an agent, is recorded, and both are free again', async () => {
    const phone = await rack.agent('1001');
    const caller = await rack.call('0311110001', '5002', 'Hanako, 1 | x=$(y)');
    await until('music', () => caller.hears(voices) === 'other');
    await signIn('tanaka');
    const leg = await phone.incoming();
    expect(leg.shown).toEqual({ number: '0311110001', name: 'recorded: Hanako, 1 | x=$(y)' });
    leg.answer();
    const call = await connected('tanaka');
    await until('the agent to hear the caller', () => leg.hears(voices) === callerHertz);
    await until('the caller to hear the agent', () => caller.hears(voices) === agentHertz);
    await until('the recording', async () =>
      (await calls()).some((each) => each.id === call && each.recording === 'started'),
    );
    const folder = join(asterisk().folder, 'spool/recording');
    await until('sound in the file', () =>
      readdirSync(folder).some((name) => statSync(join(folder, name)).size > 1_000),
    );
    await leg.hangUp();
    await caller.ended;
    await becomes('tanaka', 'ready');
    await holds(0);
    await router.api('POST', 'agents/tanaka/sign-out');
  });

  test('an agent signs in by feature code, and a caller presses a key', async () => {
    const phone = await rack.agent('1002');
    await phone.dial('*71').catch(() => {});
    await becomes('sato', 'ready');
    const caller = await rack.call('0311110002', '5003');
    const leg = await phone.incoming();
    leg.answer();
    await connected('sato');
    await leg.hangUp();
    await caller.ended;
    await phone.dial('*72').catch(() => {});
    await becomes('sato', 'signed-out');
    const other = await rack.call('0311110003', '5003');
    await until('music', () => other.heard > 5);
    other.press('3');
    await other.ended;
    await holds(0);
  });

  test('a waiting caller is told the place, numbers and all', async () => {
    const first = await rack.call('0311110004', '5006');
    const second = await rack.call('0311110005', '5006');
    await until('the place', () => asterisk().log(300).includes("Playing 'digits/2"));
    await first.hangUp();
    await second.hangUp();
    await holds(0);
  });

  test('a router that restarts takes up who waits and who talks', async () => {
    const phone = await rack.agent('1001');
    await signIn('tanaka');
    const talking = await rack.call('0311110008', '5001');
    const leg = await phone.incoming();
    leg.answer();
    const call = await connected('tanaka');
    const waiting = await rack.call('0311110009', '5001');
    await holds(2);
    await router.stop();
    await router.restart();
    await holds(2);
    expect((await calls()).find(({ id }) => id === call)?.agent).toBe('tanaka');
    await until('the agent’s voice', () => talking.hears(voices) === agentHertz);
    await talking.hangUp();
    const next = await until('the next call', () => phone.calls.find((each) => each !== leg));
    next.answer();
    await connected('tanaka', call);
    await until('the voice of who waited', () => next.hears(voices) === callerHertz);
    await waiting.hangUp();
    await becomes('tanaka', 'ready');
    await router.api('POST', 'agents/tanaka/sign-out');
    await holds(0);
  });

  test('without the router newcomers fall back, who waits stays, and can be rescued', async () => {
    const waiting = await rack.call('0311110006', '5001');
    await holds(1);
    await router.kill();
    const newcomer = await rack.call('0311110007', '5001');
    const inFallback = async (): Promise<number> =>
      (await asterisk().cli('core show channels concise')).split('!Queue!fallback').length - 1;
    await until('the fallback', async () => (await inFallback()) === 1);
    await until('music', () => waiting.hears(voices) === 'other');
    const rescued = await run(process.execPath, [cli, 'rescue', '--config', router.configFolder], {
      env: {
        ...process.env,
        TSUNAGI_ARI_PASSWORD: asterisk().password,
        TSUNAGI_TEST_KEY: 'x'.repeat(20),
      },
      timeoutMs: 20_000,
    });
    expect(rescued.stdout).toMatch(/1\. 0311110006.*tsunagi,back,1\n1 waited in tsunagi: 1 moved/);
    await until('both in the fallback', async () => (await inFallback()) === 2);
    await newcomer.hangUp();
    await waiting.hangUp();
  });
});
