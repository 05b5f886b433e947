import type { FastifyInstance } from 'fastify';
import type { AppParts } from '../app.ts';
import { notReady } from '../status.ts';

/** Whether the server lives and routes; needs no key: the reasons stand at `/readyz`. */
export function healthRoutes(api: FastifyInstance, parts: AppParts): void {
  const schema = {
    summary: 'Whether the server lives and routes',
    security: [],
    response: {
      200: {
        type: 'object',
        properties: {
          status: { enum: ['ready', 'not-ready'] },
          version: { type: 'string' },
        },
      },
    },
  };
  api.get('/health', { config: { right: 'none' }, schema }, async () => {
    const isReady = notReady(parts.status()).length === 0;
    return { status: isReady ? 'ready' : 'not-ready', version: parts.version };
  });
}
