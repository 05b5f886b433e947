/** Lints about entries: skills asked of agents, and one number written in two ways. */

import type { SkillLevel } from '../core/routing/policy.ts';
import { missingSkill } from '../core/routing/qualification.ts';
import type { Served } from './lint-routing.ts';
import { byId } from './names.ts';
import type { Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import type { CompiledConfig, EntrySite } from './site.ts';

export function lintEntries(
  { site }: CompiledConfig,
  input: ConfigInput,
  served: Served,
  report: Report,
): void {
  // Thousands of numbers may ask for the same: one look through the agents is enough.
  const looked = new Map<string, boolean>();
  for (const entry of site.entries) {
    const { queue, also = [], skills = [] } = entry;
    if (skills.length === 0) continue;
    const key = JSON.stringify([queue, also, skills]);
    const idle = looked.get(key) ?? isForNobody([queue, ...also], skills, served);
    looked.set(key, idle);
    if (idle) tellUnserved(entry, skills, report);
  }
  lintNumbers(input, report);
}

/** Whether none of those who serve the queues has the skills, and there are some. */
function isForNobody(
  queues: readonly string[],
  skills: readonly SkillLevel[],
  served: Served,
): boolean {
  const agents = queues.flatMap((id) => [...served.get(id)!]);
  return agents.length > 0 && !agents.some((agent) => missingSkill(agent, skills) === undefined);
}

/** Skills of an entry are asked at every step, so its callers wait for nobody. */
function tellUnserved(
  { id, queue, also = [] }: EntrySite,
  skills: readonly SkillLevel[],
  report: Report,
): void {
  const asked = skills.map(({ skill, levelMin }) => `${skill} >=${levelMin}`).join(', ');
  const queues = [queue, ...also].map((each) => `\`${each}\``).join(', ');
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
