/** Rules 5.6, 9 and 10: opening hours, outages and a new policy. */

import type { RouterEvent } from '../../core/routing/events.ts';
import type { Outcome } from '../../core/routing/outcomes.ts';
import type { Policy, QueuePolicy } from '../../core/routing/policy.ts';
import { signOut, takeBack } from './naive-agents.ts';
import { keepRecords } from './naive-forecast.ts';
import { accept, payOwed, restoreLegs, returnUnlinked } from './naive-links.ts';
import { look, sweepUnstaffed, withdraw } from './naive-looking.ts';

import { endOffer, leaveConversation } from './naive-offers.ts';
import { endHold, exit, forgetCall, goAltogether, holdStands, promoteDue } from './naive-places.ts';
import {
  agentsById,
  byArrival,
  byId,
  byUrgency,
  callOf,
  firstPlace,
  isQueued,
  isWaiting,
  type NaiveCall,
  type NaivePlace,
  type NaiveWorld,
  newAgent,
  placeOf,
  queuePolicy,
  type Standing,
  standings,
  tell,
} from './naive-state.ts';
import { mayLeaveFor } from './naive-ways.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { type: T }>;

export function hoursChanged(world: NaiveWorld, fact: Fact<'hours-changed'>): Outcome {
  const hours = world.hours.find((known) => known.id === fact.hours);
  if (hours === undefined) return 'unknown-target';
  if (hours.open === fact.open) return 'duplicate';
  hours.open = fact.open;
  const concerned = ({ place }: Standing) => place.follows.hours === hours.id;
  const waiting = fact.open ? [] : standings(world).filter(concerned);
  for (const at of waiting.sort(byArrival)) {
    const { closed } = at.place.follows.exits;
    if (!closed?.waiting || !isWaiting(at.call)) continue;
    if (!mayLeaveFor(world, at.call, closed.go)) continue;
    exit(world, at, 'closed', closed.go);
    look(world, at.call);
  }
  const callbacks = world.calls.filter((call) => call.callback !== null).map(firstPlace);
  for (const { call } of callbacks.filter(concerned).sort(byArrival)) look(world, call);
  if (fact.open) payOwed(world);
  return 'applied';
}

/** Everybody who waits, most urgent first, looks for an agent. */
function everyCallLooks(world: NaiveWorld): void {
  world.quiet = false;
  const waiting = world.calls.filter(isWaiting).map(firstPlace);
  for (const { call } of waiting.sort(byUrgency(world))) look(world, call);
}

export function lost(world: NaiveWorld): Outcome {
  if (!world.switchUp) return 'duplicate';
  world.switchUp = false;
  world.switchLostAt = world.now;
  return 'applied';
}

export function restored(world: NaiveWorld, fact: Fact<'switch-restored'>): Outcome {
  const stoodStill = world.now - (world.switchLostAt ?? world.now);
  for (const offer of world.offers) if (offer.deadline !== null) offer.deadline += stoodStill;
  for (const { linking } of world.calls) if (linking) linking.deadline += stoodStill;
  world.switchUp = true;
  world.switchLostAt = null;
  world.quiet = true;
  const unlinked = restoreLegs(world, fact);
  for (const call of [...world.calls].sort(byId)) {
    // A callback has no channel that could have been lost.
    if (fact.calls.includes(call.id) || call.callback !== null) continue;
    const leg = world.linkLegs.find((known) => known.call === call.id);
    if (leg && call.state === 'linking') accept(world, call, leg);
    else if (isQueued(call)) goAltogether(world, offeredAt(world, call), 'lost-in-outage');
    else forgetCall(world, call);
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
  for (const call of unlinked) returnUnlinked(world, call);
  everyCallLooks(world);
  payOwed(world);
  return 'applied';
}

/** The place through which the call is offered, else its first. */
function offeredAt(world: NaiveWorld, call: NaiveCall): Standing {
  const open = world.offers.find((offer) => call.offers.includes(offer.id));
  return open === undefined ? firstPlace(call) : { call, place: placeOf(call, open) };
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
  carryLinksOver(world);
  world.retired = stillFollowed(world, former);
  for (const { place } of pinned(world)) {
    place.follows = world.retired.find((queue) => same(queue, place.follows))!;
  }
  keepRecords(world);
  world.effective = null;
  world.hours = policy.hours.map((hours) => ({ id: hours.id, open: hours.open }));
  replaceAgents(world);
  sweepUnstaffed(world);
  for (const call of world.calls) {
    if (call.state === 'held' && !holdStands(world, call)) endHold(call);
  }
  everyCallLooks(world);
  return 'applied';
}

/** The call's own references follow the new policy by id. */
function carryOver(world: NaiveWorld, call: NaiveCall): void {
  const known = (id: string | null) => world.policy.agents.some((agent) => agent.id === id);
  if (!known(call.preferred)) call.preferred = null;
  call.exclusions = call.exclusions.filter((excluded) => known(excluded.agent));
  for (const place of call.places) carryPlaceOver(world, call, place);
}

function carryPlaceOver(world: NaiveWorld, call: NaiveCall, place: NaivePlace): void {
  const { policy } = world;
  if (!policy.classes.includes(place.class)) {
    place.class = policy.classes.at(-1)!;
    place.classAt = world.now;
  }
  if (isWaiting(call)) promoteDue(world, place);
  const queue = queuePolicy(world, place.queue);
  if (queue === undefined || !isQueued(call)) return;
  if (same(queue, place.follows)) place.follows = queue;
  else if (queue.reloadLive) {
    place.follows = queue;
    place.step = Math.min(place.step, queue.steps.length - 1);
  }
}

/** Rule 10: links are told apart by id; legs stay, whatever becomes of their link. */
function carryLinksOver(world: NaiveWorld): void {
  world.links = (world.policy.links ?? []).map(
    ({ id }) => world.links.find((known) => known.id === id) ?? { id, up: true, restUntil: null },
  );
  for (const { place } of standings(world)) place.owed = [];
}

/** Places that keep to the steps of an earlier policy. */
const pinned = (world: NaiveWorld): Standing[] =>
  standings(world).filter(
    ({ call, place }) => isQueued(call) && place.follows !== queuePolicy(world, place.queue),
  );

/** Rule 10: the entries of `retired` after the change, oldest first, equal ones once. */
function stillFollowed(world: NaiveWorld, former: Policy): QueuePolicy[] {
  const places = pinned(world).map(({ place }) => place);
  return [...world.retired, ...former.queues]
    .filter((queue) => places.some((place) => same(place.follows, queue)))
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
