import { afterAgent } from './agent-change.ts';
import {
  type AgentSlot,
  ANSWERED,
  agentIdOf,
  CONNECTED,
  DIALLING,
  IDLE,
  offeredCallOf,
  offerIdOf,
  offerQueueOf,
  RINGING,
  rangFor,
  SET_UP,
  TALKING,
  WITHDRAWING,
  WRAP_UP,
} from './agents.ts';
import { customerFailed, dialExpired } from './callbacks.ts';
import { CONNECTING, callIdOf, IN_TALK } from './calls.ts';
import type { CommandSink } from './commands.ts';
import type { OfferFailure } from './events.ts';
import { noteAnswer, noteHandled } from './expectation.ts';
import { endOthers, leaveWaiting, letGo } from './joining.ts';
import { lookForCall, tellAgent } from './matching.ts';
import { clearOffer, closeOffer, giveBack, withdraw, withdrawOthers } from './offer-ends.ts';
import type { Outcome } from './outcomes.ts';
import { isOnlyPlace } from './places.ts';
import { scheduleOffer } from './schedule.ts';
import { NOW, offerClock, type Router } from './state.ts';

/** Hot path: the phone rings; the ring clock starts. */
export function offerRinging(router: Router, agent: AgentSlot): Outcome {
  const { agents, numbers } = router;
  const state = agents.offerState[agent];
  if (state === WITHDRAWING || state === DIALLING) return 'late';
  if (state !== SET_UP) return 'duplicate';
  agents.offerState[agent] = RINGING;
  agents.offerRingingAt[agent] = numbers[NOW];
  agents.offerDeadline[agent] = numbers[offerClock(router)] + agents.offerRingMs[agent];
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
  if (state === DIALLING) return 'late';
  if (state !== SET_UP && state !== RINGING) return 'duplicate';
  const row = agents.offerCall[agent];
  agents.offerState[agent] = ANSWERED;
  agents.activity[agent] = TALKING;
  calls.state[row] = CONNECTING;
  const offer = offerIdOf(agents, agent);
  if (calls.callback[row] !== 0) {
    const { dialMs } = router.compiled.queues[calls.queue[row]].callback;
    agents.offerDeadline[agent] = numbers[offerClock(router)] + dialMs;
    calls.attempts[calls.first[row]]++;
    const queue = offerQueueOf(agents, agent);
    out.dialCustomer(offer, offeredCallOf(agents, agent), agentIdOf(agents, agent), queue);
  } else {
    agents.offerDeadline[agent] = numbers[offerClock(router)] + router.limits.connectMs;
    out.connectCall(offer, offeredCallOf(agents, agent), agentIdOf(agents, agent));
  }
  scheduleOffer(router, agent);
  withdrawOthers(router, row, agent, out);
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
  const queue = offerQueueOf(agents, agent);
  const offer = offerIdOf(agents, agent);
  const wait = numbers[NOW] - calls.joinedAt[call];
  noteAnswer(router, call);
  leaveWaiting(router, call);
  for (let row = calls.first[call]; row !== -1; row = calls.following[row]) calls.callback[row] = 0;
  agents.offerState[agent] = CONNECTED;
  agents.misses[agent] = 0;
  agents.callsAnswered[agent]++;
  calls.state[call] = IN_TALK;
  scheduleOffer(router, agent);
  const rang = rangFor(agents, agent, numbers[NOW]);
  out.offerEnded(offer, id, agentIdOf(agents, agent), queue, 'answered', rang);
  out.callConnected(id, offer, agentIdOf(agents, agent), queue, wait);
  out.callExited(id, queue, 'answered', wait, undefined);
  if (!isOnlyPlace(router, call)) endOthers(router, call, out);
  return 'applied';
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
  if (agents.offerState[agent] === DIALLING) return customerFailed(router, agent, out);
  const call = agents.offerCall[agent];
  closeOffer(router, agent, result, out);
  afterAgent(router, agent, false, out);
  if (call !== -1) giveBack(router, call, agent, out);
  if (agents.ready[agent] === 1) lookForCall(router, agent, out);
  return 'applied';
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
  noteHandled(router, agent);
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
  const { agents, calls } = router;
  const state = agents.offerState[agent];
  if (state === WITHDRAWING) {
    offerEnded(router, agent, 'failed', out);
    return;
  }
  const row = agents.offerCall[agent];
  const dials = state === DIALLING || (state === ANSWERED && calls.callback[row] !== 0);
  if (dials) dialExpired(router, agent, out);
  else withdraw(router, agent, 'expired', out);
}
