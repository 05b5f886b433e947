/** Talk scripts: written, published, tried beside each other, and what became of the calls. */

import type { FastifyInstance } from 'fastify';
import { readScript, scriptTextMax } from '../../config/script.ts';
import { RequestError } from '../errors.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { scriptFields } from '../knowledge/script-fields.ts';
import {
  diffOf,
  putScript,
  reportOf,
  ScriptFaults,
  scriptOf,
  versionOf,
} from '../knowledge/script-versions.ts';
import { orRequestError } from '../store-room.ts';
import {
  anything,
  bool,
  manyOf,
  maybe,
  moment,
  rowId,
  shortId,
  text,
} from './knowledge-schemas.ts';
import { tenantQuery } from './outbound-schemas.ts';
import { speaker } from './people.ts';
import { answers, exactly, open } from './schemas.ts';

interface Tenant {
  Querystring: { tenant?: string };
}
interface ByCode extends Tenant {
  Params: { script: string };
}
interface ByVersion extends Tenant {
  Params: { script: string; version: number };
}
interface Written extends Tenant {
  Body: { text: string };
}

const byCode = exactly({ script: shortId });
const byVersion = exactly({ script: shortId, version: rowId });
const textBody = exactly({ text: { type: 'string', maxLength: scriptTextMax } }, ['text']);
const codes = { unknown: 'unknown-script', refused: 'script-not-so' } as const;
const scriptShape = open({ code: text, name: text, versions: manyOf(anything) });
const ofTenant = exactly(tenantQuery);

export function scriptRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  readRoutes(api, knowledge);
  writeRoutes(api, knowledge);
  reportRoutes(api, knowledge);
}

function readRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  api.get<Tenant>(
    '/scripts',
    {
      config: { right: 'people' },
      schema: {
        summary: 'All scripts with their versions',
        querystring: ofTenant,
        response: answers(open({ scripts: manyOf(scriptShape) })),
      },
    },
    async ({ holder, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      return { scripts: await store.scripts.all() };
    },
  );
  api.get<ByCode>(
    '/scripts/:script',
    {
      config: { right: 'people' },
      schema: {
        summary: 'One script with its versions, the latest first',
        params: byCode,
        querystring: ofTenant,
        response: answers(scriptShape),
      },
    },
    async ({ holder, params, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      return orRequestError(codes, () => scriptOf(store, params.script));
    },
  );
  api.get<ByVersion>(
    '/scripts/:script/versions/:version',
    {
      config: { right: 'people' },
      schema: {
        summary: 'One version: its text, and what it was read as',
        params: byVersion,
        querystring: ofTenant,
        response: answers({ ...anything }),
      },
    },
    async ({ holder, params: { script: code, version }, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      return { code, ...(await orRequestError(codes, () => versionOf(store, code, version))) };
    },
  );
}

function writeRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  const fields = () => scriptFields(knowledge.parts.directory().site.desk);
  api.post<Written>(
    '/scripts/check',
    {
      config: { right: 'people' },
      schema: {
        summary: 'Everything that is wrong with the text of a script, with its places',
        querystring: ofTenant,
        body: textBody,
        response: answers(
          open({ faults: manyOf(anything), script: maybe, code: { type: ['string', 'null'] } }),
        ),
      },
    },
    async ({ body }) => {
      const read = readScript(body.text, fields());
      if ('faults' in read) return { faults: read.faults, script: null, code: null };
      const { code, script } = read;
      return { faults: [], script: { id: code, version: 0, ...script }, code };
    },
  );
  api.put<Written>(
    '/scripts',
    {
      config: { right: 'teach' },
      schema: {
        summary: 'Keep a text as the draft of its script; a draft that is there is replaced',
        querystring: ofTenant,
        body: textBody,
        response: answers(open({ code: text, version: rowId })),
      },
    },
    async ({ holder, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      try {
        return await putScript(store, body.text, { fields: fields(), by: speaker(holder) });
      } catch (error) {
        if (!(error instanceof ScriptFaults)) throw error;
        const { faults, message } = error;
        throw new RequestError('script-invalid', `The script is not right: ${message}.`, {
          faults,
        });
      }
    },
  );
  api.post<ByVersion & { Body: { beside?: boolean; weight?: number } | null }>(
    '/scripts/:script/versions/:version/publish',
    {
      config: { right: 'teach' },
      schema: {
        summary: 'Calls go by it from now on; `beside`: by those published before, too, by weight',
        params: byVersion,
        querystring: ofTenant,
        body: {
          ...exactly({ beside: bool, weight: { type: 'integer', minimum: 1, maximum: 1_000 } }),
          type: ['object', 'null'],
        },
        response: answers(scriptShape),
      },
    },
    async ({ holder, params: { script: code, version }, query, body }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      const { beside = false, weight = 1 } = body ?? {};
      await orRequestError(codes, () =>
        store.scripts.publish(code, version, { by: speaker(holder), beside, weight }),
      );
      return scriptOf(store, code);
    },
  );
  api.post<ByVersion>(
    '/scripts/:script/versions/:version/retire',
    {
      config: { right: 'teach' },
      schema: {
        summary: 'No new call goes by it; those that do keep it',
        params: byVersion,
        querystring: ofTenant,
        response: answers(scriptShape),
      },
    },
    async ({ holder, params: { script: code, version }, query }) => {
      const { store } = await knowledge.tenant(holder, query.tenant);
      await orRequestError(codes, () => store.scripts.retire(code, version, speaker(holder)));
      return scriptOf(store, code);
    },
  );
}

function reportRoutes(api: FastifyInstance, knowledge: Knowledge): void {
  api.get<ByCode & { Querystring: { a: number; b: number; tenant?: string } }>(
    '/scripts/:script/diff',
    {
      config: { right: 'people' },
      schema: {
        summary: 'What version `b` says otherwise than version `a`, line by line',
        params: byCode,
        querystring: exactly({ a: rowId, b: rowId, ...tenantQuery }, ['a', 'b']),
        response: answers(open({ lines: manyOf(open({ sign: text, text })) })),
      },
    },
    async ({ holder, params, query: { tenant, ...versions } }) => {
      const { store } = await knowledge.tenant(holder, tenant);
      return { lines: await orRequestError(codes, () => diffOf(store, params.script, versions)) };
    },
  );
  api.get<ByCode & { Querystring: { from?: number; until?: number; tenant?: string } }>(
    '/scripts/:script/report',
    {
      config: { right: 'report' },
      schema: {
        summary: 'What became of calls by the way they took, and which version does better',
        params: byCode,
        querystring: exactly({ from: moment, until: moment, ...tenantQuery }),
        response: answers(open({ reports: manyOf(anything), comparisons: manyOf(anything) })),
      },
    },
    async ({ holder, params, query: { tenant, ...within } }) => {
      const { store } = await knowledge.tenant(holder, tenant);
      return orRequestError(codes, () => reportOf(store, params.script, within));
    },
  );
}
