/** People who are dialled: against the ARI server on loopback, between two adapters. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SwitchCommand, SwitchFact } from '../../adapters/port.ts';
import type { Channel } from '../../adapters/simulated/model.ts';
import { asCallId } from '../../core/routing/ids.ts';
import { LoopbackScene } from './loopback-scene.ts';

let scene: LoopbackScene;

beforeEach(async () => {
  scene = await LoopbackScene.open();
});
afterEach(() => scene.close());

const call = asCallId(12);
const order: Extract<SwitchCommand, { readonly type: 'dial' }> = {
  ...{ type: 'dial', call, endpoint: 'PJSIP/0312345678@lines', timeoutMs: 60_000 },
  ...{ show: { number: '', name: '' }, music: 'default', memo: 'memo' },
};

/** A dial that rings, and whose adapter has stopped. */
async function ringsWithoutAdapter(): Promise<void> {
  scene.world.phone('PJSIP/lines').plan({ does: 'ring' }, 0);
  scene.port.execute(order);
  await scene.told('dial-rang');
  await scene.port.stop();
}

test('21: one that is given up before the next adapter starts is ended by it', async () => {
  await ringsWithoutAdapter();
  const facts: SwitchFact[] = [];
  const next = scene.createPort();
  next.execute({ type: 'undial', call });
  try {
    await next.start({
      onFact: (fact) => facts.push(fact),
      onTrouble: () => {},
      mintCall: () => asCallId(99),
      awaitsDial: (id) => id === call,
    });
    await vi.waitUntil(() => scene.world.leftovers().length === 0);
    await vi.waitUntil(() => facts.length > 1);
    expect(facts).toEqual([
      { type: 'switch-restored', calls: [], offers: [], dials: [call] },
      { type: 'dial-ended', call, result: 'withdrawn' },
    ]);
  } finally {
    await next.stop();
  }
});

test('21: one that waits for its turn is given up without having been called', async () => {
  const asked = (): number => scene.asked('POST /channels');
  scene.world.phone('PJSIP/lines').plan({ does: 'ring' }, 0);
  // The bucket holds a second's worth of calls.
  for (let i = 0; i < 20; i++) scene.port.execute({ ...order, call: asCallId(100 + i) });
  scene.port.execute(order);
  scene.port.execute({ type: 'undial', call });
  await vi.waitUntil(() => scene.seen('dial-rang').length === 20, { timeout: 8_000 });
  expect(scene.seen('dial-ended')).toEqual([{ type: 'dial-ended', call, result: 'withdrawn' }]);
  scene.clock.advance(1_000);
  await scene.waiting();
  expect(asked()).toBe(20);
});

/** Somebody who has answered, and is listened to. */
async function listened(): Promise<Channel> {
  const { pbx } = scene.world;
  scene.world.phone('PJSIP/lines').plan({ does: 'answer', afterMs: 0 }, 0);
  scene.port.execute({ ...order, listen: true });
  await scene.told('dial-answered');
  const channel = pbx.channels.get('tsunagi-dial-12')!;
  await vi.waitUntil(() => channel.speech !== undefined || pbx.modules.size === 0);
  return channel;
}

test('22: once connected nobody listens, not even the next adapter', async () => {
  const channel = await listened();
  const kept = (): unknown => JSON.parse(channel.variables.get('TSUNAGI_CALL')!);
  expect(kept()).toEqual([call, 'default', 'memo', 1]);
  const offer = scene.offer(call);
  await scene.told('offer-answered');
  scene.port.execute({ type: 'connect', offer });
  await scene.told('call-connected');
  await vi.waitUntil(() => channel.speech === undefined);
  await vi.waitUntil(() => (kept() as unknown[]).length === 3);
  expect(kept()).toEqual([call, 'default', 'memo']);
});

test('22: who is sent on into the dialplan is not listened to there', async () => {
  const channel = await listened();
  scene.port.execute({ type: 'send', call, to: { kind: 'dialplan' } });
  await scene.told('caller-left');
  expect(channel.alive).toBe(true);
  expect(channel.speech).toBeUndefined();
});

test('22: an Asterisk that cannot listen is told as trouble, once', async () => {
  scene.world.pbx.modules.clear();
  await listened();
  await vi.waitUntil(() => scene.troubles.length > 0);
  scene.port.execute({ ...order, call: asCallId(13), listen: true });
  await scene.told('dial-answered', 2);
  await scene.waiting();
  expect(scene.troubles).toEqual([expect.stringContaining('module load func_talkdetect.so')]);
});
