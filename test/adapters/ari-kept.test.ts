/** What is kept with a caller's channel, and found there by an adapter that starts anew. */

import { expect, test, vi } from 'vitest';
import { LoopbackScene } from './loopback-scene.ts';

test('music and memo are found again as they were, whatever is in them', async () => {
  const scene = await LoopbackScene.open();
  const another = scene.createPort();
  try {
    const { call, channel } = await scene.waiting();
    const music = 'soft, "slow"';
    const memo = JSON.stringify({ queue: 'サポート', note: 'a,b "c" \\ %2C&=' });
    scene.port.execute({ type: 'hold', call, music, memo });
    const { variables } = scene.world.pbx.channels.get(channel)!;
    await vi.waitUntil(() => [...variables.values()].some((value) => value.includes('サポート')));
    await scene.port.stop();
    await scene.start(another);
    expect(scene.seen('call-found')).toMatchObject([{ call, channel, memo }]);
    await vi.waitUntil(() => scene.world.pbx.channels.get(channel)?.music === music);
  } finally {
    await another.stop();
    await scene.close();
  }
});

test('a channel on which somebody else wrote is a new caller', async () => {
  const scene = await LoopbackScene.open();
  const another = scene.createPort();
  try {
    const { channel } = await scene.waiting();
    await scene.port.stop();
    const { variables } = scene.world.pbx.channels.get(channel)!;
    for (const name of variables.keys()) variables.set(name, '17 by hand');
    const started = scene.start(another);
    // It looks a second time for what may still be on its way.
    await vi.waitUntil(() => {
      scene.clock.advance(50);
      return scene.seen('caller-entered').length === 2;
    });
    await started;
    expect(scene.seen('call-found')).toEqual([]);
  } finally {
    await another.stop();
    await scene.close();
  }
});

test('who waits while the router is upgraded is found by what the one before left', async () => {
  const scene = await LoopbackScene.open();
  const another = scene.createPort();
  try {
    const { call, channel } = await scene.waiting();
    await scene.port.stop();
    const { variables } = scene.world.pbx.channels.get(channel)!;
    variables.clear();
    variables.set('TSUNAGI_CALL', `${call},soft, slow`);
    variables.set('TSUNAGI_MEMO', '{"queue":"サポート"}');
    await scene.start(another);
    expect(scene.seen('call-found')).toMatchObject([
      { call, channel, memo: '{"queue":"サポート"}' },
    ]);
    await vi.waitUntil(() => scene.world.pbx.channels.get(channel)?.music === 'soft, slow');
  } finally {
    await another.stop();
    await scene.close();
  }
});
