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

/** Hot path: the one deadline of a waiting or held call; NEVER in every other state. */
function callDeadline(router: Router, call: CallSlot): Ms {
  const { calls, compiled } = router;
  const state = calls.state[call];
  if (state !== WAITING && state !== HELD) return NEVER;
  let at = Math.min(stepEnd(router, call), tooLongAt(router, call));
  if (state === HELD && calls.holdUntil[call] < at) at = calls.holdUntil[call];
  const base = call * calls.exclusionsMax;
  for (let i = base + calls.exclusionCount[call] - 1; i >= base; i--) {
    if (calls.exclusionUntil[i] < at) at = calls.exclusionUntil[i];
  }
  const delays = compiled.queues[calls.queue[call]].delays;
  for (let i = 0; i < delays.length; i++) {
    const passes = calls.joinedAt[call] + delays[i];
    if (passes > calls.lookedAt[call]) return Math.min(passes, at);
  }
  return at;
}

/** Hot path: brings the deadline of a call up to date with its state. */
export function scheduleCall(router: Router, call: CallSlot): void {
  const node = router.agents.count * 2 + call;
  router.deadlines.set(node, callDeadline(router, call), CALL_DEADLINE, router.calls.id[call]);
}

/** Hot path: the same for an agent: end of wrap-up, next try of an unreachable phone. */
export function scheduleAgent(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  let at = agents.reachable[agent] === 0 ? agents.retryAt[agent] : NEVER;
  if (agents.activity[agent] === WRAP_UP && agents.wrapUpUntil[agent] < at) {
    at = agents.wrapUpUntil[agent];
  }
  router.deadlines.set(agents.count + agent, at, AGENT_DEADLINE, agent);
}

/** Hot path: the same for the offer in an agent's row. */
export function scheduleOffer(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  const state = agents.offerState[agent];
  const at = state === NO_OFFER || state === CONNECTED ? NEVER : agents.offerDeadline[agent];
  router.deadlines.set(agent, at, OFFER_DEADLINE, agents.offer[agent]);
}
