/**
 * What people and programs see: view, API, stream and metrics, fed with the lines of the journal.
 */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ServerSite } from '../config/site.ts';
import { createApp } from './app.ts';
import { createDirectory } from './directory.ts';
import { createExplainer } from './explainer.ts';
import type { Front, FrontAddresses, FrontStart, Gateway } from './front-link.ts';
import { openGauges } from './gauges.ts';
import { type Line, readLine } from './journal-lines.ts';
import { KeyRing, keysOf } from './keys.ts';
import type { ServerLog } from './log.ts';
import { Metrics } from './metrics.ts';
import { createOpsListener } from './ops-listener.ts';
import { OutboundDesk } from './outbound/outbound-desk.ts';
import { showAll } from './presenters.ts';
import { openQueueLog } from './queue-log-opening.ts';
import { Reloader } from './reload.ts';
import { staffOf } from './staffing.ts';
import type { ServerStatus } from './status.ts';
import { Stream } from './stream.ts';
import { eventOf } from './stream-events.ts';
import { QueueCounter, Tallies } from './tallies.ts';
import { View } from './view.ts';

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
  const { snapshot, folder, threads } = start;
  const settings = start.config.site.server;
  let directory = createDirectory(start.config.site);
  let keys = new KeyRing(keysOf(settings, folder).keys);
  let status: ServerStatus = start.status;
  const view = View.restore(snapshot, settings.lastAgent);
  let staff = staffOf(view.policy);
  const reloader = new Reloader({
    configDir: start.configDir,
    env: start.env,
    config: start.config,
    loadedAt: start.status.startedAt,
    async use(config) {
      // Names first: lines under the new policy may speak of what only it has.
      directory = createDirectory(config.site);
      keys = new KeyRing(keysOf(config.site.server, folder).keys);
      stream.recheck((holder) => keys.upholds(holder));
      await gateway.useConfig(config);
    },
  });
  const counter = new QueueCounter((queue) => directory.queue(queue)?.target.withinMs);
  const gauges = openGauges(start.memory);
  const present = { view, counter, gauges, directory: () => directory, staff: () => staff };
  const stream = new Stream({
    snapshot: (holder) => showAll(holder, present),
    position: () => view,
    onDrop: (cause) => metrics.streamDropped(cause),
  });
  const metrics = new Metrics({
    ...present,
    version: status.version,
    status: () => status,
    reloadStatus: () => reloader.status,
    clients: () => stream.clients(),
  });
  const tallies = new Tallies(view, [counter, metrics]);
  const queueLog = openQueueLog(start.config.site, view, () => directory, log);
  // The view last: what was so before is still to be seen there.
  const readers = [tallies, ...(queueLog ? [queueLog] : []), view];

  const outbound = settings.outbound && new OutboundDesk(start.config.site, now);
  const app = await createApp({
    ...present,
    gateway,
    stream,
    version: status.version,
    log,
    keys: () => keys,
    status: () => status,
    reloadStatus: () => reloader.status,
    decisions: createExplainer({ folder, gateway, threads, nextCall: () => view.nextCall }),
    reload: () => reloader.reload(),
    check: () => reloader.check(),
    ...(outbound && { outbound }),
  });
  const ops = createOpsListener({ registry: metrics.registry, status: () => status });

  return {
    addresses: await listen(app, ops, settings),
    app,
    apply(lines) {
      for (const line of readLines(lines)) {
        const event = eventOf(line, view, directory);
        for (const reader of readers) reader.apply(line);
        if (event) stream.push(event);
        if ('fact' in line && line.fact.type === 'policy-replaced') {
          staff = staffOf(view.policy);
          metrics.configChanged();
        }
      }
    },
    setStatus(next) {
      status = next;
    },
    reload: () => reloader.reload(),
    async stop() {
      stream.stop();
      await Promise.all([app.close(), close(ops), queueLog?.close()]);
      await outbound?.close();
    },
  };
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
