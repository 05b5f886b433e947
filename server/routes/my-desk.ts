/** What agents do at their own desk. Their conversations: `talks.ts`. */

import type { FastifyInstance } from 'fastify';
import { asAgentId } from '../../core/routing/ids.ts';
import { ownAgent } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import { refuseUnsaved } from '../knowledge/unsaved.ts';
import { showAgent } from '../presenters.ts';
import type { AgentStateShown, PartiesAnswer } from '../wire/desk.ts';
import { agentActs, askForAgent } from './agents.ts';
import { answers, exactly, open, outcomeSchema } from './schemas.ts';

/** Routes `/me/agent/…`, as those of `/agents/{agent}`, and `/me/parties`. */
export function myDeskRoutes(api: FastifyInstance, parts: AppParts): void {
  for (const [type, summary, properties] of agentActs) {
    api.post<{ Body: Record<string, string> | null }>(
      `/me/agent/${type}`,
      {
        config: { right: 'work' },
        schema: {
          summary,
          body: { ...exactly(properties), type: ['object', 'null'] },
          response: answers(outcomeSchema),
        },
      },
      async ({ holder, body }) => {
        const agent = ownAgent(holder);
        if (endsWrapUp(parts, type, agent)) await refuseUnsaved(parts.knowledge, agent);
        return askForAgent(parts, type, agent, body);
      },
    );
  }
  partyRoutes(api, parts);
}

/** A pause begins after wrap-up; signing out would cut it short. Supervisors may do that. */
const endsWrapUp = ({ view }: AppParts, type: string, agent: string): boolean =>
  type === 'end-wrap-up' ||
  (type === 'sign-out' && view.agents.get(asAgentId(agent))?.state === 'wrap-up');

const name = open({ en: { type: 'string' }, ja: { type: 'string' } });
const id = { type: 'string' } as const;
const partiesSchema = open({
  agents: { type: 'array', items: open({ id, name, state: { type: 'string' } }) },
  queues: { type: 'array', items: open({ id, name }) },
});

function partyRoutes(api: FastifyInstance, parts: AppParts): void {
  api.get(
    '/me/parties',
    {
      config: { right: 'work' },
      schema: {
        summary: 'Whom a call can be given to: colleagues as they are now, and queues',
        response: answers(partiesSchema),
      },
    },
    async ({ holder }): Promise<PartiesAnswer> => {
      const self = ownAgent(holder);
      const { agents, site, agent } = parts.directory();
      const tenant = agent(self)?.tenant;
      return {
        agents: agents
          .filter((each) => each.tenant === tenant && each.id !== self)
          .map((each) => showAgent(each, parts))
          .map(({ id, name, state }) => ({ id, name, state: state as AgentStateShown })),
        queues: site.queues
          .filter((each) => each.tenant === tenant)
          .map(({ id, name }) => ({ id, name })),
      };
    },
  );
}
