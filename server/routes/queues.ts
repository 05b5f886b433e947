import type { FastifyInstance } from 'fastify';
import { maySeeQueue } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import { RequestError } from '../errors.ts';
import { showCall, showQueue } from '../presenters.ts';
import { answers, byId, callSchema, listOf, queueSchema } from './schemas.ts';

/** Queues as they are now, and the line of each. */
export function queueRoutes(api: FastifyInstance, parts: AppParts): void {
  api.get(
    '/queues',
    {
      config: { right: 'watch' },
      schema: { summary: 'All queues', response: answers(listOf('queues', queueSchema)) },
    },
    async ({ holder }) => {
      const waiting = parts.view.waiting();
      const seen = parts.directory().site.queues.filter((queue) => maySeeQueue(holder, queue));
      return { queues: seen.map((queue) => showQueue(queue, parts, waiting)) };
    },
  );

  api.get<{ Params: { queue: string } }>(
    '/queues/:queue',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'One queue and the calls in it, next to be served first',
        params: byId('queue'),
        response: answers({
          ...queueSchema,
          properties: { ...queueSchema.properties, line: { type: 'array', items: callSchema } },
        }),
      },
    },
    async ({ params, holder }) => {
      const queue = parts.directory().queue(params.queue);
      if (!queue || !maySeeQueue(holder, queue)) {
        throw new RequestError('unknown-queue', `There is no queue "${params.queue}".`, params);
      }
      const waiting = parts.view.waiting();
      const line = parts.view.line(queue.id, waiting).map((call) => showCall(call, parts));
      return { ...showQueue(queue, parts, waiting), line };
    },
  );
}
