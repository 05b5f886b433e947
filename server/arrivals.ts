/**
 * Callers that enter from the switch, or are found there after a restart, as facts for the router.
 */

import type { SwitchFact } from '../adapters/port.ts';
import type { EntrySite, QueueSite } from '../config/site.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import {
  type AgentId,
  asAgentId,
  asClassId,
  asQueueId,
  asSiteName,
  asSkillId,
  type Ms,
} from '../core/routing/ids.ts';
import { readAttributes } from './call-attributes.ts';
import type { Directory } from './directory.ts';
import type { CallMemo } from './switch-commands.ts';
import type { View } from './view.ts';
import type { AttemptView } from './view-types.ts';

export type CallArrived = RouterEvent & { readonly type: 'call-arrived' };
export type RefusalCause = 'unknown-queue' | 'unknown-entry' | 'bad-arguments';

export type Arrival =
  | {
      readonly event: CallArrived;
      readonly queue: QueueSite;
      readonly oddities: readonly string[];
      /** Of somebody a campaign had called, found again. */
      readonly attempt?: AttemptView;
    }
  | { readonly refused: RefusalCause; readonly why: string };

type Entered = SwitchFact & { readonly type: 'caller-entered' };
type Found = SwitchFact & { readonly type: 'call-found' };

export interface ArrivalContext {
  readonly directory: Directory;
  readonly view: View;
  readonly now: Ms;
  /** The agent signed in at this phone. */
  agentAt(phone: string): AgentId | undefined;
}

/** Where a caller with these arguments of `Stasis()` belongs, and how it is to be treated. */
export function arrivalOf(fact: Entered, context: ArrivalContext): Arrival {
  const { directory, view, now } = context;
  const place = placeOf(fact.args, directory);
  if ('refused' in place) return place;
  const { queue, entry } = place;
  const brought = readAttributes(fact, queue, context);
  const ownClass = brought.class ?? entry?.class;
  if (ownClass !== undefined && !view.policy.classes.includes(asClassId(ownClass))) {
    brought.oddities.push(`class=${ownClass} is no class of the configuration`);
  }
  // Who comes from another site has its bonus in the age already.
  const ownStartMs = brought.path === undefined ? entry?.headStartMs : 0;
  const headStartMs = brought.headStartMs ?? ownStartMs;
  const preferred = brought.preferred ?? view.lastAgent(queue.tenant, fact.caller.number, now);
  const also = brought.also ?? entry?.also ?? [];
  const skills = brought.skills ?? entry?.skills ?? [];
  const { resumeAgeMs } = queue;
  const earned = () =>
    resumeAgeMs && view.earnedAge(queue.tenant, queue.id, fact.caller.number, resumeAgeMs, now);
  const resumedMs = brought.path === undefined ? earned() : brought.ageMs;
  const event: CallArrived = {
    type: 'call-arrived',
    call: fact.call,
    queue: queue.id,
    ...(ownClass === undefined ? {} : { class: asClassId(ownClass) }),
    ...(headStartMs === undefined ? {} : { headStartMs }),
    ...(preferred === undefined ? {} : { preferred: asAgentId(preferred) }),
    ...(also.length > 0 ? { also } : {}),
    ...(skills.length > 0 ? { skills } : {}),
    ...(brought.exclude.length > 0 ? { exclude: brought.exclude } : {}),
    ...(resumedMs ? { resumedMs } : {}),
    ...(brought.path === undefined ? {} : { path: brought.path }),
  };
  return { event, queue, oddities: brought.oddities };
}

type Place =
  | { readonly queue: QueueSite; readonly entry?: EntrySite }
  | { readonly refused: RefusalCause; readonly why: string };

function placeOf(args: readonly string[], directory: Directory): Place {
  const [kind, id = ''] = args;
  if (kind === 'queue') {
    const queue = directory.queue(id);
    return queue ? { queue } : { refused: 'unknown-queue', why: `there is no queue "${id}"` };
  }
  if (kind === 'entry') {
    const entry = directory.entry(id);
    const queue = entry && directory.queue(entry.queue);
    if (entry && queue) return { queue, entry };
    return { refused: 'unknown-entry', why: `there is no entry for "${id}"` };
  }
  const given = args.join(',');
  const why = `Stasis() was given "${given}"; write queue,<queue> or entry,<number>`;
  return { refused: 'bad-arguments', why };
}

/**
 * A caller the router does not know, from what was kept with the channel, else from the number
 * dialled.
 */
export function adoptionOf(fact: Found, directory: Directory, now: Ms): Arrival {
  const memo = readMemo(fact.memo);
  const queue = memo && directory.queue(directory.nowCalled('queue', memo.queue));
  if (memo && queue) {
    const ownClass = memo.class && directory.nowCalled('class', memo.class);
    const also = (memo.also ?? []).map((id) => directory.nowCalled('queue', id)).map(asQueueId);
    const skills = Object.entries(memo.skills ?? {}).map(([id, levelMin]) => ({
      skill: asSkillId(directory.nowCalled('skill', id)),
      levelMin,
    }));
    const event: CallArrived = {
      type: 'call-arrived',
      call: fact.call,
      queue: queue.id,
      waitedMs: Math.max(0, now - memo.enteredAt),
      headStartMs: memo.headStartMs,
      ...(ownClass === undefined ? {} : { class: asClassId(ownClass) }),
      ...(also.length > 0 ? { also } : {}),
      ...(skills.length > 0 ? { skills } : {}),
      ...(memo.path === undefined ? {} : { path: memo.path.map(asSiteName) }),
    };
    const { attempt } = memo;
    return { event, queue, oddities: [], ...(attempt && { attempt }) };
  }
  const entry = directory.entry(fact.dialled);
  const byEntry = entry && directory.queue(entry.queue);
  if (byEntry) {
    const event: CallArrived = { type: 'call-arrived', call: fact.call, queue: byEntry.id };
    return { event, queue: byEntry, oddities: ['no memo with the channel: its wait is lost'] };
  }
  const why = memo
    ? `queue "${memo.queue}" it waited in is gone`
    : 'nothing with the channel says where it belongs';
  return { refused: 'unknown-queue', why };
}

function readMemo(text: string): CallMemo | undefined {
  try {
    const memo = JSON.parse(text) as CallMemo;
    if (memo?.v !== 1 || typeof memo.queue !== 'string') return undefined;
    const { enteredAt, headStartMs, class: ownClass } = memo;
    // A time that is none would reach the deadlines of every other call.
    const levels = Object.values(memo.skills ?? {});
    const numbers = [enteredAt, headStartMs, ...levels].every(Number.isFinite);
    const lists = [ownClass ?? '', ...(memo.also ?? []), ...(memo.path ?? [])];
    const names = lists.every((id) => typeof id === 'string');
    return numbers && names ? memo : undefined;
  } catch {
    // Another program's, or none: the caller is told by the number dialled.
    return undefined;
  }
}
