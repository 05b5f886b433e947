/** A queue: what the router needs of it, and what the program around it needs. */

import { asClassId, asHoursId, asQueueId, asTargetId } from '../core/routing/ids.ts';
import type { ExitsPolicy, QueuePolicy } from '../core/routing/policy.ts';
import { compileCallback } from './compile-callback.ts';
import { compileWrapUp, wrapUpMs } from './compile-desk.ts';
import { compileSteps } from './compile-steps.ts';
import type { Compiling } from './compiling.ts';
import { byId, nameOf } from './names.ts';
import type { QueueInput } from './schema.ts';
import { compileConditions } from './schema-conditions.ts';
import { PARALLEL_MAX } from './schema-queue.ts';
import type { QueueSite } from './site.ts';

export function compileQueue(
  compiling: Compiling,
  id: string,
  queue: QueueInput,
): { policy: QueuePolicy; site: QueueSite } {
  const callback = compileCallback(compiling, id, queue);
  const policy: QueuePolicy = {
    id: asQueueId(id),
    class: asClassId(queue.class),
    headStartMs: queue['head-start'],
    order: queue.order,
    ...(queue.order === 'ring-all' ? { parallel: queue.parallel ?? PARALLEL_MAX } : {}),
    ...(callback.policy === undefined ? {} : { callback: callback.policy }),
    answerWithinMs: queue.target.within,
    ringMs: queue.ring,
    wrapUpMs: wrapUpMs(queue['wrap-up']),
    shortAbandonMs: queue.target['short-abandon'],
    missesMax: queue.misses,
    excludeMs: queue.exclude,
    preferredWaitMs: queue['preferred-wait'],
    reloadLive: queue.reload === 'live',
    ...(queue.hours === undefined ? {} : { hours: asHoursId(queue.hours) }),
    steps: compileSteps(compiling, id, queue),
    exits: compileExits(queue.exits),
    escapes: byId(queue.escapes).map(([key, go]) => ({ key, go: asTargetId(go) })),
  };
  return {
    policy,
    site: {
      ...siteOf(compiling, id, queue),
      ...(callback.site === undefined ? {} : { callback: callback.site }),
    },
  };
}

function siteOf(compiling: Compiling, id: string, queue: QueueInput): QueueSite {
  const { target, positions } = queue;
  const resumeAgeMs = queue['resume-age'];
  const wrapUp = compileWrapUp(compiling, id, queue['wrap-up']);
  return {
    id: asQueueId(id),
    tenant: compiling.tenancy.of('queues', id),
    name: nameOf(queue.name, id),
    music: queue.music,
    target: {
      withinMs: target.within,
      ratio: target.answer,
      shortAbandonMs: target['short-abandon'],
    },
    record: queue.record,
    recordFormat: queue['record-format'],
    afterCall: queue['after-call'],
    ...(positions && {
      positions: {
        firstMs: positions.first,
        everyMs: positions.every,
        tellWait: positions.wait,
      },
    }),
    ...(resumeAgeMs > 0 ? { resumeAgeMs } : {}),
    ...(wrapUp && { wrapUp }),
    ...(queue.script === undefined ? {} : { script: queue.script }),
  };
}

/** The wait to expect is looked at like any other condition, after those that say more. */
function compileExits(exits: QueueInput['exits']): ExitsPolicy {
  const { full, nobody, closed } = exits;
  const { waited, 'expected-wait': expectedWaitMin, go } = exits['too-long'] ?? {};
  const overflow: ExitsPolicy['overflow'] = [
    ...exits.overflow.map((rule) => ({
      when: compileConditions(rule.when),
      go: asTargetId(rule.go),
      disposition: 'overflowed' as const,
    })),
    ...(expectedWaitMin === undefined
      ? []
      : [{ when: { expectedWaitMin }, go: asTargetId(go!), disposition: 'timed-out' as const }]),
  ];
  return {
    ...(full && { full: { at: full.at, go: asTargetId(full.go) } }),
    ...(waited !== undefined && { tooLong: { waitedMs: waited, go: asTargetId(go!) } }),
    ...(nobody && { nobody: { go: asTargetId(nobody.go), countPaused: nobody['count-paused'] } }),
    ...(closed && { closed: { go: asTargetId(closed.go), waiting: closed.waiting } }),
    ...(overflow.length > 0 && { overflow }),
  };
}
