/**
 * What an agent's desk shows and writes of a conversation. The same stands under `/me` for the
 * agent who asks, and under `/agents/{agent}` for programs.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contact, ContactFilter } from '../../adapters/store/contacts.ts';
import { type Holder, maySeeAgent, maySeeQueue, ownAgent } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import { type ContactWritten, saveContact, writeContact } from '../knowledge/contact-acts.ts';
import { currentContact, deskContact, showContact, withPlus } from '../knowledge/contact-shown.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { type ScriptAct, walkOn } from '../knowledge/script-acts.ts';
import {
  contactRowSchema,
  contactShape,
  deskContactSchema,
  longText,
  manyOf,
  moment,
  rowId,
  savedSchema,
  shortId,
  shortText,
  writtenBody,
} from './knowledge-schemas.ts';
import { tenantQuery } from './outbound-schemas.ts';
import { answers, byId, byNumber, exactly, open } from './schemas.ts';

interface AtDesk {
  Params: { agent?: string };
}
interface Written extends AtDesk {
  Body: ContactWritten & { contact?: number };
}
interface Saved extends AtDesk {
  Body: (ContactWritten & { contact?: number; endWrapUp?: boolean }) | null;
}

/** The desk's contact, twice; and contacts as reports look for them. */
export function contactRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  for (const own of [true, false]) deskRoutes(api, knowledge, own);
  listRoutes(api, knowledge);
}

function deskRoutes(api: FastifyInstance, knowledge: Knowledge, own: boolean): void {
  const base = own ? '/me' : '/agents/:agent';
  const config = { right: own ? 'work' : 'steer' } as const;
  const params = own ? {} : { params: byId('agent') };
  const agentOf = (request: FastifyRequest<AtDesk>): string =>
    own ? ownAgent(request.holder) : agentOfPath(knowledge, request);

  api.get<AtDesk>(
    `${base}/contact`,
    {
      config,
      schema: {
        summary: 'The call that rings, and the conversation that goes on or is not saved yet',
        ...params,
        response: answers(deskContactSchema),
      },
    },
    async (request) => deskContact(knowledge, agentOf(request)),
  );

  api.get<AtDesk & { Querystring: { limit?: number } }>(
    `${base}/contacts`,
    {
      config,
      schema: {
        summary: 'Conversations of the agent, latest first',
        ...params,
        querystring: exactly({ limit: { type: 'integer', minimum: 1, maximum: 500 } }),
        response: answers(open({ contacts: manyOf(contactRowSchema) })),
      },
    },
    async (request) => {
      const agent = agentOf(request);
      const { store } = await knowledge.tenantOfAgent(agent);
      const found = await store.contacts.list({ agent }, request.query.limit ?? 100);
      return { contacts: found.map(rowOf) };
    },
  );

  const place = { base, config, params, agentOf };
  writeRoutes(api, knowledge, place);
  scriptRoutes(api, knowledge, place);
}

interface DeskPlace {
  readonly base: string;
  readonly config: { readonly right: 'work' | 'steer' };
  readonly params: object;
  agentOf(request: FastifyRequest<AtDesk>): string;
}

function writeRoutes(
  api: FastifyInstance,
  knowledge: Knowledge,
  { base, config, params, agentOf }: DeskPlace,
): void {
  const contact = { contact: rowId };
  api.put<Written>(
    `${base}/contact`,
    {
      config,
      schema: {
        summary:
          'Keep what is typed of it; what is not given stays. `contact`: not the present one',
        ...params,
        body: exactly({ ...writtenBody, ...contact }),
        response: answers(contactShape),
      },
    },
    async (request) => {
      const agent = agentOf(request);
      const { contact: id, ...written } = request.body;
      const place = await knowledge.tenantOfAgent(agent);
      const found = await meant(knowledge, agent, id);
      await writeContact(knowledge, place, found, written);
      return showContact(knowledge, place.store, (await place.store.contacts.find(found.id))!);
    },
  );

  api.post<Saved>(
    `${base}/contact/save`,
    {
      config,
      schema: {
        summary: 'Save it: a no is entered as a refusal, a time becomes a promise',
        ...params,
        body: {
          ...exactly({ ...writtenBody, ...contact, endWrapUp: { type: 'boolean' } }),
          type: ['object', 'null'],
        },
        response: answers(savedSchema),
      },
    },
    async (request) => {
      const agent = agentOf(request);
      const { contact: id, endWrapUp = false, ...written } = request.body ?? {};
      const place = await knowledge.tenantOfAgent(agent);
      const found = await meant(knowledge, agent, id);
      await writeContact(knowledge, place, found, written);
      const saved = await saveContact(knowledge, place, found.id);
      if (endWrapUp) await endWrapUpOf(knowledge, agent);
      return saved;
    },
  );
}

function scriptRoutes(
  api: FastifyInstance,
  knowledge: Knowledge,
  { base, config, params, agentOf }: DeskPlace,
): void {
  const contact = { contact: rowId };
  const acts = [
    ['answer', 'Answer the present step', { answer: longText, step: shortId }, ['answer']],
    ['back', 'Take the last answer back', {}, []],
    ['card', 'An objection card was opened', { card: shortId }, ['card']],
  ] as const;
  for (const [type, summary, properties, required] of acts) {
    api.post<AtDesk & { Body: (Record<string, string> & { contact?: number }) | null }>(
      `${base}/contact/script/${type}`,
      {
        config,
        schema: {
          summary,
          ...params,
          body: {
            ...exactly({ ...properties, ...contact }, [...required]),
            ...(required.length === 0 ? { type: ['object', 'null'] } : {}),
          },
          response: answers(contactShape),
        },
      },
      async (request) => {
        const agent = agentOf(request);
        const { contact: id, ...rest } = request.body ?? {};
        const { store } = await knowledge.tenantOfAgent(agent);
        const found = await meant(knowledge, agent, id);
        await walkOn(store, found, { type, ...rest } as ScriptAct, knowledge.now());
        return showContact(knowledge, store, (await store.contacts.find(found.id))!);
      },
    );
  }
}

function agentOfPath({ parts }: Knowledge, request: FastifyRequest<AtDesk>): string {
  const { agent: id = '' } = request.params;
  const agent = parts.directory().agent(id);
  if (agent && maySeeAgent(request.holder, agent)) return id;
  throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
}

/** The contact with this number, if it is the agent's; else the present one. */
async function meant(
  knowledge: Knowledge,
  agent: string,
  id: number | undefined,
): Promise<Contact> {
  const { store } = await knowledge.tenantOfAgent(agent);
  if (id === undefined) {
    const found = await currentContact(knowledge, store, agent);
    if (found !== undefined) return found;
    throw new RequestError('no-contact', `Agent "${agent}" has no conversation to write of.`);
  }
  const found = await store.contacts.find(id);
  if (found?.agent === agent) return found;
  throw new RequestError('unknown-contact', `Agent "${agent}" has no contact ${id}.`, {
    contact: id,
  });
}

/** Who is not in wrap-up any more is no error: the contact is saved. */
async function endWrapUpOf({ parts }: Knowledge, agent: string): Promise<void> {
  try {
    await parts.gateway.ask({ type: 'end-wrap-up', agent });
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'agent-not-in-wrap-up') throw error;
  }
}

const rowOf = (contact: Contact) => ({
  ...contact,
  number: withPlus(contact.number),
  goal: contact.goal === 1,
});

/** Of whose queue and of whose agent it is decides. */
const maySeeContact = (
  { parts }: Knowledge,
  holder: Holder,
  { queue, agent }: Contact,
): boolean => {
  const directory = parts.directory();
  return (
    (holder.queues === undefined || maySeeQueue(holder, directory.queue(queue))) &&
    (holder.teams === undefined || maySeeAgent(holder, directory.agent(agent)))
  );
};

interface Filtered {
  Querystring: ContactFilter & { limit?: number; tenant?: string };
}

function listRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  api.get<Filtered>(
    '/contacts',
    {
      config: { right: 'report' },
      schema: {
        summary: 'Conversations, latest first: by agent, queue, code, reason, script, time',
        querystring: exactly({
          ...{ agent: shortId, queue: shortId, code: shortId, reason: shortText, script: shortId },
          ...{ version: rowId, from: moment, until: moment, unsaved: { type: 'boolean' } },
          ...{ limit: { type: 'integer', minimum: 1, maximum: 5_000 }, ...tenantQuery },
        }),
        response: answers(open({ contacts: manyOf(contactRowSchema) })),
      },
    },
    async ({ holder, query: { tenant, limit = 200, ...filter } }) => {
      const { store } = await knowledge.tenant(holder, tenant);
      const found = await store.contacts.list(filter, limit);
      return {
        contacts: found.filter((each) => maySeeContact(knowledge, holder, each)).map(rowOf),
      };
    },
  );
  api.get<{ Params: { contact: number }; Querystring: { tenant?: string } }>(
    '/contacts/:contact',
    {
      config: { right: 'people' },
      schema: {
        summary: 'One conversation',
        params: byNumber('contact'),
        querystring: exactly(tenantQuery),
        response: answers(contactShape),
      },
    },
    async ({ holder, params: { contact: id }, query }) => {
      for (const { store } of await knowledge.parts.room.tenants(holder, query.tenant)) {
        const found = await store.contacts.find(id);
        if (found !== undefined && maySeeContact(knowledge, holder, found)) {
          return showContact(knowledge, store, found);
        }
      }
      throw new RequestError('unknown-contact', `There is no contact ${id}.`, { contact: id });
    },
  );
}
