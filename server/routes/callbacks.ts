import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asCallId } from '../../core/routing/ids.ts';
import { maySeeCall, maySeeQueue } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import type { CallbackWishes } from '../desk-calls.ts';
import { RequestError } from '../errors.ts';
import { showCall } from '../presenters.ts';
import { isCallback, queueOf } from '../view-places.ts';
import type { CallView } from '../view-types.ts';
import {
  answers,
  byNumber,
  callbackWishes,
  callSchema,
  exactly,
  listOf,
  outcomeSchema,
  skillLevels,
} from './schemas.ts';

interface ByCallback {
  Params: { callback: number };
}

interface NewCallback extends CallbackWishes {
  queue: string;
  number: string;
  name?: string;
  class?: string;
  skills?: Record<string, number>;
}

/** Customers who are to be called back: those there are, a new one, and one less. */
export function callbackRoutes(api: FastifyInstance, parts: AppParts): void {
  const { view } = parts;
  const text = { type: 'string', minLength: 1, maxLength: 200 };

  /** The callback of the path, if the key may see it. */
  function callbackOf(request: FastifyRequest<ByCallback>): CallView {
    const { callback: id } = request.params;
    const call = view.calls.get(asCallId(id));
    if (call && maySeeCall(request.holder, call)) return call;
    throw new RequestError('unknown-call', `There is no callback ${id} now.`, { call: id });
  }

  api.get<{ Querystring: { queue?: string } }>(
    '/callbacks',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Customers who are to be called back, by id',
        querystring: exactly({ queue: { type: 'string' } }),
        response: answers(listOf('callbacks', callSchema)),
      },
    },
    async ({ holder, query }) => ({
      callbacks: [...view.calls.values()]
        .filter(
          (call) =>
            isCallback(call) &&
            maySeeCall(holder, call) &&
            (query.queue === undefined || queueOf(call) === query.queue),
        )
        .sort((a, b) => a.id - b.id)
        .map((call) => showCall(call, parts)),
    }),
  );

  api.post<{ Body: NewCallback }>(
    '/callbacks',
    {
      config: { right: 'steer' },
      schema: {
        summary: 'Have somebody called who is on no line; a place in the queue from now on',
        body: exactly(
          { queue: text, name: text, class: text, skills: skillLevels, ...callbackWishes },
          ['queue', 'number'],
        ),
        response: answers(outcomeSchema),
      },
    },
    async ({ body, holder }) => {
      const queue = parts.directory().queue(body.queue);
      if (!queue || !maySeeQueue(holder, queue)) {
        const sentence = `There is no queue "${body.queue}".`;
        throw new RequestError('unknown-queue', sentence, { queue: body.queue });
      }
      return parts.gateway.ask({ type: 'create-callback', ...body });
    },
  );

  api.delete<ByCallback>(
    '/callbacks/:callback',
    {
      config: { right: 'steer' },
      schema: {
        summary: 'Call a callback off',
        params: byNumber('callback'),
        response: answers(outcomeSchema),
      },
    },
    async (request) => parts.gateway.ask({ type: 'cancel-callback', call: callbackOf(request).id }),
  );
}
