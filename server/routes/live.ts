import type { FastifyInstance } from 'fastify';
import type { AppParts } from '../app.ts';
import { exactly } from './schemas.ts';

/** The push to pages. */
export function liveRoutes(api: FastifyInstance, { live }: AppParts): void {
  api.get<{ Querystring: { topics: string } }>(
    '/live',
    {
      websocket: true,
      config: { right: 'any', ticket: true },
      schema: {
        summary: 'What pages show, over WebSocket: everything, then what changes',
        querystring: exactly(
          {
            topics: { type: 'string', minLength: 1, maxLength: 200 },
            ticket: { type: 'string' },
          },
          ['topics'],
        ),
      },
      // Before the WebSocket is opened: a refusal after it has no words.
      preHandler: async ({ holder, query }) => {
        for (const topic of topicsOf(query)) live.check(holder, topic);
      },
    },
    (socket, { holder, query }) => live.connect(socket, holder, topicsOf(query)),
  );
}

const topicsOf = ({ topics }: { topics: string }): string[] => [...new Set(topics.split(','))];
