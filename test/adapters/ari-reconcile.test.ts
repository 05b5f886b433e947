/**
 * What is put right twice a minute when an event was lost: against the ARI server on loopback, with
 * the adapter's time in the hands of the test.
 */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AsteriskAri, createAsteriskAri } from '../../adapters/asterisk-ari/adapter.ts';
import { createManualClock, type ManualClock, realClock } from '../../adapters/clock.ts';
import type { SwitchFact } from '../../adapters/port.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createWorld, type SimulatedWorld } from '../../adapters/simulated/world.ts';
import { asCallId, asOfferId, type CallId, type OfferId } from '../../core/routing/ids.ts';
import { type AriServer, startAriServer } from '../support/ari-server/server.ts';

const login = { user: 'tsunagi', password: 'secret' };
const phone = 'PJSIP/1001';
let clock: ManualClock;
let world: SimulatedWorld;
let server: AriServer;
let port: AsteriskAri;
let facts: SwitchFact[];
let troubles: string[];

beforeEach(async () => {
  clock = createManualClock(1_000_000);
  world = createWorld(createPbx({ clock: realClock, version: 22 }), 'tsunagi');
  world.phone(phone).plan({ does: 'answer', afterMs: 0 }, 0);
  server = await startAriServer({ world, version: '16.28.0', ...login });
  facts = [];
  troubles = [];
  port = createAsteriskAri(
    {
      id: 'pbx',
      kind: 'asterisk-ari',
      url: server.url,
      ...login,
      app: 'tsunagi',
      originatesPerSecond: 20,
      restOverWebSocket: 'auto',
    },
    { clock },
  );
  let calls = 0;
  await port.start({
    onFact: (fact) => facts.push(fact),
    onTrouble: (trouble) => troubles.push(trouble.message),
    mintCall: () => asCallId(++calls),
  });
});
afterEach(async () => {
  await port.stop();
  await server.stop();
});

const seen = (type: SwitchFact['type']): SwitchFact[] => facts.filter((each) => each.type === type);
const told = (type: SwitchFact['type'], count = 1): Promise<unknown> =>
  vi.waitUntil(() => seen(type).length >= count);
const asked = (line: string): number =>
  server.requests.filter((request) => request.line === line).length;

async function waiting(): Promise<{ readonly call: CallId; readonly channel: string }> {
  const before = seen('caller-entered').length;
  const { channel } = world.enter({ args: ['queue', 'support'] });
  await told('caller-entered', before + 1);
  const { call } = seen('caller-entered').at(-1) as { readonly call: CallId };
  port.execute({ type: 'hold', call, music: 'default', memo: 'memo' });
  await vi.waitUntil(() => world.pbx.channels.get(channel)?.variables.has('TSUNAGI_MEMO'));
  return { call, channel };
}

async function talking(): Promise<{ readonly call: CallId; readonly offer: OfferId }> {
  const { call } = await waiting();
  const offer = asOfferId(1);
  const show = { number: '1', name: 'Support' };
  port.execute({ type: 'offer', offer, call, phone, timeoutMs: 10_000, show, memo: '' });
  await told('offer-answered');
  port.execute({ type: 'connect', offer });
  await told('call-connected');
  return { call, offer };
}

/** Half a minute passes, with a healthy heartbeat, and the switch is looked at. */
async function look(): Promise<void> {
  const before = asked('GET /bridges');
  for (let beat = 0; beat < 6; beat++) {
    const pings = asked('GET /asterisk/ping');
    await vi.waitUntil(() => (clock.next() ?? 0) === clock.now() + 5_000);
    clock.advance(5_000);
    await vi.waitUntil(() => asked('GET /asterisk/ping') > pings);
  }
  await vi.waitUntil(() => asked('GET /bridges') > before);
}

/** A command of nobody's, as a router that died might have left it. */
const leave = async (path: string): Promise<void> => {
  const authorization = `Basic ${Buffer.from('tsunagi:secret').toString('base64')}`;
  const reply = await fetch(`${server.url}/ari/${path}`, {
    method: 'POST',
    headers: { authorization },
  });
  expect(reply.status).toBe(200);
};

test('a caller who vanished without a word has left', async () => {
  const { call, channel } = await waiting();
  world.pbx.channels.delete(channel);
  await look();
  await told('caller-left');
  expect(facts.at(-1)).toEqual({ type: 'caller-left', call });
});

test('a leg that vanished without a word has left', async () => {
  const { offer } = await talking();
  world.pbx.channels.delete('tsunagi-1');
  await look();
  await told('agent-left');
  expect(seen('agent-left')).toEqual([{ type: 'agent-left', offer }]);
});

/** A customer whose phone rings, for an offer of this number. */
async function customerRings(): Promise<OfferId> {
  world.phone('Local/0901234567@outgoing').plan({ does: 'ring' }, 0);
  const offer = asOfferId(7);
  const show = { number: '', name: '' };
  const customer = 'Local/0901234567@outgoing/n';
  const more = { customer, timeoutMs: 60_000, show, music: 'default', memo: '' };
  port.execute({ type: 'dial-customer', offer, call: asCallId(9), ...more });
  await vi.waitUntil(() => world.pbx.channels.get('tsunagi-customer-7')?.state === 'Ringing');
  return offer;
}

test('a customer whose call vanished without a word was not reached', async () => {
  const offer = await customerRings();
  world.pbx.channels.delete('tsunagi-customer-7');
  await look();
  await told('customer-failed');
  expect(facts.at(-1)).toEqual({ type: 'customer-failed', offer, result: 'missed' });
});

test('a customer whose phone rings for nobody is hung up at the second look', async () => {
  world.phone('Local/0901234567@outgoing').plan({ does: 'ring' }, 0);
  const endpoint = 'endpoint=Local/0901234567@outgoing&app=tsunagi&appArgs=customer';
  await leave(`channels?${endpoint}&channelId=tsunagi-customer-900`);
  await look();
  expect(world.pbx.channels.size).toBe(1);
  await look();
  await vi.waitUntil(() => world.leftovers().length === 0);
});

test('a caller nobody told us of is told at the second look', async () => {
  const { connection } = world.pbx.apps.get('tsunagi')!;
  const events = vi.spyOn(connection!, 'onEvent').mockImplementation(() => {});
  world.enter({ args: ['queue', 'support', 'class=vip'], number: '03' });
  events.mockRestore();
  await look();
  expect(seen('caller-entered')).toEqual([]);
  await look();
  await told('caller-entered');
  expect(seen('caller-entered')).toMatchObject([
    { args: ['queue', 'support'], caller: { number: '03' }, variables: { class: 'vip' } },
  ]);
});

test('bridges and legs of a router that died are swept at the second look', async () => {
  await leave('bridges?bridgeId=tsunagi-900-talk&type=mixing');
  await leave('bridges?bridgeId=of-somebody-else&type=mixing');
  world.phone(phone).plan({ does: 'ring' });
  await leave(`channels?endpoint=${phone}&app=tsunagi&appArgs=leg&channelId=tsunagi-901`);
  await look();
  expect(world.pbx.bridges.size).toBe(2);
  expect(world.pbx.channels.size).toBe(1);
  await look();
  await vi.waitUntil(() => world.leftovers().length === 1);
  expect(world.leftovers()[0]).toContain('of-somebody-else');
});

test('an agent whose caller has left is let go when the router forgets to', async () => {
  const { offer } = await talking();
  world.hangUp(world.pbx.channels.keys().next().value!);
  await told('caller-left');
  await look();
  expect(seen('agent-left')).toEqual([]);
  await look();
  await told('agent-left');
  expect(seen('agent-left')).toEqual([{ type: 'agent-left', offer }]);
  await vi.waitUntil(() => world.leftovers().length === 0);
});

test('where nothing is wrong nothing is done', async () => {
  await talking();
  await waiting();
  await customerRings();
  const before = server.requests.length;
  const count = facts.length;
  for (let i = 0; i < 4; i++) await look();
  const lines = new Set(server.requests.slice(before).map(({ line }) => line));
  expect(lines).toEqual(new Set(['GET /asterisk/ping', 'GET /channels', 'GET /bridges']));
  expect(facts).toHaveLength(count);
  expect(troubles).toEqual([]);
});
