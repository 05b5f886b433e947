import type { AgentKey, CallKey } from './decision.ts';
import type { AgentId, CallId, Ms, OfferId, QueueId } from './ids.ts';

/**
 * The last decisions, always kept: who got which call, and which key decided against whom. Written
 * while deciding, from what the selection has compared anyway; the full reasons are worked out when
 * somebody asks (explain.ts), or by replay. No part of the state.
 */

/** Which key decided, as numbers of the ring. */
export const decidingKeys = [
  'only',
  'preferred',
  'rank',
  'prefer',
  'skill',
  'calls',
  'occupancy',
  'last-offered',
  'random',
  'idle-since',
  'agent-id',
  'class',
  'routing-age',
  'arrival',
] as const satisfies readonly (AgentKey | CallKey | 'only')[];
export const ONLY = 0;
export const PREFERRED = 1;
export const BY_RANK = 2;
export const BY_PREFERENCE = 3;
export const BY_IDLE_SINCE = 9;
export const BY_AGENT_ID = 10;
export const BY_CLASS = 11;
export const BY_AGE = 12;
export const BY_ARRIVAL = 13;

/** Places in `Router.found`: the runner-up of the last selection (an agent or a place), the key. */
export const RUNNER_UP = 0;
export const DECIDED_BY = 1;

/** One kept decision. */
export interface KeptDecision {
  readonly at: Ms;
  readonly offer: OfferId;
  readonly call: CallId;
  readonly queue: QueueId;
  readonly step: number;
  readonly agent: AgentId;
  /** `call`: an agent was looked for; `agent`: a freed agent took the call. */
  readonly trigger: 'call' | 'agent';
  /** `preferred` also when nobody else was eligible: that was not looked at. */
  readonly decidedBy: (typeof decidingKeys)[number];
  /** The agent (trigger `call`) or call (trigger `agent`) that came second, when there was one. */
  readonly runnerUp?: AgentId | CallId;
}

/**
 * A ring of rows, each in one line of the processor's cache and one of references: columns would
 * touch a dozen.
 */
export interface DecisionRing {
  readonly size: number;
  /** Row that is written next. */
  readonly next: Int32Array;
  /** `ROW` numbers a row, at the places below. */
  readonly numbers: Float64Array;
  /** `NAMES` names a row: queue, agent, and the agent that came second. */
  readonly names: (QueueId | AgentId | undefined)[];
}

/** Numbers a row, and where each stands in it. */
export const ROW = 8;
export const AT = 0;
/** 0: nothing written here yet. */
export const OFFER = 1;
export const CALL = 2;
export const STEP = 3;
export const KEY = 4;
/** 1: a freed agent took the call. */
export const BY_AGENT = 5;
/** The call that came second; 0: none. */
export const OTHER_CALL = 6;
export const NAMES = 4;

/** An empty ring; size 0 keeps nothing. */
export const createDecisionRing = (size: number): DecisionRing => ({
  size,
  next: new Int32Array(1),
  numbers: new Float64Array(size * ROW),
  names: new Array(size * NAMES).fill(undefined),
});
