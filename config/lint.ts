/** What is allowed but hardly meant: told as warnings, once a configuration has no errors. */

import type { Ms } from '../core/routing/ids.ts';
import { lintCallbacks } from './lint-callbacks.ts';
import { lintEntries } from './lint-entries.ts';
import { lintHours } from './lint-hours.ts';
import { lintLinks } from './lint-links.ts';
import { lintRouting } from './lint-routing.ts';
import { lintTenants } from './lint-tenants.ts';
import { byId } from './names.ts';
import { type ReferenceKind, referencesOf, sectionOf } from './references.ts';
import type { Path, Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import type { CompiledConfig } from './site.ts';

/** More buckets than this make the wait histograms of the metrics too costly. */
export const BUCKETS_MAX = 24;
/** Buckets of waiting times that always exist, in milliseconds; targets are added to them. */
export const waitBucketsMs: readonly Ms[] = [
  1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, 90_000, 120_000, 180_000,
  300_000, 600_000, 1_200_000, 1_800_000,
];

/** Tells all warnings of a configuration that has no errors. `now` dates the holidays. */
export function lintConfig(
  config: CompiledConfig,
  input: ConfigInput,
  report: Report,
  now: Ms,
): void {
  const served = lintRouting(config, input, report);
  lintEntries(config, input, served, report);
  lintCallbacks(config, input, report);
  lintLinks(input, report);
  lintHours(config, report, now);
  lintTenants(config, input, report);
  lintTargets(config, report);
  lintExits(input, report);
  lintPhones(input, report);
  lintUnused(input, report);
}

/**
 * Buckets of the wait histogram: those that always exist, every target and every short-abandon
 * time.
 */
export function bucketsFor(config: CompiledConfig): readonly Ms[] {
  const all = new Set(waitBucketsMs);
  for (const { target } of config.site.queues) {
    all.add(target.withinMs);
    if (target.shortAbandonMs > 0) all.add(target.shortAbandonMs);
  }
  return [...all].sort((a, b) => a - b);
}

function lintTargets(config: CompiledConfig, report: Report): void {
  for (const { id, target } of config.site.queues) {
    if (target.shortAbandonMs < target.withinMs) continue;
    const message = 'short-abandon is not shorter than the target: nobody could abandon within it';
    report.tell('short-abandon', ['queues', id, 'target', 'short-abandon'], message);
  }
  const buckets = bucketsFor(config).length;
  if (buckets <= BUCKETS_MAX) return;
  const own = config.site.queues.at(-1)!.id;
  const made = `the targets of all queues make ${buckets} histogram buckets`;
  const message = `${made}; more than ${BUCKETS_MAX} cost too much`;
  report.tell('too-many-buckets', ['queues', own, 'target'], message, {
    hint: 'let queues share their `within` and `short-abandon` times',
  });
}

function lintExits(input: ConfigInput, report: Report): void {
  for (const [id, queue] of byId(input.queues)) {
    const path: Path = ['queues', id];
    if (queue.exits.closed !== undefined && queue.hours === undefined) {
      const message = `\`${id}\` has no hours, so it never closes`;
      const hint = 'add `hours:` to the queue, or take the exit out';
      report.tell('closed-without-hours', [...path, 'exits', 'closed'], message, {
        at: 'key',
        hint,
      });
    }
    if (queue.hours !== undefined && queue.exits.closed === undefined) {
      const message = `\`${id}\` has hours but no exit \`closed\`: they change nothing`;
      const hint = 'add `closed: { go: … }` to its `exits:`';
      report.tell('hours-without-closed', [...path, 'hours'], message, { hint });
    }
  }
}

function lintPhones(input: ConfigInput, report: Report): void {
  const phones = new Map<string, string>();
  for (const [id, { phone }] of byId(input.agents)) {
    const owner = phones.get(phone);
    if (owner === undefined) phones.set(phone, id);
    else {
      const message = `${phone} is the phone of \`${owner}\` already`;
      const hint = 'agents who take turns at one phone choose it when they sign in';
      report.tell('phone-twice', ['agents', id, 'phone'], message, { hint });
    }
  }
}

/**
 * Things nothing refers to. Agents count as use of a skill only together with a step or an entry
 * that asks for it.
 */
function lintUnused(input: ConfigInput, report: Report): void {
  const used = new Set<string>();
  const key = (kind: ReferenceKind, id: string) => `${kind} ${id}`;
  for (const { kind, id, path } of referencesOf(input)) {
    if (kind === 'skill' && path[0] === 'agents') used.add(key(kind, `of-agent ${id}`));
    else if (path[0] !== 'tests') used.add(key(kind, id));
  }
  const tell = (kind: ReferenceKind, id: string, message: string) =>
    report.tell('unused', [sectionOf[kind], id], message, {
      at: 'key',
      hint: 'take it out, or use it',
    });
  for (const [id] of byId(input.skills)) {
    const asked = used.has(key('skill', id));
    const owned = used.has(key('skill', `of-agent ${id}`));
    if (!asked) tell('skill', id, `no step or entry asks for skill \`${id}\``);
    else if (!owned) tell('skill', id, `no agent has skill \`${id}\``);
  }
  for (const [kind, section, what] of [
    ['announcement', input.announcements, 'nothing says announcement'],
    ['hours', input.hours, 'no queue has hours'],
    ['link', input.links, 'no target leads to link'],
    ['holidays', input.holidays, 'no hours use the holidays'],
  ] as const) {
    for (const [id] of byId<unknown>(section)) {
      if (!used.has(key(kind, id))) tell(kind, id, `${what} \`${id}\``);
    }
  }
  lintTeams(input, tell);
}

function lintTeams(
  input: ConfigInput,
  tell: (kind: ReferenceKind, id: string, message: string) => void,
): void {
  const serving = new Set<string>();
  for (const { kind, id, path } of referencesOf(input)) {
    if (kind === 'team' && path[0] === 'queues') serving.add(id);
  }
  const staffed = new Set(Object.values(input.agents).flatMap(({ teams }) => teams));
  for (const [id] of byId(input.teams)) {
    if (!staffed.has(id)) tell('team', id, `no agent is in team \`${id}\``);
    else if (!serving.has(id)) tell('team', id, `team \`${id}\` serves no queue`);
  }
}
