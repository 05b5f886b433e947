/**
 * What people and programs see: view, API, stream and metrics, fed with the lines of the journal.
 */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { realClock } from '../adapters/clock.ts';
import type { ServerSite } from '../config/site.ts';
import { createApp } from './app.ts';
import { ConfigFiles } from './config-files/config-files.ts';
import { createExplainer } from './explainer.ts';
import type { Front, FrontAddresses, FrontStart, Gateway } from './front-link.ts';
import { type FrontParts, openParts } from './front-parts.ts';
import { type Line, readLine } from './journal-lines.ts';
import type { ServerLog } from './log.ts';
import { createOpsListener } from './ops-listener.ts';
import { builtPages } from './routes/pages.ts';
import { Softphones } from './softphones.ts';
import { eventOf } from './stream-events.ts';

/** A front on the calling thread. */
export interface InlineFront extends Front {
  /** For `inject`. */
  readonly app: FastifyInstance;
}

/**
 * Starts both listeners. Rejects when one of them cannot be had. Runs on whichever thread calls it.
 */
export async function createFront(
  start: FrontStart,
  gateway: Gateway,
  log: ServerLog,
  now: () => number = () => Math.floor(Date.now() + start.aheadMs),
): Promise<InlineFront> {
  const parts = openParts(start, gateway, log, now);
  const { view, reloader, stream, metrics, live, queueLog, room, knowledge, reports, reportLog } =
    parts;
  const status = () => parts.status.now;
  const nextCall = () => view.nextCall;
  const app = await createApp({
    ...parts.present,
    gateway,
    stream,
    live,
    ...{ desks: parts.desks, room },
    pages: builtPages(),
    version: start.status.version,
    log,
    access: parts.access,
    softphones: new Softphones({ clock: realClock, directory: parts.present.directory }),
    knowledge,
    reports,
    configFiles: new ConfigFiles({ reloader, view }),
    now,
    status,
    reloadStatus: () => reloader.status,
    decisions: createExplainer({ ...start, gateway, nextCall }),
    reload: () => reloader.reload(),
    check: () => reloader.check(),
    ...(parts.outbound && { outbound: parts.outbound }),
  });
  const ops = createOpsListener({ registry: metrics.registry, status });
  const addresses = await listen(app, ops, start.config.site.server);
  knowledge.contactLog.start();
  parts.desks.start();
  reportLog.start();
  parts.access.start();

  return {
    addresses,
    app,
    apply: (lines) => follow(lines, parts),
    setStatus(next) {
      parts.status.now = next;
      live.touch();
    },
    reload: () => reloader.reload(),
    async setUpWord() {
      const { isOpen, word } = await parts.access.firstStart();
      return isOpen ? word : undefined;
    },
    async stop() {
      stream.stop();
      live.stop();
      await Promise.all([app.close(), close(ops), queueLog?.close()]);
      await Promise.all([knowledge.contactLog.stop(), reportLog.stop(), parts.access.stop()]);
      await room.close();
    },
  };
}

/** Takes whole lines of the journal to everything that follows them. */
function follow(lines: string, parts: FrontParts): void {
  const { view, inForce, readers, stream, metrics, live } = parts;
  for (const line of readLines(lines)) {
    const event = eventOf(line, view, inForce.directory);
    for (const reader of readers) reader.apply(line);
    if (event) stream.push(event);
    if ('fact' in line && line.fact.type === 'policy-replaced') {
      inForce.usePolicy(view.policy);
      metrics.configChanged();
    }
  }
  live.touch();
}

function* readLines(lines: string): Generator<Line> {
  for (const text of lines.split('\n')) if (text !== '') yield readLine(text);
}

/** Opens both listeners, or neither. */
async function listen(
  app: FastifyInstance,
  ops: Server,
  { api, metrics }: ServerSite,
): Promise<FrontAddresses> {
  const apiAddress = await app.listen({ host: api.host, port: api.port });
  try {
    await new Promise<void>((resolve, reject) => {
      ops.once('error', reject);
      ops.listen(metrics.port, metrics.host, resolve);
    });
  } catch (error) {
    await app.close();
    throw error;
  }
  return { api: apiAddress, metrics: addressOf(ops.address() as AddressInfo) };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const addressOf = ({ address, family, port }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
