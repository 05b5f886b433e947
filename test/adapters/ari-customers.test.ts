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

test('17: a customer who answers before Asterisk has replied to the call is not hung up', async () => {
  const { port, facts, started } = scene.startPort();
  await started;
  const asked = (what: string) => scene.server.heard.filter(({ path }) => path.includes(what));
  port.execute({ type: 'offer', ...order, phone: 'PJSIP/1001', callback: true });
  await vi.waitUntil(() => asked('channelId=tsunagi-1').length > 0);
  scene.server.say(answered('tsunagi-1', ['leg', '1']));
  await vi.waitUntil(() => facts.at(-1)?.type === 'offer-answered');
  let reply = () => {};
  const after = new Promise<void>((resolve) => {
    reply = resolve;
  });
  scene.server.treat = ({ path }) => {
    if (path.includes('channelId=tsunagi-2')) return { status: 500 };
    const held = path.includes('channelId=tsunagi-customer-1');
    return held ? { status: 200, body: {}, after } : undefined;
  };
  port.execute({ type: 'dial-customer', ...order, customer: 'PJSIP/090@trunk', music: '' });
  await vi.waitUntil(() => asked('channelId=tsunagi-customer-1').length > 0);
  scene.server.say(answered('tsunagi-customer-1', ['customer', '1']));
  await vi.waitUntil(() => asked('addChannel').length > 0);
  const channels = ['tsunagi-1', 'tsunagi-customer-1'];
  const bridge = { id: 'tsunagi-1-talk', channels };
  scene.server.say({ ...answered('tsunagi-1', []), type: 'ChannelEnteredBridge', bridge });
  await vi.waitUntil(() => facts.at(-1)?.type === 'call-connected');
  reply();
  // The reply to a later call, and the end of the first, come behind it.
  port.execute({ type: 'offer', ...order, offer: asOfferId(2), phone: 'PJSIP/1002' });
  await vi.waitUntil(() => {
    scene.clock.advance(100);
    return facts.at(-1)?.type === 'offer-ended';
  });
  const hungUp = (id: string) =>
    asked(`channels/${id}`).filter(({ method }) => method === 'DELETE').length;
  port.execute({ type: 'release-agent', offer });
  await vi.waitUntil(() => hungUp('tsunagi-1') > 0);
  expect(hungUp('tsunagi-customer-1')).toBe(0);
});
