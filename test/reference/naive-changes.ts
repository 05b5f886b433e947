/** Rules 3, 5.6, 9 and 10: arrivals, opening hours, outages and a new policy. */

import type { RouterEvent } from '../../core/routing/events.ts';
import type { Outcome } from '../../core/routing/outcomes.ts';
import type { Policy, QueuePolicy } from '../../core/routing/policy.ts';
import { signOut, takeBack } from './naive-agents.ts';
import {
  endHold,
  exit,
  holdStands,
  isQueued,
  isWaiting,
  join,
  look,
  sweepUnstaffed,
  withdraw,
} from './naive-calls.ts';
import { endOffer, forgetCall, leaveConversation } from './naive-offers.ts';
import {
  agentsById,
  byArrival,
  byId,
  byUrgency,
  callOf,
  type NaiveCall,
  type NaiveWorld,
  newAgent,
  queuePolicy,
  tell,
} from './naive-state.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { type: T }>;

export function arrived(world: NaiveWorld, fact: Fact<'call-arrived'>): Outcome {
  if (world.calls.some((call) => call.id === fact.call)) return 'duplicate';
  const queue = queuePolicy(world, fact.queue);
  if (queue === undefined) return 'unknown-queue';
  if (world.calls.length >= world.options.limits.callsMax) return 'over-limit';
  const ownClass = fact.class !== undefined && world.policy.classes.includes(fact.class);
  const joinedAt = world.now - (fact.waitedMs ?? 0);
  const preferred = world.policy.agents.find((agent) => agent.id === fact.preferred);
  const call: NaiveCall = {
    id: fact.call,
    state: 'waiting',
    queue: queue.id,
    follows: queue,
    class: ownClass ? fact.class! : queue.class,
    ownClass,
    step: 0,
    stepAt: world.now,
    joinedAt,
    agedFrom: joinedAt - (fact.headStartMs ?? queue.headStartMs),
    arrival: world.nextArrival++,
    preferred: preferred?.id ?? null,
    preferredWaitMs: fact.preferredWaitMs,
    holdUntil: null,
    exclusions: [],
    offer: null,
    lookedAt: world.now,
    sentBack: false,
    hops: 0,
  };
  world.calls.push(call);
  join(world, call, queue);
  return 'applied';
}

export function hoursChanged(world: NaiveWorld, fact: Fact<'hours-changed'>): Outcome {
  const hours = world.hours.find((known) => known.id === fact.hours);
  if (hours === undefined) return 'unknown-target';
  if (hours.open === fact.open) return 'duplicate';
  hours.open = fact.open;
  if (fact.open) return 'applied';
  const waiting = world.calls.filter((call) => isWaiting(call) && call.follows.hours === hours.id);
  for (const call of waiting.sort(byArrival)) {
    const { closed } = call.follows.exits;
    if (closed?.waiting) exit(world, call, 'closed', closed.go);
  }
  return 'applied';
}

/** Everybody who waits or is held, most urgent first, looks for an agent. */
function everyCallLooks(world: NaiveWorld): void {
  world.quiet = false;
  for (const call of world.calls.filter(isWaiting).sort(byUrgency(world))) look(world, call);
}

export function restored(world: NaiveWorld, fact: Fact<'switch-restored'>): Outcome {
  world.switchUp = true;
  world.quiet = true;
  for (const call of [...world.calls].sort(byId)) {
    if (fact.calls.includes(call.id)) continue;
    if (isQueued(call)) {
      const waitMs = world.now - call.joinedAt;
      world.out.callExited(call.id, call.queue, 'lost-in-outage', waitMs, undefined);
    }
    forgetCall(world, call);
  }
  for (const offer of [...world.offers].sort(byId)) {
    if (fact.offers.includes(offer.id)) continue;
    if (offer.state === 'connected') leaveConversation(world, offer, false);
    else endOffer(world, offer, 'failed', false);
  }
  for (const offer of [...world.offers].sort(byId)) {
    if (callOf(world, offer) !== undefined || offer.state === 'withdrawing') continue;
    if (offer.state === 'connected') world.out.releaseAgent(offer.id, offer.agent);
    else withdraw(world, offer, 'caller-gone');
  }
  everyCallLooks(world);
  return 'applied';
}

/** Deep equality of plain values; an absent field equals an undefined one. */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}

export function policyReplaced(world: NaiveWorld, policy: Policy): Outcome {
  const former = world.policy;
  world.policy = policy;
  world.quiet = true;
  for (const call of world.calls) carryOver(world, call);
  world.retired = stillFollowed(world, former);
  for (const call of world.calls) {
    const kept = world.retired.find((queue) => same(queue, call.follows));
    if (kept && isQueued(call) && call.follows !== queuePolicy(world, call.queue)) {
      call.follows = kept;
    }
  }
  world.hours = policy.hours.map((hours) => ({ id: hours.id, open: hours.open }));
  replaceAgents(world);
  sweepUnstaffed(world);
  for (const call of world.calls.filter((c) => c.state === 'held').sort(byArrival)) {
    if (!holdStands(world, call)) endHold(call);
  }
  everyCallLooks(world);
  return 'applied';
}

/** The call's own references follow the new policy by id. */
function carryOver(world: NaiveWorld, call: NaiveCall): void {
  const { policy } = world;
  const known = (id: string | null) => policy.agents.some((agent) => agent.id === id);
  if (!policy.classes.includes(call.class)) call.class = policy.classes.at(-1)!;
  if (!known(call.preferred)) call.preferred = null;
  call.exclusions = call.exclusions.filter((excluded) => known(excluded.agent));
  const queue = queuePolicy(world, call.queue);
  if (queue === undefined || !isQueued(call)) return;
  if (same(queue, call.follows)) call.follows = queue;
  else if (queue.reloadLive) {
    call.follows = queue;
    call.step = Math.min(call.step, queue.steps.length - 1);
  }
}

/** Rule 10: the entries of `retired` after the change, oldest first, equal ones once. */
function stillFollowed(world: NaiveWorld, former: Policy): QueuePolicy[] {
  const pinned = world.calls.filter(
    (call) => isQueued(call) && call.follows !== queuePolicy(world, call.queue),
  );
  return [...world.retired, ...former.queues]
    .filter((queue) => pinned.some((call) => same(call.follows, queue)))
    .filter((queue, at, all) => all.findIndex((other) => same(other, queue)) === at);
}

/**
 * Agents gone from the policy are signed out, their offers withdrawn; then notices by id; new ones
 * come in.
 */
function replaceAgents(world: NaiveWorld): void {
  const kept = (id: string) => world.policy.agents.some((agent) => agent.id === id);
  const gone = agentsById(world).filter((agent) => !kept(agent.id));
  for (const agent of gone) {
    if (agent.activity === 'wrap-up') {
      agent.activity = 'idle';
      agent.wrapUpUntil = null;
    }
    if (agent.activity === 'idle') signOut(agent);
    if (agent.activity === 'talking') agent.signOutNext = true;
  }
  for (const { id } of world.policy.agents) {
    if (!world.agents.some((agent) => agent.id === id)) world.agents.push(newAgent(id));
  }
  for (const agent of gone) takeBack(world, agent);
  for (const agent of gone) tell(world, agent);
  world.agents = world.agents.filter((agent) => kept(agent.id) || agent.activity !== 'idle');
}
