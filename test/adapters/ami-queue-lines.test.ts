/** Lines of queue_log handed to a switch that refuses, goes away, and comes back. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { QueueLines } from '../../adapters/asterisk-ami/queue-lines.ts';
import { userEventsOf } from '../../adapters/asterisk-ami/queue-user-events.ts';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import type { QueueLine } from '../../adapters/queue-log/line.ts';
import { AmiServer, said } from './ami-server.ts';

let server: AmiServer;
let clock: ManualClock;
let lines: QueueLines;
let told: (string | undefined)[];

const line = (event: string, ...fields: string[]): QueueLine => ({
  ...{ atSeconds: 1, call: '1795683246.7', queue: 'sales', agent: 'PJSIP/1001' },
  ...{ event, fields },
});
const heardEvents = () =>
  server.heard.filter((each) => each.get('Action') === 'QueueLog').map((each) => each.get('Event'));

const open = (more: { tells?: boolean; pendingMax?: number; port?: number } = {}): void => {
  const place = { host: '127.0.0.1', user: 'tsunagi', secret: 'secret', clock };
  const onTrouble = (trouble: string | undefined) => told.push(trouble);
  const port = more.port ?? server.port;
  lines = new QueueLines({ ...place, port, writes: true, tells: false, ...more, onTrouble });
};

beforeEach(async () => {
  told = [];
  clock = createManualClock();
  server = new AmiServer();
  await server.start();
});
afterEach(async () => {
  server.cut();
  await lines.close();
  await server.stop();
});

test('each line is an action, in order, whatever its fields hold', async () => {
  open();
  lines.write(line('ENTERQUEUE', '', '0312345678', '1', 'a|b\r\nAction: Logoff'));
  lines.write(line('ABANDON', '1', '1', '7'));
  const first = await server.asked('QueueLog');
  expect(first.get('Message')).toBe('|0312345678|1|a_b__Action: Logoff');
  expect([first.get('Queue'), first.get('Uniqueid'), first.get('Interface')]).toEqual([
    'sales',
    '1795683246.7',
    'PJSIP/1001',
  ]);
  await server.asked('QueueLog', 2);
  expect(heardEvents()).toEqual(['ENTERQUEUE', 'ABANDON']);
});

test('what comes while there is no connection is handed over when it is back', async () => {
  open();
  lines.write(line('ENTERQUEUE', '', '', '1'));
  await server.asked('QueueLog');
  server.cut();
  await server.until(() => server.sockets.length === 0);
  lines.write(line('CONNECT', '1', '1795683246.8', '1'));
  await until(() => told.length > 0);
  expect(told[0]).toMatch(/lines of queue_log cannot be handed to Asterisk: .*closed/);
  clock.advance(250);
  await server.asked('QueueLog', 2);
  expect(heardEvents()).toEqual(['ENTERQUEUE', 'CONNECT']);
  expect(told).toEqual([told[0], undefined]);
});

test('a line whose answer never came is handed over again', async () => {
  server.treat = (action) => (action.get('Action') === 'QueueLog' ? '' : undefined);
  open();
  lines.write(line('CONNECT', '1', '1795683246.8', '1'));
  await server.asked('QueueLog');
  server.treat = () => undefined;
  server.cut();
  await until(() => told.length > 0);
  clock.advance(250);
  await server.asked('QueueLog', 2);
  expect(heardEvents()).toEqual(['CONNECT', 'CONNECT']);
});

test('lines beyond what is kept are counted and told when it is back', async () => {
  const { port } = server;
  await server.stop();
  open({ pendingMax: 2, port });
  for (let i = 0; i < 5; i++) lines.write(line('ADDMEMBER', ''));
  await until(() => told.length > 0);
  server = new AmiServer();
  await server.start(port);
  clock.advance(250);
  await server.asked('QueueLog', 2);
  expect(told.slice(1)).toEqual([
    undefined,
    expect.stringMatching(/^3 lines of queue_log are lost/),
    undefined,
  ]);
});

test('a user without the right is told once, with the right that is missing, and holds nothing up', async () => {
  server.treat = (action) =>
    action.get('Action') === 'QueueLog'
      ? said({
          Response: 'Error',
          ActionID: action.text('ActionID'),
          Message: 'Permission denied',
        })
      : undefined;
  open({ tells: true });
  lines.write(line('ABANDON', '1', '1', '7'));
  lines.write(line('ABANDON', '1', '1', '8'));
  const event = await server.asked('UserEvent', 3);
  expect(event.get('HoldTime')).toBe('8');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/refuses QueueLog \(.*Permission denied.*write = agent/);
});

test('each line with an event of app_queue is told under its name', () => {
  const events = (each: QueueLine) => userEventsOf(each).map(({ UserEvent }) => UserEvent);
  expect(events(line('ABANDON', '2', '3', '7'))).toEqual([
    'QueueCallerAbandon',
    'QueueCallerLeave',
  ]);
  expect(events(line('CONFIGRELOAD'))).toEqual([]);
  expect(userEventsOf(line('BLINDTRANSFER', '900', 'away', '4', '30', '1'))).toEqual([
    {
      Action: 'UserEvent',
      UserEvent: 'AgentComplete',
      Queue: 'sales',
      Uniqueid: '1795683246.7',
      Interface: 'PJSIP/1001',
      ['MemberName' as string]: 'PJSIP/1001',
      HoldTime: '4',
      TalkTime: '30',
      Reason: 'transfer',
    },
  ]);
});

/** Turns of the loop until it is so: sockets tell nobody when they have been refused. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
