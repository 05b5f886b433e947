import type { FastifyInstance } from 'fastify';
import type { AppParts } from '../app.ts';
import { notReady } from '../status.ts';

/** Whether the server lives and routes; needs no key and says nothing about callers. */
export function healthRoutes(api: FastifyInstance, parts: AppParts): void {
  const schema = {
    summary: 'Whether the server lives and routes',
    security: [],
    response: {
      200: {
        type: 'object',
        properties: {
          status: { enum: ['ready', 'not-ready'] },
          reasons: { type: 'array', items: { type: 'string' } },
          version: { type: 'string' },
        },
      },
    },
  };
  api.get('/health', { config: { role: 'none' }, schema }, async () => {
    const reasons = notReady(parts.status());
    return {
      status: reasons.length === 0 ? 'ready' : 'not-ready',
      reasons,
      version: parts.version,
    };
  });
}
