import { type AgentSlot, agentIdOf, agentState, IDLE, pauseOf } from './agents.ts';
import { type CallSlot, callIdOf, HELD, queueIdOf, WAITING } from './calls.ts';
import type { AgentKey, CallKey, CallLost, Decision, WhyNot } from './decision.ts';
import type { AgentId, CallId, Ms, OfferId } from './ids.ts';
import { goesBefore } from './lines.ts';
import type { AgentPolicy, QueuePolicy, StepPolicy } from './policy.ts';
import {
  delayFor,
  missingSkill,
  preferenceAt,
  rankAt,
  serves,
  skillAt,
  takes,
} from './qualification.ts';
import { CELLS, indexOf } from './rows.ts';
import { occupancyOf, selectAgent } from './select-agent.ts';
import { NEXT_OFFER, NOW, type Router } from './state.ts';

const CALLS_SHOWN_MAX = 10;

/**
 * The keys of agent selection of one agent for one call, in the order in which they are compared.
 */
type Keys = readonly (readonly [AgentKey, number | string])[];

/**
 * Who would get a waiting call at `now`, and why not the others; changes nothing. Undefined: the
 * call is not waiting. Cost: O(agents × skills); for people, not for the hot path.
 */
export function explainCall(router: Router, id: CallId, now: Ms): Decision | undefined {
  const { calls, agents, numbers } = router;
  const call = calls.slots.get(id);
  if (call === -1 || (calls.state[call] !== WAITING && calls.state[call] !== HELD))
    return undefined;
  const before = numbers.slice();
  numbers[NOW] = Math.max(now, numbers[NOW]);
  let place = call;
  let found = -1;
  if (calls.state[call] === HELD) {
    if (agents.ready[calls.heldFor[call]] === 1) found = calls.heldFor[call];
  } else {
    for (let row = call; row !== -1 && found === -1; row = calls.following[row]) {
      found = selectAgent(router, row);
      if (found !== -1) place = row;
    }
  }
  const decision = decide(router, place, found, 'call', undefined, false);
  // Looking must not move the clock or use up a draw.
  numbers.set(before);
  return decision;
}

/**
 * The decision that is about to be carried out; `preferred`: the agent got it as the preferred one.
 */
export function explainOffer(
  router: Router,
  call: CallSlot,
  agent: AgentSlot,
  trigger: 'call' | 'agent',
  preferred: boolean,
): Decision {
  const offer = router.numbers[NEXT_OFFER] as OfferId;
  return decide(router, call, agent, trigger, offer, preferred);
}

function decide(
  router: Router,
  call: CallSlot,
  winner: AgentSlot,
  trigger: 'call' | 'agent',
  offer: OfferId | undefined,
  preferred: boolean,
): Decision {
  const { calls, agents, compiled, numbers } = router;
  const { policy } = compiled.queues[calls.queue[call]];
  const policies = policiesOf(router);
  const lostAgents: ({ agent: AgentId } & WhyNot)[] = [];
  for (let agent = 0; agent < agents.end; agent += CELLS) {
    if (agent === winner) continue;
    // Forgotten: gone from the policy and free of calls.
    if (agents.inPolicy[agent] === 0 && agents.activity[agent] === IDLE) continue;
    const id = agentIdOf(agents, agent);
    lostAgents.push({ agent: id, ...whyNot(router, call, agent, winner, preferred, policies) });
  }
  const lostCalls = trigger === 'agent' ? otherCalls(router, call, winner, policies) : [];
  const decidedBy =
    trigger === 'agent'
      ? (lostCalls[0]?.key ?? 'only')
      : decidingKey(router, call, winner, preferred, policies);
  return {
    at: numbers[NOW],
    policy: compiled.policy.version,
    call: callIdOf(calls, call),
    queue: policy.id,
    step: calls.step[call],
    class: compiled.policy.classes[calls.class[call]],
    waitedMs: numbers[NOW] - calls.joinedAt[call],
    routingAgeMs: numbers[NOW] - calls.agedFrom[call],
    trigger: winner === -1 ? 'none' : trigger,
    ...(winner === -1 ? {} : { winner: agentIdOf(agents, winner), decidedBy }),
    ...(offer === undefined ? {} : { offer }),
    agents: lostAgents,
    calls: lostCalls,
  };
}

/** Agents of the policy in force, by id. */
export type Policies = ReadonlyMap<AgentId, AgentPolicy>;

/** As `Policies` says. Cost: O(agents). */
export const policiesOf = (router: Router): Policies =>
  new Map(router.compiled.policy.agents.map((agent) => [agent.id, agent]));

const stepOf = (router: Router, call: CallSlot): [QueuePolicy, StepPolicy] => {
  const { policy } = router.compiled.queues[router.calls.queue[call]];
  return [policy, policy.steps[router.calls.step[call]]];
};

/** Why this agent does not get the call: the first reason that holds. */
function whyNot(
  router: Router,
  call: CallSlot,
  agent: AgentSlot,
  winner: AgentSlot,
  preferred: boolean,
  policies: Policies,
): WhyNot {
  const out = whyOut(router, call, agent, policies);
  if (out !== undefined) return out;
  const { agents } = router;
  if (preferred)
    return {
      why: 'lost',
      key: 'preferred',
      value: agentIdOf(agents, agent),
      winning: agentIdOf(agents, winner),
    };
  const mine = keysOf(router, call, agent, policies);
  const theirs = keysOf(router, call, winner, policies);
  const at = mine.findIndex(([, value], i) => value !== theirs[i][1]);
  return { why: 'lost', key: mine[at][0], value: mine[at][1], winning: theirs[at][1] };
}

/**
 * Why this agent is no candidate for the place; undefined: it is one. `asIfReady`: whatever the
 * agent's state.
 */
export function whyOut(
  router: Router,
  row: CallSlot,
  agent: AgentSlot,
  policies: Policies,
  asIfReady = false,
): WhyNot | undefined {
  const { agents, calls, numbers } = router;
  const own = policies.get(agentIdOf(agents, agent));
  const [queue, step] = stepOf(router, row);
  const mayServe = own !== undefined && takes(own, queue.medium ?? 'voice');
  if (!mayServe || !serves(own, queue.id, step)) return { why: 'not-serving' };
  const missing =
    missingSkill(own, step.require) ?? missingSkill(own, router.demands.skills[calls.demand[row]]);
  if (missing !== undefined) return { why: 'skill', ...missing };
  const state = agentState(agents, agent);
  if (state !== 'ready' && !asIfReady) {
    const reason = pauseOf(agents, agent);
    return { why: 'state', state, ...(reason === undefined ? {} : { reason }) };
  }
  const until = excludedUntil(router, row, agent);
  if (until > numbers[NOW]) return { why: 'excluded', until };
  const first = calls.first[row];
  const heldFor = calls.state[first] === HELD ? calls.heldFor[first] : -1;
  if (heldFor === agent && row === first) return undefined;
  const passes = calls.joinedAt[row] + delayFor(own, queue.id);
  if (passes > numbers[NOW]) return { why: 'delay', until: passes };
  if (heldFor === -1) return undefined;
  return { why: 'held', preferred: agentIdOf(agents, heldFor), until: calls.holdUntil[first] };
}

function excludedUntil(router: Router, call: CallSlot, agent: AgentSlot): number {
  const { calls } = router;
  const base = indexOf(call) * calls.exclusionsMax;
  for (let i = base; i < base + calls.exclusionCount[call]; i++) {
    if (calls.exclusionAgent[i] === agent) return calls.exclusionUntil[i];
  }
  return 0;
}

function keysOf(router: Router, call: CallSlot, agent: AgentSlot, policies: Policies): Keys {
  const { agents } = router;
  const own = policies.get(agentIdOf(agents, agent));
  if (own === undefined) return [];
  const [queue, step] = stepOf(router, call);
  const keys: [AgentKey, number | string][] = [
    ['rank', rankAt(own, queue.id, step)],
    ['prefer', preferenceAt(own, step)],
  ];
  if (queue.order === 'most-skilled') keys.push(['skill', skillAt(own, step)]);
  if (queue.order === 'least-skilled') {
    keys.push(['skill', own.skills.reduce((sum, { level }) => sum + level, 0)]);
  }
  if (queue.order === 'fewest-calls') keys.push(['calls', agents.callsAnswered[agent]]);
  if (queue.order === 'least-occupied') keys.push(['occupancy', occupancyOf(router, agent)]);
  if (queue.order === 'round-robin') keys.push(['last-offered', agents.lastOffered[agent]]);
  if (queue.order === 'random') keys.push(['random', own.id]);
  keys.push(['idle-since', agents.idleSince[agent]], ['agent-id', own.id]);
  return keys;
}

/** The first key on which the winner differs from the candidate that came closest to it. */
function decidingKey(
  router: Router,
  call: CallSlot,
  winner: AgentSlot,
  preferred: boolean,
  policies: Policies,
): AgentKey | 'only' {
  if (winner === -1) return 'only';
  let closest = -1;
  let key: AgentKey | 'only' = 'only';
  for (let agent = 0; agent < router.agents.end; agent += CELLS) {
    if (agent === winner || whyOut(router, call, agent, policies) !== undefined) continue;
    if (preferred) return 'preferred';
    const mine = keysOf(router, call, agent, policies);
    const theirs = keysOf(router, call, winner, policies);
    const at = mine.findIndex(([, value], i) => value !== theirs[i][1]);
    if (at > closest) {
      closest = at;
      key = mine[at][0];
    }
  }
  return key;
}

/** The next calls the freed agent could have taken, best first, with the key on which they lost. */
function otherCalls(
  router: Router,
  taken: CallSlot,
  agent: AgentSlot,
  policies: Policies,
): CallLost[] {
  const { calls, compiled } = router;
  const candidates: CallSlot[] = [];
  for (let row = 0; row < calls.end; row += CELLS) {
    const sameCall = calls.first[row] === calls.first[taken];
    if (!sameCall && mayTake(router, row, agent, policies)) candidates.push(row);
  }
  candidates.sort((a, b) => calls.class[a] - calls.class[b] || (goesBefore(router, a, b) ? -1 : 1));
  // A call with several places is named once, by its most urgent one.
  const named = new Set<CallSlot>();
  const best = candidates.filter((row) => {
    const known = named.has(calls.first[row]);
    named.add(calls.first[row]);
    return !known;
  });
  return best.slice(0, CALLS_SHOWN_MAX).map((call): CallLost => {
    const key: CallKey =
      calls.class[call] !== calls.class[taken]
        ? 'class'
        : calls.agedFrom[call] !== calls.agedFrom[taken]
          ? 'routing-age'
          : 'arrival';
    const value = (slot: CallSlot) =>
      key === 'class'
        ? compiled.policy.classes[calls.class[slot]]
        : key === 'routing-age'
          ? router.numbers[NOW] - calls.agedFrom[slot]
          : calls.arrival[slot];
    const queue = queueIdOf(calls, call);
    return { call: callIdOf(calls, call), queue, key, value: value(call), winning: value(taken) };
  });
}

function mayTake(router: Router, call: CallSlot, agent: AgentSlot, policies: Policies): boolean {
  const { calls } = router;
  if (calls.state[call] === HELD) return calls.heldFor[call] === agent;
  return calls.state[call] === WAITING && whyOut(router, call, agent, policies) === undefined;
}
