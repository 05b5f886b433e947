/**
 * Callers that enter from the switch, or are found there after a restart, as facts for the router.
 */

import type { SwitchFact } from '../adapters/port.ts';
import type { EntrySite, QueueSite } from '../config/site.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import { asAgentId, asClassId, type Ms } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import type { CallMemo } from './switch-commands.ts';
import type { View } from './view.ts';

export type CallArrived = RouterEvent & { readonly type: 'call-arrived' };
export type RefusalCause = 'unknown-queue' | 'unknown-entry' | 'bad-arguments';

export type Arrival =
  | { readonly event: CallArrived; readonly queue: QueueSite; readonly oddities: readonly string[] }
  | { readonly refused: RefusalCause; readonly why: string };

type Entered = SwitchFact & { readonly type: 'caller-entered' };
type Found = SwitchFact & { readonly type: 'call-found' };

/** `90s`, `2m`, `1h`, or a bare number of seconds. Undefined: none of these. */
export function parseDuration(text: string): Ms | undefined {
  const match = /^(\d{1,9})(ms|s|m|h)?$/.exec(text.trim());
  if (!match) return undefined;
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
  return Number(match[1]) * unitMs[(match[2] ?? 's') as keyof typeof unitMs];
}

/** Where a caller with these arguments of `Stasis()` belongs. */
export function arrivalOf(fact: Entered, directory: Directory, view: View): Arrival {
  const place = placeOf(fact.args, directory);
  if ('refused' in place) return place;
  const { queue, entry } = place;
  const oddities: string[] = [];
  const { 'head-start': headStart, preferred } = fact.variables;
  const ownClass = fact.variables.class ?? entry?.class;
  let headStartMs = entry?.headStartMs;
  if (headStart !== undefined) {
    headStartMs = parseDuration(headStart) ?? headStartMs;
    if (parseDuration(headStart) === undefined) {
      oddities.push(`head-start=${headStart} is no duration (write 60s, 2m)`);
    }
  }
  if (ownClass !== undefined && !view.policy.classes.includes(asClassId(ownClass))) {
    oddities.push(`class=${ownClass} is no class of the configuration`);
  }
  if (preferred !== undefined && !directory.agent(preferred)) {
    oddities.push(`preferred=${preferred} is no agent of the configuration`);
  }
  const agent = preferred ?? view.lastAgent(queue.tenant, fact.caller.number);
  const event: CallArrived = {
    type: 'call-arrived',
    call: fact.call,
    queue: queue.id,
    ...(ownClass === undefined ? {} : { class: asClassId(ownClass) }),
    ...(headStartMs === undefined ? {} : { headStartMs }),
    ...(agent === undefined ? {} : { preferred: asAgentId(agent) }),
  };
  return { event, queue, oddities };
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
    const event: CallArrived = {
      type: 'call-arrived',
      call: fact.call,
      queue: queue.id,
      waitedMs: Math.max(0, now - memo.enteredAt),
      headStartMs: memo.headStartMs,
      ...(ownClass === undefined ? {} : { class: asClassId(ownClass) }),
    };
    return { event, queue, oddities: [] };
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
    const times = Number.isFinite(enteredAt) && Number.isFinite(headStartMs);
    return times && ['string', 'undefined'].includes(typeof ownClass) ? memo : undefined;
  } catch {
    // Another program's, or none: the caller is told by the number dialled.
    return undefined;
  }
}
