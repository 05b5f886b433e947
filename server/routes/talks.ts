/** Conversations: what an agent does with a call by the desk, and who listens to it. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { phoneForm } from '../../config/scalars.ts';
import { type AgentId, asAgentId, asCallId } from '../../core/routing/ids.ts';
import { maySeeAgent, maySeeCall, ownAgent } from '../access/holder.ts';
import { isHidden, seesSupervision } from '../access/supervision-sight.ts';
import type { AppParts } from '../app.ts';
import type { DeskAnswer } from '../desk-answers.ts';
import type { TalkWish } from '../desk-talk.ts';
import { RequestError } from '../errors.ts';
import { showActs, showTalk } from '../presenters-talks.ts';
import type { OfferView } from '../view-types.ts';
import { answers, byId, byNumber, listOf, outcomeSchema } from './schemas.ts';
import {
  actBodies,
  actsSchema,
  changeSupervisionBody,
  endSupervisionQuery,
  superviseBody,
  talkSchema,
} from './talk-schemas.ts';

interface ByAgent {
  Params: { agent: string };
}
interface ByCall {
  Params: { call: number };
}
type Mode = 'listen' | 'whisper' | 'barge';

/** What can be asked for the call an agent has, by name and summary. */
const acts = [
  ['hold', 'Take the caller aside, with music'],
  ['retrieve', 'Bring the caller back'],
  ['mute', 'Silence the agent’s microphone'],
  ['unmute', 'Let the agent be heard again'],
  ['keys', 'Press keys towards whomever the agent talks with'],
  ['transfer', 'Transfer the caller: to an extension, a target, a queue or another agent'],
  ['consult', 'Call somebody while the caller waits'],
  ['swap', 'Talk with the other of the two'],
  ['complete', 'Leave the caller and who was consulted to each other'],
  ['conference', 'Talk with both'],
  ['cancel', 'Let go whoever is consulted, and go back to the caller'],
  ['record', 'Pause, resume or stop the recording'],
  ['hang-up', 'End the call; in a conference the others talk on'],
  ['answer', 'Answer the ringing phone'],
  ['decline', 'Refuse what rings: the call goes to somebody else'],
] as const satisfies readonly (readonly [TalkWish['act'], string])[];

/**
 * Asks for it in the name of `by`. Routes of an agent for itself ask by this too, with the
 * agent's own id. Rejects with a `RequestError`.
 */
export const askTalk = (
  { gateway }: AppParts,
  agent: string,
  by: string,
  wish: TalkWish,
): Promise<DeskAnswer> => gateway.ask({ type: 'talk', agent, by, wish });

/** The conversation of an agent; undefined: there is none. */
export function talkOf({ view }: AppParts, agent: AgentId): OfferView | undefined {
  for (const offer of view.offers.values()) {
    if (offer.agent === agent && offer.connectedAt !== undefined) return offer;
  }
  return undefined;
}

export function talkRoutes(api: FastifyInstance, parts: AppParts): void {
  actRoutes(api, parts);
  supervisionRoutes(api, parts);
  api.get(
    '/capabilities',
    {
      config: { right: ['watch', 'work'] },
      schema: {
        summary: 'What can be done with a call by the desk, and why something cannot',
        response: answers(actsSchema),
      },
    },
    async () => {
      const { switchName = null, capabilities } = parts.status();
      return { switch: switchName, acts: showActs(parts.directory().site, capabilities) };
    },
  );
  api.get(
    '/talks',
    {
      config: { right: 'watch' },
      schema: { summary: 'All conversations', response: answers(listOf('talks', talkSchema)) },
    },
    async ({ holder }) => ({
      talks: [...parts.view.offers.values()]
        .filter((offer) => {
          const call = parts.view.calls.get(offer.call);
          return call !== undefined && maySeeCall(holder, call);
        })
        .flatMap((offer) => {
          const isTold = seesSupervision(holder, parts.directory().site, offer.agent);
          return showTalk(offer, isTold) ?? [];
        }),
    }),
  );
}

function actRoutes(api: FastifyInstance, parts: AppParts): void {
  function agentOf(request: FastifyRequest<ByAgent>): AgentId {
    const { agent: id } = request.params;
    const agent = parts.directory().agent(id);
    if (agent && maySeeAgent(request.holder, agent)) return asAgentId(id);
    throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
  }

  for (const [act, summary] of acts) {
    const body = act in actBodies ? { body: actBodies[act as keyof typeof actBodies] } : {};
    const response = answers(outcomeSchema);
    const wishOf = (given: unknown) => ({ ...(given as object | null), act }) as TalkWish;
    api.post<{ Body: object | null }>(
      `/me/call/${act}`,
      { config: { right: 'work' }, schema: { summary, ...body, response } },
      async ({ holder, body: given }) => askTalk(parts, ownAgent(holder), holder.id, wishOf(given)),
    );
    api.post<ByAgent & { Body: object | null }>(
      `/agents/:agent/call/${act}`,
      {
        config: { right: 'steer' },
        schema: { summary, params: byId('agent'), ...body, response },
      },
      async (request) => askTalk(parts, agentOf(request), request.holder.id, wishOf(request.body)),
    );
  }

  const shown = (agent: AgentId) => {
    const offer = talkOf(parts, agent);
    const talk = offer && showTalk(offer, !isHidden(parts.directory().site));
    if (talk) return talk;
    const sentence = `Agent "${agent}" is in no conversation.`;
    throw new RequestError('no-conversation', sentence, { agent });
  };
  const schema = {
    summary: 'The conversation of an agent, as the agent sees it',
    response: answers(talkSchema),
  };
  api.get('/me/call', { config: { right: 'work' }, schema }, async ({ holder }) =>
    shown(asAgentId(ownAgent(holder))),
  );
  api.get<ByAgent>(
    '/agents/:agent/call',
    { config: { right: 'watch' }, schema: { ...schema, params: byId('agent') } },
    async (request) => shown(agentOf(request)),
  );
}

function supervisionRoutes(api: FastifyInstance, parts: AppParts): void {
  function callOf({ params, holder }: FastifyRequest<ByCall>): number {
    const call = parts.view.calls.get(asCallId(params.call));
    if (call && maySeeCall(holder, call)) return call.id;
    const sentence = `There is no call ${params.call} now.`;
    throw new RequestError('unknown-call', sentence, { call: params.call });
  }
  const url = '/calls/:call/supervise';
  const route = (summary: string, more: Record<string, unknown>) => ({
    config: { right: 'listen' as const },
    schema: { summary, params: byNumber('call'), ...more, response: answers(outcomeSchema) },
  });

  api.post<ByCall & { Body: { mode: Mode; phone: string } }>(
    url,
    route('Ring a phone and let it listen, whisper to the agent, or barge in', {
      body: superviseBody,
    }),
    async (request) => {
      const { mode, phone } = request.body;
      if (!phoneForm.test(phone)) {
        const sentence = `"${phone}" is no phone; write TECH/peer, such as PJSIP/1001.`;
        throw new RequestError('invalid-request', sentence, { phone });
      }
      const by = request.holder.id;
      return parts.gateway.ask({ type: 'supervise', call: callOf(request), by, mode, phone });
    },
  );

  api.patch<ByCall & { Body: { mode: Mode; supervision?: number } }>(
    url,
    route('Listen in another mode; the own supervision unless one is named', {
      body: changeSupervisionBody,
    }),
    async (request) => {
      const by = request.holder.id;
      const order = { type: 'change-supervision', call: callOf(request), by } as const;
      return parts.gateway.ask({ ...order, ...request.body });
    },
  );

  api.delete<ByCall & { Querystring: { supervision?: number } }>(
    url,
    route('Listen no more', { querystring: endSupervisionQuery }),
    async (request) => {
      const by = request.holder.id;
      const order = { type: 'end-supervision', call: callOf(request), by } as const;
      return parts.gateway.ask({ ...order, ...request.query });
    },
  );
}
