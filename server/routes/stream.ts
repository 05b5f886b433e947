import type { FastifyInstance } from 'fastify';
import type { AppParts } from '../app.ts';
import { answers, exactly } from './schemas.ts';

/** The event stream, and tickets for browsers, which cannot send a key with a WebSocket. */
export function streamRoutes(api: FastifyInstance, parts: AppParts): void {
  api.post(
    '/stream/tickets',
    {
      config: { right: 'any', audit: false },
      schema: {
        summary: 'A word that opens the stream once, within half a minute',
        response: answers({
          type: 'object',
          properties: { ticket: { type: 'string' }, expiresAt: { type: 'number' } },
        }),
      },
    },
    async ({ holder }) => parts.stream.mintTicket(holder),
  );

  api.get<{ Querystring: { after?: number } }>(
    '/stream',
    {
      websocket: true,
      config: { right: 'watch', ticket: true },
      schema: {
        summary: 'Events over WebSocket, one JSON object a line, several a frame',
        querystring: exactly({
          after: { type: 'integer', minimum: 0 },
          ticket: { type: 'string' },
        }),
      },
    },
    (socket, request) => parts.stream.connect(socket, request.holder, request.query.after),
  );
}
