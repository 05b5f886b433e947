/** The emergency exit that opens by itself: when, for whom, and when not. */

import { expect, test } from 'vitest';
import type { SwitchTrouble } from '../../adapters/port.ts';
import type { AmiSite, Site } from '../../config/site.ts';
import type { Log } from '../../server/log.ts';
import { type RescueWatch, watchRescue } from '../../server/rescue-watch.ts';
import { AmiScene } from '../adapters/ami-scene.ts';
import { said } from '../adapters/ami-server.ts';
import { fakeSwitch } from '../adapters/ami-switch.ts';

const scene = new AmiScene();
const { clock, undo } = scene;

function watch(ami: Partial<AmiSite> = {}): { watch: RescueWatch; lines: string[] } {
  const site = {
    switches: [
      {
        id: 'pbx',
        kind: 'asterisk-ari',
        url: 'http://127.0.0.1:8088',
        user: 'tsunagi',
        password: 'unused',
        app: 'tsunagi',
        originatesPerSecond: 50,
        restOverWebSocket: 'auto',
        ami: {
          host: '127.0.0.1',
          port: scene.server.port,
          user: 'tsunagi',
          password: 'secret',
          rescueAfterMs: 30_000,
          ...ami,
        },
      },
    ],
  } satisfies Pick<Site, 'switches'>;
  const lines: string[] = [];
  const note = (_: object, line: string): void => {
    lines.push(line);
    scene.server.look();
  };
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const watching = watchRescue(site, clock, log);
  undo.push(() => watching.stop());
  return { watch: watching, lines };
}

const trouble = (code: SwitchTrouble['code']): SwitchTrouble => ({
  code,
  message: code,
  retriable: true,
});

const waiting = (name: string, kept: string) => ({ name, args: 'tsunagi,entry,5001', kept });
const moved = () =>
  scene.server.heard
    .filter((each) => each.get('Action') === 'Redirect')
    .map((each) => each.text('Channel'));

test('callers are sent on when the switch is away for as long as was said, not before', async () => {
  scene.server.treat = fakeSwitch([
    waiting('PJSIP/2', '[2,"",""]'),
    waiting('PJSIP/1', '[1,"",""]'),
  ]);
  const { watch: watching, lines } = watch();
  watching.switchChanged(true, undefined);
  clock.advance(60_000);
  watching.switchChanged(false, trouble('lost-connection'));
  clock.advance(20_000);
  // Each attempt that fails tells so again: the time runs from the first.
  watching.switchChanged(false, trouble('refused-connection'));
  clock.advance(9_999);
  expect(scene.server.connections).toBe(0);
  clock.advance(1);
  await scene.server.asked('Redirect', 2);
  expect(moved()).toEqual(['PJSIP/1', 'PJSIP/2']);
  expect(lines[0]).toBe('the switch is away for too long: sending callers who wait on');
});

test('a switch that was never there counts as away from the start', async () => {
  scene.server.treat = fakeSwitch([waiting('PJSIP/1', '[1,"",""]')]);
  watch({ rescueTo: { context: 'fallback', extension: '5000' } });
  clock.advance(30_000);
  const sent = await scene.server.asked('Redirect');
  expect([sent.get('Context'), sent.get('Exten'), sent.get('Priority')]).toEqual([
    'fallback',
    '5000',
    '1',
  ]);
});

test('a switch that comes back in time, or another router in our place, moves nobody', async () => {
  const { watch: watching } = watch();
  clock.advance(29_999);
  watching.switchChanged(true, undefined);
  clock.advance(60_000);
  watching.switchChanged(false, trouble('lost-connection'));
  watching.switchChanged(false, trouble('replaced-by-other-router'));
  clock.advance(60_000);
  expect(scene.server.connections).toBe(0);
  expect(clock.next()).toBeUndefined();
  // The other one has gone, and ARI with it.
  watching.switchChanged(false, trouble('refused-connection'));
  clock.advance(30_000);
  await scene.server.asked('CoreShowChannels');
});

test('it looks again while the switch is away, and stops when it is back', async () => {
  scene.server.treat = fakeSwitch([waiting('PJSIP/1', '[1,"",""]')]);
  const { watch: watching, lines } = watch();
  clock.advance(30_000);
  await scene.server.asked('Redirect');
  scene.server.treat = fakeSwitch([]);
  await scene.server.until(() => lines.includes('caller sent back to the dialplan'));
  // The next look is planned in the same turn.
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(4_000);
  await scene.server.asked('CoreShowChannels', 2);
  watching.switchChanged(true, undefined);
  await scene.server.until(() => scene.server.sockets.length === 0);
  expect(clock.next()).toBeUndefined();
});

test('nobody is moved any more from the moment the switch is back', async () => {
  const play = fakeSwitch([waiting('PJSIP/1', '[1,"",""]'), waiting('PJSIP/2', '[2,"",""]')]);
  const { watch: watching } = watch();
  scene.server.treat = (action) => {
    if (action.get('Action') === 'Redirect') watching.switchChanged(true, undefined);
    return play(action);
  };
  clock.advance(30_000);
  await scene.server.asked('Redirect');
  await scene.server.until(() => scene.server.sockets.length === 0);
  expect(moved()).toEqual(['PJSIP/1']);
});

test('what is wrong with the manager interface is said once, in words', async () => {
  const { lines } = watch({ password: 'wrong' });
  clock.advance(30_000);
  await scene.server.asked('Login');
  await scene.server.until(() => scene.server.sockets.length === 0 && lines.length > 1);
  clock.advance(250);
  await scene.server.asked('Login', 2);
  await scene.server.until(() => scene.server.sockets.length === 0);
  expect(lines).toEqual([
    'the switch is away for too long: sending callers who wait on',
    expect.stringMatching(/cannot be sent on: Asterisk's manager interface.*Authentication failed/),
  ]);
});

test('a place that is not there is said, and nobody is moved', async () => {
  const play = fakeSwitch([waiting('PJSIP/1', '[1,"",""]')]);
  scene.server.treat = (action) =>
    action.get('Action') === 'ShowDialPlan'
      ? said({ Response: 'Error', ActionID: action.actionId!, Message: 'Did not find context x' })
      : play(action);
  const { lines } = watch({ rescueTo: { context: 'x', extension: '1' } });
  clock.advance(30_000);
  await scene.server.asked('ShowDialPlan');
  await scene.server.until(() => lines.length > 1);
  expect(lines[1]).toContain('there is no x,1,1 in the dialplan');
  expect(moved()).toEqual([]);
});

test('without a time for it nothing is watched', () => {
  watch({ rescueAfterMs: undefined as never });
  expect(clock.next()).toBeUndefined();
});
