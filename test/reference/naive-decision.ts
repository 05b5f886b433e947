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
  demandsOf,
  excludedUntil,
  heldFor,
  lacking,
  orderKey,
  preferenceOf,
  rankOf,
  serves,
  skillLevel,
} from './naive-matching.ts';
import {
  agentPolicy,
  agentsById,
  firstPlace,
  type NaiveAgent,
  type NaivePlace,
  type NaiveWorld,
  type Standing,
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
  'least-occupied': 'occupancy',
  'round-robin': 'last-offered',
};

/** The first key on which `loser` comes behind `winner`. */
function agentLost(
  world: NaiveWorld,
  place: NaivePlace,
  winner: NaiveAgent,
  loser: NaiveAgent,
  preferred: boolean,
): Lost<AgentKey> {
  const ids = { value: loser.id, winning: winner.id };
  if (preferred) return { key: 'preferred', ...ids };
  const values = (of: (world: NaiveWorld, agent: NaiveAgent, place: NaivePlace) => number) => ({
    value: of(world, loser, place),
    winning: of(world, winner, place),
  });
  const rank = values(rankOf);
  if (rank.value !== rank.winning) return { key: 'rank', ...rank };
  const preference = values(preferenceOf);
  if (preference.value !== preference.winning) return { key: 'prefer', ...preference };
  const { order } = place.follows;
  if (order === 'random') return { key: 'random', ...ids };
  const { value, winning } = values(orderKey);
  if (value !== winning) {
    return { key: orderName[order]!, value: Math.abs(value), winning: Math.abs(winning) };
  }
  if (winner.idleSince !== loser.idleSince) {
    return { key: 'idle-since', value: loser.idleSince, winning: winner.idleSince };
  }
  return { key: 'agent-id', ...ids };
}

function callLost(world: NaiveWorld, winner: NaivePlace, loser: NaivePlace): Lost<CallKey> {
  if (winner.class !== loser.class) {
    return { key: 'class', value: loser.class, winning: winner.class };
  }
  const age = (place: NaivePlace) => world.now - place.agedFrom;
  if (age(winner) !== age(loser)) {
    return { key: 'routing-age', value: age(loser), winning: age(winner) };
  }
  return { key: 'arrival', value: loser.arrival, winning: winner.arrival };
}

/** Why this agent is no candidate, the first reason that holds; undefined: a candidate. */
function whyNot(world: NaiveWorld, agent: NaiveAgent, at: Standing): WhyNot | undefined {
  const { call, place } = at;
  const policy = agentPolicy(world, agent.id);
  if (!policy || !serves(policy, place.follows, place.step)) return { why: 'not-serving' };
  const lacks = lacking(policy, demandsOf(at));
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
  const itsHold = heldFor(agent, at);
  const delay = delayEnds(world, agent, place);
  if (delay > world.now && !itsHold) return { why: 'delay', until: delay };
  if (call.state === 'held' && !itsHold) {
    return { why: 'held', preferred: call.preferred!, until: call.holdUntil! };
  }
  return undefined;
}

function agentReasons(
  world: NaiveWorld,
  at: Standing,
  winner: NaiveAgent | undefined,
  preferred: boolean,
): Decision['agents'] {
  return agentsById(world)
    .filter((agent) => agent !== winner)
    .map((agent) => {
      const reason: WhyNot = whyNot(world, agent, at) ?? {
        why: 'lost',
        ...agentLost(world, at.place, winner!, agent, preferred),
      };
      return { agent: agent.id, ...reason };
    });
}

const about = (world: NaiveWorld, { call, place }: Standing) => ({
  at: world.now,
  policy: world.policy.version,
  call: call.id,
  queue: place.queue,
  step: place.step,
  class: place.class,
  waitedMs: world.now - place.joinedAt,
  routingAgeMs: world.now - place.agedFrom,
});

/** The decision about to be carried out: nothing of it has been done yet. */
export function decisionOf(world: NaiveWorld, at: Standing, choice: Choice): Decision {
  const { agent: winner, trigger, preferred } = choice;
  const agents = agentReasons(world, at, winner, preferred);
  const common = { ...about(world, at), trigger, winner: winner.id, agents };
  const offer = choice.offer as OfferId;
  if (trigger === 'agent') {
    const beaten = othersFor(world, winner, at).map(
      ({ call, place }): CallLost => ({
        call: call.id,
        queue: place.queue,
        ...callLost(world, at.place, place),
      }),
    );
    const decidedBy = beaten[0]?.key ?? 'only';
    return { ...common, offer, decidedBy, calls: beaten.slice(0, CALLS_NAMED) };
  }
  const second = candidates(world, at).filter((agent) => agent !== winner)[0];
  const decidedBy = second ? agentLost(world, at.place, winner, second, preferred).key : 'only';
  return { ...common, offer, decidedBy, calls: [] };
}

/** The other calls the agent could have taken, each by its most urgent place. */
function othersFor(world: NaiveWorld, agent: NaiveAgent, taken: Standing): Standing[] {
  const others = callsFor(world, agent).filter(({ call }) => call !== taken.call);
  return others.filter((at, n) => others.findIndex(({ call }) => call === at.call) === n);
}

/**
 * Who would get this waiting call now, and why; or why nobody. Undefined for calls that do not
 * wait, or rest.
 */
export function explanationOf(world: NaiveWorld, id: CallId, now: Ms): Decision | undefined {
  const call = world.calls.find((known) => known.id === id);
  if (call === undefined || (call.state !== 'waiting' && call.state !== 'held')) return undefined;
  // A draw is made on the copy: asking changes nothing.
  const then = { ...world, now: Math.max(world.now, now) };
  const places = call.places.map((place) => ({ call, place }));
  const at = places.find((one) => candidates(then, one).length > 0) ?? firstPlace(call);
  const winner = chooseAgent(then, at);
  const second = candidates(then, at).find((agent) => agent !== winner);
  const agents = agentReasons(then, at, winner, false);
  const common = { ...about(then, at), agents, calls: [] };
  if (winner === undefined) return { ...common, trigger: 'none' };
  const decidedBy = second ? agentLost(then, at.place, winner, second, false).key : 'only';
  return { ...common, trigger: 'call', winner: winner.id, decidedBy };
}
