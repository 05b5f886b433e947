import { type AgentSlot, IDLE, READY, setPaused, stateOf } from './agents.ts';
import { type CallSlot, HELD } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { NEVER } from './ids.ts';
import { enterIdle, leaveIdle } from './lines.ts';
import { endHold, lookForCall, mayHoldFor, tellAgent } from './matching.ts';
import { exitNobody, waitingPlaces } from './returning.ts';
import { scheduleAgent } from './schedule.ts';
import type { Router } from './state.ts';

/**
 * What follows every fact about an agent, in this order (rule 2): a due sign-out, the notice,
 * queues left without staff, calls no longer held, and, when `looks`, a call for an agent who has
 * become ready.
 */
export function afterAgent(
  router: Router,
  agent: AgentSlot,
  looks: boolean,
  out: CommandSink,
): void {
  const { agents } = router;
  const leaves = agents.signOutNext[agent] === 1 || agents.inPolicy[agent] === 0;
  if (leaves && agents.activity[agent] === IDLE) {
    agents.signOutNext[agent] = 0;
    agents.signedIn[agent] = 0;
    setPaused(agents, agent, undefined);
    // One the policy has dropped is forgotten now, and owes nothing any more.
    if (agents.inPolicy[agent] === 0) agents.retryAt[agent] = NEVER;
  }
  const wasReady = agents.ready[agent] === 1;
  settleAgent(router, agent);
  scheduleAgent(router, agent);
  tellAgent(router, agent, out);
  if (agents.staffFell[agent] === 1) {
    agents.staffFell[agent] = 0;
    exitUnstaffed(router, agent, out);
  }
  if (agents.heldHead[agent] !== -1 && !mayHoldFor(router, agent)) {
    releaseHeld(router, agent, out);
  }
  if (looks && !wasReady && agents.ready[agent] === 1) lookForCall(router, agent, out);
}

/** Brings idle list and counts up to date with the agent's facts. */
export function settleAgent(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  const profile = agents.profile[agent];
  const ready = agents.inPolicy[agent] === 1 && stateOf(agents, agent) === READY;
  if (ready && agents.ready[agent] === 0) enterIdle(router, agent);
  else if (!ready && agents.ready[agent] === 1) leaveIdle(router, agent);
  const signedIn = agents.signedIn[agent];
  if (signedIn !== agents.countedIn[agent]) {
    router.signedInCount[profile] += signedIn - agents.countedIn[agent];
    agents.countedIn[agent] = signedIn;
  }
  countStaff(router, agent);
}

/** Staff counts of the queues the agent can serve: reachable (bit 0), and not paused (bit 1). */
function countStaff(router: Router, agent: AgentSlot): void {
  const { agents, compiled } = router;
  const there = agents.signedIn[agent] === 1 && agents.reachable[agent] === 1;
  const counted = !there ? 0 : agents.isPaused[agent] === 0 ? 3 : 1;
  const before = agents.counted[agent];
  if (counted === before) return;
  agents.counted[agent] = counted;
  const queues = compiled.profileStaffs[agents.profile[agent]];
  const all = (counted & 1) - (before & 1);
  const unpaused = (counted >>> 1) - (before >>> 1);
  router.presentCount[agents.profile[agent]] += unpaused;
  for (let i = 0; i < queues.length; i++) {
    router.staffAll[queues[i]] += all;
    router.staffUnpaused[queues[i]] += unpaused;
  }
  if (all < 0 || unpaused < 0) agents.staffFell[agent] = 1;
}

function exitUnstaffed(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { agents, compiled } = router;
  for (const queue of compiled.profileStaffs[agents.profile[agent]]) {
    exitNobody(router, queue, out);
  }
}

function releaseHeld(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { calls } = router;
  const heldForAgent = (row: CallSlot) => calls.state[row] === HELD && calls.heldFor[row] === agent;
  for (const row of waitingPlaces(router, heldForAgent)) {
    if (heldForAgent(row)) endHold(router, row, out);
  }
}
