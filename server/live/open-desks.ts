/** What desks are shown beside the view: today's figures, conversations, whom to call. */

import type { QueueId } from '../../core/routing/ids.ts';
import type { Holder } from '../access/holder.ts';
import type { FrontStart } from '../front-link.ts';
import type { Line } from '../journal-lines.ts';
import { deskContact } from '../knowledge/contact-shown.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Log } from '../log.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import { shownBefore } from '../outbound/shown-before.ts';
import type { PresentParts } from '../presenters.ts';
import type { StoreRoom } from '../store-room.ts';
import { AgentDays } from './agent-days.ts';
import { DeskContacts } from './desk-contacts.ts';
import { DeskWork } from './desk-work.ts';
import { readToday } from './today.ts';
import { UnsavedWatch } from './unsaved.ts';

/** Whose sight ends where is asked when things are shown. */
const everybody: Holder = { id: 'live', kind: 'key', role: 'read' };

export interface DesksOpening {
  readonly start: FrontStart;
  readonly present: PresentParts;
  readonly room: StoreRoom;
  readonly knowledge: Knowledge;
  /** Absent: the configuration lets no campaign dial. */
  readonly outbound: OutboundDesk | undefined;
  readonly log: Log;
  readonly now: () => number;
  /** Something is to be shown anew. */
  readonly changed: () => void;
}

export interface Desks {
  readonly days: AgentDays;
  readonly work: DeskWork;
  readonly contacts: DeskContacts;
  readonly unsaved: UnsavedWatch;
  /** To be fed with the lines of the journal, after the contact log. */
  readonly readers: readonly { apply(line: Line): void }[];
  /** Begins to read what was so today before this process. */
  start(): void;
}

export function openDesks(opening: DesksOpening): Desks {
  const { start, present, room, outbound, knowledge, log, now, changed } = opening;
  const { folder, snapshot, config } = start;
  const { seq, at, view } = snapshot;
  const { directory, staff } = present;
  const zone = () => directory().site.timeZone;
  const days = new AgentDays(zone);
  days.begin(view, at);
  const dials = config.site.server.outbound !== undefined;
  const store = async (tenant: string) => (await room.store()).tenant(tenant);
  const work = new DeskWork({
    ...{ now, dials, directory, staff, store, changed },
    shownBefore: async (at) => (outbound ? shownBefore(outbound, at) : new Map()),
  });
  const load = (agent: string) => deskContact(knowledge, agent);
  const contacts = new DeskContacts({
    ...{ now, changed, load },
    // What is saved may be a promise to call again.
    written(agent) {
      const tenant = directory().agent(agent)?.tenant;
      if (tenant !== undefined) work.touched(tenant);
      unsaved.touched();
    },
  });
  const unsaved = new UnsavedWatch({
    ...{ view: present.view, now, directory, changed },
    tenants: () => room.tenants(everybody),
    written: () => knowledge.contactLog.written(),
  });
  return {
    ...{ days, work, contacts, unsaved, readers: [days, contacts, unsaved] },
    start() {
      const { queueDays: queues } = present;
      const targetMs = (queue: QueueId) => directory().queue(queue)?.target.withinMs;
      const renamed = config.site.renamed ?? [];
      const parts = { folder, seq, at, zone, log, renamed, targetMs };
      void readToday({ agents: days, queues }, parts).then(changed);
    },
  };
}
