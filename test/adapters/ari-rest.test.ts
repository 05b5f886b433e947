/**
 * The ways of a command: over the command socket, round it by HTTP, and never lost between them.
 */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CommandSocket } from '../../adapters/asterisk-ari/command-socket.ts';
import { AriHttp } from '../../adapters/asterisk-ari/http.ts';
import { type AriRequest, targetOf } from '../../adapters/asterisk-ari/messages.ts';
import { hasRestOverWebSocket, RestRoute } from '../../adapters/asterisk-ari/rest.ts';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import { UnrulyServer } from './unruly-server.ts';

const timeoutMs = 5_000;
let server: UnrulyServer;
let clock: ManualClock;
let http: AriHttp;
let socket: CommandSocket;
let urgent: CommandSocket;
let route: RestRoute;

beforeEach(async () => {
  clock = createManualClock(1_000_000);
  server = await new UnrulyServer().start();
  const options = { url: server.url, user: 'tsunagi', password: 'secret', clock, timeoutMs };
  http = new AriHttp(options);
  socket = new CommandSocket({ ...options, app: 'tsunagi-cmd' });
  route = new RestRoute(http);
  urgent = new CommandSocket({ ...options, app: 'tsunagi-ring' });
  route.use({ urgent, other: socket });
  socket.start();
  urgent.start();
  await vi.waitUntil(() => socket.ready && urgent.ready);
});
afterEach(async () => {
  socket.close();
  urgent.close();
  await http.close();
  await server.stop();
});

const answer: AriRequest = { method: 'POST', path: 'channels/1.1/answer' };
const play: AriRequest = { ...answer, path: 'channels/1.1/play/p1', once: true };
/** How the requests for this path came. */
const ways = (path: string): string[] =>
  server.heard.filter((heard) => heard.path.startsWith(path)).map(({ by }) => by);

test('commands go over the socket, each with its own reply', async () => {
  server.treat = ({ path }) =>
    path.startsWith('channels/') ? { status: 200, body: { path } } : undefined;
  const paths = Array.from({ length: 1_000 }, (_, i) => `channels/${i}/answer`);
  const replies = await Promise.all(paths.map((path) => route.send({ method: 'POST', path })));
  expect(replies.map((reply) => JSON.parse(reply.body).path)).toEqual(paths);
  expect(new Set(ways('channels/'))).toEqual(new Set(['socket']));
});

test('names in any script reach the other side', async () => {
  const query = { callerId: '"サポート: 山田 \\"T\\" & Søn" <0312345678>' };
  const body = { variables: { TSUNAGI_MEMO: '待ち 順;1' } };
  for (const way of [route, http]) {
    await way.send({ method: 'POST', path: 'channels', query, body });
    const heard = server.heard.at(-1)!;
    const { searchParams } = new URL(heard.path, server.url);
    expect(searchParams.get('callerId')).toBe(query.callerId);
    expect(JSON.parse(heard.body)).toEqual(body);
  }
  expect(ways('channels?')).toEqual(['socket', 'http']);
  expect(targetOf({ method: 'GET', path: 'x', query: { a: 'b=c', d: '&?#' } })).toBe(
    'x?a=b%3Dc&d=%26%3F%23',
  );
});

test('a large body goes round by HTTP', async () => {
  const body = { variables: { MEMO: 'ü'.repeat(40_000) } };
  await route.send({ method: 'POST', path: 'channels', body });
  expect(ways('channels')).toEqual(['http']);
});

test('what the socket may not carry goes round by HTTP', async () => {
  server.treat = ({ by, path }) => {
    if (!path.startsWith('recordings/')) return undefined;
    return by === 'socket' ? { status: 406 } : { status: 200, body: 'sound' };
  };
  const reply = await route.send({ method: 'GET', path: 'recordings/stored/x/file' });
  expect(reply).toEqual({ status: 200, body: '"sound"' });
});

test('a refusal is a reply', async () => {
  server.treat = () => ({ status: 409, body: { message: 'exists' } });
  expect(await route.send(answer)).toEqual({ status: 409, body: '{"message":"exists"}' });
  expect(ways('channels/')).toEqual(['socket']);
});

test('when the socket breaks, what may be done twice is done by HTTP', async () => {
  server.treat = ({ by, path }) =>
    by === 'socket' && path.startsWith('channels/') ? 'hang' : undefined;
  const sent = [answer, answer, play].map((each) => route.send(each));
  const outcome = Promise.allSettled(sent);
  await vi.waitUntil(() => ways('channels/').length === 3);
  await server.stop();
  await server.start();
  const [first, second, once] = await outcome;
  expect([first?.status, second?.status]).toEqual(['fulfilled', 'fulfilled']);
  expect(once).toMatchObject({ status: 'rejected', reason: { code: 'lost-connection' } });
  expect(ways('channels/1.1/play')).toEqual(['socket']);
});

test('a socket that does not answer is given up, and opened again', async () => {
  server.treat = ({ by, path }) =>
    by === 'socket' && path.startsWith('channels/') ? 'hang' : undefined;
  const sent = [route.send(answer), route.send(play)];
  const outcome = Promise.allSettled(sent);
  await vi.waitUntil(() => ways('channels/').length === 2);
  clock.advance(timeoutMs);
  const [first, once] = await outcome;
  expect(first?.status).toBe('fulfilled');
  expect(once?.status).toBe('rejected');
  expect(socket.ready).toBe(false);
  server.treat = () => undefined;
  clock.advance(250);
  await vi.waitUntil(() => socket.ready);
  await route.send(answer);
  expect(ways('channels/1.1/answer')).toEqual(['socket', 'http', 'socket']);
});

test('behind a command that takes long the others go round', async () => {
  server.treat = ({ path }) => (path.includes('addChannel') ? 'hang' : undefined);
  const slow = route.send({ method: 'POST', path: 'bridges/b/addChannel' });
  await vi.waitUntil(() => ways('bridges/').length === 1);
  clock.advance(249);
  await route.send(answer);
  clock.advance(1);
  await route.send(answer);
  expect(ways('channels/')).toEqual(['socket', 'http']);
  socket.close();
  server.treat = () => undefined;
  expect((await slow).status).toBe(204);
});

test('what waits for a channel’s thread never stands before others', async () => {
  await route.send({ ...answer, slow: true });
  expect(ways('channels/')).toEqual(['http']);
});

test('what makes a phone ring has a socket to itself', async () => {
  server.treat = ({ path }) => (path.includes('/moh') ? 'hang' : undefined);
  const held = route.send({ method: 'POST', path: 'channels/1.1/moh' });
  await vi.waitUntil(() => ways('channels/').length === 1);
  clock.advance(250);
  await route.send({ method: 'POST', path: 'channels', urgent: true });
  await route.send(answer);
  expect(server.heard.slice(-2).map(({ by, app }) => [by, app])).toEqual([
    ['socket', 'tsunagi-ring'],
    ['http', undefined],
  ]);
  socket.close();
  server.treat = () => undefined;
  await held;
});

test('what clears up lets a ringing phone pass, and comes all the same', async () => {
  server.treat = ({ path }) => (path.startsWith('channels?') ? 'hang' : undefined);
  const cleared = route.send({ method: 'DELETE', path: 'bridges/b', patient: true });
  const rung = route.send({ method: 'POST', path: 'channels', query: { a: '1' }, urgent: true });
  await route.send(answer);
  expect(server.heard.map(({ path }) => path.split('?')[0])).not.toContain('bridges/b');
  // The originate is never answered: what waits behind it goes when it has been given up.
  server.treat = () => undefined;
  clock.advance(timeoutMs);
  await Promise.all([cleared, rung]);
  expect(ways('bridges/')).toHaveLength(1);
});

test('while the socket cannot be opened, HTTP does everything', async () => {
  await server.stop();
  await vi.waitUntil(() => !socket.ready);
  await server.start();
  server.treat = ({ path }) => (path.startsWith('events') ? { status: 401 } : undefined);
  for (const waitMs of [250, 1_000, 5_000, 30_000, 30_000]) {
    await vi.waitUntil(() => clock.next() === clock.now() + waitMs);
    clock.advance(waitMs);
    await route.send(answer);
  }
  expect(new Set(ways('channels/'))).toEqual(new Set(['http']));
  server.treat = () => undefined;
  await vi.waitUntil(() => clock.next() === clock.now() + 30_000);
  clock.advance(30_000);
  await vi.waitUntil(() => socket.ready);
});

test.each([
  ['16.28.0', false],
  ['18.26.4', false],
  ['20.13.0', false],
  ['20.14.0', true],
  ['21.8.0', false],
  ['21.9.1', true],
  ['22.3.0', false],
  ['22.4.0', true],
  ['22.10.1+dfsg+~cs6.17', true],
  ['23.0.0', true],
  ['GIT-master', false],
  ['certified/20.7-cert5', false],
])('Asterisk %s takes requests over WebSocket: %s', (version, has) => {
  expect(hasRestOverWebSocket(version)).toBe(has);
});
