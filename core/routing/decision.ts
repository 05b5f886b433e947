/** A decision, explained: who was a candidate, who was out and why, which key decided. */

import type { AgentId, CallId, ClassId, Ms, OfferId, QueueId } from './ids.ts';
import type { AgentState } from './outcomes.ts';

/** The keys of both selections, in the order in which they are compared. */
export type AgentKey =
  | 'preferred'
  | 'rank'
  | 'prefer'
  | 'skill'
  | 'calls'
  | 'occupancy'
  | 'last-offered'
  | 'random'
  | 'idle-since'
  | 'agent-id';
export type CallKey = 'class' | 'routing-age' | 'arrival';

/** Why an agent was no candidate; the first that holds, in this order. */
export type WhyNot =
  | { readonly why: 'not-serving' }
  | {
      readonly why: 'skill';
      readonly skill: string;
      readonly level: number;
      readonly levelMin: number;
    }
  | { readonly why: 'state'; readonly state: AgentState; readonly reason?: string }
  | { readonly why: 'excluded'; readonly until: Ms }
  | { readonly why: 'delay'; readonly until: Ms }
  /** The call is held for its preferred agent. */
  | { readonly why: 'held'; readonly preferred: AgentId; readonly until: Ms }
  /** A candidate, and beaten: the first key on which it lost, with both values. */
  | {
      readonly why: 'lost';
      readonly key: AgentKey;
      readonly value: string | number;
      readonly winning: string | number;
    };

/** Why another waiting call did not get the freed agent. */
export interface CallLost {
  readonly call: CallId;
  readonly queue: QueueId;
  readonly key: CallKey;
  readonly value: string | number;
  readonly winning: string | number;
}

/** One choice of the router with its reasons; plain JSON. */
export interface Decision {
  readonly at: Ms;
  readonly policy: string;
  readonly call: CallId;
  readonly queue: QueueId;
  readonly step: number;
  readonly class: ClassId;
  readonly waitedMs: Ms;
  readonly routingAgeMs: Ms;
  /**
   * `call`: an agent was looked for; `agent`: a freed agent took the call; `none`: nobody could
   * take it.
   */
  readonly trigger: 'call' | 'agent' | 'none';
  readonly winner?: AgentId;
  readonly offer?: OfferId;
  /** The key that separated the winner from the runner-up; `only` when there was none. */
  readonly decidedBy?: AgentKey | CallKey | 'only';
  /** Every other agent, in order of id. */
  readonly agents: readonly ({ readonly agent: AgentId } & WhyNot)[];
  /** With trigger `agent`: the next calls the agent could have taken, at most 10, best first. */
  readonly calls: readonly CallLost[];
}
