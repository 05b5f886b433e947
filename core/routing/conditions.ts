import type { CallSlot } from './calls.ts';
import { queueExpectedWait, serviceLevelBelow } from './expectation.ts';
import { NEVER, type TargetId } from './ids.ts';
import { isShut, otherwiseOf } from './link-choice.ts';
import type { Conditions } from './policy.ts';
import type { Router } from './state.ts';

/**
 * Whether conditions of the place's queue hold at one of its steps (rule 5.7); an absent or empty
 * one never does. `itself`: how many of the calls counted in the queue the place is, 1 once it has
 * joined. Cost: O(profiles that qualify) when agents are counted.
 */
export function conditionsHold(
  router: Router,
  row: CallSlot,
  step: number,
  when: Conditions | undefined,
  itself: 0 | 1,
): boolean {
  if (when === undefined) return false;
  const { compiled, calls } = router;
  const queue = calls.queue[row];
  const { signedInMax, readyMax, waitingMin, expectedWaitMin } = when;
  const others = router.waitingCount[compiled.queues[queue].tally] - itself;
  let given = false;
  if (signedInMax !== undefined || readyMax !== undefined) {
    const line = compiled.queues[queue].firstLine + step;
    // NEVER is `null` in JSON.
    if (countSignedIn(router, line) > (signedInMax ?? NEVER)) return false;
    if (countReady(router, line) > (readyMax ?? NEVER)) return false;
    given = true;
  }
  if (waitingMin !== undefined) {
    if (others < waitingMin) return false;
    given = true;
  }
  if (expectedWaitMin !== undefined) {
    const expected = queueExpectedWait(router, queue, others);
    if (expected === NEVER || expected < expectedWaitMin) return false;
    given = true;
  }
  if (when.serviceLevelBelow !== undefined) {
    if (!serviceLevelBelow(router, queue, when.serviceLevelBelow)) return false;
    given = true;
  }
  return given;
}

/** Agents signed in who qualify for a line. */
function countSignedIn(router: Router, line: number): number {
  const { entryStart, entryProfile } = router.compiled;
  let count = 0;
  for (let entry = entryStart[line]; entry < entryStart[line + 1]; entry++) {
    count += router.signedInCount[entryProfile[entry]];
  }
  return count;
}

/** Agents ready who qualify for a line. */
function countReady(router: Router, line: number): number {
  const { entryStart, entryProfile } = router.compiled;
  let count = 0;
  for (let entry = entryStart[line]; entry < entryStart[line + 1]; entry++) {
    count += router.readyCount[entryProfile[entry]];
  }
  return count;
}

/**
 * Hot path: whether the place would stay all the same, as if the exit were not there: a callback
 * leaves routing by no exit, and none leads to links of which none is usable.
 */
export function staysInside(router: Router, row: CallSlot, go: TargetId | undefined): boolean {
  const { callback } = router.calls;
  const { targets, targetLinks, queueSlots } = router.compiled;
  if (callback[row] === 0 && targetLinks.size === 0) return false;
  if (callback[row] === 0) return !router.links.arriving && isShut(router, row, go);
  const asked = go === undefined ? undefined : targets.get(go);
  const byLink = asked !== undefined && targetLinks.has(asked.id);
  const queue = (byLink ? otherwiseOf(router.compiled, asked) : asked)?.queue;
  return queue === undefined || !queueSlots.has(queue);
}
