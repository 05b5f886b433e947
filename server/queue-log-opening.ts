/** The queue_log of this process, fed with lines of the journal, to wherever it is wanted. */

import { customerChannelOf, legChannelOf } from '../adapters/asterisk/channel-ids.ts';
import { QueueLines } from '../adapters/asterisk-ami/queue-lines.ts';
import { realClock } from '../adapters/clock.ts';
import { QueueLogFile } from '../adapters/queue-log/file.ts';
import type { QueueLogSink } from '../adapters/queue-log/line.ts';
import type { QueueLogSite, Site, SwitchSite } from '../config/site.ts';
import type { Directory } from './directory.ts';
import type { Line } from './journal-lines.ts';
import type { Log } from './log.ts';
import { QueueLog } from './queue-log.ts';
import type { View } from './view.ts';

/** Without TLS: commands have none. */
type AmiAddress = Readonly<Record<'host' | 'user' | 'password', string>> & {
  readonly port: number;
};

export interface OpenedQueueLog {
  /** Takes a line before the view does. */
  apply(line: Line): void;
  /** Resolves when everything is written, or cannot be. */
  close(): Promise<void>;
}

/** Undefined where the site wants none. What cannot be written is told in the log, once. */
export function openQueueLog(
  { server, switches }: Site,
  view: View,
  directory: () => Directory,
  log: Log,
): OpenedQueueLog | undefined {
  const site = server.queueLog;
  if (!site) return undefined;
  const [first] = switches;
  const sink = sinkOf(site, amiOf(first), log);
  const app = appOf(first);
  const queueLog = new QueueLog({
    ...{ site, view, directory, sink },
    legOf: (offer) => legChannelOf(app, offer),
    customerOf: (offer) => customerChannelOf(app, offer),
  });
  return {
    apply: (line) => queueLog.apply(line),
    close() {
      queueLog.end();
      return sink.close();
    },
  };
}

/** All places at once. */
function sinkOf(site: QueueLogSite, ami: AmiAddress | undefined, log: Log): QueueLogSink {
  const { file: path, toSwitch: writes, userEvents: tells } = site;
  const tell = (where: object) => (trouble: string | undefined) => {
    if (trouble === undefined) log.info(where, 'the queue_log can be written again');
    else log.error(where, trouble);
  };
  const sinks: QueueLogSink[] = [];
  if (path !== undefined) sinks.push(new QueueLogFile({ path, onTrouble: tell({ path }) }));
  if (ami && (writes || tells)) {
    const { host, port, user, password: secret } = ami;
    const onTrouble = tell({ host, port });
    const clock = realClock;
    sinks.push(new QueueLines({ host, port, user, secret, clock, writes, tells, onTrouble }));
  }
  return {
    write(line) {
      for (const sink of sinks) sink.write(line);
    },
    async close() {
      await Promise.all(sinks.map((sink) => sink.close()));
    },
  };
}

/** The manager interface lines can go by; undefined: there is none. */
function amiOf(site: SwitchSite | undefined): AmiAddress | undefined {
  if (site?.kind === 'asterisk-ami') return site;
  return site?.kind === 'asterisk-ari' ? site.ami : undefined;
}

/** What the ids of our channels begin with. */
function appOf(site: SwitchSite | undefined): string {
  if (site?.kind === 'asterisk-ari') return site.app;
  return site?.kind === 'asterisk-ami' ? site.context : 'simulated';
}
