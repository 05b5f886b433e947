import type { FastifyInstance, FastifyRequest } from 'fastify';
import { phoneForm } from '../../config/scalars.ts';
import type { AgentSite } from '../../config/site.ts';
import { maySeeAgent } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import type { DeskRequest } from '../desk.ts';
import type { DeskAnswer } from '../desk-answers.ts';
import { RequestError } from '../errors.ts';
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
    if (agent && maySeeAgent(request.holder, agent)) return agent;
    throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
  }

  api.get<{ Querystring: { state?: string } }>(
    '/agents',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'All agents',
        querystring: exactly({ state: { type: 'string' } }),
        response: answers(listOf('agents', agentSchema)),
      },
    },
    async ({ holder, query }) => ({
      agents: parts
        .directory()
        .agents.filter((agent) => maySeeAgent(holder, agent))
        .map((agent) => showAgent(agent, parts))
        .filter((agent) => query.state === undefined || agent.state === query.state),
    }),
  );

  api.get<ByAgent>(
    '/agents/:agent',
    {
      config: { right: 'watch' },
      schema: { summary: 'One agent', params: byId('agent'), response: answers(agentSchema) },
    },
    async (request) => showAgent(agentOf(request), parts),
  );

  for (const [type, summary, properties] of agentActs) {
    api.post<ByAgent & { Body: Record<string, string> | null }>(
      `/agents/:agent/${type}`,
      {
        config: { right: 'steer' },
        schema: {
          summary,
          params: byId('agent'),
          body: { ...exactly(properties), type: ['object', 'null'] },
          response: answers(outcomeSchema),
        },
      },
      async (request) => askForAgent(parts, type, agentOf(request).id, request.body),
    );
  }
}

const phone = { type: 'string', minLength: 1, maxLength: 100 };
const reason = { type: 'string', minLength: 1, maxLength: 80 };

/** What may be asked for an agent, or by one: name, what it does, properties of its body. */
export const agentActs = [
  ['sign-in', 'Sign in, at the configured phone or another', { phone }],
  ['sign-out', 'Sign out; in a call: afterwards', {}],
  ['pause', 'Pause; in a call: afterwards. Without a reason: the first configured', { reason }],
  ['unpause', 'End the pause', {}],
  ['end-wrap-up', 'End wrap-up early', {}],
] as const;

/** Has it done; rejects with a `RequestError`. */
export async function askForAgent(
  { gateway }: AppParts,
  type: (typeof agentActs)[number][0],
  agent: string,
  body: Readonly<Record<string, string>> | null,
): Promise<DeskAnswer> {
  const given = body?.phone;
  if (given !== undefined && !phoneForm.test(given)) {
    const sentence = `"${given}" is no phone; write TECH/peer, such as PJSIP/1001.`;
    throw new RequestError('invalid-request', sentence, { phone: given });
  }
  return gateway.ask({ type, agent, ...body } as DeskRequest);
}
