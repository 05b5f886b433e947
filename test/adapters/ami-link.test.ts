/** A connection to a manager interface that misbehaves in every way we know of. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { AmiLink } from '../../adapters/asterisk-ami/link.ts';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import { AmiServer, said } from './ami-server.ts';

let fake: AmiServer;
/** Actions that get no answer. */
let silent: Set<string>;
let clock: ManualClock;
let link: AmiLink;
let told: string[];
let wake: (() => void)[];

/** Resolves when what was told matches. */
async function telling(pattern: RegExp): Promise<string> {
  for (;;) {
    const found = told.find((each) => pattern.test(each));
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => wake.push(resolve));
  }
}

function start(secret = 'right'): void {
  const tell = (text: string) => {
    told.push(text);
    for (const each of wake.splice(0)) each();
  };
  link = new AmiLink({
    host: '127.0.0.1',
    port: fake.port,
    user: 'watch',
    secret,
    clock,
    onUp: (version) => tell(`up ${version}`),
    onDown: (why) => tell(`down ${why}`),
    onEvent: (event) => tell(`event ${event.event} ${event.text('N')}`),
    onTrouble: (trouble) => tell(`trouble ${trouble}`),
  });
  link.start();
}

beforeEach(async () => {
  told = [];
  wake = [];
  clock = createManualClock();
  silent = new Set();
  fake = new AmiServer();
  fake.secret = 'right';
  fake.treat = (action) => (silent.has(action.text('Action')) ? '' : undefined);
  await fake.start();
});
afterEach(async () => {
  link.stop();
  await fake.stop();
});

test('the secret does not travel; events are told from the login on', async () => {
  start();
  await telling(/^up Asterisk Call Manager\/7\.0\.3/);
  expect(fake.bytes).not.toContain('right');
  fake.say(said({ Event: 'X', N: '1' }) + said({ Event: 'Y', N: '木' }));
  await telling(/event Y 木/);
  expect(told.slice(1)).toEqual(['event X 1', 'event Y 木']);
});

test('a list is taken before the event that follows it in the same packet', async () => {
  start();
  await telling(/^up/);
  const taken: string[] = [];
  silent.add('QueueStatus');
  const list = link.list({ Action: 'QueueStatus' }, (answer) => {
    taken.push(...answer.map((each) => each.text('N')), String(told.length));
  });
  const ActionID = (await fake.asked('QueueStatus')).text('ActionID');
  fake.say(
    said({ Response: 'Success', ActionID, EventList: 'start' }) +
      said({ Event: 'Before', N: '0' }) +
      said({ Event: 'QueueEntry', ActionID, N: '1' }) +
      said({ Event: 'QueueStatusComplete', ActionID, EventList: 'Complete' }) +
      said({ Event: 'After', N: '2' }),
  );
  expect((await list).map((each) => each.event)).toEqual(['QueueEntry']);
  await telling(/After/);
  // Told before: up, and the event before.
  expect(taken).toEqual(['1', '2']);
});

test('a refusal is told with the words of Asterisk', async () => {
  start();
  await telling(/^up/);
  silent.add('QueuePause');
  const asked = link.ask({ Action: 'QueuePause' });
  const ActionID = (await fake.asked('QueuePause')).text('ActionID');
  fake.say(said({ Response: 'Error', ActionID, Message: 'Permission denied' }));
  await expect(asked).rejects.toMatchObject({
    kind: 'refused',
    message: 'QueuePause: Permission denied',
  });
});

test('a wrong secret is told with what to look at, and tried again', async () => {
  start('wrong');
  expect(await telling(/trouble/)).toMatch(/Authentication failed.*manager\.conf/);
  expect(fake.connections).toBe(1);
  clock.advance(250);
  await fake.asked('Login', 2);
  await telling(/trouble/);
  expect(told.some((each) => each.startsWith('up'))).toBe(false);
});

test('something that is no manager interface is said to be none', async () => {
  fake.greeting = 'SSH-2.0-OpenSSH\r\n';
  start();
  expect(await telling(/trouble/)).toContain('begins with "SSH-2.0-OpenSSH');
});

test('what is asked when the line breaks is rejected, and the line is opened again', async () => {
  start();
  await telling(/^up/);
  silent.add('Slow');
  const asked = link.ask({ Action: 'Slow' });
  await fake.asked('Slow');
  fake.cut();
  await expect(asked).rejects.toMatchObject({ kind: 'lost' });
  await telling(/^down/);
  await expect(link.ask({ Action: 'Ping' })).rejects.toMatchObject({ kind: 'lost' });
  told.length = 0;
  clock.advance(250);
  await telling(/^up/);
  expect(fake.connections).toBe(2);
});

test('a line that answers nothing any more is given up', async () => {
  start();
  await telling(/^up/);
  silent.add('Ping');
  clock.advance(5_000);
  await fake.asked('Ping');
  clock.advance(5_000);
  expect(await telling(/^down/)).toContain('Ping: no answer within 5 s');
});

test('a question without an answer ends, and its late answer disturbs nobody', async () => {
  start();
  await telling(/^up/);
  silent.add('Slow');
  const asked = link.ask({ Action: 'Slow' });
  const ActionID = (await fake.asked('Slow')).text('ActionID');
  const failed = expect(asked).rejects.toMatchObject({ kind: 'no-answer' });
  // Not so far that the ping is missed.
  clock.advance(4_999);
  clock.advance(1);
  await failed;
  fake.say(said({ Response: 'Success', ActionID }) + said({ Event: 'Next', N: '' }));
  await telling(/Next/);
  expect(told.filter((each) => !/^up|Next/.test(each))).toEqual([]);
});

test('a user event is told, though it bears the number of another program’s action, or of ours', async () => {
  silent.add('Status');
  start();
  await telling(/^up/);
  const asked = link.ask({ Action: 'Status' });
  const { actionId } = await fake.asked('Status');
  fake.say(said({ Event: 'UserEvent', ActionID: 'tsunagi-command-9', N: '1' }));
  fake.say(said({ Event: 'UserEvent', ActionID: actionId!, N: '2' }));
  await telling(/event UserEvent 1/);
  await telling(/event UserEvent 2/);
  fake.say(said({ Response: 'Success', ActionID: actionId!, Message: 'the answer' }));
  expect((await asked).text('Message')).toBe('the answer');
});
