/** Lints about entries: skills asked of agents, and one number written in two ways. */

import type { Policy } from '../core/routing/policy.ts';
import { missingSkill } from '../core/routing/qualification.ts';
import { qualifiedAt } from './lint-routing.ts';
import { byId } from './names.ts';
import type { Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import type { CompiledConfig, EntrySite } from './site.ts';

export function lintEntries({ policy, site }: CompiledConfig, input: ConfigInput, report: Report) {
  for (const entry of site.entries) lintSkills(policy, entry, report);
  lintNumbers(input, report);
}

/** Skills of an entry are asked at every step: if nobody has them, its callers wait for nobody. */
function lintSkills(policy: Policy, entry: EntrySite, report: Report): void {
  const { id, queue, also = [], skills = [] } = entry;
  if (skills.length === 0) return;
  const ids = [queue, ...also];
  const serving = policy.queues
    .filter((each) => ids.includes(each.id))
    .flatMap((each) => each.steps.flatMap((step) => qualifiedAt(policy, each, step)));
  const hasAll = serving.some((agent) => missingSkill(agent, skills) === undefined);
  if (serving.length === 0 || hasAll) return;
  const asked = skills.map(({ skill, levelMin }) => `${skill} >=${levelMin}`).join(', ');
  const queues = ids.map((each) => `\`${each}\``).join(', ');
  const message = `no agent who serves ${queues} has ${asked}: its callers wait for nobody`;
  report.tell('entry-unserved', ['entries', id, 'skills'], message, {
    hint: 'skills of an entry are asked at every step; steps can ask for less as time goes by',
  });
}

function lintNumbers(input: ConfigInput, report: Report): void {
  const numbers = new Map<string, string>();
  for (const [id] of byId(input.entries)) {
    const digits = id.replace(/[._-]/g, '');
    const owner = numbers.get(digits);
    if (owner === undefined) numbers.set(digits, id);
    else {
      const message = `\`${id}\` is the same number as \`${owner}\` with other signs between`;
      report.tell('entry-twice', ['entries', id], message, {
        at: 'key',
        hint: 'write it as the switch tells it, once',
      });
    }
  }
}
