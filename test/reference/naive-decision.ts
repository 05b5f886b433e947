/**
 * Why an agent got a call and the others did not, worked out from the rules beside the decision
 * itself.
 */

import type { AgentKey, CallKey, CallLost, Decision, WhyNot } from '../../core/routing/decision.ts';
import type { CallId, Ms, OfferId } from '../../core/routing/ids.ts';
import {
  callsFor,
  candidates,
  chooseAgent,
  delayEnds,
  excludedUntil,
  lacking,
  orderKey,
  rankOf,
  serves,
  skillLevel,
} from './naive-matching.ts';
import {
  agentPolicy,
  agentsById,
  type NaiveAgent,
  type NaiveCall,
  type NaiveWorld,
  stateOf,
} from './naive-state.ts';

/** The calls beaten that a decision names at most. */
const CALLS_NAMED = 10;

export interface Choice {
  readonly agent: NaiveAgent;
  readonly offer: OfferId | number;
  readonly trigger: 'call' | 'agent';
  readonly preferred: boolean;
}

interface Lost<K> {
  readonly key: K;
  readonly value: string | number;
  readonly winning: string | number;
}

const orderName: Partial<Record<string, AgentKey>> = {
  'most-skilled': 'skill',
  'least-skilled': 'skill',
  'fewest-calls': 'calls',
  'round-robin': 'last-offered',
};

/** The first key on which `loser` comes behind `winner`. */
function agentLost(
  world: NaiveWorld,
  call: NaiveCall,
  winner: NaiveAgent,
  loser: NaiveAgent,
  preferred: boolean,
): Lost<AgentKey> {
  if (preferred) return { key: 'preferred', value: loser.id, winning: winner.id };
  const rank = (agent: NaiveAgent) => rankOf(world, agent, call);
  if (rank(winner) !== rank(loser)) {
    return { key: 'rank', value: rank(loser), winning: rank(winner) };
  }
  const { order } = call.follows;
  if (order === 'random') return { key: 'random', value: loser.id, winning: winner.id };
  const key = (agent: NaiveAgent) => orderKey(world, agent, call);
  if (key(winner) !== key(loser)) {
    const name = orderName[order]!;
    return { key: name, value: Math.abs(key(loser)), winning: Math.abs(key(winner)) };
  }
  if (winner.idleSince !== loser.idleSince) {
    return { key: 'idle-since', value: loser.idleSince, winning: winner.idleSince };
  }
  return { key: 'agent-id', value: loser.id, winning: winner.id };
}

function callLost(world: NaiveWorld, winner: NaiveCall, loser: NaiveCall): Lost<CallKey> {
  if (winner.class !== loser.class) {
    return { key: 'class', value: loser.class, winning: winner.class };
  }
  const age = (call: NaiveCall) => world.now - call.agedFrom;
  if (age(winner) !== age(loser)) {
    return { key: 'routing-age', value: age(loser), winning: age(winner) };
  }
  return { key: 'arrival', value: loser.arrival, winning: winner.arrival };
}

/** Why this agent is no candidate, the first reason that holds; undefined: a candidate. */
function whyNot(world: NaiveWorld, agent: NaiveAgent, call: NaiveCall): WhyNot | undefined {
  const policy = agentPolicy(world, agent.id);
  if (!policy || !serves(policy, call.follows, call.step)) return { why: 'not-serving' };
  const lacks = lacking(policy, call.follows, call.step);
  if (lacks) {
    const { skill, levelMin } = lacks;
    return { why: 'skill', skill, level: skillLevel(policy, skill), levelMin };
  }
  const state = stateOf(agent);
  if (state !== 'ready') {
    return agent.paused === null
      ? { why: 'state', state }
      : { why: 'state', state, reason: agent.paused };
  }
  const until = excludedUntil(world, agent, call);
  if (until > 0) return { why: 'excluded', until };
  const held = call.state === 'held';
  const delay = delayEnds(world, agent, call);
  if (delay > world.now && !(held && call.preferred === agent.id)) {
    return { why: 'delay', until: delay };
  }
  if (held && call.preferred !== agent.id) {
    return { why: 'held', preferred: call.preferred!, until: call.holdUntil! };
  }
  return undefined;
}

function agentReasons(
  world: NaiveWorld,
  call: NaiveCall,
  winner: NaiveAgent | undefined,
  preferred: boolean,
): Decision['agents'] {
  return agentsById(world)
    .filter((agent) => agent !== winner)
    .map((agent) => {
      const reason: WhyNot = whyNot(world, agent, call) ?? {
        why: 'lost',
        ...agentLost(world, call, winner!, agent, preferred),
      };
      return { agent: agent.id, ...reason };
    });
}

const about = (world: NaiveWorld, call: NaiveCall) => ({
  at: world.now,
  policy: world.policy.version,
  call: call.id,
  queue: call.queue,
  step: call.step,
  class: call.class,
  waitedMs: world.now - call.joinedAt,
  routingAgeMs: world.now - call.agedFrom,
});

/** The decision about to be carried out: nothing of it has been done yet. */
export function decisionOf(world: NaiveWorld, call: NaiveCall, choice: Choice): Decision {
  const { agent: winner, trigger, preferred } = choice;
  const agents = agentReasons(world, call, winner, preferred);
  const common = { ...about(world, call), trigger, winner: winner.id, agents };
  const offer = choice.offer as OfferId;
  if (trigger === 'agent') {
    const beaten = callsFor(world, winner)
      .filter((other) => other !== call)
      .map((other): CallLost => {
        return { call: other.id, queue: other.queue, ...callLost(world, call, other) };
      });
    const decidedBy = beaten[0]?.key ?? 'only';
    return { ...common, offer, decidedBy, calls: beaten.slice(0, CALLS_NAMED) };
  }
  const second = candidates(world, call).filter((agent) => agent !== winner)[0];
  const decidedBy = second ? agentLost(world, call, winner, second, preferred).key : 'only';
  return { ...common, offer, decidedBy, calls: [] };
}

/**
 * Who would get this waiting call now, and why; or why nobody. Undefined for calls that do not
 * wait.
 */
export function explanationOf(world: NaiveWorld, id: CallId, now: Ms): Decision | undefined {
  const call = world.calls.find((known) => known.id === id);
  if (call === undefined || (call.state !== 'waiting' && call.state !== 'held')) return undefined;
  const at = { ...world, now: Math.max(world.now, now) };
  // A draw is made on the copy: asking changes nothing.
  const winner = chooseAgent(at, call);
  const second = candidates(at, call).find((agent) => agent !== winner);
  const agents = agentReasons(at, call, winner, false);
  const common = { ...about(at, call), agents, calls: [] };
  if (winner === undefined) return { ...common, trigger: 'none' };
  const decidedBy = second ? agentLost(at, call, winner, second, false).key : 'only';
  return { ...common, trigger: 'call', winner: winner.id, decidedBy };
}
