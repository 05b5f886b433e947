/**
 * The samples without any router: callers reach the fallback queue, phones work, feature codes say
 * that nobody is there.
 */

import { afterEach, describe, expect, test } from 'vitest';
import { until } from './child.ts';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';
import { PhoneRack } from './phone-rack.ts';
import { SipPhone } from './sip-phone.ts';
import { useAsterisk } from './suite.ts';

const dialplan = `[from-trunk](+)
exten => 9001,1,Answer()
 same => n,Read(PRESSED,,1,,1,10)
 same => n,Set(GLOBAL(KEY)=key-\${PRESSED})
 same => n,Hangup()`;

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`Asterisk ${major} without a router`, () => {
    const asterisk = useAsterisk(() => ({
      packages: packages!,
      phones: [{ id: '1001' }, { id: '1002' }],
      more: { 'extensions.conf': dialplan },
    }));
    const rack = new PhoneRack(asterisk);
    afterEach(() => rack.clear());

    /** So many conversations of two. */
    const bridged = (count: number): Promise<unknown> =>
      until(`${count} bridges of two`, async () => {
        const all = await asterisk().bridges();
        return all.filter((bridge) => bridge.channels.length === 2).length === count;
      });

    test('a caller hears music in the fallback queue until a phone of it answers', async () => {
      const call = await rack.call('0312345678', '5000', '山田');
      await until('music', () => call.heard > 10);
      const agent = await rack.agent('1001');
      const ringing = await agent.incoming();
      expect(ringing.shown).toEqual({ name: '山田', number: '0312345678' });
      ringing.answer();
      await call.hangUp();
      await ringing.ended;
    });

    test('a phone that refuses does not end the caller’s wait', async () => {
      const agent = await rack.agent('1001');
      const call = await rack.call('0312345678', '5000');
      (await agent.incoming()).refuse('603 Decline');
      const again = await agent.incoming();
      again.answer();
      // One who hangs up before the two are joined leaves the caller waiting.
      await bridged(1);
      await again.hangUp();
      await call.ended;
    });

    test('an agent passes a caller on, blindly and after asking', async () => {
      const first = await rack.agent('1001');
      const second = await rack.agent('1002');
      const call = await rack.call('0312345678', '5000');
      const agent = await until('a phone to ring', () =>
        [first, second].find((each) => each.calls.length > 0),
      );
      const other = agent === first ? second : first;
      const taken = await agent.incoming();
      taken.answer();
      await bridged(1);
      await taken.transfer(other.user);
      const passed = await other.incoming();
      passed.answer();
      await taken.ended;
      expect(call.state).toBe('talking');

      const asking = other.dial(agent.user);
      const asked = await agent.incoming();
      asked.answer();
      const consulted = await asking;
      await bridged(2);
      await passed.transferTo(consulted);
      await passed.ended;
      expect(passed.transferStatus).toBe(200);
      expect(call.state).toBe('talking');
      await call.hangUp();
      await asked.ended;
    });

    test('keys a caller presses arrive', async () => {
      const call = await rack.call('0312345678', '9001');
      call.press('7');
      await call.ended;
      expect(await asterisk().cli('dialplan show globals')).toContain('KEY=key-7');
    });

    test('a feature code says that there is no router, and hangs up', async () => {
      const agent = await rack.agent('1001');
      const call = await agent.dial('*71');
      expect(call.status).toBe(200);
      await until('an announcement', () => call.heard > 10);
      await call.ended;
    });

    test('a wrong password keeps a phone out', async () => {
      const { sipPort: port } = asterisk();
      const stranger = await SipPhone.open({
        user: '1001',
        password: 'wrong',
        address: '127.0.0.1',
        server: { address: '127.0.0.1', port },
      });
      await expect(stranger.register()).rejects.toThrow('REGISTER of 1001: SIP/2.0 401');
      await stranger.close();
    });
  });
}
