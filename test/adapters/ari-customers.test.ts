/** Customers who are called back, over a switch that fails in the middle of it. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asCallId, asOfferId } from '../../core/routing/ids.ts';
import { AriScene } from './ari-scene.ts';

let scene: AriScene;
beforeEach(async () => {
  scene = await AriScene.open();
});
afterEach(() => scene.close());

const call = asCallId(3);
const offer = asOfferId(1);
const show = { number: '', name: '' };
const order = { offer, call, timeoutMs: 10_000, show, memo: '' };

const answered = (id: string, args: readonly string[]) => ({
  type: 'StasisStart',
  application: 'tsunagi',
  args,
  channel: { id, name: `PJSIP/${id}`, state: 'Up', caller: show, dialplan: {} },
});

const destroyed = (id: string) => ({
  ...answered(id, []),
  type: 'ChannelDestroyed',
  cause: 16,
});

test('17: nothing is told of a customer whose agent has gone, whatever fails meanwhile', async () => {
  const { port, facts, started } = scene.startPort();
  await started;
  const asked = (what: string) => scene.server.heard.filter(({ path }) => path.includes(what));
  port.execute({ type: 'offer', ...order, phone: 'PJSIP/1001', callback: true });
  await vi.waitUntil(() => asked('channelId=tsunagi-1').length > 0);
  scene.server.say(answered('tsunagi-1', ['leg', '1']));
  await vi.waitUntil(() => facts.at(-1)?.type === 'offer-answered');
  scene.server.treat = ({ path }) => (path.includes('customer') ? 'cut' : undefined);
  port.execute({ type: 'dial-customer', ...order, customer: 'PJSIP/090@trunk', music: '' });
  await vi.waitUntil(() => asked('channelId=tsunagi-customer-1').length > 0);
  await vi.waitUntil(() => asked('channels/tsunagi-customer-1').length > 0);
  scene.server.say(destroyed('tsunagi-1'));
  await vi.waitUntil(() => facts.at(-1)?.type === 'offer-ended');
  scene.server.treat = ({ path }) => (path.includes('customer') ? { status: 404 } : undefined);
  const before = facts.length;
  const looks = () => asked('channels/tsunagi-customer-1').filter(({ method }) => method === 'GET');
  await vi.waitUntil(() => {
    scene.clock.advance(500);
    return looks().length > 0;
  });
  // Whatever came of the look is told before a caller who enters now.
  scene.server.say(answered('1.7', ['queue', 'support']));
  await vi.waitUntil(() => facts.length > before);
  expect(facts.slice(before).map(({ type }) => type)).toEqual(['caller-entered']);
});
