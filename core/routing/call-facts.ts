import { agentIdOf, offerIdOf } from './agents.ts';
import {
  AGENT_FIRST,
  type CallSlot,
  CUSTOMER_FIRST,
  callIdOf,
  exclude,
  HELD,
  IN_TALK,
  LEAVING,
  NOT_NOTED,
  queueIdOf,
  RINGS,
  takeCall,
  WAITING,
} from './calls.ts';
import type { CommandSink } from './commands.ts';
import { dropDemand, takeDemand } from './demands.ts';
import type { RouterEvent } from './events.ts';
import { noteAbandon } from './expectation.ts';
import {
  type AgentId,
  type CallId,
  type Ms,
  NEVER,
  type QueueId,
  type SiteName,
  type TargetId,
} from './ids.ts';
import { endCall, endOthers, hopsOf, joinPlace, leaveBy, letGo } from './joining.ts';
import { enterLine, leaveLine } from './lines.ts';
import { isShut } from './link-choice.ts';
import { lookForAgent, lookOnArrival } from './matching.ts';
import { withdrawAll } from './offer-ends.ts';
import { detachOffers } from './offer-links.ts';
import type { Disposition, Outcome } from './outcomes.ts';
import { addPlace, countsAsWaiting, enterLines, isOnlyPlace, offeredPlace } from './places.ts';
import { look } from './returning.ts';
import { indexOf } from './rows.ts';
import { scheduleCall, waitOf } from './schedule.ts';
import { agentQualifies } from './select-agent.ts';
import { NEXT_ARRIVAL, NOW, type Router } from './state.ts';

type Arrived = Extract<RouterEvent, { type: 'call-arrived' }>;

/** Hot path: rule 3. */
export function callArrived(router: Router, event: Arrived, out: CommandSink): Outcome {
  const { calls, compiled } = router;
  if (calls.slots.get(event.call) !== -1) return 'duplicate';
  const slot = compiled.queueSlots.get(event.queue);
  if (slot === undefined) return 'unknown-queue';
  const also = event.also === undefined ? NONE : otherQueues(router, event);
  if (event.path !== undefined && hasLooped(router, event.path)) return 'loop';
  if (calls.freeCount <= also.length) return 'over-limit';
  const call = takeCall(calls, event.call);
  const arrival = router.numbers[NEXT_ARRIVAL]++;
  setPlace(router, call, slot, event, arrival);
  if (event.skills !== undefined) {
    calls.demand[call] = takeDemand(router.demands, compiled, event.skills);
  }
  if (event.callback !== undefined) startCallback(router, call, event.callback);
  for (let i = 0; i < also.length; i++) {
    setPlace(router, addPlace(router, call), also[i], event, arrival);
  }
  const { preferred } = event;
  if (preferred !== undefined && isKnown(router, preferred))
    calls.preferred[indexOf(call)] = preferred;
  if (event.exclude !== undefined) excludeAll(router, call, event.exclude);
  if (event.path !== undefined) {
    router.links.traces.set(event.call, { path: event.path, declined: [] });
    router.links.arriving = true;
  }
  joinAll(router, call, event, out);
  router.links.arriving = false;
  return 'applied';
}

/** Whether a call with this path has been at this site before. */
function hasLooped({ compiled }: Router, path: readonly SiteName[]): boolean {
  const { site } = compiled.policy;
  return site !== undefined && path.includes(site);
}

const NONE: readonly number[] = [];

/** Further queues of the policy, each once, as many as a call may wait in. */
function otherQueues(router: Router, event: Arrived): number[] {
  const named = new Set<QueueId>([event.queue]);
  const found: number[] = [];
  for (const id of event.also ?? []) {
    const slot = router.compiled.queueSlots.get(id);
    if (slot === undefined || named.has(id) || named.size >= router.limits.placesMax) continue;
    named.add(id);
    found.push(slot);
  }
  return found;
}

function excludeAll(router: Router, call: CallSlot, agents: readonly AgentId[]): void {
  const { calls, compiled } = router;
  for (const id of agents) {
    if (isKnown(router, id)) exclude(calls, call, compiled.agentSlots.get(id) as number, NEVER);
  }
}

const isKnown = (router: Router, id: AgentId): boolean => {
  const agent = router.compiled.agentSlots.get(id);
  return agent !== undefined && router.agents.inPolicy[agent] === 1;
};

/** Hot path: what a place is when it arrives; it has joined nothing yet. */
function setPlace(
  router: Router,
  row: CallSlot,
  slot: number,
  event: Arrived,
  arrival: number,
): void {
  const { calls, compiled, numbers } = router;
  const queue = compiled.queues[slot];
  const ownClass = event.class === undefined ? undefined : compiled.classes.get(event.class);
  calls.queue[row] = slot;
  calls.queueId[indexOf(row)] = queue.policy.id;
  calls.class[row] = ownClass ?? queue.class;
  calls.ownClass[row] = ownClass === undefined ? 0 : 1;
  calls.classAt[row] = numbers[NOW];
  calls.joinedAt[row] = numbers[NOW] - (event.waitedMs ?? 0);
  const headStartMs = event.headStartMs ?? queue.policy.headStartMs;
  calls.agedFrom[row] = calls.joinedAt[row] - headStartMs - (event.resumedMs ?? 0);
  calls.arrival[row] = arrival;
  calls.lookedAt[row] = numbers[NOW];
}

/** Hot path: every place joins; then the call looks once, at its preferred agent first. */
function joinAll(router: Router, call: CallSlot, event: Arrived, out: CommandSink): void {
  const { calls, compiled } = router;
  let waits = -1;
  let places = 0;
  for (let row = call; row !== -1; places++) {
    const next = calls.following[row];
    waits = joinPlace(router, row, out);
    row = next;
  }
  if (waits === -1) return;
  const first = calls.first[waits];
  for (let row = first; row !== -1; row = calls.following[row]) places--;
  if (places > 0 || hopsOf(router, first) > 0 || calls.callback[first] !== 0) {
    lookForAgent(router, first, out);
    return;
  }
  const { preferredWaitMs } = compiled.queues[calls.queue[first]].policy;
  lookOnArrival(router, first, event.preferredWaitMs ?? preferredWaitMs, out);
}

/** What the router learns of a call while it waits. */
export function callChanged(
  router: Router,
  call: CallSlot,
  event: Extract<RouterEvent, { type: 'call-changed' }>,
  out: CommandSink,
): Outcome {
  const { calls, compiled, numbers } = router;
  if (!countsAsWaiting(router, call)) return 'late';
  const ownClass = event.class === undefined ? undefined : compiled.classes.get(event.class);
  const demand =
    event.skills === undefined
      ? calls.demand[call]
      : takeDemand(router.demands, compiled, event.skills);
  if (event.skills !== undefined) dropDemand(router.demands, calls.demand[call]);
  for (let row = call; row !== -1; row = calls.following[row]) {
    const waits = calls.state[row] === WAITING;
    if (waits) leaveLine(router, row);
    if (ownClass !== undefined) {
      calls.class[row] = ownClass;
      calls.ownClass[row] = 1;
      calls.classAt[row] = numbers[NOW];
    }
    calls.agedFrom[row] -= event.addAgeMs ?? 0;
    calls.demand[row] = demand;
    if (waits) enterLine(router, row);
    scheduleCall(router, row);
  }
  const state = calls.state[call];
  if (state === HELD && !agentQualifies(router, calls.heldFor[call], call)) {
    enterLines(router, call);
  }
  if (state === WAITING || state === HELD) lookForAgent(router, call, out);
  return 'applied';
}

/** Rule 6: the caller is called back, and keeps the place. */
export function callbackRequested(
  router: Router,
  call: CallSlot,
  event: Extract<RouterEvent, { type: 'callback-requested' }>,
  out: CommandSink,
): Outcome {
  const { calls, compiled } = router;
  const state = calls.state[call];
  if ((state !== WAITING && state !== HELD) || calls.callback[call] !== 0) return 'late';
  if (calls.slots.get(event.callback) !== -1) return 'duplicate';
  if (calls.freeCount === 0) return 'over-limit';
  const asked = event.target === undefined ? undefined : compiled.targets.get(event.target);
  const target = asked?.queue === undefined ? asked?.id : undefined;
  for (let row = call; row !== -1; row = calls.following[row]) {
    const disposition = row === call ? 'callback' : 'elsewhere';
    const queue = compiled.queues[calls.queue[row]].policy.id;
    const told = row === call ? target : undefined;
    out.callExited(event.call, queue, disposition, waitOf(router, row), told);
  }
  if (state === HELD) enterLines(router, call);
  leaveBehind(router, call, event.callback);
  startCallback(router, call, event);
  out.sendCall(event.call, target);
  for (let row = call; row !== -1; row = calls.following[row]) {
    out.callQueued(event.callback, queueIdOf(calls, row), calls.step[row]);
  }
  lookForAgent(router, call, out);
  return 'applied';
}

/** The places go to the callback's id; the caller, on the way out, keeps a copy of the first. */
function leaveBehind(router: Router, call: CallSlot, callback: CallId): void {
  const { calls } = router;
  const caller = callIdOf(calls, call);
  calls.slots.delete(caller);
  for (let row = call; row !== -1; row = calls.following[row]) calls.id[row] = callback;
  calls.slots.set(callback, call);
  const left = takeCall(calls, caller);
  for (const column of PLACE_COLUMNS) calls[column][left] = calls[column][call];
  calls.queueId[indexOf(left)] = queueIdOf(calls, call);
  calls.state[left] = LEAVING;
}

/** What makes a place, as columns of numbers. */
const PLACE_COLUMNS = [
  'queue',
  'class',
  'classAt',
  'ownClass',
  'step',
  'stepAt',
  'joinedAt',
  'agedFrom',
  'arrival',
  'lookedAt',
] as const;

/** The call has no channel until its customer answers. */
function startCallback(
  router: Router,
  first: CallSlot,
  asked: { readonly first: 'agent' | 'customer'; readonly forMs: Ms },
): void {
  const { calls, numbers } = router;
  calls.expiresAt[first] = numbers[NOW] + asked.forMs;
  calls.restUntil[first] = numbers[NOW];
  calls.attempts[first] = 0;
  for (let row = first; row !== -1; row = calls.following[row]) {
    calls.callback[row] = asked.first === 'agent' ? AGENT_FIRST : CUSTOMER_FIRST;
    calls.ahead[row] = NOT_NOTED;
    calls.owed[row] = 0;
  }
}

/** Hot path: rule 8, `caller-left`. */
export function callerLeft(router: Router, call: CallSlot, out: CommandSink): Outcome {
  const { calls, agents, compiled, numbers } = router;
  const state = calls.state[call];
  if (state === LEAVING) {
    letGo(router, call, out);
    return 'applied';
  }
  const row = offeredPlace(router, call);
  const offers = detachOffers(router, row);
  if (state === IN_TALK) {
    out.releaseAgent(offerIdOf(agents, offers), agentIdOf(agents, offers));
    letGo(router, call, out);
    return 'applied';
  }
  const { shortAbandonMs } = compiled.queues[calls.queue[row]].policy;
  const short = numbers[NOW] - calls.joinedAt[row] < shortAbandonMs && calls.callback[row] === 0;
  if (!short) noteAbandon(router, row);
  endCall(router, row, short ? 'abandoned-short' : 'abandoned', out);
  withdrawAll(router, offers, 'caller-gone', out);
  return 'applied';
}

/** A key pressed while waiting that leaves the queue. */
export function callEscaped(
  router: Router,
  call: CallSlot,
  key: string,
  out: CommandSink,
): Outcome {
  const { calls, compiled } = router;
  if (!mayLeave(router, call)) return 'late';
  for (let row = call; row !== -1; row = calls.following[row]) {
    const { escapes } = compiled.queues[calls.queue[row]].policy;
    const found = escapes.find((entry) => entry.key === key);
    if (found === undefined || isShut(router, call, found.go, true)) continue;
    takeOut(router, row, 'deflected', found.go, out);
    return 'applied';
  }
  return 'unknown-target';
}

/** A waiting call moved by a person or program. */
export function callMoved(
  router: Router,
  call: CallSlot,
  target: TargetId,
  out: CommandSink,
): Outcome {
  if (!mayLeave(router, call)) return 'late';
  if (!router.compiled.targets.has(target)) return 'unknown-target';
  if (isShut(router, call, target, true)) return 'unknown-target';
  takeOut(router, call, 'transferred', target, out);
  return 'applied';
}

function mayLeave(router: Router, call: CallSlot): boolean {
  const { calls } = router;
  if (calls.callback[call] !== 0) return false;
  const state = calls.state[offeredPlace(router, call)];
  return state === WAITING || state === HELD || state === RINGS;
}

/** The call leaves through one of its places; the others end. */
function takeOut(
  router: Router,
  row: CallSlot,
  disposition: Disposition,
  go: TargetId,
  out: CommandSink,
): void {
  const offers = detachOffers(router, offeredPlace(router, row));
  withdrawAll(router, offers, 'moved', out);
  if (!isOnlyPlace(router, row)) endOthers(router, row, out);
  look(router, leaveBy(router, row, disposition, go, out), out);
}

/** The switch refused to send the caller away: once more, back to the dialplan. */
export function sendFailed(router: Router, call: CallSlot, out: CommandSink): Outcome {
  const { calls } = router;
  if (calls.state[call] !== LEAVING || calls.sentBack[call] === 1) return 'late';
  calls.sentBack[call] = 1;
  out.sendCall(callIdOf(calls, call), undefined);
  return 'applied';
}
