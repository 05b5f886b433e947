/** People: who has a number, all that is known of one, and what agents write of them. */

import type { FastifyInstance } from 'fastify';
import type { CountryCode } from 'libphonenumber-js/max';
import { readNumber } from '../../adapters/phone-numbers.ts';
import type { Holder } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import { lineOf } from '../knowledge/contact-shown.ts';
import { doNotCall } from '../knowledge/do-not-call.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { changeOf, type SheetChange, sheetOf } from '../knowledge/sheet.ts';
import { orRequestError } from '../store-room.ts';
import {
  madeSchema,
  peopleSchema,
  rowId,
  sheetBody,
  sheetSchema,
  shortText,
  someText,
} from './knowledge-schemas.ts';
import { tenantQuery } from './outbound-schemas.ts';
import { answers, byNumber, exactly, open } from './schemas.ts';

interface ByPerson {
  Params: { person: number };
}
interface Said extends ByPerson {
  Body: { text: string; contact?: number };
}

/** Who says so: the agent, or whatever key was used. */
export const speaker = ({ agent, id }: Holder): string => agent ?? id;

export function peopleRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  findRoutes(api, knowledge);
  sheetRoutes(api, knowledge);
  writeRoutes(api, knowledge);
}

function findRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  const { parts } = knowledge;
  const country = () => (parts.directory().site.desk?.country ?? 'JP') as CountryCode;
  api.get<{ Querystring: { number?: string; key?: string; tenant?: string } }>(
    '/people',
    {
      config: { right: 'people' },
      schema: {
        summary: 'Everybody with this number, or with the firm’s own number of a customer',
        querystring: exactly({ number: shortText, key: shortText, ...tenantQuery }),
        response: answers(peopleSchema),
      },
    },
    async ({ holder, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      const number = query.number === undefined ? undefined : readNumber(query.number, country());
      if (number !== undefined && 'fault' in number) return { people: [] };
      const keyed =
        query.key === undefined ? undefined : await store.people.byCustomerKey(query.key);
      const found = [
        ...(number === undefined ? [] : await store.people.byNumber(number.number)),
        ...(keyed === undefined ? [] : [keyed]),
      ];
      return { people: [...new Map(found.map((each) => [each.id, lineOf(each)])).values()] };
    },
  );
  api.post<{
    Querystring: { tenant?: string };
    Body: { name?: string; kana?: string; company?: string; number: string };
  }>(
    '/people',
    {
      config: { right: 'people' },
      schema: {
        summary: 'Somebody who was not known, with a number; who has it is nobody new',
        querystring: exactly(tenantQuery),
        body: exactly({ name: shortText, kana: shortText, company: shortText, number: shortText }, [
          'number',
        ]),
        response: answers(madeSchema),
      },
    },
    async ({ holder, query, body: { number: written, ...texts } }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      const number = readNumber(written, country());
      if ('fault' in number) {
        throw new RequestError('number-not-callable', `${number.fault}.`, { number: written });
      }
      const draft = { ...texts, numbers: [number] };
      const { ids } = await store.people.save([draft], { by: speaker(holder) });
      return { id: ids[0]! };
    },
  );
}

function sheetRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  const sheet = async (holder: Holder, person: number) => {
    const { code, store } = await knowledge.tenantOfPerson(holder, person);
    const fields = knowledge.parts.directory().site.desk?.fields ?? [];
    return sheetOf(code, store, fields, person, knowledge.now());
  };
  api.get<ByPerson>(
    '/people/:person/sheet',
    {
      config: { right: 'people' },
      schema: {
        summary: 'All that is known of a person, on one page',
        params: byNumber('person'),
        response: answers(sheetSchema),
      },
    },
    async ({ holder, params }) => sheet(holder, params.person),
  );
  api.patch<ByPerson & { Body: SheetChange & { contact?: number } }>(
    '/people/:person',
    {
      config: { right: 'people' },
      schema: {
        summary: 'Change texts and fields; what they were is kept with who changed it',
        params: byNumber('person'),
        body: sheetBody,
        response: answers(sheetSchema),
      },
    },
    async ({ holder, params: { person }, body: { contact, ...change } }) => {
      const { store } = await knowledge.tenantOfPerson(holder, person);
      const source = { by: speaker(holder), ...(contact === undefined ? {} : { contact }) };
      const asked = changeOf(knowledge.parts.directory(), change);
      await orRequestError({ unknown: 'unknown-person' }, () =>
        store.people.change(person, asked, source),
      );
      return sheet(holder, person);
    },
  );
}

function writeRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  const kinds = [
    ['notes', 'Write something down of a person', 'write'],
    ['doubts', 'Note what they asked and nobody could answer', 'raise'],
  ] as const;
  for (const [path, summary, act] of kinds) {
    api.post<Said>(
      `/people/:person/${path}`,
      {
        config: { right: 'people' },
        schema: {
          summary,
          params: byNumber('person'),
          body: exactly({ text: someText, contact: rowId }, ['text']),
          response: answers(madeSchema),
        },
      },
      async ({ holder, params: { person }, body }) => {
        const { store } = await knowledge.tenantOfPerson(holder, person);
        return { id: await store.notes[act]({ person, by: speaker(holder), ...body }) };
      },
    );
  }
  api.post<ByPerson & { Body: { why?: string } | null }>(
    '/people/:person/do-not-call',
    {
      config: { right: 'people' },
      schema: {
        summary: 'They do not want to be called: a refusal of everything, and their numbers listed',
        params: byNumber('person'),
        body: { ...exactly({ why: shortText }), type: ['object', 'null'] },
        response: answers(open({ refusal: { type: 'integer' } })),
      },
    },
    async ({ holder, params: { person }, body }) => {
      const place = await knowledge.tenantOfPerson(holder, person);
      const why = body?.why ?? 'asked for it';
      const asked = { person, number: null, by: speaker(holder), why };
      return { refusal: await doNotCall(knowledge, place, asked) };
    },
  );
}
