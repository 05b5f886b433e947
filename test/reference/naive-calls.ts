/**
 * Rules 4 to 7 and 11: calls join queues, pass through steps, look for agents, are offered and
 * leave.
 */

import type { Ms, TargetId } from '../../core/routing/ids.ts';
import type { Disposition, WithdrawReason } from '../../core/routing/outcomes.ts';
import type { QueuePolicy, TargetPolicy } from '../../core/routing/policy.ts';
import { decisionOf } from './naive-decision.ts';
import {
  callDeadline,
  callsFor,
  chooseAgent,
  excludedUntil,
  qualifies,
  skipHolds,
  staffOf,
  stepEnd,
  tooLongAt,
} from './naive-matching.ts';
import {
  agentPolicy,
  byText,
  callOf,
  type NaiveAgent,
  type NaiveCall,
  type NaiveOffer,
  type NaiveWorld,
  queuePolicy,
  stateOf,
  tell,
} from './naive-state.ts';

export const isWaiting = (call: NaiveCall): boolean =>
  call.state === 'waiting' || call.state === 'held';
export const isQueued = (call: NaiveCall): boolean =>
  isWaiting(call) || call.state === 'offered' || call.state === 'connecting';

/** Rule 4. `joinedAt`, `agedFrom`, arrival and class are set already. */
export function join(world: NaiveWorld, call: NaiveCall, queue: QueuePolicy): void {
  call.queue = queue.id;
  call.follows = queue;
  call.state = 'waiting';
  call.step = 0;
  call.stepAt = world.now;
  call.lookedAt = world.now;
  const { closed, nobody, full } = queue.exits;
  const isOpen = world.hours.find((hours) => hours.id === queue.hours)?.open ?? true;
  const others = world.calls.filter((c) => c !== call && c.queue === queue.id && isQueued(c));
  if (closed && !isOpen) exit(world, call, 'closed', closed.go);
  else if (nobody && staffOf(world, queue) === 0) exit(world, call, 'nobody', nobody.go);
  else if (full && others.length >= full.at) exit(world, call, 'full', full.go);
  else {
    world.out.callQueued(call.id, queue.id, 0);
    if (enterStep(world, call, 0, world.now)) look(world, call, call.hops === 0);
  }
}

/** Rule 5.1 without the matching. False: every step left was passed over and the call has gone. */
function enterStep(world: NaiveWorld, call: NaiveCall, first: number, at: Ms): boolean {
  const steps = call.follows.steps;
  const last = steps.length - 1;
  let step = first;
  while (step < last && skipHolds(world, call.follows, step)) step += 1;
  const entered = steps[step]!;
  if (entered.go !== undefined && step === last && skipHolds(world, call.follows, step)) {
    exit(world, call, 'overflowed', entered.go);
    return false;
  }
  call.step = step;
  call.stepAt = at;
  if (step > 0) world.out.callStepped(call.id, call.queue, step);
  if (entered.say !== undefined) world.out.announce(call.id, entered.say);
  if (call.state === 'held' && !holdStands(world, call)) endHold(call);
  return true;
}

/** Rule 5.2: the step has ended at this time. False: the call has left the queue. */
function endStep(world: NaiveWorld, call: NaiveCall, at: Ms): boolean {
  const step = call.follows.steps[call.step]!;
  if (call.step < call.follows.steps.length - 1) return enterStep(world, call, call.step + 1, at);
  exit(world, call, 'overflowed', step.go);
  return false;
}

/** Rule 6. */
export function exit(
  world: NaiveWorld,
  call: NaiveCall,
  disposition: Disposition,
  go: TargetId | undefined,
): void {
  const target = world.policy.targets.find((known) => known.id === go);
  call.holdUntil = null;
  call.offer = null;
  const waitMs = world.now - call.joinedAt;
  world.out.callExited(call.id, call.queue, disposition, waitMs, target?.id);
  if (target?.queue === undefined) {
    send(world, call, target?.id);
    return;
  }
  call.hops += 1;
  const queue = queuePolicy(world, target.queue);
  if (queue === undefined || call.hops > world.options.limits.hopsMax) {
    world.out.callExited(call.id, target.queue, 'system-error', 0, undefined);
    send(world, call, undefined);
    return;
  }
  move(world, call, queue, target);
}

function send(world: NaiveWorld, call: NaiveCall, target: TargetId | undefined): void {
  call.state = 'leaving';
  world.out.sendCall(call.id, target);
}

function move(world: NaiveWorld, call: NaiveCall, queue: QueuePolicy, target: TargetPolicy): void {
  call.joinedAt = world.now;
  if (!target.keepAge) {
    call.agedFrom = world.now - queue.headStartMs;
    call.arrival = world.nextArrival++;
  }
  if (!call.ownClass) call.class = queue.class;
  join(world, call, queue);
}

/** Rule 7.1. Does nothing for calls that are not waiting, and nothing while everybody is quiet. */
export function look(world: NaiveWorld, call: NaiveCall, joining = false): void {
  if (!isWaiting(call) || world.quiet) return;
  call.exclusions = call.exclusions.filter((excluded) => excluded.until > world.now);
  call.lookedAt = world.now;
  if (!world.switchUp) return;
  if (joining && lookForPreferred(world, call)) return;
  const agent = chooseAgent(world, call);
  if (agent) offer(world, call, agent, 'call');
}

/** True when the preferred agent was chosen, or the call is held for it. */
function lookForPreferred(world: NaiveWorld, call: NaiveCall): boolean {
  const agent = world.agents.find((known) => known.id === call.preferred);
  if (agent === undefined || !qualifies(world, agent, call.follows, call.step)) return false;
  if (excludedUntil(world, agent, call) > 0) return false;
  if (stateOf(agent) === 'ready') {
    offer(world, call, agent, 'call', true);
    return true;
  }
  const wait = call.preferredWaitMs ?? call.follows.preferredWaitMs;
  if (wait <= 0 || !agent.signedIn || !agent.reachable || agent.paused !== null) return false;
  call.state = 'held';
  call.holdUntil = world.now + wait;
  return true;
}

/** Rule 7.2: the most urgent call this ready agent may have. */
export function lookForCall(world: NaiveWorld, agent: NaiveAgent): void {
  if (!world.switchUp || world.quiet || stateOf(agent) !== 'ready') return;
  const call = callsFor(world, agent)[0];
  if (call) offer(world, call, agent, 'agent');
}

/** Rule 7.3. */
function offer(
  world: NaiveWorld,
  call: NaiveCall,
  agent: NaiveAgent,
  trigger: 'call' | 'agent',
  preferred = false,
): void {
  const { onDecision, limits } = world.options;
  onDecision?.(decisionOf(world, call, { agent, trigger, preferred, offer: world.nextOffer }));
  const made: NaiveOffer = {
    id: world.nextOffer++ as NaiveOffer['id'],
    call: call.id,
    agent: agent.id,
    queue: call.queue,
    state: 'set-up',
    reason: null,
    madeAt: world.now,
    ringingAt: null,
    deadline: world.now + limits.setUpMs,
    wrapUpMs: call.follows.wrapUpMs,
    ringMs: call.follows.ringMs,
    answeredLate: false,
  };
  world.offers.push(made);
  agent.lastOffered = world.nextRotation++;
  agent.activity = 'offered';
  call.state = 'offered';
  call.offer = made.id;
  call.holdUntil = null;
  world.out.offerCall(made.id, call.id, agent.id, made.ringMs);
  tell(world, agent);
}

/** Rule 7.4: does the call still have somebody to be held for? */
export function holdStands(world: NaiveWorld, call: NaiveCall): boolean {
  const agent = world.agents.find((known) => known.id === call.preferred);
  if (agent === undefined || !agent.signedIn || !agent.reachable || agent.paused !== null) {
    return false;
  }
  return qualifies(world, agent, call.follows, call.step);
}

export function endHold(call: NaiveCall): void {
  call.state = 'waiting';
  call.holdUntil = null;
}

/** Rule 8, withdrawal. With `expired` and `agent-left` the call goes back at once. */
export function withdraw(world: NaiveWorld, taken: NaiveOffer, reason: WithdrawReason): void {
  world.out.withdrawOffer(taken.id, taken.call, taken.agent, reason);
  const call = callOf(world, taken);
  taken.state = 'withdrawing';
  taken.reason = reason;
  taken.deadline = world.now + world.options.limits.withdrawMs;
  if (call === undefined || (reason !== 'expired' && reason !== 'agent-left')) return;
  exclude(world, call, taken);
  back(world, call);
}

/**
 * The call is kept from the agent of this offer for a while, and if only for everybody else to come
 * first.
 */
export function exclude(world: NaiveWorld, call: NaiveCall, ended: NaiveOffer): void {
  if (agentPolicy(world, ended.agent) === undefined) return;
  const former = call.exclusions.find((excluded) => excluded.agent === ended.agent);
  const until = Math.max(world.now + Math.max(1, call.follows.excludeMs), former?.until ?? 0);
  const others = call.exclusions
    .filter((excluded) => excluded.agent !== ended.agent)
    .sort((a, b) => a.until - b.until || byText(a.agent, b.agent));
  if (others.length >= world.options.limits.exclusionsMax) others.shift();
  call.exclusions = [...others, { agent: ended.agent, until }];
}

/** Rule 5.5: back in its old place; what is due comes first. */
export function back(world: NaiveWorld, call: NaiveCall): void {
  call.state = 'waiting';
  call.offer = null;
  const { nobody, tooLong } = call.follows.exits;
  if (nobody && staffOf(world, call.follows) === 0) {
    exit(world, call, 'nobody', nobody.go);
    return;
  }
  if (tooLong && tooLongAt(call) <= world.now) {
    exit(world, call, 'timed-out', tooLong.go);
    return;
  }
  while (stepEnd(call) <= world.now) {
    if (!endStep(world, call, stepEnd(call))) return;
  }
  look(world, call);
}

/** Rule 11: does the first thing that is due at this time, and only that. */
export function fireCall(world: NaiveWorld, call: NaiveCall): void {
  const at = callDeadline(world, call);
  const { tooLong } = call.follows.exits;
  if (tooLong && tooLongAt(call) === at) exit(world, call, 'timed-out', tooLong.go);
  else if (stepEnd(call) === at) {
    if (endStep(world, call, at)) look(world, call);
  } else {
    if (call.holdUntil === at) endHold(call);
    look(world, call);
  }
}

/** Rule 5.4: waiting calls of queues without staff leave by `nobody`, queue by queue. */
export function sweepUnstaffed(world: NaiveWorld): void {
  for (const queue of [...world.policy.queues, ...world.retired]) {
    const { nobody } = queue.exits;
    if (nobody === undefined || staffOf(world, queue) > 0) continue;
    const stranded = world.calls.filter((call) => call.follows === queue && isWaiting(call));
    stranded.sort((a, b) => a.arrival - b.arrival);
    for (const call of stranded) exit(world, call, 'nobody', nobody.go);
  }
}
