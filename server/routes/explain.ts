import type { FastifyInstance } from 'fastify';
import { scopeOf } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import {
  agentExplainedSchema,
  callExplainedSchema,
  queueExplainedSchema,
} from './explain-schemas.ts';
import { answers, byId, byNumber } from './schemas.ts';

/** Why things are as they are now, answered by the router itself. */
export function explainRoutes(api: FastifyInstance, { gateway }: AppParts): void {
  api.get<{ Params: { call: number } }>(
    '/calls/:call/explain',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Why the call waits, what it may expect, and the kept decisions about it',
        params: byNumber('call'),
        response: answers(callExplainedSchema),
      },
    },
    async ({ params, holder }) =>
      gateway.explain({ about: 'call', id: params.call, asker: scopeOf(holder) }),
  );

  api.get<{ Params: { agent: string } }>(
    '/agents/:agent/explain',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Why the agent has no call while calls wait',
        params: byId('agent'),
        response: answers(agentExplainedSchema),
      },
    },
    async ({ params, holder }) =>
      gateway.explain({ about: 'agent', id: params.agent, asker: scopeOf(holder) }),
  );

  api.get<{ Params: { queue: string } }>(
    '/queues/:queue/explain',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Why the calls of the queue wait, the most urgent ones',
        params: byId('queue'),
        response: answers(queueExplainedSchema),
      },
    },
    async ({ params, holder }) =>
      gateway.explain({ about: 'queue', id: params.queue, asker: scopeOf(holder) }),
  );
}
