import type { AgentSlot } from './agents.ts';
import type { CallSlot } from './calls.ts';
import { HELD, WAITING } from './calls.ts';
import type { Router } from './state.ts';

/**
 * Hot path: whether place a goes before place b at equal class: earlier `agedFrom`, then earlier
 * arrival; of the places of one call, the earlier place.
 */
export function goesBefore(router: Router, a: CallSlot, b: CallSlot): boolean {
  const { agedFrom, arrival } = router.calls;
  if (agedFrom[a] !== agedFrom[b]) return agedFrom[a] < agedFrom[b];
  if (arrival[a] !== arrival[b]) return arrival[a] < arrival[b];
  return isEarlierPlace(router, a, b);
}

/** Whether place b of a call comes after its place a. */
function isEarlierPlace(router: Router, a: CallSlot, b: CallSlot): boolean {
  const { following } = router.calls;
  for (let row = following[a]; row !== -1; row = following[row]) if (row === b) return true;
  return false;
}

/** The line (step of a queue) a call stands in. */
export const lineOf = (router: Router, call: CallSlot): number =>
  router.compiled.queues[router.calls.queue[call]].firstLine + router.calls.step[call];

/**
 * Hot path: puts a call in its line, in order of routing age. Cost: O(1) at either end, where
 * nearly every call goes (new ones last, returning ones first); O(calls in between) otherwise.
 */
export function enterLine(router: Router, call: CallSlot): void {
  const { calls, compiled } = router;
  const line = lineOf(router, call);
  const list = line * compiled.classCount + calls.class[call];
  const head = router.lineHead[list];
  calls.state[call] = WAITING;
  if (head === -1) {
    router.lineHead[list] = call;
    router.lineTail[list] = call;
    calls.next[call] = -1;
    calls.previous[call] = -1;
    markLine(router, calls.class[call], line);
    return;
  }
  if (goesBefore(router, call, head)) {
    router.lineHead[list] = call;
    calls.previous[call] = -1;
    calls.next[call] = head;
    calls.previous[head] = call;
    return;
  }
  let after = router.lineTail[list];
  while (goesBefore(router, call, after)) after = calls.previous[after];
  const next = calls.next[after];
  calls.previous[call] = after;
  calls.next[call] = next;
  calls.next[after] = call;
  if (next === -1) router.lineTail[list] = call;
  else calls.previous[next] = call;
}

/** Hot path: takes a waiting call out of its line. Cost: O(1). */
export function leaveLine(router: Router, call: CallSlot): void {
  const { calls, compiled } = router;
  const line = lineOf(router, call);
  const list = line * compiled.classCount + calls.class[call];
  const next = calls.next[call];
  const previous = calls.previous[call];
  if (previous === -1) router.lineHead[list] = next;
  else calls.next[previous] = next;
  if (next === -1) router.lineTail[list] = previous;
  else calls.previous[next] = previous;
  if (router.lineHead[list] === -1) {
    clearLine(router, calls.class[call], line);
  }
}

/** Hot path: a line has its first waiting call of a class. */
function markLine(router: Router, callClass: number, line: number): void {
  const word = line >>> 5;
  router.lineMasks[callClass * router.compiled.words + word] |= 1 << (line & 31);
  router.lineWordMasks[callClass * router.lineWords + (word >>> 5)] |= 1 << (word & 31);
}

/** Hot path: a line has lost its last waiting call of a class. */
function clearLine(router: Router, callClass: number, line: number): void {
  const word = line >>> 5;
  const at = callClass * router.compiled.words + word;
  router.lineMasks[at] &= ~(1 << (line & 31));
  if (router.lineMasks[at] === 0) {
    router.lineWordMasks[callClass * router.lineWords + (word >>> 5)] &= ~(1 << (word & 31));
  }
}

/** Holds a call for its preferred agent. */
export function enterHold(router: Router, call: CallSlot, agent: AgentSlot): void {
  const { calls, agents } = router;
  const head = agents.heldHead[agent];
  calls.state[call] = HELD;
  calls.heldFor[call] = agent;
  calls.previous[call] = -1;
  calls.next[call] = head;
  if (head !== -1) calls.previous[head] = call;
  agents.heldHead[agent] = call;
}

/** Ends a hold; the call is then in no list. */
export function leaveHold(router: Router, call: CallSlot): void {
  const { calls, agents } = router;
  const next = calls.next[call];
  const previous = calls.previous[call];
  if (previous === -1) agents.heldHead[calls.heldFor[call]] = next;
  else calls.next[previous] = next;
  if (next !== -1) calls.previous[next] = previous;
  calls.heldFor[call] = -1;
}

/**
 * Hot path: puts a ready agent in its profile's idle list, longest idle first, then in order of id.
 */
export function enterIdle(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  const profile = router.agents.profile[agent];
  const since = agents.idleSince[agent];
  let after = router.idleTail[profile];
  while (after !== -1 && isLater(agents.idleSince[after], after, since, agent)) {
    after = agents.previous[after];
  }
  const next = after === -1 ? router.idleHead[profile] : agents.next[after];
  agents.previous[agent] = after;
  agents.next[agent] = next;
  if (after === -1) router.idleHead[profile] = agent;
  else agents.next[after] = agent;
  if (next === -1) router.idleTail[profile] = agent;
  else agents.previous[next] = agent;
  agents.ready[agent] = 1;
  router.readyCount[profile]++;
  router.readyMask[profile >>> 5] |= 1 << (profile & 31);
  router.readyWords[profile >>> 10] |= 1 << ((profile >>> 5) & 31);
}

const isLater = (since: number, agent: number, thanSince: number, thanAgent: number): boolean =>
  since > thanSince || (since === thanSince && agent > thanAgent);

/** Hot path: takes an agent out of its idle list. */
export function leaveIdle(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  const profile = router.agents.profile[agent];
  const next = agents.next[agent];
  const previous = agents.previous[agent];
  if (previous === -1) router.idleHead[profile] = next;
  else agents.next[previous] = next;
  if (next === -1) router.idleTail[profile] = previous;
  else agents.previous[next] = previous;
  agents.ready[agent] = 0;
  if (--router.readyCount[profile] > 0) return;
  router.readyMask[profile >>> 5] &= ~(1 << (profile & 31));
  if (router.readyMask[profile >>> 5] !== 0) return;
  router.readyWords[profile >>> 10] &= ~(1 << ((profile >>> 5) & 31));
}
