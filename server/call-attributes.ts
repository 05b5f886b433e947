/**
 * What a caller brings beside queue or entry: the `key=value` arguments of `Stasis()`. What cannot
 * be used is left out and told as an oddity, in words for the log: the caller is served all the
 * same.
 */

import type { SwitchFact } from '../adapters/port.ts';
import { parseIds, parsePath, parseSkillLevels } from '../config/call-arguments.ts';
import type { QueueSite } from '../config/site.ts';
import {
  type AgentId,
  asAgentId,
  type Ms,
  type QueueId,
  type SiteName,
} from '../core/routing/ids.ts';
import type { SkillLevel } from '../core/routing/policy.ts';
import type { Directory } from './directory.ts';

type Entered = SwitchFact & { readonly type: 'caller-entered' };

/** Undefined: not given, or not usable. */
export interface CallAttributes {
  readonly class: string | undefined;
  readonly headStartMs: Ms | undefined;
  readonly preferred: string | undefined;
  readonly also: readonly QueueId[] | undefined;
  readonly skills: readonly SkillLevel[] | undefined;
  /** Never offered the call; among them the agent whose phone has just transferred it. */
  readonly exclude: readonly AgentId[];
  /** Sites the call has passed before it came by a link, and its age there. */
  readonly path: readonly SiteName[] | undefined;
  readonly ageMs: Ms;
  readonly oddities: string[];
}

export interface AttributeContext {
  readonly directory: Directory;
  /** The agent signed in at this phone. */
  agentAt(phone: string): AgentId | undefined;
}

/** Keys that mean something; an empty value counts as not given. */
const known = [
  'class',
  'head-start',
  'preferred',
  'also',
  'skills',
  'exclude',
  'transferred-by',
  'path',
  'age',
] as const;
type Key = (typeof known)[number];

/** `90s`, `2m`, `1h`, or a bare number of seconds. Undefined: none of these. */
export function parseDuration(text: string): Ms | undefined {
  const match = /^(\d{1,9})(ms|s|m|h)?$/.exec(text.trim());
  if (!match) return undefined;
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
  return Number(match[1]) * unitMs[(match[2] ?? 's') as keyof typeof unitMs];
}

export function readAttributes(
  { variables }: Pick<Entered, 'variables'>,
  queue: QueueSite,
  context: AttributeContext,
): CallAttributes {
  const oddities: string[] = [];
  const { directory } = context;
  const given = (key: Key): string | undefined => variables[key]?.trim() || undefined;
  for (const key of Object.keys(variables)) {
    if (!(known as readonly string[]).includes(key)) oddities.push(`${key}= means nothing here`);
  }
  const preferred = given('preferred');
  if (preferred !== undefined && !directory.agent(preferred)) {
    oddities.push(`preferred=${preferred} is no agent of the configuration`);
  }
  return {
    class: given('class'),
    headStartMs: readSpan('head-start', given('head-start'), oddities),
    preferred,
    also: readQueues(given('also'), queue, directory, oddities),
    skills: readSkills(given('skills'), directory, oddities),
    exclude: [
      ...readAgents(given('exclude'), directory, oddities),
      ...transferringAgent(given('transferred-by'), context),
    ],
    ...readPath(given('path'), given('age'), oddities),
    oddities,
  };
}

function readSpan(key: Key, text: string | undefined, oddities: string[]): Ms | undefined {
  const ms = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && ms === undefined) {
    oddities.push(`${key}=${text} is no duration (write 60s, 2m)`);
  }
  return ms;
}

/** Whether another site has sent the call: the dialplan gives what only a link brings. */
export const cameByLink = ({ variables }: Pick<Entered, 'variables'>): boolean =>
  Boolean(variables.path?.trim() || variables.age?.trim());

/** One of the two is enough: a site without a name sends no path, a call may have no age. */
function readPath(
  path: string | undefined,
  age: string | undefined,
  oddities: string[],
): Pick<CallAttributes, 'path' | 'ageMs'> {
  const ageMs = readSpan('age', age, oddities) ?? 0;
  if (path === undefined) return { path: age === undefined ? undefined : [], ageMs };
  const sites = parsePath(path);
  if (!sites) oddities.push(`path=${path} is no list of sites (write tokyo&osaka)`);
  return { path: sites ?? [], ageMs };
}

function readQueues(
  text: string | undefined,
  queue: QueueSite,
  directory: Directory,
  oddities: string[],
): QueueId[] | undefined {
  const ids = text === undefined ? undefined : parseIds(text);
  if (text !== undefined && !ids) {
    oddities.push(`also=${text} is no list of queues (write sales&billing)`);
  }
  return ids?.flatMap((id) => {
    const other = directory.queue(id);
    if (other?.tenant === queue.tenant) return [other.id];
    oddities.push(
      other
        ? `also=${id} is a queue of another tenant than ${queue.id}`
        : `also=${id} is no queue of the configuration`,
    );
    return [];
  });
}

function readSkills(
  text: string | undefined,
  directory: Directory,
  oddities: string[],
): SkillLevel[] | undefined {
  const levels = text === undefined ? undefined : parseSkillLevels(text);
  if (text !== undefined && !levels) {
    oddities.push(`skills=${text} is no list of skills (write english>=5&french>=3)`);
  }
  return levels?.filter(({ skill }) => {
    const exists = directory.site.skills.some(({ id }) => id === skill);
    if (!exists) oddities.push(`skills=${skill} is no skill of the configuration`);
    return exists;
  });
}

function readAgents(text: string | undefined, directory: Directory, oddities: string[]): AgentId[] {
  const ids = text === undefined ? [] : parseIds(text);
  if (!ids) oddities.push(`exclude=${text} is no list of agents (write tanaka&sato)`);
  return (ids ?? []).flatMap((id) => {
    if (directory.agent(id)) return [asAgentId(id)];
    oddities.push(`exclude=${id} is no agent of the configuration`);
    return [];
  });
}

/** A phone, or a channel of it (`PJSIP/1001-0000001f`). Phones of no agent transfer calls too. */
function transferringAgent(by: string | undefined, { agentAt }: AttributeContext): AgentId[] {
  const agent = by && (agentAt(by) ?? agentAt(by.replace(/-[0-9a-f]{8}$/, '')));
  return agent ? [agent] : [];
}
