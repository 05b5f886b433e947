/** The sums of reports of this process, on the thread of the front. */

import { NO_TENANT } from '../access/holder.ts';
import type { Directory } from '../directory.ts';
import type { FrontStart, Gateway } from '../front-link.ts';
import type { Log } from '../log.ts';
import type { StoreRoom } from '../store-room.ts';
import type { View } from '../view.ts';
import { ReportLog } from './report-log.ts';

export interface ReportsOpening {
  readonly start: FrontStart;
  readonly gateway: Gateway;
  readonly log: Log;
  readonly view: View;
  readonly room: StoreRoom;
  directory(): Directory;
}

/** It has not begun to write yet. */
export const openReports = ({ start, gateway, log, view, room, directory }: ReportsOpening) =>
  new ReportLog({
    ...{ view, log, folder: start.folder, snapshot: start.snapshot },
    // Sites may share a store.
    site: start.config.policy.site ?? '',
    database: async () => (await room.store()).database,
    flushJournal: () => gateway.flushJournal(),
    targetMs: (queue) => directory().queue(queue)?.target.withinMs,
    tenantOfQueue: (queue) => directory().queue(queue)?.tenant ?? NO_TENANT,
    tenantOfAgent: (agent) => directory().agent(agent)?.tenant ?? NO_TENANT,
  });
