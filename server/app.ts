/** The HTTP API and the event stream, over a view that is kept up to date elsewhere. */

import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from 'fastify';
import type { Access } from './access/access.ts';
import { watchDoor } from './access/admission.ts';
import type { Holder } from './access/holder.ts';
import type { ConfigFiles } from './config-files/config-files.ts';
import type { CallStory } from './decisions.ts';
import { type ErrorCode, RequestError } from './errors.ts';
import type { Gateway, ReloadAnswer } from './front-link.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Live } from './live/live.ts';
import type { Desks } from './live/open-desks.ts';
import type { OutboundDesk } from './outbound/outbound-desk.ts';
import type { PresentParts } from './presenters.ts';
import type { ReportDesk } from './reports/report-desk.ts';
import { accountRoutes } from './routes/accounts.ts';
import { agentRoutes } from './routes/agents.ts';
import { auditRoutes } from './routes/audit.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { callRoutes } from './routes/calls.ts';
import { configRoutes } from './routes/config.ts';
import { contactRoutes } from './routes/contacts.ts';
import { explainRoutes } from './routes/explain.ts';
import { faqRoutes } from './routes/faq.ts';
import { healthRoutes } from './routes/health.ts';
import { keyRoutes } from './routes/keys.ts';
import { linkRoutes } from './routes/links.ts';
import { liveRoutes } from './routes/live.ts';
import { myDeskRoutes } from './routes/my-desk.ts';
import { myWorkRoutes } from './routes/my-work.ts';
import { outboundRoutes } from './routes/outbound.ts';
import { pageRoutes, unknownRoute } from './routes/pages.ts';
import { peopleRoutes } from './routes/people.ts';
import { queueRoutes } from './routes/queues.ts';
import { reportRoutes } from './routes/reports.ts';
import { scriptRoutes } from './routes/scripts.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { softphoneRoutes } from './routes/softphone.ts';
import { streamRoutes } from './routes/stream.ts';
import { talkRoutes } from './routes/talks.ts';
import { compilersWhenCalled } from './schema-compilers.ts';
import type { Softphones } from './softphones.ts';
import type { ReloadStatus, ServerStatus } from './status.ts';
import type { StoreRoom } from './store-room.ts';
import type { Stream } from './stream.ts';

export interface AppParts extends PresentParts {
  readonly gateway: Gateway;
  readonly stream: Stream;
  readonly live: Live;
  readonly desks: Desks;
  readonly room: StoreRoom;
  /** The front's clock, epoch ms. */
  readonly now: () => number;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly version: string;
  readonly log: FastifyBaseLogger;
  readonly knowledge: Knowledge;
  readonly reports: ReportDesk;
  readonly configFiles: ConfigFiles;
  /** Absent: the configuration lets no campaign dial. */
  readonly outbound?: OutboundDesk;
  readonly access: Access;
  readonly softphones: Softphones;
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
    trustProxy: [...parts.access.web.proxies],
    routerOptions: { maxParamLength: 200 },
    schemaController: { compilersFactory: compilersWhenCalled() },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', allErrors: true } },
  });
  app.decorateRequest('holder', null as unknown as Holder);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toRequestError(error);
    if (known.status >= 500) request.log.error({ err: error, url: request.url }, known.message);
    const { retryAfterMs } = known.params;
    if (typeof retryAfterMs === 'number') {
      reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
    }
    if (known.status === 401) reply.header('www-authenticate', 'Bearer');
    if (request.headers.upgrade !== undefined) {
      // A refused WebSocket is no HTTP connection any more that anybody would ever close.
      reply.header('connection', 'close');
      reply.raw.once('finish', () => request.raw.socket.destroySoon());
    }
    return reply.code(known.status).send(known.body);
  });
  app.setNotFoundHandler((request) => {
    throw unknownRoute(request);
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
  await app.register(cookie);
  await app.register(websocket, { options: { maxPayload: 16 * 1024 } });
  await app.register((api) => apiRoutes(api, parts), { prefix: '/api/v1' });
  await pageRoutes(app, parts.pages);
  await app.ready();
  return app;
}

/** All of `/api/v1`, behind its door. */
async function apiRoutes(api: FastifyInstance, parts: AppParts): Promise<void> {
  watchDoor(api, parts);
  healthRoutes(api, parts);
  signInRoutes(api, parts);
  softphoneRoutes(api, parts);
  accountRoutes(api, parts);
  keyRoutes(api, parts);
  auditRoutes(api, parts);
  queueRoutes(api, parts);
  linkRoutes(api, parts);
  agentRoutes(api, parts);
  myDeskRoutes(api, parts);
  myWorkRoutes(api, parts);
  callRoutes(api, parts);
  talkRoutes(api, parts);
  callbackRoutes(api, parts);
  explainRoutes(api, parts);
  configRoutes(api, parts);
  await api.register(async (shown) => {
    parts.desks.contacts.watch(shown);
    contactRoutes(shown, parts.knowledge);
    peopleRoutes(shown, parts.knowledge);
  });
  scriptRoutes(api, parts.knowledge);
  faqRoutes(api, parts.knowledge);
  reportRoutes(api, parts.reports, {
    zone: () => parts.directory().site.timeZone,
    now: parts.now,
  });
  if (parts.outbound) await outboundRoutes(api, parts.outbound);
  streamRoutes(api, parts);
  liveRoutes(api, parts);
  api.get('/openapi.json', { config: { right: 'any' }, schema: { hide: true } }, async () =>
    api.swagger(),
  );
}

const describe = (): string =>
  'Queues, agents, calls and decisions of the router. Times are milliseconds since the epoch. ' +
  'Errors are `{error: {code, message, params}}`; codes are stable. Ignore fields you do not know.';

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
