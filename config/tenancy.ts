/** Which tenant everything belongs to, and the teams that hold all agents of a tenant. */

import { asTeamId } from '../core/routing/ids.ts';
import { DEFAULT_TENANT } from './built-in.ts';
import { byId, nameOf } from './names.ts';
import type { Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import { ownerText, type ShapeResult } from './shape.ts';
import type { DisplayName, Site } from './site.ts';

type Section = 'agents' | 'queues' | 'teams';

export class Tenancy {
  readonly tenants: readonly { readonly id: string; readonly name: DisplayName }[];
  readonly #input: ConfigInput;
  /** Tenants with a queue that everybody serves. */
  readonly #everybody: ReadonlySet<string>;

  /** With several tenants, everything must say to which it belongs. */
  constructor(input: ConfigInput, report: Report, isDamaged: ShapeResult['isDamaged']) {
    this.#input = input;
    const written = byId(input.tenants).map(([id, each]) => ({ id, name: nameOf(each?.name, id) }));
    const name = nameOf(input.name, DEFAULT_TENANT);
    this.tenants = written.length > 0 ? written : [{ id: DEFAULT_TENANT, name }];
    for (const section of ['teams', 'agents', 'queues'] as const) {
      for (const [id, each] of byId(input[section] as ConfigInput['teams'])) {
        if (each?.tenant || !this.hasSeveral || isDamaged([section, id])) continue;
        const ids = this.tenants.map((tenant) => tenant.id).join(', ');
        const message = `${ownerText([section, id])} needs \`tenant\`: there are several`;
        report.tell('missing-tenant', [section, id], message, { at: 'key', hint: `one of ${ids}` });
      }
    }
    const served = byId(input.queues).filter(([, queue]) => queue.teams === 'everybody');
    this.#everybody = new Set(served.map(([id]) => this.of('queues', id)));
  }

  get hasSeveral(): boolean {
    return this.tenants.length > 1;
  }

  /** The tenant of a team, agent or queue; the only one where there is only one. */
  of(section: Section, id: string): string {
    return this.#input[section][id]?.tenant ?? this.tenants[0]!.id;
  }

  /**
   * * Teams that stand for all agents of a tenant. With one tenant there are none: the policy
   * itself has a word for everybody.
   */
  everybodyTeams(tenant: string): readonly string[] {
    return this.hasSeveral && this.#everybody.has(tenant) ? [everybodyOf(tenant)] : [];
  }

  teams(): Site['teams'] {
    const written = byId(this.#input.teams).map(([id, each]) => ({
      id: asTeamId(id),
      tenant: this.of('teams', id),
      name: nameOf(each?.name, id),
    }));
    const all = this.tenants.flatMap(({ id, name }) =>
      this.everybodyTeams(id).map((team) => ({ id: asTeamId(team), tenant: id, name })),
    );
    return [...written, ...all];
  }
}

/** Cannot be the id of a team that was written: those have no colon. */
export const everybodyOf = (tenant: string): string => `tenant:${tenant}`;
