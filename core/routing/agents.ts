import type { AgentId, CallId, Ms, OfferId, PauseReason, QueueId } from './ids.ts';
import type { AgentState } from './outcomes.ts';

/** Row of an agent, in order of agent id. Never leaves core/. */
export type AgentSlot = number;

/** What an agent does, as numbers of the column `activity`; `activities` are their names. */
export const IDLE = 0;
export const OFFERED = 1;
export const TALKING = 2;
export const WRAP_UP = 3;
export const activities = ['idle', 'offered', 'talking', 'wrap-up'] as const;

/** How far an agent's offer is, as numbers of the column `offerState`; `offerStates` names them. */
export const NO_OFFER = 0;
export const SET_UP = 1;
export const RINGING = 2;
export const ANSWERED = 3;
export const CONNECTED = 4;
export const WITHDRAWING = 5;
/** The customer of a callback is called first; the agent is reserved and nothing rings yet. */
export const DIALLING = 6;
export const offerStates = [
  '',
  'set-up',
  'ringing',
  'answered',
  'connected',
  'withdrawing',
  'dialling',
] as const;

/**
 * Agents, and the one offer or conversation each may have, as columns. An offer lives in its
 * agent's row: there is never more than one an agent, from the first ring to the end of the
 * conversation.
 */
export interface AgentTable {
  readonly count: number;
  readonly id: readonly AgentId[];
  /** 0 for agents the policy has dropped: they stay until idle. */
  readonly inPolicy: Uint8Array;
  readonly signedIn: Uint8Array;
  readonly signOutNext: Uint8Array;
  readonly reachable: Uint8Array;
  readonly busy: Uint8Array;
  readonly activity: Uint8Array;
  readonly paused: (PauseReason | undefined)[];
  /** NEVER unless unreachable with a retry. */
  readonly retryAt: Float64Array;
  readonly wrapUpUntil: Float64Array;
  readonly idleSince: Float64Array;
  readonly misses: Int32Array;
  readonly callsAnswered: Float64Array;
  readonly lastOffered: Float64Array;

  /** Neighbours in the idle list of the agent's profile; only while ready. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly ready: Uint8Array;
  /** Which staff counts the agent is in: 1 reachable, 2 and not paused. */
  readonly counted: Uint8Array;
  readonly countedIn: Uint8Array;
  /** A staff count has fallen by this agent and the queues have not been looked at since. */
  readonly staffFell: Uint8Array;
  /** First call held for this agent, −1: none. */
  readonly heldHead: Int32Array;

  /** What was last told, so that only changes are told. */
  readonly toldState: AgentState[];
  readonly toldReason: (PauseReason | undefined)[];
  readonly toldCall: Float64Array;

  /** Time talking and in wrap-up, and ready or offered, since sign-in, up to `stateSince`. */
  readonly occupiedMs: Float64Array;
  readonly availableMs: Float64Array;
  /** When the state last told began. */
  readonly stateSince: Float64Array;

  readonly offerState: Uint8Array;
  readonly offer: Float64Array;
  /** Row of the place the offer is for, −1 once the call has gone or gone back. */
  readonly offerCall: Int32Array;
  /** The agent with the next offer for the same call (`ring-all`), −1: none. */
  readonly offerNext: Int32Array;
  readonly offerCallId: Float64Array;
  readonly offerQueue: (QueueId | undefined)[];
  /** Index into `withdrawReasons`. */
  readonly offerReason: Uint8Array;
  readonly offerMadeAt: Float64Array;
  /** NEVER until the phone rings. */
  readonly offerRingingAt: Float64Array;
  readonly offerDeadline: Float64Array;
  readonly offerRingMs: Float64Array;
  readonly offerWrapUpMs: Float64Array;
  readonly offerAnsweredLate: Uint8Array;
}

/** Names of the numbers in the column of reasons. */
export const withdrawReasons = [
  'caller-gone',
  'expired',
  'agent-left',
  'moved',
  'outage',
  'answered-elsewhere',
] as const;

/** Allocates a table of signed-out agents, ids in order. */
export function createAgentTable(ids: readonly AgentId[]): AgentTable {
  const n = ids.length;
  return {
    count: n,
    id: ids,
    inPolicy: new Uint8Array(n).fill(1),
    signedIn: new Uint8Array(n),
    signOutNext: new Uint8Array(n),
    reachable: new Uint8Array(n).fill(1),
    busy: new Uint8Array(n),
    activity: new Uint8Array(n),
    paused: new Array(n).fill(undefined),
    retryAt: new Float64Array(n).fill(Number.POSITIVE_INFINITY),
    wrapUpUntil: new Float64Array(n),
    idleSince: new Float64Array(n),
    misses: new Int32Array(n),
    callsAnswered: new Float64Array(n),
    lastOffered: new Float64Array(n),
    next: new Int32Array(n).fill(-1),
    previous: new Int32Array(n).fill(-1),
    ready: new Uint8Array(n),
    counted: new Uint8Array(n),
    countedIn: new Uint8Array(n),
    staffFell: new Uint8Array(n),
    heldHead: new Int32Array(n).fill(-1),
    toldState: new Array(n).fill('signed-out'),
    toldReason: new Array(n).fill(undefined),
    toldCall: new Float64Array(n),
    occupiedMs: new Float64Array(n),
    availableMs: new Float64Array(n),
    stateSince: new Float64Array(n),
    offerState: new Uint8Array(n),
    offer: new Float64Array(n),
    offerCall: new Int32Array(n).fill(-1),
    offerNext: new Int32Array(n).fill(-1),
    offerCallId: new Float64Array(n),
    offerQueue: new Array(n).fill(undefined),
    offerReason: new Uint8Array(n),
    offerMadeAt: new Float64Array(n),
    offerRingingAt: new Float64Array(n),
    offerDeadline: new Float64Array(n),
    offerRingMs: new Float64Array(n),
    offerWrapUpMs: new Float64Array(n),
    offerAnsweredLate: new Uint8Array(n),
  };
}

/** Hot path: the state people see, derived from the facts kept apart. */
export function agentState(agents: AgentTable, agent: AgentSlot): AgentState {
  if (agents.signedIn[agent] === 0) return 'signed-out';
  const activity = agents.activity[agent];
  if (activity !== IDLE) {
    if (activity === OFFERED) return 'offered';
    return activity === TALKING ? 'talking' : 'wrap-up';
  }
  if (agents.reachable[agent] === 0) return 'unreachable';
  if (agents.paused[agent] !== undefined) return 'paused';
  return agents.busy[agent] === 1 ? 'busy-elsewhere' : 'ready';
}

/** The offer id in an agent's row, branded. */
export const offerIdOf = (agents: AgentTable, agent: AgentSlot): OfferId =>
  agents.offer[agent] as OfferId;
/** The id of the call an agent's offer is for; stays when the call has gone. */
export const offeredCallOf = (agents: AgentTable, agent: AgentSlot): CallId =>
  agents.offerCallId[agent] as CallId;
/** How long the phone has rung, 0 when it never did. */
export const rangFor = (agents: AgentTable, agent: AgentSlot, now: Ms): Ms =>
  agents.offerRingingAt[agent] <= now ? now - agents.offerRingingAt[agent] : 0;
