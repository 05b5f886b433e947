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

/** A ring of columns. */
export interface DecisionRing {
  readonly size: number;
  /** Decisions ever written. */
  readonly written: Float64Array;
  readonly at: Float64Array;
  readonly offer: Float64Array;
  readonly call: Float64Array;
  readonly otherCall: Float64Array;
  readonly step: Int32Array;
  readonly key: Uint8Array;
  readonly byAgent: Uint8Array;
  readonly queue: (QueueId | undefined)[];
  readonly agent: (AgentId | undefined)[];
  readonly otherAgent: (AgentId | undefined)[];
}

/** An empty ring; size 0 keeps nothing. */
export function createDecisionRing(size: number): DecisionRing {
  return {
    size,
    written: new Float64Array(1),
    at: new Float64Array(size),
    offer: new Float64Array(size),
    call: new Float64Array(size),
    otherCall: new Float64Array(size),
    step: new Int32Array(size),
    key: new Uint8Array(size),
    byAgent: new Uint8Array(size),
    queue: new Array(size).fill(undefined),
    agent: new Array(size).fill(undefined),
    otherAgent: new Array(size).fill(undefined),
  };
}
