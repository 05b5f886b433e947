/** Rules 5.4, 5.5, 7 and 11: calls and agents look for each other, are offered, and come back. */

import type { Ms } from '../../core/routing/ids.ts';
import type { WithdrawReason } from '../../core/routing/outcomes.ts';
import { type CallbackPolicy, defaultCallback } from '../../core/routing/policy.ts';
import { decisionOf } from './naive-decision.ts';
import {
  callsFor,
  chooseAgent,
  excludedUntil,
  placeDeadline,
  promotionAt,
  qualifies,
  qualifiesFor,
  staffOf,
  stepEnd,
  tooLongAt,
} from './naive-matching.ts';
import {
  catchUp,
  endHold,
  endPatience,
  endStep,
  exit,
  goAltogether,
  isOpen,
  promote,
} from './naive-places.ts';
import {
  agentPolicy,
  byArrival,
  byText,
  callOf,
  firstPlace,
  isWaiting,
  type NaiveAgent,
  type NaiveCall,
  type NaiveOffer,
  type NaivePlace,
  type NaiveWorld,
  placeOf,
  type Standing,
  standings,
  stateOf,
  tell,
} from './naive-state.ts';
import { mayLeaveFor } from './naive-ways.ts';

/**
 * Rule 7.1. Does nothing for calls that are not waiting, and nothing while everybody is quiet.
 * `arriving`: the call has just come, none of its places having moved or ended.
 */
export function look(world: NaiveWorld, call: NaiveCall, arriving = false): void {
  if (!isWaiting(call) || world.quiet) return;
  if (call.callback !== null) call.state = mustRest(world, call) ? 'resting' : 'waiting';
  call.exclusions = call.exclusions.filter((excluded) => excluded.until > world.now);
  call.lookedAt = world.now;
  if (!world.switchUp || call.state === 'resting') return;
  if (arriving && lookForPreferred(world, firstPlace(call))) return;
  for (const place of call.places) {
    const at = { call, place };
    const agent = chooseAgent(world, at);
    if (agent === undefined) continue;
    offer(world, at, agent, 'call');
    ringFurther(world, at);
    return;
  }
}

/** Rule 6: not to be dialled yet, or not at this hour. */
function mustRest(world: NaiveWorld, call: NaiveCall): boolean {
  return world.now < call.callback!.restUntil || !isOpen(world, call.places[0]!.follows);
}

/** With `ring-all` as many phones as may ring at once. */
function ringFurther(world: NaiveWorld, at: Standing): void {
  const { order, parallel = 1 } = at.place.follows;
  if (order !== 'ring-all' || at.call.callback !== null) return;
  while (at.call.offers.length < parallel) {
    const agent = chooseAgent(world, at);
    if (agent === undefined) return;
    offer(world, at, agent, 'call');
  }
}

/** True when the preferred agent was chosen, or the call is held for it. */
function lookForPreferred(world: NaiveWorld, at: Standing): boolean {
  const { call, place } = at;
  const agent = world.agents.find((known) => known.id === call.preferred);
  if (agent === undefined || !qualifiesFor(world, agent, at)) return false;
  if (excludedUntil(world, agent, call) > 0) return false;
  if (stateOf(agent) === 'ready') {
    offer(world, at, agent, 'call', true);
    return true;
  }
  const wait = call.preferredWaitMs ?? place.follows.preferredWaitMs;
  if (wait <= 0 || !agent.signedIn || !agent.reachable || agent.paused !== null) return false;
  call.state = 'held';
  call.holdUntil = world.now + wait;
  return true;
}

/** Rule 7.2: the most urgent call this ready agent may have. */
export function lookForCall(world: NaiveWorld, agent: NaiveAgent): void {
  if (!world.switchUp || world.quiet || stateOf(agent) !== 'ready') return;
  const at = callsFor(world, agent)[0];
  if (at) offer(world, at, agent, 'agent');
}

export const callbackPolicy = (place: NaivePlace): CallbackPolicy =>
  place.follows.callback ?? defaultCallback;

/** Rule 8: the clock of offers stands still while the switch is down. */
export const offerDeadline = (world: NaiveWorld, afterMs: Ms): Ms =>
  (world.switchLostAt ?? world.now) + afterMs;

/** Rule 7.3. */
function offer(
  world: NaiveWorld,
  at: Standing,
  agent: NaiveAgent,
  trigger: 'call' | 'agent',
  preferred = false,
): void {
  const { call, place } = at;
  const { onDecision, limits } = world.options;
  onDecision?.(decisionOf(world, at, { agent, trigger, preferred, offer: world.nextOffer }));
  const dialling = call.callback?.first === 'customer';
  const made: NaiveOffer = {
    id: world.nextOffer++ as NaiveOffer['id'],
    call: call.id,
    agent: agent.id,
    queue: place.queue,
    state: dialling ? 'dialling' : 'set-up',
    reason: null,
    madeAt: world.now,
    ringingAt: null,
    deadline: offerDeadline(world, dialling ? callbackPolicy(place).dialMs : limits.setUpMs),
    wrapUpMs: place.follows.wrapUpMs,
    ringMs: place.follows.ringMs,
    answeredLate: false,
  };
  world.offers.push(made);
  agent.lastOffered = world.nextRotation++;
  agent.activity = 'offered';
  call.state = 'offered';
  call.offers.push(made.id);
  call.holdUntil = null;
  if (dialling) dial(world, call, made);
  else world.out.offerCall(made.id, call.id, agent.id, made.ringMs, made.queue);
  tell(world, agent);
}

/** The customer of a callback is called. */
export function dial(world: NaiveWorld, call: NaiveCall, by: NaiveOffer): void {
  call.callback!.attempts += 1;
  world.out.dialCustomer(by.id, call.id, by.agent, by.queue);
}

/** Rule 8, withdrawal. With `expired` and `agent-left` the call goes back at once. */
export function withdraw(world: NaiveWorld, taken: NaiveOffer, reason: WithdrawReason): void {
  world.out.withdrawOffer(taken.id, taken.call, taken.agent, reason);
  const call = callOf(world, taken);
  taken.state = 'withdrawing';
  taken.reason = reason;
  taken.deadline = offerDeadline(world, world.options.limits.withdrawMs);
  if (call === undefined) return;
  const place = placeOf(call, taken);
  release(call, taken);
  if (reason !== 'expired' && reason !== 'agent-left') return;
  exclude(world, { call, place }, taken.agent);
  back(world, call);
}

/** The offer has nothing to do with the call any more. */
export function release(call: NaiveCall, taken: NaiveOffer): void {
  call.offers = call.offers.filter((id) => id !== taken.id);
}

/**
 * The call is kept from an agent for a while, and if only for everybody else to come first.
 * `forMs`: else the queue's.
 */
export function exclude(
  world: NaiveWorld,
  { call, place }: Standing,
  agent: NaiveAgent['id'],
  forMs: Ms = Math.max(1, place.follows.excludeMs),
): void {
  if (agentPolicy(world, agent) === undefined) return;
  const former = call.exclusions.find((excluded) => excluded.agent === agent);
  const until = Math.max(world.now + forMs, former?.until ?? 0);
  const others = call.exclusions
    .filter((excluded) => excluded.agent !== agent)
    .sort((a, b) => a.until - b.until || byText(a.agent, b.agent));
  if (others.length >= world.options.limits.exclusionsMax) others.shift();
  call.exclusions = [...others, { agent, until }];
}

/**
 * Rule 5.5: back in its old places; what is due comes first. Nothing while another phone still
 * rings.
 */
export function back(world: NaiveWorld, call: NaiveCall): void {
  if (call.offers.length > 0) return;
  call.state = 'waiting';
  if (call.callback !== null && call.callback.expiresAt <= world.now) {
    goAltogether(world, firstPlace(call), 'timed-out');
    return;
  }
  for (const place of call.places) catchUp(world, { call, place });
  look(world, call);
}

/** Rule 11: does the first thing that is due at this time, and only that. */
export function firePlace(world: NaiveWorld, at: Standing): void {
  const { call, place } = at;
  const time = placeDeadline(world, at);
  const first = place === call.places[0];
  if (first && call.callback?.expiresAt === time) {
    goAltogether(world, at, 'timed-out');
    return;
  }
  if (promotionAt(world, place) === time) {
    promote(world, place, time);
    return;
  }
  if (tooLongAt(world, at) === time) endPatience(world, at);
  else if (stepEnd(world, at) === time) endStep(world, at, time);
  else if (first && call.holdUntil === time) endHold(call);
  look(world, call);
}

/**
 * Rule 5.4: waiting calls of queues without staff leave by `nobody`, queue by queue. `left`: only
 * of those this agent could serve.
 */
export function sweepUnstaffed(world: NaiveWorld, left?: NaiveAgent): void {
  for (const queue of [...world.policy.queues, ...world.retired]) {
    const { nobody } = queue.exits;
    if (nobody === undefined || staffOf(world, queue) > 0) continue;
    if (left && !queue.steps.some((_, step) => qualifies(world, left, queue, step))) continue;
    const stranded = standings(world).filter(({ place }) => place.follows === queue);
    for (const at of stranded.sort(byArrival)) {
      if (!isWaiting(at.call) || !mayLeaveFor(world, at.call, nobody.go)) continue;
      exit(world, at, 'nobody', nobody.go);
      look(world, at.call);
    }
  }
}
