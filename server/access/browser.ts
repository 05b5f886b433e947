/** What is asked of requests that come from browsers, beside being signed in. */

import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebSite } from '../../config/site.ts';
import { RequestError } from '../errors.ts';
import { csrfOf } from './tokens.ts';

const cookieName = 'tsunagi';
const csrfHeader = 'x-tsunagi-csrf';

export const cookieOf = (request: FastifyRequest): string | undefined =>
  request.cookies[cookieName];

/**
 * Outlives the browser, which may be killed in the middle of a call: whoever opens it again is
 * signed in still. The store has the last word.
 */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: string,
  { secure, longestMs }: WebSite,
): void {
  const byTls = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
  reply.setCookie(cookieName, cookie, {
    httpOnly: true,
    sameSite: 'strict',
    secure: secure || byTls,
    path: '/',
    maxAge: Math.floor(longestMs / 1_000),
  });
}

export const clearCookie = (reply: FastifyReply): void => {
  reply.clearCookie(cookieName, { path: '/', httpOnly: true, sameSite: 'strict' });
};

/** Whether the method may change something. */
export const isUnsafe = (method: string): boolean => !/^(?:GET|HEAD|OPTIONS)$/.test(method);

/** Throws `wrong-csrf` unless a page of ours sent the request along with this cookie. */
export function needCsrf(request: FastifyRequest, cookie: string): void {
  needSameOrigin(request);
  const given = request.headers[csrfHeader];
  const right = Buffer.from(csrfOf(cookie));
  const said = Buffer.from(typeof given === 'string' ? given : '');
  if (said.length === right.length && timingSafeEqual(said, right)) return;
  const sentence = 'Send the `csrf` of GET /api/v1/me as `X-Tsunagi-Csrf`.';
  throw new RequestError('wrong-csrf', sentence);
}

/**
 * Throws `wrong-origin` for a request a browser sent on behalf of another site. `Sec-Fetch-Site` is
 * the browser's own word, which proxies leave alone; without TLS browsers send only `Origin`;
 * programs send neither.
 */
export function needSameOrigin({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const isOurs =
    site === undefined ? origin === undefined || hostOf(origin) === host : site === 'same-origin';
  if (isOurs) return;
  throw new RequestError('wrong-origin', 'This request was sent by a page of another site.');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
