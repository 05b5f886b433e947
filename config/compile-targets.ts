/** Targets, announcements and pause reasons. */

import type { Destination } from '../adapters/port.ts';
import {
  asAnnouncementId,
  asLinkId,
  asPauseReason,
  asQueueId,
  asTargetId,
} from '../core/routing/ids.ts';
import type { TargetPolicy } from '../core/routing/policy.ts';
import { builtInTargets, noAnswer } from './built-in.ts';
import type { Compiling } from './compiling.ts';
import { byId, nameOf } from './names.ts';
import { type ConfigInput, type TargetInput, targetKinds } from './schema.ts';
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
    if (target.links !== undefined) {
      policies.push({ id: targetId, ...linksOf(compiling, id, target) });
      sites.push({ id: targetId, destination: undefined, dial: target.dial ?? '' });
    } else if (target.queue === undefined) {
      policies.push({ id: targetId });
      sites.push({ id: targetId, ...outsideOf(compiling, id, target) });
    } else {
      const keepAge = target['keep-age'] ?? true;
      policies.push({ id: targetId, queue: asQueueId(target.queue), keepAge });
      sites.push({ id: targetId, destination: undefined });
    }
  }
  return { policies, sites };
}

/** Keys that belong to one kind of target only. */
const keyOwners = [
  ['keep-age', 'queue'],
  ['context', 'extension'],
  ['dial', 'links'],
] as const;

function checkTarget(compiling: Compiling, id: string, target: TargetInput): boolean {
  const { report, isDamaged } = compiling;
  const path = ['targets', id];
  if (isBuiltIn(id)) {
    const message = `target \`${id}\` always exists and cannot be changed`;
    report.tell('duplicate-key', path, message, { at: 'key', hint: 'give yours another id' });
    return false;
  }
  const given = targetKinds.filter((key) => target[key]);
  if (given.length !== 1) {
    if (isDamaged(path)) return false;
    const got = given.length === 0 ? 'none' : given.join(' and ');
    const message = `target \`${id}\` needs one of ${targetKinds.join(', ')}; it has ${got}`;
    report.tell('target-unclear', path, message, { at: 'key' });
    return false;
  }
  if (target.links !== undefined && target.dial === undefined) {
    const message = `target \`${id}\` does not say what to dial at the far end`;
    report.tell('missing-key', path, message, { at: 'key', hint: 'add `dial: "8100"`' });
  }
  if (target.otherwise !== undefined && given[0] !== 'callback' && given[0] !== 'links') {
    const message = '`otherwise` says nothing without `callback` or `links`';
    report.tell('key-ignored', [...path, 'otherwise'], message, { at: 'key' });
  }
  for (const [key, owner] of keyOwners) {
    if (target[key] === undefined || given[0] === owner) continue;
    const message = `\`${key}\` says nothing without \`${owner}\``;
    report.tell('key-ignored', [...path, key], message, { at: 'key' });
  }
  return true;
}

const isBuiltIn = (id: string): id is (typeof builtInTargets)[number] =>
  (builtInTargets as readonly string[]).includes(id);

/** The call leaves by one of these, or goes where it would otherwise. */
function linksOf(
  { input, report }: Compiling,
  id: string,
  { links = [], otherwise }: TargetInput,
): Pick<TargetPolicy, 'links' | 'otherwise'> {
  for (const [index, link] of links.entries()) {
    if (links.indexOf(link) === index) continue;
    const message = `\`${link}\` is in this list already`;
    report.tell('named-twice', ['targets', id, 'links', index], message, {
      hint: 'keep one of them',
    });
  }
  if (otherwise !== undefined && input.targets[otherwise]?.links !== undefined) {
    const message = `\`${otherwise}\` leads to links itself`;
    report.tell('otherwise-inside', ['targets', id, 'otherwise'], message, {
      hint: 'name its links here, behind these',
    });
  }
  return {
    links: links.map(asLinkId),
    ...(otherwise === undefined ? {} : { otherwise: asTargetId(otherwise) }),
  };
}

/** Where a caller goes who leaves routing; of a callback, where one goes who declines it. */
function outsideOf(
  compiling: Compiling,
  id: string,
  target: TargetInput,
): Pick<TargetSite, 'destination' | 'callback'> {
  const { input } = compiling;
  if (target.callback === undefined) return { destination: destinationOf(input, target) };
  const otherwise = target.otherwise ?? 'dialplan';
  const destination = isBuiltIn(otherwise)
    ? ({ kind: otherwise } as const)
    : otherwiseOf(compiling, id, otherwise);
  return { destination, callback: { otherwise: asTargetId(otherwise) } };
}

/** The caller has left the queues when the offer is declined: there is no way back into one. */
function otherwiseOf(
  { input, report }: Compiling,
  id: string,
  otherwise: string,
): Destination | undefined {
  const target = Object.hasOwn(input.targets, otherwise) ? input.targets[otherwise]! : undefined;
  if (target === undefined) return undefined;
  const inside = target.queue ?? target.callback ?? target.links;
  if (inside === undefined) return destinationOf(input, target);
  const leads =
    target.queue !== undefined
      ? `leads to queue \`${target.queue}\``
      : target.links === undefined
        ? 'offers a callback itself'
        : 'leads to links, where callers may be refused';
  const message = `\`${otherwise}\` ${leads}: a caller who declines has left the queues`;
  report.tell('otherwise-inside', ['targets', id, 'otherwise'], message, {
    hint: 'name an extension, an announcement, dialplan or hang-up',
  });
  return undefined;
}

function destinationOf({ announcements }: ConfigInput, target: TargetInput): Destination {
  if (target.extension !== undefined) {
    const context = target.context ?? 'default';
    return { kind: 'extension', context, extension: target.extension };
  }
  return { kind: 'announcement', media: mediaOf(announcements[target.announcement!] ?? []) };
}

/** Media as a list. */
export const mediaOf = (media: string | readonly string[]): readonly string[] =>
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
