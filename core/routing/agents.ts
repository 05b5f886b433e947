import type { AgentId, CallId, Ms, OfferId, PauseReason, QueueId } from './ids.ts';
import type { AgentState } from './outcomes.ts';
import { indexOf, Rows, slotAt } from './rows.ts';

/** Row of an agent (rows.ts), in order of agent id. Never leaves core/. */
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
  /** One behind the last slot; slots are `CELLS` apart (rows.ts). */
  readonly end: number;
  /** By index, as all that is no typed array. */
  readonly id: readonly AgentId[];
  readonly profile: Int32Array;
  /** 0 for agents the policy has dropped: they stay until idle. */
  readonly inPolicy: Uint8Array;
  readonly signedIn: Uint8Array;
  readonly signOutNext: Uint8Array;
  readonly reachable: Uint8Array;
  readonly busy: Uint8Array;
  readonly activity: Uint8Array;
  readonly isPaused: Uint8Array;
  readonly pauseReason: (PauseReason | undefined)[];
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
  readonly toldState: Uint8Array;
  readonly toldPaused: Uint8Array;
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
  /** Number of that queue in the record of waits, −1: the policy has it no more. */
  readonly offerTally: Int32Array;
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

/** Allocates a table of signed-out agents, ids in order, with the profile of each. */
export function createAgentTable(ids: readonly AgentId[], profiles: Int32Array): AgentTable {
  const n = ids.length;
  const rows = new Rows(n);
  const profile = rows.integers();
  for (let i = 0; i < n; i++) profile[slotAt(i)] = profiles[i];
  return {
    count: n,
    end: rows.end,
    id: ids,
    profile,
    offerState: rows.bytes(),
    activity: rows.bytes(),
    signedIn: rows.bytes(),
    reachable: rows.bytes(1),
    isPaused: rows.bytes(),
    busy: rows.bytes(),
    inPolicy: rows.bytes(1),
    signOutNext: rows.bytes(),
    ready: rows.bytes(),
    counted: rows.bytes(),
    countedIn: rows.bytes(),
    staffFell: rows.bytes(),
    toldState: rows.bytes(),
    toldPaused: rows.bytes(),
    offerReason: rows.bytes(),
    offerAnsweredLate: rows.bytes(),
    offerCall: rows.integers(-1),
    offerNext: rows.integers(-1),
    offerTally: rows.integers(-1),
    heldHead: rows.integers(-1),
    misses: rows.integers(),
    next: rows.integers(-1),
    previous: rows.integers(-1),
    offer: rows.numbers(),
    offerCallId: rows.numbers(),
    offerMadeAt: rows.numbers(),
    offerRingingAt: rows.numbers(),
    offerDeadline: rows.numbers(),
    offerRingMs: rows.numbers(),
    offerWrapUpMs: rows.numbers(),
    toldCall: rows.numbers(),
    stateSince: rows.numbers(),
    availableMs: rows.numbers(),
    occupiedMs: rows.numbers(),
    idleSince: rows.numbers(),
    lastOffered: rows.numbers(),
    callsAnswered: rows.numbers(),
    wrapUpUntil: rows.numbers(),
    retryAt: rows.numbers(Number.POSITIVE_INFINITY),
    pauseReason: new Array(n).fill(undefined),
    toldReason: new Array(n).fill(undefined),
    offerQueue: new Array(n).fill(undefined),
  };
}

/** Hot path: the state people see, derived from the facts kept apart; a number of `agentStates`. */
export function stateOf(agents: AgentTable, agent: AgentSlot): number {
  if (agents.signedIn[agent] === 0) return SIGNED_OUT;
  const activity = agents.activity[agent];
  if (activity !== IDLE) {
    if (activity === OFFERED) return STATE_OFFERED;
    return activity === TALKING ? STATE_TALKING : STATE_WRAP_UP;
  }
  if (agents.reachable[agent] === 0) return UNREACHABLE;
  if (agents.isPaused[agent] === 1) return PAUSED;
  return agents.busy[agent] === 1 ? BUSY_ELSEWHERE : READY;
}

/** The same by its name. */
export const agentState = (agents: AgentTable, agent: AgentSlot): AgentState =>
  agentStates[stateOf(agents, agent)];

/** States people see, as numbers of the column `toldState`. */
export const SIGNED_OUT = 0;
export const STATE_OFFERED = 1;
export const STATE_TALKING = 2;
export const STATE_WRAP_UP = 3;
export const UNREACHABLE = 4;
export const PAUSED = 5;
export const BUSY_ELSEWHERE = 6;
export const READY = 7;
export const agentStates = [
  'signed-out',
  'offered',
  'talking',
  'wrap-up',
  'unreachable',
  'paused',
  'busy-elsewhere',
  'ready',
] as const satisfies readonly AgentState[];

/** Hot path: the agent is paused, for a reason; undefined: not paused. */
export function setPaused(
  agents: AgentTable,
  agent: AgentSlot,
  reason: PauseReason | undefined,
): void {
  agents.isPaused[agent] = reason === undefined ? 0 : 1;
  agents.pauseReason[indexOf(agent)] = reason;
}

/** Why the agent is paused; undefined: not paused. */
export const pauseOf = (agents: AgentTable, agent: AgentSlot): PauseReason | undefined =>
  agents.isPaused[agent] === 0 ? undefined : agents.pauseReason[indexOf(agent)];

/** The id of an agent. */
export const agentIdOf = (agents: AgentTable, agent: AgentSlot): AgentId =>
  agents.id[indexOf(agent)];
/** The queue the agent's offer is for. */
export const offerQueueOf = (agents: AgentTable, agent: AgentSlot): QueueId =>
  agents.offerQueue[indexOf(agent)] as QueueId;
/** The offer id in an agent's row, branded. */
export const offerIdOf = (agents: AgentTable, agent: AgentSlot): OfferId =>
  agents.offer[agent] as OfferId;
/** The id of the call an agent's offer is for; stays when the call has gone. */
export const offeredCallOf = (agents: AgentTable, agent: AgentSlot): CallId =>
  agents.offerCallId[agent] as CallId;
/** How long the phone has rung, 0 when it never did. */
export const rangFor = (agents: AgentTable, agent: AgentSlot, now: Ms): Ms =>
  agents.offerRingingAt[agent] <= now ? now - agents.offerRingingAt[agent] : 0;
