/**
 * A small world around the router: callers, phones and a switch that answer its commands plausibly,
 * mixed with facts that are late, doubled, unknown or out of order, with outages, new policies and
 * jumps of time. It draws everything from one seed and from the commands it is told, so a run
 * repeats exactly.
 */

import type { CommandRecord } from '../../core/routing/commands.ts';
import type { RouterEvent } from '../../core/routing/events.ts';
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
} from '../../core/routing/ids.ts';
import type { Limits } from '../../core/routing/limits.ts';
import type { AgentState } from '../../core/routing/outcomes.ts';
import type { Policy } from '../../core/routing/policy.ts';
import { createDice } from './dice.ts';
import { arrival, callerFact, ownSkills, sentFact, wish } from './random-callers.ts';
import { linkFact, linksAfter, linkTold } from './random-links.ts';
import { failures, legFact, ring } from './random-phones.ts';
import {
  changedPolicy,
  hoursNames,
  randomLimits,
  randomPolicy,
  siteNames,
  spans,
} from './random-policy.ts';
import type { Leg, State, WorldShape } from './random-state.ts';

export type { WorldShape } from './random-state.ts';

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

const reasons = ['lunch', 'training'].map(asPauseReason);
const agentFacts = [
  'agent-signed-in',
  'agent-signed-out',
  'agent-paused',
  'agent-unpaused',
  'wrap-up-ended',
  'agent-unreachable',
  'agent-reachable',
  'agent-busy',
  'agent-free',
] as const satisfies readonly RouterEvent['type'][];
/** What agents do in this state. */
const usual: Readonly<Record<AgentState, readonly (typeof agentFacts)[number][]>> = {
  'signed-out': ['agent-signed-in'],
  ready: ['agent-paused', 'agent-busy', 'agent-signed-out', 'agent-unreachable'],
  offered: ['agent-paused', 'agent-signed-out', 'agent-busy', 'agent-unreachable'],
  talking: ['agent-paused', 'agent-signed-out', 'agent-busy'],
  'wrap-up': ['wrap-up-ended', 'wrap-up-ended', 'agent-signed-out'],
  paused: ['agent-unpaused'],
  unreachable: ['agent-reachable', 'agent-unpaused'],
  'busy-elsewhere': ['agent-free'],
};

export function createRandomWorld(seed: number, shape: WorldShape): RandomWorld {
  const dice = createDice(seed);
  const state: State = {
    dice,
    // In some worlds callers wait for agents, in some it is the other way round.
    shape: { ...shape, callersMax: dice.between(2, shape.callersMax) },
    policy: randomPolicy(dice, shape.agentsMax),
    now: 1_000_000,
    nextCall: 1,
    up: true,
    callers: [],
    callbacks: [],
    sent: [],
    legs: [],
    linked: [],
    agents: new Map(),
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
function told(state: State, record: CommandRecord): void {
  const [name, ...args] = record;
  linkTold(state, record);
  const first = args[0];
  const leg = state.legs.find(({ offer }) => offer === first);
  if (name === 'offerCall' || name === 'dialCustomer') ring(state, leg, name, args);
  if (name === 'withdrawOffer' && leg) leg.state = 'cancelled';
  if (name === 'connectCall' && leg) leg.state = 'joining';
  if (name === 'releaseAgent' && leg) leg.state = 'cancelled';
  // Given up by the router after a while; now and then the phone does not know that yet.
  if (name === 'offerEnded' && args[4] !== 'answered' && state.dice.chance(80)) {
    state.legs = state.legs.filter((other) => other !== leg);
  }
  if (name === 'sendCall') state.sent.push(first as CallId);
  if (name === 'releaseCall') state.sent.push(first as CallId);
  if (name === 'callEnded') forget(state, first as CallId);
  if (name === 'agentChanged') state.agents.set(args[0] as AgentId, args[1] as AgentState);
}

/** Most callers know when it is over. */
function forget(state: State, call: CallId): void {
  const others = (calls: readonly CallId[]) => calls.filter((other) => other !== call);
  state.callbacks = others(state.callbacks);
  if (state.dice.chance(10)) return;
  state.callers = others(state.callers);
  state.sent = others(state.sent);
}

function nextMove(state: State, nextDeadline: Ms): Move {
  const { dice } = state;
  if (dice.chance(18)) return { at: passTime(state, nextDeadline) };
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
  if (state.sent.length > 0 && dice.chance(15)) return sentFact(state);
  if (state.policy.links !== undefined && dice.chance(state.linked.length > 0 ? 20 : 2)) {
    return linkFact(state);
  }
  const kind = dice.below(100);
  if (kind < 55 && state.legs.length > 0) return legFact(state);
  if (kind < 66)
    return state.callers.length < shape.callersMax ? arrival(state) : callerFact(state);
  if (kind < 76) return callerFact(state);
  return agentFact(state);
}

function agentFact(state: State): RouterEvent {
  const { dice, policy } = state;
  if (policy.agents.length === 0) return arrival(state);
  const agent = dice.pick(policy.agents).id;
  const is = state.agents.get(agent) ?? 'signed-out';
  // Who is ready stays so for a while, most of the time.
  if (is === 'ready' && dice.chance(70)) {
    if (state.callers.length < state.shape.callersMax) return arrival(state);
    if (state.legs.length > 0) return legFact(state);
  }
  const type = dice.chance(70) ? dice.pick(usual[is]) : dice.pick(agentFacts);
  if (type === 'agent-paused') return { type, agent, reason: dice.pick(reasons) };
  return { type, agent };
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
  const linked = linksAfter(state).map(({ call, link }) => ({ call, link }));
  return {
    type: 'switch-restored',
    calls: [...state.callers],
    offers: state.legs.filter(isThere).map(({ offer }) => offer),
    ...(linked.length > 0 || dice.chance(50) ? { linked } : {}),
  };
}

/** Without an agent's leg there is mostly nothing the switch could name. */
const isThere = (leg: Leg, at: number): boolean => leg.state !== 'customer' || at % 4 === 0;

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
  const also = [queue, asQueueId('attic'), dice.pick(policy.queues).id, queue];
  const royal = asClassId('royal');
  const skills = [...ownSkills(dice), ...ownSkills(dice)];
  const callback = asCallId(dice.below(state.nextCall + 2) + 1);
  return dice.pick<RouterEvent>([
    { type: 'call-arrived', call, queue, class: royal, preferred: agent },
    { type: 'call-arrived', call, queue, also, skills, exclude: [agent, agent] },
    { type: 'call-changed', call, class: royal, skills },
    { type: 'call-changed', call },
    { type: 'callback-requested', call, callback, ...wish(dice), target },
    { type: 'callback-requested', call, callback: call, ...wish(dice) },
    { type: 'customer-answered', offer },
    { type: 'customer-failed', offer },
    { type: 'call-escaped', call, key: '9' },
    { type: 'call-moved', call, target },
    { type: 'send-failed', call },
    { type: 'caller-left', call },
    { type: 'link-accepted', call },
    { type: 'link-ended', call, result: 'busy' },
    { type: 'call-arrived', call, queue, path: siteNames },
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
