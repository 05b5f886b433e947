import { afterAgent } from './agent-change.ts';
import {
  type AgentSlot,
  ANSWERED,
  agentIdOf,
  DIALLING,
  offerIdOf,
  offerQueueOf,
  SET_UP,
  WITHDRAWING,
} from './agents.ts';
import { type CallSlot, callIdOf } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { endCall } from './joining.ts';
import { lookForCall } from './matching.ts';
import { closeOffer, withdraw } from './offer-ends.ts';
import { unlinkOffer } from './offer-links.ts';
import type { Outcome } from './outcomes.ts';
import { returnCall } from './returning.ts';
import { scheduleOffer } from './schedule.ts';
import { NOW, offerClock, type Router } from './state.ts';

/** Customers who asked to be called back, while they are dialled (rules 6 and 8). */

/** The customer of a callback has answered before the agent: a caller like any other from now. */
export function customerAnswered(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, calls, numbers } = router;
  const state = agents.offerState[agent];
  if (state === WITHDRAWING) return 'late';
  if (state !== DIALLING) return 'duplicate';
  const call = agents.offerCall[agent];
  for (let row = calls.first[call]; row !== -1; row = calls.following[row]) calls.callback[row] = 0;
  agents.offerState[agent] = SET_UP;
  agents.offerDeadline[agent] = numbers[offerClock(router)] + router.limits.setUpMs;
  scheduleOffer(router, agent);
  const ringMs = agents.offerRingMs[agent];
  const id = callIdOf(calls, call);
  const queue = offerQueueOf(agents, agent);
  out.offerCall(offerIdOf(agents, agent), id, agentIdOf(agents, agent), ringMs, queue);
  return 'applied';
}

/** The customer of a callback was not reached. */
export function customerFailed(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, calls } = router;
  const row = agents.offerCall[agent];
  const state = agents.offerState[agent];
  if (state === DIALLING) {
    closeOffer(router, agent, 'caller-gone', out);
    afterAgent(router, agent, false, out);
    notReached(router, row, out);
    if (agents.ready[agent] === 1) lookForCall(router, agent, out);
    return 'applied';
  }
  if (state !== ANSWERED || calls.callback[row] === 0) return 'late';
  dialExpired(router, agent, out);
  return 'applied';
}

/** Rule 8: the callback is given up, or rests before it is dialled again. */
function notReached(router: Router, row: CallSlot, out: CommandSink): void {
  const { calls, compiled, numbers } = router;
  const { attemptsMax, retryMs } = compiled.queues[calls.queue[row]].callback;
  const first = calls.first[row];
  if (calls.attempts[first] >= attemptsMax) {
    endCall(router, row, 'unreached', out);
    return;
  }
  // At least 1 ms, or it would take the freed agent again past an older call.
  calls.restUntil[first] = numbers[NOW] + Math.max(1, retryMs);
  returnCall(router, row, out);
}

/** The customer's phone has not answered in time. */
export function dialExpired(router: Router, agent: AgentSlot, out: CommandSink): void {
  const row = router.agents.offerCall[agent];
  unlinkOffer(router, agent);
  notReached(router, row, out);
  withdraw(router, agent, 'caller-gone', out);
}
