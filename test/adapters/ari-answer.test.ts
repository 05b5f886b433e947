/** Whoever answers while the adapter finds out what is there: told by a list and by an event. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asCallId, asOfferId } from '../../core/routing/ids.ts';
import { AriScene, type StartedPort } from './ari-scene.ts';

let scene: AriScene;
beforeEach(async () => {
  scene = await AriScene.open();
});
afterEach(() => scene.close());

const call = asCallId(3);
const offer = asOfferId(1);
const show = { number: '', name: '' };
const order = { call, timeoutMs: 60_000, show, music: 'default', memo: 'memo' };
/** Machines are busy. */
const patience = { timeout: 8_000 };
const endpoint = 'PJSIP/0312345678@trunk';

function channelOf(id: string, given: string) {
  const dialplan: Record<string, string> = { app_name: 'Stasis' };
  dialplan.app_data = given;
  return { id, name: `PJSIP/trunk-${id}`, state: 'Up', caller: show, dialplan };
}

/** The channels are listed, answered, and the event of the answer comes before the list. */
function answersMeanwhile(id: string, part: string): void {
  const channel = channelOf(id, `tsunagi,${part}`);
  scene.server.treat = ({ path }) => {
    if (path.includes(`${id}/variable`)) {
      return { status: 200, body: { value: JSON.stringify([call, 'default', 'memo']) } };
    }
    if (path !== 'channels') return undefined;
    const args = part.split(',');
    scene.server.say({ type: 'StasisStart', application: 'tsunagi', args, channel });
    return { status: 200, body: [channel] };
  };
}

const hungUp = (id: string): number =>
  scene.server.heard.filter(({ method, path }) => method === 'DELETE' && path.includes(id)).length;

/** Contact is lost and found. */
async function reconnect({ facts }: StartedPort): Promise<void> {
  const before = scene.server.upgrades;
  scene.server.drop();
  await vi.waitUntil(() => facts.at(-1)?.type === 'switch-lost', patience);
  await vi.waitUntil(() => {
    // Not on, once it is there again: requests have little time on this clock.
    if (scene.server.upgrades === before) scene.clock.advance(500);
    return facts.filter(({ type }) => type === 'switch-restored').length === 2;
  }, patience);
}

/** What was postponed has been translated before a caller who enters now is told. */
async function settled({ facts }: StartedPort): Promise<void> {
  const channel = channelOf('1.7', 'tsunagi,queue,support');
  const args = ['queue', 'support'];
  scene.server.say({ type: 'StasisStart', application: 'tsunagi', args, channel });
  await vi.waitUntil(() => facts.at(-1)?.type === 'caller-entered', patience);
}

test('2, 21: a dial that is answered during a restore is a caller, told once', async () => {
  const started = scene.startPort();
  await started.started;
  started.port.execute({ type: 'dial', ...order, endpoint });
  await vi.waitUntil(
    () => scene.server.heard.some(({ path }) => path.includes('tsunagi-dial-3')),
    patience,
  );
  answersMeanwhile('tsunagi-dial-3', 'dial,3');
  await reconnect(started);
  await settled(started);
  const told = started.facts.filter(({ type }) => type.startsWith('dial-'));
  expect(told).toEqual([{ type: 'dial-answered', call, channel: 'tsunagi-dial-3' }]);
  expect(hungUp('tsunagi-dial-3')).toBe(0);
});

test('2, 16: a customer who answers during a restore is a caller, told once', async () => {
  const started = scene.startPort();
  await started.started;
  started.port.execute({ type: 'dial-customer', offer, ...order, customer: endpoint });
  const channel = 'tsunagi-customer-1';
  await vi.waitUntil(() => scene.server.heard.some(({ path }) => path.includes(channel)), patience);
  answersMeanwhile(channel, 'customer,1');
  await reconnect(started);
  await settled(started);
  const told = started.facts.filter(({ type }) => type.startsWith('customer-'));
  expect(told).toEqual([{ type: 'customer-answered', offer, call, channel }]);
  expect(hungUp(channel)).toBe(0);
});

test('15, 21: a dial that is answered while the next adapter starts is taken up', async () => {
  answersMeanwhile('tsunagi-dial-3', 'dial,3');
  const started = scene.startPort('secret', { awaitsDial: (id) => id === call });
  await started.started;
  await settled(started);
  expect(started.facts.slice(0, 2)).toEqual([
    { type: 'switch-restored', calls: [], offers: [], dials: [call] },
    { type: 'dial-answered', call, channel: 'tsunagi-dial-3' },
  ]);
  expect(hungUp('tsunagi-dial-3')).toBe(0);
});

test('15, 16: a customer who answers while the next adapter starts is taken up', async () => {
  const channel = 'tsunagi-customer-1';
  answersMeanwhile(channel, 'customer,1');
  const started = scene.startPort('secret', { awaitsCustomer: (id) => id === offer });
  await started.started;
  await settled(started);
  expect(started.facts.slice(0, 2)).toEqual([
    { type: 'switch-restored', calls: [], offers: [offer] },
    { type: 'customer-answered', offer, call, channel },
  ]);
  expect(hungUp(channel)).toBe(0);
});
