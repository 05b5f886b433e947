/** The queue_log of this process: a file the configuration names, fed with lines of the journal. */

import { customerChannelOf, legChannelOf } from '../adapters/asterisk/desk.ts';
import { QueueLogFile } from '../adapters/queue-log/file.ts';
import type { Site, SwitchSite } from '../config/site.ts';
import type { Directory } from './directory.ts';
import type { Line } from './journal-lines.ts';
import type { Log } from './log.ts';
import { QueueLog } from './queue-log.ts';
import type { View } from './view.ts';

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
  const { file: path } = site;
  const file = new QueueLogFile({
    path,
    onTrouble(trouble) {
      if (trouble === undefined) log.info({ path }, 'the queue_log can be written again');
      else log.error({ path }, trouble);
    },
  });
  const [first] = switches;
  const app = appOf(first);
  const queueLog = new QueueLog({
    ...{ site, view, directory },
    sink: file,
    legOf: (offer) => legChannelOf(app, offer),
    customerOf: (offer) => customerChannelOf(app, offer),
  });
  return {
    apply: (line) => queueLog.apply(line),
    close() {
      queueLog.end();
      return file.close();
    },
  };
}

/** What the ids of our channels begin with. */
function appOf(site: SwitchSite | undefined): string {
  if (site?.kind === 'asterisk-ari') return site.app;
  return site?.kind === 'asterisk-ami' ? site.context : 'simulated';
}
