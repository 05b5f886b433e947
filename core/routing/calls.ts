import { assert } from './assert.ts';
import type { AgentId, CallId, QueueId } from './ids.ts';
import { IntTable } from './int-table.ts';

/** Row of a call. Never leaves core/. */
export type CallSlot = number;

/** Where a call is, as numbers of the column `state`; `callStates` are their names. */
export const FREE = 0;
export const WAITING = 1;
export const HELD = 2;
export const RINGS = 3;
export const CONNECTING = 4;
export const IN_TALK = 5;
export const LEAVING = 6;
export const callStates = [
  '',
  'waiting',
  'held',
  'offered',
  'connecting',
  'talking',
  'leaving',
] as const;

/** Calls as columns, with a free list. `exclusions` columns hold `exclusionsMax` cells a call. */
export interface CallTable {
  readonly capacity: number;
  readonly slots: IntTable;
  readonly free: Int32Array;
  freeCount: number;
  readonly id: Float64Array;
  readonly state: Uint8Array;
  /** Index of the queue whose steps the call follows (pinned ones come after those in force). */
  readonly queue: Int32Array;
  readonly queueId: (QueueId | undefined)[];
  readonly class: Int32Array;
  readonly ownClass: Uint8Array;
  readonly step: Int32Array;
  readonly stepAt: Float64Array;
  readonly joinedAt: Float64Array;
  readonly agedFrom: Float64Array;
  readonly arrival: Float64Array;
  readonly lookedAt: Float64Array;
  readonly preferred: (AgentId | undefined)[];
  /** Slot of the preferred agent while held. */
  readonly heldFor: Int32Array;
  readonly holdUntil: Float64Array;
  readonly sentBack: Uint8Array;
  /** Moves from queue to queue within one fact, and the number of that fact. */
  readonly hops: Int32Array;
  readonly hopFact: Float64Array;
  /** Slot of the agent whose row holds the offer; −1: none. */
  readonly offer: Int32Array;
  /** Neighbours in the line (waiting) or in the agent's held list. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly exclusionsMax: number;
  readonly exclusionCount: Uint8Array;
  readonly exclusionAgent: Int32Array;
  readonly exclusionUntil: Float64Array;
}

/** Allocates an empty table. About 160 bytes a call and 12 an exclusion. */
export function createCallTable(capacity: number, exclusionsMax: number): CallTable {
  const free = new Int32Array(capacity);
  for (let i = 0; i < capacity; i++) free[i] = capacity - 1 - i;
  return {
    capacity,
    slots: new IntTable(capacity),
    free,
    freeCount: capacity,
    id: new Float64Array(capacity),
    state: new Uint8Array(capacity),
    queue: new Int32Array(capacity),
    queueId: new Array(capacity).fill(undefined),
    class: new Int32Array(capacity),
    ownClass: new Uint8Array(capacity),
    step: new Int32Array(capacity),
    stepAt: new Float64Array(capacity),
    joinedAt: new Float64Array(capacity),
    agedFrom: new Float64Array(capacity),
    arrival: new Float64Array(capacity),
    lookedAt: new Float64Array(capacity),
    preferred: new Array(capacity).fill(undefined),
    heldFor: new Int32Array(capacity).fill(-1),
    holdUntil: new Float64Array(capacity),
    sentBack: new Uint8Array(capacity),
    hops: new Int32Array(capacity),
    hopFact: new Float64Array(capacity),
    offer: new Int32Array(capacity).fill(-1),
    next: new Int32Array(capacity).fill(-1),
    previous: new Int32Array(capacity).fill(-1),
    exclusionsMax,
    exclusionCount: new Uint8Array(capacity),
    exclusionAgent: new Int32Array(capacity * exclusionsMax),
    exclusionUntil: new Float64Array(capacity * exclusionsMax),
  };
}

/** Hot path: takes a row for a new call. The caller has checked that one is free. */
export function takeCall(calls: CallTable, id: CallId): CallSlot {
  assert(calls.freeCount > 0, 'no row is free for a call');
  const slot = calls.free[--calls.freeCount];
  calls.id[slot] = id;
  calls.exclusionCount[slot] = 0;
  calls.preferred[slot] = undefined;
  calls.heldFor[slot] = -1;
  calls.offer[slot] = -1;
  calls.sentBack[slot] = 0;
  calls.hopFact[slot] = 0;
  calls.slots.set(id, slot);
  return slot;
}

/** Hot path: gives the row back. */
export function freeCall(calls: CallTable, slot: CallSlot): void {
  calls.slots.delete(calls.id[slot]);
  calls.state[slot] = FREE;
  calls.free[calls.freeCount++] = slot;
}

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
  const base = call * calls.exclusionsMax;
  for (let i = base + calls.exclusionCount[call] - 1; i >= base; i--) {
    if (calls.exclusionAgent[i] === agent && calls.exclusionUntil[i] > numbers[0]) return true;
  }
  return false;
}

/** Excludes an agent until a time; a full list drops the exclusion that ends first. */
export function exclude(calls: CallTable, call: CallSlot, agent: number, until: number): void {
  const base = call * calls.exclusionsMax;
  const count = calls.exclusionCount[call];
  let first = base;
  for (let i = base; i < base + count; i++) {
    if (calls.exclusionAgent[i] === agent) {
      if (until > calls.exclusionUntil[i]) calls.exclusionUntil[i] = until;
      return;
    }
    const ends = calls.exclusionUntil[i] - calls.exclusionUntil[first];
    if (ends < 0 || (ends === 0 && calls.exclusionAgent[i] < calls.exclusionAgent[first]))
      first = i;
  }
  const at = count < calls.exclusionsMax ? base + count : first;
  if (count < calls.exclusionsMax) calls.exclusionCount[call] = count + 1;
  calls.exclusionAgent[at] = agent;
  calls.exclusionUntil[at] = until;
}

/** Hot path: drops exclusions that have lapsed by now; `numbers[0]` is the time. */
export function dropLapsed(calls: CallTable, call: CallSlot, numbers: Float64Array): void {
  const base = call * calls.exclusionsMax;
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
