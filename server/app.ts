/** The HTTP API and the event stream, over a view that is kept up to date elsewhere. */

import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { CallStory } from './decisions.ts';
import { type ErrorCode, RequestError } from './errors.ts';
import type { Gateway, ReloadAnswer } from './front-link.ts';
import { type Holder, type KeyRing, needRole, type Role } from './keys.ts';
import type { OutboundDesk } from './outbound/outbound-desk.ts';
import type { PresentParts } from './presenters.ts';
import { agentRoutes } from './routes/agents.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { callRoutes } from './routes/calls.ts';
import { configRoutes } from './routes/config.ts';
import { explainRoutes } from './routes/explain.ts';
import { healthRoutes } from './routes/health.ts';
import { linkRoutes } from './routes/links.ts';
import { outboundRoutes } from './routes/outbound.ts';
import { queueRoutes } from './routes/queues.ts';
import { streamRoutes } from './routes/stream.ts';
import type { ReloadStatus, ServerStatus } from './status.ts';
import type { Stream } from './stream.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key came with the request. */
    holder: Holder;
  }
  interface FastifyContextConfig {
    /** The least role that may call this route; `none`: anybody, without a key. */
    role?: Role | 'none';
    /** A ticket in the query does instead of a key. */
    ticket?: boolean;
  }
}

export interface AppParts extends PresentParts {
  readonly gateway: Gateway;
  readonly stream: Stream;
  readonly version: string;
  readonly log: FastifyBaseLogger;
  /** Absent: the configuration lets no campaign dial. */
  readonly outbound?: OutboundDesk;
  keys(): KeyRing;
  status(): ServerStatus;
  reloadStatus(): ReloadStatus;
  /** Rejects with a `RequestError`. */
  decisions(call: number): Promise<CallStory>;
  reload(): Promise<ReloadAnswer>;
  /** Loads the files again and says what a reload would do, without doing it. */
  check(): Promise<ReloadAnswer>;
}

/** Bytes of a request's body; the largest is a pause reason. */
const bodyLimit = 64 * 1024;

/** The API, not yet listening. `inject` works at once. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    // Stopping waits for no client that keeps its connection.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', allErrors: true } },
  });
  app.decorateRequest('holder', null as unknown as Holder);
  app.addHook('onRequest', async (request) => admit(request, parts));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toRequestError(error);
    if (known.status >= 500) request.log.error({ err: error, url: request.url }, known.message);
    if (known.status === 401) reply.header('www-authenticate', 'Bearer');
    if (request.headers.upgrade !== undefined) {
      // A refused WebSocket is no HTTP connection any more that anybody would ever close.
      reply.header('connection', 'close');
      reply.raw.once('finish', () => request.raw.socket.destroySoon());
    }
    return reply.code(known.status).send(known.body);
  });
  app.setNotFoundHandler((request) => {
    const { method, url } = request;
    const [path] = url.split('?');
    throw new RequestError('unknown-route', `There is nothing at ${method} ${path}.`);
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tsunagi', version: parts.version, description: describe() },
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      },
      security: [{ key: [] }],
    },
  });
  await app.register(websocket, { options: { maxPayload: 16 * 1024 } });
  await app.register(
    async (api) => {
      healthRoutes(api, parts);
      queueRoutes(api, parts);
      linkRoutes(api, parts);
      agentRoutes(api, parts);
      callRoutes(api, parts);
      callbackRoutes(api, parts);
      explainRoutes(api, parts);
      configRoutes(api, parts);
      if (parts.outbound) outboundRoutes(api, parts.outbound);
      streamRoutes(api, parts);
      api.get('/openapi.json', { config: { role: 'read' }, schema: { hide: true } }, async () =>
        app.swagger(),
      );
    },
    { prefix: '/api/v1' },
  );
  await app.ready();
  return app;
}

const describe = (): string =>
  'Queues, agents, calls and decisions of the router. Times are milliseconds since the epoch. ' +
  'Errors are `{error: {code, message, params}}`; codes are stable. Ignore fields you do not know.';

/** Lets nothing through without a key of the right role, except what says so. */
function admit(request: FastifyRequest, { keys, stream }: AppParts): void {
  const { role = 'admin', ticket = false } = request.is404
    ? { role: 'read' as const }
    : request.routeOptions.config;
  if (role === 'none') return;
  const given = (request.query as { ticket?: unknown } | undefined)?.ticket;
  if (ticket && typeof given === 'string') {
    const holder = stream.useTicket(given);
    if (!holder) throw new RequestError('wrong-ticket', 'This ticket was used, or has expired.');
    request.holder = holder;
  } else {
    request.holder = keys().fromHeader(request.headers.authorization);
  }
  needRole(request.holder, role);
}

const codesOfFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_VALIDATION: 'invalid-request',
};

function toRequestError(error: FastifyError): RequestError {
  if (error instanceof RequestError) return error;
  if (error.validation) {
    const faults = error.validation.map(({ instancePath, message, params }) => ({
      at: `${error.validationContext ?? 'body'}${instancePath}`,
      message,
      params,
    }));
    return new RequestError('invalid-request', `The request is not right: ${error.message}.`, {
      faults,
    });
  }
  const code = codesOfFastify[error.code];
  if (code) return new RequestError(code, error.message);
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new RequestError('invalid-request', error.message);
  }
  return new RequestError('internal-error', 'The server failed to answer; its log says why.');
}
