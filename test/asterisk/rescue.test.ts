/**
 * The emergency exit: the router is gone, or ARI is, and callers who wait are sent back to the
 * dialplan by the manager interface.
 */

import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CutLine, openCutLine } from '../contract/cut-line.ts';
import { run, until } from './child.ts';
import { type AsteriskMajor, asteriskOrSkip, checkoutRoot } from './packages.ts';
import { callerHertz, PhoneRack } from './phone-rack.ts';
import { type RouterChild, startRouter } from './router.ts';
import { ask, sceneCentre, scenePhones } from './scene-centre.ts';
import type { SipCall } from './sip-call.ts';
import { useAsterisk } from './suite.ts';

const cli = join(process.env.TSUNAGI_DIST ?? join(checkoutRoot(), 'dist'), 'server/cli.js');

/** Whoever comes here hears the own voice, or is hung up on. */
const dialplan = `[rescued]
exten => echo,1,Answer()
 same => n,StopMusicOnHold()
 same => n,Echo()
exten => bye,1,Hangup(17)`;

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`rescue from Asterisk ${major}`, () => {
    const asterisk = useAsterisk(() => ({
      packages: packages!,
      phones: scenePhones,
      more: { 'extensions.conf': dialplan },
    }));
    const rack = new PhoneRack(asterisk);
    let router: RouterChild;
    /** Between the router and ARI. */
    let line: CutLine;
    beforeAll(async () => {
      line = await openCutLine(asterisk().httpPort);
    });
    afterAll(() => line?.close());

    afterEach(async ({ task }) => {
      await rack.clear();
      await router.remove({ keep: task.result?.state === 'fail' });
    });

    const start = async (rescueAfter?: string): Promise<void> => {
      const ami = {
        port: asterisk().amiPort,
        password: `\${TSUNAGI_ARI_PASSWORD}`,
        'rescue-to': { extension: 'echo', context: 'rescued' },
        ...(rescueAfter && { 'rescue-after': rescueAfter }),
      };
      router = await startRouter({
        asterisk: asterisk(),
        centre: sceneCentre,
        switchSettings: { ami, url: `http://127.0.0.1:${line.port}` },
      });
    };
    const { signIn, connected, holds } = ask(() => router);

    const rescue = (...args: string[]) => {
      const command = [cli, 'rescue', '--config', router.configFolder];
      return run(process.execPath, [...command, ...args], {
        env: {
          ...process.env,
          TSUNAGI_ARI_PASSWORD: asterisk().password,
          TSUNAGI_TEST_KEY: 'x'.repeat(20),
        },
        timeoutMs: 20_000,
      });
    };
    const queueUp = async (numbers: readonly string[]): Promise<SipCall[]> => {
      const calls: SipCall[] = [];
      for (const number of numbers) {
        const call = await rack.call(number, '5001');
        await until('music', () => call.heard > 5);
        calls.push(call);
      }
      return calls;
    };
    const hearsItself = (call: SipCall): Promise<unknown> =>
      until('the own voice', () => call.hears([callerHertz]) === callerHertz);

    test('a router that was killed: who waits is moved in order, who talks is left alone', async () => {
      await start();
      const phone = await rack.agent('1001');
      await signIn('tanaka');
      const talking = await rack.call('0311110009', '5001');
      const leg = await phone.incoming();
      leg.answer();
      await connected('tanaka');
      const numbers = ['0311110001', '0311110002', '0311110003'];
      const waiting = await queueUp(numbers);

      const refused = await rescue();
      expect(refused.stderr).toContain('the router is alive and ready');
      expect(refused.code).toBe(1);

      await router.kill();
      const tried = await rescue('--dry-run', '--json', '--to', 'rescued,bye');
      const would = JSON.parse(tried.stdout) as { number: string; outcome: string }[];
      expect(would.map(({ number }) => number)).toEqual(numbers);
      expect(would.every(({ outcome }) => outcome === 'would-move')).toBe(true);
      const nowhere = await rescue('--to', 'rescued,nobody');
      expect(nowhere.stderr).toContain('there is no rescued,nobody,1 in the dialplan');
      expect(nowhere.code).toBe(1);
      for (const call of waiting) expect(call.state).toBe('talking');

      const done = await rescue();
      expect(done.stderr).toBe('');
      expect(done.code).toBe(0);
      expect(done.stdout).toMatch(
        /1\. 0311110001.*rescued,echo,1\n2\. 0311110002.*\n3\. 0311110003.*\n3 waited in tsunagi: 3 moved/,
      );
      for (const call of waiting) await hearsItself(call);
      expect([talking.state, leg.state]).toEqual(['talking', 'talking']);

      const again = await rescue('--json');
      expect(JSON.parse(again.stdout)).toEqual([]);

      // Left alone by the agent, this one waits too.
      await leg.hangUp();
      const last = await until('the one left alone', async () => {
        const { stdout } = await rescue('--to', 'rescued,bye');
        return stdout.includes('1 moved') && stdout;
      });
      expect(last).toContain('0311110009');
      await talking.ended;

      // What is left of conversations is cleared away by the router that comes back.
      await router.restart();
      await holds(0);
      // Eight commands, each a process of its own.
    }, 120_000);

    test('without a place everyone goes on at the line after Stasis()', async () => {
      await start();
      const [call] = await queueUp(['0311110001']);
      await router.kill();
      expect((await rescue('--to', 'fallback')).code).toBe(2);
      const options = ['--ami', `127.0.0.1:${asterisk().amiPort}`];
      const done = await run(process.execPath, [cli, 'rescue', ...options], {
        env: { ...process.env, TSUNAGI_AMI_SECRET: asterisk().password },
      });
      expect(done.stdout).toContain('1 moved');
      await until('the fallback queue', async () =>
        (await asterisk().cli('core show channels concise')).includes('!Queue!fallback'),
      );
      expect(call!.state).toBe('talking');
    });

    test('ARI is gone while AMI answers: the router moves its callers itself, and knows it after', async () => {
      await start('1s');
      const [first, second] = await queueUp(['0311110001', '0311110002']);
      await holds(2);
      await line.cut();
      await hearsItself(first!);
      await hearsItself(second!);
      expect(router.output()).toContain('caller sent back to the dialplan');
      await line.restore();
      await until('readiness', async () => (await router.readiness()).status === 200, {
        timeoutMs: 20_000,
      });
      await holds(0);
      const [newcomer] = await queueUp(['0311110003']);
      await holds(1);
      await newcomer!.hangUp();
    });
  });
}
