/** What the front is made of: view, stream, push, metrics and what rests on the store. */

import { Access } from './access/access.ts';
import { InForce } from './front-in-force.ts';
import type { FrontStart, Gateway } from './front-link.ts';
import { openGauges } from './gauges.ts';
import type { Line } from './journal-lines.ts';
import { openKnowledge } from './knowledge/opening.ts';
import { openLive } from './live/open.ts';
import { openDesks } from './live/open-desks.ts';
import type { ServerLog } from './log.ts';
import { Metrics } from './metrics.ts';
import { groundsByThread } from './outbound/grounds.ts';
import { readGrounds } from './outbound/house.ts';
import { OutboundDesk, type ReadGrounds } from './outbound/outbound-desk.ts';
import { showAll } from './presenters.ts';
import { QueueDays } from './queue-days.ts';
import { openQueueLog } from './queue-log-opening.ts';
import { Reloader } from './reload.ts';
import { openReports } from './reports/opening.ts';
import { ReportDesk } from './reports/report-desk.ts';
import type { ServerStatus } from './status.ts';
import { StoreRoom } from './store-room.ts';
import { Stream } from './stream.ts';
import { Tallies } from './tallies.ts';
import { View } from './view.ts';

/** Something that follows the lines of the journal. */
interface LineReader {
  apply(line: Line): void;
}

export type FrontParts = ReturnType<typeof openParts>;

/** Everything but the listeners. Opens no file and no socket. */
export function openParts(start: FrontStart, gateway: Gateway, log: ServerLog, now: () => number) {
  const settings = start.config.site.server;
  const status: { now: ServerStatus } = { now: start.status };
  const view = View.restore(start.snapshot, settings.lastAgent);
  const inForce = new InForce(start.config, view.policy, start.folder);
  const directory = () => inForce.directory;
  const site = () => directory().site;
  const room = new StoreRoom(site, now);
  const access = new Access({ room, inForce, log });
  const reloader = new Reloader({
    ...{ configDir: start.configDir, env: start.env, config: start.config },
    loadedAt: start.status.startedAt,
    async use(config) {
      inForce.use(config);
      await access.recheck();
      await gateway.useConfig(config);
    },
  });
  const queueDays = new QueueDays({
    ...{ view, now, from: start.snapshot.at },
    zone: () => site().timeZone,
    targetMs: (queue) => directory().queue(queue)?.target.withinMs,
  });
  const gauges = openGauges(start.memory);
  const present = { view, queueDays, gauges, directory, staff: () => inForce.staff };
  const stream = new Stream({
    snapshot: (holder) => showAll(holder, present),
    position: () => view,
    onDrop: (cause) => metrics.streamDropped(cause),
  });
  const metrics = new Metrics({
    ...present,
    version: start.status.version,
    status: () => status.now,
    reloadStatus: () => reloader.status,
    clients: () => stream.clients(),
  });
  const grounds: ReadGrounds = start.threads
    ? groundsByThread
    : async (...of) => readGrounds(...of);
  const outbound = settings.outbound && new OutboundDesk(site, room, grounds);
  const queueLog = openQueueLog(start.config.site, view, directory, log);
  const knowledge = openKnowledge({ start, gateway, log, view, room, outbound, directory });
  const changed = () => live.touch();
  const desks = openDesks({ start, present, room, outbound, knowledge, log, now, changed });
  const live = openLive({
    ...{ present, now, desks },
    status: () => status.now,
    reloadStatus: () => reloader.status,
    ...(outbound && { campaigns: room }),
  });
  for (const lines of [stream, live]) access.attend(lines);
  const reportLog = openReports({ start, gateway, log, view, room, directory });
  const reports = new ReportDesk({ room, log: reportLog, outbound, directory });
  // The view last: what was so before is still to be seen there.
  const readers: readonly LineReader[] = [
    new Tallies(view, [metrics]),
    queueDays,
    ...(queueLog ? [queueLog] : []),
    knowledge.contactLog,
    ...desks.readers,
    reportLog,
    view,
  ];
  return {
    ...{ status, view, inForce, room, access, reloader, present, stream, metrics, live, desks },
    ...{ queueLog, outbound, knowledge, reports, reportLog, readers },
  };
}
