import { afterAgent, settleAgent } from './agent-change.ts';
import {
  type AgentSlot,
  IDLE,
  OFFERED,
  pauseOf,
  READY,
  STATE_OFFERED,
  STATE_TALKING,
  STATE_WRAP_UP,
  setPaused,
  WITHDRAWING,
  WRAP_UP,
} from './agents.ts';
import type { CommandSink } from './commands.ts';
import { type AgentId, NEVER, type PauseReason } from './ids.ts';
import { withdraw } from './offer-ends.ts';
import type { Outcome } from './outcomes.ts';
import { NOW, OWN_TIME, type Router } from './state.ts';

/**
 * Slot of an agent facts may be about: in the policy, or dropped from it and not yet idle; −1:
 * none.
 */
export function findAgent(router: Router, id: AgentId): AgentSlot {
  const slot = router.compiled.agentSlots.get(id);
  if (slot === undefined) return -1;
  const { inPolicy, activity } = router.agents;
  return inPolicy[slot] === 0 && activity[slot] === IDLE ? -1 : slot;
}

/** Whether a phone rings for the agent that may still be taken back. */
const rings = (router: Router, agent: AgentSlot): boolean =>
  router.agents.activity[agent] === OFFERED && router.agents.offerState[agent] !== WITHDRAWING;

/** Rule 2, `agent-signed-in`. */
export function signIn(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, numbers } = router;
  if (agents.signedIn[agent] === 1) {
    if (agents.signOutNext[agent] === 0) return 'duplicate';
    agents.signOutNext[agent] = 0;
    return 'applied';
  }
  startFairly(router, agent);
  agents.signedIn[agent] = 1;
  setPaused(agents, agent, undefined);
  agents.misses[agent] = 0;
  agents.callsAnswered[agent] = 0;
  agents.idleSince[agent] = numbers[NOW];
  afterAgent(router, agent, true, out);
  return 'applied';
}

/**
 * An agent who signs in counts as occupied like those alike who are there already, so that the
 * order `least-occupied` does not give everything to the newcomer (rule 2, fair start). Cost:
 * O(agents alike).
 */
function startFairly(router: Router, agent: AgentSlot): void {
  const { agents, compiled, numbers } = router;
  const { alike, alikeStart } = compiled;
  const profile = agents.profile[agent];
  let occupied = 0;
  let all = 0;
  for (let i = alikeStart[profile]; i < alikeStart[profile + 1]; i++) {
    const other = alike[i];
    if (agents.signedIn[other] === 0) continue;
    const state = agents.toldState[other];
    const since = numbers[NOW] - agents.stateSince[other];
    const busy = state === STATE_TALKING || state === STATE_WRAP_UP ? since : 0;
    const free = state === READY || state === STATE_OFFERED ? since : 0;
    occupied += agents.occupiedMs[other] + busy;
    all += agents.occupiedMs[other] + agents.availableMs[other] + busy + free;
  }
  const { fairStartMs } = router.limits;
  agents.occupiedMs[agent] = all > 0 ? Math.round((occupied / all) * fairStartMs) : 0;
  agents.availableMs[agent] = fairStartMs - agents.occupiedMs[agent];
  agents.stateSince[agent] = numbers[NOW];
}

/** Rule 2, `agent-signed-out`. */
export function signOut(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, numbers } = router;
  const pending = agents.signOutNext[agent] === 1 && agents.activity[agent] !== WRAP_UP;
  if (agents.signedIn[agent] === 0 || pending) return 'duplicate';
  agents.signOutNext[agent] = 1;
  if (rings(router, agent)) withdraw(router, agent, 'agent-left', out);
  else if (agents.activity[agent] === WRAP_UP) {
    agents.activity[agent] = IDLE;
    agents.idleSince[agent] = numbers[NOW];
  }
  afterAgent(router, agent, true, out);
  return 'applied';
}

/** Rule 2, `agent-paused`. */
export function pause(
  router: Router,
  agent: AgentSlot,
  reason: PauseReason,
  out: CommandSink,
): Outcome {
  const { agents } = router;
  if (agents.signedIn[agent] === 0) return 'late';
  if (pauseOf(agents, agent) === reason) return 'duplicate';
  setPaused(agents, agent, reason);
  if (rings(router, agent)) {
    // Before the call goes back: it must not count on an agent who is no staff any more.
    settleAgent(router, agent);
    withdraw(router, agent, 'agent-left', out);
  }
  afterAgent(router, agent, true, out);
  return 'applied';
}

/** Rule 2, `agent-unpaused`. */
export function unpause(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, numbers } = router;
  if (agents.signedIn[agent] === 0) return 'late';
  if (agents.isPaused[agent] === 0) return 'duplicate';
  setPaused(agents, agent, undefined);
  agents.misses[agent] = 0;
  if (agents.activity[agent] === IDLE) agents.idleSince[agent] = numbers[NOW];
  afterAgent(router, agent, true, out);
  return 'applied';
}

/** Rule 2, `wrap-up-ended`, and the deadline of wrap-up, at its own time. */
export function endWrapUp(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, numbers } = router;
  if (agents.activity[agent] !== WRAP_UP) return 'late';
  agents.activity[agent] = IDLE;
  agents.idleSince[agent] = numbers[OWN_TIME];
  afterAgent(router, agent, true, out);
  return 'applied';
}

/**
 * Rule 2, `agent-reachable` and `agent-unreachable`; `retryAt` NEVER: until the switch says
 * otherwise.
 */
export function setReachable(
  router: Router,
  agent: AgentSlot,
  reachable: 0 | 1,
  out: CommandSink,
): Outcome {
  const { agents } = router;
  const known = agents.reachable[agent] === reachable && agents.retryAt[agent] === NEVER;
  if (known) return 'duplicate';
  agents.reachable[agent] = reachable;
  agents.retryAt[agent] = NEVER;
  afterAgent(router, agent, true, out);
  return 'applied';
}

/** Rule 2, `agent-busy` and `agent-free`. */
export function setBusy(router: Router, agent: AgentSlot, busy: 0 | 1, out: CommandSink): Outcome {
  const { agents, numbers } = router;
  if (agents.busy[agent] === busy) return 'duplicate';
  agents.busy[agent] = busy;
  if (busy === 0 && agents.activity[agent] === IDLE) agents.idleSince[agent] = numbers[NOW];
  afterAgent(router, agent, true, out);
  return 'applied';
}

/** The deadline of an agent is due: wrap-up ends, or an unreachable phone is tried again. */
export function fireAgent(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { agents, numbers } = router;
  if (agents.activity[agent] === WRAP_UP && agents.wrapUpUntil[agent] === numbers[OWN_TIME]) {
    endWrapUp(router, agent, out);
  } else if (agents.reachable[agent] === 0 && agents.retryAt[agent] === numbers[OWN_TIME]) {
    setReachable(router, agent, 1, out);
  }
}
