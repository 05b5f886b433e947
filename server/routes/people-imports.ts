/** Tables of people that are brought by the browser. */

import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';
import { isTimeZone } from '../../config/time-zone.ts';
import { type ErrorBody, RequestError } from '../errors.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import { type UploadReading, UploadRoom } from '../people/upload-room.ts';
import { tenantQuery } from './outbound-schemas.ts';
import { answers, byId, exactly, open } from './schemas.ts';

interface Told {
  readonly map?: Record<string, string>;
  readonly country?: string;
  readonly zone?: string;
}
interface ByUpload {
  Params: { id: string };
  Querystring: { tenant?: string };
}

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
const list = (each: unknown) => ({ type: 'array', items: each }) as const;
const shortText = { type: 'string', minLength: 1, maxLength: 200 } as const;

const readingBody = {
  map: { type: 'object', additionalProperties: shortText },
  country: shortText,
  zone: shortText,
} as const;

const lookSchema = open({
  id: text,
  file: text,
  format: text,
  columns: list(open({ heading: text, field: text })),
  obstacle: { type: ['string', 'null'] },
  tried: count,
  refused: count,
  people: list(open({ line: count, name: text, numbers: list(text), more: text })),
  faults: list(open({ line: count, reasons: list(open({ en: text, ja: text })) })),
});

export async function peopleImportRoutes(api: FastifyInstance, desk: OutboundDesk): Promise<void> {
  const room = new UploadRoom();
  api.addHook('onClose', async () => room.close());
  await api.register(async (uploads) => uploadRoute(uploads, desk, room));

  api.post<ByUpload & { Body: Told }>(
    '/people/imports/:id/look',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'What importing the table would do, with these fields for its columns',
        params: byId('id'),
        querystring: exactly(tenantQuery),
        body: exactly(readingBody),
        response: answers(lookSchema),
      },
    },
    async ({ params, holder, query, body }) => {
      const { code } = await desk.tenant(holder, query.tenant);
      return room.look(params.id, code, readingOf(body));
    },
  );

  api.post<ByUpload & { Body: Told & { list: string } }>(
    '/people/imports/:id/run',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'Import the table: answers a line of JSON after each thousand rows',
        params: byId('id'),
        querystring: exactly(tenantQuery),
        body: exactly({ ...readingBody, list: shortText }, ['list']),
      },
    },
    async (request, reply) => {
      const { params, holder, query, body } = request;
      const tenant = await desk.tenant(holder, query.tenant);
      const steps = room.run(params.id, tenant, readingOf(body), body.list);
      // The first one before anything is sent: a refusal is an answer of its own.
      const first = await steps.next();
      reply.header('content-type', 'application/x-ndjson');
      const failed = (error: unknown): ErrorBody['error'] => {
        if (error instanceof RequestError) return error.body.error;
        request.log.error({ err: error }, 'an import has failed');
        return new RequestError('internal-error', (error as Error).message).body.error;
      };
      return reply.send(Readable.from(linesOf(first, steps, failed)));
    },
  );
}

/** Its body is the file, as it is. */
function uploadRoute(uploads: FastifyInstance, desk: OutboundDesk, room: UploadRoom): void {
  uploads.addContentTypeParser('application/octet-stream', (_, content, done) => {
    done(null, content);
  });
  uploads.post<{ Querystring: { tenant?: string; file: string } & Omit<Told, 'map'> }>(
    '/people/imports',
    {
      config: { right: 'configure' },
      bodyLimit: Number.MAX_SAFE_INTEGER,
      schema: {
        summary: 'Bring a table of people (CSV, Excel) as application/octet-stream',
        querystring: exactly(
          { ...tenantQuery, file: shortText, country: shortText, zone: shortText },
          ['file'],
        ),
        response: answers(lookSchema),
      },
    },
    async (request) => {
      const { file, tenant, ...told } = request.query;
      const { code } = await desk.tenant(request.holder, tenant);
      const id = await room.take(contentOf(request), file, code);
      return room.look(id, code, readingOf(told));
    },
  );
}

function contentOf({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  throw new RequestError('unsupported-media-type', 'Send the file as application/octet-stream.');
}

function readingOf({ map = {}, country = 'JP', zone = 'Asia/Tokyo' }: Told): UploadReading {
  if (!isSupportedCountry(country)) {
    throw new RequestError('invalid-request', `"${country}" is no country, such as JP.`);
  }
  if (!isTimeZone(zone)) {
    throw new RequestError('invalid-request', `"${zone}" is no time zone, such as Asia/Tokyo.`);
  }
  return { map, country: country as CountryCode, zone };
}

async function* linesOf<T>(
  first: IteratorResult<T>,
  steps: AsyncGenerator<T>,
  failed: (error: unknown) => ErrorBody['error'],
): AsyncGenerator<string> {
  if (!first.done) yield `${JSON.stringify(first.value)}\n`;
  try {
    for await (const step of steps) yield `${JSON.stringify(step)}\n`;
  } catch (error) {
    // The status is out already.
    yield `${JSON.stringify({ failure: failed(error), isDone: true })}\n`;
  }
}
