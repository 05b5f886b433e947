/** What cannot be provoked on a real switch: refusals, injection, a second router that leaves. */

import { expect, test, vi } from 'vitest';
import { firstLookMs, standbyMs, vacancyMs } from '../../adapters/asterisk-ami/switch/line.ts';
import { asCallId, asOfferId } from '../../core/routing/ids.ts';
import { AmiPortScene } from './ami-port-scene.ts';

const scene = new AmiPortScene();
const call = asCallId(1);
const offer = asOfferId(7);

test('a wrong password is told with what to look at, and tried again', async () => {
  const { port } = scene.start('wrong');
  await scene.until(() => scene.troubles.length > 0);
  expect(scene.troubles[0]).toMatchObject({ code: 'wrong-password', retriable: true });
  expect(scene.troubles[0]?.message).toContain('those of manager.conf');
  scene.clock.advance(250);
  await scene.until(() => scene.troubles.length > 1);
  expect(port.connected).toBe(false);
});

test('a user who is told no events is found out, with what is missing', async () => {
  scene.tellsEvents = false;
  scene.start();
  await scene.server.asked('UserEvent');
  // Slowly: its answer, which does come, must have arrived before.
  await vi.waitUntil(() => {
    scene.clock.advance(500);
    return scene.troubles.length > 0;
  });
  expect(scene.troubles[0]).toMatchObject({ code: 'command-failed' });
  expect(scene.troubles[0]?.message).toContain('`read = user`');
  scene.tellsEvents = true;
  scene.clock.advance(5_000);
  await scene.until(() => scene.facts.length > 0);
  expect(scene.facts).toEqual([{ type: 'switch-restored', calls: [], offers: [] }]);
});

test('a dialplan without our context is told, and looked for again', async () => {
  scene.refuse = (action) =>
    action.get('Action') === 'ShowDialPlan' ? 'Did not find context tsunagi' : undefined;
  const { started } = scene.start();
  await scene.until(() => scene.troubles.length > 0);
  expect(scene.troubles[0]?.message).toContain('include extensions-ami.conf');
  scene.refuse = () => undefined;
  scene.clock.advance(5_000);
  await started;
});

test('what callers bring adds no header and no variable', async () => {
  const { port, started } = scene.start();
  await started;
  const evil = 'Eve" <1>\r\nAction: Hangup\r\nVariable: X=1,Y=2\u007f';
  await scene.enter();
  port.execute({ type: 'hold', call, music: 'soft,5', memo: evil });
  port.execute({
    ...{ type: 'offer', offer, call, phone: 'PJSIP/1001', timeoutMs: 5_000, memo: evil },
    show: { number: '1>\r\nX: 1', name: evil },
  });
  await scene.server.asked('Originate');
  await scene.server.asked('Redirect');
  const text = scene.server.bytes;
  expect(text).not.toContain('\nAction: Hangup');
  expect(text).not.toContain('\nX: 1');
  const [made] = scene.asked('Originate');
  expect(made?.get('CallerID')).toBe('"Eve\\" <1> Action: Hangup Variable: X=1,Y=2 " <1 X: 1>');
  // AMI splits variables at commas: nothing but one name and one encoded value.
  expect(made?.all('Variable')).toEqual([expect.stringMatching(/^TSUNAGI_CALL=[\w%.!~*'()-]+$/)]);
  const set = scene.asked('Setvar').map((each) => [each.get('Variable'), each.get('Value')]);
  expect(set).toContainEqual(['TSUNAGI_MUSIC', 'soft5']);
});

test('a place with a line break is no place: the caller is as before', async () => {
  const { port, started } = scene.start();
  await started;
  await scene.enter();
  port.execute({ type: 'hold', call, music: 'default', memo: '' });
  await scene.server.asked('Redirect');
  const to = { kind: 'extension', context: 'away', extension: '9\r\nAction: Hangup' } as const;
  port.execute({ type: 'send', call, to });
  await scene.until(() => scene.facts.some(({ type }) => type === 'send-failed'));
  expect(scene.server.bytes).not.toContain('\nAction: Hangup');
});

test('what the dialplan cannot say is refused, and nothing is asked of it', async () => {
  const { port, started } = scene.start();
  await started;
  await scene.enter();
  port.execute({ type: 'hold', call, music: 'default', memo: '' });
  await scene.server.asked('Redirect');
  for (const media of ['tone:ring', 'sound:a&sound:b', 'sound:a,skip']) {
    port.execute({ type: 'announce', call, media: [media] });
  }
  await scene.until(() => scene.troubles.length === 3);
  expect(scene.troubles.every(({ code }) => code === 'command-failed')).toBe(true);
  expect(scene.asked('Redirect').map((each) => each.get('Exten'))).toEqual(['wait']);
});

test('a channel that is on its way is moved when it has arrived, by the last order', async () => {
  const { port, started } = scene.start();
  await started;
  await scene.enter();
  let refusals = 3;
  scene.refuse = (action) => {
    if (action.get('Action') !== 'Redirect' || refusals-- <= 0) return undefined;
    return 'Redirect failed, channel not up.';
  };
  port.execute({ type: 'hold', call, music: 'default', memo: '' });
  await scene.server.asked('Redirect');
  port.execute({ type: 'send', call, to: { kind: 'dialplan' } });
  await scene.server.asked('Redirect', 2);
  await vi.waitUntil(() => {
    scene.clock.advance(20);
    return scene.asked('Redirect').length === 4;
  });
  expect(scene.asked('Redirect').map((each) => each.get('Exten'))).toEqual([
    'wait',
    'back',
    'back',
    'back',
  ]);
});

test('a router that was taken over stands by until nobody routes', async () => {
  const { port, started } = scene.start();
  await started;
  const router = (says: string): void =>
    scene.event({
      ...{ Event: 'UserEvent', UserEvent: 'TsunagiRouter', App: 'tsunagi' },
      ...{ Router: 'another', Says: says },
    });
  router('takes-over');
  await scene.until(() => scene.facts.some(({ type }) => type === 'switch-lost'));
  expect(scene.troubles.at(-1)?.code).toBe('replaced-by-other-router');
  const asks = (): number =>
    scene.asked('UserEvent').filter((each) => each.get('Says') === 'asks-who-routes').length;
  scene.clock.advance(firstLookMs);
  await scene.until(() => asks() === 1);
  router('routes');
  await scene.until(() => scene.troubles.length === 2);
  expect(port.connected).toBe(false);
  scene.clock.advance(standbyMs);
  await scene.until(() => asks() === 2);
  await vi.waitUntil(() => {
    scene.clock.advance(vacancyMs / 4);
    return port.connected;
  });
  expect(scene.facts.map(({ type }) => type)).toEqual([
    'switch-restored',
    'switch-lost',
    'switch-restored',
  ]);
});

test('an asked router says that it routes, and is not taken over by the question', async () => {
  const { port, started } = scene.start();
  await started;
  scene.event({
    ...{ Event: 'UserEvent', UserEvent: 'TsunagiRouter', App: 'tsunagi' },
    ...{ Router: 'another', Says: 'asks-who-routes' },
  });
  await scene.until(() => scene.asked('UserEvent').some((each) => each.get('Says') === 'routes'));
  expect(port.connected).toBe(true);
});
