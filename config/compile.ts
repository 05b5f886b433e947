/**
 * * The checked configuration becomes what the program runs on: the policy for the core and the
 * site for everything around it. Everything is in order of id, so that how it is spread over files
 * changes nothing.
 */

import { createHash } from 'node:crypto';
import { asAgentId, asClassId, asQueueId, asSkillId, asTeamId } from '../core/routing/ids.ts';
import type { AgentPolicy, Policy } from '../core/routing/policy.ts';
import { DEFAULT_CLASS, entriesMax } from './built-in.ts';
import { goodbyeTargets } from './compile-callback.ts';
import { compileDesk } from './compile-desk.ts';
import { checkZone, compileHours } from './compile-hours.ts';
import { compileLinks } from './compile-links.ts';
import { compileQueue } from './compile-queue.ts';
import { compileServer, compileSwitches } from './compile-server.ts';
import { softphoneOf } from './compile-softphone.ts';
import { compileAnnouncements, compilePauseReasons, compileTargets } from './compile-targets.ts';
import type { CompileOptions, Compiling } from './compiling.ts';
import { isOpen } from './hours.ts';
import { checkLoops } from './loops.ts';
import { byId, nameOf, skillLevels } from './names.ts';
import type { Path, Report } from './report.ts';
import type { AgentInput, ConfigInput, EntryInput } from './schema.ts';
import type { ShapeResult } from './shape.ts';
import type { CompiledConfig, EntrySite, Site } from './site.ts';
import { Tenancy } from './tenancy.ts';

/** Tells `report` whatever makes no sense; the result is of use only when it has no errors. */
export function compileConfig(
  input: ConfigInput,
  report: Report,
  isDamaged: ShapeResult['isDamaged'],
  options: CompileOptions,
): CompiledConfig {
  const tenancy = new Tenancy(input, report, isDamaged);
  const compiling: Compiling = { ...options, input, report, tenancy, isDamaged };
  const draft = compileParts(compiling);
  checkLoops(input, report);
  const version = versionOf(draft.policy, draft.site);
  return { policy: { ...draft.policy, version }, site: { ...draft.site, version } };
}

function compileParts(compiling: Compiling): { policy: Policy; site: Site } {
  const { input, tenancy, now, report } = compiling;
  checkLimits(compiling);
  const hours = byId(input.hours).map(([id, each]) => compileHours(compiling, id, each));
  const targets = compileTargets(compiling);
  const links = compileLinks(compiling);
  const goodbyes = goodbyeTargets(input);
  const queues = byId(input.queues).map(([id, queue]) => compileQueue(compiling, id, queue));
  const classes = classesOf(compiling);
  const policy: Policy = {
    version: '',
    classes: classes.map(({ id }) => id),
    ...capsOf(input),
    ...links.policy,
    hours: hours.map((each) => ({ id: each.id, open: isOpen(each, now) })),
    targets: [...targets.policies, ...goodbyes.policies],
    agents: byId(input.agents).map(([id, agent]) => agentPolicy(compiling, id, agent)),
    queues: queues.map(({ policy }) => policy),
  };
  const site: Site = {
    version: '',
    name: nameOf(input.name, 'Tsunagi'),
    timeZone: checkZone(report, ['time-zone'], input['time-zone'] ?? 'UTC'),
    tenants: tenancy.tenants,
    skills: byId(input.skills).map(([id, each]) => ({
      id: asSkillId(id),
      name: nameOf(each?.name, id),
    })),
    classes,
    teams: tenancy.teams(),
    agents: byId(input.agents).map(([id, agent]) => ({
      id: asAgentId(id),
      tenant: tenancy.of('agents', id),
      name: nameOf(agent.name, id),
      ...(agent.furigana === undefined ? {} : { furigana: agent.furigana }),
      phone: agent.phone,
      teams: agent.teams.map(asTeamId),
      ...softphoneOf(compiling, id, agent.softphone),
    })),
    queues: queues.map(({ site: each }) => each),
    entries: byId(input.entries).map(([id, entry]) => entrySite(compiling, id, entry)),
    hours,
    targets: [...targets.sites, ...goodbyes.sites],
    ...links.site,
    announcements: compileAnnouncements(compiling),
    ...talkOf(input),
    pauseReasons: compilePauseReasons(compiling),
    ...compileDesk(compiling),
    switches: compileSwitches(compiling),
    server: compileServer(compiling),
    renamed: renamedOf(compiling),
  };
  return { policy, site };
}

function talkOf({ transfers, supervision }: ConfigInput): Pick<Site, 'transfers' | 'supervision'> {
  const { context, 'wait-for-agent': agentWaitMs = 0 } = transfers ?? {};
  return {
    ...(transfers && { transfers: { ...(context === undefined ? {} : { context }), agentWaitMs } }),
    ...(supervision && { supervision: { visible: supervision.visible } }),
  };
}

function checkLimits({ input, report }: Compiling): void {
  for (const [kind, most] of Object.entries(entriesMax)) {
    const count = Object.keys(input[kind as keyof typeof entriesMax]).length;
    if (count <= most) continue;
    const message = `${count} ${kind}; at most ${most} are possible`;
    report.tell('over-limit', [kind], message, { at: 'key' });
  }
}

function classesOf({ input, report }: Compiling): Site['classes'] {
  const ids = input.classes.map((each) => (typeof each === 'string' ? each : each.id));
  tellTwice(report, ['classes'], ids);
  const written = input.classes.length > 0 ? input.classes : [DEFAULT_CLASS];
  return written.map((each) => {
    const { id, name } = typeof each === 'string' ? { id: each, name: undefined } : each;
    return { id: asClassId(id), name: nameOf(name, id) };
  });
}

/** Times after which calls go up a class, in order of the classes. */
function capsOf({ classes }: ConfigInput): Pick<Policy, 'classCaps'> {
  const classCaps = classes.flatMap((each) =>
    typeof each === 'string' || each.cap === undefined
      ? []
      : [{ class: asClassId(each.id), afterMs: each.cap }],
  );
  return classCaps.length > 0 ? { classCaps } : {};
}

function entrySite({ report }: Compiling, id: string, entry: EntryInput): EntrySite {
  tellTwice(report, ['entries', id, 'also'], [entry.queue, ...entry.also], 1);
  const skills = skillLevels(entry.skills);
  return {
    id,
    queue: asQueueId(entry.queue),
    ...(entry.also.length === 0 ? {} : { also: entry.also.map(asQueueId) }),
    ...(entry.class === undefined ? {} : { class: asClassId(entry.class) }),
    ...(entry['head-start'] === undefined ? {} : { headStartMs: entry['head-start'] }),
    ...(skills.length === 0 ? {} : { skills }),
    ...(entry.company === undefined ? {} : { company: nameOf(entry.company, '') }),
    ...(entry.greeting === undefined ? {} : { greeting: nameOf(entry.greeting, '') }),
  };
}

/**
 * Of two equal ids in a list nobody could say which holds. The first `before` ids are written
 * elsewhere than in the list.
 */
function tellTwice(report: Report, path: Path, ids: readonly string[], before = 0): void {
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) === index) continue;
    report.tell('named-twice', [...path, index - before], `\`${id}\` is in this list already`, {
      hint: 'keep one of them',
    });
  }
}

function agentPolicy({ tenancy, report }: Compiling, id: string, agent: AgentInput): AgentPolicy {
  const queues = agent.queues.map((own) => (typeof own === 'string' ? { queue: own } : own));
  const named = queues.map(({ queue }) => queue);
  tellTwice(report, ['agents', id, 'queues'], named);
  return {
    id: asAgentId(id),
    skills: byId(agent.skills).map(([skill, level]) => ({ skill: asSkillId(skill), level })),
    teams: [...new Set([...agent.teams, ...tenancy.everybodyTeams(tenancy.of('agents', id))])]
      .sort()
      .map(asTeamId),
    queues: queues.map((own) => ({
      queue: asQueueId(own.queue),
      delayMs: 'delay' in own ? own.delay : 0,
      ...('rank' in own && own.rank !== undefined ? { rank: own.rank } : {}),
    })),
    ...capacityOf(agent),
  };
}

/** One voice call is what the router takes an agent to have who says nothing. */
function capacityOf({ capacity }: AgentInput): Pick<AgentPolicy, 'capacity'> {
  const calls = capacity?.voice ?? 1;
  return calls === 1 ? {} : { capacity: [{ medium: 'voice', calls }] };
}

const renamable = [
  ['tenant', 'tenants'],
  ['skill', 'skills'],
  ['team', 'teams'],
  ['agent', 'agents'],
  ['queue', 'queues'],
] as const;

/** Former ids; one that still exists would make history ambiguous. */
function renamedOf({ input, report }: Compiling): NonNullable<Site['renamed']> {
  const renamed: {
    kind: 'tenant' | 'skill' | 'class' | 'team' | 'agent' | 'queue';
    from: string;
    to: string;
  }[] = [];
  const add = (
    kind: (typeof renamed)[number]['kind'],
    to: string,
    former: readonly string[] | undefined,
    exists: (id: string) => boolean,
    path: readonly (string | number)[],
  ) => {
    for (const [index, from] of (former ?? []).entries()) {
      if (exists(from)) {
        const message = `\`${from}\` cannot be a former id of ${kind} \`${to}\`: it still exists`;
        report.tell('renamed-and-present', [...path, 'renamed-from', index], message);
      }
      renamed.push({ kind, from, to });
    }
  };
  for (const [kind, section] of renamable) {
    const present = input[section] as Record<string, { 'renamed-from'?: string[] } | null>;
    for (const [id, each] of byId(present)) {
      add(kind, id, each?.['renamed-from'], (from) => Object.hasOwn(present, from), [section, id]);
    }
  }
  const ids = input.classes.map((each) => (typeof each === 'string' ? each : each.id));
  for (const [index, each] of input.classes.entries()) {
    if (typeof each === 'string') continue;
    add('class', each.id, each['renamed-from'], (from) => ids.includes(from), ['classes', index]);
  }
  return renamed;
}

/**
 * * Hash over what the configuration means: spelling, order of files, comments and secrets do not
 * change it, nor does the time of day.
 */
function versionOf(policy: Policy, site: Site): string {
  const meaning = {
    policy: { ...policy, hours: policy.hours.map(({ id }) => id) },
    site: {
      ...site,
      switches: site.switches.map((each) => ({ ...each, password: '' })),
      server: { ...site.server, keys: site.server.keys.map((key) => ({ ...key, key: '' })) },
    },
  };
  return createHash('sha256').update(canonical(meaning)).digest('hex').slice(0, 12);
}

/** JSON with the keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
