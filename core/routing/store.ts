import { METHODS, storeRecord } from '../forecast/wait-record.ts';
import {
  type AgentSlot,
  activities,
  agentIdOf,
  IDLE,
  NO_OFFER,
  offeredCallOf,
  offerIdOf,
  offerQueueOf,
  offerStates,
  pauseOf,
  withdrawReasons,
} from './agents.ts';
import {
  AGENT_FIRST,
  type CallSlot,
  callIdOf,
  callStates,
  FREE,
  HELD,
  NOT_NOTED,
  preferredOf,
  queueIdOf,
} from './calls.ts';
import { type Ms, NEVER, type OfferId } from './ids.ts';
import { countsAsWaiting, offeredPlace } from './places.ts';
import { byCodeUnit } from './qualification.ts';
import { CELLS, indexOf } from './rows.ts';
import type {
  AgentSnapshot,
  CallSnapshot,
  OfferSnapshot,
  PlaceSnapshot,
  RouterSnapshot,
} from './snapshot.ts';
import {
  LOST_AT,
  NEXT_ARRIVAL,
  NEXT_OFFER,
  NEXT_ROTATION,
  NOW,
  RANDOM,
  type Router,
} from './state.ts';

import { storeLinks, storeOwed, storeTrace } from './store-links.ts';

const orNull = (at: Ms): Ms | null => (at === NEVER ? null : at);

/** The whole state as plain JSON. Cost: O(state). */
export function snapshot(router: Router): RouterSnapshot {
  const { agents, calls, compiled, numbers } = router;
  const agentRows: AgentSnapshot[] = [];
  const offerRows: OfferSnapshot[] = [];
  for (let agent = 0; agent < agents.end; agent += CELLS) {
    if (agents.inPolicy[agent] === 0 && agents.activity[agent] === IDLE) continue;
    agentRows.push(storeAgent(router, agent));
    if (agents.offerState[agent] !== NO_OFFER) offerRows.push(storeOffer(router, agent));
  }
  const callRows: CallSnapshot[] = [];
  for (let call = 0; call < calls.end; call += CELLS) {
    if (calls.state[call] === FREE || calls.first[call] !== call) continue;
    callRows.push(storeCall(router, call));
  }
  return {
    version: 2,
    now: numbers[NOW],
    policy: compiled.policy,
    retired: compiled.retired,
    nextOffer: numbers[NEXT_OFFER],
    nextArrival: numbers[NEXT_ARRIVAL],
    nextRotation: numbers[NEXT_ROTATION],
    random: numbers[RANDOM],
    switchUp: router.switchUp,
    switchLostAt: router.switchUp ? null : numbers[LOST_AT],
    hours: [...router.hoursOpen]
      .map(([id, open]) => ({ id, open }))
      .sort((a, b) => byCodeUnit(a.id, b.id)),
    ...storeLinks(router),
    agents: agentRows,
    calls: callRows.sort((a, b) => a.id - b.id),
    offers: offerRows.sort((a, b) => a.id - b.id),
    forecast: storeForecast(router),
    effective: storeEffective(router),
  };
}

function storeForecast(router: Router): RouterSnapshot['forecast'] {
  const rows = [...router.compiled.tallies].map(([queue, tally]) =>
    storeRecord(router.waits, tally, queue),
  );
  return rows.filter((row) => row !== undefined).sort((a, b) => byCodeUnit(a.queue, b.queue));
}

function storeEffective(router: Router): RouterSnapshot['effective'] {
  const { at, agents1024 } = router.effective;
  if (Number.isNaN(at[0])) return null;
  const queues = [...router.compiled.tallies]
    .map(([queue, tally]) => ({ queue, agents1024: agents1024[tally] }))
    .filter((row) => row.agents1024 > 0)
    .sort((a, b) => byCodeUnit(a.queue, b.queue));
  return { at: at[0], queues };
}

function storeAgent(router: Router, agent: AgentSlot): AgentSnapshot {
  const { agents } = router;
  const activity = agents.activity[agent];
  return {
    id: agentIdOf(agents, agent),
    signedIn: agents.signedIn[agent] === 1,
    signOutNext: agents.signOutNext[agent] === 1,
    paused: pauseOf(agents, agent) ?? null,
    reachable: agents.reachable[agent] === 1,
    retryAt: orNull(agents.retryAt[agent]),
    busy: agents.busy[agent] === 1,
    activity: activities[activity],
    wrapUpUntil: activities[activity] === 'wrap-up' ? agents.wrapUpUntil[agent] : null,
    idleSince: agents.idleSince[agent],
    misses: agents.misses[agent],
    callsAnswered: agents.callsAnswered[agent],
    lastOffered: agents.lastOffered[agent],
    occupiedMs: agents.occupiedMs[agent],
    availableMs: agents.availableMs[agent],
    stateSince: agents.stateSince[agent],
  };
}

function storeOffer(router: Router, agent: AgentSlot): OfferSnapshot {
  const { agents } = router;
  const state = offerStates[agents.offerState[agent]] as OfferSnapshot['state'];
  return {
    id: offerIdOf(agents, agent),
    call: offeredCallOf(agents, agent),
    agent: agentIdOf(agents, agent),
    queue: offerQueueOf(agents, agent),
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

function storeCall(router: Router, first: CallSlot): CallSnapshot {
  const { calls } = router;
  const active = offeredPlace(router, first);
  const places: PlaceSnapshot[] = [];
  for (let row = first; row !== -1; row = calls.following[row]) {
    places.push(storePlace(router, row));
  }
  return {
    id: callIdOf(calls, first),
    state: callStates[calls.state[active]] as CallSnapshot['state'],
    places,
    ownClass: calls.ownClass[first] === 1,
    skills: router.demands.skills[calls.demand[first]],
    preferred: preferredOf(calls, first) ?? null,
    holdUntil: calls.state[first] === HELD ? calls.holdUntil[first] : null,
    exclusions: storeExclusions(router, first),
    offers: offersOf(router, active),
    lookedAt: calls.lookedAt[first],
    sentBack: calls.sentBack[first] === 1,
    callback: storeCallback(router, first),
    ...storeTrace(router, callIdOf(calls, first)),
  };
}

function storePlace(router: Router, row: CallSlot): PlaceSnapshot {
  const { calls, compiled } = router;
  const pinned = calls.queue[row] - compiled.policy.queues.length;
  const noted = calls.ahead[row] !== NOT_NOTED;
  return {
    queue: queueIdOf(calls, row),
    pinned: countsAsWaiting(router, row) && pinned >= 0 ? pinned : null,
    class: compiled.policy.classes[calls.class[row]],
    classAt: calls.classAt[row],
    step: calls.step[row],
    stepAt: calls.stepAt[row],
    joinedAt: calls.joinedAt[row],
    agedFrom: calls.agedFrom[row],
    arrival: calls.arrival[row],
    expected: noted
      ? Array.from({ length: METHODS }, (_, i) => orNull(calls.expected[row + i]))
      : [],
    ahead: noted ? calls.ahead[row] : 0,
    ...storeOwed(calls.owed[row]),
  };
}

function storeCallback(router: Router, first: CallSlot): CallSnapshot['callback'] {
  const { calls } = router;
  if (calls.callback[first] === 0) return null;
  return {
    first: calls.callback[first] === AGENT_FIRST ? 'agent' : 'customer',
    expiresAt: calls.expiresAt[first],
    attempts: calls.attempts[first],
    restUntil: calls.restUntil[first],
  };
}

function offersOf(router: Router, row: CallSlot): OfferId[] {
  const { calls, agents } = router;
  const open: OfferId[] = [];
  for (let agent = calls.offer[row]; agent !== -1; agent = agents.offerNext[agent]) {
    open.push(offerIdOf(agents, agent));
  }
  return open;
}

function storeExclusions(router: Router, call: CallSlot): CallSnapshot['exclusions'] {
  const { calls, agents } = router;
  const base = indexOf(call) * calls.exclusionsMax;
  return Array.from({ length: calls.exclusionCount[call] }, (_, i) => ({
    agent: agentIdOf(agents, calls.exclusionAgent[base + i]),
    until: calls.exclusionUntil[base + i],
  }))
    .sort((a, b) => (a.until === b.until ? byCodeUnit(a.agent, b.agent) : a.until - b.until))
    .map(({ agent, until }) => ({ agent, until: orNull(until) }));
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
