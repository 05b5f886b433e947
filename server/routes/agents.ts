import type { FastifyInstance, FastifyRequest } from 'fastify';
import { phoneForm } from '../../config/scalars.ts';
import type { AgentSite } from '../../config/site.ts';
import type { AppParts } from '../app.ts';
import type { DeskRequest } from '../desk.ts';
import { RequestError } from '../errors.ts';
import { maySee } from '../keys.ts';
import { showAgent } from '../presenters.ts';
import { agentSchema, answers, byId, exactly, listOf, outcomeSchema } from './schemas.ts';

interface ByAgent {
  Params: { agent: string };
}

/** Agents as they are now, and what may be asked for them. */
export function agentRoutes(api: FastifyInstance, parts: AppParts): void {
  /** The agent of the path, if the key may see it. */
  function agentOf(request: FastifyRequest<ByAgent>): AgentSite {
    const { agent: id } = request.params;
    const agent = parts.directory().agent(id);
    if (agent && maySee(request.holder, agent.tenant)) return agent;
    throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
  }

  api.get<{ Querystring: { state?: string } }>(
    '/agents',
    {
      config: { role: 'read' },
      schema: {
        summary: 'All agents',
        querystring: exactly({ state: { type: 'string' } }),
        response: answers(listOf('agents', agentSchema)),
      },
    },
    async ({ holder, query }) => ({
      agents: parts
        .directory()
        .agents.filter((agent) => maySee(holder, agent.tenant))
        .map((agent) => showAgent(agent, parts))
        .filter((agent) => query.state === undefined || agent.state === query.state),
    }),
  );

  api.get<ByAgent>(
    '/agents/:agent',
    {
      config: { role: 'read' },
      schema: { summary: 'One agent', params: byId('agent'), response: answers(agentSchema) },
    },
    async (request) => showAgent(agentOf(request), parts),
  );

  const phone = { type: 'string', minLength: 1, maxLength: 100 };
  const reason = { type: 'string', minLength: 1, maxLength: 80 };
  const actions = [
    ['sign-in', 'Sign in, at the configured phone or another', { phone }],
    ['sign-out', 'Sign out; in a call: afterwards', {}],
    ['pause', 'Pause; in a call: afterwards. Without a reason: the first configured', { reason }],
    ['unpause', 'End the pause', {}],
    ['end-wrap-up', 'End wrap-up early', {}],
  ] as const;
  for (const [type, summary, properties] of actions) {
    api.post<ByAgent & { Body: Record<string, string> | null }>(
      `/agents/:agent/${type}`,
      {
        config: { role: 'operate' },
        schema: {
          summary,
          params: byId('agent'),
          body: { ...exactly(properties), type: ['object', 'null'] },
          response: answers(outcomeSchema),
        },
      },
      async (request) => {
        const { id: agent } = agentOf(request);
        const given = request.body?.phone;
        if (given !== undefined && !phoneForm.test(given)) {
          const sentence = `"${given}" is no phone; write TECH/peer, such as PJSIP/1001.`;
          throw new RequestError('invalid-request', sentence, { phone: given });
        }
        return parts.gateway.ask({ type, agent, ...request.body } as DeskRequest);
      },
    );
  }
}
