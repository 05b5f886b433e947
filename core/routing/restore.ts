import { restoreRecord } from '../forecast/wait-record.ts';
import { settleAgent } from './agent-change.ts';
import {
  type AgentSlot,
  activities,
  offerQueueOf,
  offerStates,
  setPaused,
  withdrawReasons,
} from './agents.ts';
import {
  AGENT_FIRST,
  ASIDE,
  type CallSlot,
  CUSTOMER_FIRST,
  callStates,
  exclude,
  HELD,
  NOT_NOTED,
  queueIdOf,
  RESTING,
  takeCall,
  WAITING,
} from './calls.ts';
import { createDecisionRing } from './decision-ring.ts';
import { takeDemand } from './demands.ts';
import { type AgentId, NEVER } from './ids.ts';
import { holdCall, markTold } from './matching.ts';
import { linkOffer } from './offer-links.ts';
import { addPlace, countsAsWaiting, enterLines } from './places.ts';
import { CELLS, indexOf } from './rows.ts';
import { scheduleAgent, scheduleCall, scheduleOffer } from './schedule.ts';
import type {
  AgentSnapshot,
  CallbackSnapshot,
  CallSnapshot,
  OfferSnapshot,
  PlaceSnapshot,
  RouterSnapshot,
} from './snapshot.ts';
import {
  createTables,
  DECISIONS_KEPT,
  LOST_AT,
  NEXT_ARRIVAL,
  NEXT_OFFER,
  NEXT_ROTATION,
  NOW,
  NUMBERS,
  RANDOM,
  type Router,
  type RouterOptions,
} from './state.ts';
import { loadLinks, owedOf } from './store-links.ts';

/** A router in the state of a snapshot; `seed` and `firstOffer` of the options are not used. */
export function restore(from: RouterSnapshot, options: RouterOptions): Router {
  const router: Router = {
    limits: options.limits,
    onDecision: options.onDecision,
    numbers: new Float64Array(NUMBERS),
    switchUp: from.switchUp,
    quiet: false,
    found: new Int32Array(2),
    scan: new Int32Array(2),
    ring: createDecisionRing(options.decisionsKept ?? DECISIONS_KEPT),
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
  numbers[LOST_AT] = from.switchLostAt ?? 0;
  router.switchUp = from.switchUp;
  for (const { id, open } of from.hours) {
    if (router.hoursOpen.has(id)) router.hoursOpen.set(id, open);
  }
  loadLinks(router, from);
  for (const row of from.agents) loadAgent(router, row);
  for (const row of from.offers) loadOffer(router, row);
  for (const row of from.calls) loadCall(router, row);
  loadForecast(router, from);
  for (let agent = 0; agent < router.agents.end; agent += CELLS) {
    settleAgent(router, agent);
    scheduleAgent(router, agent);
    scheduleOffer(router, agent);
    markTold(router.agents, agent);
  }
}

/** What is known of queue ids that are gone is dropped. */
function loadForecast(router: Router, from: RouterSnapshot): void {
  const { compiled, waits, effective } = router;
  for (const row of from.forecast) {
    const tally = compiled.tallies.get(row.queue);
    if (tally !== undefined) restoreRecord(waits, tally, row);
  }
  if (from.effective === null) return;
  effective.at[0] = from.effective.at;
  for (const { queue, agents1024 } of from.effective.queues) {
    const tally = compiled.tallies.get(queue);
    if (tally !== undefined) effective.agents1024[tally] = agents1024;
  }
}

function loadAgent(router: Router, row: AgentSnapshot): void {
  const { agents } = router;
  const agent = router.compiled.agentSlots.get(row.id) as AgentSlot;
  agents.signedIn[agent] = row.signedIn ? 1 : 0;
  agents.signOutNext[agent] = row.signOutNext ? 1 : 0;
  setPaused(agents, agent, row.paused ?? undefined);
  agents.reachable[agent] = row.reachable ? 1 : 0;
  agents.retryAt[agent] = row.retryAt ?? NEVER;
  agents.busy[agent] = row.busy ? 1 : 0;
  agents.activity[agent] = activities.indexOf(row.activity);
  agents.wrapUpUntil[agent] = row.wrapUpUntil ?? 0;
  agents.idleSince[agent] = row.idleSince;
  agents.misses[agent] = row.misses;
  agents.callsAnswered[agent] = row.callsAnswered;
  agents.lastOffered[agent] = row.lastOffered;
  agents.occupiedMs[agent] = row.occupiedMs;
  agents.availableMs[agent] = row.availableMs;
  agents.stateSince[agent] = row.stateSince;
}

function loadOffer(router: Router, row: OfferSnapshot): void {
  const { agents } = router;
  const agent = router.compiled.agentSlots.get(row.agent) as AgentSlot;
  agents.offer[agent] = row.id;
  agents.offerState[agent] = offerStates.indexOf(row.state);
  agents.offerCallId[agent] = row.call;
  agents.offerQueue[indexOf(agent)] = row.queue;
  agents.offerTally[agent] = router.compiled.tallies.get(row.queue) ?? -1;
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
  const { calls, compiled } = router;
  const first = takeCall(calls, row.id);
  calls.ownClass[first] = row.ownClass ? 1 : 0;
  calls.demand[first] = takeDemand(router.demands, compiled, row.skills);
  calls.lookedAt[first] = row.lookedAt;
  calls.sentBack[first] = row.sentBack ? 1 : 0;
  calls.preferred[indexOf(first)] = row.preferred ?? undefined;
  if (row.callback !== null) loadCallback(router, first, row.callback);
  for (let i = 1; i < row.places.length; i++) addPlace(router, first);
  for (const { agent, until } of row.exclusions) {
    const slot = compiled.agentSlots.get(agent);
    if (slot !== undefined) exclude(calls, first, slot, until ?? NEVER);
  }
  let at = first;
  for (const place of row.places) {
    loadPlace(router, at, place);
    at = calls.following[at];
  }
  placeCall(router, first, row);
  for (at = first; at !== -1; at = calls.following[at]) {
    if (countsAsWaiting(router, at)) {
      router.waitingCount[compiled.queues[calls.queue[at]].tally]++;
    }
    scheduleCall(router, at);
  }
}

function loadPlace(router: Router, at: CallSlot, row: PlaceSnapshot): void {
  const { calls, compiled } = router;
  const inForce = compiled.queueSlots.get(row.queue) ?? 0;
  calls.queue[at] = row.pinned === null ? inForce : compiled.policy.queues.length + row.pinned;
  calls.queueId[indexOf(at)] = row.queue;
  calls.class[at] = compiled.classes.get(row.class) ?? compiled.classCount - 1;
  calls.classAt[at] = row.classAt;
  calls.step[at] = row.step;
  calls.stepAt[at] = row.stepAt;
  calls.joinedAt[at] = row.joinedAt;
  calls.agedFrom[at] = row.agedFrom;
  calls.arrival[at] = row.arrival;
  calls.owed[at] = owedOf(row);
  calls.ahead[at] = row.expected.length === 0 ? NOT_NOTED : row.ahead;
  row.expected.forEach((expected, i) => {
    calls.expected[at + i] = expected ?? NEVER;
  });
}

function loadCallback(router: Router, first: CallSlot, row: CallbackSnapshot): void {
  const { calls } = router;
  calls.callback[first] = row.first === 'agent' ? AGENT_FIRST : CUSTOMER_FIRST;
  calls.expiresAt[first] = row.expiresAt;
  calls.attempts[first] = row.attempts;
  calls.restUntil[first] = row.restUntil;
}

/** Puts the call's places into their lines, and its offers into their lists. */
function placeCall(router: Router, first: CallSlot, row: CallSnapshot): void {
  const { calls, compiled } = router;
  const state = callStates.indexOf(row.state);
  if (state === WAITING) enterLines(router, first);
  else if (state === HELD) {
    calls.holdUntil[first] = row.holdUntil ?? 0;
    holdCall(router, first, compiled.agentSlots.get(row.preferred as AgentId) as AgentSlot);
  } else {
    const active = row.offers.length === 0 ? first : placeOfOffers(router, first, row);
    for (let at = first; at !== -1; at = calls.following[at]) {
      calls.state[at] = at === active || state === RESTING ? state : ASIDE;
    }
  }
}

/** The place in the queue the offers are for; they are linked to it in order of id. */
function placeOfOffers(router: Router, first: CallSlot, row: CallSnapshot): CallSlot {
  const { calls, agents } = router;
  const queue = offerQueueOf(agents, router.offers.get(row.offers[0]));
  let place = first;
  while (queueIdOf(calls, place) !== queue && calls.following[place] !== -1) {
    place = calls.following[place];
  }
  for (const offer of row.offers) linkOffer(router, place, router.offers.get(offer));
  return place;
}
