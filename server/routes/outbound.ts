import type { FastifyInstance } from 'fastify';
import type { AnsweredBy } from '../../adapters/store/attempts.ts';
import { type ListScope, listName, scopeOfName } from '../../core/outreach/suppression/lists.ts';
import type { Holder } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import { takeResult } from '../outbound/attempt-result.ts';
import { evidenceOf } from '../outbound/evidence-report.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import { orRequestError } from '../store-room.ts';
import { byHandRoutes } from './by-hand.ts';
import { campaignWizardRoutes } from './campaign-wizard.ts';
import { campaignRoutes } from './campaigns.ts';
import {
  evidenceSchema,
  resultTakenSchema,
  suppressedSchema,
  tenantQuery,
} from './outbound-schemas.ts';
import { peopleImportRoutes } from './people-imports.ts';
import { answers, byId, byNumber, exactly } from './schemas.ts';

const number = { type: 'string', pattern: '^\\+[1-9][0-9]{6,14}$' } as const;
const someNumbers = { type: 'array', items: number, minItems: 1, maxItems: 1_000 } as const;
const moment = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const text = { type: 'string', minLength: 1, maxLength: 500 } as const;
const answerers: readonly AnsweredBy[] = ['nobody', 'person', 'machine', 'fax', 'unknown'];

interface Evidence {
  Querystring: { number: string; from?: number; until?: number; tenant?: string };
}
interface Suppress {
  Params: { list: string };
  Body: { numbers: string[]; why?: string };
}
interface Result {
  Params: { attempt: number };
  Querystring: { tenant?: string };
  Body: {
    outcome: string;
    reason?: string;
    answeredBy?: AnsweredBy;
    callbackAt?: number;
    note?: string;
  };
}

/** Campaigns and all that belongs to them; there only where campaigns may dial. */
export async function outboundRoutes(api: FastifyInstance, desk: OutboundDesk): Promise<void> {
  campaignRoutes(api, desk);
  campaignWizardRoutes(api, desk);
  await peopleImportRoutes(api, desk);
  byHandRoutes(api, desk);
  evidenceRoute(api, desk);
  suppressionRoute(api, desk);
  resultRoute(api, desk);
}

function evidenceRoute(api: FastifyInstance, desk: OutboundDesk): void {
  api.get<Evidence>(
    '/evidence',
    {
      config: { right: 'export' },
      schema: {
        summary: 'Every attempt to a number, with the decision that allowed it and its facts',
        querystring: exactly({ number, from: moment, until: moment, ...tenantQuery }, ['number']),
        response: answers(evidenceSchema),
      },
    },
    async ({ holder, query }) => {
      const { store } = await desk.tenant(holder, query.tenant);
      const { from = 0, until = desk.now() + 1 } = query;
      return evidenceOf(store, Number(query.number.slice(1)), from, until);
    },
  );
}

function suppressionRoute(api: FastifyInstance, desk: OutboundDesk): void {
  api.post<Suppress>(
    '/suppression/:list',
    {
      config: { right: 'campaign' },
      schema: {
        summary: 'Add numbers that must not be called: wide, client%2Facme, product%2Facme%2Ftea',
        params: byId('list'),
        body: exactly({ numbers: someNumbers, why: text }, ['numbers']),
        response: answers(suppressedSchema),
      },
    },
    async ({ params, body, holder }) => {
      const scope = writableScope(params.list, holder);
      const list = desk.list(scope);
      const note = { at: desk.now(), by: holder.id, why: body.why ?? 'by API' };
      const numbers = body.numbers.map((each) => Number(each.slice(1)));
      const added = list.add(numbers, note);
      return { list: listName(scope), added, size: list.list.numbers.size };
    },
  );
}

/** Registries come by import alone; a tenant's key enters what is refused to that tenant. */
function writableScope(name: string, holder: Holder): ListScope {
  const scope = scopeOfName(name);
  const isOpen = scope && scope.kind !== 'registry' && scope.kind !== 'people';
  const owner = scope && 'tenant' in scope ? scope.tenant : undefined;
  if (isOpen && (holder.tenant === undefined || holder.tenant === owner)) return scope;
  throw new RequestError('unknown-list', `There is no list "${name}" to add numbers to.`, {
    list: name,
  });
}

function resultRoute(api: FastifyInstance, desk: OutboundDesk): void {
  api.post<Result>(
    '/attempts/:attempt/result',
    {
      config: { right: 'campaign' },
      schema: {
        summary: 'What an attempt came to; a no is entered as a refusal, a promise is made',
        params: byNumber('attempt'),
        querystring: exactly(tenantQuery),
        body: exactly(
          {
            outcome: text,
            reason: text,
            answeredBy: { enum: answerers },
            callbackAt: moment,
            note: text,
          },
          ['outcome'],
        ),
        response: answers(resultTakenSchema),
      },
    },
    async ({ params, body, holder, query }) => {
      for (const { store } of await desk.tenants(holder, query.tenant)) {
        if ((await store.attempts.find(params.attempt)) === undefined) continue;
        const codes = { unknown: 'unknown-attempt', refused: 'result-invalid' } as const;
        return orRequestError(codes, () => takeResult(store, params.attempt, body, desk.now()));
      }
      throw new RequestError('unknown-attempt', `There is no attempt ${params.attempt}.`, params);
    },
  );
}
