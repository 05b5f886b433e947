/** The site by id: look-ups the routing thread makes often, built once per configuration. */

import type { AgentSite, EntrySite, LinkSite, QueueSite, Site } from '../config/site.ts';
import type {
  AgentId,
  AnnouncementId,
  LinkId,
  PauseReason,
  QueueId,
  TargetId,
} from '../core/routing/ids.ts';
import { NO_ANSWER } from '../core/routing/ids.ts';

export interface Directory {
  readonly site: Site;
  agent(id: string): AgentSite | undefined;
  queue(id: string): QueueSite | undefined;
  entry(id: string): EntrySite | undefined;
  target(id: TargetId): Site['targets'][number] | undefined;
  link(id: LinkId): LinkSite | undefined;
  /** Links that go by this trunk. */
  linksOfTrunk(trunk: string): readonly LinkSite[];
  media(id: AnnouncementId): readonly string[] | undefined;
  /** Agents whose configured phone this is. */
  agentsOfPhone(phone: string): readonly AgentId[];
  /** What this id is called now, when `renamed-from` says so. */
  nowCalled(kind: 'queue' | 'class' | 'skill', id: string): string;
  readonly agents: readonly AgentSite[];
  readonly queueIds: readonly QueueId[];
  /**
   * The reason as given, or the site's first of its own when none is; undefined: no such reason.
   */
  pauseReason(given: string | undefined): PauseReason | undefined;
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

export function createDirectory(site: Site): Directory {
  const agents = byId(site.agents);
  const queues = byId(site.queues);
  const entries = byId(site.entries);
  const targets = byId(site.targets);
  const links = byId(site.links ?? []);
  const announcements = byId(site.announcements);
  const phones = new Map<string, AgentId[]>();
  for (const { id, phone } of site.agents) {
    const sharing = phones.get(phone);
    if (sharing) sharing.push(id);
    else phones.set(phone, [id]);
  }
  return {
    site,
    agents: site.agents,
    queueIds: site.queues.map((queue) => queue.id),
    agent: (id) => agents.get(id),
    queue: (id) => queues.get(id),
    entry: (id) => entries.get(id),
    target: (id) => targets.get(id),
    link: (id) => links.get(id),
    linksOfTrunk: (trunk) => (site.links ?? []).filter((link) => link.trunk === trunk),
    media: (id) => announcements.get(id)?.media,
    agentsOfPhone: (phone) => phones.get(phone) ?? [],
    nowCalled: (kind, id) =>
      site.renamed?.find((each) => each.kind === kind && each.from === id)?.to ?? id,
    pauseReason: (given) =>
      given === undefined
        ? site.pauseReasons.find((reason) => reason.id !== NO_ANSWER)?.id
        : site.pauseReasons.find((reason) => reason.id === given)?.id,
  };
}
