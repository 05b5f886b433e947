/** Rules 4 to 6: places join queues, pass through steps and end; calls leave. Nobody looks here. */

import type { Ms, TargetId } from '../../core/routing/ids.ts';
import type { Disposition } from '../../core/routing/outcomes.ts';
import type { LinkPolicy, QueuePolicy, TargetPolicy } from '../../core/routing/policy.ts';
import { noteJoined } from './naive-forecast.ts';
import {
  callsAhead,
  conditionsHold,
  overflowAt,
  promotionAt,
  qualified,
  qualifiesFor,
  staffOf,
  stepEnd,
  tooLongAt,
  waitingBeside,
  wayOut,
} from './naive-matching.ts';
import {
  firstPlace,
  type NaiveCall,
  type NaivePlace,
  type NaiveWorld,
  queuePolicy,
  type Standing,
} from './naive-state.ts';
import { isByLink, mayLeaveFor, otherwiseOf, targetOf, usableLink } from './naive-ways.ts';

/** Rule 4. `joinedAt`, `agedFrom`, arrival and class are set already. */
export function join(world: NaiveWorld, at: Standing, queue: QueuePolicy): void {
  const { call, place } = at;
  place.queue = queue.id;
  place.follows = queue;
  place.step = 0;
  place.stepAt = world.now;
  place.expected = [];
  place.ahead = 0;
  place.owed = [];
  const refused = refusalOf(world, at, queue);
  if (refused && linkOf(world, call, refused.go) === undefined) {
    exit(world, at, refused.disposition, refused.go);
    return;
  }
  world.arriving = undefined;
  noteJoined(world, at, callsAhead(world, at), qualified(world));
  world.out.callQueued(call.id, queue.id, 0);
  if (refused) {
    exit(world, at, refused.disposition, refused.go);
    return;
  }
  enterStep(world, at, 0, world.now);
}

/** The first exit that holds for one who joins. */
function refusalOf(
  world: NaiveWorld,
  at: Standing,
  queue: QueuePolicy,
): { disposition: Disposition; go: TargetId } | undefined {
  const { closed, nobody, full } = queue.exits;
  const leaves = (way: { go: TargetId } | undefined): way is { go: TargetId } =>
    way !== undefined && mayLeaveFor(world, at.call, way.go);
  if (leaves(closed) && !isOpen(world, queue)) return { disposition: 'closed', go: closed.go };
  if (leaves(nobody) && staffOf(world, queue) === 0)
    return { disposition: 'nobody', go: nobody.go };
  if (full && leaves(full) && waitingBeside(world, at) >= full.at) {
    return { disposition: 'full', go: full.go };
  }
  return overflowAt(world, at, 0);
}

export const isOpen = (world: NaiveWorld, queue: QueuePolicy): boolean =>
  world.hours.find((hours) => hours.id === queue.hours)?.open ?? true;

/** Rule 5.1. False: the place has been left on the way. */
function enterStep(world: NaiveWorld, at: Standing, first: number, time: Ms): boolean {
  const { call, place } = at;
  const { steps } = place.follows;
  const last = steps.length - 1;
  const skipped = (step: number) => conditionsHold(world, at, step, steps[step]!.skipWhen);
  let step = first;
  while (step < last && skipped(step)) step += 1;
  const out = wayOut(world, at);
  if (step === last && out !== undefined && skipped(step)) {
    exit(world, at, 'overflowed', out);
    return false;
  }
  const overflow = step > 0 ? overflowAt(world, at, step) : undefined;
  if (overflow) {
    exit(world, at, overflow.disposition, overflow.go);
    return false;
  }
  place.step = step;
  place.stepAt = time;
  if (step > 0) world.out.callStepped(call.id, place.queue, step);
  const { say } = steps[step]!;
  // A callback has no channel to say anything to.
  if (say !== undefined && call.callback === null) world.out.announce(call.id, say);
  const itsHold = call.state === 'held' && place === call.places[0];
  if (itsHold && !holdStands(world, call)) endHold(call);
  return true;
}

/** Rule 5.2: the step has ended at this time. False: the place has been left. */
export function endStep(world: NaiveWorld, at: Standing, time: Ms): boolean {
  const { place } = at;
  if (place.step < place.follows.steps.length - 1) {
    return enterStep(world, at, place.step + 1, time);
  }
  const { go } = place.follows.steps.at(-1)!;
  if (mayLeaveFor(world, at.call, go)) {
    exit(world, at, 'overflowed', go);
    return false;
  }
  place.owed = [...place.owed, 'step'];
  return true;
}

/** Rule 5.3: the place has waited too long. False: it has been left. */
export function endPatience(world: NaiveWorld, at: Standing): boolean {
  const { call, place } = at;
  const { go } = place.follows.exits.tooLong!;
  if (mayLeaveFor(world, call, go)) {
    exit(world, at, 'timed-out', go);
    return false;
  }
  place.owed = [...place.owed, 'too-long'];
  return true;
}

/** Rule 5.8. */
export function promote(world: NaiveWorld, place: NaivePlace, time: Ms): void {
  place.class = world.policy.classes[world.policy.classes.indexOf(place.class) - 1]!;
  place.classAt = time;
}

/** Every promotion that is due by now, each at its own time. */
export function promoteDue(world: NaiveWorld, place: NaivePlace): void {
  for (;;) {
    const time = promotionAt(world, place);
    if (time > world.now) return;
    promote(world, place, time);
  }
}

/** Rule 5.5 of one place: what is due is done, without looking. */
export function catchUp(world: NaiveWorld, at: Standing): void {
  const { place } = at;
  promoteDue(world, place);
  place.owed = [];
  const { nobody } = place.follows.exits;
  if (nobody && mayLeaveFor(world, at.call, nobody.go) && staffOf(world, place.follows) === 0) {
    exit(world, at, 'nobody', nobody.go);
  } else if (tooLongAt(world, at) > world.now || endPatience(world, at)) {
    let time = stepEnd(world, at);
    while (time <= world.now && endStep(world, at, time)) time = stepEnd(world, at);
  }
}

/** Rule 6. */
export function exit(
  world: NaiveWorld,
  at: Standing,
  disposition: Disposition,
  go: TargetId | undefined,
): void {
  const { call, place } = at;
  const asked = targetOf(world, go);
  if (call.state === 'held' && place === call.places[0]) endHold(call);
  const link = linkOf(world, call, go);
  if (asked && link) {
    leaveBy(world, at, link, { target: asked.id, disposition });
    return;
  }
  const target = asked && isByLink(asked) ? otherwiseOf(world, asked) : asked;
  const next = nextQueue(world, at, target);
  if (call.places.length > 1 && next === undefined) {
    tellExit(world, at, disposition);
    call.places = call.places.filter((other) => other !== place);
    for (const other of call.places) other.owed = [];
    return;
  }
  tellExit(world, at, disposition, target);
  if (next !== undefined) {
    call.hops += 1;
    move(world, at, next, target!);
  } else if (target?.queue !== undefined) {
    world.out.callExited(call.id, target.queue, 'system-error', 0, undefined);
    if (call.callback === null) send(world, call, undefined);
    else forgetCall(world, call);
  } else {
    send(world, call, target?.id);
  }
}

export function tellExit(
  world: NaiveWorld,
  { call, place }: Standing,
  disposition: Disposition,
  target?: TargetPolicy,
): void {
  const waitMs = world.now - place.joinedAt;
  world.out.callExited(call.id, place.queue, disposition, waitMs, target?.id);
}

/** The queue this target leads the place into; undefined: none, or none it may join. */
function nextQueue(
  world: NaiveWorld,
  { call, place }: Standing,
  target: TargetPolicy | undefined,
): QueuePolicy | undefined {
  if (target?.queue === undefined || call.hops >= world.options.limits.hopsMax) return undefined;
  if (call.places.some((other) => other !== place && other.queue === target.queue)) {
    return undefined;
  }
  return queuePolicy(world, target.queue);
}

export function send(world: NaiveWorld, call: NaiveCall, target: TargetId | undefined): void {
  call.state = 'leaving';
  if (world.arriving === call) world.out.refuseCall(call.id);
  else world.out.sendCall(call.id, target);
}

/** Rule 14: the link an exit to this target takes now. */
function linkOf(
  world: NaiveWorld,
  call: NaiveCall,
  go: TargetId | undefined,
): LinkPolicy | undefined {
  const target = targetOf(world, go);
  return target && isByLink(target) ? usableLink(world, call, target) : undefined;
}

/** Rule 14: the far end is called, and the call keeps its place until it is accepted. */
function leaveBy(
  world: NaiveWorld,
  { call, place }: Standing,
  link: LinkPolicy,
  by: { readonly target: TargetId; readonly disposition: Disposition },
): void {
  const { site } = world.policy;
  const path = [...(call.path ?? []), ...(site === undefined ? [] : [site])];
  call.state = 'linking';
  call.linking = { ...by, deadline: world.now + link.ringMs };
  world.linkLegs.push({ call: call.id, link: link.id, accepted: false });
  const age = Math.max(0, world.now - place.agedFrom);
  const ownClass = call.ownClass ? place.class : undefined;
  world.out.linkCall(call.id, link.id, by.target, age, path, ownClass);
}

function move(world: NaiveWorld, at: Standing, queue: QueuePolicy, target: TargetPolicy): void {
  const { call, place } = at;
  place.joinedAt = world.now;
  if (!target.keepAge) {
    place.agedFrom = world.now - queue.headStartMs;
    place.arrival = world.nextArrival++;
  }
  if (!call.ownClass) {
    place.class = queue.class;
    place.classAt = world.now;
  }
  join(world, at, queue);
}

/** All places but this one are taken from their queues. */
export function leaveOthers(world: NaiveWorld, { call, place }: Standing): void {
  for (const other of call.places) {
    if (other !== place) tellExit(world, { call, place: other }, 'elsewhere');
  }
  if (call.places.length > 1) place.owed = [];
  call.places = [place];
}

/** The call goes altogether, by this place. */
export function goAltogether(world: NaiveWorld, at: Standing, disposition: Disposition): void {
  tellExit(world, at, disposition);
  leaveOthers(world, at);
  forgetCall(world, at.call);
}

export function forgetCall(world: NaiveWorld, call: NaiveCall): void {
  // Whoever still has it in hand sees that it waits no longer.
  call.state = 'leaving';
  call.linking = undefined;
  world.calls = world.calls.filter((other) => other !== call);
  world.out.callEnded(call.id);
}

/** Rule 7.4: does the call still have somebody to be held for? */
export function holdStands(world: NaiveWorld, call: NaiveCall): boolean {
  const agent = world.agents.find((known) => known.id === call.preferred);
  if (agent === undefined || !agent.signedIn || !agent.reachable || agent.paused !== null) {
    return false;
  }
  return qualifiesFor(world, agent, firstPlace(call));
}

export function endHold(call: NaiveCall): void {
  call.state = 'waiting';
  call.holdUntil = null;
}
