/** The pages themselves: files built by Vite, and one document for every address of a page. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';

/** Addresses of pages; each is answered with the one document, which looks at the address. */
export const pagePaths = [
  ...[
    '/',
    '/sign-in',
    '/desk',
    '/board',
    '/wall',
    '/phone',
    '/people',
    '/people/*',
    '/scripts',
    '/scripts/*',
  ],
  ...['/faq', '/campaigns', '/campaigns/*', '/reports', '/reports/*', '/config', '/accounts'],
] as const;

/** Built pages: beside the compiled server, and seen from its sources. */
export const builtPages = (): string =>
  [join(import.meta.dirname, '../../web'), join(import.meta.dirname, '../../dist/web')].find(
    (folder) => existsSync(join(folder, 'index.html')),
  ) ?? join(import.meta.dirname, '../../web');

/** Nothing but what the server itself has sent may run, be shown or be asked on a page. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    // CodeMirror writes its styles into the page.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** Serves the pages of a folder. Anybody gets them; what they show needs a sign-in. */
export async function pageRoutes(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, right: 'none' };
      route.schema = { ...route.schema, hide: true };
    });
    await pages.register(helmet, {
      contentSecurityPolicy,
      // Whether there is TLS in front is not ours to say.
      strictTransportSecurity: false,
      crossOriginEmbedderPolicy: false,
    });
    await pages.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      preCompressed: true,
      // Names carry a hash of what is in them.
      immutable: true,
      maxAge: '365d',
      index: false,
      decorateReply: true,
    });
    for (const path of pagePaths) {
      pages.get(path, (_, reply) => sendDocument(reply, folder));
    }
    // An address somebody has mistyped: the document says so, with the way to the other pages.
    pages.get('/*', (request, reply) => {
      if (isByHand(request)) return sendDocument(reply.code(404), folder);
      throw unknownRoute(request);
    });
  });
}

/** What there is nothing at. */
export function unknownRoute({ method, url }: FastifyRequest): RequestError {
  const [path] = url.split('?');
  return new RequestError('unknown-route', `There is nothing at ${method} ${path}.`);
}

/** Whether the address was typed or followed: what programs and pages ask for is no document. */
const isByHand = ({ url, headers }: FastifyRequest): boolean =>
  (headers.accept ?? '').includes('text/html') && !/^\/(?:api|assets)(?:\/|$)/.test(url);

function sendDocument(reply: FastifyReply, folder: string): FastifyReply {
  if (existsSync(join(folder, 'index.html'))) {
    return reply.sendFile('index.html', folder, { maxAge: 0, immutable: false });
  }
  const sentence = 'The pages are not built; `npm run build` builds them.';
  throw new RequestError('pages-not-built', sentence);
}
