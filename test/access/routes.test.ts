/** Who may do what: every route by every role, and by those from whom something is kept. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InlineFront } from '../../server/front.ts';
import { firstNumber, startCampaign } from '../server/campaign-centre.ts';
import { type Centre, cleanUp, secretOf } from '../server/centre.ts';
import { addAccount, Browser } from './browser.ts';
import {
  type AnyMethod,
  foreign,
  holders,
  isTriedElsewhere,
  may,
  routes,
  scoped,
} from './route-table.ts';

/** What fastify says it serves, below `/api/v1`. HEAD goes with GET. */
const served: string[] = [];
const listen = (message: unknown) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    const [path] = url.split('/api/v1').slice(-1);
    if (method !== 'HEAD' && url.startsWith('/api/v1')) served.push(`${method} ${path}`);
  });
};

/** Sends a request as somebody. */
type Ask = (
  method: AnyMethod,
  path: string,
  body?: object | string,
) => Promise<{ readonly status: number; readonly code: string | undefined; readonly text: string }>;

let centre: Centre;
let app: FastifyInstance;
const asking = new Map<string, Ask>();
/** Ids of what belongs to fuji. */
const ids: Record<string, string> = {
  ...{ agent: 'cho', queue: 'sales', campaign: 'spring', person: '1', list: 'client%2Ffuji' },
  ...{ account: 'tea', key: 'shop-key', wall: 'shop-wall' },
};

beforeAll(async () => {
  subscribe('fastify.initialization', listen);
  centre = await startCampaign();
  unsubscribe('fastify.initialization', listen);
  app = (centre.server.front as InlineFront).app;
  await letIn();
  await fillShop();
}, 60_000);

afterAll(cleanUp);

/** Somebody of each role, and of each scope. */
async function letIn(): Promise<void> {
  for (const role of ['agent', 'supervisor', 'admin', 'viewer'] as const) {
    const agent = role === 'agent' ? { agent: 'bob' } : {};
    await addAccount(centre, role, role, agent);
    asking.set(role, await byCookie(role));
  }
  for (const [name, scope] of Object.entries(scoped)) {
    await addAccount(centre, name, 'admin', scope);
    asking.set(name, await byCookie(name));
  }
  const wall = (await centre.post('/walls', { name: 'hall' })).body.key;
  asking.set('wall', byHeader({ authorization: `Bearer ${wall}` }));
  const keys = { 'key read': 'reader', 'key operate': 'operator', 'key admin': 'boss' };
  for (const [name, id] of Object.entries(keys)) {
    asking.set(name, byHeader({ authorization: `Bearer ${secretOf(id)}` }));
  }
  asking.set('nobody', byHeader({}));
}

/** A caller who waits for fuji, one to be called back, a key and a wall. */
async function fillShop(): Promise<void> {
  const scope = { tenant: 'fuji' };
  await centre.post('/keys', { name: ids.key, role: 'read', ...scope });
  await centre.post('/walls', { name: ids.wall, ...scope });
  centre.world.enter({ args: ['entry', '200'], number: '0399998888' });
  await centre.pass(500);
  const { calls } = (await centre.get('/calls')).body;
  ids.call = String(calls.find((each: { tenant: string }) => each.tenant === 'fuji').id);
  await centre.post('/callbacks', { queue: 'sales', number: '0311112222' });
  await centre.pass(100);
  const { callbacks } = (await centre.get('/callbacks')).body;
  ids.callback = String(callbacks[0].id);
}

async function byCookie(name: string): Promise<Ask> {
  const browser = new Browser(centre);
  await browser.signIn(name);
  return byHeader({
    host: 'tsunagi.example',
    origin: 'https://tsunagi.example',
    'sec-fetch-site': 'same-origin',
    'x-tsunagi-csrf': browser.csrf!,
    cookie: `tsunagi=${browser.cookie}`,
  });
}

const byHeader =
  (headers: Record<string, string>): Ask =>
  async (method, path, body) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const reply = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...headers, ...json },
      ...(body === undefined ? {} : { payload: body }),
    });
    const text = reply.body;
    // What only opens a line answers nothing to those who ask for none.
    const code = reply.statusCode < 400 || text === '' ? undefined : reply.json().error.code;
    return { status: reply.statusCode, code, text };
  };

/** With something in place of each parameter. */
const pathOf = (route: string): string =>
  route.split(' ')[1]!.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '1');

/** A request that goes as far as the door: what is behind it cannot read its body. */
async function knock(ask: Ask, route: string): Promise<string | undefined> {
  const method = route.split(' ')[0] as AnyMethod;
  const opensLine = route === 'GET /live' || route === 'GET /stream';
  if (!opensLine)
    return (await ask(method, pathOf(route), method === 'GET' ? undefined : '{')).code;
  const minted = await ask('POST', '/stream/tickets');
  if (minted.code !== undefined) return minted.code;
  return (await ask('GET', `${pathOf(route)}?ticket=${JSON.parse(minted.text).ticket}`)).code;
}

describe('the table of routes', () => {
  it('has every route there is, and no other', () => {
    expect([...Object.values(routes).flat()].sort()).toEqual([...new Set(served)].sort());
  });

  it('is described to programs, route by route', async () => {
    const { text } = await asking.get('key read')!('GET', '/openapi.json');
    const { paths } = JSON.parse(text) as { paths: Readonly<Record<string, object>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // The description itself, and lines, which OpenAPI has no words for.
    const named = served
      .filter((route) => !/\/(openapi\.json|stream|live)$/.test(route))
      .map((route) => route.replace(' ', ' /api/v1').replace(/:(\w+)/g, '{$1}'));
    expect(described.sort()).toEqual([...new Set(named)].sort());
  });

  it('says of every route that names something to whom that is kept from', () => {
    const named = served.filter((route) => route.includes(':'));
    const tried = new Set<string>(foreign.map(({ route }) => route));
    expect(named.filter((route) => !tried.has(route) && !isTriedElsewhere(route))).toEqual([]);
  });
});

describe('whoever asks', () => {
  for (const [at, holder] of holders.entries()) {
    it(`as ${holder} may do what the table says, and nothing else`, async () => {
      const wrong: string[] = [];
      for (const [need, of] of Object.entries(routes)) {
        const isAllowed = may[need as keyof typeof may].split(/\s+/)[at] === 'yes';
        for (const route of of) {
          const code = await knock(asking.get(holder)!, route);
          const wasAllowed = code !== 'role-too-low' && !isUnknown(code);
          if (wasAllowed !== isAllowed) wrong.push(`${route}: ${code ?? 'allowed'}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }

  it('as nobody is let in nowhere but where nothing is needed', async () => {
    const open: string[] = [];
    for (const route of Object.values(routes).flat()) {
      if (!isUnknown(await knock(asking.get('nobody')!, route))) open.push(route);
    }
    expect(open.sort()).toEqual([...routes.nothing].sort());
  });

  const isUnknown = (code: string | undefined): boolean =>
    ['missing-key', 'wrong-key', 'not-signed-in', 'wrong-ticket', 'wrong-csrf'].includes(
      code ?? '',
    );
});

describe('what is out of sight', () => {
  it('is in no list and no answer', async () => {
    const queries: Readonly<Record<string, string>> = {
      'GET /people': `?number=%2B${firstNumber}`,
      'GET /evidence': `?number=%2B${firstNumber}`,
      'GET /reports/:of': '?from=2026-11-24&until=2026-11-24',
      'GET /reports/:of/csv': '?from=2026-11-24&until=2026-11-24',
    };
    const secrets = /"(fuji|sales|tea|cho|Shop|spring|shop-key|shop-wall)"|0399998888|0311112222/;
    const told: string[] = [];
    for (const route of Object.values(routes).flat()) {
      const isList = route.startsWith('GET') && !/:(?!of)|openapi|live|stream/.test(route);
      if (!isList) continue;
      for (const of of route.includes(':of') ? ['queues', 'agents', 'campaigns'] : ['']) {
        const path = `${pathOf(route.replace(':of', of))}${queries[route] ?? ''}`;
        const { text } = await asking.get('sakura')!('GET', path);
        const found = secrets.exec(text);
        if (found) told.push(`${path}: ${found[0]}`);
      }
    }
    expect(told).toEqual([]);
  });

  /** Codes that say: there is nothing here. */
  const absent = /^unknown-(queue|agent|call|campaign|person|list|account|key)$/;

  /** Leaves what other routes speak of as it is. */
  const isHarmless = (route: string): boolean =>
    / \/(accounts|keys|walls|suppression|people)/.test(route) ||
    (route.startsWith('GET') && !route.includes(' /me/'));

  for (const { route, to, body } of foreign) {
    it(`is not there for ${route}`, async () => {
      const method = route.split(' ')[0] as AnyMethod;
      const ask = async (who: string) => {
        const { status, code } = await asking.get(who)!(method, pathOf(route), body);
        return { status, code };
      };
      for (const who of to) {
        expect(await ask(who), who).toEqual({ status: 404, code: expect.stringMatching(absent) });
      }
      // It is there: somebody who sees everything is told something else.
      if (isHarmless(route)) expect((await ask('key admin')).code ?? 'there').not.toMatch(absent);
    });
  }
});
