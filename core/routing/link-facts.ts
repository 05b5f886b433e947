import { type CallSlot, callIdOf, LINKING, OWED_STEP, OWED_TOO_LONG } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { staysInside } from './conditions.ts';
import type { LinkedCall } from './events.ts';
import { type CallId, type LinkId, NEVER, type TargetId } from './ids.ts';
import { leaveBy, leaveWaiting, letGo } from './joining.ts';
import type { LinkAttempt, LinkLeg } from './link-table.ts';
import type { LinkResult, Outcome } from './outcomes.ts';
import { isListed } from './places.ts';
import { exitNobody, look, returnCall, waitingPlaces } from './returning.ts';
import { scheduleCall, scheduleLink, waitOf } from './schedule.ts';
import { NOW, type Router } from './state.ts';

/** What becomes of calls on links, and of links themselves (rules, part 14). */

/** A link comes up or goes down. */
export function linkChanged(router: Router, link: LinkId, up: boolean, out: CommandSink): Outcome {
  const { compiled, links } = router;
  const at = compiled.linkSlots.get(link);
  if (at === undefined) return 'unknown-link';
  if ((links.up[at] === 1) === up) return 'duplicate';
  links.up[at] = up ? 1 : 0;
  if (up) tryOwed(router, out);
  return 'applied';
}

/** The far end has the call. */
export function linkAccepted(router: Router, call: CallId, out: CommandSink): Outcome {
  const leg = router.links.legs.get(call);
  if (leg === undefined) return 'unknown-call';
  if (leg.accepted) return 'duplicate';
  if (leg.attempt === undefined) return 'late';
  acceptCall(router, router.calls.slots.get(call), leg, leg.attempt, out);
  return 'applied';
}

/** The call leaves; its leg goes on. */
export function acceptCall(
  router: Router,
  row: CallSlot,
  leg: LinkLeg,
  { disposition, target }: LinkAttempt,
  out: CommandSink,
): void {
  const { calls, compiled } = router;
  leg.accepted = true;
  leg.attempt = undefined;
  leaveWaiting(router, row);
  const { id } = compiled.queues[calls.queue[row]].policy;
  const told: TargetId | undefined = compiled.targets.has(target) ? target : undefined;
  out.callExited(callIdOf(calls, row), id, disposition, waitOf(router, row), told);
  letGo(router, row, out);
}

/** A leg is there no more: its channel is free, and a caller who still waits has been refused. */
export function linkEnded(
  router: Router,
  call: CallId,
  result: LinkResult,
  out: CommandSink,
): Outcome {
  const leg = router.links.legs.get(call);
  if (leg === undefined) return 'unknown-call';
  dropLeg(router, call, leg);
  if (leg.attempt !== undefined) {
    noteRefusal(router, call, leg.link, result);
    const row = router.calls.slots.get(call);
    const { disposition, target } = leg.attempt;
    if (router.compiled.targets.has(target) && !staysInside(router, row, target)) {
      look(router, leaveBy(router, row, disposition, target, out), out);
    } else returnCall(router, row, out);
  }
  tryOwed(router, out);
  return 'applied';
}

/** Takes a leg out of the table. */
export function dropLeg(router: Router, call: CallId, leg: LinkLeg): void {
  router.links.legs.delete(call);
  const at = router.compiled.linkSlots.get(leg.link);
  if (at !== undefined) router.links.used[at]--;
}

/** One who declined is not asked for this call again; else nobody asks for a while. */
function noteRefusal(router: Router, call: CallId, link: LinkId, result: LinkResult): void {
  const { compiled, links, numbers } = router;
  const at = compiled.linkSlots.get(link);
  if (result === 'declined') {
    const { path, declined } = links.traces.get(call) ?? { path: undefined, declined: [] };
    links.traces.set(call, { path, declined: [...declined, link] });
  } else if (result !== 'ended' && at !== undefined) {
    links.restUntil[at] = numbers[NOW] + Math.max(1, compiled.links[at].restMs);
    scheduleLink(router, at);
  }
}

/** The far end has not accepted in time: it is told so, again and again until the leg ends. */
export function fireLinking(router: Router, row: CallSlot, out: CommandSink): void {
  const { calls, limits, links, numbers } = router;
  const call = callIdOf(calls, row);
  const attempt = links.legs.get(call)?.attempt;
  if (attempt !== undefined) attempt.deadline = numbers[NOW] + limits.withdrawMs;
  scheduleCall(router, row);
  out.unlinkCall(call);
}

/** A link has rested. */
export function fireLink(router: Router, at: number, out: CommandSink): void {
  router.links.restUntil[at] = NEVER;
  scheduleLink(router, at);
  tryOwed(router, out);
}

/** A link may be usable: who was passed over for want of one tries again. Cost: O(calls). */
export function tryOwed(router: Router, out: CommandSink): void {
  const { calls, compiled } = router;
  if (compiled.targetLinks.size === 0) return;
  compiled.queues.forEach((_, queue) => {
    exitNobody(router, queue, out);
  });
  for (const row of waitingPlaces(router, (place) => calls.owed[place] !== 0)) {
    if (calls.owed[row] !== 0 && isListed(router, row)) payOwed(router, row, out);
  }
}

function payOwed(router: Router, row: CallSlot, out: CommandSink): void {
  const { calls, compiled } = router;
  const { exits, steps } = compiled.queues[calls.queue[row]].policy;
  const { go } = steps[calls.step[row]];
  if ((calls.owed[row] & OWED_TOO_LONG) !== 0 && !staysInside(router, row, exits.tooLong?.go)) {
    look(router, leaveBy(router, row, 'timed-out', exits.tooLong?.go, out), out);
  } else if ((calls.owed[row] & OWED_STEP) !== 0 && !staysInside(router, row, go)) {
    look(router, leaveBy(router, row, 'overflowed', go, out), out);
  }
}

/** Legs as the switch has them after an outage; calls left without theirs are returned, by id. */
export function restoreLegs(
  router: Router,
  live: readonly LinkedCall[],
  liveCalls: ReadonlySet<CallId>,
): CallId[] {
  const { compiled, links } = router;
  const listed = new Set(live.map(({ call }) => call));
  const refused: CallId[] = [];
  for (const [call, leg] of [...links.legs]) {
    if (listed.has(call)) continue;
    dropLeg(router, call, leg);
    if (leg.attempt !== undefined) refused.push(call);
  }
  for (const { call, link } of live) {
    if (links.legs.has(call) || liveCalls.has(call)) continue;
    links.legs.set(call, { link, accepted: true, attempt: undefined });
    const at = compiled.linkSlots.get(link);
    if (at !== undefined) links.used[at]++;
  }
  return refused.sort((a, b) => a - b);
}

/** Those whose leg went during an outage wait again. */
export function returnUnlinked(router: Router, refused: readonly CallId[], out: CommandSink): void {
  for (const call of refused) {
    const row = router.calls.slots.get(call);
    if (row !== -1 && router.calls.state[row] === LINKING) returnCall(router, row, out);
  }
}

/** The clocks of attempts go on where they stood. */
export function startLinkClocks(router: Router, away: number): void {
  for (const [call, { attempt }] of router.links.legs) {
    if (attempt === undefined) continue;
    attempt.deadline += away;
    scheduleCall(router, router.calls.slots.get(call));
  }
}

/** The clocks of attempts stand still: none has a deadline while the switch is down. */
export function stopLinkClocks(router: Router): void {
  startLinkClocks(router, 0);
}
