/**
 * `/metrics`, `/healthz` and `/readyz`, on a listener of their own: no keys, and not for the public
 * side.
 */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { notReady, type ServerStatus } from './status.ts';

export interface OpsParts {
  readonly registry: Registry;
  status(): ServerStatus;
}

export function createOpsListener(parts: OpsParts): Server {
  return createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return say(response, 405, 'only GET here\n');
    }
    if (path === '/healthz') return say(response, 200, 'ok\n');
    if (path === '/readyz') {
      const reasons = notReady(parts.status());
      if (reasons.length === 0) return say(response, 200, 'ready\n');
      return say(response, 503, `not ready:\n${reasons.map((r) => `- ${r}\n`).join('')}`);
    }
    if (path !== '/metrics') return say(response, 404, 'here are /metrics, /healthz and /readyz\n');
    parts.registry.metrics().then(
      (text) => say(response, 200, text, parts.registry.contentType),
      (error: Error) => say(response, 500, `metrics failed: ${error.message}\n`),
    );
  });
}

function say(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}
