/** Questions with answers: searched as it is typed, counted, and what nobody could answer. */

import type { FastifyInstance } from 'fastify';
import type { FaqTexts } from '../../adapters/store/faqs.ts';
import { RequestError } from '../errors.ts';
import { addFaq, faqDetail, faultOfTexts, knownWords } from '../knowledge/faq-acts.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { orRequestError } from '../store-room.ts';
import {
  anything,
  doubtsSchema,
  longText,
  madeSchema,
  manyOf,
  rowId,
  shortId,
  shortText,
  someText,
} from './knowledge-schemas.ts';
import { tenantQuery } from './outbound-schemas.ts';
import { speaker } from './people.ts';
import { answers, byNumber, exactly, open } from './schemas.ts';

interface Tenant {
  Querystring: { tenant?: string };
}
interface ByEntry extends Tenant {
  Params: { entry: number };
}
interface FaqBody extends Partial<FaqTexts> {
  owner?: string;
  doubt?: number;
  words?: string;
}

const texts = {
  questionEn: longText,
  questionJa: longText,
  answerEn: longText,
  answerJa: longText,
} as const;
const ofTenant = exactly(tenantQuery);
const done = open({ done: { type: 'boolean' } });
const codes = { unknown: 'unknown-faq', refused: 'doubt-answered' } as const;

export function faqRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  readRoutes(api, knowledge);
  useRoutes(api, knowledge);
  writeRoutes(api, knowledge);
  doubtRoutes(api, knowledge);
}

function readRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  api.get<{ Querystring: { words?: string; tenant?: string } }>(
    '/faq',
    {
      config: { right: 'people' },
      schema: {
        summary: 'Entries with these words, best first; without words all, withdrawn ones too',
        querystring: exactly({ words: shortText, ...tenantQuery }),
        response: answers(open({ entries: manyOf(anything) })),
      },
    },
    async ({ holder, query: { words, tenant } }) => {
      const { code, store } = await knowledge.tenant(holder, tenant);
      if (words === undefined) return { entries: await store.faqs.all() };
      return { entries: await knowledge.searches.search(code, store.faqs, words) };
    },
  );
  api.get<Tenant>(
    '/faq/unanswered',
    {
      config: { right: 'people' },
      schema: {
        summary: 'Words that were searched for in vain, most often first',
        querystring: ofTenant,
        response: answers(open({ unanswered: manyOf(anything) })),
      },
    },
    async ({ holder, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      return { unanswered: await store.faqs.unanswered() };
    },
  );
  api.get<ByEntry>(
    '/faq/:entry',
    {
      config: { right: 'people' },
      schema: {
        summary: 'One entry: its versions, who used it, and the doubts it came from',
        params: byNumber('entry'),
        querystring: ofTenant,
        response: answers(anything),
      },
    },
    async ({ holder, params, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      return orRequestError(codes, () => faqDetail(store, params.entry));
    },
  );
}

function useRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  api.post<ByEntry & { Body: { contact?: number } | null }>(
    '/faq/:entry/use',
    {
      config: { right: 'people' },
      schema: {
        summary: 'It was opened; in one contact it counts once',
        params: byNumber('entry'),
        querystring: ofTenant,
        body: { ...exactly({ contact: rowId }), type: ['object', 'null'] },
        response: answers(done),
      },
    },
    async ({ holder, params, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      const agent = speaker(holder);
      await orRequestError(codes, () => store.faqs.use(params.entry, agent, body?.contact));
      return { done: true };
    },
  );
  api.post<Tenant & { Body: { words: string } }>(
    '/faq/unanswered',
    {
      config: { right: 'people' },
      schema: {
        summary: 'These words were searched for and nothing was found',
        querystring: ofTenant,
        body: exactly({ words: { ...shortText, minLength: 1 } }, ['words']),
        response: answers(done),
      },
    },
    async ({ holder, query, body }) => {
      const words = knownWords(body.words);
      if (words === '') return { done: false };
      const { store } = await knowledge.tenant(holder, query.tenant);
      await store.faqs.missed(words, speaker(holder));
      return { done: true };
    },
  );
}

/** What is absent is empty. Throws where there is no question with its answer. */
function textsOf({ questionEn, questionJa, answerEn, answerJa }: FaqBody): FaqTexts {
  const found = {
    questionEn: questionEn?.trim() ?? '',
    questionJa: questionJa?.trim() ?? '',
    answerEn: answerEn?.trim() ?? '',
    answerJa: answerJa?.trim() ?? '',
  };
  const fault = faultOfTexts(found);
  if (fault === undefined) return found;
  throw new RequestError('field-invalid', `${fault}.`, {
    ...{ field: 'question', ja: '回答と一緒に、少なくとも一つの言語で必要です' },
  });
}

function writeRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  api.post<Tenant & { Body: FaqBody }>(
    '/faq',
    {
      config: { right: 'teach' },
      schema: {
        summary: 'A new entry; of a doubt, which it answers, or of words searched for in vain',
        querystring: ofTenant,
        body: exactly({ ...texts, owner: shortId, doubt: rowId, words: shortText }),
        response: answers(madeSchema),
      },
    },
    async ({ holder, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      const { owner, doubt, words } = body;
      const by = speaker(holder);
      const about = {
        ...{ by, owner: owner ?? by },
        ...(doubt === undefined ? {} : { doubt }),
        ...(words === undefined ? {} : { words }),
      };
      return { id: await orRequestError(codes, () => addFaq(store, textsOf(body), about)) };
    },
  );
  api.put<ByEntry & { Body: FaqBody }>(
    '/faq/:entry',
    {
      config: { right: 'teach' },
      schema: {
        summary: 'A new version of an entry; what it was stays among its versions',
        params: byNumber('entry'),
        querystring: ofTenant,
        body: exactly({ ...texts, owner: shortId }),
        response: answers(open({ version: { type: 'integer' } })),
      },
    },
    async ({ holder, params, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      const { owner } = body;
      const change = {
        ...{ texts: textsOf(body), by: speaker(holder) },
        ...(owner === undefined ? {} : { owner }),
      };
      const version = await orRequestError(codes, () => store.faqs.change(params.entry, change));
      return { version };
    },
  );
  const states = [
    ['withdraw', 'withdrawn', 'It is found no more; it stays among the entries'],
    ['restore', 'shown', 'It is found again'],
  ] as const;
  for (const [path, state, summary] of states) {
    api.post<ByEntry>(
      `/faq/:entry/${path}`,
      {
        config: { right: 'teach' },
        schema: {
          summary,
          params: byNumber('entry'),
          querystring: ofTenant,
          response: answers(done),
        },
      },
      async ({ holder, params, query }) => {
        const { store } = await knowledge.tenant(holder, query.tenant);
        await orRequestError(codes, () => store.faqs.setState(params.entry, state));
        return { done: true };
      },
    );
  }
  api.post<Tenant & { Body: { words: string; entry: number } }>(
    '/faq/unanswered/settle',
    {
      config: { right: 'teach' },
      schema: {
        summary: 'This entry answers words that were searched for in vain',
        querystring: ofTenant,
        body: exactly({ words: shortText, entry: rowId }, ['words', 'entry']),
        response: answers(done),
      },
    },
    async ({ holder, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      await orRequestError(codes, () => store.faqs.settle(body.words, body.entry));
      return { done: true };
    },
  );
}

function doubtRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  api.get<Tenant>(
    '/doubts',
    {
      config: { right: 'people' },
      schema: {
        summary: 'What customers asked and nobody has answered, latest first',
        querystring: ofTenant,
        response: answers(doubtsSchema),
      },
    },
    async ({ holder, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      return { doubts: await store.notes.openDoubts() };
    },
  );
  api.post<Tenant & { Body: { text: string; person?: number; contact?: number } }>(
    '/doubts',
    {
      config: { right: 'people' },
      schema: {
        summary: 'Note what was asked and could not be answered, of somebody or of nobody known',
        querystring: ofTenant,
        body: exactly({ text: someText, person: rowId, contact: rowId }, ['text']),
        response: answers(madeSchema),
      },
    },
    async ({ holder, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      const raised = { ...body, by: speaker(holder) };
      return {
        id: await orRequestError({ unknown: 'unknown-person' }, () => store.notes.raise(raised)),
      };
    },
  );
  api.post<Tenant & { Params: { doubt: number }; Body: { answer: string } }>(
    '/doubts/:doubt/answer',
    {
      config: { right: 'teach' },
      schema: {
        summary: 'Answer a doubt without an entry of the FAQ',
        params: byNumber('doubt'),
        querystring: ofTenant,
        body: exactly({ answer: someText }, ['answer']),
        response: answers(done),
      },
    },
    async ({ holder, params, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      await orRequestError({ refused: 'doubt-answered' }, () =>
        store.notes.answer(params.doubt, { answer: body.answer, by: speaker(holder) }),
      );
      return { done: true };
    },
  );
}
