/** Dialling by hand: who is next, and dial. */

import type { FastifyInstance } from 'fastify';
import { dialByHand, showNext } from '../outbound/by-hand.ts';
import { questionOf, toldOfLead } from '../outbound/lead-question.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import { orRequestError } from '../store-room.ts';
import { askedSchema, byCampaign, shownLeadSchema, tenantQuery } from './outbound-schemas.ts';
import { answers, exactly } from './schemas.ts';

interface ByAgent {
  Params: { campaign: string };
  Querystring: { tenant?: string };
  Body: { agent: string };
}
interface ByPerson extends ByAgent {
  Body: { agent: string; person: number };
}

const agent = { type: 'string', minLength: 1, maxLength: 64 } as const;
const person = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
const codes = { refused: 'campaign-not-so', unknown: 'unknown-person' } as const;

/** For campaigns of the modes `preview` and `manual`, and for any other beside its dialer. */
export function byHandRoutes(api: FastifyInstance, desk: OutboundDesk): void {
  api.post<ByAgent>(
    '/campaigns/:campaign/next',
    {
      config: { right: 'campaign' },
      schema: {
        summary: 'Show an agent the next person; nobody else gets that person for three minutes',
        params: byCampaign,
        querystring: exactly(tenantQuery),
        body: exactly({ agent }, ['agent']),
        response: answers(shownLeadSchema),
      },
    },
    async ({ params, body, holder, query }) => {
      const { code, store, row } = await desk.campaign(holder, params.campaign, query.tenant);
      desk.agent(body.agent, code);
      const shown = await orRequestError(codes, () => showNext(store, row, desk.now()));
      return shown ?? { person: null, lead: null, until: null };
    },
  );
  api.post<ByPerson>(
    '/campaigns/:campaign/dial',
    {
      config: { right: 'campaign' },
      schema: {
        summary: 'Dial this person for this agent, now, if it may be',
        params: byCampaign,
        querystring: exactly(tenantQuery),
        body: exactly({ agent, person }, ['agent', 'person']),
        response: answers(askedSchema),
      },
    },
    async ({ params, body, holder, query }) => {
      const question = await questionOf(desk, params.campaign, holder, query.tenant);
      const asked = { ...question, agent: desk.agent(body.agent, question.tenantCode).id };
      const done = await orRequestError(codes, () => dialByHand(asked, body.person));
      return done.promise === null ? { ...done, why: toldOfLead(done.why, question) } : done;
    },
  );
}
