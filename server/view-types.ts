/** Calls, agents and offers as people see them: plain JSON, kept by `server/view.ts`. */

import type { CallerIdentity } from '../adapters/port.ts';
import type { AgentId, CallId, ClassId, Ms, OfferId, QueueId } from '../core/routing/ids.ts';
import type { AgentState } from '../core/routing/outcomes.ts';

/** What the view keeps over a restart. */
export interface ViewSnapshot {
  readonly nextCall: number;
  readonly calls: readonly CallView[];
  readonly offers: readonly OfferView[];
  readonly agents: readonly AgentView[];
  /** Newest first: caller key, agent, when they last talked. */
  readonly lastAgents: readonly (readonly [string, AgentId, Ms])[];
}

export type CallState =
  | 'entered'
  | 'waiting'
  | 'offered'
  | 'connecting'
  | 'talking'
  | 'leaving'
  | 'gone';

/** A call as people see it. Optional fields are absent, never null. */
export interface CallView {
  readonly id: CallId;
  state: CallState;
  tenant: string;
  channel: string;
  caller: CallerIdentity;
  dialled: string;
  /** When routing first heard of it. */
  enteredAt: Ms;
  queue?: QueueId;
  step?: number;
  class?: ClassId;
  /** The class it brought; undefined: it takes each queue's. */
  ownClass?: ClassId;
  joinedAt?: Ms;
  agedFrom?: Ms;
  /** Order among calls of equal age. */
  arrival?: number;
  preferred?: AgentId;
  offer?: OfferId;
  agent?: AgentId;
  connectedAt?: Ms;
  /** Where it was sent, while leaving; `''` is the dialplan. */
  target?: string;
}

export interface OfferView {
  readonly id: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  readonly madeAt: Ms;
  ringingAt?: Ms;
  answeredAt?: Ms;
  connectedAt?: Ms;
  /** Set when the conversation has ended. */
  endedAt?: Ms;
  heldSince?: Ms;
  heldMs: Ms;
  recording?: string;
}

export interface AgentView {
  readonly id: AgentId;
  state: AgentState;
  /** When the state was entered. */
  since: Ms;
  /** Pause reason, or the pause that follows. */
  reason?: string;
  /** A sign-out was asked for in mid-call and follows. */
  signOutNext?: boolean;
  call?: CallId;
  /** Chosen at sign-in; absent: the configured one. */
  phone?: string;
  /** Conversations since the process of this journal first knew the agent. */
  callsAnswered: number;
  signedInAt?: Ms;
}
