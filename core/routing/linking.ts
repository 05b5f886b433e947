import { type CallSlot, callIdOf, LINKING } from './calls.ts';
import type { CommandSink } from './commands.ts';
import type { SiteName, TargetId } from './ids.ts';
import type { Disposition } from './outcomes.ts';
import { scheduleCall } from './schedule.ts';
import { NOW, type Router } from './state.ts';

const NO_SITES: readonly SiteName[] = [];

/** A place that is in no list and not counted leaves by a link, and stays until it is accepted. */
export function startLink(
  router: Router,
  row: CallSlot,
  at: number,
  target: TargetId,
  disposition: Disposition,
  out: CommandSink,
): void {
  const { calls, compiled, links, numbers } = router;
  const { id, ringMs } = compiled.links[at];
  const call = callIdOf(calls, row);
  const attempt = { target, disposition, deadline: numbers[NOW] + ringMs };
  calls.state[row] = LINKING;
  router.waitingCount[compiled.queues[calls.queue[row]].tally]++;
  links.used[at]++;
  links.legs.set(call, { link: id, accepted: false, attempt });
  scheduleCall(router, row);
  const { classes, site } = compiled.policy;
  const path = links.traces.get(call)?.path ?? NO_SITES;
  const ageMs = Math.max(0, numbers[NOW] - calls.agedFrom[row]);
  const ownClass = calls.ownClass[row] === 1 ? classes[calls.class[row]] : undefined;
  out.linkCall(call, id, target, ageMs, site === undefined ? path : [...path, site], ownClass);
}
