/** Rule 2: facts about agents, and what follows every one of them. */

import type { RouterEvent } from '../../core/routing/events.ts';
import type { Ms } from '../../core/routing/ids.ts';
import type { Outcome } from '../../core/routing/outcomes.ts';
import type { AgentPolicy } from '../../core/routing/policy.ts';
import { look, lookForCall, sweepUnstaffed, withdraw } from './naive-looking.ts';
import { shareOf } from './naive-matching.ts';
import { endHold, holdStands } from './naive-places.ts';
import {
  agentPolicy,
  byArrival,
  byText,
  firstPlace,
  type NaiveAgent,
  type NaiveWorld,
  occupancyNow,
  offerOf,
  presenceOf,
  tell,
} from './naive-state.ts';

export type AgentFact = Extract<RouterEvent, { agent: unknown }>;

export function signOut(agent: NaiveAgent): void {
  agent.signedIn = false;
  agent.signOutNext = false;
  agent.paused = null;
}

/** What follows every fact about an agent, but the agent's own look for a call. */
export function settleAgent(world: NaiveWorld, agent: NaiveAgent): void {
  const gone = agentPolicy(world, agent.id) === undefined;
  if (agent.activity === 'idle' && agent.signedIn && (agent.signOutNext || gone)) signOut(agent);
  tell(world, agent);
  if (gone && agent.activity === 'idle') {
    world.agents = world.agents.filter((other) => other !== agent);
  }
  const before = agent.presence;
  agent.presence = presenceOf(agent);
  if (agent.presence < before) sweepUnstaffed(world, agent);
  const held = world.calls.filter((call) => call.state === 'held' && call.preferred === agent.id);
  for (const { call } of held.map(firstPlace).sort(byArrival)) {
    if (call.state !== 'held' || holdStands(world, call)) continue;
    endHold(call);
    look(world, call);
  }
}

function settle(world: NaiveWorld, agent: NaiveAgent): 'applied' {
  settleAgent(world, agent);
  lookForCall(world, agent);
  return 'applied';
}

/** Ends wrap-up; `at` is the fact's time, or the deadline's own. */
function endWrapUp(agent: NaiveAgent, at: Ms): void {
  agent.activity = 'idle';
  agent.wrapUpUntil = null;
  agent.idleSince = at;
}

/** Wrap-up over, or time to try an unreachable phone again. */
export function fireAgent(world: NaiveWorld, agent: NaiveAgent, at: Ms): void {
  if (agent.wrapUpUntil === at) endWrapUp(agent, at);
  else reach(agent);
  settle(world, agent);
}

function reach(agent: NaiveAgent): void {
  agent.reachable = true;
  agent.retryAt = null;
}

export function agentFact(world: NaiveWorld, fact: AgentFact): Outcome {
  const agent = world.agents.find((known) => known.id === fact.agent);
  if (agent === undefined) return 'unknown-agent';
  switch (fact.type) {
    case 'agent-signed-in':
      return signedIn(world, agent);
    case 'agent-signed-out':
      return signedOut(world, agent);
    case 'agent-paused':
      return paused(world, agent, fact.reason);
    case 'agent-unpaused':
      return unpaused(world, agent);
    case 'wrap-up-ended':
      if (agent.activity !== 'wrap-up') return 'late';
      endWrapUp(agent, world.now);
      return settle(world, agent);
    case 'agent-reachable':
      if (agent.reachable) return 'duplicate';
      reach(agent);
      return settle(world, agent);
    case 'agent-unreachable':
      if (!agent.reachable && agent.retryAt === null) return 'duplicate';
      agent.reachable = false;
      agent.retryAt = null;
      return settle(world, agent);
    case 'agent-busy':
      if (agent.busy) return 'duplicate';
      agent.busy = true;
      return settle(world, agent);
    case 'agent-free':
      if (!agent.busy) return 'duplicate';
      agent.busy = false;
      if (agent.activity === 'idle') agent.idleSince = world.now;
      return settle(world, agent);
  }
}

function signedIn(world: NaiveWorld, agent: NaiveAgent): Outcome {
  if (agent.signedIn && !agent.signOutNext) return 'duplicate';
  if (agent.signedIn) {
    agent.signOutNext = false;
    return 'applied';
  }
  startFairly(world, agent);
  agent.signedIn = true;
  agent.paused = null;
  agent.misses = 0;
  agent.callsAnswered = 0;
  agent.idleSince = world.now;
  return settle(world, agent);
}

/** Rule 2, fair start: as occupied as those who can do the same have been. */
function startFairly(world: NaiveWorld, agent: NaiveAgent): void {
  const alike = profileOf(agentPolicy(world, agent.id));
  const equals = world.agents
    .filter((other) => other !== agent && other.signedIn)
    .filter((other) => profileOf(agentPolicy(world, other.id)) === alike)
    .map((other) => occupancyNow(world, other));
  const sum = (times: readonly number[]) => times.reduce((total, time) => total + time, 0);
  const share = shareOf({
    occupiedMs: sum(equals.map((times) => times.occupiedMs)),
    availableMs: sum(equals.map((times) => times.availableMs)),
  });
  const { fairStartMs } = world.options.limits;
  agent.occupiedMs = Math.round(share * fairStartMs);
  agent.availableMs = fairStartMs - agent.occupiedMs;
  agent.stateSince = world.now;
}

/** What two agents must have in common to be alike, in whatever order it is written. */
function profileOf(agent: AgentPolicy | undefined): string {
  if (agent === undefined) return 'gone';
  const { skills, teams, queues, capacity = [{ medium: 'voice', calls: 1 }] } = agent;
  const texts = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort(byText);
  return JSON.stringify([
    texts(skills.map(({ skill, level }) => [skill, level])),
    texts(teams),
    texts(queues.map(({ queue, delayMs, rank }) => [queue, delayMs, rank])),
    texts(capacity.map(({ medium, calls }) => [medium, calls])),
  ]);
}

function signedOut(world: NaiveWorld, agent: NaiveAgent): Outcome {
  if (!agent.signedIn) return 'duplicate';
  if (agent.activity === 'talking' || agent.activity === 'offered') {
    if (agent.signOutNext) return 'duplicate';
    agent.signOutNext = true;
    takeBack(world, agent);
    return settle(world, agent);
  }
  if (agent.activity === 'wrap-up') endWrapUp(agent, world.now);
  signOut(agent);
  return settle(world, agent);
}

/** Withdraws the offer of an agent who leaves while the phone still rings. */
export function takeBack(world: NaiveWorld, agent: NaiveAgent): void {
  const open = offerOf(world, agent);
  if (open === undefined || agent.activity !== 'offered' || open.state === 'withdrawing') return;
  withdraw(world, open, 'agent-left');
}

function paused(world: NaiveWorld, agent: NaiveAgent, reason: NaiveAgent['paused']): Outcome {
  if (!agent.signedIn) return 'late';
  if (agent.paused === reason) return 'duplicate';
  agent.paused = reason;
  takeBack(world, agent);
  return settle(world, agent);
}

function unpaused(world: NaiveWorld, agent: NaiveAgent): Outcome {
  if (!agent.signedIn) return 'late';
  if (agent.paused === null) return 'duplicate';
  agent.paused = null;
  agent.misses = 0;
  if (agent.activity === 'idle') agent.idleSince = world.now;
  return settle(world, agent);
}
