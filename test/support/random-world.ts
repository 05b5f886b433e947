/**
 * A small world around the router: callers, phones and a switch that answer its commands plausibly,
 * mixed with facts that are late, doubled, unknown or out of order, with outages, new policies and
 * jumps of time. It draws everything from one seed and from the commands it is told, so a run
 * repeats exactly.
 */

import type { CommandRecord } from '../../core/routing/commands.ts';
import type { OfferFailure, RouterEvent } from '../../core/routing/events.ts';
import {
  type AgentId,
  asAgentId,
  asCallId,
  asClassId,
  asHoursId,
  asOfferId,
  asPauseReason,
  asQueueId,
  asTargetId,
  type CallId,
  type Ms,
  NEVER,
  type OfferId,
} from '../../core/routing/ids.ts';
import type { Limits } from '../../core/routing/limits.ts';
import type { Policy } from '../../core/routing/policy.ts';
import { createDice, type Dice } from './dice.ts';
import {
  changedPolicy,
  escapeKeys,
  hoursNames,
  randomLimits,
  randomPolicy,
  spans,
} from './random-policy.ts';

/** One thing done to a router: a fact, or (without one) an advance to this time. */
export interface Move {
  readonly at: Ms;
  readonly event?: RouterEvent;
}

export interface RandomWorld {
  readonly policy: Policy;
  readonly limits: Limits;
  readonly routerSeed: number;
  /** The next move; the router's next deadline decides some of them. */
  next(nextDeadline: Ms): Move;
  /** Everything the router commanded, in order. */
  told(record: CommandRecord): void;
}

export interface WorldShape {
  /** At most 40. */
  readonly agentsMax: number;
  readonly callersMax: number;
  /** How many in a hundred facts come from nowhere: late, doubled, unknown. */
  readonly hostilePercent: number;
  /** Outages and new policies happen. */
  readonly upheavals: boolean;
}

interface Leg {
  readonly offer: OfferId;
  state: 'dialled' | 'ringing' | 'answered' | 'joining' | 'talking' | 'cancelled';
}

interface State {
  readonly dice: Dice;
  readonly shape: WorldShape;
  policy: Policy;
  now: Ms;
  nextCall: number;
  up: boolean;
  callers: CallId[];
  /** Callers the router has sent somewhere. */
  sent: CallId[];
  legs: Leg[];
  signedIn: Set<AgentId>;
  /** The last facts, to be told again. */
  recent: RouterEvent[];
}

const reasons = ['lunch', 'training'].map(asPauseReason);
const failures: readonly OfferFailure[] = [
  'missed',
  'declined',
  'busy',
  'unreachable',
  'failed',
  'withdrawn',
];

export function createRandomWorld(seed: number, shape: WorldShape): RandomWorld {
  const dice = createDice(seed);
  const state: State = {
    dice,
    shape,
    policy: randomPolicy(dice, shape.agentsMax),
    now: 1_000_000,
    nextCall: 1,
    up: true,
    callers: [],
    sent: [],
    legs: [],
    signedIn: new Set(),
    recent: [],
  };
  const { policy } = state;
  return {
    policy,
    limits: randomLimits(dice),
    routerSeed: dice.below(3),
    next: (nextDeadline) => nextMove(state, nextDeadline),
    told: (record) => told(state, record),
  };
}

/** The switch and the callers hear the router's commands. */
function told(state: State, [name, ...args]: CommandRecord): void {
  const first = args[0];
  const leg = state.legs.find(({ offer }) => offer === first);
  if (name === 'offerCall') state.legs.push({ offer: first as OfferId, state: 'dialled' });
  if (name === 'withdrawOffer' && leg) leg.state = 'cancelled';
  if (name === 'connectCall' && leg) leg.state = 'joining';
  if (name === 'releaseAgent' && leg) leg.state = 'cancelled';
  // Given up by the router after a while; now and then the phone does not know that yet.
  if (name === 'offerEnded' && args[4] !== 'answered' && state.dice.chance(80)) {
    state.legs = state.legs.filter((other) => other !== leg);
  }
  if (name === 'sendCall') state.sent.push(first as CallId);
  if (name === 'releaseCall') state.sent.push(first as CallId);
}

function nextMove(state: State, nextDeadline: Ms): Move {
  const { dice } = state;
  if (dice.chance(22)) return { at: passTime(state, nextDeadline) };
  // Time may also pass unnoticed: the fact then comes before the deadlines that are due.
  if (dice.chance(5)) state.now += dice.pick([500, 1_000, 5_000, 20_000]);
  const event = nextFact(state);
  state.recent = [...state.recent.slice(-30), event];
  return { at: dice.chance(97) ? state.now : state.now - dice.pick(spans), event };
}

function passTime(state: State, nextDeadline: Ms): Ms {
  const { dice } = state;
  const kind = dice.below(100);
  if (kind < 40 && nextDeadline !== NEVER) state.now = Math.max(state.now, nextDeadline);
  else if (kind < 65) state.now += dice.between(1, 999);
  else if (kind < 90) state.now += dice.pick([1_000, 1_000, 2_000, 3_000]);
  else if (kind < 98) state.now += dice.pick(spans);
  else state.now += 60_000;
  return state.now;
}

function nextFact(state: State): RouterEvent {
  const { dice, shape } = state;
  if (dice.chance(shape.hostilePercent)) return hostileFact(state);
  if (shape.upheavals && dice.chance(3)) return upheaval(state);
  const kind = dice.below(100);
  if (kind < 45 && state.legs.length > 0) return legFact(state);
  if (kind < 62)
    return state.callers.length < shape.callersMax ? arrival(state) : callerFact(state);
  if (kind < 72) return callerFact(state);
  return agentFact(state);
}

function arrival(state: State): RouterEvent {
  const { dice, policy } = state;
  const call = asCallId(state.nextCall++);
  state.callers.push(call);
  return {
    type: 'call-arrived',
    call,
    queue: dice.pick(policy.queues).id,
    ...(dice.chance(20) ? { class: dice.pick(policy.classes) } : {}),
    ...(dice.chance(10) ? { headStartMs: dice.pick(spans) } : {}),
    ...(dice.chance(5) ? { waitedMs: dice.pick(spans) } : {}),
    ...(dice.chance(35) && policy.agents.length > 0
      ? { preferred: dice.pick(policy.agents).id }
      : {}),
    ...(dice.chance(20) ? { preferredWaitMs: dice.chance(30) ? 0 : dice.pick(spans) } : {}),
  };
}

/** A caller hangs up, presses a key, is moved, or arrives where it was sent. */
function callerFact(state: State): RouterEvent {
  const { dice } = state;
  if (state.callers.length === 0) return arrival(state);
  if (state.sent.length > 0 && dice.chance(50)) {
    const call = state.sent.shift()!;
    if (dice.chance(25)) return { type: 'send-failed', call };
    return gone(state, call);
  }
  const call = dice.pick(state.callers);
  const kind = dice.below(100);
  if (kind < 60) return gone(state, call);
  if (kind < 80) return { type: 'call-escaped', call, key: dice.pick(escapeKeys) };
  const target = dice.pick(state.policy.targets).id;
  return { type: 'call-moved', call, target };
}

function gone(state: State, call: CallId): RouterEvent {
  state.callers = state.callers.filter((other) => other !== call);
  return { type: 'caller-left', call };
}

/** The next thing a phone does. */
function legFact(state: State): RouterEvent {
  const { dice } = state;
  const leg = dice.pick(state.legs);
  const { offer } = leg;
  switch (leg.state) {
    case 'dialled':
      if (dice.chance(12)) return legEnds(state, leg, dice.pick(['busy', 'unreachable', 'failed']));
      leg.state = 'ringing';
      return { type: 'offer-ringing', offer };
    case 'ringing':
      if (dice.chance(25)) return legEnds(state, leg, dice.pick(failures));
      leg.state = 'answered';
      return { type: 'offer-answered', offer };
    case 'answered':
    case 'joining':
      if (dice.chance(15)) return legEnds(state, leg, 'failed');
      if (dice.chance(15)) return legLeaves(state, leg, 'connect-failed');
      leg.state = 'talking';
      return { type: 'call-connected', offer };
    case 'talking':
      return legLeaves(state, leg, 'agent-left');
    case 'cancelled':
      if (dice.chance(15)) return { type: 'offer-answered', offer };
      return dice.chance(20)
        ? legLeaves(state, leg, 'agent-left')
        : legEnds(state, leg, 'withdrawn');
  }
}

function legEnds(state: State, leg: Leg, result: OfferFailure): RouterEvent {
  state.legs = state.legs.filter((other) => other !== leg);
  return { type: 'offer-ended', offer: leg.offer, result };
}

function legLeaves(state: State, leg: Leg, type: 'agent-left' | 'connect-failed'): RouterEvent {
  state.legs = state.legs.filter((other) => other !== leg);
  if (type === 'connect-failed' || state.dice.chance(60)) return { type, offer: leg.offer };
  return { type, offer: leg.offer, transferred: state.dice.chance(50) };
}

function agentFact(state: State): RouterEvent {
  const { dice, policy } = state;
  if (policy.agents.length === 0) return arrival(state);
  const agent = dice.pick(policy.agents).id;
  const kind = dice.below(100);
  if (!state.signedIn.has(agent) || kind < 20) {
    state.signedIn.add(agent);
    return { type: 'agent-signed-in', agent };
  }
  if (kind < 28) {
    state.signedIn.delete(agent);
    return { type: 'agent-signed-out', agent };
  }
  if (kind < 38) return { type: 'agent-paused', agent, reason: dice.pick(reasons) };
  if (kind < 60) return { type: 'agent-unpaused', agent };
  if (kind < 75) return { type: 'wrap-up-ended', agent };
  if (kind < 79) return { type: 'agent-unreachable', agent };
  if (kind < 88) return { type: 'agent-reachable', agent };
  return { type: kind < 92 ? 'agent-busy' : 'agent-free', agent };
}

/** Hours, outages and new policies. */
function upheaval(state: State): RouterEvent {
  const { dice } = state;
  const kind = dice.below(100);
  if (kind < 35) {
    return { type: 'hours-changed', hours: dice.pick(hoursNames), open: dice.chance(60) };
  }
  if (kind < 55) {
    state.policy = changedPolicy(dice, state.policy, state.shape.agentsMax);
    return { type: 'policy-replaced', policy: state.policy };
  }
  if (state.up && kind < 75) {
    state.up = false;
    return { type: 'switch-lost' };
  }
  state.up = true;
  state.callers = dice.some(state.callers, 85);
  state.legs = state.legs.filter(() => dice.chance(75));
  return {
    type: 'switch-restored',
    calls: [...state.callers],
    offers: state.legs.map(({ offer }) => offer),
  };
}

/** Facts that should not come now, or not at all. */
function hostileFact(state: State): RouterEvent {
  const { dice, policy } = state;
  if (state.recent.length > 0 && dice.chance(40)) return dice.pick(state.recent);
  const call = asCallId(dice.below(state.nextCall + 2) + 1);
  const offer = asOfferId(dice.below(state.nextCall + 2) + 1);
  const agent = dice.chance(80)
    ? (policy.agents[dice.below(40)]?.id ?? asAgentId('nobody'))
    : asAgentId('stranger');
  const queue = dice.pick([dice.pick(policy.queues).id, asQueueId('attic')]);
  const target = dice.pick([dice.pick(policy.targets).id, asTargetId('moon')]);
  return dice.pick<RouterEvent>([
    { type: 'call-arrived', call, queue, class: asClassId('royal'), preferred: agent },
    { type: 'call-escaped', call, key: '9' },
    { type: 'call-moved', call, target },
    { type: 'send-failed', call },
    { type: 'caller-left', call },
    { type: 'offer-ringing', offer },
    { type: 'offer-answered', offer },
    { type: 'offer-ended', offer, result: dice.pick(failures) },
    { type: 'call-connected', offer },
    { type: 'connect-failed', offer },
    { type: 'agent-left', offer, transferred: dice.chance(50) },
    { type: 'agent-signed-out', agent },
    { type: 'agent-signed-in', agent },
    { type: 'agent-paused', agent, reason: dice.pick(reasons) },
    { type: 'agent-unreachable', agent },
    { type: 'wrap-up-ended', agent },
    { type: 'agent-busy', agent },
    { type: 'hours-changed', hours: asHoursId('moonlight'), open: false },
  ]);
}
