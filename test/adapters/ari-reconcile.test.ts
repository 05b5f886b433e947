/**
 * What is put right twice a minute when an event was lost: against the ARI server on loopback, with
 * the adapter's time in the hands of the test.
 */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asCallId, asOfferId, type OfferId } from '../../core/routing/ids.ts';
import { LoopbackScene } from './loopback-scene.ts';

let scene: LoopbackScene;

beforeEach(async () => {
  scene = await LoopbackScene.open();
});
afterEach(() => scene.close());

/** Half a minute passes, with a healthy heartbeat, and the switch is looked at. */
async function look(): Promise<void> {
  const { clock } = scene;
  const before = scene.asked('GET /bridges');
  for (let beat = 0; beat < 6; beat++) {
    const pings = scene.asked('GET /asterisk/ping');
    await vi.waitUntil(() => (clock.next() ?? 0) === clock.now() + 5_000);
    clock.advance(5_000);
    await vi.waitUntil(() => scene.asked('GET /asterisk/ping') > pings);
  }
  await vi.waitUntil(() => scene.asked('GET /bridges') > before);
}

test('a caller who vanished without a word has left', async () => {
  const { call, channel } = await scene.waiting();
  scene.world.pbx.channels.delete(channel);
  await look();
  await scene.told('caller-left');
  expect(scene.facts.at(-1)).toEqual({ type: 'caller-left', call });
});

test('a leg that vanished without a word has left', async () => {
  const { offer } = await scene.talking();
  scene.world.pbx.channels.delete('tsunagi-1');
  await look();
  await scene.told('agent-left');
  expect(scene.seen('agent-left')).toEqual([{ type: 'agent-left', offer }]);
});

/** A customer whose phone rings, for an offer of this number. */
async function customerRings(): Promise<OfferId> {
  scene.world.phone('Local/0901234567@outgoing').plan({ does: 'ring' }, 0);
  const offer = asOfferId(7);
  const show = { number: '', name: '' };
  const customer = 'Local/0901234567@outgoing/n';
  const more = { customer, timeoutMs: 60_000, show, music: 'default', memo: '' };
  scene.port.execute({ type: 'dial-customer', offer, call: asCallId(9), ...more });
  await vi.waitUntil(() => scene.world.pbx.channels.get('tsunagi-customer-7')?.state === 'Ringing');
  return offer;
}

test('a customer whose call vanished without a word was not reached', async () => {
  const offer = await customerRings();
  scene.world.pbx.channels.delete('tsunagi-customer-7');
  await look();
  await scene.told('customer-failed');
  expect(scene.facts.at(-1)).toEqual({ type: 'customer-failed', offer, result: 'missed' });
});

test('a dial that vanished without a word came to nothing', async () => {
  scene.world.phone('PJSIP/trunk-1').plan({ does: 'ring' }, 0);
  const call = asCallId(12);
  const more = { timeoutMs: 60_000, show: { number: '', name: '' }, music: 'default', memo: '' };
  scene.port.execute({ type: 'dial', call, endpoint: 'PJSIP/1@trunk-1', ...more });
  await scene.told('dial-rang');
  scene.world.pbx.channels.delete('tsunagi-dial-12');
  await look();
  await scene.told('dial-ended');
  expect(scene.facts.at(-1)).toEqual({ type: 'dial-ended', call, result: 'missed' });
});

test('a customer whose phone rings for nobody is hung up at the second look', async () => {
  scene.world.phone('Local/0901234567@outgoing').plan({ does: 'ring' }, 0);
  const endpoint = 'endpoint=Local/0901234567@outgoing&app=tsunagi&appArgs=customer';
  await scene.leave(`channels?${endpoint}&channelId=tsunagi-customer-900`);
  await look();
  expect(scene.world.pbx.channels.size).toBe(1);
  await look();
  await vi.waitUntil(() => scene.world.leftovers().length === 0);
});

test('a caller nobody told us of is told at the second look', async () => {
  const { connection } = scene.world.pbx.apps.get('tsunagi')!;
  const events = vi.spyOn(connection!, 'onEvent').mockImplementation(() => {});
  scene.world.enter({ args: ['queue', 'support', 'class=vip'], number: '03' });
  events.mockRestore();
  await look();
  expect(scene.seen('caller-entered')).toEqual([]);
  await look();
  await scene.told('caller-entered');
  expect(scene.seen('caller-entered')).toMatchObject([
    { args: ['queue', 'support'], caller: { number: '03' }, variables: { class: 'vip' } },
  ]);
});

test('bridges and legs of a router that died are swept at the second look', async () => {
  await scene.leave('bridges?bridgeId=tsunagi-900-talk&type=mixing');
  await scene.leave('bridges?bridgeId=of-somebody-else&type=mixing');
  scene.world.phone(scene.phone).plan({ does: 'ring' });
  await scene.leave(
    `channels?endpoint=${scene.phone}&app=tsunagi&appArgs=leg&channelId=tsunagi-901`,
  );
  await look();
  expect(scene.world.pbx.bridges.size).toBe(2);
  expect(scene.world.pbx.channels.size).toBe(1);
  await look();
  await vi.waitUntil(() => scene.world.leftovers().length === 1);
  expect(scene.world.leftovers()[0]).toContain('of-somebody-else');
});

test('an agent whose caller has left is let go when the router forgets to', async () => {
  const { offer } = await scene.talking();
  scene.world.hangUp(scene.world.pbx.channels.keys().next().value!);
  await scene.told('caller-left');
  await look();
  expect(scene.seen('agent-left')).toEqual([]);
  await look();
  await scene.told('agent-left');
  expect(scene.seen('agent-left')).toEqual([{ type: 'agent-left', offer }]);
  await vi.waitUntil(() => scene.world.leftovers().length === 0);
});

test('where nothing is wrong nothing is done', async () => {
  await scene.talking();
  await scene.waiting();
  await customerRings();
  const before = scene.server.requests.length;
  const count = scene.facts.length;
  for (let i = 0; i < 4; i++) await look();
  const lines = new Set(scene.server.requests.slice(before).map(({ line }) => line));
  expect(lines).toEqual(new Set(['GET /asterisk/ping', 'GET /channels', 'GET /bridges']));
  expect(scene.facts).toHaveLength(count);
  expect(scene.troubles).toEqual([]);
});
