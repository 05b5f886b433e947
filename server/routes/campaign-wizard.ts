/** What the page of a new campaign asks before it is made, and before it is started. */

import type { FastifyInstance } from 'fastify';
import { choicesOf } from '../outbound/choices.ts';
import { questionOf } from '../outbound/lead-question.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import { outlookOf } from '../outbound/outlook.ts';
import { byCampaign, tenantQuery } from './outbound-schemas.ts';
import { answers, exactly, open } from './schemas.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
const list = (each: unknown) => ({ type: 'array', items: each }) as const;
const told = open({ en: text, ja: text });

const choicesSchema = open({
  tenant: text,
  queues: list(open({ id: text, name: told })),
  trunks: list(text),
  callerIds: list(text),
  country: text,
  countries: list(text),
  hours: {
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: list(told) },
  },
});

const outlookSchema = open({
  looked: count,
  free: count,
  blocked: list(open({ reason: text, people: count, text: told })),
});

export function campaignWizardRoutes(api: FastifyInstance, desk: OutboundDesk): void {
  api.get<{ Querystring: { tenant?: string } }>(
    '/campaign-choices',
    {
      config: { right: 'configure' },
      schema: {
        summary:
          'Queues, trunks and numbers a new campaign may have, and the hours of each country',
        querystring: exactly(tenantQuery),
        response: answers(choicesSchema),
      },
    },
    async ({ holder, query }) => {
      const { code } = await desk.tenant(holder, query.tenant);
      return choicesOf(desk.site(), (await desk.house()).rules, code);
    },
  );

  api.get<{ Params: { campaign: string }; Querystring: { tenant?: string } }>(
    '/campaigns/:campaign/outlook',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'What stands in the way of its first leads now, by reason',
        params: byCampaign,
        querystring: exactly(tenantQuery),
        response: answers(outlookSchema),
      },
    },
    async ({ params, holder, query }) =>
      outlookOf(await questionOf(desk, params.campaign, holder, query.tenant)),
  );
}
