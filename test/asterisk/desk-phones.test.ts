/**
 * What agents and callers do with their phones while nobody talks yet: feature codes, escapes,
 * missed and refused calls.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './child.ts';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';
import { PhoneRack } from './phone-rack.ts';
import { type RouterChild, startRouter } from './router.ts';
import { ask, sceneCentre, scenePhones } from './scene-centre.ts';
import { useAsterisk } from './suite.ts';

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(
    `phones at Asterisk ${major}`,
    { timeout: 40_000 },
    () => {
      const asterisk = useAsterisk(() => ({ packages: packages!, phones: scenePhones }));
      const rack = new PhoneRack(asterisk);
      let router: RouterChild;
      let failed = false;
      const { signIn, becomes, connected, holds, agent, calls } = ask(() => router);

      beforeAll(async () => {
        router = await startRouter({ asterisk: asterisk(), centre: sceneCentre });
      }, 60_000);
      afterEach(async ({ task }) => {
        failed ||= task.result?.state === 'fail';
        await rack.clear();
        await holds(0);
        for (const id of ['tanaka', 'sato', 'ghost', 'nobody']) {
          await router.api('POST', `agents/${id}/sign-out`);
          await becomes(id, 'signed-out');
        }
      });
      afterAll(() => router?.remove({ keep: failed }));

      test('feature codes sign in, pause, unpause and sign out, and say so', async () => {
        const phone = await rack.agent('1001');
        const codes: [string, string, string | null][] = [
          ['*71', 'ready', null],
          ['*731', 'paused', 'lunch'],
          ['*74', 'ready', null],
          ['*73', 'paused', 'lunch'],
          ['*732', 'paused', 'training'],
          ['*72', 'signed-out', null],
        ];
        for (const [code, state, reason] of codes) {
          const call = await phone.dial(code);
          expect(call.status).toBe(200);
          await call.ended;
          expect(call.heard).toBeGreaterThan(10);
          await becomes('tanaka', state);
          expect(await agent('tanaka')).toMatchObject({ reason });
        }
      });

      test('a feature code from a phone of nobody changes nothing and says so', async () => {
        const phone = await rack.agent('1003');
        const call = await phone.dial('*71');
        await call.ended;
        expect(call.heard).toBeGreaterThan(10);
        expect(router.output()).toContain('PJSIP/1003 belongs to no agent');
      });

      test('an agent signs in at another phone and is rung there', async () => {
        const phone = await rack.agent('1003');
        await router.api('POST', 'agents/tanaka/sign-in', { phone: 'PJSIP/1003' });
        await becomes('tanaka', 'ready');
        await rack.call('0311110001', '5001');
        (await phone.incoming()).answer();
        await connected('tanaka');
      });

      test('the phone shows queue and caller', async () => {
        const phone = await rack.agent('1001');
        await signIn('tanaka');
        await rack.call('0311110001', '5001', '山田 太郎');
        const leg = await phone.incoming();
        expect(leg.shown).toEqual({ number: '0311110001', name: '通常: 山田 太郎' });
      });

      test('a call that is declined or finds a busy phone goes to the next agent, who is not to blame', async () => {
        // Other numbers than elsewhere: a caller is first offered to the agent of the last time.
        for (const [number, status] of [
          ['0322220001', '603 Decline'],
          ['0322220002', '486 Busy Here'],
        ] as const) {
          const first = await rack.agent('1001', (call) => call.refuse(status));
          const second = await rack.agent('1002', (call) => call.answer());
          await signIn('tanaka');
          await signIn('sato');
          const call = await rack.call(number, '5001');
          await connected('sato');
          expect(first.calls.length).toBeGreaterThan(0);
          expect((await agent('tanaka')).state).toBe('ready');
          await second.calls[0]?.hangUp();
          await call.ended;
          await rack.clear();
          await holds(0);
        }
      });

      test('a missed call pauses the agent and goes to the next', async () => {
        const first = await rack.agent('1001');
        const second = await rack.agent('1002');
        await signIn('tanaka');
        await becomes('tanaka', 'ready');
        await rack.call('0311110001', '5005');
        const missed = await first.incoming();
        await signIn('sato');
        (await second.incoming(15_000)).answer();
        await connected('sato');
        await missed.ended;
        expect(await agent('tanaka')).toMatchObject({ state: 'paused', reason: 'no-answer' });
      });

      test('a caller who hangs up while a phone rings is not the agent’s fault', async () => {
        const phone = await rack.agent('1001');
        await signIn('tanaka');
        const call = await rack.call('0311110001', '5001');
        const leg = await phone.incoming();
        await call.hangUp();
        await leg.ended;
        await becomes('tanaka', 'ready');
      });

      test('a phone that does not exist is found out, and the caller goes to another', async () => {
        const phone = await rack.agent('1001');
        await signIn('nobody');
        await signIn('ghost');
        await signIn('tanaka');
        const call = await rack.call('0311110001', '5004');
        const leg = await phone.incoming(20_000);
        leg.answer();
        await connected('tanaka');
        expect((await agent('nobody')).state).toBe('unreachable');
        expect((await agent('ghost')).state).toBe('unreachable');
        expect(call.state).toBe('talking');
        await leg.hangUp();
        await call.ended;
      });

      test('keys leave the queue: to voicemail, to another queue, to the dialplan, to the end', async () => {
        const toVoicemail = await rack.call('0311110001', '5003');
        await holds(1);
        toVoicemail.press('1');
        await holds(0);
        await toVoicemail.ended;
        expect(asterisk().log(200)).toContain('[voicemail@fallback:1] Answer');

        const toQueue = await rack.call('0311110002', '5003');
        await holds(1);
        toQueue.press('2');
        await until('the other queue', async () => (await calls())[0]?.queue === 'plain');

        const toEnd = await rack.call('0311110003', '5003');
        await holds(2);
        toEnd.press('3');
        await toEnd.ended;

        const toDialplan = await rack.call('0311110004', '5003');
        await holds(2);
        toDialplan.press('9');
        toDialplan.press('4');
        await holds(1);
        await until('the fallback queue', async () =>
          (await asterisk().cli('core show channels concise')).includes('!Queue!fallback'),
        );
        expect(toDialplan.state).toBe('talking');
      });
    },
  );
}
