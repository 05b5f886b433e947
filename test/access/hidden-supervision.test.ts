/** `supervision: { visible: false }`: no way out of the server tells an agent who listens. */

import type { FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import type { InlineFront } from '../../server/front.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  newFolder,
  secretOf,
  startCentre,
} from '../server/centre.ts';
import { addAccount, Browser } from './browser.ts';
import { routes } from './route-table.ts';

afterEach(cleanUp);

/** Nobody but the two who listen is called so, or has this phone. */
const listeners = /eavesdropper|PJSIP\/9009|whisper-order/;

/** Everything a holder is told: by every GET route, by the stream and by each topic. */
class Witness {
  readonly told: string[] = [];
  readonly #app: FastifyInstance;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(centre: Centre, headers: Readonly<Record<string, string>>) {
    this.#app = (centre.server.front as InlineFront).app;
    this.#headers = headers;
  }

  static async account(centre: Centre, name: string): Promise<Witness> {
    const browser = new Browser(centre);
    await browser.signIn(name);
    return new Witness(centre, { cookie: `tsunagi=${browser.cookie}` });
  }

  /** Begins to be told: of lines that are not for it, nothing. */
  async watch(): Promise<void> {
    for (const path of [
      '/stream',
      '/live?topics=board',
      '/live?topics=desk',
      '/live?topics=wall',
    ]) {
      const payload = { method: 'POST', url: '/api/v1/stream/tickets' } as const;
      const csrf = (await this.#get('/me')).csrf;
      const headers = { ...this.#headers, ...(csrf ? { 'x-tsunagi-csrf': csrf } : {}) };
      const { ticket } = (await this.#app.inject({ ...payload, headers })).json();
      const url = `/api/v1${path}${path.includes('?') ? '&' : '?'}ticket=${ticket}`;
      const onInit = (socket: { on(event: 'message', take: (text: unknown) => void): void }) =>
        socket.on('message', (text) => this.told.push(String(text)));
      await this.#app.injectWS(url, {}, { onInit: onInit as never }).catch(() => undefined);
    }
  }

  /** Asks every route that answers with something. */
  async ask(): Promise<void> {
    const ids = { agent: 'ann', call: '1', queue: 'support' };
    for (const route of Object.values(routes).flat()) {
      const [method, path = ''] = route.split(' ');
      if (method !== 'GET' || /stream|live|audit/.test(path)) continue;
      const url = path.replaceAll(/:(\w+)/g, (_, name) => ids[name as keyof typeof ids] ?? '1');
      const headers = this.#headers;
      this.told.push((await this.#app.inject({ url: `/api/v1${url}`, headers })).body);
    }
  }

  async #get(path: string): Promise<{ csrf: string | null }> {
    return (await this.#app.inject({ url: `/api/v1${path}`, headers: this.#headers })).json();
  }
}

it('is told to who may listen, and to nobody else, least of all to the agent', async () => {
  const folder = newFolder();
  const config = compileCentre(folder, `${centreYaml}\nsupervision: { visible: false }\n`);
  const centre = await startCentre({ folder, config });
  centre.world.phone('PJSIP/9009');
  await addAccount(centre, 'eavesdropper', 'supervisor');
  await addAccount(centre, 'suzuki', 'supervisor');
  await addAccount(centre, 'client', 'viewer');
  await addAccount(centre, 'ann', 'agent');
  await addAccount(centre, 'bob', 'supervisor', { agent: 'bob' });
  // Ann herself, were she a supervisor.
  await centre.ask('PATCH', '/accounts/ann', { role: 'supervisor' });
  const { key: wall } = (await centre.post('/walls', { name: 'hall' })).body;
  const byKey = (key: string) => new Witness(centre, { authorization: `Bearer ${key}` });
  const kept: Readonly<Record<string, Witness>> = {
    ann: await Witness.account(centre, 'ann'),
    client: await Witness.account(centre, 'client'),
    wall: byKey(wall),
    reader: byKey(secretOf('reader')),
    operator: byKey(secretOf('operator')),
  };
  const told: Readonly<Record<string, Witness>> = {
    suzuki: await Witness.account(centre, 'suzuki'),
    bob: await Witness.account(centre, 'bob'),
    boss: byKey(secretOf('boss')),
  };
  for (const one of [...Object.values(kept), ...Object.values(told)]) await one.watch();
  await centre.post('/agents/ann/sign-in');
  centre.world.enter({ args: ['entry', '100'], number: '0312345678' });
  await centre.pass(4_000);
  const boss = new Browser(centre);
  await boss.signIn('eavesdropper');
  const order = { mode: 'listen', phone: 'PJSIP/9009' };
  expect((await boss.ask('POST', '/calls/1/supervise', order)).status).toBe(200);
  await centre.pass(3_000);
  await boss.ask('PATCH', '/calls/1/supervise', { mode: 'whisper' });
  await centre.pass(500);
  // As an agent she has no board and no stream at all.
  await centre.ask('PATCH', '/accounts/ann', { role: 'agent' });
  for (const one of [...Object.values(kept), ...Object.values(told)]) await one.ask();
  for (const [name, one] of Object.entries(told)) {
    expect([name, listeners.test(one.told.join('\n'))]).toEqual([name, true]);
  }
  // Whoever is kept out has been told of the conversation otherwise.
  await expect.poll(() => kept.reader!.told.join('\n')).toContain('call-connected');
  for (const [name, one] of Object.entries(kept)) {
    const found = one.told.filter((text) => listeners.test(text) || text.includes('supervised'));
    expect([name, found]).toEqual([name, []]);
  }
});
