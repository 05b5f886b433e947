/** Every place that names something defined elsewhere, and whether it exists. */

import { builtInTargets } from './built-in.ts';
import type { Path, Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import { nearest } from './suggest.ts';
import { waysOut } from './ways-out.ts';

export type ReferenceKind =
  | 'tenant'
  | 'skill'
  | 'class'
  | 'team'
  | 'agent'
  | 'queue'
  | 'entry'
  | 'hours'
  | 'holidays'
  | 'target'
  | 'link'
  | 'announcement';

/** One place that names something. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly id: string;
  readonly path: Path;
  /** The reference is written as a key. */
  readonly asKey?: boolean;
}

/** Ids that exist, by kind; those taken out for being broken are still known. */
export type KnownIds = Readonly<Record<ReferenceKind, ReadonlySet<string>>>;

/** Everything that is defined, as written. */
export function knownIds(report: Report): KnownIds {
  const written = (kind: string) => {
    const value = report.valueOf([kind]);
    return value !== null && typeof value === 'object' ? Object.keys(value) : [];
  };
  const classes = writtenClasses(report);
  return {
    tenant: new Set(written('tenants').length > 0 ? written('tenants') : ['default']),
    skill: new Set(written('skills')),
    class: new Set(classes.length > 0 ? classes : ['normal']),
    team: new Set(written('teams')),
    agent: new Set(written('agents')),
    queue: new Set(written('queues')),
    entry: new Set(written('entries')),
    hours: new Set(written('hours')),
    holidays: new Set(written('holidays')),
    target: new Set([...builtInTargets, ...written('targets')]),
    link: new Set(written('links')),
    announcement: new Set(written('announcements')),
  };
}

function writtenClasses(report: Report): readonly string[] {
  const value = report.valueOf(['classes']);
  return (Array.isArray(value) ? value : []).flatMap((each) => {
    const id = each !== null && typeof each === 'object' && 'id' in each ? each.id : each;
    return typeof id === 'string' ? [id] : [];
  });
}

/** Tells every reference to something that does not exist. */
export function checkReferences(input: ConfigInput, known: KnownIds, report: Report): void {
  const renamed = formerIds(input);
  for (const { kind, id, path, asKey } of referencesOf(input)) {
    if (known[kind].has(id)) continue;
    const message = `no ${wordFor(kind)} called \`${id}\``;
    const options = {
      hint: hintFor(kind, id, known, renamed),
      at: asKey ? 'key' : 'value',
    } as const;
    report.tell('unknown-reference', path, message, options);
  }
}

function hintFor(
  kind: ReferenceKind,
  id: string,
  known: KnownIds,
  renamed: ReadonlyMap<string, string>,
): string {
  const now = renamed.get(`${kind} ${id}`);
  if (now !== undefined) return `it was renamed: write \`${now}\``;
  const near = nearest(id, known[kind]);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (kind === 'target' && known.queue.has(id)) {
    const line = `\`${id}: { queue: ${id} }\``;
    return `a queue is reached through a target: add ${line} under \`targets:\``;
  }
  const words = [...known[kind]];
  if (words.length === 0) return `define it under \`${sectionOf[kind]}:\``;
  const some = words.slice(0, 8).join(', ');
  return `under \`${sectionOf[kind]}:\` there is: ${some}${words.length > 8 ? ', …' : ''}`;
}

/** The kind of the files that defines it. */
export const sectionOf: Readonly<Record<ReferenceKind, string>> = {
  tenant: 'tenants',
  skill: 'skills',
  class: 'classes',
  team: 'teams',
  agent: 'agents',
  queue: 'queues',
  entry: 'entries',
  hours: 'hours',
  holidays: 'holidays',
  target: 'targets',
  link: 'links',
  announcement: 'announcements',
};

const wordFor = (kind: ReferenceKind): string =>
  kind === 'hours' ? 'hours are' : kind === 'holidays' ? 'list of holidays is' : `${kind} is`;

/** Former id to the present one, keyed `queue old-id`. */
function formerIds(input: ConfigInput): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const kind of ['tenant', 'skill', 'team', 'agent', 'queue'] as const) {
    const section = input[sectionOf[kind] as 'queues'];
    for (const [id, each] of Object.entries(section)) {
      for (const former of each?.['renamed-from'] ?? []) renamed.set(`${kind} ${former}`, id);
    }
  }
  return renamed;
}

/** All references of a configuration, in the order of the kinds. */
export function* referencesOf(input: ConfigInput): Generator<Reference> {
  for (const [id, team] of Object.entries(input.teams)) {
    if (team?.tenant) yield { kind: 'tenant', id: team.tenant, path: ['teams', id, 'tenant'] };
  }
  yield* ofAgents(input);
  yield* ofQueues(input);
  yield* ofEntries(input);
  for (const [id, hours] of Object.entries(input.hours)) {
    for (const [index, list] of hours.holidays.entries()) {
      yield { kind: 'holidays', id: list, path: ['hours', id, 'holidays', index] };
    }
  }
  for (const [id, link] of Object.entries(input.links)) {
    if (link.hours) yield { kind: 'hours', id: link.hours, path: ['links', id, 'hours'] };
  }
  for (const [id, target] of Object.entries(input.targets)) {
    const path = ['targets', id];
    if (target.queue) yield { kind: 'queue', id: target.queue, path: [...path, 'queue'] };
    for (const [index, link] of (target.links ?? []).entries()) {
      yield { kind: 'link', id: link, path: [...path, 'links', index] };
    }
    if (target.otherwise) {
      yield { kind: 'target', id: target.otherwise, path: [...path, 'otherwise'] };
    }
    if (target.announcement) {
      yield { kind: 'announcement', id: target.announcement, path: [...path, 'announcement'] };
    }
  }
  for (const [id, key] of Object.entries(input.server.keys)) {
    const path = ['server', 'keys', id, 'tenant'];
    if (key.tenant) yield { kind: 'tenant', id: key.tenant, path };
  }
  yield* ofTests(input);
}

function* ofAgents(input: ConfigInput): Generator<Reference> {
  for (const [id, agent] of Object.entries(input.agents)) {
    const path = ['agents', id];
    if (agent.tenant) yield { kind: 'tenant', id: agent.tenant, path: [...path, 'tenant'] };
    yield* ofSkills(agent.skills, [...path, 'skills']);
    for (const [index, team] of agent.teams.entries()) {
      yield { kind: 'team', id: team, path: [...path, 'teams', index] };
    }
    for (const [index, own] of agent.queues.entries()) {
      const place = [...path, 'queues', index];
      if (typeof own === 'string') yield { kind: 'queue', id: own, path: place };
      else yield { kind: 'queue', id: own.queue, path: [...place, 'queue'] };
    }
  }
}

function* ofQueues(input: ConfigInput): Generator<Reference> {
  for (const [id, queue] of Object.entries(input.queues)) {
    const path = ['queues', id];
    if (queue.tenant) yield { kind: 'tenant', id: queue.tenant, path: [...path, 'tenant'] };
    yield { kind: 'class', id: queue.class, path: [...path, 'class'] };
    if (queue.hours) yield { kind: 'hours', id: queue.hours, path: [...path, 'hours'] };
    if (queue.teams !== 'everybody') yield* ofTeams(queue.teams, [...path, 'teams']);
    for (const [index, step] of queue.steps.entries()) {
      const place = [...path, 'steps', index];
      yield* ofSkills(step.require, [...place, 'require']);
      yield* ofSkills(step.prefer, [...place, 'prefer']);
      yield* ofTeams(step['add-teams'], [...place, 'add-teams']);
      if (step.say) yield { kind: 'announcement', id: step.say, path: [...place, 'say'] };
    }
    for (const { go, path: place } of waysOut(id, queue)) {
      yield { kind: 'target', id: go, path: place };
    }
    for (const [what, announcement] of Object.entries(queue.callback?.say ?? {})) {
      if (announcement === undefined) continue;
      yield { kind: 'announcement', id: announcement, path: [...path, 'callback', 'say', what] };
    }
  }
}

function* ofEntries(input: ConfigInput): Generator<Reference> {
  for (const [id, entry] of Object.entries(input.entries)) {
    const path = ['entries', id];
    yield { kind: 'queue', id: entry.queue, path: [...path, 'queue'] };
    for (const [index, queue] of entry.also.entries()) {
      yield { kind: 'queue', id: queue, path: [...path, 'also', index] };
    }
    if (entry.class) yield { kind: 'class', id: entry.class, path: [...path, 'class'] };
    yield* ofSkills(entry.skills, [...path, 'skills']);
  }
}

function* ofSkills(
  skills: Readonly<Record<string, number>> | undefined,
  path: Path,
): Generator<Reference> {
  for (const skill of Object.keys(skills ?? {})) {
    yield { kind: 'skill', id: skill, path: [...path, skill], asKey: true };
  }
}

function* ofTeams(teams: readonly (string | { team: string })[], path: Path): Generator<Reference> {
  for (const [index, team] of teams.entries()) {
    if (typeof team === 'string') yield { kind: 'team', id: team, path: [...path, index] };
    else yield { kind: 'team', id: team.team, path: [...path, index, 'team'] };
  }
}

function* ofTests(input: ConfigInput): Generator<Reference> {
  for (const [index, test] of input.tests.entries()) {
    const path = ['tests', index];
    for (const agent of Object.keys(test.agents)) {
      yield { kind: 'agent', id: agent, path: [...path, 'agents', agent], asKey: true };
    }
    const { call, expect } = test;
    yield* ofSkills(call.skills, [...path, 'call', 'skills']);
    for (const [place, queue] of (call.also ?? []).entries()) {
      yield { kind: 'queue', id: queue, path: [...path, 'call', 'also', place] };
    }
    const named = [
      ['queue', call.queue, ['call', 'queue']],
      ['entry', call.entry, ['call', 'entry']],
      ['class', call.class, ['call', 'class']],
      ['agent', call.preferred, ['call', 'preferred']],
      ['agent', expect.agent, ['expect', 'agent']],
      ['queue', expect.queue, ['expect', 'queue']],
      ['target', expect.go, ['expect', 'go']],
    ] as const;
    for (const [kind, id, place] of named) {
      if (id !== undefined) yield { kind, id, path: [...path, ...place] };
    }
  }
}
