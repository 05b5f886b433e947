/** What crosses from one tenant to another without saying so. */

import { byId } from './names.ts';
import type { Path, Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import type { CompiledConfig } from './site.ts';

export function lintTenants(config: CompiledConfig, input: ConfigInput, report: Report): void {
  const { site } = config;
  if (site.tenants.length < 2) return;
  const teams = new Map(site.teams.map(({ id, tenant }) => [id as string, tenant]));
  const queues = new Map(site.queues.map(({ id, tenant }) => [id as string, tenant]));
  const look = (path: Path, mine: string | undefined, what: string, other: string | undefined) => {
    if (mine === undefined || other === undefined || mine === other) return;
    const message = `${what} belongs to tenant \`${other}\`, this to \`${mine}\``;
    const hint = 'keys and reports of one tenant do not show the other';
    report.tell('other-tenant', path, message, { hint });
  };
  for (const { id, tenant } of site.agents) {
    const { teams: own, queues: named } = input.agents[id]!;
    for (const [index, team] of own.entries()) {
      look(['agents', id, 'teams', index], tenant, `team \`${team}\``, teams.get(team));
    }
    for (const [index, each] of named.entries()) {
      const queue = typeof each === 'string' ? each : each.queue;
      look(['agents', id, 'queues', index], tenant, `queue \`${queue}\``, queues.get(queue));
    }
  }
  for (const [id, entry] of byId(input.entries)) {
    for (const [index, queue] of entry.also.entries()) {
      const mine = queues.get(entry.queue);
      look(['entries', id, 'also', index], mine, `queue \`${queue}\``, queues.get(queue));
    }
  }
  for (const [id, queue] of byId(input.queues)) {
    const tenant = queues.get(id);
    const lists = [
      [['queues', id, 'teams'], queue.teams === 'everybody' ? [] : queue.teams] as const,
      ...queue.steps.map(
        (step, index) => [['queues', id, 'steps', index, 'add-teams'], step['add-teams']] as const,
      ),
    ];
    for (const [path, list] of lists) {
      for (const [index, each] of list.entries()) {
        const team = typeof each === 'string' ? each : each.team;
        look([...path, index], tenant, `team \`${team}\``, teams.get(team));
      }
    }
  }
}
