/** The door of the API: every request passes here before anything else is done with it. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Stream } from '../stream.ts';
import type { Access } from './access.ts';
import { noteRequest } from './audit-requests.ts';
import { cookieOf, isUnsafe, needCsrf } from './browser.ts';
import { type Holder, needRight } from './holder.ts';
import type { Right } from './rights.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null where a route lets anybody in. */
    holder: Holder;
    /** Code of the error it ended in. */
    refusedAs?: string;
  }
  interface FastifyContextConfig {
    /**
     * What the holder must have to call this route, one of them if it is a list; `any`: nothing but
     * to be let in; `none`: not even that. Absent: the right to configure.
     */
    right?: Right | readonly Right[] | 'any' | 'none';
    /** A ticket in the query does instead of a key; a cookie does not. */
    ticket?: boolean;
    /**
     * What the audit log is told beside who called the route, with what in its path, and how it
     * ended: these fields of the body, none by default. False: nothing at all; true: that it was
     * called, also of a GET. Whatever may change something, or takes something out of the
     * installation, is noted without saying so.
     */
    audit?: boolean | readonly string[];
  }
}

interface Door {
  readonly access: Access;
  readonly stream: Pick<Stream, 'useTicket'>;
}

/** Lets nothing through that may not be, except what says so. */
export function watchDoor(api: FastifyInstance, door: Door): void {
  api.addHook('onRequest', async (request) => {
    const { right = 'configure' } = request.is404
      ? { right: 'any' as const }
      : request.routeOptions.config;
    if (right === 'none') return;
    request.holder = await holderOf(request, door);
    if (right !== 'any') needRight(request.holder, right);
  });
  api.decorateRequest('refusedAs', undefined);
  api.addHook('onError', async (request, _, error) => {
    if (error instanceof RequestError) request.refusedAs = error.code;
  });
  api.addHook('onResponse', async (request, reply) => noteRequest(request, reply, door));
}

async function holderOf(request: FastifyRequest, { access, stream }: Door): Promise<Holder> {
  const { ticket: takesTicket = false } = request.routeOptions.config;
  const ticket = (request.query as { ticket?: unknown } | undefined)?.ticket;
  if (takesTicket && typeof ticket === 'string') {
    const holder = stream.useTicket(ticket);
    if (holder) return holder;
    throw new RequestError('wrong-ticket', 'This ticket was used, or has expired.');
  }
  const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (key !== undefined) return access.byKey(key);
  const cookie = cookieOf(request);
  // A page of another site can open a WebSocket and have the cookie sent along.
  if (cookie === undefined || takesTicket) {
    const sentence = 'Sign in, or send your API key: `Authorization: Bearer <key>`.';
    throw new RequestError('missing-key', sentence);
  }
  const holder = await access.byCookie(cookie);
  if (isUnsafe(request.method)) needCsrf(request, cookie);
  return holder;
}
