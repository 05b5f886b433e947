/** The connection for commands beside real Asterisks. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { AmiConnection } from '../../adapters/asterisk-ami/connection.ts';
import { realClock } from '../../adapters/clock.ts';
import { until } from './child.ts';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';
import { useAsterisk } from './suite.ts';

const user = `[commands]
secret = commands-secret
read = all
write = call,originate,agent,reporting
`;

const dialplan = `[spoken-to]
exten => s,1,Answer()
 same => n,Wait(60)
 same => n,Echo()`;

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`commands to Asterisk ${major}`, () => {
    const asterisk = useAsterisk(() => ({
      packages: packages!,
      more: { 'manager.conf': user, 'extensions.conf': dialplan },
    }));
    const opened: AmiConnection[] = [];
    const troubles: string[] = [];
    let logins = 0;

    afterEach(() => {
      for (const each of opened.splice(0)) each.stop();
      troubles.length = 0;
    });

    const open = (secret = 'commands-secret'): AmiConnection => {
      const ami = new AmiConnection({
        host: '127.0.0.1',
        port: asterisk().amiPort,
        user: 'commands',
        secret,
        clock: realClock,
        onUp: () => logins++,
        onDown: () => {},
        onTrouble: (trouble) => troubles.push(trouble),
      });
      opened.push(ami);
      ami.start();
      return ami;
    };
    const openUp = async (): Promise<AmiConnection> => {
      const ami = open();
      await until('the login', () => ami.isUp);
      return ami;
    };

    test('a call is made, listed, moved and hung up', async () => {
      const ami = await openUp();
      await ami.ask({
        Action: 'Originate',
        Channel: 'Local/s@spoken-to/n',
        Context: 'spoken-to',
        Exten: 's',
        Priority: 2,
        Async: 'true',
        CallerID: '"田中 結衣" <1001>',
        Variable: ['FIRST=a=b', 'SECOND=木'],
      });
      const channel = await until('the call', async () => {
        const list = await ami.list({ Action: 'CoreShowChannels' });
        const half = list.find((each) => each.text('Channel').endsWith(';1'));
        return half?.get('Application') === 'Wait' && half.text('Channel');
      });
      const first = await ami.ask({ Action: 'Getvar', Channel: channel, Variable: 'FIRST' });
      const second = await ami.ask({ Action: 'Getvar', Channel: channel, Variable: 'SECOND' });
      expect([first.get('Value'), second.get('Value')]).toEqual(['a=b', '木']);
      await ami.ask({
        Action: 'Redirect',
        Channel: channel,
        Context: 'spoken-to',
        Exten: 's',
        Priority: 3,
      });
      await until('the move', async () => {
        const list = await ami.list({ Action: 'CoreShowChannels' });
        return list.find((each) => each.get('Channel') === channel)?.get('Application') === 'Echo';
      });
      await ami.ask({ Action: 'Hangup', Channel: channel });
      await until('silence', async () => (await asterisk().channels()).length === 0);
    });

    test('a line for the queue log arrives in it', async () => {
      const ami = await openUp();
      await ami.ask({
        Action: 'QueueLog',
        Queue: 'サポート',
        Event: 'ENTERQUEUE',
        Uniqueid: '1700000000.1',
        Interface: 'NONE',
        Message: '|0311110001|1',
      });
      const line = await until('the line', () => {
        const text = readFileSync(join(asterisk().folder, 'log/queue_log'), 'utf8');
        return text.split('\n').find((each) => each.includes('ENTERQUEUE'));
      });
      expect(line).toMatch(/^\d+\|1700000000\.1\|サポート\|NONE\|ENTERQUEUE\|\|0311110001\|1$/);
    });

    test('what the user may not do, and what is not there, is refused in words', async () => {
      const ami = await openUp();
      await expect(ami.ask({ Action: 'Command', Command: 'core show uptime' })).rejects.toThrow(
        'Command: Permission denied',
      );
      await expect(ami.ask({ Action: 'Hangup', Channel: 'PJSIP/nobody' })).rejects.toThrow(
        'Hangup: No such channel',
      );
    });

    test('a wrong secret is told with what to look at, and tried again', async () => {
      open('wrong');
      await until('two attempts', () => troubles.length >= 2);
      expect(troubles[0]).toContain('Authentication failed. User and secret must be those of');
    });

    test('after a restart of Asterisk commands go on', async () => {
      const ami = await openUp();
      const before = logins;
      await asterisk().restart();
      await until('the login', () => logins > before && ami.isUp, { timeoutMs: 20_000 });
      expect((await ami.ask({ Action: 'Ping' })).get('Ping')).toBe('Pong');
    });
  });
}
