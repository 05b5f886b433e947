import {
  type AgentSlot,
  agentIdOf,
  IDLE,
  NO_OFFER,
  offeredCallOf,
  offerIdOf,
  offerQueueOf,
  rangFor,
  setPaused,
  TALKING,
  WITHDRAWING,
  withdrawReasons,
} from './agents.ts';
import { type CallSlot, exclude } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { NEVER, NO_ANSWER } from './ids.ts';
import { unlinkOffer } from './offer-links.ts';
import type { OfferResult, WithdrawReason } from './outcomes.ts';
import { returnCall } from './returning.ts';
import { scheduleOffer } from './schedule.ts';
import { resultOfWithdrawal } from './snapshot.ts';
import { NOW, offerClock, type Router } from './state.ts';

/**
 * Takes an offer back; its end is told later by the switch. With `expired` and `agent-left` the
 * call goes back to its place at once; with other reasons the caller of this has dealt with the
 * call before.
 */
export function withdraw(
  router: Router,
  agent: AgentSlot,
  reason: WithdrawReason,
  out: CommandSink,
): void {
  const { agents, numbers } = router;
  const call = agents.offerCall[agent];
  agents.offerState[agent] = WITHDRAWING;
  agents.offerReason[agent] = withdrawReasons.indexOf(reason);
  agents.offerDeadline[agent] = numbers[offerClock(router)] + router.limits.withdrawMs;
  unlinkOffer(router, agent);
  scheduleOffer(router, agent);
  const offer = offerIdOf(agents, agent);
  out.withdrawOffer(offer, offeredCallOf(agents, agent), agentIdOf(agents, agent), reason);
  if (call !== -1) giveBack(router, call, agent, out);
}

/** The agent is excluded; the call goes back unless another phone still rings for it. */
export function giveBack(router: Router, call: CallSlot, agent: AgentSlot, out: CommandSink): void {
  excludeAgent(router, call, agent);
  if (router.calls.offer[call] === -1) returnCall(router, call, out);
}

function excludeAgent(router: Router, call: CallSlot, agent: AgentSlot): void {
  const { calls, agents, compiled, numbers } = router;
  // For an instant at least: everybody else comes first, or the call would overtake at this agent.
  const ms = Math.max(1, compiled.queues[calls.queue[call]].policy.excludeMs);
  if (agents.inPolicy[agent] === 1) exclude(calls, call, agent, numbers[NOW] + ms);
}

/** Takes every offer of a place back that the call itself no longer waits for, by offer id. */
export function withdrawAll(
  router: Router,
  first: AgentSlot,
  reason: WithdrawReason,
  out: CommandSink,
): void {
  const { agents } = router;
  for (let agent = first; agent !== -1; ) {
    const next = agents.offerNext[agent];
    agents.offerNext[agent] = -1;
    withdraw(router, agent, reason, out);
    agent = next;
  }
}

/** Hot path: other phones that ring for the same call (`ring-all`) were not quick enough. */
export function withdrawOthers(
  router: Router,
  row: CallSlot,
  winner: AgentSlot,
  out: CommandSink,
): void {
  const { agents } = router;
  let agent = router.calls.offer[row];
  while (agent !== -1) {
    const next = agents.offerNext[agent];
    if (agent !== winner) {
      unlinkOffer(router, agent);
      withdraw(router, agent, 'answered-elsewhere', out);
    }
    agent = next;
  }
}

/**
 * Tells the result and clears the agent's row; the agent is idle, with what the result does to it.
 */
export function closeOffer(
  router: Router,
  agent: AgentSlot,
  told: OfferResult,
  out: CommandSink,
): void {
  const { agents, numbers } = router;
  const result = resultOf(router, agent, told);
  const queue = offerQueueOf(agents, agent);
  const rang = rangFor(agents, agent, numbers[NOW]);
  const call = offeredCallOf(agents, agent);
  clearOffer(router, agent);
  out.offerEnded(offerIdOf(agents, agent), call, agentIdOf(agents, agent), queue, result, rang);
  agents.activity[agent] = IDLE;
  if (result === 'missed') {
    const slot = router.compiled.queueSlots.get(queue);
    const missesMax = slot === undefined ? 1 : router.compiled.queues[slot].policy.missesMax;
    agents.misses[agent]++;
    if (agents.misses[agent] >= missesMax) setPaused(agents, agent, NO_ANSWER);
  } else if (result === 'unreachable' && agents.reachable[agent] === 1) {
    agents.reachable[agent] = 0;
    agents.retryAt[agent] = numbers[NOW] + router.limits.unreachableMs;
  }
}

/**
 * One result an offer: the withdrawal's if there was one, unless the phone answered all the same.
 */
function resultOf(router: Router, agent: AgentSlot, told: OfferResult): OfferResult {
  const { agents } = router;
  const answered = agents.activity[agent] === TALKING;
  if (agents.offerState[agent] !== WITHDRAWING) return answered ? 'failed' : told;
  const reason = withdrawReasons[agents.offerReason[agent]];
  const result = resultOfWithdrawal(reason, agents.offerRingingAt[agent] !== NEVER);
  if (reason !== 'expired') return result;
  if (answered) return 'failed';
  return agents.offerAnsweredLate[agent] === 1 ? 'withdrawn' : result;
}

/** The agent's row holds no offer any more. */
export function clearOffer(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  router.offers.delete(agents.offer[agent]);
  agents.offerState[agent] = NO_OFFER;
  unlinkOffer(router, agent);
  scheduleOffer(router, agent);
}
