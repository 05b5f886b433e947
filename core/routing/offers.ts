import { afterAgent } from './agent-change.ts';
import {
  type AgentSlot,
  ANSWERED,
  CONNECTED,
  IDLE,
  NO_OFFER,
  offeredCallOf,
  offerIdOf,
  RINGING,
  rangFor,
  SET_UP,
  TALKING,
  WITHDRAWING,
  WRAP_UP,
  withdrawReasons,
} from './agents.ts';
import { type CallSlot, CONNECTING, callIdOf, exclude, IN_TALK } from './calls.ts';
import type { CommandSink } from './commands.ts';
import type { OfferFailure } from './events.ts';
import { NEVER, NO_ANSWER, type OfferId, type QueueId } from './ids.ts';
import { lookForCall, tellAgent } from './matching.ts';
import type { OfferResult, Outcome, WithdrawReason } from './outcomes.ts';
import { leaveWaiting, letGo, returnCall } from './queueing.ts';
import { scheduleOffer } from './schedule.ts';
import { resultOfWithdrawal } from './snapshot.ts';
import { NOW, type Router } from './state.ts';

/** Hot path: the phone rings; the ring clock starts. */
export function offerRinging(router: Router, agent: AgentSlot): Outcome {
  const { agents, numbers } = router;
  if (agents.offerState[agent] === WITHDRAWING) return 'late';
  if (agents.offerState[agent] !== SET_UP) return 'duplicate';
  agents.offerState[agent] = RINGING;
  agents.offerRingingAt[agent] = numbers[NOW];
  agents.offerDeadline[agent] = numbers[NOW] + agents.offerRingMs[agent];
  scheduleOffer(router, agent);
  return 'applied';
}

/** Hot path: the agent picked up; have both joined. */
export function offerAnswered(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, calls, numbers } = router;
  const state = agents.offerState[agent];
  if (state === WITHDRAWING) {
    if (agents.activity[agent] !== TALKING) agents.offerAnsweredLate[agent] = 1;
    return 'late';
  }
  if (state !== SET_UP && state !== RINGING) return 'duplicate';
  agents.offerState[agent] = ANSWERED;
  agents.activity[agent] = TALKING;
  agents.offerDeadline[agent] = numbers[NOW] + router.limits.connectMs;
  calls.state[agents.offerCall[agent]] = CONNECTING;
  scheduleOffer(router, agent);
  out.connectCall(offerIdOf(agents, agent), offeredCallOf(agents, agent), agents.id[agent]);
  tellAgent(router, agent, out);
  return 'applied';
}

/** Hot path: caller and agent talk. */
export function callConnected(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const { agents, calls, numbers } = router;
  const state = agents.offerState[agent];
  if (state !== ANSWERED) return state === CONNECTED ? 'duplicate' : 'late';
  const call = agents.offerCall[agent];
  const id = callIdOf(calls, call);
  const queue = agents.offerQueue[agent] as QueueId;
  const offer = offerIdOf(agents, agent);
  const wait = numbers[NOW] - calls.joinedAt[call];
  leaveWaiting(router, call);
  agents.offerState[agent] = CONNECTED;
  agents.misses[agent] = 0;
  agents.callsAnswered[agent]++;
  calls.state[call] = IN_TALK;
  scheduleOffer(router, agent);
  const rang = rangFor(agents, agent, numbers[NOW]);
  out.offerEnded(offer, id, agents.id[agent], queue, 'answered', rang);
  out.callConnected(id, offer, agents.id[agent], queue, wait);
  out.callExited(id, queue, 'answered', wait, undefined);
  return 'applied';
}

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
  agents.offerDeadline[agent] = numbers[NOW] + router.limits.withdrawMs;
  agents.offerCall[agent] = -1;
  scheduleOffer(router, agent);
  const offer = offerIdOf(agents, agent);
  out.withdrawOffer(offer, offeredCallOf(agents, agent), agents.id[agent], reason);
  if (call === -1) return;
  excludeAgent(router, call, agent);
  returnCall(router, call, out);
}

function excludeAgent(router: Router, call: CallSlot, agent: AgentSlot): void {
  const { calls, agents, compiled, numbers } = router;
  // For an instant at least: everybody else comes first, or the call would overtake at this agent.
  const ms = Math.max(1, compiled.queues[calls.queue[call]].policy.excludeMs);
  if (agents.inPolicy[agent] === 1) exclude(calls, call, agent, numbers[NOW] + ms);
}

/**
 * Hot path: the switch says the offer has ended without a conversation, or we give up waiting for
 * that.
 */
export function offerEnded(
  router: Router,
  agent: AgentSlot,
  result: OfferFailure,
  out: CommandSink,
): Outcome {
  const { agents } = router;
  if (agents.offerState[agent] === CONNECTED) {
    endConversation(router, agent, false, true, out);
    return 'applied';
  }
  const call = agents.offerCall[agent];
  closeOffer(router, agent, result, out);
  afterAgent(router, agent, false, out);
  if (call !== -1) {
    excludeAgent(router, call, agent);
    returnCall(router, call, out);
  }
  if (agents.ready[agent] === 1) lookForCall(router, agent, out);
  return 'applied';
}

/**
 * Tells the result and clears the agent's row; the agent is idle, with what the result does to it.
 */
export function closeOffer(
  router: Router,
  agent: AgentSlot,
  told: OfferFailure,
  out: CommandSink,
): void {
  const { agents, numbers } = router;
  const result = resultOf(router, agent, told);
  const queue = agents.offerQueue[agent] as QueueId;
  const rang = rangFor(agents, agent, numbers[NOW]);
  const call = offeredCallOf(agents, agent);
  clearOffer(router, agent);
  out.offerEnded(offerIdOf(agents, agent), call, agents.id[agent], queue, result, rang);
  agents.activity[agent] = IDLE;
  if (result === 'missed') {
    const slot = router.compiled.queueSlots.get(queue);
    const missesMax = slot === undefined ? 1 : router.compiled.queues[slot].policy.missesMax;
    agents.misses[agent]++;
    if (agents.misses[agent] >= missesMax) agents.paused[agent] = NO_ANSWER;
  } else if (result === 'unreachable' && agents.reachable[agent] === 1) {
    agents.reachable[agent] = 0;
    agents.retryAt[agent] = numbers[NOW] + router.limits.unreachableMs;
  }
}

/**
 * One result an offer: the withdrawal's if there was one, unless the phone answered all the same.
 */
function resultOf(router: Router, agent: AgentSlot, told: OfferFailure): OfferResult {
  const { agents } = router;
  const answered = agents.activity[agent] === TALKING;
  if (agents.offerState[agent] !== WITHDRAWING) return answered ? 'failed' : told;
  const reason = withdrawReasons[agents.offerReason[agent]];
  const result = resultOfWithdrawal(reason, agents.offerRingingAt[agent] !== NEVER);
  if (reason !== 'expired') return result;
  if (answered) return 'failed';
  return agents.offerAnsweredLate[agent] === 1 ? 'withdrawn' : result;
}

function clearOffer(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  router.offers.delete(agents.offer[agent]);
  agents.offerState[agent] = NO_OFFER;
  agents.offerCall[agent] = -1;
  scheduleOffer(router, agent);
}

/**
 * The agent's part of a conversation has ended: wrap-up, and the caller, if still here, is let go.
 */
export function endConversation(
  router: Router,
  agent: AgentSlot,
  transferred: boolean,
  looks: boolean,
  out: CommandSink,
): void {
  const { agents, numbers } = router;
  const call = agents.offerCall[agent];
  const wrapUpMs = agents.offerWrapUpMs[agent];
  clearOffer(router, agent);
  if (wrapUpMs > 0) {
    agents.activity[agent] = WRAP_UP;
    agents.wrapUpUntil[agent] = numbers[NOW] + wrapUpMs;
  } else {
    agents.activity[agent] = IDLE;
    agents.idleSince[agent] = numbers[NOW];
  }
  if (call !== -1) {
    if (!transferred) out.releaseCall(callIdOf(router.calls, call));
    letGo(router, call, out);
  }
  afterAgent(router, agent, looks, out);
}

/** Caller and agent could not be joined, or the agent's leg dropped before they were. */
export function connectFailed(router: Router, agent: AgentSlot, out: CommandSink): Outcome {
  const state = router.agents.offerState[agent];
  if (state === SET_UP || state === RINGING) return 'late';
  return offerEnded(router, agent, 'failed', out);
}

/** The agent's part ended, in whatever state the offer is. */
export function agentLeft(
  router: Router,
  agent: AgentSlot,
  transferred: boolean,
  out: CommandSink,
): Outcome {
  const state = router.agents.offerState[agent];
  if (state === CONNECTED) {
    endConversation(router, agent, transferred, true, out);
    return 'applied';
  }
  return offerEnded(router, agent, state === ANSWERED ? 'failed' : 'declined', out);
}

/**
 * The deadline of an offer is due: stop ringing, give up joining, or give up waiting for the end.
 */
export function fireOffer(router: Router, agent: AgentSlot, out: CommandSink): void {
  if (router.agents.offerState[agent] === WITHDRAWING) offerEnded(router, agent, 'failed', out);
  else withdraw(router, agent, 'expired', out);
}

/** Slot of the agent that holds an open offer, −1: none. */
export const agentOfOffer = (router: Router, offer: OfferId): AgentSlot => router.offers.get(offer);
