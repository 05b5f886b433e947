/** What desks are shown beside the view: today's figures, conversations, whom to call. */

import type { FrontStart } from '../front-link.ts';
import type { Line } from '../journal-lines.ts';
import { deskContact } from '../knowledge/contact-shown.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Log } from '../log.ts';
import type { PresentParts } from '../presenters.ts';
import type { StoreRoom } from '../store-room.ts';
import { AgentDays } from './agent-days.ts';
import { DeskContacts } from './desk-contacts.ts';
import { DeskWork } from './desk-work.ts';
import { readToday } from './today.ts';

export interface DesksOpening {
  readonly start: FrontStart;
  readonly present: PresentParts;
  readonly room: StoreRoom;
  readonly knowledge: Knowledge;
  readonly log: Log;
  readonly now: () => number;
  /** Something is to be shown anew. */
  readonly changed: () => void;
}

export interface Desks {
  readonly days: AgentDays;
  readonly work: DeskWork;
  readonly contacts: DeskContacts;
  /** To be fed with the lines of the journal, after the contact log. */
  readonly readers: readonly { apply(line: Line): void }[];
  /** Begins to read what agents did today before this process. */
  start(): void;
}

export function openDesks(opening: DesksOpening): Desks {
  const { start, present, room, knowledge, log, now, changed } = opening;
  const { folder, snapshot, config } = start;
  const { seq, at, view } = snapshot;
  const { directory, staff } = present;
  const zone = () => directory().site.timeZone;
  const days = new AgentDays(zone);
  days.begin(view, at);
  const dials = config.site.server.outbound !== undefined;
  const store = async (tenant: string) => (await room.store()).tenant(tenant);
  const work = new DeskWork({ now, dials, directory, staff, store, changed });
  const load = (agent: string) => deskContact(knowledge, agent);
  const contacts = new DeskContacts({
    ...{ now, changed, load },
    // What is saved may be a promise to call again.
    written(agent) {
      const tenant = directory().agent(agent)?.tenant;
      if (tenant !== undefined) work.touched(tenant);
    },
  });
  return {
    ...{ days, work, contacts, readers: [days, contacts] },
    start() {
      void readToday(days, { folder, seq, at, zone, log }).then(changed);
    },
  };
}
