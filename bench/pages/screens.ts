/** Desks and boards as their browsers are seen by the server: signed in, and on the push. */

import { WebSocket } from 'ws';
import type { Frame } from '../../server/wire/live.ts';
import type { BenchServer } from './centre.ts';

const password = 'long enough for a bench';

/** Counts and times of what the screens were told. */
export interface Seen {
  /** From a change of an agent's state to its arrival at a screen, ms. */
  readonly desk: number[];
  readonly board: number[];
  frames: number;
  bytes: number;
  /** Screens that were cut off. */
  lost: number;
}

export const nothingSeen = (): Seen => ({ desk: [], board: [], frames: 0, bytes: 0, lost: 0 });

async function ask<Answer>(
  server: BenchServer,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<{ answer: Answer; cookie: string | undefined }> {
  const response = await fetch(`${server.api}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  const cookie = /^[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0];
  return { answer: JSON.parse(text) as Answer, cookie };
}

/** Makes an account, signs in as a browser does, and opens the push of its page. */
export async function openScreen(
  server: BenchServer,
  name: string,
  agent: string | undefined,
  seen: Seen,
): Promise<WebSocket> {
  const role = agent === undefined ? 'supervisor' : 'agent';
  const account = { name, password, role, ...(agent === undefined ? {} : { agent }) };
  await ask(server, '/accounts', account, { authorization: `Bearer ${server.key}` });
  const origin = { origin: server.api, 'sec-fetch-site': 'same-origin' };
  const { answer: me, cookie } = await ask<{ csrf: string }>(
    server,
    '/sign-in',
    { name, password },
    origin,
  );
  const own = { ...origin, cookie: cookie ?? '', 'x-tsunagi-csrf': me.csrf };
  const { answer } = await ask<{ ticket: string }>(server, '/stream/tickets', {}, own);
  const topic = agent === undefined ? 'board' : 'desk';
  const query = new URLSearchParams({ topics: topic, ticket: answer.ticket });
  const socket = new WebSocket(`${server.api.replace('http', 'ws')}/api/v1/live?${query}`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  follow(socket, topic, seen);
  return socket;
}

interface State {
  readonly id: string;
  readonly since: number;
}

function follow(socket: WebSocket, topic: 'desk' | 'board', seen: Seen): void {
  const sinceOf = new Map<string, number>();
  const take = ({ id, since }: State, isFirst: boolean) => {
    const before = sinceOf.get(id);
    sinceOf.set(id, since);
    if (isFirst || before === undefined || before === since) return;
    seen[topic].push(Date.now() - since);
  };
  socket.on('message', (bytes: Buffer) => {
    seen.frames += 1;
    seen.bytes += bytes.length;
    const frame = JSON.parse(bytes.toString()) as Frame;
    const isFirst = frame.whole !== undefined;
    const change = frame.topics?.[topic];
    const me = change?.parts?.me as State | undefined;
    if (me) take(me, isFirst);
    for (const row of Object.values(change?.rows?.agents?.set ?? {})) take(row as State, isFirst);
  });
  socket.on('close', (code) => {
    if (code !== 1005) seen.lost += 1;
  });
}
