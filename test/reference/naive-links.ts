/** Rule 14: calls leave by links to other sites, and come back when nobody there wants them. */

import type { RouterEvent } from '../../core/routing/events.ts';
import type { CallId, TargetId } from '../../core/routing/ids.ts';
import type { Disposition, LinkResult, Outcome } from '../../core/routing/outcomes.ts';
import { back, look, sweepUnstaffed } from './naive-looking.ts';

import { exit, forgetCall, tellExit } from './naive-places.ts';
import {
  byArrival,
  firstPlace,
  isWaiting,
  type NaiveCall,
  type NaiveLinkLeg,
  type NaiveWorld,
  type Standing,
  standings,
} from './naive-state.ts';
import { mayLeaveFor } from './naive-ways.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { type: T }>;

const legOf = (world: NaiveWorld, call: CallId): NaiveLinkLeg | undefined =>
  world.linkLegs.find((leg) => leg.call === call);

const linkingCall = (world: NaiveWorld, id: CallId): NaiveCall | undefined =>
  world.calls.find((call) => call.id === id && call.state === 'linking');

export function linkChanged(world: NaiveWorld, fact: Fact<'link-changed'>): Outcome {
  const link = world.links.find((known) => known.id === fact.link);
  if (link === undefined) return 'unknown-link';
  if (link.up === fact.up) return 'duplicate';
  link.up = fact.up;
  if (fact.up) payOwed(world);
  return 'applied';
}

export function linkAccepted(world: NaiveWorld, fact: Fact<'link-accepted'>): Outcome {
  const leg = legOf(world, fact.call);
  if (leg === undefined) return 'unknown-call';
  if (leg.accepted) return 'duplicate';
  const call = linkingCall(world, fact.call);
  if (call === undefined) return 'late';
  accept(world, call, leg);
  return 'applied';
}

export function accept(world: NaiveWorld, call: NaiveCall, leg: NaiveLinkLeg): void {
  const { target, disposition } = call.linking!;
  leg.accepted = true;
  tellExit(
    world,
    firstPlace(call),
    disposition,
    world.policy.targets.find((known) => known.id === target),
  );
  forgetCall(world, call);
}

export function linkEnded(world: NaiveWorld, fact: Fact<'link-ended'>): Outcome {
  const leg = legOf(world, fact.call);
  if (leg === undefined) return 'unknown-call';
  world.linkLegs = world.linkLegs.filter((other) => other !== leg);
  const call = linkingCall(world, fact.call);
  if (call !== undefined) refused(world, call, leg, fact.result);
  payOwed(world);
  return 'applied';
}

function refused(
  world: NaiveWorld,
  call: NaiveCall,
  { link }: NaiveLinkLeg,
  result: LinkResult,
): void {
  const { target, disposition } = call.linking!;
  if (result === 'declined') call.declined = [...call.declined, link];
  else if (result !== 'ended') rest(world, link);
  call.linking = undefined;
  call.state = 'waiting';
  if (world.policy.targets.some(({ id }) => id === target) && mayLeaveFor(world, call, target)) {
    exit(world, firstPlace(call), disposition, target);
    look(world, call);
  } else back(world, call);
}

function rest(world: NaiveWorld, id: NaiveLinkLeg['link']): void {
  const policy = world.policy.links?.find((known) => known.id === id);
  const link = world.links.find((known) => known.id === id);
  if (policy && link) link.restUntil = world.now + Math.max(1, policy.restMs);
}

/** The far end has not accepted in time. */
export function fireLinking(world: NaiveWorld, call: NaiveCall): void {
  call.linking!.deadline = world.now + world.options.limits.withdrawMs;
  world.out.unlinkCall(call.id);
}

/** Who was passed over for want of a link tries again. */
export function payOwed(world: NaiveWorld): void {
  if (!world.policy.targets.some((target) => target.links && target.queue === undefined)) return;
  sweepUnstaffed(world);
  for (const at of standings(world).sort(byArrival)) {
    const { call, place } = at;
    if (!isWaiting(call) || !call.places.includes(place)) continue;
    const owed = dueTo(world, at);
    if (owed === undefined) continue;
    exit(world, at, owed.disposition, owed.go);
    look(world, call);
  }
}

/** The first exit owed to the place that leads somewhere now. */
function dueTo(
  world: NaiveWorld,
  { call, place }: Standing,
): { readonly disposition: Disposition; readonly go: TargetId } | undefined {
  const { exits, steps } = place.follows;
  const tooLong = exits.tooLong?.go;
  if (place.owed.includes('too-long') && tooLong && mayLeaveFor(world, call, tooLong)) {
    return { disposition: 'timed-out', go: tooLong };
  }
  const { go } = steps[place.step]!;
  if (place.owed.includes('step') && go && mayLeaveFor(world, call, go)) {
    return { disposition: 'overflowed', go };
  }
  return undefined;
}

/** Rule 9: legs as the switch has them. Returns the calls left without theirs. */
export function restoreLegs(world: NaiveWorld, fact: Fact<'switch-restored'>): NaiveCall[] {
  const live = fact.linked ?? [];
  const gone = world.linkLegs.filter((leg) => !live.some(({ call }) => call === leg.call));
  world.linkLegs = world.linkLegs.filter((leg) => !gone.includes(leg));
  for (const { call, link } of live) {
    const known = legOf(world, call) !== undefined || fact.calls.includes(call);
    if (!known) world.linkLegs.push({ call, link, accepted: true });
  }
  return gone
    .map(({ call }) => linkingCall(world, call))
    .filter((call) => call !== undefined)
    .sort((a, b) => a.id - b.id);
}

/** Rule 9: a leg went during the outage. */
export function returnUnlinked(world: NaiveWorld, call: NaiveCall): void {
  if (call.state !== 'linking') return;
  call.linking = undefined;
  back(world, call);
}
