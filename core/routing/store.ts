import { settleAgent } from './agent-change.ts';
import {
  type AgentSlot,
  activities,
  agentState,
  IDLE,
  NO_OFFER,
  OFFERED,
  offeredCallOf,
  offerIdOf,
  offerStates,
  TALKING,
  withdrawReasons,
} from './agents.ts';
import {
  type CallSlot,
  callIdOf,
  callStates,
  exclude,
  FREE,
  HELD,
  takeCall,
  WAITING,
} from './calls.ts';
import { byCodeUnit } from './compiled.ts';
import { type Ms, NEVER, type QueueId } from './ids.ts';
import { enterHold, enterLine } from './lines.ts';
import { countsAsWaiting } from './queueing.ts';
import { scheduleAgent, scheduleCall, scheduleOffer } from './schedule.ts';
import type { AgentSnapshot, CallSnapshot, OfferSnapshot, RouterSnapshot } from './snapshot.ts';
import {
  createTables,
  NEXT_ARRIVAL,
  NEXT_OFFER,
  NEXT_ROTATION,
  NOW,
  NUMBERS,
  RANDOM,
  type Router,
  type RouterOptions,
} from './state.ts';

const orNull = (at: Ms): Ms | null => (at === NEVER ? null : at);

/** The whole state as plain JSON. Cost: O(state). */
export function snapshot(router: Router): RouterSnapshot {
  const { agents, calls, compiled, numbers } = router;
  const agentRows: AgentSnapshot[] = [];
  const offerRows: OfferSnapshot[] = [];
  for (let agent = 0; agent < agents.count; agent++) {
    if (agents.inPolicy[agent] === 0 && agents.activity[agent] === IDLE) continue;
    agentRows.push(storeAgent(router, agent));
    if (agents.offerState[agent] !== NO_OFFER) offerRows.push(storeOffer(router, agent));
  }
  const callRows: CallSnapshot[] = [];
  for (let call = 0; call < calls.capacity; call++) {
    if (calls.state[call] !== FREE) callRows.push(storeCall(router, call));
  }
  return {
    version: 1,
    now: numbers[NOW],
    policy: compiled.policy,
    retired: compiled.retired,
    nextOffer: numbers[NEXT_OFFER],
    nextArrival: numbers[NEXT_ARRIVAL],
    nextRotation: numbers[NEXT_ROTATION],
    random: numbers[RANDOM],
    switchUp: router.switchUp,
    hours: [...router.hoursOpen]
      .map(([id, open]) => ({ id, open }))
      .sort((a, b) => byCodeUnit(a.id, b.id)),
    agents: agentRows,
    calls: callRows.sort((a, b) => a.id - b.id),
    offers: offerRows.sort((a, b) => a.id - b.id),
  };
}

function storeAgent(router: Router, agent: AgentSlot): AgentSnapshot {
  const { agents } = router;
  const activity = agents.activity[agent];
  return {
    id: agents.id[agent],
    signedIn: agents.signedIn[agent] === 1,
    signOutNext: agents.signOutNext[agent] === 1,
    paused: agents.paused[agent] ?? null,
    reachable: agents.reachable[agent] === 1,
    retryAt: orNull(agents.retryAt[agent]),
    busy: agents.busy[agent] === 1,
    activity: activities[activity],
    wrapUpUntil: activities[activity] === 'wrap-up' ? agents.wrapUpUntil[agent] : null,
    idleSince: agents.idleSince[agent],
    misses: agents.misses[agent],
    callsAnswered: agents.callsAnswered[agent],
    lastOffered: agents.lastOffered[agent],
  };
}

function storeOffer(router: Router, agent: AgentSlot): OfferSnapshot {
  const { agents } = router;
  const state = offerStates[agents.offerState[agent]] as OfferSnapshot['state'];
  return {
    id: offerIdOf(agents, agent),
    call: offeredCallOf(agents, agent),
    agent: agents.id[agent],
    queue: agents.offerQueue[agent] as QueueId,
    state,
    reason: state === 'withdrawing' ? withdrawReasons[agents.offerReason[agent]] : null,
    madeAt: agents.offerMadeAt[agent],
    ringingAt: orNull(agents.offerRingingAt[agent]),
    deadline: state === 'connected' ? null : agents.offerDeadline[agent],
    wrapUpMs: agents.offerWrapUpMs[agent],
    ringMs: agents.offerRingMs[agent],
    answeredLate: agents.offerAnsweredLate[agent] === 1,
  };
}

function storeCall(router: Router, call: CallSlot): CallSnapshot {
  const { calls, compiled } = router;
  const pinned = calls.queue[call] - compiled.policy.queues.length;
  const offer = calls.offer[call];
  return {
    id: callIdOf(calls, call),
    state: callStates[calls.state[call]] as CallSnapshot['state'],
    queue: calls.queueId[call] as QueueId,
    pinned: countsAsWaiting(router, call) && pinned >= 0 ? pinned : null,
    class: compiled.policy.classes[calls.class[call]],
    ownClass: calls.ownClass[call] === 1,
    step: calls.step[call],
    stepAt: calls.stepAt[call],
    joinedAt: calls.joinedAt[call],
    agedFrom: calls.agedFrom[call],
    arrival: calls.arrival[call],
    preferred: calls.preferred[call] ?? null,
    holdUntil: calls.state[call] === HELD ? calls.holdUntil[call] : null,
    exclusions: storeExclusions(router, call),
    offer: offer === -1 ? null : offerIdOf(router.agents, offer),
    lookedAt: calls.lookedAt[call],
    sentBack: calls.sentBack[call] === 1,
  };
}

function storeExclusions(router: Router, call: CallSlot): CallSnapshot['exclusions'] {
  const { calls, agents } = router;
  const base = call * calls.exclusionsMax;
  return Array.from({ length: calls.exclusionCount[call] }, (_, i) => ({
    agent: agents.id[calls.exclusionAgent[base + i]],
    until: calls.exclusionUntil[base + i],
  })).sort((a, b) => a.until - b.until || byCodeUnit(a.agent, b.agent));
}

/** A router in the state of a snapshot; `seed` and `firstOffer` of the options are not used. */
export function restore(from: RouterSnapshot, options: RouterOptions): Router {
  const router: Router = {
    limits: options.limits,
    onDecision: options.onDecision,
    numbers: new Float64Array(NUMBERS),
    switchUp: from.switchUp,
    ...createTables(options.limits, from.policy, from.retired, leavingAgents(from)),
  };
  load(router, from);
  return router;
}

/** Agents of a snapshot that its policy no longer has. */
function leavingAgents(from: RouterSnapshot) {
  const known = new Set(from.policy.agents.map((agent) => agent.id));
  return from.agents.map((agent) => agent.id).filter((id) => !known.has(id));
}

/** Puts a router into the state of a snapshot, with new tables. Cost: O(state). */
export function reload(router: Router, from: RouterSnapshot): void {
  const tables = createTables(router.limits, from.policy, from.retired, leavingAgents(from));
  Object.assign(router, tables);
  load(router, from);
}

function load(router: Router, from: RouterSnapshot): void {
  const { numbers } = router;
  numbers[NOW] = from.now;
  numbers[NEXT_OFFER] = from.nextOffer;
  numbers[NEXT_ARRIVAL] = from.nextArrival;
  numbers[NEXT_ROTATION] = from.nextRotation;
  numbers[RANDOM] = from.random;
  router.switchUp = from.switchUp;
  for (const { id, open } of from.hours) {
    if (router.hoursOpen.has(id)) router.hoursOpen.set(id, open);
  }
  for (const row of from.agents) loadAgent(router, row);
  for (const row of from.offers) loadOffer(router, row);
  for (const row of from.calls) loadCall(router, row);
  for (let agent = 0; agent < router.agents.count; agent++) {
    settleAgent(router, agent);
    scheduleAgent(router, agent);
    scheduleOffer(router, agent);
    markTold(router, agent);
  }
}

function loadAgent(router: Router, row: AgentSnapshot): void {
  const { agents } = router;
  const agent = router.compiled.agentSlots.get(row.id) as AgentSlot;
  agents.signedIn[agent] = row.signedIn ? 1 : 0;
  agents.signOutNext[agent] = row.signOutNext ? 1 : 0;
  agents.paused[agent] = row.paused ?? undefined;
  agents.reachable[agent] = row.reachable ? 1 : 0;
  agents.retryAt[agent] = row.retryAt ?? NEVER;
  agents.busy[agent] = row.busy ? 1 : 0;
  agents.activity[agent] = activities.indexOf(row.activity);
  agents.wrapUpUntil[agent] = row.wrapUpUntil ?? 0;
  agents.idleSince[agent] = row.idleSince;
  agents.misses[agent] = row.misses;
  agents.callsAnswered[agent] = row.callsAnswered;
  agents.lastOffered[agent] = row.lastOffered;
}

function loadOffer(router: Router, row: OfferSnapshot): void {
  const { agents } = router;
  const agent = router.compiled.agentSlots.get(row.agent) as AgentSlot;
  agents.offer[agent] = row.id;
  agents.offerState[agent] = offerStates.indexOf(row.state);
  agents.offerCallId[agent] = row.call;
  agents.offerQueue[agent] = row.queue;
  agents.offerReason[agent] = row.reason === null ? 0 : withdrawReasons.indexOf(row.reason);
  agents.offerMadeAt[agent] = row.madeAt;
  agents.offerRingingAt[agent] = row.ringingAt ?? NEVER;
  agents.offerDeadline[agent] = row.deadline ?? NEVER;
  agents.offerRingMs[agent] = row.ringMs;
  agents.offerWrapUpMs[agent] = row.wrapUpMs;
  agents.offerAnsweredLate[agent] = row.answeredLate ? 1 : 0;
  router.offers.set(row.id, agent);
}

function loadCall(router: Router, row: CallSnapshot): void {
  const { calls, agents, compiled } = router;
  const call = takeCall(calls, row.id);
  const inForce = compiled.queueSlots.get(row.queue) ?? 0;
  calls.queue[call] = row.pinned === null ? inForce : compiled.policy.queues.length + row.pinned;
  calls.queueId[call] = row.queue;
  calls.class[call] = compiled.classes.get(row.class) ?? compiled.classCount - 1;
  calls.ownClass[call] = row.ownClass ? 1 : 0;
  calls.step[call] = row.step;
  calls.stepAt[call] = row.stepAt;
  calls.joinedAt[call] = row.joinedAt;
  calls.agedFrom[call] = row.agedFrom;
  calls.arrival[call] = row.arrival;
  calls.lookedAt[call] = row.lookedAt;
  calls.sentBack[call] = row.sentBack ? 1 : 0;
  calls.preferred[call] = row.preferred ?? undefined;
  for (const { agent, until } of row.exclusions) {
    const slot = compiled.agentSlots.get(agent);
    if (slot !== undefined) exclude(calls, call, slot, until);
  }
  if (row.offer !== null) {
    const agent = router.offers.get(row.offer);
    calls.offer[call] = agent;
    agents.offerCall[agent] = call;
  }
  placeCall(router, call, row);
  scheduleCall(router, call);
}

function placeCall(router: Router, call: CallSlot, row: CallSnapshot): void {
  const { calls, compiled } = router;
  calls.state[call] = callStates.indexOf(row.state);
  if (calls.state[call] === WAITING) enterLine(router, call);
  if (calls.state[call] === HELD) {
    calls.holdUntil[call] = row.holdUntil ?? 0;
    const preferred = compiled.agentSlots.get(row.preferred as never);
    enterHold(router, call, preferred as AgentSlot);
  }
  if (countsAsWaiting(router, call)) {
    router.waitingCount[compiled.queues[calls.queue[call]].tally]++;
  }
}

/** What a state as it is would have been told as. */
function markTold(router: Router, agent: AgentSlot): void {
  const { agents } = router;
  const state = agentState(agents, agent);
  const activity = agents.activity[agent];
  const withCall = state !== 'signed-out' && (activity === OFFERED || activity === TALKING);
  agents.toldState[agent] = state;
  agents.toldReason[agent] = agents.paused[agent];
  agents.toldCall[agent] = withCall ? agents.offerCallId[agent] : 0;
}

/**
 * A short hash of the whole state, equal for equal states (64 bits, not cryptographic). Cost:
 * O(state).
 */
export function stateHash(router: Router): string {
  const text = JSON.stringify(snapshot(router));
  let low = 0x811c9dc5;
  let high = 0x1000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + i), 0x85ebca6b);
  }
  return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
}
