import {
  type AgentSlot,
  type AgentTable,
  agentIdOf,
  agentStates,
  DIALLING,
  OFFERED,
  offeredCallOf,
  offerIdOf,
  pauseOf,
  READY,
  SET_UP,
  SIGNED_OUT,
  STATE_OFFERED,
  STATE_TALKING,
  STATE_WRAP_UP,
  stateOf,
  TALKING,
} from './agents.ts';
import {
  type CallSlot,
  CUSTOMER_FIRST,
  callIdOf,
  dropLapsed,
  HELD,
  HELD_BACK,
  isExcluded,
  preferredOf,
  queueIdOf,
  RINGS,
  WAITING,
} from './calls.ts';
import type { CommandSink } from './commands.ts';
import { explainOffer } from './explain.ts';
import { type CallId, type Ms, NEVER } from './ids.ts';
import { settleRest } from './joining.ts';
import { keepDecision } from './kept-decisions.ts';
import { enterHold, leaveIdle } from './lines.ts';
import { linkOffer } from './offer-links.ts';
import { enterLines, leaveList, setAside } from './places.ts';
import { indexOf } from './rows.ts';
import { scheduleCall, scheduleOffer } from './schedule.ts';
import { agentQualifies, selectAgent } from './select-agent.ts';
import { selectCall } from './select-call.ts';
import { NEXT_OFFER, NEXT_ROTATION, NOW, type Router } from './state.ts';

/** Hot path: a waiting, held or resting call, by any of its places, looks (rule 7.1). */
export function lookForAgent(router: Router, call: CallSlot, out: CommandSink): void {
  const { calls, agents } = router;
  const first = calls.first[call];
  if (calls.callback[first] !== 0) settleRest(router, first);
  let place = first;
  for (let row = first; row !== -1; row = calls.following[row]) {
    if (calls.exclusionCount[row] > 0) dropLapsed(calls, row, router.numbers);
    calls.lookedAt[row] = router.numbers[NOW];
  }
  let agent = -1;
  const held = calls.state[first] === HELD;
  if (!router.switchUp || router.quiet) agent = -1;
  else if (held) {
    if (agents.ready[calls.heldFor[first]] === 1) agent = calls.heldFor[first];
  } else if (calls.state[first] === WAITING) {
    for (let row = first; row !== -1 && agent === -1; row = calls.following[row]) {
      agent = selectAgent(router, row);
      place = row;
    }
  }
  if (agent !== -1) {
    makeOffer(router, place, agent, 'call', out);
    if (!held) ringMore(router, place, out);
    return;
  }
  for (let row = first; row !== -1; row = calls.following[row]) scheduleCall(router, row);
}

/**
 * Hot path: a call that has just joined looks, at its preferred agent first; `holdMs`: how long it
 * may wait for that agent.
 */
export function lookOnArrival(router: Router, call: CallSlot, holdMs: Ms, out: CommandSink): void {
  const { calls, agents, compiled } = router;
  const preferred = preferredOf(calls, call);
  const agent = preferred === undefined ? undefined : compiled.agentSlots.get(preferred);
  if (agent !== undefined && router.switchUp && mayPrefer(router, call, agent)) {
    if (agents.ready[agent] === 1) {
      for (let row = call; row !== -1; row = calls.following[row]) {
        calls.lookedAt[row] = router.numbers[NOW];
      }
      makeOffer(router, call, agent, 'preferred', out);
      return;
    }
    if (holdMs > 0 && mayHoldFor(router, agent)) {
      calls.holdUntil[call] = router.numbers[NOW] + holdMs;
      holdCall(router, call, agent);
    }
  }
  lookForAgent(router, call, out);
}

const mayPrefer = (router: Router, call: CallSlot, agent: AgentSlot): boolean =>
  agentQualifies(router, agent, call) && !isExcluded(router.calls, call, agent, router.numbers);

/** Whether calls may wait for this agent: signed in, reachable, not paused. */
export function mayHoldFor(router: Router, agent: AgentSlot): boolean {
  const { signedIn, reachable, isPaused } = router.agents;
  return signedIn[agent] === 1 && reachable[agent] === 1 && isPaused[agent] === 0;
}

/** The call waits for this agent only, at all its places. */
export function holdCall(router: Router, first: CallSlot, agent: AgentSlot): void {
  const { calls } = router;
  for (let row = first; row !== -1; row = calls.following[row]) {
    leaveList(router, row);
    if (row === first) enterHold(router, row, agent);
    else calls.state[row] = HELD_BACK;
  }
}

/** A held call waits like any other from now on. */
export function endHold(router: Router, call: CallSlot, out: CommandSink): void {
  enterLines(router, call);
  lookForAgent(router, call, out);
}

/** Hot path: a ready agent looks for a call (rule 7.2). */
export function lookForCall(router: Router, agent: AgentSlot, out: CommandSink): void {
  if (!router.switchUp || router.quiet) return;
  const row = selectCall(router, agent);
  if (row !== -1) makeOffer(router, row, agent, 'agent', out);
}

/** Hot path: with `ring-all`, further phones ring for the call (rule 7.1). */
function ringMore(router: Router, row: CallSlot, out: CommandSink): void {
  const { calls, compiled } = router;
  const { parallel } = compiled.queues[calls.queue[row]];
  if (parallel === 1 || calls.callback[row] !== 0) return;
  for (let open = 1; open < parallel; open++) {
    const agent = selectAgent(router, row);
    if (agent === -1) return;
    makeOffer(router, row, agent, 'call', out);
  }
}

/** Hot path: reserves call and agent for each other and has a phone rung (rule 7.3). */
export function makeOffer(
  router: Router,
  row: CallSlot,
  agent: AgentSlot,
  trigger: 'call' | 'agent' | 'preferred',
  out: CommandSink,
): void {
  const { calls, agents, numbers, compiled } = router;
  keepDecision(router, row, agent, trigger);
  if (router.onDecision !== undefined) {
    const by = trigger === 'agent' ? 'agent' : 'call';
    router.onDecision(explainOffer(router, row, agent, by, trigger === 'preferred'));
  }
  reserveCall(router, row);
  leaveIdle(router, agent);
  const { policy, callback, tally } = compiled.queues[calls.queue[row]];
  agents.offer[agent] = numbers[NEXT_OFFER]++;
  agents.lastOffered[agent] = numbers[NEXT_ROTATION]++;
  agents.activity[agent] = OFFERED;
  agents.offerState[agent] = SET_UP;
  agents.offerCallId[agent] = calls.id[row];
  agents.offerQueue[indexOf(agent)] = queueIdOf(calls, row);
  agents.offerTally[agent] = tally;
  agents.offerMadeAt[agent] = numbers[NOW];
  agents.offerRingingAt[agent] = NEVER;
  agents.offerAnsweredLate[agent] = 0;
  agents.offerRingMs[agent] = policy.ringMs;
  agents.offerWrapUpMs[agent] = policy.wrapUpMs;
  agents.offerDeadline[agent] = numbers[NOW] + router.limits.setUpMs;
  linkOffer(router, row, agent);
  router.offers.set(agents.offer[agent], agent);
  const offer = offerIdOf(agents, agent);
  if (calls.callback[row] === CUSTOMER_FIRST) {
    agents.offerState[agent] = DIALLING;
    agents.offerDeadline[agent] = numbers[NOW] + callback.dialMs;
    calls.attempts[calls.first[row]]++;
    out.dialCustomer(offer, callIdOf(calls, row), agentIdOf(agents, agent), policy.id);
  } else
    out.offerCall(offer, callIdOf(calls, row), agentIdOf(agents, agent), policy.ringMs, policy.id);
  scheduleOffer(router, agent);
  tellAgent(router, agent, out);
}

/** Hot path: the call is in no line or hold any more; a no-op for further offers (`ring-all`). */
function reserveCall(router: Router, row: CallSlot): void {
  const { calls } = router;
  if (calls.state[row] === RINGS) return;
  setAside(router, row);
  for (let at = calls.first[row]; at !== -1; at = calls.following[at]) scheduleCall(router, at);
}

/** Hot path: tells what people see of an agent, if it has changed. */
export function tellAgent(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { agents } = router;
  const state = stateOf(agents, agent);
  const call = isShownWithCall(agents, agent, state) ? agents.offerCallId[agent] : 0;
  if (
    agents.toldState[agent] === state &&
    agents.toldCall[agent] === call &&
    agents.toldPaused[agent] === agents.isPaused[agent] &&
    (agents.isPaused[agent] === 0 || toldReasonIsTrue(agents, agent))
  ) {
    return;
  }
  if (agents.toldState[agent] !== state) countTime(router, agent);
  markTold(agents, agent);
  const shown: CallId | undefined = call === 0 ? undefined : offeredCallOf(agents, agent);
  out.agentChanged(agentIdOf(agents, agent), agentStates[state], pauseOf(agents, agent), shown);
}

const toldReasonIsTrue = (agents: AgentTable, agent: AgentSlot): boolean =>
  agents.toldReason[indexOf(agent)] === agents.pauseReason[indexOf(agent)];

/** Hot path: whether people see the agent in this state together with a call. */
function isShownWithCall(agents: AgentTable, agent: AgentSlot, state: number): boolean {
  const activity = agents.activity[agent];
  return state !== SIGNED_OUT && (activity === OFFERED || activity === TALKING);
}

/** Hot path: what is true of the agent is what has been told. */
export function markTold(agents: AgentTable, agent: AgentSlot): void {
  const state = stateOf(agents, agent);
  agents.toldState[agent] = state;
  agents.toldPaused[agent] = agents.isPaused[agent];
  if (agents.isPaused[agent] === 1) {
    agents.toldReason[indexOf(agent)] = agents.pauseReason[indexOf(agent)];
  }
  // Two writes, not a choice between two values: a choice of numbers is boxed.
  agents.toldCall[agent] = 0;
  if (isShownWithCall(agents, agent, state)) agents.toldCall[agent] = agents.offerCallId[agent];
}

/** Hot path: the time in the state that ends counts as occupied, available or neither (rule 2). */
function countTime(router: Router, agent: AgentSlot): void {
  const { agents, numbers } = router;
  const before = agents.toldState[agent];
  if (before === STATE_TALKING || before === STATE_WRAP_UP) {
    agents.occupiedMs[agent] += numbers[NOW] - agents.stateSince[agent];
  } else if (before === READY || before === STATE_OFFERED) {
    agents.availableMs[agent] += numbers[NOW] - agents.stateSince[agent];
  }
  agents.stateSince[agent] = numbers[NOW];
}
