/** A browser as the API sees one: it keeps its cookie; its pages send along what they should. */

import type { FastifyInstance } from 'fastify';
import type { InlineFront } from '../../server/front.ts';
import type { Centre, Method, Reply } from '../server/centre.ts';

export const password = 'correct horse battery';

export interface BrowserReply extends Reply {
  readonly headers: Readonly<Record<string, unknown>>;
}

export class Browser {
  readonly #app: FastifyInstance;
  readonly address: string;
  cookie: string | undefined;
  csrf: string | undefined;

  constructor(centre: Centre, address = '192.0.2.1') {
    this.#app = (centre.server.front as InlineFront).app;
    this.address = address;
  }

  /** Sends what a page of ours would; `headers` on top. */
  async ask(
    method: Method,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<BrowserReply> {
    const sent: Record<string, string | undefined> = {
      host: 'tsunagi.example',
      ...(method === 'GET' ? {} : { origin: 'https://tsunagi.example' }),
      'sec-fetch-site': 'same-origin',
      ...(this.csrf === undefined ? {} : { 'x-tsunagi-csrf': this.csrf }),
      ...(this.cookie === undefined ? {} : { cookie: `tsunagi=${this.cookie}` }),
      ...headers,
    };
    const reply = await this.#app.inject({
      method,
      url: `/api/v1${path}`,
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
      remoteAddress: this.address,
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers };
  }

  async signIn(name: string, typed = password): Promise<BrowserReply> {
    const reply = await this.ask('POST', '/sign-in', { name, password: typed });
    const set = /^tsunagi=([^;]+)/.exec(String(reply.headers['set-cookie'] ?? ''));
    if (reply.status === 200) {
      this.cookie = set?.[1];
      this.csrf = reply.body.csrf;
    }
    return reply;
  }
}

/** Makes an account with the usual password. */
export async function addAccount(
  centre: Centre,
  name: string,
  role: 'agent' | 'supervisor' | 'admin' | 'viewer',
  more: object = {},
): Promise<void> {
  const agent = role === 'agent' ? { agent: 'ann' } : {};
  const reply = await centre.post('/accounts', { name, password, role, ...agent, ...more });
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
}
