/** Rule 8: facts about offers and about callers who leave, escape or are moved. */

import type { OfferFailure, RouterEvent } from '../../core/routing/events.ts';
import { NO_ANSWER, type OfferId, type TargetId } from '../../core/routing/ids.ts';
import type {
  Disposition,
  OfferResult,
  Outcome,
  WithdrawReason,
} from '../../core/routing/outcomes.ts';
import { resultOfWithdrawal } from '../../core/routing/snapshot.ts';
import { settleAgent } from './naive-agents.ts';
import { customerAnswered, customerFailed, dialFailed, giveBack } from './naive-callbacks.ts';
import { noteAbandoned, noteAnswered, noteHandled } from './naive-forecast.ts';
import {
  back,
  callbackPolicy,
  dial,
  exclude,
  look,
  lookForCall,
  offerDeadline,
  release,
  withdraw,
} from './naive-looking.ts';

import { endHold, exit, forgetCall, goAltogether, leaveOthers, tellExit } from './naive-places.ts';
import {
  byId,
  callOf,
  firstPlace,
  isWaiting,
  type NaiveAgent,
  type NaiveCall,
  type NaiveOffer,
  type NaiveWorld,
  placeOf,
  queuePolicy,
  type Standing,
  tell,
} from './naive-state.ts';
import { mayLeaveFor, targetOf } from './naive-ways.ts';

export type OfferFact = Extract<RouterEvent, { offer: OfferId }>;
export type CallFact = Extract<
  RouterEvent,
  { type: 'caller-left' | 'call-escaped' | 'call-moved' | 'send-failed' }
>;

/** The agent of an offer is never forgotten before the offer is. */
const agentOf = (world: NaiveWorld, offer: NaiveOffer): NaiveAgent =>
  world.agents.find((agent) => agent.id === offer.agent)!;

export function offerFact(world: NaiveWorld, fact: OfferFact): Outcome {
  const offer = world.offers.find((known) => known.id === fact.offer);
  if (offer === undefined) return 'unknown-offer';
  switch (fact.type) {
    case 'customer-answered':
      return customerAnswered(world, offer);
    case 'customer-failed':
      return customerFailed(world, offer);
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
  if (offer.state === 'withdrawing' || offer.state === 'dialling') return 'late';
  if (offer.state !== 'set-up') return 'duplicate';
  offer.state = 'ringing';
  offer.ringingAt = world.now;
  offer.deadline = offerDeadline(world, offer.ringMs);
  return 'applied';
}

function answered(world: NaiveWorld, offer: NaiveOffer): Outcome {
  const agent = agentOf(world, offer);
  if (offer.state === 'withdrawing') {
    if (agent.activity === 'offered') offer.answeredLate = true;
    return 'late';
  }
  if (offer.state === 'dialling') return 'late';
  if (offer.state !== 'set-up' && offer.state !== 'ringing') return 'duplicate';
  const call = callOf(world, offer)!;
  offer.state = 'answered';
  call.state = 'connecting';
  agent.activity = 'talking';
  if (call.callback === null) {
    offer.deadline = offerDeadline(world, world.options.limits.connectMs);
    world.out.connectCall(offer.id, offer.call, offer.agent);
  } else {
    offer.deadline = offerDeadline(world, callbackPolicy(placeOf(call, offer)).dialMs);
    dial(world, call, offer);
  }
  withdrawAll(world, call, 'answered-elsewhere', offer);
  tell(world, agent);
  return 'applied';
}

/** Every open offer of the call but this one. */
function withdrawAll(
  world: NaiveWorld,
  call: NaiveCall,
  reason: WithdrawReason,
  but?: NaiveOffer,
): void {
  for (const open of openOffers(world, call)) if (open !== but) withdraw(world, open, reason);
}

const openOffers = (world: NaiveWorld, call: NaiveCall): NaiveOffer[] =>
  world.offers.filter((offer) => call.offers.includes(offer.id)).sort(byId);

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
  call.callback = null;
  const at = { call, place: placeOf(call, offer) };
  const waitMs = world.now - at.place.joinedAt;
  noteAnswered(world, at.place);
  out.offerEnded(offer.id, call.id, agent.id, offer.queue, 'answered', ringTime(world, offer));
  out.callConnected(call.id, offer.id, agent.id, offer.queue, waitMs);
  tellExit(world, at, 'answered');
  leaveOthers(world, at);
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
  noteHandled(world, offer, agent);
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
  if (offer.state === 'dialling' && excluding) return dialFailed(world, offer);
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
    release(call, offer);
    if (excluding) exclude(world, { call, place: placeOf(call, offer) }, agent.id);
    back(world, call);
  }
  lookForCall(world, agent);
  return 'applied';
}

/** The deadline of an offer has come. */
export function fireOffer(world: NaiveWorld, offer: NaiveOffer): void {
  const awaitsCustomer =
    offer.state === 'dialling' ||
    (offer.state === 'answered' && callOf(world, offer)!.callback !== null);
  if (offer.state === 'withdrawing') endOffer(world, offer, 'failed');
  else if (awaitsCustomer) giveBack(world, offer);
  else withdraw(world, offer, 'expired');
}

export function callFact(world: NaiveWorld, fact: CallFact): Outcome {
  const call = world.calls.find((known) => known.id === fact.call);
  if (call === undefined) return 'unknown-call';
  switch (fact.type) {
    case 'caller-left':
      return callerLeft(world, call);
    case 'call-escaped': {
      if (!mayBeTaken(call)) return 'late';
      const wayOf = ({ follows }: NaiveCall['places'][number]) =>
        follows.escapes.find(({ key }) => key === fact.key);
      const place = call.places.find((one) => mayGoTo(world, call, wayOf(one)?.go));
      if (place === undefined) return 'unknown-target';
      return leaveQueue(world, { call, place }, 'deflected', wayOf(place)!.go);
    }
    case 'call-moved':
      if (!mayBeTaken(call)) return 'late';
      if (targetOf(world, fact.target) === undefined || !mayGoTo(world, call, fact.target)) {
        return 'unknown-target';
      }
      return leaveQueue(world, firstPlace(call), 'transferred', fact.target);
    case 'send-failed':
      if (call.state !== 'leaving' || call.sentBack) return 'late';
      call.sentBack = true;
      world.out.sendCall(call.id, undefined);
      return 'applied';
  }
}

/** Rule 14: not to links of which none is usable; its other places end before it goes. */
const mayGoTo = (world: NaiveWorld, call: NaiveCall, go: TargetId | undefined): boolean =>
  go !== undefined && mayLeaveFor(world, call, go, true);

/** A caller who waits, or whose agent's phone rings, may go; a callback has nobody to go. */
const mayBeTaken = (call: NaiveCall): boolean =>
  call.callback === null && (isWaiting(call) || call.state === 'offered');

function leaveQueue(
  world: NaiveWorld,
  at: Standing,
  disposition: Disposition,
  go: TargetId,
): Outcome {
  const { call } = at;
  withdrawAll(world, call, 'moved');
  endHold(call);
  leaveOthers(world, at);
  exit(world, at, disposition, go);
  look(world, call);
  return 'applied';
}

function callerLeft(world: NaiveWorld, call: NaiveCall): Outcome {
  const open = openOffers(world, call);
  if (call.state === 'talking') world.out.releaseAgent(open[0]!.id, open[0]!.agent);
  if (call.state === 'talking' || call.state === 'leaving') {
    forgetCall(world, call);
    return 'applied';
  }
  const place = open[0] ? placeOf(call, open[0]) : call.places[0]!;
  const short = world.now - place.joinedAt < place.follows.shortAbandonMs;
  const disposition = short && call.callback === null ? 'abandoned-short' : 'abandoned';
  if (disposition === 'abandoned') noteAbandoned(world, place);
  goAltogether(world, { call, place }, disposition);
  for (const offer of open) withdraw(world, offer, 'caller-gone');
  return 'applied';
}
