/**
 * What came of an attempt, on two of the three axes that are kept apart: what the network did, and
 * who answered. The third, what it came to for the business, is the agent's word and none of ours.
 */

/**
 * What the network did. `unallocated`: nobody has this number. `unreachable`: somebody may have it,
 * now it cannot be reached. `congested`: no way there, the number is not to blame. `failed`: a
 * fault of ours or of the trunk. `withdrawn`: we gave it up before it rang.
 */
export const networkResults = [
  'answered',
  'busy',
  'no-answer',
  'declined',
  'unallocated',
  'unreachable',
  'congested',
  'failed',
  'withdrawn',
] as const;
export type NetworkResult = (typeof networkResults)[number];

/** Who answered. `abandoned`: a person, for whom there was no agent in time. */
export const answerers = ['person', 'machine', 'abandoned', 'hung-up-early'] as const;
export type Answerer = (typeof answerers)[number];

/** Both in one word: what the next attempt depends on. */
export type TryResult = Exclude<NetworkResult, 'answered'> | Answerer;

/** All of them. */
export const tryResults: readonly TryResult[] = [
  ...networkResults.filter((each) => each !== 'answered'),
  ...answerers,
];

/** Causes that say something else than `failed`. ITU-T Q.850 (05/98), as Asterisk gives them. */
const ofCause: Readonly<Record<number, NetworkResult>> = {
  1: 'unallocated',
  2: 'unreachable',
  3: 'unreachable',
  17: 'busy',
  18: 'no-answer',
  19: 'no-answer',
  20: 'unreachable',
  21: 'declined',
  22: 'unallocated',
  27: 'unreachable',
  28: 'unallocated',
  31: 'no-answer',
  34: 'congested',
  38: 'congested',
  41: 'congested',
  42: 'congested',
  44: 'congested',
};

/**
 * What the network did with a call that ended with this cause. `rang`: it had been ringing, so that
 * a plain end of it (16, or our own giving up) is one that nobody took.
 */
export function networkResultOf(cause: number, answered: boolean, rang: boolean): NetworkResult {
  if (answered) return 'answered';
  if (cause === 16 || cause === 0) return rang ? 'no-answer' : 'failed';
  return ofCause[cause] ?? 'failed';
}

/** Nothing was learned about the number: such an attempt is not held against it. */
export const isOurs = (result: TryResult): boolean =>
  result === 'congested' || result === 'failed' || result === 'withdrawn';
