import {
  type CallSlot,
  CONNECTING,
  callIdOf,
  FREE,
  freeCall,
  HELD,
  LEAVING,
  RINGS,
  WAITING,
} from './calls.ts';
import type { CommandSink } from './commands.ts';
import { type Ms, NEVER, type TargetId } from './ids.ts';
import { enterHold, enterLine, leaveHold, leaveLine, lineOf } from './lines.ts';
import { lookForAgent, makeOffer } from './matching.ts';
import type { Disposition } from './outcomes.ts';
import type { StepPolicy } from './policy.ts';
import { scheduleCall, stepEnd, tooLongAt } from './schedule.ts';
import { FACT, NEXT_ARRIVAL, NOW, OWN_TIME, type Router } from './state.ts';

/** `holdMs` of a call that does not arrive now: no preferred agent is looked for. */
const NO_HOLD = -1;

/**
 * A call joins the queue its row names (rule 4); `joinedAt`, age, class and arrival are set.
 * `holdMs`: how long it may wait for its preferred agent, NO_HOLD unless it has just arrived.
 */
export function joinQueue(router: Router, call: CallSlot, holdMs: Ms, out: CommandSink): void {
  const { calls, compiled } = router;
  const slot = calls.queue[call];
  const { policy, tally } = compiled.queues[slot];
  const { closed, nobody, full } = policy.exits;
  calls.state[call] = FREE;
  calls.step[call] = 0;
  calls.stepAt[call] = router.numbers[NOW];
  calls.lookedAt[call] = router.numbers[NOW];
  if (closed !== undefined && isClosed(router, slot)) {
    exitCall(router, call, 'closed', closed.go, out);
    return;
  }
  if (nobody !== undefined && staffOf(router, slot) === 0) {
    exitCall(router, call, 'nobody', nobody.go, out);
    return;
  }
  if (full !== undefined && router.waitingCount[tally] >= full.at) {
    exitCall(router, call, 'full', full.go, out);
    return;
  }
  router.waitingCount[tally]++;
  out.callQueued(callIdOf(calls, call), policy.id, 0);
  router.numbers[OWN_TIME] = router.numbers[NOW];
  enterStep(router, call, 0, holdMs, out);
  lookIfListed(router, call, out);
}

/** Whether the queue has hours and they are closed. */
export function isClosed(router: Router, queue: number): boolean {
  const hours = router.compiled.queues[queue].policy.hours;
  return hours !== undefined && router.hoursOpen.get(hours) === false;
}

/** Agents who could serve the queue at some step, as its `nobody` exit counts them. */
export function staffOf(router: Router, queue: number): number {
  const nobody = router.compiled.queues[queue].policy.exits.nobody;
  return nobody?.countPaused === true ? router.staffAll[queue] : router.staffUnpaused[queue];
}

/**
 * Enters step `first`, or the first after it not skipped, at its own time (rule 5.1); does not look
 * yet.
 */
function enterStep(
  router: Router,
  call: CallSlot,
  first: number,
  holdMs: Ms,
  out: CommandSink,
): void {
  const { calls, compiled } = router;
  const { policy, firstLine, lastStep } = compiled.queues[calls.queue[call]];
  let step = first;
  while (
    policy.steps[step].skipWhen !== undefined &&
    isSkipped(router, policy.steps[step], firstLine + step)
  ) {
    if (step < lastStep) {
      step++;
      continue;
    }
    const go = policy.steps[step].go;
    if (go === undefined) break;
    leaveWaiting(router, call);
    exitCall(router, call, 'overflowed', go, out);
    return;
  }
  const heldFor = calls.state[call] === HELD ? calls.heldFor[call] : -1;
  leaveList(router, call);
  calls.step[call] = step;
  calls.stepAt[call] = router.numbers[OWN_TIME];
  if (step > 0) out.callStepped(callIdOf(calls, call), policy.id, step);
  const say = policy.steps[step].say;
  if (say !== undefined) out.announce(callIdOf(calls, call), say);
  if (heldFor !== -1 && profileQualifies(router, heldFor, firstLine + step)) {
    enterHold(router, call, heldFor);
  } else if (holdMs === NO_HOLD || !preferAgent(router, call, holdMs, out)) {
    enterLine(router, call);
  }
}

/** A call looks for an agent unless it has been offered, or has left. */
function lookIfListed(router: Router, call: CallSlot, out: CommandSink): void {
  const state = router.calls.state[call];
  if (state === WAITING || state === HELD) lookForAgent(router, call, out);
}

/**
 * Whether few enough of the step's qualified agents are signed in, or ready, for it to be skipped.
 */
function isSkipped(router: Router, step: StepPolicy, line: number): boolean {
  const { compiled } = router;
  let signedIn = 0;
  let ready = 0;
  for (let entry = compiled.entryStart[line]; entry < compiled.entryStart[line + 1]; entry++) {
    signedIn += router.signedInCount[compiled.entryProfile[entry]];
    ready += router.readyCount[compiled.entryProfile[entry]];
  }
  const { signedInMax = NEVER, readyMax = NEVER } = step.skipWhen ?? {};
  return signedIn <= (signedInMax ?? NEVER) && ready <= (readyMax ?? NEVER);
}

/** Whether the agent's profile qualifies for a line. */
export function profileQualifies(router: Router, agent: number, line: number): boolean {
  const { profileLines, profileOf, words } = router.compiled;
  return ((profileLines[profileOf[agent] * words + (line >>> 5)] >>> (line & 31)) & 1) === 1;
}

/** Offers an arriving call to its preferred agent, or holds it for that agent. False: neither. */
function preferAgent(router: Router, call: CallSlot, holdMs: Ms, out: CommandSink): boolean {
  const { calls, agents } = router;
  const preferred = calls.preferred[call];
  if (preferred === undefined || !router.switchUp) return false;
  const agent = router.compiled.agentSlots.get(preferred);
  if (agent === undefined || !profileQualifies(router, agent, lineOf(router, call))) return false;
  if (agents.ready[agent] === 1) {
    calls.lookedAt[call] = router.numbers[NOW];
    makeOffer(router, call, agent, 'preferred', out);
    return true;
  }
  if (holdMs <= 0 || !mayHoldFor(router, agent)) return false;
  calls.holdUntil[call] = router.numbers[NOW] + holdMs;
  enterHold(router, call, agent);
  return true;
}

/** Whether calls may wait for this agent: signed in, reachable, not paused. */
export function mayHoldFor(router: Router, agent: number): boolean {
  const { signedIn, reachable, paused } = router.agents;
  return signedIn[agent] === 1 && reachable[agent] === 1 && paused[agent] === undefined;
}

/** Takes a waiting or held call out of its list; it is then in none. */
function leaveList(router: Router, call: CallSlot): void {
  if (router.calls.state[call] === WAITING) leaveLine(router, call);
  else if (router.calls.state[call] === HELD) leaveHold(router, call);
  router.calls.state[call] = FREE;
}

/** The call no longer counts as waiting in its queue: out of its list, its deadline cleared. */
export function leaveWaiting(router: Router, call: CallSlot): void {
  leaveList(router, call);
  scheduleCall(router, call);
  router.waitingCount[router.compiled.queues[router.calls.queue[call]].tally]--;
}

/** The wait told of a call that leaves its queue now. */
const waitOf = (router: Router, call: CallSlot): Ms =>
  router.numbers[NOW] - router.calls.joinedAt[call];

/** A call that is in no list and no longer counted leaves its queue (rule 6). */
export function exitCall(
  router: Router,
  call: CallSlot,
  disposition: Disposition,
  go: TargetId | undefined,
  out: CommandSink,
): void {
  const { calls, compiled, numbers } = router;
  const id = callIdOf(calls, call);
  const left = compiled.queues[calls.queue[call]].policy.id;
  const target = go === undefined ? undefined : compiled.targets.get(go);
  out.callExited(id, left, disposition, waitOf(router, call), target?.id);
  const next = target?.queue;
  if (next === undefined) {
    sendAway(router, call, target?.id, out);
    return;
  }
  const slot = compiled.queueSlots.get(next);
  if (slot === undefined || countHop(router, call) > router.limits.hopsMax) {
    out.callExited(id, next, 'system-error', 0, undefined);
    sendAway(router, call, undefined, out);
    return;
  }
  const queue = compiled.queues[slot];
  calls.queue[call] = slot;
  calls.queueId[call] = next;
  calls.joinedAt[call] = numbers[NOW];
  if (calls.ownClass[call] === 0) calls.class[call] = queue.class;
  if (target?.keepAge !== true) {
    calls.agedFrom[call] = numbers[NOW] - queue.policy.headStartMs;
    calls.arrival[call] = numbers[NEXT_ARRIVAL]++;
  }
  joinQueue(router, call, NO_HOLD, out);
}

/** Moves from queue to queue this call has made within the fact being applied. */
function hopsOf(router: Router, call: CallSlot): number {
  const { calls, numbers } = router;
  return calls.hopFact[call] === numbers[FACT] ? calls.hops[call] : 0;
}

function countHop(router: Router, call: CallSlot): number {
  const { calls, numbers } = router;
  calls.hops[call] = hopsOf(router, call) + 1;
  calls.hopFact[call] = numbers[FACT];
  return calls.hops[call];
}

function sendAway(
  router: Router,
  call: CallSlot,
  target: TargetId | undefined,
  out: CommandSink,
): void {
  router.calls.state[call] = LEAVING;
  scheduleCall(router, call);
  out.sendCall(callIdOf(router.calls, call), target);
}

/**
 * A call leaves its queue, and routing, for good without being sent anywhere. Not for calls in
 * lists.
 */
export function endCall(
  router: Router,
  call: CallSlot,
  disposition: Disposition,
  out: CommandSink,
): void {
  const { calls, compiled } = router;
  const id = callIdOf(calls, call);
  const queue = compiled.queues[calls.queue[call]].policy.id;
  out.callExited(id, queue, disposition, waitOf(router, call), undefined);
  letGo(router, call, out);
}

/** Frees the row and says so. */
export function letGo(router: Router, call: CallSlot, out: CommandSink): void {
  const id = callIdOf(router.calls, call);
  router.calls.state[call] = FREE;
  scheduleCall(router, call);
  freeCall(router.calls, call);
  out.callEnded(id);
}

/**
 * Whether the call counts as waiting in its queue: it has not been answered and not been sent away.
 */
export function countsAsWaiting(router: Router, call: CallSlot): boolean {
  const state = router.calls.state[call];
  return state === WAITING || state === HELD || state === RINGS || state === CONNECTING;
}

/**
 * The step of a waiting or held call has ended, at its own time: the next one, or the last one's
 * exit.
 */
function endStep(router: Router, call: CallSlot, out: CommandSink): void {
  const { calls, compiled } = router;
  const { policy, lastStep } = compiled.queues[calls.queue[call]];
  const step = calls.step[call];
  if (step < lastStep) {
    enterStep(router, call, step + 1, NO_HOLD, out);
    return;
  }
  leaveWaiting(router, call);
  exitCall(router, call, 'overflowed', policy.steps[step].go, out);
}

/** The deadline of a waiting or held call is due (rule 11). */
export function fireCall(router: Router, call: CallSlot, out: CommandSink): void {
  const { calls, compiled, numbers } = router;
  if (tooLongAt(router, call) === numbers[OWN_TIME]) {
    leaveWaiting(router, call);
    const { tooLong } = compiled.queues[calls.queue[call]].policy.exits;
    exitCall(router, call, 'timed-out', tooLong?.go, out);
    return;
  }
  if (stepEnd(router, call) === numbers[OWN_TIME]) {
    endStep(router, call, out);
    lookIfListed(router, call, out);
    return;
  }
  if (calls.state[call] === HELD && calls.holdUntil[call] === numbers[OWN_TIME]) {
    endHold(router, call, out);
    return;
  }
  lookForAgent(router, call, out);
}

/** A held call waits like any other from now on. */
export function endHold(router: Router, call: CallSlot, out: CommandSink): void {
  leaveHold(router, call);
  enterLine(router, call);
  lookForAgent(router, call, out);
}

/** A call whose offer ended without a conversation is back in its old place (rule 5.5). */
export function returnCall(router: Router, call: CallSlot, out: CommandSink): void {
  const { calls, compiled, numbers } = router;
  const slot = calls.queue[call];
  const { nobody, tooLong } = compiled.queues[slot].policy.exits;
  calls.offer[call] = -1;
  calls.state[call] = FREE;
  if (nobody !== undefined && staffOf(router, slot) === 0) {
    leaveWaiting(router, call);
    exitCall(router, call, 'nobody', nobody.go, out);
    return;
  }
  if (tooLongAt(router, call) <= numbers[NOW]) {
    leaveWaiting(router, call);
    exitCall(router, call, 'timed-out', tooLong?.go, out);
    return;
  }
  enterLine(router, call);
  // Steps that ended meanwhile are entered one after another; then the call looks once. A call that
  // has moved on to a queue (even to the same one) has looked there, and owes nothing of what was
  // due here.
  const hops = hopsOf(router, call);
  while (calls.state[call] === WAITING) {
    numbers[OWN_TIME] = stepEnd(router, call);
    if (numbers[OWN_TIME] > numbers[NOW]) break;
    endStep(router, call, out);
    if (hopsOf(router, call) !== hops) return;
  }
  lookIfListed(router, call, out);
}

/**
 * Waiting and held calls that `wanted` picks, in order of arrival. Cost: O(calls); never at a
 * decision.
 */
export function waitingCalls(router: Router, wanted: (call: CallSlot) => boolean): CallSlot[] {
  const { calls } = router;
  const found: CallSlot[] = [];
  for (let call = 0; call < calls.capacity; call++) {
    const state = calls.state[call];
    if ((state === WAITING || state === HELD) && wanted(call)) found.push(call);
  }
  return found.sort((a, b) => calls.arrival[a] - calls.arrival[b]);
}

/** Sends every waiting and held call of a queue left without staff away (rule 5.4). */
export function exitNobody(router: Router, queue: number, out: CommandSink): void {
  const nobody = router.compiled.queues[queue].policy.exits.nobody;
  if (nobody === undefined || staffOf(router, queue) > 0) return;
  const { calls } = router;
  const there = (call: CallSlot) =>
    calls.queue[call] === queue && (calls.state[call] === WAITING || calls.state[call] === HELD);
  for (const call of waitingCalls(router, there)) {
    if (!there(call)) continue;
    leaveWaiting(router, call);
    exitCall(router, call, 'nobody', nobody.go, out);
  }
}
