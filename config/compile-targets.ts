/** Targets, announcements and pause reasons. */

import type { Destination } from '../adapters/port.ts';
import { asAnnouncementId, asPauseReason, asQueueId, asTargetId } from '../core/routing/ids.ts';
import type { TargetPolicy } from '../core/routing/policy.ts';
import { builtInTargets, noAnswer } from './built-in.ts';
import type { Compiling } from './compiling.ts';
import { byId, nameOf } from './names.ts';
import type { TargetInput } from './schema.ts';
import type { Site } from './site.ts';

type TargetSite = Site['targets'][number];

export function compileTargets(compiling: Compiling): {
  policies: readonly TargetPolicy[];
  sites: readonly TargetSite[];
} {
  const policies: TargetPolicy[] = [];
  const sites: TargetSite[] = [];
  for (const kind of builtInTargets) {
    const id = asTargetId(kind);
    policies.push({ id });
    sites.push({ id, destination: { kind } });
  }
  for (const [id, target] of byId(compiling.input.targets)) {
    if (!checkTarget(compiling, id, target)) continue;
    const targetId = asTargetId(id);
    if (target.queue === undefined) {
      policies.push({ id: targetId });
      sites.push({ id: targetId, destination: destinationOf(compiling, target) });
    } else {
      const keepAge = target['keep-age'] ?? true;
      policies.push({ id: targetId, queue: asQueueId(target.queue), keepAge });
      sites.push({ id: targetId, destination: undefined });
    }
  }
  return { policies, sites };
}

function checkTarget(compiling: Compiling, id: string, target: TargetInput): boolean {
  const { report, isDamaged } = compiling;
  const path = ['targets', id];
  if ((builtInTargets as readonly string[]).includes(id)) {
    const message = `target \`${id}\` always exists and cannot be changed`;
    report.tell('duplicate-key', path, message, { at: 'key', hint: 'give yours another id' });
    return false;
  }
  const given = (['queue', 'extension', 'announcement'] as const).filter((key) => target[key]);
  if (given.length !== 1) {
    if (isDamaged(path)) return false;
    const got = given.length === 0 ? 'none' : given.join(' and ');
    const message = `target \`${id}\` needs one of queue, extension, announcement; it has ${got}`;
    report.tell('target-unclear', path, message, { at: 'key' });
    return false;
  }
  for (const [key, owner] of [
    ['keep-age', 'queue'],
    ['context', 'extension'],
  ] as const) {
    if (target[key] === undefined || given[0] === owner) continue;
    const message = `\`${key}\` says nothing without \`${owner}\``;
    report.tell('key-ignored', [...path, key], message, { at: 'key' });
  }
  return true;
}

function destinationOf({ input }: Compiling, target: TargetInput): Destination {
  if (target.extension !== undefined) {
    const context = target.context ?? 'default';
    return { kind: 'extension', context, extension: target.extension };
  }
  return { kind: 'announcement', media: mediaOf(input.announcements[target.announcement!] ?? []) };
}

const mediaOf = (media: string | readonly string[]): readonly string[] =>
  typeof media === 'string' ? [media] : media;

/** Announcements as lists of media. */
export function compileAnnouncements({ input }: Compiling): Site['announcements'] {
  return byId(input.announcements).map(([id, media]) => ({
    id: asAnnouncementId(id),
    media: mediaOf(media),
  }));
}

/** Those written, and `no-answer`. */
export function compilePauseReasons({ input }: Compiling): Site['pauseReasons'] {
  const { [noAnswer.id]: own, ...others } = input['pause-reasons'];
  const first = own?.name === undefined ? noAnswer.name : nameOf(own.name, noAnswer.id);
  const written = byId(others).map(([id, each]) => ({
    id: asPauseReason(id),
    name: nameOf(each?.name, id),
  }));
  return [{ id: noAnswer.id, name: first }, ...written];
}
