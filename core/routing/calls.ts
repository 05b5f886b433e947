import { METHODS } from '../forecast/wait-record.ts';
import { assert } from './assert.ts';
import { type AgentId, type CallId, NEVER, type QueueId } from './ids.ts';
import { IntTable } from './int-table.ts';
import { indexOf, Rows, slotAt } from './rows.ts';

/**
 * Row (rows.ts) of a call's place in one queue; nearly every call has one. Never leaves core/. Of a
 * call with several, what belongs to the call as a whole is kept in every row (state apart), or in
 * the first where said so.
 */
export type CallSlot = number;

/** Where a call is, as numbers of the column `state`; `callStates` are their names. */
export const FREE = 0;
export const WAITING = 1;
export const HELD = 2;
export const RINGS = 3;
export const CONNECTING = 4;
export const IN_TALK = 5;
export const LEAVING = 6;
/** A callback that is not to be dialled now: in no line, with its deadlines. */
export const RESTING = 7;
/** A further place of a call that is offered through another place: in no line, no deadline. */
export const ASIDE = 8;
/** A further place of a held call: in no line, with its deadlines. */
export const HELD_BACK = 9;
/** The far end of a link is called for it, and it keeps its place; its only one. */
export const LINKING = 10;
export const callStates = [
  '',
  'waiting',
  'held',
  'offered',
  'connecting',
  'talking',
  'leaving',
  'resting',
  'aside',
  'held-back',
  'linking',
] as const;

/** Whose phone rings first, as numbers of the column `callback`; 0: no callback. */
export const AGENT_FIRST = 1;
export const CUSTOMER_FIRST = 2;

/** Bits of the column `owed`: an exit was passed over for want of a link. */
export const OWED_TOO_LONG = 1;
export const OWED_STEP = 2;

/** In the column `ahead`: nothing is expected of this place's wait, nor learned from it. */
export const NOT_NOTED = -2;

/**
 * Calls as columns, a row a place, with a free list. `exclusions` columns hold `exclusionsMax`
 * cells a place.
 */
export interface CallTable {
  readonly capacity: number;
  /** One behind the last slot; slots are `CELLS` apart (rows.ts). */
  readonly end: number;
  /** Call id → row of its first place. */
  readonly slots: IntTable;
  readonly free: Int32Array;
  freeCount: number;
  readonly id: Float64Array;
  readonly state: Uint8Array;
  /** Index of the queue whose steps the call follows (pinned ones come after those in force). */
  readonly queue: Int32Array;
  /** By index, as `preferred`. */
  readonly queueId: (QueueId | undefined)[];
  /** Row of the first place of the same call, and of the next; −1: none. */
  readonly first: Int32Array;
  readonly following: Int32Array;
  readonly class: Int32Array;
  /** When the place got its class, for class caps. */
  readonly classAt: Float64Array;
  readonly ownClass: Uint8Array;
  readonly step: Int32Array;
  readonly stepAt: Float64Array;
  readonly joinedAt: Float64Array;
  readonly agedFrom: Float64Array;
  readonly arrival: Float64Array;
  readonly lookedAt: Float64Array;
  /** The call's own skills, a row of the demand table; 0: none. */
  readonly demand: Int32Array;
  /** 0, AGENT_FIRST or CUSTOMER_FIRST while the customer has not answered. */
  readonly callback: Uint8Array;
  /** Of callbacks, in the first row. */
  readonly expiresAt: Float64Array;
  readonly restUntil: Float64Array;
  readonly attempts: Int32Array;
  /** Calls that waited in the queue when the place joined it, and what was expected of the wait. */
  readonly ahead: Int32Array;
  /** `METHODS` cells. */
  readonly expected: Float64Array;
  /** In the first row. */
  readonly preferred: (AgentId | undefined)[];
  /** Slot of the preferred agent while held. */
  readonly heldFor: Int32Array;
  readonly holdUntil: Float64Array;
  readonly sentBack: Uint8Array;
  /** Exits that are due, and were passed over for want of a link; `OWED_TOO_LONG`, `OWED_STEP`. */
  readonly owed: Uint8Array;
  /** Moves from queue to queue within one fact, and the number of that fact; in the first row. */
  readonly hops: Int32Array;
  readonly hopFact: Float64Array;
  /** Slot of the agent whose row holds the place's first offer; −1: none. */
  readonly offer: Int32Array;
  /** Neighbours in the line (waiting) or in the agent's held list. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly exclusionsMax: number;
  readonly exclusionCount: Uint8Array;
  readonly exclusionAgent: Int32Array;
  readonly exclusionUntil: Float64Array;
}

/** Allocates an empty table. About 230 bytes a place and 12 an exclusion. */
export function createCallTable(capacity: number, exclusionsMax: number): CallTable {
  const rows = new Rows(capacity);
  const free = new Int32Array(capacity);
  for (let i = 0; i < capacity; i++) free[i] = slotAt(capacity - 1 - i);
  return {
    capacity,
    end: rows.end,
    slots: new IntTable(capacity),
    free,
    freeCount: capacity,
    state: rows.bytes(),
    callback: rows.bytes(),
    exclusionCount: rows.bytes(),
    ownClass: rows.bytes(),
    sentBack: rows.bytes(),
    owed: rows.bytes(),
    queue: rows.integers(),
    step: rows.integers(),
    class: rows.integers(),
    first: rows.integers(),
    following: rows.integers(-1),
    next: rows.integers(-1),
    previous: rows.integers(-1),
    offer: rows.integers(-1),
    demand: rows.integers(),
    ahead: rows.integers(),
    heldFor: rows.integers(-1),
    hops: rows.integers(),
    attempts: rows.integers(),
    id: rows.numbers(),
    joinedAt: rows.numbers(),
    stepAt: rows.numbers(),
    agedFrom: rows.numbers(),
    arrival: rows.numbers(),
    classAt: rows.numbers(),
    lookedAt: rows.numbers(),
    hopFact: rows.numbers(),
    expected: rows.numbers(0, METHODS),
    holdUntil: rows.numbers(),
    expiresAt: rows.numbers(),
    restUntil: rows.numbers(),
    queueId: new Array(capacity).fill(undefined),
    preferred: new Array(capacity).fill(undefined),
    exclusionsMax,
    exclusionAgent: new Int32Array(capacity * exclusionsMax),
    exclusionUntil: new Float64Array(capacity * exclusionsMax),
  };
}

/** Hot path: takes a row for the first place of a new call. The caller knows that one is free. */
export function takeCall(calls: CallTable, id: CallId): CallSlot {
  const slot = takeRow(calls);
  calls.id[slot] = id;
  calls.slots.set(id, slot);
  return slot;
}

/** Hot path: takes an empty row, a place of its own. */
export function takeRow(calls: CallTable): CallSlot {
  assert(calls.freeCount > 0, 'no row is free for a call');
  const slot = calls.free[--calls.freeCount];
  calls.first[slot] = slot;
  calls.following[slot] = -1;
  calls.exclusionCount[slot] = 0;
  calls.preferred[indexOf(slot)] = undefined;
  calls.heldFor[slot] = -1;
  calls.offer[slot] = -1;
  calls.sentBack[slot] = 0;
  calls.owed[slot] = 0;
  calls.hopFact[slot] = 0;
  calls.demand[slot] = 0;
  calls.callback[slot] = 0;
  calls.ahead[slot] = NOT_NOTED;
  for (let i = slot; i < slot + METHODS; i++) calls.expected[i] = NEVER;
  return slot;
}

/** Hot path: gives the row of a place back that is in no list of places any more. */
export function freeRow(calls: CallTable, slot: CallSlot): void {
  calls.state[slot] = FREE;
  calls.free[calls.freeCount++] = slot;
}

/** Hot path: gives the row of a call's only place back, and forgets its id. */
export function freeCall(calls: CallTable, slot: CallSlot): void {
  calls.slots.delete(calls.id[slot]);
  freeRow(calls, slot);
}

/** The queue a place is in. */
export const queueIdOf = (calls: CallTable, slot: CallSlot): QueueId =>
  calls.queueId[indexOf(slot)] as QueueId;
/** The agent a call prefers; kept for its first row. */
export const preferredOf = (calls: CallTable, slot: CallSlot): AgentId | undefined =>
  calls.preferred[indexOf(slot)];
/** The id of the call in this row. */
export const callIdOf = (calls: CallTable, slot: CallSlot): CallId => calls.id[slot] as CallId;

/**
 * Hot path: whether the agent (by slot) is excluded from the call now; `numbers[0]` is the time.
 */
export function isExcluded(
  calls: CallTable,
  call: CallSlot,
  agent: number,
  numbers: Float64Array,
): boolean {
  const base = indexOf(call) * calls.exclusionsMax;
  for (let i = base + calls.exclusionCount[call] - 1; i >= base; i--) {
    if (calls.exclusionAgent[i] === agent && calls.exclusionUntil[i] > numbers[0]) return true;
  }
  return false;
}

/** Excludes an agent from a call, at all its places, until a time; NEVER: for ever. */
export function exclude(calls: CallTable, call: CallSlot, agent: number, until: number): void {
  for (let row = calls.first[call]; row !== -1; row = calls.following[row]) {
    excludeHere(calls, row, agent, until);
  }
}

/** A full list drops the exclusion that ends first. */
function excludeHere(calls: CallTable, row: CallSlot, agent: number, until: number): void {
  const base = indexOf(row) * calls.exclusionsMax;
  const count = calls.exclusionCount[row];
  let first = base;
  for (let i = base; i < base + count; i++) {
    const ends = calls.exclusionUntil[i];
    if (calls.exclusionAgent[i] === agent) {
      if (until > ends) calls.exclusionUntil[i] = until;
      return;
    }
    const tied = ends === calls.exclusionUntil[first];
    if (
      ends < calls.exclusionUntil[first] ||
      (tied && calls.exclusionAgent[i] < calls.exclusionAgent[first])
    ) {
      first = i;
    }
  }
  const at = count < calls.exclusionsMax ? base + count : first;
  if (count < calls.exclusionsMax) calls.exclusionCount[row] = count + 1;
  calls.exclusionAgent[at] = agent;
  calls.exclusionUntil[at] = until;
}

/** Hot path: drops exclusions that have lapsed by now; `numbers[0]` is the time. */
export function dropLapsed(calls: CallTable, call: CallSlot, numbers: Float64Array): void {
  const base = indexOf(call) * calls.exclusionsMax;
  let end = base + calls.exclusionCount[call];
  for (let i = base; i < end; ) {
    if (calls.exclusionUntil[i] <= numbers[0]) {
      end--;
      calls.exclusionAgent[i] = calls.exclusionAgent[end];
      calls.exclusionUntil[i] = calls.exclusionUntil[end];
    } else i++;
  }
  calls.exclusionCount[call] = end - base;
}
