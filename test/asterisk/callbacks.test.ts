/** Callbacks on real Asterisk: asked for by key, dialled through the dialplan, talked. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './child.ts';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';
import { agentHertz, callerHertz, PhoneRack } from './phone-rack.ts';
import { type RouterChild, startRouter } from './router.ts';
import { ask, sceneCentre, scenePhones } from './scene-centre.ts';
import { ringingHertz } from './sip-tone.ts';
import { useAsterisk } from './suite.ts';

const number = '0311110001';
/** The customer's phone at home is one of ours: in place of the trunk. */
const dialplan = `
[callbacks](+)
exten => ${number},1,Dial(PJSIP/1003)
 same => n,Hangup()
`;
const queues = sceneCentre.queues as Readonly<Record<string, object>>;
const centre = {
  ...sceneCentre,
  targets: { ...(sceneCentre.targets as object), 'call-back': { callback: true } },
  queues: {
    ...queues,
    back: {
      ...queues.plain,
      callback: { retry: '5s', show: '0312340000' },
      escapes: { '2': 'call-back' },
    },
  },
  entries: { ...(sceneCentre.entries as object), '5006': { queue: 'back' } },
};

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  const title = `callbacks at Asterisk ${major}`;
  describe.skipIf(packages === undefined)(title, { timeout: 60_000 }, () => {
    const more = { 'extensions.conf': dialplan };
    const asterisk = useAsterisk(() => ({ packages: packages!, phones: scenePhones, more }));
    const rack = new PhoneRack(asterisk);
    let router: RouterChild;
    let failed = false;
    const { signIn, becomes, connected, holds } = ask(() => router);
    const callbacks = async () =>
      (await router.api<{ callbacks: { state: string }[] }>('GET', 'callbacks')).callbacks;

    beforeAll(async () => {
      router = await startRouter({ asterisk: asterisk(), centre });
    }, 60_000);
    afterEach(async ({ task }) => {
      failed ||= task.result?.state === 'fail';
      await rack.clear();
      await holds(0);
      await router.api('POST', 'agents/tanaka/sign-out');
      await becomes('tanaka', 'signed-out');
    });
    afterAll(() => router?.remove({ keep: failed }));

    test('a caller asks by key, confirms the number, and is called for an agent', async () => {
      const customer = await rack.agent('1003');
      const phone = await rack.agent('1001', (call) => call.answer());
      const caller = await rack.call(number, '5006', '山田 太郎');
      await holds(1);
      caller.press('2');
      caller.press('1');
      await until('the callback', async () => (await callbacks()).length === 1);
      await caller.ended;
      await signIn('tanaka');
      const ringing = await customer.incoming();
      expect(ringing.shown.number).toBe('0312340000');
      const leg = phone.calls[0]!;
      await until('the tone', () => leg.hears([agentHertz, ringingHertz]) === ringingHertz);
      ringing.answer();
      await connected('tanaka');
      await until('the customer', () => leg.hears([ringingHertz, agentHertz]) === agentHertz);
      await ringing.hangUp();
      await leg.ended;
      await becomes('tanaka', 'ready');
    });

    test('one who is busy is tried again after a rest, the customer first', async () => {
      let tries = 0;
      const customer = await rack.agent('1003', (call) => {
        if (++tries === 1) call.refuse('486 Busy Here');
        else call.answer();
      });
      const phone = await rack.agent('1001', (call) => call.answer());
      await signIn('tanaka');
      await router.api('POST', 'callbacks', { queue: 'back', number, first: 'customer' });
      await until('the rest', async () => (await callbacks())[0]?.state === 'resting');
      expect(phone.calls).toEqual([]);
      await connected('tanaka');
      expect(tries).toBe(2);
      const talk = customer.calls.find((call) => call.state === 'talking')!;
      await until('the agent', () => talk.hears([callerHertz, agentHertz]) === agentHertz);
      await phone.calls[0]!.hangUp();
      await talk.ended;
    });
  });
}
