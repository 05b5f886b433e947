/** Knowledge and the contact log of this process, on the thread of the front. */

import type { Directory } from '../directory.ts';
import type { FrontStart, Gateway } from '../front-link.ts';
import type { Log } from '../log.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import type { StoreRoom } from '../store-room.ts';
import type { View } from '../view.ts';
import { ContactLog } from './contact-log.ts';
import { beginContact, endContact } from './contact-writing.ts';
import { Knowledge } from './knowledge.ts';

export interface KnowledgeOpening {
  readonly start: FrontStart;
  readonly gateway: Gateway;
  readonly log: Log;
  readonly view: View;
  readonly room: StoreRoom;
  readonly outbound: OutboundDesk | undefined;
  directory(): Directory;
}

/** Its contact log has not begun yet. */
export function openKnowledge(opening: KnowledgeOpening): Knowledge {
  const { start, gateway, log, view, room, directory, outbound } = opening;
  // Sites may share a store.
  const site = start.config.policy.site ?? '';
  const contactLog = new ContactLog({
    ...{ view, log, site, folder: start.folder, snapshot: start.snapshot },
    database: async () => (await room.store()).database,
    begin: async (begun) => beginContact(await room.store(), site, directory(), begun),
    end: async (ended) => endContact(await room.store(), site, ended),
    flushJournal: () => gateway.flushJournal(),
  });
  const parts = { room, view, gateway, contactLog, directory, site };
  return new Knowledge({ ...parts, ...(outbound && { outbound }) });
}
