import { type AgentSlot, CONNECTED, NO_OFFER, WRAP_UP } from './agents.ts';
import { type CallSlot, HELD, WAITING } from './calls.ts';
import { type Ms, NEVER } from './ids.ts';
import { lineOf } from './lines.ts';
import { AGENT_DEADLINE, CALL_DEADLINE, OFFER_DEADLINE, type Router } from './state.ts';

/** Hot path: when the step the call is in ends; NEVER if it does not. */
export function stepEnd(router: Router, call: CallSlot): Ms {
  const { calls, compiled } = router;
  const line = lineOf(router, call);
  const stepAt = calls.stepAt[call];
  const end = Math.min(
    stepAt + compiled.lineForMs[line],
    calls.joinedAt[call] + compiled.lineAfterMs[line],
  );
  return Math.max(end, stepAt);
}

/** Hot path: when the call has waited too long for its queue; NEVER without such an exit. */
export const tooLongAt = (router: Router, call: CallSlot): Ms =>
  router.calls.joinedAt[call] + router.compiled.queues[router.calls.queue[call]].tooLongMs;

/** Hot path: brings the one deadline of a call up to date; only waiting and held calls have one. */
export function scheduleCall(router: Router, call: CallSlot): void {
  const { calls, compiled, deadlines } = router;
  const node = router.agents.count * 2 + call;
  const state = calls.state[call];
  if (state !== WAITING && state !== HELD) {
    deadlines.at[node] = NEVER;
    deadlines.changed(node, CALL_DEADLINE);
    return;
  }
  let at = Math.min(stepEnd(router, call), tooLongAt(router, call));
  if (state === HELD) at = Math.min(calls.holdUntil[call], at);
  const base = call * calls.exclusionsMax;
  for (let i = base + calls.exclusionCount[call] - 1; i >= base; i--) {
    at = Math.min(calls.exclusionUntil[i], at);
  }
  const { delays } = compiled.queues[calls.queue[call]];
  for (let i = 0; i < delays.length; i++) {
    const passes = calls.joinedAt[call] + delays[i];
    if (passes > calls.lookedAt[call]) {
      at = Math.min(passes, at);
      break;
    }
  }
  deadlines.at[node] = at;
  deadlines.tie[node] = calls.id[call];
  deadlines.changed(node, CALL_DEADLINE);
}

/** Hot path: the same for an agent: end of wrap-up, next try of an unreachable phone. */
export function scheduleAgent(router: Router, agent: AgentSlot): void {
  const { agents, deadlines } = router;
  const node = agents.count + agent;
  // Two writes, not a choice between two values: a choice of numbers is boxed.
  deadlines.at[node] = NEVER;
  if (agents.reachable[agent] === 0) deadlines.at[node] = agents.retryAt[agent];
  if (agents.activity[agent] === WRAP_UP && agents.wrapUpUntil[agent] < deadlines.at[node]) {
    deadlines.at[node] = agents.wrapUpUntil[agent];
  }
  deadlines.tie[node] = agent;
  deadlines.changed(node, AGENT_DEADLINE);
}

/** Hot path: the same for the offer in an agent's row. */
export function scheduleOffer(router: Router, agent: AgentSlot): void {
  const { agents, deadlines } = router;
  const state = agents.offerState[agent];
  deadlines.at[agent] = NEVER;
  if (state !== NO_OFFER && state !== CONNECTED) {
    deadlines.at[agent] = agents.offerDeadline[agent];
  }
  deadlines.tie[agent] = agents.offer[agent];
  deadlines.changed(agent, OFFER_DEADLINE);
}
