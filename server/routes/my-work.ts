/** Whom agents call: promises they keep, and people of campaigns dialled by hand. */

import type { FastifyInstance } from 'fastify';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { type Holder, ownAgent } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import { RequestError } from '../errors.ts';
import { askedMs, dialByHand, showNext } from '../outbound/by-hand.ts';
import { questionOf, toldOfLead } from '../outbound/lead-question.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import { type OnDesk, shownOf } from '../outbound/shown-before.ts';
import { orRequestError, type TenantAt } from '../store-room.ts';
import { byCampaign } from './outbound-schemas.ts';
import { answers, byNumber, exactly, open } from './schemas.ts';

const done = { done: true } as const;
const doneSchema = open({ done: { type: 'boolean' } });
const promiseCodes = { refused: 'promise-not-open' } as const;
const leadCodes = { refused: 'campaign-not-so', unknown: 'unknown-person' } as const;

/** Routes `/me/promises/…` and `/me/campaigns/…`. */
export function myWorkRoutes(api: FastifyInstance, parts: AppParts): void {
  promiseRoutes(api, parts);
  if (parts.outbound) previewRoutes(api, parts, parts.outbound);
}

/** The agent who asks, with what is theirs. */
async function placeOf({ directory, room }: AppParts, holder: Holder) {
  const agent = ownAgent(holder);
  const site = directory().agent(agent);
  if (!site) throw new RequestError('unknown-agent', `There is no agent "${agent}".`, { agent });
  const at: TenantAt = { code: site.tenant, store: await (await room.store()).tenant(site.tenant) };
  return { ...at, taker: { agent, teams: site.teams, now: room.now() } };
}

interface ByPromise {
  Params: { promise: number };
}

function promiseRoutes(api: FastifyInstance, parts: AppParts): void {
  const route = (summary: string, more: object = {}) => ({
    config: { right: 'work' as const },
    schema: { summary, params: byNumber('promise'), response: answers(doneSchema), ...more },
  });

  api.post<ByPromise>(
    '/me/promises/:promise/take',
    route('Call them now: a campaign dials as soon as the agent is ready; else the agent does', {
      response: answers(open({ dials: { type: 'boolean' } })),
    }),
    async ({ params, holder }) => {
      const { code, store, taker } = await placeOf(parts, holder);
      const { promises } = store;
      const dials = await orRequestError(promiseCodes, () => promises.take(params.promise, taker));
      parts.desks.work.touched(code);
      return { dials };
    },
  );

  api.post<ByPromise>(
    '/me/promises/:promise/done',
    route('They were called, by whatever way'),
    async ({ params, holder }) => {
      const { code, store, taker } = await placeOf(parts, holder);
      await orRequestError(promiseCodes, () => store.promises.done(params.promise, taker));
      parts.desks.work.touched(code);
      return done;
    },
  );

  const why = { type: 'string', minLength: 1, maxLength: 500, pattern: '\\S' };
  api.post<ByPromise & { Body: { why: string } }>(
    '/me/promises/:promise/dismiss',
    route('They will not be called, and why', { body: exactly({ why }, ['why']) }),
    async ({ params, holder, body }) => {
      const { code, store, taker } = await placeOf(parts, holder);
      const { promises } = store;
      await orRequestError(promiseCodes, () => promises.dismiss(params.promise, taker, body.why));
      parts.desks.work.touched(code);
      return done;
    },
  );
}

interface ByCampaign {
  Params: { campaign: string };
}

function previewRoutes(api: FastifyInstance, parts: AppParts, outbound: OutboundDesk): void {
  const { work } = parts.desks;
  const config = { right: 'work' } as const;
  const params = byCampaign;

  api.post<ByCampaign>(
    '/me/campaigns/:campaign/next',
    {
      config,
      schema: {
        summary: 'Show the next person on the own desk; nobody else gets that person meanwhile',
        params,
        response: answers(open({ found: { type: 'boolean' } })),
      },
    },
    async ({ params: { campaign }, holder }) => {
      const { code, taker } = await placeOf(parts, holder);
      const { store, row } = await outbound.campaign(holder, campaign, code);
      await takeOff(parts, store, taker.agent);
      const next = await orRequestError(leadCodes, () =>
        showNext(store, row, outbound.now(), taker.agent),
      );
      work.show(taker.agent, next && onDeskOf(next, campaign));
      return { found: next !== undefined };
    },
  );

  api.post<ByCampaign & { Body: { person: number } }>(
    '/me/campaigns/:campaign/dial',
    {
      config,
      schema: {
        summary: 'Dial the person who is shown, now, if it may be',
        params,
        body: exactly({ person: { type: 'integer', minimum: 1 } }, ['person']),
        response: answers(open({ dials: { type: 'boolean' } })),
      },
    },
    async ({ params: { campaign }, holder, body: { person } }) => {
      const { code, taker } = await placeOf(parts, holder);
      const { shown, lead } = work.onDesk(taker.agent) ?? {};
      const isShown = shown?.campaign === campaign && shown.person === person;
      if (lead === undefined || !isShown || shown.state === 'released') {
        throw new RequestError('not-shown', `Person ${person} is not on this desk any more.`);
      }
      const question = await questionOf(outbound, campaign, holder, code);
      const asked = { ...question, agent: taker.agent };
      const answer = await orRequestError(leadCodes, () => dialByHand(asked, person));
      const dials = answer.promise !== null;
      const why = answer.promise === null ? toldOfLead(answer.why, question).text : null;
      const until = dials ? outbound.now() + askedMs : shown.until;
      const state = dials ? 'asked' : 'shown';
      work.show(taker.agent, { lead, shown: { ...shown, why, until, state } });
      return { dials };
    },
  );

  api.post(
    '/me/campaigns/put-back',
    { config, schema: { summary: 'Show nobody any more', response: answers(doneSchema) } },
    async ({ holder }) => {
      const { store, taker } = await placeOf(parts, holder);
      await takeOff(parts, store, taker.agent);
      work.show(taker.agent, undefined);
      return done;
    },
  );
}

/** Whoever is on the desk now does not come back to it. */
async function takeOff({ desks }: AppParts, store: TenantStore, agent: string): Promise<void> {
  const before = desks.work.onDesk(agent);
  if (before) await store.leads.unshow(before.lead);
}

const onDeskOf = (
  { person, lead, until }: NonNullable<Awaited<ReturnType<typeof showNext>>>,
  campaign: string,
): OnDesk => ({
  lead: lead.id,
  shown: shownOf(campaign, person, lead, { until, state: 'shown', why: null }),
});
