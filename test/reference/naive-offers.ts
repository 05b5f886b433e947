/** Rule 8: facts about offers and about callers who leave, escape or are moved. */

import type { OfferFailure, RouterEvent } from '../../core/routing/events.ts';
import { type CallId, NO_ANSWER, type OfferId, type TargetId } from '../../core/routing/ids.ts';
import type { Disposition, OfferResult, Outcome } from '../../core/routing/outcomes.ts';
import { resultOfWithdrawal } from '../../core/routing/snapshot.ts';
import { settleAgent } from './naive-agents.ts';
import { back, exclude, exit, isWaiting, lookForCall, withdraw } from './naive-calls.ts';
import {
  callOf,
  type NaiveAgent,
  type NaiveCall,
  type NaiveOffer,
  type NaiveWorld,
  queuePolicy,
  tell,
} from './naive-state.ts';

export type OfferFact = Extract<RouterEvent, { offer: OfferId }>;
export type CallFact = Exclude<Extract<RouterEvent, { call: CallId }>, { type: 'call-arrived' }>;

/** The agent of an offer is never forgotten before the offer is. */
const agentOf = (world: NaiveWorld, offer: NaiveOffer): NaiveAgent =>
  world.agents.find((agent) => agent.id === offer.agent)!;

export function forgetCall(world: NaiveWorld, call: NaiveCall): void {
  world.calls = world.calls.filter((other) => other !== call);
  world.out.callEnded(call.id);
}

export function offerFact(world: NaiveWorld, fact: OfferFact): Outcome {
  const offer = world.offers.find((known) => known.id === fact.offer);
  if (offer === undefined) return 'unknown-offer';
  switch (fact.type) {
    case 'offer-ringing':
      return ringing(world, offer);
    case 'offer-answered':
      return answered(world, offer);
    case 'call-connected':
      return connected(world, offer);
    case 'offer-ended':
      if (offer.state === 'connected') return leaveConversation(world, offer, false);
      return endOffer(world, offer, fact.result);
    case 'connect-failed':
      if (offer.state === 'connected') return leaveConversation(world, offer, false);
      if (offer.state === 'set-up' || offer.state === 'ringing') return 'late';
      return endOffer(world, offer, 'failed');
    case 'agent-left':
      if (offer.state === 'connected') {
        return leaveConversation(world, offer, fact.transferred ?? false);
      }
      return endOffer(world, offer, 'declined');
  }
}

function ringing(world: NaiveWorld, offer: NaiveOffer): Outcome {
  if (offer.state === 'withdrawing') return 'late';
  if (offer.state !== 'set-up') return 'duplicate';
  offer.state = 'ringing';
  offer.ringingAt = world.now;
  offer.deadline = world.now + offer.ringMs;
  return 'applied';
}

function answered(world: NaiveWorld, offer: NaiveOffer): Outcome {
  const agent = agentOf(world, offer);
  if (offer.state === 'withdrawing') {
    if (agent.activity === 'offered') offer.answeredLate = true;
    return 'late';
  }
  if (offer.state !== 'set-up' && offer.state !== 'ringing') return 'duplicate';
  offer.state = 'answered';
  offer.deadline = world.now + world.options.limits.connectMs;
  callOf(world, offer)!.state = 'connecting';
  agent.activity = 'talking';
  world.out.connectCall(offer.id, offer.call, offer.agent);
  tell(world, agent);
  return 'applied';
}

const ringTime = (world: NaiveWorld, offer: NaiveOffer): number =>
  offer.ringingAt === null ? 0 : world.now - offer.ringingAt;

function connected(world: NaiveWorld, offer: NaiveOffer): Outcome {
  if (offer.state === 'connected') return 'duplicate';
  if (offer.state !== 'answered') return 'late';
  const { out } = world;
  const agent = agentOf(world, offer);
  const call = callOf(world, offer)!;
  offer.state = 'connected';
  offer.deadline = null;
  agent.misses = 0;
  agent.callsAnswered += 1;
  call.state = 'talking';
  const waitMs = world.now - call.joinedAt;
  out.offerEnded(offer.id, call.id, agent.id, offer.queue, 'answered', ringTime(world, offer));
  out.callConnected(call.id, offer.id, agent.id, call.queue, waitMs);
  out.callExited(call.id, call.queue, 'answered', waitMs, undefined);
  return 'applied';
}

/** The agent's part of a conversation ends; wrap-up starts in the same step. */
export function leaveConversation(
  world: NaiveWorld,
  offer: NaiveOffer,
  transferred: boolean,
): Outcome {
  const agent = agentOf(world, offer);
  const call = callOf(world, offer);
  world.offers = world.offers.filter((other) => other !== offer);
  if (offer.wrapUpMs > 0) {
    agent.activity = 'wrap-up';
    agent.wrapUpUntil = world.now + offer.wrapUpMs;
  } else {
    agent.activity = 'idle';
    agent.idleSince = world.now;
  }
  if (call && !transferred) world.out.releaseCall(call.id);
  if (call) forgetCall(world, call);
  settleAgent(world, agent);
  lookForCall(world, agent);
  return 'applied';
}

function resultOf(offer: NaiveOffer, agent: NaiveAgent, told: OfferFailure): OfferResult {
  if (offer.state === 'answered') return 'failed';
  if (offer.state !== 'withdrawing') return told;
  const result = resultOfWithdrawal(offer.reason!, offer.ringingAt !== null);
  if (offer.reason !== 'expired') return result;
  if (agent.activity === 'talking') return 'failed';
  return offer.answeredLate ? 'withdrawn' : result;
}

/**
 * An offer ends without a conversation: its result, then the agent, then the call, then the agent's
 * next.
 */
export function endOffer(
  world: NaiveWorld,
  offer: NaiveOffer,
  told: OfferFailure,
  excluding = true,
): Outcome {
  const agent = agentOf(world, offer);
  const call = callOf(world, offer);
  const result = resultOf(offer, agent, told);
  const ringMs = ringTime(world, offer);
  world.out.offerEnded(offer.id, offer.call, offer.agent, offer.queue, result, ringMs);
  world.offers = world.offers.filter((other) => other !== offer);
  agent.activity = 'idle';
  if (result === 'missed') {
    agent.misses += 1;
    const missesMax = queuePolicy(world, offer.queue)?.missesMax ?? 1;
    if (agent.misses >= missesMax) agent.paused = NO_ANSWER;
  }
  if (result === 'unreachable' && (agent.reachable || agent.retryAt !== null)) {
    agent.reachable = false;
    agent.retryAt = world.now + world.options.limits.unreachableMs;
  }
  settleAgent(world, agent);
  if (call) {
    if (excluding) exclude(world, call, offer);
    back(world, call);
  }
  lookForCall(world, agent);
  return 'applied';
}

/** The deadline of an offer has come. */
export function fireOffer(world: NaiveWorld, offer: NaiveOffer): void {
  if (offer.state === 'withdrawing') endOffer(world, offer, 'failed');
  else withdraw(world, offer, 'expired');
}

export function callFact(world: NaiveWorld, fact: CallFact): Outcome {
  const call = world.calls.find((known) => known.id === fact.call);
  if (call === undefined) return 'unknown-call';
  switch (fact.type) {
    case 'caller-left':
      return callerLeft(world, call);
    case 'call-escaped': {
      if (!isWaiting(call) && call.state !== 'offered') return 'late';
      const way = call.follows.escapes.find(({ key }) => key === fact.key);
      if (way === undefined) return 'unknown-target';
      return leaveQueue(world, call, 'deflected', way.go);
    }
    case 'call-moved':
      if (!isWaiting(call) && call.state !== 'offered') return 'late';
      if (!world.policy.targets.some((target) => target.id === fact.target)) {
        return 'unknown-target';
      }
      return leaveQueue(world, call, 'transferred', fact.target);
    case 'send-failed':
      if (call.state !== 'leaving' || call.sentBack) return 'late';
      call.sentBack = true;
      world.out.sendCall(call.id, undefined);
      return 'applied';
  }
}

function leaveQueue(
  world: NaiveWorld,
  call: NaiveCall,
  disposition: Disposition,
  go: TargetId,
): Outcome {
  const open = world.offers.find((offer) => offer.id === call.offer);
  if (open) withdraw(world, open, 'moved');
  exit(world, call, disposition, go);
  return 'applied';
}

function callerLeft(world: NaiveWorld, call: NaiveCall): Outcome {
  const open = world.offers.find((offer) => offer.id === call.offer);
  if (call.state === 'talking') world.out.releaseAgent(open!.id, open!.agent);
  else if (call.state !== 'leaving') {
    const waitMs = world.now - call.joinedAt;
    const short = waitMs < call.follows.shortAbandonMs;
    const disposition = short ? 'abandoned-short' : 'abandoned';
    world.out.callExited(call.id, call.queue, disposition, waitMs, undefined);
  }
  const ringing = call.state === 'offered' || call.state === 'connecting';
  forgetCall(world, call);
  if (open && ringing) withdraw(world, open, 'caller-gone');
  return 'applied';
}
