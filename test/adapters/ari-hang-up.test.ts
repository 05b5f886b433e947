/**
 * An agent's phone hangs up: the agent is free at the first word of it, and the channel is looked
 * after until its end. The word comes alone here, as long before the rest as the test wants.
 */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createChannel } from '../../adapters/simulated/channels.ts';
import type { OfferId } from '../../core/routing/ids.ts';
import { LoopbackScene } from './loopback-scene.ts';

let scene: LoopbackScene;

beforeEach(async () => {
  scene = await LoopbackScene.open();
});
afterEach(() => scene.close());

const channelOf = (offer: OfferId): string => `tsunagi-${offer}`;

/** Asterisk has heard the phone's BYE; its channel is still there. */
function wordOfHangUp(offer: OfferId, soft = false): void {
  const { apps, channels } = scene.world.pbx;
  const channel = channels.get(channelOf(offer))!;
  apps.get('tsunagi')!.connection!.onEvent({
    type: 'ChannelHangupRequest',
    channel,
    cause: 0,
    soft,
  });
}

/** All that has been said has been heard. */
async function heard(): Promise<void> {
  const before = scene.seen('caller-entered').length;
  scene.world.enter({ args: ['queue', 'support'] });
  await scene.told('caller-entered', before + 1);
}

test('the agent is free when the phone hangs up, and once only', async () => {
  const { offer } = await scene.talking();
  wordOfHangUp(offer);
  await scene.told('agent-left');
  expect(scene.world.pbx.channels.has(channelOf(offer))).toBe(true);
  const count = scene.facts.length;
  scene.world.phone(scene.phone).hangUp();
  await heard();
  expect(scene.facts.slice(count).map(({ type }) => type)).toEqual(['caller-entered']);
  expect(scene.seen('agent-left')).toEqual([{ type: 'agent-left', offer }]);
});

test('the next call may ring while the channel of the last one ends', async () => {
  const { offer } = await scene.talking();
  const { call } = await scene.waiting();
  wordOfHangUp(offer);
  await scene.told('agent-left');
  // The phone itself is free: it knows that it has hung up.
  scene.world.pbx.phones.get(scene.phone)!.channels.clear();
  const next = scene.offer(call);
  await scene.told('offer-answered', 2);
  expect(scene.facts.at(-1)).toEqual({ type: 'offer-answered', offer: next });
});

test('the channel that still ends does not make the phone busy', async () => {
  scene.port.watchPhones([scene.phone]);
  await scene.told('phone-changed');
  const { offer } = await scene.talking();
  wordOfHangUp(offer);
  await scene.told('agent-left');
  await vi.waitUntil(() => scene.world.pbx.phones.get(scene.phone)!.device === 'BUSY');
  const look = `GET /endpoints/${scene.phone}`;
  scene.clock.advance(400);
  await heard();
  expect(scene.asked(look)).toBe(0);
  scene.world.phone(scene.phone).hangUp();
  await vi.waitUntil(() => !scene.world.pbx.channels.has(channelOf(offer)));
  scene.clock.advance(400);
  await heard();
  expect(scene.seen('phone-changed')).toMatchObject([{ state: 'reachable' }]);
});

test('a call of somebody else’s is looked for when our leg on the phone has ended', async () => {
  scene.port.watchPhones([scene.phone]);
  await scene.told('phone-changed');
  await scene.talking();
  createChannel(scene.world.pbx, {
    peer: scene.phone,
    state: 'Up',
    caller: { name: '', number: '' },
    place: { context: 'private', extension: '1', priority: 1, app: '', appData: '' },
  });
  const look = `GET /endpoints/${scene.phone}`;
  await vi.waitUntil(() => scene.world.pbx.phones.get(scene.phone)!.device === 'BUSY');
  scene.clock.advance(400);
  await heard();
  expect(scene.asked(look)).toBe(0);
  scene.world.phone(scene.phone).hangUp();
  await scene.told('agent-left');
  await heard();
  scene.clock.advance(400);
  await scene.told('phone-changed', 2);
  expect(scene.seen('phone-changed').at(-1)).toMatchObject({ state: 'busy' });
});

test('a channel that does not end by itself is ended', async () => {
  const { offer } = await scene.talking();
  wordOfHangUp(offer);
  await scene.told('agent-left');
  const channel = channelOf(offer);
  expect(scene.asked(`DELETE /channels/${channel}`)).toBe(0);
  scene.clock.advance(2_000);
  await vi.waitUntil(() => !scene.world.pbx.channels.has(channel));
  await heard();
  expect(scene.seen('agent-left')).toHaveLength(1);
  expect(scene.troubles).toEqual([]);
});

test('a hang-up asked for in the switch is told when the phone has been hung up', async () => {
  const { offer } = await scene.talking();
  wordOfHangUp(offer, true);
  await heard();
  expect(scene.seen('agent-left')).toEqual([]);
  scene.world.hangUp(channelOf(offer));
  await scene.told('agent-left');
});

test('an agent who has left is not told as there when contact comes back', async () => {
  const { offer } = await scene.talking();
  wordOfHangUp(offer);
  await scene.told('agent-left');
  await scene.server.cut();
  await scene.told('switch-lost');
  await scene.server.restore();
  await vi.waitUntil(() => {
    scene.clock.advance(250);
    return scene.seen('switch-restored').length > 1;
  });
  expect(scene.seen('switch-restored').at(-1)).toMatchObject({ offers: [] });
  await vi.waitUntil(() => !scene.world.pbx.channels.has(channelOf(offer)));
  await heard();
  expect(scene.seen('agent-left')).toHaveLength(1);
});

test('a caller whose agent is gone before they talk can be offered to the next at once', async () => {
  const { call } = await scene.waiting();
  const first = scene.offer(call);
  await scene.told('offer-answered');
  let next: OfferId | undefined;
  scene.react = ({ type }) => {
    if (type === 'offer-ended') next ??= scene.offer(call);
  };
  scene.port.execute({ type: 'connect', offer: first });
  scene.world.hangUp(channelOf(first));
  await scene.told('offer-answered', 2);
  expect(scene.facts.at(-1)).toEqual({ type: 'offer-answered', offer: next });
  expect(scene.seen('offer-ended')).toMatchObject([{ offer: first, result: 'failed' }]);
});
