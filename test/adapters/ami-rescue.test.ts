/** Who is taken out of the application by the emergency exit, in which order, and who not. */

import { expect, test } from 'vitest';
import type { AmiMessage } from '../../adapters/asterisk-ami/message.ts';
import { findStranded, type Rescue, rescueAll } from '../../adapters/asterisk-ami/rescue.ts';
import { AmiScene, failureOf } from './ami-scene.ts';
import { said } from './ami-server.ts';
import { type FakeChannel, fakeSwitch } from './ami-switch.ts';

const scene = new AmiScene();
const { openUp } = scene;

const play = (channels: readonly FakeChannel[], refuse?: (action: AmiMessage) => string | '') => {
  const play = fakeSwitch(channels);
  scene.server.treat = (action) => {
    const why = refuse?.(action);
    if (!why) return play(action);
    return said({ Response: 'Error', ActionID: action.actionId!, Message: why });
  };
};
const redirected = () =>
  scene.server.heard
    .filter((each) => each.get('Action') === 'Redirect')
    .map((each) => ['Channel', 'Context', 'Exten', 'Priority'].map((name) => each.text(name)));

const caller: FakeChannel = {
  name: 'PJSIP/trunk-1',
  args: 'tsunagi,entry,5001',
  kept: '[7,"",""]',
};

test('callers are found in order of arrival, and one who has just come last', async () => {
  play([
    { ...caller, name: 'PJSIP/trunk-3', kept: '[9,"",""]', duration: '00:00:05' },
    { ...caller, name: 'PJSIP/trunk-4', kept: '', duration: '00:00:01', number: '<unknown>' },
    { ...caller, name: 'PJSIP/trunk-1', kept: '7,music', duration: '01:00:09' },
    { ...caller, name: 'PJSIP/trunk-2', kept: '[8,"",""]', duration: '00:00:05' },
    { ...caller, name: 'PJSIP/trunk-5', kept: '', duration: '00:00:02' },
  ]);
  const { ami } = await openUp();
  const found = await findStranded(ami, 'tsunagi');
  expect(found.map(({ channel, call, waitedMs }) => [channel, call, waitedMs])).toEqual([
    ['PJSIP/trunk-1', 7, 3_609_000],
    ['PJSIP/trunk-2', 8, 5_000],
    ['PJSIP/trunk-3', 9, 5_000],
    ['PJSIP/trunk-5', undefined, 2_000],
    ['PJSIP/trunk-4', undefined, 1_000],
  ]);
  expect(found.map(({ number }) => number)).toEqual([...Array(4).fill('0311110001'), '']);
});

test('agents, feature codes, other applications and people who talk are left alone', async () => {
  play([
    { name: 'PJSIP/1001-1', args: 'tsunagi,leg', id: 'tsunagi-4' },
    { name: 'PJSIP/1002-1', args: 'tsunagi', id: 'tsunagi-5' },
    { name: 'PJSIP/1003-1', args: 'tsunagi,feature,sign-in' },
    { name: 'PJSIP/trunk-8', args: 'tsunagi-other,queue,support' },
    { name: 'PJSIP/trunk-9', app: 'Queue', args: 'tsunagi,entry,1' },
    { ...caller, name: 'PJSIP/trunk-2', bridge: 'tsunagi-6-talk' },
    { name: 'PJSIP/1004-1', args: 'tsunagi,leg', id: 'tsunagi-6', bridge: 'tsunagi-6-talk' },
    { ...caller, name: 'PJSIP/trunk-3', bridge: 'tsunagi-7-talk' },
    { ...caller, name: 'PJSIP/trunk-4', kept: undefined },
    { ...caller },
  ]);
  const { ami } = await openUp();
  const found = await findStranded(ami, 'tsunagi');
  // The third is alone in its conversation: the agent has hung up.
  expect(found.map(({ channel }) => channel)).toEqual(['PJSIP/trunk-3', 'PJSIP/trunk-1']);
});

test('each goes on at the line after its Stasis(); a customer we called needs a place', async () => {
  play([
    { ...caller },
    {
      name: 'Local/03@out-1;1',
      args: 'tsunagi,customer',
      id: 'tsunagi-customer-9',
      kept: '[8,"",""]',
    },
  ]);
  const { ami } = await openUp();
  const rescued = await rescueAll(ami, { app: 'tsunagi' });
  expect(rescued.map(({ outcome }) => outcome)).toEqual(['moved', 'failed']);
  expect(rescued[1]!.why).toContain('give a place');
  expect(redirected()).toEqual([['PJSIP/trunk-1', 'from-trunk', '5001', '2']]);
  const to = { context: 'fallback', extension: '5000', priority: 1 };
  const again = await rescueAll(ami, { app: 'tsunagi', to });
  expect(again.map(({ outcome }) => outcome)).toEqual(['moved', 'moved']);
  expect(redirected()[2]).toEqual(['Local/03@out-1;1', 'fallback', '5000', '1']);
});

test('a place that is not in the dialplan moves nobody', async () => {
  play([{ ...caller }], (action) =>
    action.get('Action') === 'ShowDialPlan' ? 'Did not find context nowhere' : '',
  );
  const { ami } = await openUp();
  const to = { context: 'nowhere', extension: '1', priority: 1 };
  expect((await failureOf(rescueAll(ami, { app: 'tsunagi', to }))).message).toContain(
    'there is no nowhere,1,1 in the dialplan',
  );
  expect(redirected()).toEqual([]);
});

test('one who hangs up meanwhile, or cannot be moved, does not keep the others', async () => {
  const order = ['trunk-1', 'trunk-2', 'trunk-3'];
  play(
    order.map((name, i) => ({ ...caller, name, kept: `[${i + 1},"",""]` })),
    (action) => {
      if (action.get('Action') !== 'Redirect') return '';
      if (action.get('Channel') === 'trunk-1') return 'Channel does not exist: trunk-1';
      return action.get('Channel') === 'trunk-2' ? 'Redirect failed' : '';
    },
  );
  const { ami } = await openUp();
  const told: Rescue[] = [];
  await rescueAll(ami, { app: 'tsunagi', onDone: (rescue) => told.push(rescue) });
  expect(told.map(({ channel, outcome, why }) => [channel, outcome, why])).toEqual([
    ['trunk-1', 'left', undefined],
    ['trunk-2', 'failed', 'Redirect: Redirect failed'],
    ['trunk-3', 'moved', undefined],
  ]);
});

test('trying it moves nobody; nor is anybody moved any more once somebody routes again', async () => {
  play([{ ...caller }, { ...caller, name: 'PJSIP/trunk-2', kept: '[8,"",""]' }]);
  const { ami } = await openUp();
  const tried = await rescueAll(ami, { app: 'tsunagi', dryRun: true });
  expect(tried.map(({ outcome, to }) => [outcome, to?.priority])).toEqual([
    ['would-move', 2],
    ['would-move', 2],
  ]);
  expect(redirected()).toEqual([]);
  const done = await rescueAll(ami, { app: 'tsunagi', goOn: () => redirected().length < 1 });
  expect(done.map(({ outcome }) => outcome)).toEqual(['moved', 'spared']);
});

test('a user who may not look is told so', async () => {
  play([{ ...caller }], (action) =>
    action.get('Action') === 'CoreShowChannels' ? 'Permission denied' : '',
  );
  const { ami } = await openUp();
  const failure = await failureOf(rescueAll(ami, { app: 'tsunagi' }));
  expect(failure).toMatchObject({ kind: 'refused' });
  expect(failure.message).toBe('CoreShowChannels: Permission denied');
});
