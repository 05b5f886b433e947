/** Rules 6 and 14 as questions: where exits lead, and by which link. Changes nothing. */

import type { TargetId } from '../../core/routing/ids.ts';
import type { LinkPolicy, TargetPolicy } from '../../core/routing/policy.ts';
import { type NaiveCall, type NaiveWorld, queuePolicy } from './naive-state.ts';

/**
 * Rule 6: a callback leaves for another queue only; exits that lead elsewhere are not there. Rule
 * 14: nor are those that lead to links of which none is usable.
 */
export function mayLeaveFor(
  world: NaiveWorld,
  call: NaiveCall,
  go: TargetId | undefined,
  alone = call.places.length === 1,
): boolean {
  const target = targetOf(world, go);
  const instead = target && isByLink(target) ? otherwiseOf(world, target) : target;
  if (call.callback !== null) {
    return instead?.queue !== undefined && queuePolicy(world, instead.queue) !== undefined;
  }
  if (target === undefined || !isByLink(target) || world.arriving === call) return true;
  return instead !== undefined || usableLink(world, call, target, alone) !== undefined;
}

export const targetOf = (world: NaiveWorld, go: TargetId | undefined): TargetPolicy | undefined =>
  world.policy.targets.find((known) => known.id === go);

export const isByLink = (target: TargetPolicy): boolean =>
  target.links !== undefined && target.queue === undefined;

/** Rule 14: where calls go that no link takes. */
export function otherwiseOf(world: NaiveWorld, target: TargetPolicy): TargetPolicy | undefined {
  const other = targetOf(world, target.otherwise);
  return other === undefined || isByLink(other) ? undefined : other;
}

/** Rule 14: the link a call leaves by. */
export function usableLink(
  world: NaiveWorld,
  call: NaiveCall,
  target: TargetPolicy,
  alone = call.places.length === 1,
): LinkPolicy | undefined {
  const { links = [] } = world.policy;
  const choices = (target.links ?? []).map((id) => links.find((link) => link.id === id));
  const usable = choices.filter((link) => link !== undefined && isUsable(world, call, link));
  const bears = world.linkLegs.some((leg) => leg.call === call.id);
  if (!alone || bears || !world.switchUp || call.callback !== null || world.arriving === call) {
    return undefined;
  }
  return usable.sort((a, b) => a!.cost - b!.cost)[0];
}

function isUsable(world: NaiveWorld, call: NaiveCall, link: LinkPolicy): boolean {
  const { up, restUntil } = world.links.find((known) => known.id === link.id)!;
  const used = world.linkLegs.filter((leg) => leg.link === link.id).length;
  const closed = world.hours.some((hours) => hours.id === link.hours && !hours.open);
  const passed = [world.policy.site, ...(call.path ?? [])];
  return (
    up &&
    !closed &&
    used < link.channels &&
    (restUntil === null || restUntil <= world.now) &&
    !call.declined.includes(link.id) &&
    (link.site === undefined || !passed.includes(link.site))
  );
}
