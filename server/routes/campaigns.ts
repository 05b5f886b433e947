import type { FastifyInstance } from 'fastify';
import { campaignOf } from '../../config/campaign.ts';
import type { Holder } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import { actOn, type CampaignAct, campaignActs } from '../outbound/campaign-acts.ts';
import { makeCampaign } from '../outbound/campaign-making.ts';
import { showCampaign } from '../outbound/campaign-shown.ts';
import { sightOf } from '../outbound/campaign-sight.ts';
import { questionOf, toldOfLead } from '../outbound/lead-question.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import { reasonWords } from '../outbound/reason-words.ts';
import { type Why, type WhySight, why } from '../outbound/why.ts';
import { whyLead } from '../outbound/why-lead.ts';
import { whyText } from '../outbound/why-text.ts';
import { orRequestError } from '../store-room.ts';
import {
  byCampaign,
  byLead,
  campaignActedSchema,
  campaignMadeSchema,
  campaignRowSchema,
  campaignShownSchema,
  leadWhySchema,
  tenantQuery,
  whySchema,
} from './outbound-schemas.ts';
import { answers, exactly, listOf } from './schemas.ts';

interface ByCampaign {
  Params: { campaign: string };
  Querystring: { tenant?: string };
}
interface ByLead extends ByCampaign {
  Params: { campaign: string; person: number };
}

/** An answer with its sentence in both languages. */
function told(sight: WhySight, answer: Why) {
  const queue = 'campaign' in sight.read ? sight.read.campaign.dialling.queue : null;
  const said = (language: 'en' | 'ja') => whyText(answer, { language, zone: null, queue });
  return { ...answer, text: { en: said('en'), ja: said('ja') } };
}

/** Campaigns, and why they are not dialling. */
export function campaignRoutes(api: FastifyInstance, desk: OutboundDesk): void {
  readingRoutes(api, desk);
  api.post<{ Querystring: { tenant?: string }; Body: Record<string, unknown> }>(
    '/campaigns',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'Make a draft; the body is what its YAML file would say, as JSON',
        querystring: exactly(tenantQuery),
        body: { type: 'object', additionalProperties: true },
        response: answers(campaignMadeSchema),
      },
    },
    async ({ body, holder, query }) => {
      const { code: tenant, store } = await desk.tenant(holder, query.tenant);
      const read = campaignOf(body);
      if ('faults' in read) {
        const sentence = `The campaign is not right: ${read.faults.join('; ')}.`;
        throw new RequestError('campaign-invalid', sentence, { faults: read.faults });
      }
      const codes = { conflict: 'campaign-exists', unknown: 'campaign-invalid' } as const;
      const { campaign } = read;
      const made = await orRequestError(codes, () => makeCampaign(store, campaign, body));
      const lists = await store.figures.leadsByList(made.id);
      return { tenant, code: campaign.code, state: 'draft', leads: made.enrolled.added, lists };
    },
  );
  for (const act of campaignActs) actRoute(api, desk, act);
}

const summaries: Readonly<Record<CampaignAct, string>> = {
  start: 'Begin or go on to dial; says what stands in the way at once',
  pause: 'Dial nobody more; calls under way go on',
  end: 'End it for good; calls under way go on',
  enrol: 'Look at its lists and segment anew',
};

function actRoute(api: FastifyInstance, desk: OutboundDesk, act: CampaignAct): void {
  api.post<ByCampaign>(
    `/campaigns/:campaign/${act}`,
    {
      config: { right: 'campaign' },
      schema: {
        summary: summaries[act],
        params: byCampaign,
        querystring: exactly(tenantQuery),
        response: answers(campaignActedSchema),
      },
    },
    async ({ params, holder, query }) => {
      const { store, row } = await desk.campaign(holder, params.campaign, query.tenant);
      const codes = { refused: 'campaign-not-so', unknown: 'unknown-campaign' } as const;
      const { state, enrolled } = await orRequestError(codes, () => actOn(store, row, act));
      const now = desk.now();
      const isStart = act === 'start' && row.state !== 'running';
      const sight = await sightOf(store, { ...row, state }, now, isStart ? now : undefined);
      return {
        campaign: row.code,
        state,
        ...(enrolled && { enrolled }),
        why: told(sight, why(sight)),
      };
    },
  );
}

function readingRoutes(api: FastifyInstance, desk: OutboundDesk): void {
  api.get<{ Querystring: { tenant?: string } }>(
    '/campaigns',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'All campaigns, with the first thing that keeps each from dialling',
        querystring: exactly(tenantQuery),
        response: answers(listOf('campaigns', campaignRowSchema)),
      },
    },
    async ({ holder, query }) => {
      const campaigns: object[] = [];
      for (const { code: tenant, store, row } of await desk.campaigns(holder, query.tenant)) {
        const { isDialling, obstacle } = why(await sightOf(store, row, desk.now()));
        const { code, name, state } = row;
        campaigns.push({
          ...{ tenant, code, name, state, isDialling },
          obstacle: obstacle?.code ?? null,
        });
      }
      return { campaigns };
    },
  );

  api.get<ByCampaign>(
    '/campaigns/:campaign',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'One campaign: its goal, leads, attempts, outcomes, abandonment and pace',
        params: byCampaign,
        querystring: exactly(tenantQuery),
        response: answers(campaignShownSchema),
      },
    },
    async ({ params, holder, query }) => {
      const { code, store, row } = await desk.campaign(holder, params.campaign, query.tenant);
      const shown = await showCampaign(store, row, desk.now());
      const sight = await sightOf(store, row, desk.now());
      const leads = shown.leads.map((each) => ({
        ...each,
        text: { en: reasonWords(each.reason, 'en'), ja: reasonWords(each.reason, 'ja') },
      }));
      return { tenant: code, ...shown, leads, why: told(sight, shown.why) };
    },
  );

  api.get<ByCampaign>(
    '/campaigns/:campaign/why',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Why it is not dialling, with counts by reason',
        params: byCampaign,
        querystring: exactly(tenantQuery),
        response: answers(whySchema),
      },
    },
    async ({ params, holder, query }) => {
      const { store, row } = await desk.campaign(holder, params.campaign, query.tenant);
      const sight = await sightOf(store, row, desk.now());
      return told(sight, why(sight));
    },
  );

  api.get<ByLead>(
    '/campaigns/:campaign/leads/:person/why',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Why this person is not dialled: everything that stands in the way now',
        params: byLead,
        querystring: exactly(tenantQuery),
        response: answers(leadWhySchema),
      },
    },
    async ({ params, holder, query }) => leadAnswer(desk, params, holder, query.tenant),
  );
}

async function leadAnswer(
  desk: OutboundDesk,
  { campaign, person }: ByLead['Params'],
  holder: Holder,
  asked: string | undefined,
) {
  const question = await questionOf(desk, campaign, holder, asked);
  const answer = await whyLead(question, person);
  if (answer === undefined) {
    throw new RequestError('unknown-person', `There is no person ${person}.`, { person });
  }
  return toldOfLead(answer, question);
}
