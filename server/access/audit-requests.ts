/** What the audit log is told of requests. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from './access.ts';
import { isUnsafe } from './browser.ts';

/** What an id in a path, or a field of a body, may take in the log, in characters of JSON. */
const lengthMax = 500;

/** Notes an answered request where that is called for. */
export function noteRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { access }: { readonly access: Pick<Access, 'audit'> },
): void {
  if (!isNoted(request)) return;
  const { method, holder, ip } = request;
  const route = (request.routeOptions.url ?? '').replace(/^\/api\/v1/, '');
  const code = request.refusedAs === undefined ? {} : { code: request.refusedAs };
  const act = {
    act: `${method} ${route}`,
    about: { ...saidOf(request), status: reply.statusCode, ...code },
    address: ip,
  };
  if (holder) access.audit.note(holder, act);
  else access.audit.noteNobody('', act);
}

function isNoted(request: FastifyRequest): boolean {
  const { audit, right } = request.routeOptions.config;
  if (audit === false || request.is404) return false;
  // Whoever tries keys is seen, whatever they ask for.
  if (request.refusedAs === 'wrong-key') return true;
  return isUnsafe(request.method) || [right].flat().includes('export') || audit !== undefined;
}

/** Ids of the path, and what the route names of the body. */
function saidOf({ params, body, routeOptions }: FastifyRequest): Record<string, unknown> {
  const { audit } = routeOptions.config;
  const said: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params ?? {})) said[name] = clipped(value);
  if (typeof audit !== 'object' || typeof body !== 'object' || body === null) return said;
  for (const field of audit) {
    if (field in body) said[field] = clipped((body as Record<string, unknown>)[field]);
  }
  return said;
}

const clipped = (value: unknown): unknown => {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= lengthMax ? value : `${text.slice(0, lengthMax)}…`;
};
