/** Passwords of softphones at a real Asterisk: made over ARI, void with the next. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AriHttp } from '../../adapters/asterisk-ari/http.ts';
import {
  dropPhonePassword,
  putPhonePassword,
} from '../../adapters/asterisk-ari/phone-passwords.ts';
import { realClock } from '../../adapters/clock.ts';
import { asteriskOrSkip } from './packages.ts';
import { SipPhone } from './sip-phone.ts';
import { useAsterisk } from './suite.ts';

const packages = await asteriskOrSkip(22);

describe.skipIf(packages === undefined)('the password of a softphone', () => {
  const asterisk = useAsterisk(() => ({
    packages: packages!,
    phones: [{ id: 'w1', softphone: true }, { id: '1001' }],
  }));
  let ari: AriHttp;
  beforeAll(() => {
    const { ariUrl: url, user, password } = asterisk();
    ari = new AriHttp({ url, user, password, clock: realClock, timeoutMs: 5_000 });
  });
  afterAll(() => ari.close());

  /** SIP is SIP: a phone over UDP is let in, or not, as a page would be. */
  async function register(user: string, password: string): Promise<void> {
    const server = { address: '127.0.0.1', port: asterisk().sipPort };
    const phone = await SipPhone.open({ user, password, address: '127.0.0.1', server });
    try {
      await phone.register();
    } finally {
      await phone.close();
    }
  }

  test('lets in from when it is made until the next, or until it is dropped', async () => {
    // Without any password nobody is let in, whatever they say.
    await expect(register('w1', 'first')).rejects.toThrow('500');
    await putPhonePassword(ari, 'w1', 'first');
    await register('w1', 'first');
    await putPhonePassword(ari, 'w1', 'second');
    await expect(register('w1', 'first')).rejects.toThrow('401');
    await register('w1', 'second');
    await dropPhonePassword(ari, 'w1');
    await expect(register('w1', 'second')).rejects.toThrow('500');
    await dropPhonePassword(ari, 'w1');
  });

  test('outlives a reload of pjsip.conf', async () => {
    await putPhonePassword(ari, 'w1', 'kept');
    await asterisk().cli('module reload res_pjsip.so');
    await register('w1', 'kept');
  });

  test('never replaces one of pjsip.conf, and it is said where to look', async () => {
    await expect(putPhonePassword(ari, '1001', 'other')).rejects.toThrow('sorcery.conf');
    await register('1001', asterisk().password);
  });
});
