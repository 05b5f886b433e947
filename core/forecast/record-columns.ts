/**
 * What each queue has learned of its waits, as typed columns, one row a queue. `wait-record.ts`
 * says what the columns mean together; this file holds their shape and the constants.
 */

/**
 * How an expected wait can be found, in the order of the cells of `expectAtJoin`. At equal errors,
 * and while nothing has been learned, the earlier is taken.
 */
export const methodNames = ['queue-length', 'same-length', 'last-served', 'scaled-length'] as const;
/** One of the methods, by name. */
export type MethodName = (typeof methodNames)[number];
/** How many methods there are: cells a place needs for what each expected. */
export const METHODS = 4;

/** The methods by their cells. */
export const QUEUE_LENGTH = 0;
export const SAME_LENGTH = 1;
export const LAST_SERVED = 2;
export const SCALED_LENGTH = 3;

/** `ahead` of a caller for whom an agent is ready: nobody is waited for. */
export const AGENT_READY = -1;

/** Longest time the record takes or gives: beyond it numbers would no longer be small integers. */
export const WAIT_MS_MAX = 2_147_483_647;

/** Handling time of a queue that has handled no call, as Genesys Engage assumes. */
export const HANDLE_MS_PRIOR = 90_000;

/** Weights of the latest of a series, by how many came before: the plain mean, then `least`. */
function weights(least: number): Float64Array {
  return new Float64Array(COUNT_MAX + 1).map((_, count) => Math.max(1 / (count + 1), least));
}
/** Counts end here: beyond, every weight has settled. */
export const COUNT_MAX = 255;
/** Of handling times; the prior is the first of them. */
export const handleWeights = weights(1 / 128);
/** Of waits of one length. */
export const lengthWeights = weights(1 / 16);
/** Of errors, bias, spread and scale. */
export const errorWeights = weights(1 / 128);
/**
 * Errors grow with the square root of the wait: a wait behind n others is a sum of n intervals.
 * This is added to the wait first, or very short ones would count for everything.
 */
export const ERROR_FLOOR_MS = 1_000;
/** What is left of older patience with each call that has waited. */
export const PATIENCE_KEPT = 1 - 1 / 128;
/** A method is compared with others once it has been wrong or right so often. */
export const COMPARED_MIN = 10;

/** Work done is counted in windows of this length … */
export const WINDOW_MS = 300_000;
/** … and what was done before weighs this much less with each that begins. */
export const WINDOW_KEPT = 0.75;
/** So many windows on, a hundred-millionth is left: further ones need not be counted. */
export const WINDOWS_MAX = 64;

/** So many callers who had to wait must have been answered … */
export const RECENT = 5;
/** … within this time, or no band is announced. The last served wait holds as long. */
export const RECENT_MS = 1_800_000;

/** Outcomes the recent service level is taken from, and the least it needs. */
export const OUTCOMES = 50;
export const OUTCOMES_MIN = 10;

/** Last `ahead` of each length that is averaged together; the last length has no end. */
const LENGTH_ENDS = [
  0, 1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 300, 450, 675, 1_000, 1_500,
];
/** Lengths averaged apart: an agent ready, those that have an end, and the rest. */
export const LENGTHS = LENGTH_ENDS.length + 2;

const lengthOf = new Uint8Array(LENGTH_ENDS[LENGTH_ENDS.length - 1] + 2);
for (let ahead = 0, length = 1; ahead < lengthOf.length; ahead++) {
  if (ahead > LENGTH_ENDS[length - 1]) length++;
  lengthOf[ahead] = length;
}

/** Hot path: which length `ahead` belongs to; 0 is that of callers for whom an agent is ready. */
export function lengthSlot(ahead: number): number {
  if (ahead < 0) return 0;
  return lengthOf[ahead < lengthOf.length ? ahead : lengthOf.length - 1];
}

/** The record of all queues; every column belongs to the functions of this folder. */
export interface WaitRecord {
  readonly queues: number;
  /** The time of what is told and asked; the router writes `clock[0]` before either. */
  readonly clock: Float64Array;

  readonly handleMean: Float64Array;
  readonly handleCount: Uint8Array;
  /** Milliseconds of work, older work weighing less, and the window it was last counted in. */
  readonly work: Float64Array;
  readonly workWindow: Float64Array;

  /** Time waited and callers who gave up, older ones weighing less. */
  readonly exposure: Float64Array;
  readonly gaveUp: Float64Array;

  /** The last answered of those who had to wait, and when; 0: none. */
  readonly lastWait: Float64Array;
  readonly lastWaitAt: Float64Array;
  /** When the last `RECENT` of those were answered, a ring a queue; 0: none. */
  readonly recentAt: Float64Array;
  readonly recentNext: Uint8Array;

  /** By queue and length: mean wait for each place in the line. */
  readonly perPlace: Float64Array;
  readonly perPlaceCount: Uint8Array;

  /** Means of the waits and of what queue-length had expected of them. */
  readonly realMean: Float64Array;
  readonly statedMean: Float64Array;

  /** By queue and method. */
  readonly error: Float64Array;
  readonly bias: Float64Array;
  readonly spread: Float64Array;
  readonly bandLow: Float64Array;
  readonly bandHigh: Float64Array;
  readonly compared: Uint8Array;

  /** By queue, a ring: 1 in time, 0 not. */
  readonly outcomes: Uint8Array;
  readonly outcomeNext: Uint8Array;
  readonly outcomeCount: Uint8Array;
  readonly outcomesInTime: Uint8Array;
}

/** Ends of the band before anything is known: those of an exponential wait, in mean errors. */
export const BAND_LOW_PRIOR = -1.25;
export const BAND_HIGH_PRIOR = 1.75;

/** A record in which no queue has learned anything. Cost: O(queues). */
export function createWaitRecord(queues: number): WaitRecord {
  const doubles = (each = 1): Float64Array => new Float64Array(queues * each);
  const bytes = (each = 1): Uint8Array => new Uint8Array(queues * each);
  return {
    queues,
    clock: new Float64Array(1),
    handleMean: doubles().fill(HANDLE_MS_PRIOR),
    handleCount: bytes(),
    work: doubles(),
    workWindow: doubles(),
    exposure: doubles(),
    gaveUp: doubles(),
    lastWait: doubles(),
    lastWaitAt: doubles(),
    recentAt: doubles(RECENT),
    recentNext: bytes(),
    perPlace: doubles(LENGTHS),
    perPlaceCount: bytes(LENGTHS),
    realMean: doubles(),
    statedMean: doubles(),
    error: doubles(METHODS),
    bias: doubles(METHODS),
    spread: doubles(METHODS),
    bandLow: doubles(METHODS).fill(BAND_LOW_PRIOR),
    bandHigh: doubles(METHODS).fill(BAND_HIGH_PRIOR),
    compared: bytes(METHODS),
    outcomes: bytes(OUTCOMES),
    outcomeNext: bytes(),
    outcomeCount: bytes(),
    outcomesInTime: bytes(),
  };
}
