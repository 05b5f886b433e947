/**
 * Rule 13: what the reference tells and asks of the record of waits, one record a queue. What a
 * record does with it is its own matter; both routers use the same one.
 */

import { addEffectiveAgents } from '../../core/forecast/effective-agents.ts';
import {
  AGENT_READY,
  createWaitRecord,
  expectAtJoin,
  expectedWait,
  learnAbandoned,
  learnAnswered,
  learnHandled,
  learnOutcome,
  loadOf,
  METHODS,
  restoreRecord,
  serviceLevelIsBelow,
  storeRecord,
  WAIT_MS_MAX,
  type WaitRecord,
} from '../../core/forecast/wait-record.ts';
import { type Ms, NEVER, type QueueId } from '../../core/routing/ids.ts';
import type { QueuePolicy } from '../../core/routing/policy.ts';
import type { RouterSnapshot } from '../../core/routing/snapshot.ts';
import {
  byText,
  type NaiveAgent,
  type NaiveOffer,
  type NaivePlace,
  type NaiveWorld,
  type Standing,
} from './naive-state.ts';

/** An answer within this time is in time, where the queue says nothing. */
const ANSWER_WITHIN_MS = 20_000;
/** Effective agents are worked out anew when they are needed and so old. */
const EFFECTIVE_MS = 60_000;

/** Agents who qualify at this step of the queue; given, for this file asks nothing of rule 7. */
export type Qualified = (queue: QueuePolicy, step: number) => readonly NaiveAgent[];

/** Records of the queues of the policy and of those still followed; what others learned is gone. */
export function keepRecords(world: NaiveWorld): void {
  const known = new Set([...world.policy.queues, ...world.retired].map(({ id }) => id));
  for (const id of world.records.keys()) if (!known.has(id)) world.records.delete(id);
  for (const id of known) if (!world.records.has(id)) world.records.set(id, createWaitRecord(1));
}

/** What a snapshot says the queues have learned, and who is there for them. */
export function resumeRecords(world: NaiveWorld, from: RouterSnapshot): void {
  keepRecords(world);
  for (const row of from.forecast) {
    const record = world.records.get(row.queue);
    if (record) restoreRecord(record, 0, row);
  }
  if (from.effective === null) return;
  const agents1024 = new Map(from.effective.queues.map((row) => [row.queue, row.agents1024]));
  world.effective = { at: from.effective.at, agents1024 };
}

/** The record of this queue, at the present time. */
function recordOf(world: NaiveWorld, id: QueueId): WaitRecord | undefined {
  const record = world.records.get(id);
  if (record) record.clock[0] = world.now;
  return record;
}

const whole = (ms: Ms): Ms => Math.min(Math.max(ms, 0), WAIT_MS_MAX);

/**
 * A place has joined: what every method expects of it is kept. A callback is not noted, nor a
 * call that has waited elsewhere before.
 */
export function noteJoined(
  world: NaiveWorld,
  { call, place }: Standing,
  ahead: number,
  qualified: Qualified,
): void {
  if (call.callback !== null || place.joinedAt !== world.now) return;
  const cells = new Float64Array(METHODS);
  const agents = effectiveAgents(world, place.queue, qualified);
  expectAtJoin(recordOf(world, place.queue)!, 0, ahead, agents, cells, 0);
  place.ahead = ahead;
  place.expected = [...cells].map((ms) => (ms === NEVER ? null : ms));
}

/** Calls before one who joins now, or that an agent is ready. */
export const aheadOf = (readyAgents: number, waiting: number): number =>
  readyAgents > 0 ? AGENT_READY : waiting;

/** What one who joins now, behind so many, may expect to wait; NEVER: nobody knows. */
export function waitExpected(
  world: NaiveWorld,
  queue: QueueId,
  ahead: number,
  qualified: Qualified,
): Ms {
  const agents = effectiveAgents(world, queue, qualified);
  const record = recordOf(world, queue);
  return record ? expectedWait(record, 0, ahead, agents) : NEVER;
}

export function serviceIsBelow(world: NaiveWorld, queue: QueueId, share: number): boolean {
  const record = recordOf(world, queue);
  return record !== undefined && serviceLevelIsBelow(record, 0, share);
}

/** A call was answered through this place. */
export function noteAnswered(world: NaiveWorld, place: NaivePlace): void {
  const record = recordOf(world, place.queue);
  if (record === undefined || place.expected.length === 0) return;
  const waitMs = whole(world.now - place.joinedAt);
  const cells = Float64Array.from(place.expected, (ms) => ms ?? NEVER);
  learnAnswered(record, 0, place.ahead, cells, 0, waitMs);
  const within = place.follows.answerWithinMs ?? ANSWER_WITHIN_MS;
  learnOutcome(record, 0, waitMs <= within ? 1 : 0);
}

/** A caller gave up at this place, and not at once. */
export function noteAbandoned(world: NaiveWorld, place: NaivePlace): void {
  const record = recordOf(world, place.queue);
  if (record === undefined || place.expected.length === 0) return;
  learnAbandoned(record, 0, place.ahead, whole(world.now - place.joinedAt));
  learnOutcome(record, 0, 0);
}

/** A conversation ends now. */
export function noteHandled(world: NaiveWorld, offer: NaiveOffer, agent: NaiveAgent): void {
  const record = recordOf(world, offer.queue);
  if (record) learnHandled(record, 0, whole(world.now - agent.stateSince + offer.wrapUpMs));
}

/** Effective agents of a queue, in 1024ths, not older than ten seconds. */
function effectiveAgents(world: NaiveWorld, queue: QueueId, qualified: Qualified): number {
  if (world.effective === null || world.now - world.effective.at >= EFFECTIVE_MS) {
    world.effective = { at: world.now, agents1024: workOut(world, qualified) };
  }
  return world.effective.agents1024.get(queue) ?? 0;
}

function workOut(world: NaiveWorld, qualified: Qualified): Map<QueueId, number> {
  const { queues } = world.policy;
  const agents1024 = new Float64Array(queues.length);
  const loads = Float64Array.from(queues, ({ id }) => loadOf(recordOf(world, id)!, 0));
  for (const agent of world.agents) {
    if (!agent.signedIn || !agent.reachable || agent.paused !== null) continue;
    const serves = [...queues.keys()].filter((at) => qualified(queues[at]!, 0).includes(agent));
    addEffectiveAgents(agents1024, 1, loads, serves, 0, serves.length);
  }
  return new Map(queues.map(({ id }, at) => [id, agents1024[at]!]));
}

export function forecastSnapshot(
  world: NaiveWorld,
): Pick<RouterSnapshot, 'forecast' | 'effective'> {
  const records = [...world.records].sort(([a], [b]) => byText(a, b));
  const effective = [...(world.effective?.agents1024 ?? [])].sort(([a], [b]) => byText(a, b));
  return {
    forecast: records
      .map(([id, record]) => storeRecord(record, 0, id))
      .filter((row) => row !== undefined),
    effective: world.effective && {
      at: world.effective.at,
      queues: effective
        .filter(([, agents1024]) => agents1024 > 0)
        .map(([queue, agents1024]) => ({ queue, agents1024 })),
    },
  };
}
