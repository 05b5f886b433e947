/**
 * Conversations on real Asterisk: who hangs up, hold, recording, blind and attended transfer;
 * nothing is left behind.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './child.ts';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';
import { agentHertz, callerHertz, PhoneRack } from './phone-rack.ts';
import { type RouterChild, startRouter } from './router.ts';
import { ask, sceneCentre, scenePhones } from './scene-centre.ts';
import type { SipCall } from './sip-call.ts';
import type { SipPhone } from './sip-phone.ts';
import { useAsterisk } from './suite.ts';

const voices = [callerHertz, agentHertz];

interface Talk {
  readonly caller: SipCall;
  readonly phone: SipPhone;
  readonly leg: SipCall;
  readonly call: number;
}

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  const title = `conversations at Asterisk ${major}`;
  describe.skipIf(packages === undefined)(title, { timeout: 40_000 }, () => {
    const asterisk = useAsterisk(() => ({ packages: packages!, phones: scenePhones }));
    const rack = new PhoneRack(asterisk);
    let router: RouterChild;
    let failed = false;
    const { signIn, becomes, connected, holds, calls } = ask(() => router);

    beforeAll(async () => {
      router = await startRouter({ asterisk: asterisk(), centre: sceneCentre });
    }, 60_000);
    afterEach(async ({ task }) => {
      failed ||= task.result?.state === 'fail';
      await rack.clear();
      await holds(0);
      await router.api('POST', 'agents/tanaka/sign-out');
      await becomes('tanaka', 'signed-out');
    });
    afterAll(() => router?.remove({ keep: failed }));

    const talk = async (dialled = '5001'): Promise<Talk> => {
      const phone = await rack.agent('1001');
      await signIn('tanaka');
      const caller = await rack.call('0311110001', dialled);
      const leg = await phone.incoming();
      leg.answer();
      return { caller, phone, leg, call: await connected('tanaka') };
    };

    test('caller and agent hear each other', async () => {
      const { caller, leg } = await talk();
      await until('the agent to hear the caller', () => leg.hears(voices) === callerHertz);
      await until('the caller to hear the agent', () => caller.hears(voices) === agentHertz);
    });

    test('the caller hangs up: the agent’s phone too, and the agent is free', async () => {
      const { caller, leg } = await talk();
      await caller.hangUp();
      await leg.ended;
      await becomes('tanaka', 'ready');
    });

    test('the agent hangs up: the caller too', async () => {
      const { caller, leg } = await talk();
      await leg.hangUp();
      await caller.ended;
      await becomes('tanaka', 'ready');
    });

    test('on hold the caller hears music, and then the agent again', async () => {
      const { caller, leg } = await talk();
      await until('the agent’s voice', () => caller.hears(voices) === agentHertz);
      await leg.hold(true);
      await until('music on hold', () => caller.hears(voices) === 'other');
      await leg.hold(false);
      await until('the agent’s voice', () => caller.hears(voices) === agentHertz);
    });

    test('a conversation is recorded, with a pause', async () => {
      const { caller, leg, call } = await talk('5002');
      const recording = async (): Promise<string | null | undefined> =>
        (await calls()).find((each) => each.id === call)?.recording;
      await until('the recording', async () => (await recording()) === 'started');
      const ask = (action: string): Promise<unknown> =>
        router.api('POST', `calls/${call}/recording`, { action });
      await ask('pause');
      await until('the pause', async () => (await recording()) === 'paused');
      await ask('resume');
      await until('the end of the pause', async () => (await recording()) === 'resumed');
      const folder = join(asterisk().folder, 'spool/recording');
      const [name = ''] = readdirSync(folder);
      expect(name).toMatch(new RegExp(`^\\d{8}-\\d{6}-recorded-${call}\\.wav$`));
      await until('sound in the file', () => statSync(join(folder, name)).size > 1000);
      await leg.hangUp();
      await caller.ended;
    });

    test('a blind transfer: the caller talks on, the agent is free, nothing is left behind', async () => {
      const { caller, leg } = await talk();
      const target = await rack.agent('1003', (call) => call.answer());
      await leg.transfer('1003');
      await until('the other phone', () => target.calls[0]?.state === 'talking');
      await leg.ended;
      await becomes('tanaka', 'ready');
      await holds(0);
      expect(caller.state).toBe('talking');
      await caller.hangUp();
      await target.calls[0]!.ended;
    });

    for (const how of ['blind', 'asked first'] as const) {
      test(`a transfer to a queue, ${how}: another agent has the call, never the same`, async () => {
        const { caller, phone, leg } = await talk();
        const other = await rack.agent('1002', (call) => call.answer());
        if (how === 'blind') await leg.transfer('85001');
        else {
          await leg.hold(true);
          const consulted = await phone.dial('85001');
          await leg.transferTo(consulted);
        }
        await leg.ended;
        await becomes('tanaka', 'ready');
        await holds(1);
        // Free, and alone; the call waits for somebody else all the same.
        const waiting = (await calls())[0]!;
        expect(waiting.state).toBe('waiting');
        expect(phone.calls.filter((call) => call.state === 'ringing')).toEqual([]);
        await signIn('sato');
        await connected('sato');
        const sato = other.calls[0]!;
        await until('the caller to hear Sato', () => caller.hears(voices) === agentHertz);
        await sato.hangUp();
        await caller.ended;
        await router.api('POST', 'agents/sato/sign-out');
        await becomes('sato', 'signed-out');
      });
    }

    test('a transfer to a number that does not exist leaves nobody stranded', async () => {
      const { caller, leg } = await talk();
      await leg.transfer('4711');
      await until('the switch to say so', () => leg.transferStatus >= 200 || leg.state === 'ended');
      await leg.hangUp();
      await caller.hangUp();
      await becomes('tanaka', 'ready');
    });

    test('an attended transfer: asked first, then passed on', async () => {
      const { caller, phone, leg } = await talk();
      const target = await rack.agent('1003', (call) => call.answer());
      await leg.hold(true);
      const consulted = await phone.dial('1003');
      expect(consulted.state).toBe('talking');
      await until('the second conversation', async () =>
        (await asterisk().bridges()).some(
          (bridge) => bridge.channels.length === 2 && !bridge.id.startsWith('tsunagi'),
        ),
      );
      await leg.transferTo(consulted);
      await leg.ended;
      await becomes('tanaka', 'ready');
      expect(caller.state).toBe('talking');
      expect(target.calls[0]?.state).toBe('talking');
      await target.calls[0]!.hangUp();
      await caller.ended;
    });
  });
}
